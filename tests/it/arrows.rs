//! The arrows of ARCHITECTURE.md: which folder of the crate may use which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The engine, a crate of its own. What it may use is its Cargo.toml's matter.
const ENGINE: &str = "accdb";

/// Every folder of `src`, and what it may name of the others and of the engine.
const ARROWS: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("clock", &[]),
    ("template", &[]),
    ("toml_file", &[]),
    ("task", &[]),
    ("state", &["domain"]),
    ("upkeep", &["accdb"]),
    ("store", &["domain", "accdb", "upkeep"]),
    ("table", &["accdb", "upkeep"]),
    ("platform", &["template"]),
    ("pipeline", &["clock", "domain", "state", "store", "upkeep"]),
    ("import", &["clock", "domain", "table", "platform", "state", "template", "toml_file"]),
    ("config", &["domain", "import", "pipeline", "toml_file"]),
    // The top words the errors of every layer.
    (
        "cli",
        &[
            "accdb",
            "clock",
            "config",
            "domain",
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

/// Source text without comments and without white space, so that `use crate :: {` cannot hide.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source");
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

/// The folders of the crate that a text names: `crate::store`, or inside the braces of `use crate::{…}`.
fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for tail in code.split("crate::").skip(1) {
        match tail.strip_prefix('{') {
            Some(group) => names.extend(group_heads(group)),
            None => names.extend(identifier(tail)),
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
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
            let engine = mentions(&code, "accdb::").then(|| ENGINE.to_owned());
            for name in named(&code).iter().chain(&engine).filter(|name| folders.contains(name.as_str())) {
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
    let declared_for_tests = format!("#[cfg(test)]mod{stem};");
    let declarers = [folder.join("mod.rs"), folder.with_extension("rs")];
    if declarers.iter().filter(|file| file.is_file()).any(|file| code(file).contains(&declared_for_tests)) {
        return String::new();
    }
    let code = code(path);
    let tests = code.match_indices("#[cfg(test)]mod").find(|(at, _)| {
        let rest = &code[*at..];
        rest.find('{') < rest.find(';')
    });
    tests.map_or(code.clone(), |(at, _)| code[..at].to_owned())
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

/// Whether a path begins with that name: `log::` is not in `catalog::`.
fn mentions(code: &str, name: &str) -> bool {
    let inside_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.match_indices(name).any(|(at, _)| !code[..at].ends_with(inside_a_name))
}

#[test]
fn names_are_found_however_they_are_written() {
    let text = "use crate::{domain::{a,store},state};crate::cli::x;pub(crate)fn f(){}";
    let expected: BTreeSet<_> = ["cli", "domain", "state"].map(str::to_owned).into();
    assert_eq!(named(text), expected);
    assert!(mentions("x=log::a", "log::") && !mentions("catalog::a", "log::"));
}
