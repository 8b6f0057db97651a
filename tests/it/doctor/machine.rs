//! Checks of the machine: configuration, state, clock, log, disk, backups.

use super::world::Demo;
use crate::full_disk::FullDisk;
use factulink::state::{State, runs};
use std::fs;

#[test]
fn on_a_sound_machine_all_is_well() {
    let demo = Demo::new();
    let found = demo.doctor();
    for fact in ["configuration_sound", "program_width", "location_sound", "state_new", "clock_sane"] {
        assert!(found.has(fact, ""), "{fact}");
    }
    assert!(found.has("log_writable", "") && found.has("disk_room", "") && found.has("disk_room", "oficit"));
    assert!(found.has("backup_none", "oficit"), "nothing was written yet");
    if !cfg!(windows) {
        assert!(found.has("drivers_not_applicable", "") && found.has("tasks_not_applicable", ""));
    }
    demo.run();
    let found = demo.doctor();
    assert!(found.has("state_sound", "") && found.has("backup_there", "oficit"));
}

#[test]
fn a_path_that_stays_in_one_year_is_noticed() {
    let demo = Demo::new();
    demo.configure("002{year}", "0022026");
    assert!(demo.doctor().has("year_not_in_path", ""));
}

#[test]
fn a_state_that_is_none_is_noticed_and_the_rest_is_looked_at() {
    let demo = Demo::new();
    fs::write(demo.path("state.db"), "no state ".repeat(1000)).expect("written");
    let found = demo.doctor();
    assert!(found.has("state_broken", "") && found.has("schema_sound", "duofic"));
}

#[test]
fn a_run_under_way_is_told_and_is_no_fault() {
    let demo = Demo::new();
    demo.run();
    let _at_work = State::open(&demo.path("state.db")).expect("opens");
    let found = demo.doctor();
    assert!(found.has("state_busy", "") && found.alarms().is_empty());
}

/// Notes a run of another time, which wrote one order.
fn note_run(demo: &Demo, at: &str) {
    let at = at.parse().expect("a time");
    let mut state = State::open(&demo.path("state.db")).expect("opens");
    let tx = state.begin().expect("begins");
    let id = runs::begin(&tx, "run", at).expect("noted");
    let counts = runs::RunCounts { pushed: 1, ..runs::RunCounts::default() };
    runs::finish(&tx, id, 0, &counts, at).expect("noted");
    tx.commit().expect("committed");
}

#[test]
fn a_clock_before_the_last_run_is_wrong() {
    let demo = Demo::new();
    note_run(&demo, "2027-01-01T00:00:00Z");
    assert!(demo.doctor().has("clock_behind", ""));
}

#[test]
fn writing_without_a_backup_since_is_noticed() {
    let demo = Demo::new();
    note_run(&demo, "2026-11-20T12:00:00Z");
    assert!(demo.doctor().has("backup_old", "oficit"), "there is none");
    fs::create_dir(demo.path("backups")).expect("a folder");
    let backup = |day: &str| demo.path("backups").join(format!("oficit-2026-{day}-120000.accdb"));
    fs::copy(demo.parent(), backup("20261101")).expect("copied");
    assert!(demo.doctor().has("backup_old", "oficit"), "it is weeks older than what was written");
    fs::copy(demo.parent(), backup("20261120")).expect("copied");
    assert!(demo.doctor().has("backup_there", "oficit"));
}

#[test]
fn backups_that_nobody_makes_are_noticed() {
    let demo = Demo::new();
    demo.configure("[parent]", "[backup]\nkeep = 0\n[parent]");
    assert!(demo.doctor().has("backups_off", "oficit"));
}

#[test]
#[cfg(target_os = "linux")]
fn folders_that_take_no_files_are_noticed() {
    let demo = Demo::new();
    // Nobody makes files there, not even who may make them everywhere.
    demo.configure(
        "[parent]",
        "[log]\ndirectory = \"/proc/logs\"\n[backup]\ndirectory = \"/proc/b\"\n[parent]",
    );
    let found = demo.doctor();
    assert!(found.has("log_refuses", "") && found.has("backups_unusable", "oficit"));
}

#[test]
fn temporary_files_that_cannot_be_made_are_noticed() {
    let mut demo = Demo::new();
    assert!(demo.doctor().has("folder_takes_files", ""));
    let missing = demo.path("no folder").display().to_string();
    demo.place.variables.insert("TMPDIR", missing);
    let found = demo.doctor();
    assert!(found.has("folder_refuses_temporary", "") && !found.has("folder_takes_files", ""));
}

#[test]
fn a_disk_without_room_for_the_next_backup_is_noticed() {
    let found = Demo::new().doctor_with(&[], &FullDisk);
    assert!(found.has("disk_scarce", "") && found.has("disk_scarce", "oficit"));
}
