//! Secrets of a configuration that is written wrongly. That none is told is what [`Place::call_with`] looks for.

use super::call::{PLANTED, Place};
use factulink::store::CompanyStores;

const ELSEWHERE: &str = r#"
[parent]
name = "oficit"
path = "001{year}.accdb"
"#;

fn subsidiary(name: &str, series: &str, further: &str) -> String {
    format!("[[subsidiary]]\nname = \"{name}\"\ntarget_series = \"{series}\"\nsupplier = 1\n{further}\n")
}

/// Every command that could tell something, in every form.
fn try_all(text: &str) -> Vec<u8> {
    let place = Place::new();
    let config = place.write("factulink.toml", text);
    let config = config.to_str().expect("a plain path");
    let mut codes = Vec::new();
    for command in [&["run"][..], &["run", "--dry-run"], &["doctor", "--all"], &["status"], &["push"]] {
        for form in [&[][..], &["--json"], &["-vv"], &["--lang", "es"]] {
            let call = [command, form, &["--config", config]].concat();
            codes.push(place.call_with(&call, &CompanyStores::default()).code);
        }
    }
    codes
}

fn odbc(attributes: &str) -> String {
    format!("driver = \"odbc\"\n{}", attributes.replace("PLANTED", PLANTED))
}

#[test]
fn a_connection_string_with_a_mistake_tells_no_password() {
    for connection in [
        "Driver={none such};Database=x;PWD=PLANTED",
        "Driver={none such;Database=x;PWD=PLANTED",
        "Driver={none such};Database={x;PWD=PLANTED",
        "Database={x;PWD=PLANTED;Driver={none such}",
        "Driver={none such} PWD=PLANTED;Database=x",
        "Driver={none such};Database=x PWD=PLANTED",
        "PWD PLANTED;Driver={none such}",
        "PLANTED",
    ] {
        let further = odbc(&format!("connection = '{connection}'"));
        assert!(
            try_all(&(ELSEWHERE.to_owned() + &subsidiary("duofic", "7", &further)))
                .iter()
                .all(|code| *code != 99)
        );
    }
}

#[test]
fn one_connection_of_two_companies_is_a_mistake_without_its_password() {
    let further = odbc("connection = 'Driver={none such};Database=x;PWD=PLANTED'");
    let two = subsidiary("duofic", "7", &further) + &subsidiary("ofifactory", "8", &further);
    assert!(try_all(&(ELSEWHERE.to_owned() + &two)).iter().all(|code| *code == 78));
}

#[test]
fn a_password_in_the_place_of_a_variables_name_is_not_told() {
    for further in [
        "connection = 'Driver={none such};Database=x'\npassword_env = \"PLANTED\"",
        "path = \"002{year}.accdb\"\npassword_env = \"PLANTED\"",
        "path = \"002{year}.accdb\"\nattributes = \"PWD=PLANTED\"",
    ] {
        try_all(&(ELSEWHERE.to_owned() + &subsidiary("duofic", "7", &odbc(further))));
    }
}
