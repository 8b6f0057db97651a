//! The walk finds what `accdb_check.py` finds, on the same damaged files.
//!
//! The rule: where the script has an error the walk has one too, on a page that the script names too where it names
//! any; where the script is content so is the walk. The exceptions are all here:
//!
//! * A file that cannot be opened at all counts as an error of the walk; opening looks at more than the script does.
//! * [`is_stricter`]: what the walk calls an error and the script does not, because the reading half of the engine
//!   refuses it, so that nobody can use the file without meeting it.
//! * Of a row that cannot be read the script goes on as of a row of nulls, and finds all its index entries wrong. The
//!   walk names the row and leaves its entries out, so the pages of those entries are not among its findings.

use super::budget::rounds;
use super::mutations::MUTATIONS;
use crate::rows::Numbers;
use crate::shared::{shared, skipped};
use crate::writing_damage;
use factulink::accdb::{CheckReport, Database, Error, FileStorage, MemoryStorage, Strictness};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The script in a process of its own, asked one file after the other.
struct Script {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What one of the two says of a file.
#[derive(Debug, Default)]
struct Said {
    has_error: bool,
    pages: BTreeSet<u32>,
    words: Vec<String>,
}

impl Script {
    fn start(strictness: Strictness) -> Option<Script> {
        let tools = shared()?.join("tools");
        let mode = if strictness == Strictness::OwnWriter { "strict" } else { "lenient" };
        let mut command = Command::new("python3");
        command.args(["-c", include_str!("same_findings.py")]).arg(tools).arg(mode);
        let Ok(mut child) = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
            skipped("there is no Python to run accdb_check.py");
            return None;
        };
        let (to, from) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Some(Script { child, to, from: BufReader::new(from) })
    }

