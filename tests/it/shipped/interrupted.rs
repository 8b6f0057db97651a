//! Ctrl-C, whenever it comes: a clean end, and a next run that goes on.

use super::call::Place;
use crate::facts::rows::read;
use crate::process::Started;
use crate::program::{is_foreign, program};
use std::process::Command;
use std::time::Duration;

#[test]
fn whoever_asks_it_to_end_gets_98_and_the_next_run_goes_on() {
    let place = Place::with_demo("demo");
    let config = place.file("factulink.toml");
    let text = std::fs::read_to_string(&config).expect("text");
    std::fs::write(&config, format!("{text}\n[push]\nbatch = 1\n")).expect("written");
    // To a Windows program only Ctrl-C can be brought.
    let (signals, step) = if is_foreign() { (["-INT"; 2], 60) } else { (["-INT", "-TERM"], 20) };
    let (mut codes, mut delay) = (Vec::new(), Duration::from_millis(20));
    while !codes.contains(&Some(90)) {
        let before = logged(&place);
        let mut run = Started::new(&mut place.command(program(), &config, &["run"]));
        // A signal that comes while Wine itself is starting may leave it standing there.
        while is_foreign() && logged(&place) == before && !run.has_ended() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(delay);
        let signal = signals[codes.len() % 2];
        let kill = Command::new("kill").args([signal, &run.id().to_string()]).output();
        assert!(kill.is_ok());
        let ended = run.end();
        // Whoever does not listen yet is ended by the signal.
        let is_known = [None, Some(98), Some(90)].contains(&ended.code);
        assert!(is_known, "{:?} {}", ended.code, ended.stderr);
        assert_eq!(ended.code == Some(98), ended.stdout.contains("stopped as asked"), "{:?}", ended.code);
        codes.push(ended.code);
        delay += Duration::from_millis(step);
    }
    assert!(codes.contains(&Some(98)), "{codes:?}");
    let rows = read(&place.parent(), "F_PPR");
    let mut marks: Vec<_> =
        rows.iter().map(|row| row.text("REFPPR")).filter(|text| text.starts_with("FL ")).collect();
    let written = marks.len();
    marks.sort();
    marks.dedup();
    assert_eq!((written, marks.len()), (71, 71));
}

/// The bytes that the log has.
fn logged(place: &Place) -> u64 {
    let Ok(files) = place.file("logs").read_dir() else { return 0 };
    files.map(|file| file.and_then(|file| file.metadata()).map_or(0, |facts| facts.len())).sum()
}
