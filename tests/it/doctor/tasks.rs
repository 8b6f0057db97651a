//! Checks of the scheduled tasks, on a Windows that is played.

use super::world::Demo;
use crate::tasks::played::{Bare, Played};
use factulink::store::NativeStores;

/// Both tasks are installed, and PowerShell says this of each.
fn installed(runs: Option<&'static str>) -> Demo {
    let mut demo = Demo::new();
    let windows = Played { runs, ..Played::default() };
    demo.place.scheduler = Some(Box::new(windows));
    assert_eq!(demo.call(&["task", "install"], &NativeStores).code, 0);
    demo
}

#[test]
fn tasks_that_are_not_there_are_missed_and_those_that_are_there_are_sound() {
    let mut demo = Demo::new();
    demo.place.scheduler = Some(Box::new(Played::default()));
    assert!(demo.doctor().has("task_missing", ""));
    let ran = "last=2026-11-21T10:55:01Z\nnext=2026-11-21T11:00:00Z\nresult=90\nstate=3\n";
    assert!(installed(Some(ran)).doctor().has("task_sound", ""));
    assert!(installed(None).doctor().has("task_never_ran", ""), "or nobody says when");
}

#[test]
fn how_a_task_failed_is_told_in_words_and_when_by_the_clock_on_the_wall() {
    let ran = "last=2026-11-21T10:55:01Z\nnext=2026-11-21T11:00:00Z\nresult=-2147024894\nstate=3\n";
    let demo = installed(Some(ran));
    assert!(demo.doctor().has("task_failed", ""));
    let told = demo.call(&["doctor", "--lang", "es"], &NativeStores);
    let words = "acabó mal la última vez, 2026-11-21 11:55: 0x80070002 (no se encontró el programa)";
    assert!(told.stdout.contains(words), "{}", told.stdout);
}

#[test]
fn a_scheduler_that_does_not_answer_is_noticed() {
    let mut demo = Demo::new();
    demo.place.scheduler = Some(Box::new(Bare));
    let found = demo.doctor();
    assert!(found.has("tasks_unknown", "") && !found.has("task_missing", ""));
}
