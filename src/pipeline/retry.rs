//! retry: orders that waited for a person go back to work.

use super::app::App;
use super::error::{Error, Result};
use super::options::RetryOptions;
use super::report::RetryReport;
use super::session::{self, of_state};
use crate::domain::OrderKey;
use crate::state::{EntryId, Stage, State, history, outbox};

/// Puts held orders back to be decided again, and parked ones back into the queue. Nothing is done if one of the
/// orders named is unknown, or waits for nobody.
pub fn retry(app: &App<'_>, options: &RetryOptions, dry_run: bool) -> Result<RetryReport> {
    let open = if dry_run { State::rehearse } else { State::open };
    let mut state = open(app.state).map_err(|source| of_state(app, source))?;
    let waiting = match options {
        RetryOptions::Orders(keys) => {
            keys.iter().map(|key| named(app, &state, key)).collect::<Result<_>>()?
        }
        RetryOptions::Held => all(app, &state, Stage::Held)?,
        RetryOptions::Parked => all(app, &state, Stage::Parked)?,
    };
    let now = app.clock.now();
    session::write(&mut state, |tx| waiting.iter().try_for_each(|order| outbox::put_back(tx, order.id, now)))
        .map_err(|source| of_state(app, source))?;
    Ok(report(waiting, dry_run))
}

struct Waiting {
    id: EntryId,
    key: OrderKey,
    stage: Stage,
}

fn named(app: &App<'_>, state: &State, key: &OrderKey) -> Result<Waiting> {
    let found = history::stage(state, key).map_err(|source| of_state(app, source))?;
    let (id, stage, _) = found.ok_or_else(|| Error::UnknownOrder(key.clone()))?;
    match stage {
        Stage::Held | Stage::Parked => Ok(Waiting { id, key: key.clone(), stage }),
        _ => Err(Error::NotWaiting { order: key.clone(), state: stage }),
    }
}

fn all(app: &App<'_>, state: &State, stage: Stage) -> Result<Vec<Waiting>> {
    let found = outbox::in_stage(state, stage).map_err(|source| of_state(app, source))?;
    Ok(found.into_iter().map(|(id, key)| Waiting { id, key, stage }).collect())
}

fn report(waiting: Vec<Waiting>, dry_run: bool) -> RetryReport {
    let count = |stage| waiting.iter().map(|order| u64::from(order.stage == stage)).sum();
    RetryReport {
        version: 1,
        command: "retry",
        dry_run,
        captured: count(Stage::Held),
        queued: count(Stage::Parked),
        orders: waiting.into_iter().map(|order| order.key).collect(),
    }
}
