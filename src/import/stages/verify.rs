//! *verify*: the period is processed once more; what the platform still does not know must be what is held.

use super::talk::Talk;
use super::{answer, held};
use crate::import::advance::done;
use crate::import::jobs::LEFT;
use crate::import::profile::Profile;
use crate::import::reconcile::still_named;
use crate::import::session::{Flow, ImportSession, details};
use crate::state::import_jobs::Job;
use crate::state::import_pairs::{self, Pair, PairOutcome};

/// Verifies, and ends the job unless a person has something left to decide.
pub fn verify(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow {
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    if profile.reprocess {
        named_are_held(session, job, profile, &pairs)?;
    }
    let open = pairs.iter().filter(|pair| is_open(pair)).count();
    if open > 0 {
        return held(session, job, "pairs_held", details([("pairs", open.to_string())]));
    }
    done(session, job)
}

fn named_are_held(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, pairs: &[Pair]) -> Flow {
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job)? else { return Ok(()) };
    let named = answer::fetch(session, job, profile, &talk)?;
    let left = still_named(&named, pairs);
    match left.first() {
        None => Ok(()),
        Some(first) => {
            let about = details([
                ("series", first.series.clone()),
                ("branch", first.branch.clone()),
                ("count", left.len().to_string()),
            ]);
            held(session, job, "still_named", about)
        }
    }
}

/// Whether somebody has to decide a pair.
pub fn is_open(pair: &Pair) -> bool {
    let held = pair.decision.as_ref().filter(|decision| decision.outcome == PairOutcome::Held);
    held.is_some_and(|decision| decision.reason.as_deref() != Some(LEFT))
}
