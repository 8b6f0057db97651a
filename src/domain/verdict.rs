//! What was decided about an order, line by line: what the queue stores and `explain` shows.

use super::amount::{Money, Percent, Quantity};
use super::link::{PriceSource, QuantityRule};
use super::order::CustomerLine;
use super::pricing::quantity_of;
use super::reason::Reason;
use super::rule::Rule;
use super::supplier_order::SupplierOrder;
use super::text_size::Cut;
use serde::{Deserialize, Serialize};

/// The decision about one order, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub outcome: Outcome,
    pub lines: Vec<LineDecision>,
    /// Texts that did not fit their columns.
    pub cuts: Vec<Cut>,
    pub warnings: Vec<Warning>,
}

/// What becomes of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Queued(Box<SupplierOrder>),
    Skipped(Reason),
    Held(Held),
}

/// Why an order waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Of the first line that is held, or of the order.
    pub reason: Reason,
    /// Names every line that is held and what it is about: `#3 D-00111 [article_unknown] ÑAQUE-99; …`.
    pub detail: String,
    /// Articles or documents of the parent among which somebody has to choose.
    pub candidates: Vec<String>,
}

impl Outcome {
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Outcome::Queued(_) => None,
            Outcome::Skipped(reason) => Some(*reason),
            Outcome::Held(held) => Some(held.reason),
        }
    }
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The parent's: it goes into the supplier order.
    Parent,
    /// The subsidiary's own.
    Own,
    FreeText,
    /// Left out by a pattern, for its quantity, or with its whole order.
    Excluded,
    /// The parent's, but something has to be mended before it can be ordered.
    Held,
}

/// How the parent's article was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchedBy {
    /// `[subsidiary.articles]`.
    Articles,
    Reference,
    Code,
    Ean,
    Equivalent,
}

/// A line of the customer order and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDecision {
    /// In the customer order.
    pub position: i32,
    pub article: String,
    /// The parent's article, in the parent's spelling.
    pub target_article: Option<String>,
    pub decision: Decision,
    /// What decided.
    pub rule: Rule,
    /// Why the line is taken for the parent's, where it is.
    pub ownership: Option<Rule>,
    pub matched_by: Option<MatchedBy>,
    /// What is ordered, or would be.
    pub quantity: Quantity,
    pub price: Option<Money>,
    pub price_source: Option<PriceSource>,
    pub discounts: Option<[Percent; 3]>,
    pub total: Option<Money>,
    /// What was looked for in vain, or the parent's articles among which there is no telling.
    pub candidates: Vec<String>,
}

impl LineDecision {
    /// A free-text line, which every line is until more is known of it.
    pub(super) fn new(line: &CustomerLine, rule: QuantityRule) -> LineDecision {
        LineDecision {
            position: line.position,
            article: line.article.clone(),
            target_article: None,
            decision: Decision::FreeText,
            rule: Rule::FreeText,
            ownership: None,
            matched_by: None,
            quantity: quantity_of(line, rule).unwrap_or(line.quantity),
            price: None,
            price_source: None,
            discounts: None,
            total: None,
            candidates: Vec::new(),
        }
    }

    /// Why the line is held, where it is.
    pub fn hold(&self) -> Option<Reason> {
        match (self.decision, &self.rule) {
            (Decision::Held, Rule::Reason(reason)) => Some(*reason),
            _ => None,
        }
    }
}

/// Something about an order that does not stop it, but that somebody may want to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
pub enum Warning {
    /// It had left the subsidiary (state 2) or lay in its warehouse (3) before it was taken.
    AlreadyServed { state: i16 },
    /// It has no date; the supplier order bears today's.
    NoDate,
    /// Size and colour were copied; whether the parent has them is not known.
    SizeUnchecked { position: i16, size: String, colour: String },
    /// Neither company has an article of that code: the line was left out.
    ArticleNowhere { position: i32, article: String },
}
