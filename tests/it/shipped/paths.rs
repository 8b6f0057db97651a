//! Folders whose names have blanks, accents and other scripts, and the ways to write a path.

use super::call::Place;
use crate::program::foreign_or_skipped;
use std::path::{Path, PathBuf};

fn assert_works(place: &Place, config: &Path) {
    let ended = place.call_by(config, &["run", "--json"]);
    assert_eq!(ended.code, Some(90), "{}: {} {}", config.display(), ended.stdout, ended.stderr);
    assert!(ended.json()["pushed"].as_u64() > Some(20), "{}", config.display());
}

#[test]
fn a_folder_may_have_any_name() {
    for name in ["Software DELSOL", "Año señal à ü €", "emoji 😀 and Ελλάς", "a 'quote' & a (bracket) % ^"]
    {
        let place = Place::with_demo(name);
        assert_works(&place, &place.file("factulink.toml"));
    }
}

/// As Windows writes the path of a file of this system, behind something.
fn windows_path(before: &str, file: &Path) -> PathBuf {
    format!("{before}{}", file.display().to_string().replace('/', "\\")).into()
}

#[test]
fn a_path_may_have_a_drive_or_be_a_verbatim_one() {
    if !foreign_or_skipped() {
        return;
    }
    for before in ["Z:", r"\\?\Z:", r"\\.\Z:"] {
        let place = Place::with_demo("La empresa");
        assert_works(&place, &windows_path(before, &place.file("factulink.toml")));
    }
}

#[test]
fn a_share_that_is_not_there_is_tried_later() {
    if !foreign_or_skipped() {
        return;
    }
    let place = Place::with_demo("demo");
    let config = place.file("factulink.toml");
    let text = std::fs::read_to_string(&config).expect("text");
    for share in [r"\\no-such-server\datos\", r"\\?\UNC\no-such-server\datos\"] {
        let text = text.replace("\"002{year}.accdb\"", &format!("'{share}002{{year}}.accdb'"));
        assert!(text.contains(share), "{text}");
        std::fs::write(&config, text).expect("written");
        let ended = place.call(&["scan", "--json"]);
        assert_eq!(ended.code, Some(75), "{share}: {} {}", ended.stdout, ended.stderr);
        assert!(ended.stdout.contains("no-such-server"), "{}", ended.stdout);
    }
}
