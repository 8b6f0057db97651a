//! What becomes of a customer order: the rules in their order.

use super::choose::{Choice, Chooser, Chosen};
use super::compose::{NO_DATE, Source, compose};
use super::context::Context;
use super::ids::{DocumentId, OrderKey};
use super::link::Link;
use super::manual_orders::Goods;
use super::order::{CustomerOrder, OrderState};
use super::reason::Reason;
use super::rule::Rule;
use super::supplier_order::SupplierOrder;
use super::text_size::{Cut, Fitter};
use super::verdict::{Decision, Held, LineDecision, Outcome, Verdict, Warning};
use chrono::Datelike;

/// Decides what becomes of an order: a supplier order, or why there is none.
///
/// Pure and total: the same arguments give the same verdict, and no order makes it fail. The order's own state comes
/// first, then its lines, then what concerns the whole document; the first reason found is the verdict's, and every
/// line has its decision whatever the outcome. What a person has `released` is not held on a guess again.
pub fn decide(
    order: &CustomerOrder,
    key: &OrderKey,
    link: &Link,
    context: &Context,
    released: bool,
) -> Verdict {
    let case = Case { order, key, link, context, released };
    let whole = case.skipped().or_else(|| case.misdated()).or_else(|| case.in_the_dark());
    whole.unwrap_or_else(|| case.by_lines())
}

#[derive(Clone, Copy)]
struct Case<'a> {
    order: &'a CustomerOrder,
    key: &'a OrderKey,
    link: &'a Link,
    context: &'a Context,
    released: bool,
}

/// A supplier order with what did not fit into it and what is odd about it.
type Document = (SupplierOrder, Vec<Cut>, Vec<Warning>);

impl<'a> Case<'a> {
    /// The order is left out as a whole.
    fn skipped(&self) -> Option<Verdict> {
        let reason = if self.link.skip_customers.contains(&self.order.customer) {
            Reason::CustomerSkipped
        } else if self.order.state == OrderState::CANCELLED {
            Reason::Cancelled
        } else {
            return None;
        };
        Some(without_order(Outcome::Skipped(reason), self.alike(Decision::Excluded, reason)))
    }

    /// A date a year and more away from the exercise was mistyped, until a person says otherwise.
    fn misdated(&self) -> Option<Verdict> {
        let date = self.order.date;
        let away = (date.year() - i32::from(self.key.year.get())).abs();
        if self.released || date == NO_DATE || away <= 1 {
            return None;
        }
        let reason = Reason::DateImplausible;
        Some(without_order(held(reason, date.to_string(), Vec::new()), self.alike(Decision::Held, reason)))
    }

    /// Nothing says whose the articles are. To skip the order would lose it without a word.
    fn in_the_dark(&self) -> Option<Verdict> {
        let goods = self.order.lines.iter().any(|line| !line.article.trim().is_empty());
        if !(goods && self.context.owners.in_the_dark()) {
            return None;
        }
        let reason = Reason::ParentSupplierUnknown;
        let outcome = held(reason, self.link.subsidiary.to_string(), Vec::new());
        Some(without_order(outcome, self.alike(Decision::Held, reason)))
    }

    /// One decision for all lines but free text.
    fn alike(&self, decision: Decision, reason: Reason) -> Vec<LineDecision> {
        let of_line = |line| {
            let mut one = LineDecision::new(line, self.link.quantity);
            if !line.article.trim().is_empty() {
                (one.decision, one.rule) = (decision, Rule::Reason(reason));
            }
            one
        };
        self.order.lines.iter().map(of_line).collect()
    }

