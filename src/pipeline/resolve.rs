//! resolve: what a person decides about single orders.

use super::app::App;
use super::error::{Error, Result};
use super::options::{Resolution, ResolveOptions};
use super::report::ResolveReport;
use super::session::{self, of_state};
use crate::domain::{OrderKey, Reason};
use crate::state::{self, EntryId, Stage, State, Write, documents, history, outbox};

/// Carries out a decision for each of the orders; nothing is done if it does not fit one of them.
pub fn resolve(app: &App<'_>, options: &ResolveOptions, dry_run: bool) -> Result<ResolveReport> {
    let open = if dry_run { State::rehearse } else { State::open };
    let mut state = open(app.state).map_err(|source| of_state(app, source))?;
    let (how, orders) = (options.how, orders(app, &state, options)?);
    let fitting = orders.iter().map(|key| fitting(app, &state, key, how));
    let ids = fitting.collect::<Result<Vec<EntryId>>>()?;
    let now = app.clock.now();
    let carry_out = |tx: &Write<'_>| -> state::Result<()> {
        ids.iter().try_for_each(|id| match how {
            Resolution::Again => documents::write_again(tx, *id, now),
            Resolution::Keep => documents::keep(tx, *id, now),
            Resolution::New => outbox::release(tx, *id, now),
        })
    };
    session::write(&mut state, carry_out).map_err(|source| of_state(app, source))?;
    Ok(ResolveReport { version: 1, command: "resolve", dry_run, decision: how, orders })
}

fn orders(app: &App<'_>, state: &State, options: &ResolveOptions) -> Result<Vec<OrderKey>> {
    let mut orders = options.orders.clone();
    if options.missing {
        let missing = || -> state::Result<Vec<OrderKey>> {
            let years = documents::years(state)?.into_iter();
            let missing =
                years.map(|year| documents::missing(state, year)).collect::<state::Result<Vec<_>>>()?;
            Ok(missing.into_iter().flatten().map(|order| order.key).collect())
        };
        orders.extend(missing().map_err(|source| of_state(app, source))?);
    }
    Ok(orders)
}

fn fitting(app: &App<'_>, state: &State, key: &OrderKey, how: Resolution) -> Result<EntryId> {
    let found = history::stage(state, key).map_err(|source| of_state(app, source))?;
    let (id, stage, reason) = found.ok_or_else(|| Error::UnknownOrder(key.clone()))?;
    let fits = decisions(stage, reason);
    if fits.contains(&how) {
        return Ok(id);
    }
    let state = reason.map_or(stage.to_string(), |reason| reason.to_string());
    let fits = fits.iter().map(|fit| fit.verb()).collect();
    Err(Error::DoesNotFit { order: key.clone(), state, verb: how.verb(), fits })
}

/// What can be decided about an order.
fn decisions(stage: Stage, reason: Option<Reason>) -> &'static [Resolution] {
    match (stage, reason) {
        (Stage::Pushed, Some(Reason::DocumentMissing)) => &[Resolution::Again, Resolution::Keep],
        (Stage::Pushed, Some(_)) => &[Resolution::Keep],
        (Stage::Held, Some(Reason::HandMadeTwin | Reason::DateImplausible)) => &[Resolution::New],
        _ => &[],
    }
}
