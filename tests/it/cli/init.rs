//! `init` writes a configuration that is valid as it stands.

use super::call::Place;
use factulink::config::Config;

#[test]
fn the_configuration_it_writes_is_valid_and_the_same_in_both_languages() {
    let place = Place::new();
    let configs = ["es", "en"].map(|lang| {
        let file = place.path("bin/factulink.toml");
        let ended = place.call(&["init", "--lang", lang, "--force"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
        assert!(ended.stdout.contains(&file.display().to_string()), "{}", ended.stdout);
        Config::load(&file).expect("valid")
    });
    let [spanish, english] = configs;
    assert_eq!((&spanish.settings, &spanish.log), (&english.settings, &english.log));
    assert_ne!(spanish.language, english.language);
}

#[test]
fn a_configuration_that_is_there_is_replaced_only_by_force() {
    let place = Place::new();
    let file = place.write("factulink.toml", "mine");
    let refused = place.call_on(&file, &["init"]);
    assert_eq!(refused.code, 79);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(&file).expect("text"), "mine");
    assert_eq!(place.call_on(&file, &["init", "--force"]).code, 0);
    assert!(Config::load(&file).is_ok());
}

#[test]
fn a_dry_run_names_the_file_and_writes_none() {
    let place = Place::new();
    let file = place.path("new/factulink.toml");
    let ended = place.call_on(&file, &["init", "--dry-run", "--json"]);
    assert_eq!(ended.code, 0);
    assert_eq!(ended.json()["files"][0], file.display().to_string());
    assert!(!place.path("new").exists());
}

#[test]
fn quiet_prints_nothing() {
    let place = Place::new();
    let ended = place.call(&["init", "--quiet"]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));
}
