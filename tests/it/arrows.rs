//! The arrows of ARCHITECTURE.md: which folder of the crate may use which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The engine, a crate of its own. What it may use is its Cargo.toml's matter.
const ENGINE: &str = "accdb";

/// Every folder of `src`, and what it may name of the others and of the engine.
const ARROWS: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("clock", &[]),
    ("files", &[]),
    ("template", &[]),
    ("toml_file", &[]),
    ("task", &[]),
    ("state", &["domain", "files"]),
    ("upkeep", &["accdb", "files"]),
    ("store", &["domain", "accdb", "files", "upkeep"]),
    ("table", &["accdb", "files", "upkeep"]),
    ("platform", &["files", "template"]),
    ("pipeline", &["clock", "domain", "files", "state", "store", "upkeep"]),
    ("import", &["clock", "domain", "files", "table", "platform", "state", "template", "toml_file"]),
    ("config", &["domain", "files", "import", "pipeline", "toml_file"]),
    // The top words the errors of every layer.
    (
        "cli",
        &[
            "accdb",
            "clock",
            "config",
            "domain",
            "files",
            "import",
            "pipeline",
            "platform",
            "state",
            "store",
            "table",
            "task",
            "toml_file",
        ],
    ),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    // A module of one file has no folder.
    if !folder.is_dir() {
        return vec![folder.with_extension("rs")];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn code(path: &Path) -> String {
    plain(&fs::read_to_string(path).expect("a source"))
}

/// Source text without comments, and with white space between two names alone, so that `use crate :: {` cannot hide.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    let mut plain = String::new();
    for word in lines.flat_map(str::split_whitespace) {
        if plain.ends_with(in_name) && word.starts_with(in_name) {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// What a source, so many levels below the crate, names of what stands right below it: `crate::store`,
/// `use crate::{store, …}`, and the same with as many `super` as lead there.
fn named(code: &str, levels: usize) -> BTreeSet<String> {
    let (program, tests) = code.split_at(inline_tests(code).unwrap_or(code.len()));
    let mut names = below(code, "crate::");
    names.extend(below(program, &"super::".repeat(levels)));
    names.extend(below(tests, &"super::".repeat(levels + 1)));
    names
}

/// The names that follow a path, one or a group of them.
fn below(code: &str, path: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, tail) in starts(code, path) {
        match tail.strip_prefix('{') {
            Some(group) => names.extend(group_heads(group)),
            None => names.extend(identifier(tail)),
        }
    }
    names
}

/// Where a path begins with these names, and what follows them: `log::` is not in `catalog::`, nor in `super::log::`.
fn starts<'c>(code: &'c str, names: &'c str) -> impl Iterator<Item = (usize, &'c str)> {
    let found = code.match_indices(names).filter(|(at, _)| {
        let before = code[..*at].strip_suffix("self::").unwrap_or(&code[..*at]);
        !before.ends_with(in_name) && !before.ends_with("::")
    });
    found.map(|(at, _)| (at, &code[at + names.len()..]))
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| in_name(*c)).collect();
    (!name.is_empty()).then_some(name)
}

/// How many levels below the crate the module of a source is.
fn levels(path: &Path) -> usize {
    let below = path.strip_prefix(src()).expect("a source of the crate");
    below.components().count() - usize::from(below.ends_with("mod.rs"))
}

/// The first name of every item of a group, up to the brace that closes it.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, true, Vec::new());
    for (at, c) in group.char_indices() {
        if start && depth == 0 {
            heads.extend(identifier(&group[at..]));
            start = false;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' => start = true,
            _ => {}
        }
    }
    heads
}

#[test]
fn data_flows_one_way() {
    let folders: BTreeSet<&str> = ARROWS.iter().map(|(folder, _)| *folder).chain([ENGINE]).collect();
    for (folder, allowed) in ARROWS {
        for path in sources(&src().join(folder)) {
            let code = code(&path);
            let engine = starts(&code, "accdb::").next().map(|_| ENGINE.to_owned());
            assert!(!code.contains("::{super::"), "{} climbs inside a group", path.display());
            let names = named(&code, levels(&path)).into_iter().chain(engine);
            for name in names.filter(|name| folders.contains(name.as_str())) {
                let fits = name == folder || allowed.contains(&name.as_str());
                assert!(fits, "{} uses {name}: {folder} may use {allowed:?} only", path.display());
            }
        }
    }
}

#[test]
fn every_folder_has_its_arrows() {
    for entry in fs::read_dir(src()).expect("src") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            assert!(ARROWS.iter().any(|(folder, _)| *folder == name), "{name} has no arrows");
        }
    }
}

/// What of a source ends up in the program: nothing of a module that only tests declare, and no `mod tests { … }`.
fn program_code(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let folder = path.parent().expect("a folder");
    let declared_for_tests = format!("#[cfg(test)]mod {stem};");
    let declarers = [folder.join("mod.rs"), folder.with_extension("rs")];
    if declarers.iter().filter(|file| file.is_file()).any(|file| code(file).contains(&declared_for_tests)) {
        return String::new();
    }
    let code = code(path);
    code[..inline_tests(&code).unwrap_or(code.len())].to_owned()
}

/// Where the tests within a source begin, which are a module of their own.
fn inline_tests(code: &str) -> Option<usize> {
    let mut declared = code.match_indices("#[cfg(test)]mod ").map(|(at, _)| at);
    declared.find(|at| code[*at..].find('{') < code[*at..].find(';'))
}

#[test]
fn only_the_top_reads_the_clock_the_environment_and_the_terminal() {
    let worldly =
        ["env::var", "env::args", "current_dir", "Utc::now", "Local::now", "SystemTime::now", "println!"];
    let folders = ARROWS.iter().filter(|(folder, _)| *folder != "cli").map(|(folder, _)| src().join(folder));
    for folder in folders.chain([src().with_file_name("crates/accdb/src")]) {
        for path in sources(&folder) {
            let code = program_code(&path);
            for word in worldly {
                assert!(!code.contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

/// rustfmt leaves comments as they are.
#[test]
fn a_comment_ends_at_120_columns() {
    let folders = ["src", "crates", "tests", "benches", "examples"];
    let all = folders.iter().flat_map(|folder| sources(&src().with_file_name(folder)));
    let is_built = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "target");
    for path in all.filter(|path| !is_built(path)) {
        let text = fs::read_to_string(&path).expect("a source");
        let too_long = |line: &str| line.trim_start().starts_with("//") && line.chars().count() > 120;
        let found = text.lines().position(too_long).map(|at| at + 1);
        assert_eq!(found, None, "{}", path.display());
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let names = |text: &str, levels| named(&plain(text), levels).into_iter().collect::<Vec<_>>();
    let groups = "use crate::{domain::{a, store}, state}; crate::cli::x; pub(crate) fn f() {}";
    assert_eq!(names(groups, 2), ["cli", "domain", "state"]);
    assert_eq!(names("use crate :: {\n    state };", 2), ["state"]);

    let upward =
        "use super::near; use super::super::{store::A, task}; fn f() { self::super::super::cli::f() }";
    assert_eq!(names(upward, 2), ["cli", "store", "task"]);
    assert_eq!(names(upward, 3), [""; 0]);
    let tests = "use super::super::store; #[cfg(test)] mod tests { use super::super::a; use super::super::super::b; }";
    assert_eq!(names(tests, 2), ["b", "store"]);

    let starts = |text| starts(text, "log::").count();
    assert_eq!(
        [starts("x=log::a"), starts("catalog::a"), starts("use log::a"), starts("a::log::b")],
        [1, 0, 1, 0]
    );
}
