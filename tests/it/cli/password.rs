//! A company whose password stands in an environment variable that this account does not have.

use super::call::{Ended, Place};
use factulink::store::CompanyStores;

const CONFIG: &str = r#"
[parent]
name = "oficit"
path = "data/001{year}.accdb"
[[subsidiary]]
name = "duofic"
driver = "odbc"
connection = "Driver={factulink: none such};Database=x{year}"
password_env = "DUOFIC_PASSWORD"
target_series = "7"
supplier = 12
[[subsidiary]]
name = "ofifactory"
path = "data/003{year}.accdb"
target_series = "8"
supplier = 13
"#;

fn call(place: &Place, args: &[&str]) -> Ended {
    let config = place.write("factulink.toml", CONFIG);
    let config = config.to_str().expect("a plain path");
    place.call_with(&[args, &["--config", config]].concat(), &CompanyStores::default())
}

#[test]
fn it_is_a_matter_of_rights_and_the_other_companies_are_taken_all_the_same() {
    let place = Place::new();
    let ended = call(&place, &["run", "--json"]);
    assert_eq!(ended.code, 77, "{ended:?}");
    let report = ended.json();
    let error = |at: usize| report["companies"][at]["errors"][0].clone();
    assert_eq!((&error(0)["name"], &error(1)["name"]), (&"no-permission".into(), &"try-later".into()));
}

#[test]
fn a_name_that_is_not_set_may_be_the_password_and_is_told_by_its_length() {
    let place = Place::new();
    for (lang, word) in [("en", "names (a name of 15 char"), ("es", "password_env (un nombre de 15 car")] {
        for command in ["run", "status"] {
            let ended = call(&place, &[command, "--lang", lang]);
            assert!(ended.stdout.contains(word), "{command}: {ended:?}");
            assert!(!ended.stdout.contains("DUOFIC_PASSWORD"), "{command}: {ended:?}");
        }
    }
    assert_eq!(call(&place, &["status"]).code, 0);
}