    fn ask(&mut self, file: &Path) -> Said {
        writeln!(self.to, "{}", file.display()).expect("the script listens");
        let mut line = String::new();
        self.from.read_line(&mut line).expect("the script answers");
        let json: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let errors = json["errors"].as_array().expect("a list");
        let mut said = Said { has_error: json["fatal"] == true || !errors.is_empty(), ..Said::default() };
        for error in errors {
            let (place, words) = (error[0].as_str().expect("text"), error[1].as_str().expect("text"));
            said.pages.extend(page_in(place));
            said.words.push(format!("{place}: {words}"));
        }
        said
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number after the word "page".
fn page_in(place: &str) -> Option<u32> {
    let (_, rest) = place.split_once("page ")?;
    rest.split(|digit: char| !digit.is_ascii_digit()).next()?.parse().ok()
}

fn walk(bytes: Vec<u8>, strictness: Strictness) -> (Said, Option<CheckReport>) {
    let opened = Database::open(Box::new(MemoryStorage::new(bytes)));
    match opened.and_then(|database| database.check(strictness)) {
        Ok(report) => {
            let pages = report.errors().filter_map(|finding| finding.page).map(|page| page.0).collect();
            let words = report.errors().take(5).map(ToString::to_string).collect();
            (Said { has_error: !report.is_sound(), pages, words }, Some(report))
        }
        Err(error) => {
            let page = match error {
                Error::Damaged { page, .. } | Error::Truncated { page, .. } => Some(page.0),
                _ => None,
            };
            (
                Said { has_error: true, pages: page.into_iter().collect(), words: vec![error.to_string()] },
                None,
            )
        }
    }
}

/// Whether every error of the walk is one that only the engine has: it refuses a definition or a value that the script
/// takes as it is.
fn is_stricter(report: Option<&CheckReport>) -> bool {
    // Opening refuses more than the script does: an encrypted or cut file, a map of free pages that cannot be.
    let Some(report) = report else { return true };
    let refused = |what: &str| {
        ["length of a column for its type", "is malformed"].iter().any(|refused| what.contains(refused))
    };
    report.errors().all(|finding| refused(&finding.what))
}

/// The small sound files that are damaged: our own, and of the samples one of Access and one of Jackcess.
fn sound_files() -> Vec<Vec<u8>> {
    let samples = ["factusol/fixtures/hostile/good-few-tables.accdb", "accdb/real/overflowTestV2010.accdb"];
    let samples =
        samples.map(|name| shared().map(|shared| std::fs::read(shared.join(name)).expect("a sample")));
    std::iter::once(writing_damage::sound()).chain(samples.into_iter().flatten()).collect()
}

#[derive(Default, Debug)]
struct Tally {
    files: usize,
    wrong: usize,
    sound: usize,
    stricter: usize,
    same_pages: usize,
}

#[test]
fn the_walk_finds_what_the_script_finds_on_the_same_damaged_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for strictness in [Strictness::AnyWriter, Strictness::OwnWriter] {
        let Some(mut script) = Script::start(strictness) else { return };
        let mut tally = Tally::default();
        let sound = sound_files();
        for round in 0..rounds(2, 4, 15, 150) {
            for (nth, (kind, mutate)) in MUTATIONS.iter().enumerate() {
                let mut bytes = sound[(round + nth) % sound.len()].clone();
                let mut numbers = Numbers::new(u64::try_from(round * 100 + nth).expect("small"));
                if !mutate(&mut bytes, &mut numbers) {
                    continue;
                }
                let file = folder.path().join("damaged.accdb");
                std::fs::write(&file, &bytes).expect("it is written");
                compare(&mut script, &file, bytes, strictness, &mut tally, &format!("{kind}, round {round}"));
                *kinds.entry(kind).or_default() += 1;
            }
        }
        println!("{strictness:?}: {tally:?}");
        assert!(tally.wrong > tally.files / 2, "{tally:?}");
        assert!(tally.same_pages * 10 > tally.wrong * 7, "most findings are on the same pages: {tally:?}");
    }
    assert_eq!(kinds.len(), MUTATIONS.len(), "every kind of damage was done");
}

fn compare(
    script: &mut Script,
    file: &Path,
    bytes: Vec<u8>,
    strictness: Strictness,
    tally: &mut Tally,
    what: &str,
) {
    let expected = script.ask(file);
    let (found, report) = walk(bytes, strictness);
    tally.files += 1;
    if !expected.has_error {
        let stricter = found.has_error && is_stricter(report.as_ref());
        assert!(!found.has_error || stricter, "{what}: only the walk finds {:?}", found.words);
        tally.stricter += usize::from(stricter);
        tally.sound += 1;
        return;
    }
    tally.wrong += 1;
    assert!(found.has_error, "{what}: only the script finds {:?}", expected.words);
    tally.same_pages += usize::from(expected.pages.is_subset(&found.pages));
    let shares_a_page = expected.pages.is_empty()
        || report.is_none()
        || expected.pages.intersection(&found.pages).next().is_some();
    assert!(shares_a_page, "{what}: the script names {:?}, the walk {:?}", expected.words, found.words);
}

#[test]
fn the_walk_and_the_script_agree_on_every_sample() {
    let Some(shared) = shared() else { return };
    let files: Vec<PathBuf> = ["accdb/real", "factusol/fixtures"]
        .iter()
        .flat_map(|folder| crate::shared::access_files(&shared.join(folder)))
        .collect();
    let files = &files[..rounds(8, files.len(), files.len(), files.len()).min(files.len())];
    for strictness in [Strictness::AnyWriter, Strictness::OwnWriter] {
        let Some(mut script) = Script::start(strictness) else { return };
        let mut tally = Tally::default();
        for file in files {
            let bytes = std::fs::read(file).expect("a sample");
            compare(&mut script, file, bytes, strictness, &mut tally, &file.display().to_string());
        }
        println!("samples, {strictness:?}: {tally:?}");
        assert_eq!(tally.stricter, 0);
    }
}

/// The file's own storage gives the same report as its bytes in memory.
#[test]
fn the_walk_reads_a_file_as_it_reads_memory() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let bytes = writing_damage::sound();
    std::fs::write(file.path(), &bytes).expect("it is written");
    let database =
        Database::open(Box::new(FileStorage::open_shared(file.path()).expect("it opens"))).expect("sound");
    let from_file = database.check(Strictness::OwnWriter).expect("it reads");
    assert!(from_file.is_sound(), "{from_file}");
    assert_eq!(Some(from_file), walk(bytes, Strictness::OwnWriter).1);
}
