//! Other programs that have the files open meanwhile, on Windows, where that keeps somebody out.

use super::call::Place;
use crate::process::wait;
use crate::program::{beside, foreign_or_skipped};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// A file in the hands of another process, until this is dropped.
///
/// With `desktop` that process has the desktop too. Wine's is a program, which begins with the first to ask for it and
/// ends with the last; whoever makes it begin late, or on a terminal, waits for long.
pub(super) struct Held {
    holder: Child,
    sign: PathBuf,
}

impl Held {
    /// `how`: `alone`, `shared`, `locked` or `desktop`, as in `.ci/windows/programs`.
    pub fn by_another(file: &Path, how: &str) -> Held {
        let mut hold = beside("hold.exe");
        hold.arg(file).arg(how).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let holder = hold.spawn().expect("the holder starts");
        let mut sign = file.as_os_str().to_owned();
        sign.push(".held");
        let mut held = Held { holder, sign: sign.into() };
        while !held.sign.exists() {
            let ended = held.holder.try_wait().expect("a child");
            assert!(ended.is_none(), "{} cannot be held: {ended:?}", file.display());
            std::thread::sleep(Duration::from_millis(5));
        }
        held
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        std::fs::remove_file(&self.sign).expect("the sign is there");
        wait(&mut self.holder);
    }
}

/// Runs while `file` is held, and once more when it is not: nothing may be lost by the first.
fn run_while(place: &Place, file: &str, how: &str) -> (Option<i32>, serde_json::Value) {
    let held = Held::by_another(&place.file(file), how);
    let ended = place.call(&["run", "--json"]);
    let report = ended.json();
    drop(held);
    let second = place.call(&["run", "--json"]);
    assert_eq!(second.code, Some(90), "{} {}", second.stdout, second.stderr);
    (ended.code, report)
}

#[test]
fn a_parent_that_somebody_works_in_is_tried_later_and_the_queue_stays() {
    if !foreign_or_skipped() {
        return;
    }
    // Alone: not even its articles can be read. Shared: every order is decided, and some wait for a person.
    for (how, code) in [("alone", 75), ("shared", 90)] {
        let place = Place::with_demo("demo");
        let before = place.bytes();
        let held = Held::by_another(&place.parent(), how);
        let ended = place.call(&["run", "--json"]);
        assert_eq!((ended.code, &ended.json()["pushed"]), (Some(code), &0.into()), "{how}: {}", ended.stderr);
        drop(held);
        assert!(place.bytes() == before, "{how}: nothing is written");
        // An order whose push has failed rests for a while before it is tried again.
        let after = place.call(&["run", "--json"]).json();
        let kept = ["pushed", "paused"].map(|count| after[count].as_u64().expect("a count"));
        assert_eq!(kept.iter().sum::<u64>(), 71, "{how}: {after}");
    }
}

#[test]
fn a_subsidiary_is_read_while_others_work_in_it() {
    if !foreign_or_skipped() {
        return;
    }
    let (code, report) = run_while(&Place::with_demo("demo"), "0022026.accdb", "shared");
    assert_eq!(code, Some(90));
    assert!(report["pushed"].as_u64() > Some(20), "{report}");
}

#[test]
fn a_subsidiary_that_nobody_else_may_open_is_tried_later() {
    if !foreign_or_skipped() {
        return;
    }
    let (_, report) = run_while(&Place::with_demo("demo"), "0022026.accdb", "alone");
    assert_eq!(report["companies"][0]["errors"][0]["code"], 75, "{report}");
}

#[test]
fn a_lock_file_counts_while_it_is_held_and_stays_where_it_is() {
    if !foreign_or_skipped() {
        return;
    }
    let place = Place::with_demo("demo");
    let lock = place.file("0012026.laccdb");
    std::fs::write(&lock, [0; 64]).expect("written");
    let (_, report) = run_while(&place, "0012026.laccdb", "shared");
    assert_eq!(report["pushed"], 0, "{report}");
    assert!(lock.exists(), "it is not ours to remove");
}

#[test]
fn one_factulink_at_a_time_works_on_a_state_file() {
    if !foreign_or_skipped() {
        return;
    }
    let place = Place::with_demo("demo");
    assert_eq!(place.call(&["scan"]).code, Some(0));
    let _held = Held::by_another(&place.file("state.db.lock"), "locked");
    let ended = place.call(&["run", "--json"]);
    assert_eq!((ended.code, &ended.json()["error"]["code"]), (Some(91), &91.into()));
}
