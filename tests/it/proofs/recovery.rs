//! A commit is interrupted, its recovery is interrupted, and so is the recovery of that.

use super::budget::rounds;
use super::commits::{recorded, recovered};
use crate::disk::{Change, Disk, Event, Image, SECTOR, epochs, pieces};
use crate::rows::Numbers;

/// How a machine or a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// What was written stays, in its order; the last write may be cut at any byte.
    Killed,
    /// Any sectors of what was not synced are there.
    PowerCut,
}

/// What is left if all this happened after `start` and then came an end at some moment.
fn left(start: &Image, events: &[Event], end: End, numbers: &mut Numbers) -> Image {
    let happened = &events[..numbers.below(events.len() + 1)];
    match end {
        End::Killed => killed(start, happened, numbers),
        End::PowerCut => {
            let epochs = epochs(start, happened);
            let last = epochs.last().expect("an end");
            let sectors = pieces(&last.pending, SECTOR);
            let kept: Vec<_> = sectors.into_iter().filter(|_| numbers.chance(50)).collect();
            last.safe.after(&kept)
        }
    }
}

fn killed(start: &Image, happened: &[Event], numbers: &mut Numbers) -> Image {
    let mut image = start.clone();
    for (place, event) in happened.iter().enumerate() {
        match event {
            Event::Changed(name, Change::Write(at, bytes)) if place + 1 == happened.len() => {
                let arrived = bytes[..numbers.below(bytes.len() + 1)].to_vec();
                image.apply(*name, &Change::Write(*at, arrived));
            }
            Event::Changed(name, change) => image.apply(*name, change),
            Event::Synced(_) => {}
        }
    }
    image
}

/// What opening an image does to the disk.
fn recovery_of(image: &Image) -> Vec<Event> {
    let disk = Disk::new(image.clone());
    drop(disk.open().expect("recovers"));
    disk.take_events()
}

#[test]
fn recovery_may_be_interrupted_and_the_recovery_of_that_too() {
    let wanted = rounds(10, 4_000, 100_000);
    let commits = recorded();
    let mut numbers = Numbers::new(7);
    let (mut pairs, mut old, mut new) = (0, 0, 0);
    while pairs < wanted {
        let commit = numbers.pick(&commits);
        let end = *numbers.pick(&[End::Killed, End::PowerCut]);
        let first = left(&commit.start, &commit.events, end, &mut numbers);
        let recovery = recovery_of(&first);
        let second = left(&first, &recovery, end, &mut numbers);
        let recovery_of_that = recovery_of(&second);
        let third = left(&second, &recovery_of_that, end, &mut numbers);
        let database = recovered(third).unwrap_or_else(|error| panic!("pair {pairs}, {end:?}: {error}"));
        // Only what was cut counts: where nothing had to be undone, nothing was interrupted.
        pairs += usize::from(recovery.len() > 2 && recovery_of_that.len() > 2);
        new += usize::from(database == commit.after);
        old += usize::from(database == commit.before);
        assert!(database == commit.after || database == commit.before, "pair {pairs}, {end:?}");
    }
    println!("{pairs} pairs of interrupted recoveries; {old} ends as before the commit, {new} as after");
    assert!(old > 0);
}
