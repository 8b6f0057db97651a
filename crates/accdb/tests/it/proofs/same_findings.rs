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

use super::mutations::MUTATIONS;
use crate::writing_damage;
use accdb::{CheckReport, Database, Error, FileStorage, MemoryStorage, Strictness};
use proving::budget::rounds;
use proving::readers::checker::{Checked, Checker, Finding};
use proving::rows::Numbers;
use proving::shared::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What one of the two says of a file.
#[derive(Debug, Default)]
struct Said {
    has_error: bool,
    pages: BTreeSet<u32>,
    words: Vec<String>,
}

/// The errors that the script finds; damage that ends the script is one too, with the errors found until then.
fn script(checker: &Checker, file: &Path, strictness: Strictness) -> Said {
    let Checked { fatal, findings } = checker.check(file, strictness);
    let errors: Vec<&Finding> = findings.iter().filter(|Finding(level, ..)| level == "ERROR").collect();
    Said {
        has_error: fatal.is_some() || !errors.is_empty(),
        pages: errors.iter().filter_map(|Finding(_, place, _)| page_in(place)).collect(),
        words: errors.iter().map(|Finding(_, place, text)| format!("{place}: {text}")).collect(),
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
    let Some(checker) = Checker::here() else { return };
    for strictness in [Strictness::AnyWriter, Strictness::OwnWriter] {
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
                compare(&checker, &file, bytes, strictness, &mut tally, &format!("{kind}, round {round}"));
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
    checker: &Checker,
    file: &Path,
    bytes: Vec<u8>,
    strictness: Strictness,
    tally: &mut Tally,
    what: &str,
) {
    let expected = script(checker, file, strictness);
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
    let files: Vec<PathBuf> = ["accdb/real", "accdb/real-2", "factusol/fixtures"]
        .iter()
        .flat_map(|folder| proving::shared::access_files(&shared.join(folder)))
        .collect();
    let files = &files[..rounds(8, files.len(), files.len(), files.len()).min(files.len())];
    let Some(checker) = Checker::here() else { return };
    for strictness in [Strictness::AnyWriter, Strictness::OwnWriter] {
        let mut tally = Tally::default();
        for file in files {
            let bytes = std::fs::read(file).expect("a sample");
            compare(&checker, file, bytes, strictness, &mut tally, &file.display().to_string());
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
