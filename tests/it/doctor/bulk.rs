//! Checks of bulk files: profiles, variables, their file, folders, platforms.

use super::world::Demo;
use crate::cli::call::Place;
use factulink::store::NativeStores;
use std::fs;

#[test]
fn the_demo_has_sound_profiles_and_a_platform_that_answers() {
    let found = Demo::new().doctor();
    for fact in ["profile_sound", "platform_answers", "folder_takes_import", "disk_room"] {
        assert!(found.has(fact, ""), "{fact}");
    }
    assert!(!found.has("variable_missing", ""), "the starter only lends its tables");
    assert!(found.alarms().is_empty(), "{:?}", found.alarms());
}

#[test]
fn a_profile_with_a_mistake_is_told_with_the_place() {
    let demo = Demo::new();
    let file = demo.path("profiles/ventas-demo.toml");
    let text = fs::read_to_string(&file).expect("a profile").replace("settle =", "setle =");
    fs::write(&file, text).expect("written");
    assert!(demo.doctor().has("profile_wrong", ""));
    let told = demo.call(&["doctor", "--lang", "en"], &NativeStores);
    assert!(
        told.stdout.contains("ventas-demo.toml:") && told.stdout.contains("platform.setle"),
        "{}",
        told.stdout
    );
}

#[test]
fn a_platform_whose_folder_is_away_is_a_warning() {
    let demo = Demo::new();
    fs::remove_dir_all(demo.path("platform/in")).expect("removed");
    let found = demo.doctor();
    assert!(found.has("platform_away", "") && found.alarms() == ["platform_away"]);
}

/// A configuration of bulk files alone, with the profile that asks for variables.
fn alone() -> (Place, std::path::PathBuf) {
    let place = Place::new();
    let file = place.write("factulink.toml", "[import]\n");
    let made = place.call_on(&file, &["import", "profile", "new", "sunat-ventas", "--like", "sunat-ventas"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    (place, file)
}

#[test]
fn without_companies_what_there_is_is_looked_at() {
    let (place, file) = alone();
    let told = place.call_on(&file, &["doctor", "--all", "--lang", "en"]);
    assert_eq!(told.code, 92, "{}", told.stderr);
    for words in
        ["names no companies", "IMPORT_PLATFORM_URL, which profile sunat-ventas names, is not set", "state"]
    {
        assert!(told.stdout.contains(words), "{words}: {}", told.stdout);
    }
    assert!(!told.stdout.contains(['{', '}']) && !told.stdout.contains("doctor."), "{}", told.stdout);
    for command in ["status", "scan", "enqueue", "push", "run"] {
        let ended = place.call_on(&file, &[command]);
        assert_eq!(ended.code, 78, "{command}: {}", ended.stderr);
        assert!(ended.stderr.contains("names no companies"), "{command}: {}", ended.stderr);
    }
}

#[test]
fn variables_are_told_by_name_and_never_by_value() {
    let (place, file) = alone();
    // An address of this machine at which nobody listens.
    place.write(".env", "IMPORT_PLATFORM_URL=http://127.0.0.1:9\nIMPORT_PLATFORM_TOKEN=hunter2\n");
    let told = place.call_on(&file, &["doctor", "--all", "--lang", "en"]);
    assert!(
        told.stdout.contains("IMPORT_PLATFORM_TOKEN, which profile sunat-ventas names, is set"),
        "{}",
        told.stdout
    );
    assert!(!told.stdout.contains("hunter2") && !told.stderr.contains("hunter2"));
}

#[test]
fn a_file_of_variables_that_is_none_is_told_without_what_it_says() {
    let (place, file) = alone();
    place.write(".env", "A=1\nhunter2\n");
    let told = place.call_on(&file, &["doctor", "--lang", "en"]);
    assert_eq!(told.code, 92);
    assert!(told.stdout.contains(".env:2") && !told.stdout.contains("hunter2"), "{}", told.stdout);
}
