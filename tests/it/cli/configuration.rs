//! Where the configuration is looked for, and what is said when it is wrong.

use super::call::Place;

pub const VALID: &str = r#"
[parent]
name = "oficit"
path = "data/001{year}.accdb"
[[subsidiary]]
name = "duofic"
path = "data/002{year}.accdb"
target_series = "7"
supplier = 12
"#;

/// One mistake, so that the message shows which file was read.
fn wrong(word: &str) -> String {
    format!("{word} = 1\n{VALID}")
}

#[test]
fn the_configuration_is_searched_in_the_documented_order() {
    let mut place = Place::new();
    let named = place.write("named.toml", wrong("named"));
    let by_variable = place.write("variable.toml", wrong("variable"));
    place.write("bin/factulink.toml", wrong("beside"));
    place.write("xdg/factulink/factulink.toml", wrong("system"));
    place.variables.insert("XDG_CONFIG_HOME", place.path("xdg").display().to_string());
    place.variables.insert("ProgramData", place.path("xdg").display().to_string());
    place.variables.insert("FACTULINK_CONFIG", by_variable.display().to_string());

    assert!(place.call_on(&named, &["status"]).stderr.contains(": named: "));
    assert!(place.call(&["status"]).stderr.contains(": variable: "));
    place.variables.remove("FACTULINK_CONFIG");
    assert!(place.call(&["status"]).stderr.contains(": beside: "));
    std::fs::remove_file(place.path("bin/factulink.toml")).expect("removed");
    assert!(place.call(&["status"]).stderr.contains(": system: "));
}

#[test]
fn without_a_configuration_the_places_are_named_and_the_way_out() {
    let ended = Place::new().call(&["run"]);
    assert_eq!(ended.code, 78);
    assert!(ended.stderr.contains("factulink.toml"), "{}", ended.stderr);
    assert!(ended.stderr.ends_with("hint: write one with: factulink init\n"), "{}", ended.stderr);
}

#[test]
fn a_configuration_that_is_named_but_absent_is_not_replaced_by_another() {
    let place = Place::new();
    place.write("bin/factulink.toml", VALID);
    let ended = place.call_on(&place.path("absent.toml"), &["status"]);
    assert_eq!(ended.code, 78);
    assert!(ended.stderr.contains("absent.toml cannot be read"), "{}", ended.stderr);
}

#[test]
fn every_mistake_is_told_with_file_line_column_key_and_cure() {
    let place = Place::new();
    let text = VALID.replace("supplier = 12", "suplier = 12\nnegative = \"hodl\"\nconnection = \"DSN=x\"");
    let config = place.write("factulink.toml", text);
    let ended = place.call_on(&config, &["run"]);
    let file = config.display();
    assert_eq!((ended.code, ended.stdout.as_str()), (78, ""));
    assert_eq!(
        ended.stderr,
        format!(
            "error: the configuration {file} has mistakes (4); nothing was touched\n\
             \x20 {file}:5:1: subsidiary[1].supplier: this key is missing; add it\n\
             \x20 {file}:9:1: subsidiary[1].suplier: this key is not known here; the nearest one is \"supplier\"\n\
             \x20 {file}:10:12: subsidiary[1].negative: \"hodl\" is none of: hold, transfer, skip; the nearest is \"hold\"\n\
             \x20 {file}:11:14: subsidiary[1].connection: this key only goes with driver = \"odbc\"; remove it or change the driver\n\
             hint: mend the configuration, then run the command again\n"
        )
    );
    assert!(!place.path("state.db").exists());
}

#[test]
fn the_same_mistakes_are_told_in_json() {
    let place = Place::new();
    let config = place.write("factulink.toml", VALID.replace("\"7\"", "\"77\""));
    let ended = place.call_on(&config, &["run", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (78, ""));
    let document = ended.json();
    assert_eq!(document["version"], 1);
    let error = &document["error"];
    assert_eq!((&error["code"], &error["name"]), (&78.into(), &"config".into()));
    assert_eq!(error["where"]["file"], config.display().to_string());
    assert_eq!(error["where"]["company"], serde_json::Value::Null);
    let finding = &error["findings"][0];
    assert_eq!((&finding["line"], &finding["column"]), (&8.into(), &17.into()));
    assert_eq!(finding["key"], "subsidiary[1].target_series");
}

#[test]
fn the_language_is_the_callers_else_the_systems_else_english() {
    let mut place = Place::new();
    let config = place.write("factulink.toml", wrong("named"));
    let spanish = "esta clave";
    assert!(place.call_on(&config, &["status", "--lang", "es"]).stderr.contains(spanish));
    assert!(!place.call_on(&config, &["status"]).stderr.contains(spanish));
    place.locale = Some("es-ES");
    assert!(place.call_on(&config, &["status"]).stderr.contains(spanish));
    assert!(!place.call_on(&config, &["status", "--lang", "en"]).stderr.contains(spanish));
}
