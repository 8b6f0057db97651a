//! The whole story of one order.

use super::show::{Show, View, line, money};
use super::table::{Column, table};
use super::{verdict, words};
use crate::domain::link::PriceSource;
use crate::domain::{Cut, Decision, MatchedBy};
use crate::pipeline::{ExplainedAttempt, ExplainedLine, ExplainedOrder, ExplainedTarget};

impl Show for ExplainedOrder {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        let head = view.say(
            "explain.head",
            &[("order", &self.order), ("state", &words::term("stage", &self.state, view.catalogue))],
        );
        line(&mut text, view.heading(&head));
        if let Some(reason) = self.reason {
            line(&mut text, view.alarming(&format!("  {}", verdict::reason(reason, view.catalogue))));
        }
        self.detail.iter().for_each(|detail| line(&mut text, format_args!("  {detail}")));
        remarks(self, view).iter().for_each(|remark| line(&mut text, format_args!("  {remark}")));
        times(self, view).iter().for_each(|time| line(&mut text, format_args!("  {time}")));
        self.target
            .iter()
            .for_each(|target| line(&mut text, format_args!("  {}", destination(target, view))));
        if !self.lines.is_empty() {
            line(&mut text, view.catalogue.text("explain.lines"));
            text += &lines(view, &self.lines);
        }
        if !self.attempts.is_empty() {
            line(&mut text, view.catalogue.text("explain.attempts"));
            text += &attempts(view, &self.attempts);
        }
        text
    }
}

/// What somebody should know or choose.
fn remarks(order: &ExplainedOrder, view: &View<'_>) -> Vec<String> {
    let candidates = (!order.candidates.is_empty())
        .then(|| view.say("explain.candidates", &[("candidates", &order.candidates.join(", "))]));
    let cut =
        |cut: &Cut| view.say("explain.cut", &[("column", &cut.column), ("from", &cut.from), ("to", &cut.to)]);
    let warnings = order.warnings.iter().map(|warning| verdict::warning(warning, view.catalogue));
    candidates.into_iter().chain(order.cuts.iter().map(cut)).chain(warnings).collect()
}

fn times(order: &ExplainedOrder, view: &View<'_>) -> Vec<String> {
    let since = Some(order.since);
    let times = [
        ("explain.captured", order.captured_at),
        ("explain.since", since),
        ("explain.not_before", order.not_before),
    ];
    let known = times.into_iter().filter_map(|(key, at)| Some((key, at?)));
    known.map(|(key, at)| view.say(key, &[("at", &view.time(at))])).collect()
}

fn destination(target: &ExplainedTarget, view: &View<'_>) -> String {
    let ExplainedTarget { company, year, document, reference } = target;
    match document {
        Some(document) => view.say(
            "explain.written",
            &[("company", company), ("year", year), ("document", document), ("reference", reference)],
        ),
        None => {
            view.say("explain.to_write", &[("company", company), ("year", year), ("reference", reference)])
        }
    }
}

fn lines(view: &View<'_>, lines: &[ExplainedLine]) -> String {
    let columns = [
        Column("column.position", true),
        Column("column.article", false),
        Column("column.target", false),
        Column("column.quantity", true),
        Column("column.price", true),
        Column("column.total", true),
        Column("column.decision", false),
        Column("column.rule", false),
    ];
    let row = |line: &ExplainedLine| {
        vec![
            line.position.to_string(),
            line.article.clone(),
            shown(&line.target_article),
            shown(&line.quantity),
            shown(&line.price.map(money)),
            shown(&line.total.map(money)),
            line.decision.map(|decision| decided(decision, view)).unwrap_or_default(),
            rule(line, view),
        ]
    };
    table(view, &columns, lines.iter().map(row))
}

fn decided(decision: Decision, view: &View<'_>) -> String {
    let key = match decision {
        Decision::Parent => "decision.parent",
        Decision::Own => "decision.own",
        Decision::FreeText => "decision.free_text",
        Decision::Excluded => "decision.excluded",
        Decision::Held => "decision.held",
    };
    view.catalogue.text(key).to_owned()
}

/// The rule that decided, how the article was found, where the price comes from, and what there is to choose from.
fn rule(line: &ExplainedLine, view: &View<'_>) -> String {
    let rule = line.rule.as_ref().map(|rule| verdict::rule(rule, view.catalogue));
    let matched = line.matched_by.map(|by| view.catalogue.text(matched_key(by)).to_owned());
    let price = line.price_source.map(|source| view.catalogue.text(price_key(source)).to_owned());
    let candidates = (!line.candidates.is_empty()).then(|| line.candidates.join(", "));
    [rule, matched, price, candidates].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn matched_key(by: MatchedBy) -> &'static str {
    match by {
        MatchedBy::Articles => "matched.articles",
        MatchedBy::Reference => "matched.reference",
        MatchedBy::Code => "matched.code",
        MatchedBy::Ean => "matched.ean",
        MatchedBy::Equivalent => "matched.equivalent",
    }
}

fn price_key(source: PriceSource) -> &'static str {
    match source {
        PriceSource::Supplier => "price.supplier",
        PriceSource::Cost => "price.cost",
        PriceSource::Order => "price.order",
    }
}

fn attempts(view: &View<'_>, attempts: &[ExplainedAttempt]) -> String {
    let columns =
        [Column("column.at", false), Column("column.outcome", false), Column("column.error", false)];
    let row = |attempt: &ExplainedAttempt| {
        vec![
            view.time(attempt.at),
            words::term("attempt", &attempt.outcome, view.catalogue),
            shown(&attempt.error),
        ]
    };
    table(view, &columns, attempts.iter().map(row))
}

fn shown(value: &Option<impl ToString>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}
