//! The demo from beginning to end.

use super::call::Place;
use crate::facts::rows::read;
use crate::process::call;
use crate::program::program;

/// Every command has a help text, in either language and in UTF-8.
#[test]
fn help_is_there_in_both_languages() {
    for (lang, words) in [("en", "Exit codes"), ("es", "Códigos de salida")] {
        let ended = call(program().args(["--help", "--lang", lang]));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert!(ended.stdout.contains(words), "{}", ended.stdout);
    }
    assert_eq!(call(program().arg("pusch")).code, Some(79));
}

#[test]
fn the_demo_is_made_run_explained_and_not_written_twice() {
    let place = Place::with_demo("demo");
    let first = place.call(&["run", "--json"]);
    assert_eq!(first.code, Some(90), "some orders wait for a person: {}", first.stderr);
    let pushed = first.json()["pushed"].as_u64().expect("a count");
    assert!(pushed > 20, "{pushed} orders");
    let rows = read(&place.parent(), "F_PPR");
    let marks = rows.iter().filter(|row| row.text("REFPPR").starts_with("FL ")).count();
    assert_eq!(marks as u64, pushed, "as another reader counts them");

    let status = place.call(&["status", "--json"]).json();
    assert_eq!(status["orders"]["pushed"], pushed, "{status}");
    let reachable = status["companies"].as_array().expect("companies").iter();
    assert_eq!(reachable.filter(|company| company["reachable"] == true).count(), 3, "{status}");

    let explained = place.call(&["explain", "duofic/2026/1-000123", "--json"]).json();
    assert_eq!((&explained["state"], &explained["lines"][0]["total"]), (&"pushed".into(), &"166.05".into()));

    let before = place.bytes();
    let second = place.call(&["run", "--json"]);
    assert_eq!((second.code, &second.json()["pushed"]), (Some(90), &0.into()));
    assert!(place.bytes() == before, "not a byte of the parent changed");
}

#[test]
fn what_fails_says_so_with_its_code() {
    let place = Place::with_demo("demo");
    assert_eq!(place.call_by(&place.file("absent.toml"), &["run"]).code, Some(78));
    std::fs::rename(place.file("0022026.accdb"), place.file("elsewhere")).expect("renamed");
    let ended = place.call(&["scan", "--json"]);
    assert_eq!(ended.code, Some(75), "{}", ended.stderr);
    std::fs::write(place.file("0022026.accdb"), "no database").expect("written");
    assert_eq!(place.call(&["scan"]).code, Some(94));
    std::fs::write(place.file("state.db"), "no state file at all, but long enough for one").expect("written");
    let ended = place.call(&["scan"]);
    assert_eq!(ended.code, Some(93), "{}", ended.stderr);
}