    fn by_lines(&self) -> Verdict {
        let chooser = Chooser::new(self.link, self.context);
        let choices = self.order.lines.iter().map(|line| chooser.choose(line));
        let (lines, chosen): (Vec<LineDecision>, Vec<Choice<'a>>) = choices.unzip();
        let chosen: Vec<Chosen<'a>> = chosen.into_iter().flatten().collect();
        let mut verdict = match self.document(&lines, &chosen) {
            Ok((order, cuts, warnings)) => {
                Verdict { outcome: Outcome::Queued(Box::new(order)), lines, cuts, warnings }
            }
            Err(outcome) => without_order(outcome, lines),
        };
        let nowhere = verdict.lines.iter().filter(|line| line.rule == Rule::NotInSubsidiary);
        verdict.warnings.extend(
            nowhere.map(|line| Warning::ArticleNowhere {
                position: line.position,
                article: line.article.clone(),
            }),
        );
        verdict
    }

    fn document(&self, lines: &[LineDecision], chosen: &[Chosen<'_>]) -> Result<Document, Outcome> {
        if let Some(held) = held_lines(lines) {
            return Err(held);
        }
        if chosen.is_empty() {
            return Err(Outcome::Skipped(nothing_chosen(lines)));
        }
        if i16::try_from(chosen.len()).is_err() {
            return Err(held(Reason::TooManyLines, chosen.len().to_string(), Vec::new()));
        }
        let mut fitter = Fitter::new(&self.context.sizes);
        let source = self.source()?;
        let document = compose(&source, chosen, &mut fitter)
            .map_err(|error| held(Reason::AmountOutOfRange, error.to_string(), Vec::new()))?;
        self.twin(&document)?;
        let warnings = source.warnings(&document.lines);
        Ok((document, fitter.cuts, warnings))
    }

    fn source(&self) -> Result<Source<'a>, Outcome> {
        let missing = || held(Reason::SupplierMissing, self.link.supplier.to_string(), Vec::new());
        let supplier = self.context.supplier.as_ref().ok_or_else(missing)?;
        if let Some(fault) = &supplier.fault {
            return Err(held(Reason::SupplierUnreadable, fault.clone(), Vec::new()));
        }
        let rates = self.context.learnt.vat.clone();
        let rates = rates.map_err(|error| held(Reason::VatRatesDisagree, error.to_string(), Vec::new()))?;
        let Case { order, key, link, context, .. } = *self;
        Ok(Source { order, key, link, context, supplier, rates })
    }

    /// Somebody was quicker: around the day of the order, or the day that the document would bear.
    fn twin(&self, document: &SupplierOrder) -> Result<(), Outcome> {
        if self.released {
            return Ok(());
        }
        let goods =
            || document.lines.iter().map(|line| (line.article.as_str(), line.quantity)).collect::<Goods>();
        let mut twins = self.context.manual_orders.twins(self.order.date, goods);
        if twins.is_empty() && document.date != self.order.date {
            twins = self.context.manual_orders.twins(document.date, goods);
        }
        if twins.is_empty() {
            return Ok(());
        }
        let candidates: Vec<String> = twins.iter().map(DocumentId::to_string).collect();
        Err(held(Reason::HandMadeTwin, candidates.join(", "), candidates))
    }
}

fn without_order(outcome: Outcome, lines: Vec<LineDecision>) -> Verdict {
    Verdict { outcome, lines, cuts: Vec::new(), warnings: Vec::new() }
}

fn held(reason: Reason, detail: String, candidates: Vec<String>) -> Outcome {
    Outcome::Held(Held { reason, detail, candidates })
}

/// The first held line gives the reason, all of them the detail.
fn held_lines(lines: &[LineDecision]) -> Option<Outcome> {
    let held_lines: Vec<(&LineDecision, Reason)> =
        lines.iter().filter_map(|line| Some((line, line.hold()?))).collect();
    let (_, reason) = *held_lines.first()?;
    let detail: Vec<String> = held_lines.iter().map(|(line, reason)| detail_of(line, *reason)).collect();
    // What was looked for in vain is no candidate, nor is what is wrong with a row.
    let known = held_lines.iter().filter(|(_, reason)| {
        !matches!(reason, Reason::ArticleUnknown | Reason::ArticleUnreadable | Reason::PriceUnreadable)
    });
    let mut candidates: Vec<String> = Vec::new();
    for candidate in known.flat_map(|(line, _)| &line.candidates) {
        if !candidates.contains(candidate) {
            candidates.push(candidate.clone());
        }
    }
    Some(held(reason, detail.join("; "), candidates))
}

/// `#3 D-00111 [article_unknown] ÑAQUE-99, D-00111`: understood in any language.
fn detail_of(line: &LineDecision, reason: Reason) -> String {
    let mut about = line.candidates.join(", ");
    if about.is_empty() {
        about = match reason {
            Reason::NegativeQuantity => line.quantity.to_string(),
            _ => line.target_article.clone().unwrap_or_default(),
        };
    }
    format!("#{} {} [{reason}] {about}", line.position, line.article.trim()).trim_end().to_owned()
}

fn nothing_chosen(lines: &[LineDecision]) -> Reason {
    let parents = lines.iter().any(|line| line.ownership.is_some());
    if parents { Reason::NothingToOrder } else { Reason::NoParentLines }
}

#[cfg(test)]
mod tests;
