//! A commit is interrupted, its recovery is interrupted, and so is the recovery of that.

use super::commits::{Commit, recorded, recovered};
use crate::disk::{Change, Disk, Event, Image, SECTOR, epochs, pieces};
use proving::budget::rounds;
use proving::rows::Numbers;

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
fn recovery_of(image: &Image) -> Result<Vec<Event>, String> {
    let disk = Disk::new(image.clone());
    disk.open().map(drop).map_err(|error| error.to_string())?;
    Ok(disk.take_events())
}

/// What came of the interrupted recoveries.
#[derive(Debug, Default)]
pub struct Ends {
    pairs: usize,
    old: usize,
    new: usize,
}

/// Interrupts a commit, its recovery and the recovery of that. An end that is neither as before nor as after the commit
/// is an error.
fn interrupt(commit: &Commit, end: End, numbers: &mut Numbers, ends: &mut Ends) -> Result<(), String> {
    let first = left(&commit.start, &commit.events, end, numbers);
    let recovery = recovery_of(&first)?;
    let second = left(&first, &recovery, end, numbers);
    let recovery_of_that = recovery_of(&second)?;
    let third = left(&second, &recovery_of_that, end, numbers);
    let database = recovered(third).map_err(|error| error.to_string())?;
    // Only what was cut counts: where nothing had to be undone, nothing was interrupted.
    ends.pairs += usize::from(recovery.len() > 2 && recovery_of_that.len() > 2);
    ends.new += usize::from(database == commit.after);
    ends.old += usize::from(database == commit.before);
    let is_whole = database == commit.after || database == commit.before;
    if is_whole { Ok(()) } else { Err("neither old nor new".to_owned()) }
}

/// Interrupts commits until so many pairs of recoveries were cut.
pub fn judge(commits: &[Commit], wanted: usize, numbers: &mut Numbers) -> Result<Ends, String> {
    let mut ends = Ends::default();
    while ends.pairs < wanted {
        let commit = numbers.pick(commits);
        let end = *numbers.pick(&[End::Killed, End::PowerCut]);
        let fault = interrupt(commit, end, numbers, &mut ends).err();
        fault.map_or(Ok(()), |fault| Err(format!("pair {}, {end:?}: {fault}", ends.pairs)))?;
    }
    Ok(ends)
}

#[test]
fn recovery_may_be_interrupted_and_the_recovery_of_that_too() {
    let commits = recorded();
    let ends = judge(&commits, rounds(10, 1_000, 4_000, 100_000), &mut Numbers::new(7));
    let Ends { pairs, old, new } = ends.unwrap_or_else(|fault| panic!("{fault}"));
    println!("{pairs} pairs of interrupted recoveries; {old} ends as before the commit, {new} as after");
    assert!(old > 0);
}
