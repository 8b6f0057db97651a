//! explain: the whole history of one order.

use super::report::{ExplainedAttempt, ExplainedLine, ExplainedOrder, ExplainedTarget};
use crate::domain::{CustomerLine, LineDecision, OrderKey, SupplierOrder};
use crate::pipeline::app::App;
use crate::pipeline::error::{Error, Result};
use crate::pipeline::explanation::Explanation;
use crate::pipeline::session::of_state;
use crate::state::history::{self, OrderHistory};
use crate::state::{self, State, attempts};
use std::collections::HashMap;

/// Tells what is known of an order. One that no scan has seen is [`Error::UnknownOrder`].
pub fn explain(app: &App<'_>, key: &OrderKey) -> Result<ExplainedOrder> {
    let history = State::open_read(app.state).and_then(|state| look_up(app, &state, key));
    let history = history.map_err(|source| of_state(app, source))?;
    history.ok_or_else(|| Error::UnknownOrder(key.clone()))
}

fn look_up(app: &App<'_>, state: &State, key: &OrderKey) -> state::Result<Option<ExplainedOrder>> {
    let Some(history) = history::of_order::<Explanation<'static>>(state, key)? else {
        return incomplete(state, key);
    };
    let attempts = attempts::of_order(state, history.id)?.into_iter().map(attempt).collect();
    Ok(Some(explanation(app, key, history, attempts)))
}

fn attempt(recorded: attempts::Recorded) -> ExplainedAttempt {
    ExplainedAttempt { at: recorded.at, outcome: recorded.outcome, error: recorded.error }
}

fn incomplete(state: &State, key: &OrderKey) -> state::Result<Option<ExplainedOrder>> {
    let incomplete = history::incomplete(state, key)?;
    Ok(incomplete.map(|(since, problem)| ExplainedOrder {
        version: 1,
        order: key.clone(),
        state: "incomplete".to_owned(),
        reason: None,
        detail: Some(problem),
        captured_at: None,
        since,
        not_before: None,
        lines: Vec::new(),
        candidates: Vec::new(),
        cuts: Vec::new(),
        warnings: Vec::new(),
        target: None,
        attempts: Vec::new(),
    }))
}

fn explanation(
    app: &App<'_>,
    key: &OrderKey,
    history: OrderHistory<Explanation<'static>>,
    attempts: Vec<ExplainedAttempt>,
) -> ExplainedOrder {
    let target = history.target.as_ref().map(|target| target_of(app, &history, target));
    let explanation = history.explanation.unwrap_or_default();
    let decisions: HashMap<i32, &LineDecision> =
        explanation.lines.iter().map(|line| (line.position, line)).collect();
    let line = |line: &CustomerLine| explained(line, decisions.get(&line.position).copied());
    ExplainedOrder {
        version: 1,
        order: key.clone(),
        state: history.stage.to_string(),
        reason: history.reason,
        detail: history.detail,
        captured_at: Some(history.captured_at),
        since: history.since,
        not_before: history.not_before,
        lines: history.order.lines.iter().map(line).collect(),
        candidates: explanation.candidates.to_vec(),
        cuts: explanation.cuts.to_vec(),
        warnings: explanation.warnings.to_vec(),
        target,
        attempts,
    }
}

fn target_of(
    app: &App<'_>,
    history: &OrderHistory<Explanation<'static>>,
    target: &SupplierOrder,
) -> ExplainedTarget {
    ExplainedTarget {
        company: app.settings.parent.name.clone(),
        year: target.year,
        document: history.document,
        reference: target.mark.to_string(),
    }
}

fn explained(line: &CustomerLine, decision: Option<&LineDecision>) -> ExplainedLine {
    ExplainedLine {
        position: line.position,
        article: line.article.clone(),
        description: line.description.clone(),
        target_article: decision.and_then(|decision| decision.target_article.clone()),
        decision: decision.map(|decision| decision.decision),
        rule: decision.map(|decision| decision.rule.clone()),
        ownership: decision.and_then(|decision| decision.ownership.clone()),
        matched_by: decision.and_then(|decision| decision.matched_by),
        quantity: decision.map(|decision| decision.quantity),
        price: decision.and_then(|decision| decision.price),
        price_source: decision.and_then(|decision| decision.price_source),
        discounts: decision.and_then(|decision| decision.discounts),
        total: decision.and_then(|decision| decision.total),
        candidates: decision.map(|decision| decision.candidates.clone()).unwrap_or_default(),
    }
}
