//! Every call of a push refused once: each order arrives whole and once, by this push or by the next.

use super::double::{Call, Harm, Stage, record};
use super::pushing::completed;
use super::queued::{Queued, whole};
use proving::budget::rounds;
use std::collections::BTreeSet;

const REFUSALS: [(&str, i32); 4] = [("08S01", 0), ("HY000", -1102), ("HY000", -1808), ("23000", -1605)];

#[test]
fn a_push_refused_at_any_call_is_completed_by_the_next() {
    let Some(mut world) = Queued::new() else { return };
    let stage = Stage::quiet();
    assert_eq!(world.call(&stage, 0, &["push", "--batch", "7"]).code, 0);
    assert_eq!(&world.marked(), whole());
    let calls = stage.calls();
    let tried = rounds(8, 16, 50, calls.len()).min(calls.len());
    let mut codes = BTreeSet::new();
    for round in 0..tried {
        let nth = round * calls.len() / tried;
        for (state, native) in REFUSALS {
            codes.insert(refused_at(nth, calls[nth], record(state, native, "")));
        }
    }
    println!("{tried} of {} calls refused in {} ways; exit codes {codes:?}", calls.len(), REFUSALS.len());
    assert!(codes.is_superset(&[0, 74].into()), "{codes:?}");
}

/// Half of the commits are done before they are refused. Returns the exit code.
fn refused_at(nth: usize, call: Call, record: factulink::store::odbc::Record) -> u8 {
    let told = format!("{call:?}, call {nth}: {record}");
    let mut world = Queued::new().expect("the driver is there");
    let harm = if call == Call::Commit && nth.is_multiple_of(2) {
        Harm::DoAndRefuse(record)
    } else {
        Harm::Refuse(record)
    };
    let stage = Stage::playing(move |at, _| (at == nth).then(|| harm.clone()));
    let code = world.call(&stage, 0, &["push", "--batch", "7"]).code;
    world.call(&Stage::quiet(), 1, &["retry", "--parked"]);
    completed(&mut world, &told);
    code
}
