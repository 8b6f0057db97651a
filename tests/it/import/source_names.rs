//! The names of the sample files, and the periods they tell.

use factulink::import::period::Period;
use factulink::import::profile::{Profile, check};
use factulink::import::source_files::{NameProblem, find, is_ignored, period_of, profile_of};
use proving::shared::shared;
use std::path::PathBuf;

fn ledger() -> Option<(PathBuf, Profile)> {
    let folder = shared()?.join("bulk/fixtures");
    let profile = check(&folder.join("profiles"), "sunat-ventas").expect("a valid profile");
    Some((folder, profile))
}

#[test]
fn both_months_are_found_and_one_when_it_is_asked_for() {
    let Some((folder, profile)) = ledger() else { return };
    let months = |given| {
        let found = find(&profile, &folder, given).expect("readable folders").into_iter();
        found.map(|source| source.period.expect("a period").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(months(None), ["2026-09", "2026-10"]);
    assert_eq!(months(Period::month(2026, 9)), ["2026-09"]);
    assert_eq!(months(Period::month(2025, 9)), [] as [&str; 0]);
}

#[test]
fn names_that_are_wrong_are_refused_with_their_reason() {
    let Some((folder, profile)) = ledger() else { return };
    let told = |name: &str| {
        let file = folder.join("bad/2026").join(name);
        assert!(file.is_file(), "{}", file.display());
        period_of(&profile, &folder, &file, None).expect("a good profile").map_err(|wrong| wrong.why)
    };
    assert_eq!(told("13. PLE OCTUBRE 26.xlsx"), Err(NameProblem::NoSuch { found: "13".into() }));
    let months = NameProblem::Disagree { first: "10".into(), second: "NOVIEMBRE".into() };
    assert_eq!(told("10. PLE NOVIEMBRE 26.xlsx"), Err(months));
    assert_eq!(
        told("10. PLE OCTUBRE 25.xlsx"),
        Err(NameProblem::Folder { folder: "2026".into(), said: 2025 })
    );
    assert_eq!(told("PLE.xlsx"), Err(NameProblem::Unlike));
    assert_eq!(told("10.  ple octubre  26.XLSX").ok(), Period::month(2026, 10));
    assert!(is_ignored("bad/2026/~$10. PLE OCTUBRE 26.xlsx".as_ref()));
}

#[test]
fn a_file_of_the_ledger_finds_its_profile_unless_two_want_it() {
    let Some((folder, ledger)) = ledger() else { return };
    let prices = check(&folder.join("profiles"), "tarifa").expect("a valid profile");
    let twin = check(&folder.join("profiles"), "sunat-ventas-folder").expect("a valid profile");
    let october = folder.join("input/2026/10. PLE OCTUBRE 26.xlsx");
    let two = [ledger.clone(), prices.clone()];
    assert_eq!(profile_of(&october, &folder, &two, None).expect("a profile").name, "sunat-ventas");
    let list = folder.join("prices/tarifa-2026-11.csv");
    assert_eq!(profile_of(&list, &folder, &two, None).expect("a profile").name, "tarifa");
    let three = [ledger, prices, twin];
    assert!(profile_of(&october, &folder, &three, None).is_err(), "two profiles read that folder");
    let named = profile_of(&october, &folder, &three, Some("sunat-ventas-folder"));
    assert_eq!(named.expect("a profile").name, "sunat-ventas-folder");
}
