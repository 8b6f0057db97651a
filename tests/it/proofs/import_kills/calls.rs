//! The program's own calls of the system fail in turn while it prepares: the disk is full, or broken.

use super::sample::Sample;
use super::world::assert_recorded_chunks_are_whole;
use proving::budget::rounds;
use proving::shared::skipped;
use std::collections::BTreeMap;
use std::process::Command;

/// Calls that write, name and remove.
const CALLS: &str = "write,pwrite64,fsync,fdatasync,rename,mkdir,unlink,ftruncate";

/// How often preparing makes each of the calls.
fn calls_of(sample: &Sample) -> BTreeMap<String, usize> {
    let log = sample.base().join("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-e", &format!("trace={CALLS}"), "-o"]).arg(&log);
    assert_eq!(sample.prepare_under(strace), Some(90), "rows are rejected");
    let mut calls = BTreeMap::new();
    for line in std::fs::read_to_string(&log).expect("a log").lines() {
        let call = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
        if let Some((name, _)) = call {
            *calls.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    calls
}

#[test]
fn a_call_of_the_system_that_fails_records_nothing_or_all() {
    if Command::new("strace").arg("--version").output().is_err() {
        return skipped("there is no strace to let calls fail");
    }
    let Some(sample) = Sample::new() else { return };
    let calls = calls_of(&sample);
    let expected = sample.end();
    let points = calls.iter().flat_map(|(name, count)| (1..=*count).map(move |nth| (name.as_str(), nth)));
    let all: Vec<_> = points.collect();
    let wanted = rounds(2, 8, 160, 4_000);
    let points: Vec<_> = all.iter().step_by((all.len() / wanted).max(1)).collect();
    println!("{} of {} calls: {calls:?}", points.len(), all.len());
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    for (place, (call, nth)) in points.iter().enumerate() {
        let error = if place % 2 == 0 { "ENOSPC" } else { "EIO" };
        let context = format!("{call} number {nth} fails with {error}");
        let sample = Sample::new().expect("there was one");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")]);
        strace.args(["-e", &format!("inject={call}:error={error}:when={nth}")]);
        let code = sample.prepare_under(strace);
        *codes.entry(format!("{call} {code:?}")).or_default() += 1;
        let end = sample.end();
        match code {
            Some(74) => assert!(end.0.is_empty() || end.0 == expected.0, "{context}: {:#?}", end.0),
            // SQLite tried again, or did without a name on the disk: then nothing is wanting.
            Some(90) => assert_eq!(end, expected, "{context}"),
            other => panic!("{context}: {other:?}"),
        }
        assert_recorded_chunks_are_whole(sample.base(), &context);
        sample.prepare();
        assert_eq!(sample.end(), expected, "{context}");
    }
    println!("{codes:?}");
}
