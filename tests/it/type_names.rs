//! A type's name stands for one thing: who reads it need not ask in which folder he is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Names that several types bear, and why they may.
const SHARED: [(&[&str], &str); 12] = [
    (&["Error", "Result"], "every module's own, as Rust has it: named with the module, `store::Error`"),
    (
        &[
            "Attention",
            "Candidate",
            "ChunkCounts",
            "PairCounts",
            "RegistrationCounts",
            "RowCounts",
            "Decision",
        ],
        "what the state keeps, and the same as a command reports it, whose JSON is promised apart",
    ),
    (
        &["Finding", "Problem", "Section"],
        "those of `toml_file`, with the problems of the configuration put in",
    ),
    (&["Kind", "Position", "Field"], "`toml_file` stands below everything and knows no Factusol"),
    (
        &["Driver", "Session", "Outcome", "Failure", "Query"],
        "ODBC's own words behind one folder, and words of every command or run",
    ),
    (
        &["View", "Orders", "Rows"],
        "one for each implementation of a role of the store, never seen outside of it",
    ),
    (&["WorkbookFile"], "the same, built with workbooks or without"),
    (&["Archive"], "a zip archive that is written, and one that is read"),
    (&["Secret"], "of a company's database and of a platform: neither folder may know the other"),
    (&["Cell", "Column", "Catalogue", "Values", "Details"], "what is shown, and what it is made of"),
    (
        &[
            "Captured", "Known", "Masters", "Source", "Terms", "Failed", "Flow", "Role", "Machine", "Seen",
            "Counts",
        ],
        "a step of the pipeline or of its checks, and what the state or a rule calls by the same word",
    ),
    (
        &["Fate", "Why", "Pair", "Part", "Sheet", "Header", "Folder", "Unconfirmed", "Unfit", "Wrong"],
        "private to one folder each, and named there with it",
    ),
];

#[test]
fn a_public_type_has_its_name_for_itself() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, place) in public_types(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        named.entry(name).or_default().push(place);
    }
    let is_shared = |name: &str| SHARED.iter().any(|(names, _)| names.contains(&name));
    let unexplained: Vec<_> =
        named.iter().filter(|(name, places)| places.len() > 1 && !is_shared(name)).collect();
    assert!(unexplained.is_empty(), "name them apart, or say here why not: {unexplained:#?}");
    let idle: Vec<_> = SHARED.iter().flat_map(|(names, _)| names.iter()).collect();
    let idle: Vec<_> =
        idle.into_iter().filter(|name| named.get(**name).is_none_or(|places| places.len() < 2)).collect();
    assert!(idle.is_empty(), "no exceptions any more: {idle:?}");
}

/// Every type that more than one file can name, and its file.
fn public_types(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in sources(folder) {
        let text = fs::read_to_string(&path).expect("a source");
        let place = path.strip_prefix(folder).expect("below").display().to_string();
        found.extend(text.lines().filter_map(type_named).map(|name| (name.to_owned(), place.clone())));
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is = |name: &str| path.file_name().is_some_and(|own| own == name);
        if is("tests") || is("tests.rs") {
            continue;
        }
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false => found.extend(path.extension().is_some_and(|of| of == "rs").then_some(path)),
        }
    }
    found
}

/// The type that a line declares, if it is one at the face of its file.
fn type_named(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub")?;
    let rest = match rest.strip_prefix('(') {
        Some(scope) => scope.split_once(')')?.1,
        None => rest,
    };
    let (kind, rest) = rest.trim_start().split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    ["struct", "enum", "trait", "type"].contains(&kind).then_some(&rest[..end])
}

#[test]
fn a_declaration_is_read_however_far_it_is_public() {
    for (line, name) in [
        ("pub struct Row<'a> {", Some("Row")),
        ("pub(crate) enum Kind {", Some("Kind")),
        ("pub(in crate::import) trait Words: Sized {", Some("Words")),
        ("pub type Result<T> = std::result::Result<T, Error>;", Some("Result")),
        ("pub fn row() {}", None),
        ("    pub struct Inner;", None),
        ("struct Private;", None),
    ] {
        assert_eq!(type_named(line), name, "{line}");
    }
}
