//! How `doctor` tells people what it found.

use super::world::Demo;
use factulink::store::NativeStores;

#[test]
fn a_finding_says_what_was_seen_what_it_means_and_what_to_do() {
    let demo = Demo::new();
    demo.configure("supplier = 12", "supplier = 4711");
    let told = demo.call(&["doctor", "--lang", "en"], &NativeStores);
    assert_eq!(told.code, 92);
    let expected = "PROBLEM  supplier (duofic 2026): the parent has no supplier 4711
         Means: orders of this subsidiary cannot be decided or written properly
         What to do: enter the supplier in the parent, or mend supplier in the configuration
";
    assert!(told.stdout.contains(expected), "{}", told.stdout);
    // One of drivers where there are any.
    let notes = 2 + u32::from(cfg!(windows));
    assert!(told.stdout.contains(&format!("1 problems, 0 warnings, {notes} notes")), "{}", told.stdout);
    let told = demo.call(&["doctor", "--lang", "es"], &NativeStores);
    assert!(told.stdout.contains("Qué hacer: dé de alta el proveedor en la matriz"), "{}", told.stdout);
}

#[test]
fn no_placeholder_is_left_empty() {
    let sound = Demo::new();
    let troubled = Demo::in_folder("Dropbox", &["--year", "2025"]);
    std::fs::remove_file(troubled.path("0022025.accdb")).expect("removed");
    std::fs::write(troubled.path("0032025.accdb"), "no database").expect("written");
    for demo in [sound, troubled] {
        for lang in ["es", "en"] {
            let told = demo.call(&["doctor", "--all", "--deep", "--lang", lang], &NativeStores);
            // A path is shown as it is configured where no exercise has a file.
            let stdout = told.stdout.replace("002{year}.accdb", "");
            assert!(!stdout.contains(['{', '}']), "{}", told.stdout);
            assert!(!told.stdout.contains("doctor."), "every text is there: {}", told.stdout);
        }
    }
}

#[test]
fn what_is_well_is_shown_where_it_is_asked_for() {
    let demo = Demo::new();
    let lines = |args: &[&str]| demo.call(args, &NativeStores).stdout.lines().count();
    assert!(lines(&["doctor", "--all"]) > lines(&["doctor"]) + 30);
    assert_eq!(lines(&["doctor", "--quiet"]), 0);
}

#[test]
fn a_configuration_that_is_not_valid_is_told_as_by_any_command() {
    let demo = Demo::new();
    demo.configure("supplier = 12", "supplier = 0");
    let told = demo.call(&["doctor", "--json"], &NativeStores);
    assert_eq!(told.code, 78);
    assert_eq!(told.json()["error"]["findings"].as_array().map(Vec::len), Some(1));
}
