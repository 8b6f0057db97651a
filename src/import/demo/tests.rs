use super::*;
use crate::import::profile;
use std::fs;

fn text(name: &str) -> String {
    let year = Year::new(2026).expect("a year");
    let mut files = files(year, Lang::Es).into_iter();
    files.find(|file| file.path.to_string_lossy().ends_with(name)).expect("a file").text
}

#[test]
fn the_ledger_is_called_as_its_profile_wants_it_and_has_three_thousand_sales_of_sixty_pairs() {
    let ledger = text("input/2026/10. PLE OCTUBRE 26.csv");
    let rows: Vec<Vec<&str>> = ledger.lines().skip(1).map(|line| line.split(';').collect()).collect();
    assert_eq!(rows.len(), 3000);
    assert!(rows.iter().all(|row| row.len() == 39));
    let pair = |row: &Vec<&str>| (row[6].to_owned(), row[36].to_owned());
    let pairs: std::collections::BTreeSet<_> =
        rows.iter().map(pair).filter(|pair| !pair.1.is_empty()).collect();
    assert_eq!(pairs.len(), 60);
}

#[test]
fn the_registry_lacks_one_series_of_a_known_branch_and_three_branches() {
    let registry = text("series.csv");
    let known = |series: &str, branch: &str| {
        let row = format!(";{series};");
        registry.lines().any(|line| line.contains(&row) && line.contains(branch))
    };
    let missing: Vec<_> =
        branches::pairs().into_iter().filter(|pair| !known(&pair.series, pair.branch)).collect();
    let branches: std::collections::BTreeSet<_> = missing.iter().map(|pair| pair.branch).collect();
    assert_eq!((missing.len(), branches.len()), (6, 4));
}

#[test]
fn both_profiles_are_valid_in_both_languages_and_say_the_same() {
    let valid = |lang| {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files(Year::new(2026).expect("a year"), lang) {
            let path = folder.path().join(&file.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, file.text).expect("written");
        }
        let profile = profile::check(&folder.path().join("profiles"), PROFILE);
        let profile = profile.unwrap_or_else(|found| panic!("{lang:?}: {found:#?}"));
        let bare =
            profile::Profile { title: String::new(), hash: String::new(), file: "p".into(), ..profile };
        format!("{bare:?}")
    };
    assert_eq!(valid(Lang::Es), valid(Lang::En));
}
