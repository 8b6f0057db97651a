//! The proofs can fail: commits whose journal does not do its part, given to the judges of power cuts and of
//! interrupted recoveries. (Failing calls and kills have theirs beside them.)

use super::commits::{Commit, recorded};
use super::power_cut::{self, Sizes, Tally};
use super::recovery;
use crate::disk::{Change, Event, Name};
use proving::rows::Numbers;

/// What a journal's header and a record of it take.
const HEADER: usize = 37;
const RECORD: usize = 4_136;

/// What may be wrong with the writing of a commit.
#[derive(Debug, Clone, Copy)]
enum Flaw {
    /// The journal is not synced before the pages are written.
    NotSynced,
    /// The pages are written before the journal is.
    PagesFirst,
    /// One page that changes is not in the journal.
    RecordLeftOut,
    /// The journal ends before the pages are synced.
    EndedTooEarly,
}

const FLAWS: [Flaw; 4] = [Flaw::NotSynced, Flaw::PagesFirst, Flaw::RecordLeftOut, Flaw::EndedTooEarly];

fn is_of(event: &Event, name: Name) -> bool {
    matches!(event, Event::Changed(of, _) if *of == name)
}

fn is_sync(event: &Event, name: Name) -> bool {
    matches!(event, Event::Synced(of) if *of == name)
}

/// The commit, had it been written with a flaw.
fn flawed(commit: &Commit, flaw: Flaw) -> Commit {
    let mut events = commit.events.clone();
    let sync = |name| commit.events.iter().position(|event| is_sync(event, name)).expect("a sync");
    match flaw {
        Flaw::NotSynced => drop(events.remove(sync(Name::Journal))),
        Flaw::PagesFirst => events.sort_by_key(|event| !is_of(event, Name::Database)),
        Flaw::RecordLeftOut => {
            let before_sync = commit.events[..sync(Name::Journal)].iter();
            let changes: Vec<_> = before_sync.filter_map(Event::change).collect();
            let journal = without_last_record(&commit.start.after(&changes).journal);
            let written = Event::Changed(Name::Journal, Change::Write(0, journal));
            events.splice(..sync(Name::Journal), [written]);
        }
        Flaw::EndedTooEarly => {
            let synced = events.remove(sync(Name::Database));
            events.push(synced);
        }
    }
    let Commit { before, after, start, .. } = commit;
    Commit { before: before.clone(), after: after.clone(), start: start.clone(), events }
}

/// A journal with one record less, whose header says so: as whole as the one it was.
fn without_last_record(journal: &[u8]) -> Vec<u8> {
    let (header, records) = journal.split_at(HEADER);
    let count = u32::from_le_bytes(header[20..24].try_into().expect("four bytes")) - 1;
    let kept = &records[..count as usize * RECORD];
    let checks: Vec<u8> = kept.chunks(RECORD).flat_map(|record| &record[RECORD - 4..]).copied().collect();
    let mut header = header.to_vec();
    header[20..24].copy_from_slice(&count.to_le_bytes());
    header[28..32].copy_from_slice(&crc32fast::hash(&checks).to_le_bytes());
    let check = crc32fast::hash(&header[..32]);
    header[32..36].copy_from_slice(&check.to_le_bytes());
    [&header, kept].concat()
}

#[test]
fn a_power_cut_shows_every_flaw_of_a_journal() {
    let commit = recorded().swap_remove(0);
    for flaw in FLAWS {
        let sizes = Sizes { subsets: 50, every: 1 };
        let judged =
            power_cut::judge(&flawed(&commit, flaw), &mut Numbers::new(1), sizes, &mut Tally::default());
        println!("{flaw:?}: {}", judged.expect_err("the flaw shows"));
    }
}

#[test]
fn an_interrupted_recovery_shows_every_flaw_of_a_journal() {
    let commit = recorded().swap_remove(0);
    for flaw in FLAWS {
        let judged = recovery::judge(&[flawed(&commit, flaw)], 400, &mut Numbers::new(1));
        println!("{flaw:?}: {}", judged.expect_err("the flaw shows"));
    }
}
