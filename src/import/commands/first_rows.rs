//! Where in its file the row of a running number stands: the state knows accepted rows by their number alone.

use super::reread::{Ended, reread};
use crate::import::check::RowOutcome;
use crate::import::error::Result;
use crate::import::profile::Profile;
use crate::import::session::ImportSession;
use crate::import::taken;
use crate::state::import_chunks;
use crate::state::import_jobs::Job;
use crate::state::import_sources::{self, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Part and row by running number; one whose file or profile is another now is left out.
pub type Places = BTreeMap<u64, (u32, u64)>;

/// Looks for accepted rows by their running numbers, each file read once and no further than needed.
pub fn places(
    session: &ImportSession<'_>,
    job: &Job,
    profile: Option<&Profile>,
    numbers: &BTreeSet<u64>,
) -> Result<Places> {
    let mut places = Places::new();
    let Some(profile) = profile.filter(|profile| profile.hash == job.profile_hash) else { return Ok(places) };
    let chunks = session.read(|state| import_chunks::of_job(state, job.id))?;
    let mut before = 0;
    for (part, stored) in session.read(|state| import_sources::of_job(state, job.id))? {
        let rows: u64 =
            chunks.iter().filter(|chunk| chunk.part == part).map(|chunk| chunk.content.rows).sum();
        let of_part = numbers.range(before + 1..=before + rows).copied().collect();
        look(session, (job, profile), (part, &stored), (before, of_part), &mut places);
        before += rows;
    }
    Ok(places)
}

/// Looks in one part, whose first accepted row comes after number `before`.
fn look(
    session: &ImportSession<'_>,
    (job, profile): (&Job, &Profile),
    (part, stored): (u32, &Source),
    (before, mut wanted): (u64, BTreeSet<u64>),
    places: &mut Places,
) {
    if wanted.is_empty() {
        return;
    }
    let Ok(mut source) = taken::open_again(session, profile, stored) else { return };
    let mut number = before;
    // However it ends: what was found till then is right.
    let _ = reread(session, job, profile, (part, &mut source), |row, checked| {
        if checked.outcome == RowOutcome::Accepted {
            number += 1;
            if wanted.remove(&number) {
                places.insert(number, (part, row.number));
            }
        }
        if wanted.is_empty() { Err(Ended::Enough) } else { Ok(()) }
    });
}
