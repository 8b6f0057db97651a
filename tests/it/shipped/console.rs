//! What a person sees in a Windows console, whatever its code page.

use super::call::Place;
use super::others::Held;
use crate::process::call;
use crate::program::{foreign_or_skipped, runner};
use std::path::Path;
use std::process::Command;

/// What a terminal shows of a batch file: `script` is the terminal, the console draws on it in UTF-8.
fn shown(place: &Place, batch: &str) -> String {
    let file = place.file("console.bat");
    std::fs::write(&file, batch.replace('\n', "\r\n")).expect("written");
    let mut script = Command::new("script");
    let command = format!("{} cmd /c {}", runner(), file.display());
    script.args(["--quiet", "--return", "--command", &command]).arg(place.file("typescript"));
    assert_eq!(call(&mut script).code, Some(0));
    let bytes = std::fs::read(place.file("typescript")).expect("what was shown");
    without_escapes(&String::from_utf8(bytes).expect("UTF-8"))
}

/// The text between the sequences that move the cursor and set colours.
fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| {
        let end = part.find(|letter: char| letter.is_ascii_alphabetic()).map_or(part.len(), |at| at + 1);
        shown + part.get(end..).unwrap_or_default()
    })
}

#[test]
fn accents_are_right_in_every_code_page() {
    if !foreign_or_skipped() {
        return;
    }
    let place = Place::with_demo("demo");
    let exe = std::env::var("FACTULINK_EXE").expect("there is a program to try");
    let config = place.file("factulink.toml");
    let _desktop = Held::by_another(&config, "desktop");
    let on = |config: &Path| format!("--lang es --config {}", config.display());
    for page in ["850", "1252", "65001"] {
        let batch = format!(
            "@chcp {page}\n@{exe} {}\n@{exe} status {}\n@{exe} nada {0}\n@exit 0\n",
            "--help --lang es",
            on(&config)
        );
        let shown = shown(&place, &batch);
        for words in ["Códigos de salida", "configuración", page] {
            assert!(shown.contains(words), "code page {page}: {words}: {shown}");
        }
        assert!(!shown.contains('\u{fffd}') && !shown.contains("Ã"), "code page {page}: {shown}");
    }
}
