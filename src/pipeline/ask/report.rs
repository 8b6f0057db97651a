//! What `status` and `explain` tell, serialised as `docs/cli.md` has it.

use crate::domain::link::PriceSource;
use crate::domain::{
    CompanyName, Cut, Decision, DocumentId, MatchedBy, Money, OrderKey, OrderNumber, Percent, Quantity,
    Reason, Rule, Series, Warning, Year,
};
use crate::pipeline::backup::BackupStatus;
use crate::pipeline::report::Failure;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Parent,
    Subsidiary,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatermarkStatus {
    pub series: Series,
    pub code: OrderNumber,
    pub scanned_at: DateTime<Utc>,
}

/// One exercise of one company.
#[derive(Debug, Serialize)]
pub struct CompanyStatus {
    pub name: CompanyName,
    pub role: Role,
    pub year: Year,
    pub path: PathBuf,
    pub driver: &'static str,
    pub reachable: bool,
    /// Why it is not reachable.
    pub error: Option<Failure>,
    pub watermarks: Vec<WatermarkStatus>,
    /// The newest backup of the day's kind; of the parent only, and if there is one.
    pub backup: Option<BackupStatus>,
}

/// How many orders are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OrderCounts {
    pub captured: u64,
    pub queued: u64,
    pub leased: u64,
    pub pushed: u64,
    pub skipped: u64,
    pub held: u64,
    pub parked: u64,
    /// Seen, but without lines or with lines that do not add up: not captured yet.
    pub incomplete: u64,
}

/// An order that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attention {
    pub order: OrderKey,
    pub state: String,
    pub reason: Reason,
    pub detail: Option<String>,
    pub since: DateTime<Utc>,
}

/// One run of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunStatus {
    pub id: i64,
    pub command: String,
    pub started_at: DateTime<Utc>,
    /// `None`: still under way, or ended by force.
    pub finished_at: Option<DateTime<Utc>>,
    pub exit_code: Option<u8>,
    pub captured: u64,
    pub queued: u64,
    pub pushed: u64,
    pub held: u64,
}

/// What is known.
#[derive(Debug, Serialize)]
pub struct Status {
    pub version: u32,
    pub state: PathBuf,
    pub generated_at: DateTime<Utc>,
    pub companies: Vec<CompanyStatus>,
    pub orders: OrderCounts,
    /// Oldest first, at most [`Status::ATTENTION_MAX`]; `orders` has the whole number.
    pub needs_attention: Vec<Attention>,
    /// The newest first.
    pub runs: Vec<RunStatus>,
}

impl Status {
    pub const ATTENTION_MAX: usize = 1000;
    pub const RUNS_MAX: usize = 10;
}

/// One line of an order and what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedLine {
    pub position: i32,
    pub article: String,
    pub description: String,
    pub target_article: Option<String>,
    /// `None`: not decided yet.
    pub decision: Option<Decision>,
    /// What decided it.
    pub rule: Option<Rule>,
    /// Why the line is taken for the parent's, where it is.
    pub ownership: Option<Rule>,
    pub matched_by: Option<MatchedBy>,
    pub quantity: Option<Quantity>,
    pub price: Option<Money>,
    pub price_source: Option<PriceSource>,
    pub discounts: Option<[Percent; 3]>,
    pub total: Option<Money>,
    /// What was looked for in vain, or the parent's articles among which there is no telling.
    pub candidates: Vec<String>,
}

/// Where the order was or will be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedTarget {
    pub company: CompanyName,
    pub year: Year,
    /// `None`: not written yet.
    pub document: Option<DocumentId>,
    pub reference: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedAttempt {
    pub at: DateTime<Utc>,
    /// `done`, `found`, `retry`, `stop` or `parked`.
    pub outcome: String,
    pub error: Option<String>,
}

/// The whole history of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedOrder {
    pub version: u32,
    pub order: OrderKey,
    /// The state's name, or `incomplete`.
    pub state: String,
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    pub captured_at: Option<DateTime<Utc>>,
    /// When its state last changed.
    pub since: DateTime<Utc>,
    /// A queued order is not tried again before.
    pub not_before: Option<DateTime<Utc>>,
    pub lines: Vec<ExplainedLine>,
    /// Articles or documents of the parent among which somebody has to choose.
    pub candidates: Vec<String>,
    /// Texts that did not fit their columns.
    pub cuts: Vec<Cut>,
    pub warnings: Vec<Warning>,
    pub target: Option<ExplainedTarget>,
    pub attempts: Vec<ExplainedAttempt>,
}
