//! What the crate offers is listed once, in `api.txt`.

use std::collections::BTreeSet;

#[test]
fn the_list_of_what_the_crate_offers_names_what_it_exports() {
    let here = |file| std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let (source, listed) = (here("src/lib.rs").expect("a source"), here("api.txt").expect("the list"));
    assert_eq!(exported(&source), named(&listed), "write the list anew: .ci/engine/api");
}

/// The names of `pub use`, but for those behind a feature.
fn exported(source: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (at, _) in source.match_indices("pub use ") {
        let (before, statement) = source.split_at(at);
        let statement = statement.split(';').next().expect("a statement");
        if !before.ends_with("]\n") {
            let (_, tail) = statement.rsplit_once("::").expect("a path");
            names.extend(
                tail.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty()),
            );
        }
    }
    names
}

/// The items of the crate's root.
fn named(listed: &str) -> BTreeSet<&str> {
    let lines = listed.lines().map(|line| line.trim_start_matches("#[non_exhaustive] "));
    let items = lines.filter_map(|line| {
        let path = ["struct", "enum", "trait", "type", "fn"]
            .iter()
            .find_map(|kind| line.strip_prefix(&format!("pub {kind} accdb::")))?;
        let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
        let (name, tail) = path.split_at(end);
        (!tail.starts_with("::") && !tail.contains(">::")).then_some(name)
    });
    items.collect()
}
