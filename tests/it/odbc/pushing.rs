//! `push` while others write and the driver refuses, from the call of the driver to the exit code and the next run.

use super::double::{Call, Harm, Stage, record};
use super::errors::{CASES, PARKING};
use super::queued::{Queued, enter_again, whole};
use crate::cli::call::Ended;
use factulink::store::NativeStores;
use factulink::store::odbc::Record;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::rc::Rc;

/// Refuses one kind of call from the `nth` on, for good.
fn from_on(call: Call, nth: usize, record: Record) -> Rc<Stage> {
    Stage::playing(move |_, calls| {
        let so_far = calls.iter().filter(|known| **known == call).count();
        (calls.last() == Some(&call) && so_far >= nth).then(|| Harm::Refuse(record.clone()))
    })
}

/// Whatever is in the parent is there once and with every line; and the next push, past every pause, does the rest.
pub fn completed(world: &mut Queued, told: &str) {
    for (mark, found) in world.marked() {
        assert_eq!(whole().get(&mark), Some(&found), "{told}: {mark}");
    }
    assert_eq!(world.stray_lines(), 0, "{told}");
    let ended = world.call(&Stage::quiet(), 60, &["push"]);
    assert_eq!(ended.code, 0, "{told}: {}", ended.stdout + &ended.stderr);
    assert_eq!(&world.marked(), whole(), "{told}");
}

#[test]
fn a_refusal_in_the_middle_of_a_batch_leaves_no_half_and_the_next_push_completes_it() {
    for (state, native, words, code, _, sentence, _) in CASES {
        let Some(mut world) = Queued::new() else { return };
        let told = format!("{state} {native}");
        let stage = from_on(Call::Line, 31, record(state, native, words));
        let ended = world.call(&stage, 0, &["push", "--batch", "10", "--lang", "en"]);
        let said = ended.stdout + &ended.stderr;
        if native == -1033 {
            // Too many locks for ever: even one order is too much.
            assert_eq!(ended.code, 90, "{said}");
            world.call(&stage, 0, &["retry", "--parked"]);
        } else {
            assert_eq!(ended.code, code, "{told}: {said}");
            let (ours, theirs) = (said.find(sentence), said.find(words));
            assert!(ours.is_some() && theirs.is_some() && ours < theirs, "{told}: {said}");
        }
        assert!(world.marked().len() < whole().len(), "{told}: it was refused in the middle");
        completed(&mut world, &told);
    }
}

#[test]
fn an_order_that_the_parent_refuses_is_parked_and_the_others_arrive() {
    for (state, native, words) in PARKING {
        let Some(mut world) = Queued::new() else { return };
        let refused = Harm::Refuse(record(state, native, words));
        let ended = world.call(&Stage::at(Call::Line, 31, refused), 0, &["push", "--json", "--batch", "10"]);
        let report = ended.json();
        assert_eq!((ended.code, report["parked"].as_u64()), (90, Some(1)), "{state} {native}");
        assert_eq!(world.marked().len() + 1, whole().len(), "{state} {native}");
        let status = world.call(&Stage::quiet(), 1, &["status", "--json"]).json();
        let waiting = status["needs_attention"].as_array().expect("a list").iter();
        let parked = waiting.filter(|order| order["state"] == "parked").collect::<Vec<_>>();
        assert_eq!((parked.len(), &parked[0]["reason"]), (1, &"write_refused".into()));
        assert!(parked[0]["detail"].to_string().contains(words), "{}", parked[0]);
        assert_eq!(world.call(&Stage::quiet(), 1, &["retry", "--parked"]).code, 0);
        completed(&mut world, state);
    }
}

#[test]
fn a_number_taken_while_a_push_writes_makes_no_second_document() {
    let Some(mut world) = Queued::new() else { return };
    let stage = Stage::at(Call::Header, 5, Harm::TakeNumber);
    assert_eq!(world.call(&stage, 0, &["push"]).code, 0);
    assert_eq!(&world.marked(), whole());
    assert_eq!(stage.count(Call::Header), whole().len() + 1);
}

