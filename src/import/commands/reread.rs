//! A part of a job read once more, row by row, and judged as it was then.

use crate::import::access;
use crate::import::check::Checked;
use crate::import::period::Period;
use crate::import::profile::Profile;
use crate::import::session::ImportSession;
use crate::import::source::{self, OpenSource, SourceError};
use crate::import::taken::Taken;
use crate::state::import_jobs::Job;
use crate::table::Row;

/// Why the reading of a source ended before its end.
pub enum Ended {
    /// What was looked for is found.
    Enough,
    Source(SourceError),
}

impl From<SourceError> for Ended {
    fn from(error: SourceError) -> Ended {
        Ended::Source(error)
    }
}

/// Gives every row of a part to `each`, beside what the parts before it have.
pub fn reread(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    (part, source): (u32, &mut OpenSource),
    each: impl FnMut(&Row<'_>, &Checked<'_>) -> Result<(), Ended>,
) -> Result<(), Ended> {
    let period = Period::of_job(&job.name);
    let mut earlier = Taken::for_same(session, &session.state, profile, job, part)?;
    let mut lookups = access::lookups(session, profile, period).map_err(SourceError::Failed)?;
    let mut checker = source::checker(profile, period, source, &mut earlier, &mut *lookups);
    source.check(&mut checker, each).map(drop)
}
