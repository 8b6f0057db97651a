//! The platform of tests does as it is told.

use super::{Act, ActMoment, Memory, PlatformFault};
use crate::platform::contract::{LookedUp, OutgoingChunk, Platform, ProcessingProgress, Stop, Submitted};
use crate::platform::outgoing::digest;
use crate::platform::settings::Resend;
use std::fs;

fn with<T>(act: impl FnOnce(&OutgoingChunk<'_>) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("1.csv");
    fs::write(&file, "titles\r\n1\r\n2\r\n").expect("a file");
    let (len, sha256) = digest(&mut fs::File::open(&file).expect("a file")).expect("a digest");
    act(&OutgoingChunk { file: &file, len, sha256: &sha256, name: "1.csv", key: "k" })
}

fn submit(memory: &Memory) -> Result<Submitted, Stop> {
    with(|chunk| memory.submit(chunk, &|_| None))
}

fn like_submit() -> Act {
    Act::Submit { name: String::new(), key: String::new() }
}

#[test]
fn a_hook_ends_an_act_before_or_after_it_happened() {
    for (when, arrived) in [(ActMoment::Before, 0), (ActMoment::After, 1)] {
        let memory = Memory::new();
        let killed = Stop::Io("killed".to_owned());
        let error = killed.clone();
        let hooked =
            memory.with_hook(move |moment, _| if moment == when { Err(error.clone()) } else { Ok(()) });
        assert_eq!(submit(&hooked), Err(killed));
        assert_eq!(memory.files().len(), arrived);
    }
}

#[test]
fn a_hook_that_panics_leaves_the_platform_to_the_next_run() {
    let memory = Memory::new();
    let hooked =
        memory.with_hook(|moment, _| if moment == ActMoment::After { panic!("killed") } else { Ok(()) });
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| submit(&hooked))).expect_err("a kill");
    let looked = with(|chunk| memory.look_up(chunk, &|_| None));
    assert_eq!(looked, Ok(LookedUp::Found { ticket: Some("T1".to_owned()) }));
}

#[test]
fn faults_come_in_order_and_say_whether_it_happened() {
    let memory = Memory::new().knows(Resend::Never);
    for fault in [PlatformFault::UnknownLost, PlatformFault::UnknownTaken, PlatformFault::Later(None)] {
        memory.order(like_submit(), fault);
    }
    for arrived in [0, 1] {
        assert!(matches!(submit(&memory), Ok(Submitted::Unknown(_))));
        assert_eq!(memory.files().len(), arrived);
    }
    assert!(matches!(submit(&memory), Ok(Submitted::Later { .. })));
    assert_eq!(memory.taken_twice(), 0);
    assert!(matches!(submit(&memory), Ok(Submitted::Taken { .. })));
    assert_eq!((memory.taken_twice(), memory.acts().len()), (1, 4));
}

#[test]
fn rows_and_states_are_what_was_ordered() {
    let memory = Memory::new();
    assert!(matches!(submit(&memory), Ok(Submitted::Taken { .. })));
    let poll =
        || memory.poll(&|name| (name == "ticket").then(|| "T1".to_owned())).expect("no end of the run");
    assert_eq!(poll(), ProcessingProgress::Done { rows: Some(2) });
    memory.order(Act::Poll { ticket: String::new() }, PlatformFault::RowsFewer(1));
    assert_eq!(poll(), ProcessingProgress::Done { rows: Some(1) });
    memory.order(Act::Poll { ticket: String::new() }, PlatformFault::State("???".to_owned()));
    assert_eq!(poll(), ProcessingProgress::Strange { state: "???".to_owned() });
}