#[test]
fn what_passes_within_a_push_is_not_seen_at_its_end() {
    let passing = [
        (Call::Connect, "HY000", -1032),
        (Call::Query, "HY000", -1302),
        (Call::Header, "HY000", -1102),
        (Call::Line, "HYT00", 0),
        (Call::Line, "HY000", -4711),
        (Call::Commit, "08S01", 0),
    ];
    for (call, state, native) in passing {
        let Some(mut world) = Queued::new() else { return };
        let stage = Stage::at(call, 1, Harm::Refuse(record(state, native, "")));
        let ended = world.call(&stage, 0, &["push"]);
        assert_eq!(ended.code, 0, "{state} {native} {call:?}: {}", ended.stdout + &ended.stderr);
        assert_eq!(&world.marked(), whole(), "{state} {native} {call:?}");
    }
}

/// A report without what differs from time to time.
fn told(ended: &Ended) -> (u8, serde_json::Value) {
    let mut report = ended.json();
    report["duration_ms"].take();
    (ended.code, report)
}

#[test]
fn a_dry_run_tells_the_same_through_either_and_writes_nothing() {
    for command in ["push", "run"] {
        let Some(mut world) = Queued::new() else { return };
        let args = [command, "--dry-run", "--json"];
        let native = Queued::native().call(&args, &NativeStores);
        let stage = Stage::quiet();
        let ended = world.call(&stage, 0, &args);
        assert_eq!(told(&ended), told(&native), "{command}");
        let listed = ended.json()["would_write"].as_array().map(Vec::len);
        assert_eq!(listed, Some(whole().len()), "{command}");
        let writing = [Call::Header, Call::Line, Call::Commit, Call::Rollback];
        assert!(writing.iter().all(|call| stage.count(*call) == 0), "{command}: read only");
        assert_eq!(world.marked().len(), 0, "{command}");
    }
}

/// Where a file says that its pages are encrypted, as an offset in its first page.
const ENCRYPTION_INFO: u64 = 0x299;

#[test]
fn an_encrypted_parent_is_read_and_never_written() {
    let Some(mut world) = Queued::new() else { return };
    let mut parent = OpenOptions::new().write(true).open(world.demo.parent()).expect("opened");
    parent.seek(SeekFrom::Start(ENCRYPTION_INFO)).expect("there");
    parent.write_all(&[4]).expect("written");
    let stage = Stage::quiet();
    // Masters are the parent's, too.
    let ended = world.call(&stage, 0, &["enqueue"]);
    assert_eq!(ended.code, 0, "{}", ended.stdout + &ended.stderr);
    for (lang, sentence) in [("es", "cifrado o protegido"), ("en", "is encrypted or protected")] {
        for args in [&["push", "--lang", lang][..], &["push", "--dry-run", "--lang", lang]] {
            let ended = world.call(&stage, 0, args);
            assert_eq!(ended.code, 94, "{}", ended.stdout);
            assert!((ended.stdout + &ended.stderr).contains(sentence), "{lang}");
        }
    }
    assert_eq!((stage.count(Call::Header), world.marked().len()), (0, 0));
}

#[test]
fn a_batch_of_more_rows_than_a_transaction_bears_arrives_whole_and_once() {
    let Some(mut world) = Queued::new() else { return };
    enter_again(&world.demo.duofic(), "1", 109, 500);
    let expected = whole().len() + 500;
    for command in ["scan", "enqueue"] {
        let ended = world.call(&Stage::quiet(), 0, &[command]);
        assert!([0, 90].contains(&ended.code), "{}", ended.stdout + &ended.stderr);
    }
    let stage = Stage::quiet();
    let ended = world.call(&stage, 0, &["push", "--batch", "1000"]);
    assert_eq!(ended.code, 0, "{}", ended.stdout + &ended.stderr);
    let mut most = 0;
    for part in stage.calls().split(|call| *call == Call::Commit) {
        most = most.max(part.iter().filter(|call| matches!(call, Call::Header | Call::Line)).count());
    }
    assert!(stage.count(Call::Commit) > 1 && most <= 1500 && most > 1400, "{most} rows at most");
    let marked = world.marked();
    assert_eq!(marked.len(), expected);
    assert!(marked.values().all(|(times, lines)| *times == 1 && *lines > 0));
    // The state is lost: all of it is found by its marks.
    std::fs::remove_file(world.demo.path("state.db")).expect("removed");
    assert!([0, 90].contains(&world.call(&Stage::quiet(), 1, &["run"]).code));
    let after = world.marked();
    assert!(marked.iter().all(|(mark, found)| after.get(mark) == Some(found)));
    assert!(after.values().all(|(times, _)| *times == 1));
}
