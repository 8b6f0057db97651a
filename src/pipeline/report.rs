//! What `scan`, `enqueue`, `push`, `run` and `retry` report: plain facts, serialised as `docs/cli.md` has them.

use super::error::Error;
use super::options::Resolution;
use super::outcome::Outcome;
use crate::domain::{CompanyName, Money, OrderKey, Quantity, Series, SupplierOrder, Year};
use chrono::NaiveDate;
use serde::Serialize;
use std::ops::AddAssign;
use std::path::PathBuf;
use std::sync::Arc;

/// How many orders met which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// New orders taken into the state, late ones included.
    pub captured: u64,
    /// Of the captured: those whose number lies below the watermark and was never seen before.
    pub late: u64,
    /// Known orders whose content is another than before.
    pub changed: u64,
    /// Numbers in the range looked at that were never seen.
    pub gaps: u64,
    /// Known orders in the range looked at that the company no longer has.
    pub deleted: u64,
    /// Orders without lines, or whose lines do not add up: looked at again by the next scan.
    pub incomplete: u64,
    pub queued: u64,
    pub skipped: u64,
    pub held: u64,
    /// Texts that were too long for their columns in the parent.
    pub cut: u64,
    /// In the parent now: written, or found there under their mark.
    pub pushed: u64,
    /// Of the pushed: those whose mark was in the parent already, so that nothing was written.
    pub found: u64,
    /// Put back because the parent was busy or away.
    pub retried: u64,
    pub parked: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.captured += other.captured;
        self.late += other.late;
        self.changed += other.changed;
        self.gaps += other.gaps;
        self.deleted += other.deleted;
        self.incomplete += other.incomplete;
        self.queued += other.queued;
        self.skipped += other.skipped;
        self.held += other.held;
        self.cut += other.cut;
        self.pushed += other.pushed;
        self.found += other.found;
        self.retried += other.retried;
        self.parked += other.parked;
    }
}

/// What went wrong with one company, while the work on the others went on.
#[derive(Debug, Serialize)]
pub struct Failure {
    pub code: u8,
    pub name: Outcome,
    pub message: String,
    /// The chain under the message, outermost first.
    pub causes: Vec<String>,
    /// The error itself, for whoever words it in another language.
    #[serde(skip)]
    pub error: Arc<Error>,
}

impl From<Arc<Error>> for Failure {
    fn from(error: Arc<Error>) -> Failure {
        let chain = std::iter::successors(std::error::Error::source(&*error), |cause| cause.source());
        let outcome = error.outcome();
        Failure {
            code: outcome.code(),
            name: outcome,
            message: error.to_string(),
            causes: chain.map(ToString::to_string).collect(),
            error,
        }
    }
}

/// One company's part.
#[derive(Debug, Serialize)]
pub struct CompanyReport {
    pub name: CompanyName,
    #[serde(flatten)]
    pub counts: Counts,
    /// Every failure of this company, in the order they happened.
    pub errors: Vec<Failure>,
}

impl CompanyReport {
    pub fn outcome(&self) -> Outcome {
        self.errors.iter().map(|failure| failure.name).min().unwrap_or(Outcome::Ok)
    }
}

/// A line of a document that a dry run would write.
#[derive(Debug, Serialize)]
pub struct PlannedLine {
    pub article: String,
    pub quantity: Quantity,
    pub price: Money,
    pub total: Money,
}

/// A document that a dry run would write.
#[derive(Debug, Serialize)]
pub struct Planned {
    pub order: OrderKey,
    pub reference: String,
    pub year: Year,
    pub series: Series,
    pub date: NaiveDate,
    pub supplier: i32,
    pub total: Money,
    pub lines: Vec<PlannedLine>,
}

impl From<&SupplierOrder> for Planned {
    fn from(order: &SupplierOrder) -> Planned {
        let line = |line: &crate::domain::SupplierLine| PlannedLine {
            article: line.article.clone(),
            quantity: line.quantity,
            price: line.price,
            total: line.total,
        };
        Planned {
            order: order.source.clone(),
            reference: order.mark.to_string(),
            year: order.year,
            series: order.series,
            date: order.date,
            supplier: order.supplier,
            total: order.total,
            lines: order.lines.iter().map(line).collect(),
        }
    }
}

/// What `scan`, `enqueue`, `push` and `run` did; of a dry run, what they would have done.
#[derive(Debug, Serialize)]
pub struct Report {
    pub version: u32,
    pub command: &'static str,
    /// `None` for a dry run, which leaves no trace.
    pub run_id: Option<i64>,
    pub dry_run: bool,
    pub outcome: Outcome,
    #[serde(flatten)]
    pub counts: Counts,
    /// Queued orders whose pause after a failure is not over.
    pub paused: u64,
    /// Orders that wait for a person, those of earlier runs included.
    pub waiting: u64,
    /// The subsidiaries in the order of the configuration, then the parent.
    pub companies: Vec<CompanyReport>,
    /// Backups that were made before the first write of the day.
    pub backups: Vec<PathBuf>,
    /// What a dry run would write; empty otherwise.
    pub would_write: Vec<Planned>,
    pub duration_ms: u64,
}

/// What `retry` put back.
#[derive(Debug, Serialize)]
pub struct RetryReport {
    pub version: u32,
    pub command: &'static str,
    pub dry_run: bool,
    /// Held orders that will be decided again.
    pub captured: u64,
    /// Parked orders that will be written again.
    pub queued: u64,
    pub orders: Vec<OrderKey>,
}

/// What `resolve` decided.
#[derive(Debug, Serialize)]
pub struct ResolveReport {
    pub version: u32,
    pub command: &'static str,
    pub dry_run: bool,
    pub decision: Resolution,
    pub orders: Vec<OrderKey>,
}
