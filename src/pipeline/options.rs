//! The choices of the command line, verb by verb.

use crate::domain::{CompanyName, OrderKey, OrderNumber, Series};
use chrono::NaiveDate;
use serde::Serialize;

/// A backfill range: read again whatever the watermark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    pub series: Option<Series>,
    pub from: Option<OrderNumber>,
    pub to: Option<OrderNumber>,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Numbers below the watermark to look at again, instead of what is configured. Goes with no bounds.
    pub late_window: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScanOptions {
    /// Subsidiaries to scan; empty: all.
    pub companies: Vec<CompanyName>,
    pub range: Option<Range>,
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EnqueueOptions {
    /// At most so many orders are decided.
    pub limit: Option<usize>,
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushOptions {
    /// At most so many orders are written.
    pub limit: Option<usize>,
    /// Orders per transaction in the parent; absent: as configured.
    pub batch: Option<usize>,
    pub dry_run: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunOptions {
    /// Subsidiaries to scan; empty: all. What is captured already is decided and pushed whoever's it is.
    pub companies: Vec<CompanyName>,
    pub range: Option<Range>,
    pub limit: Option<usize>,
    pub batch: Option<usize>,
    /// Every file that is scanned is read from end to end, too: damage where no order is looked for is found.
    pub deep: bool,
    pub dry_run: bool,
}

/// Which orders `retry` puts back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetryOptions {
    Orders(Vec<OrderKey>),
    Held,
    Parked,
}

/// What a person decides about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Its document is missing in the parent, and is to be written again.
    Again,
    /// What stands in the parent, or does not, is right as it is.
    Keep,
    /// It was held on a guess, and is to pass.
    New,
}

impl Resolution {
    /// The option that says so.
    pub const fn verb(self) -> &'static str {
        match self {
            Resolution::Again => "--again",
            Resolution::Keep => "--keep",
            Resolution::New => "--new",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveOptions {
    pub orders: Vec<OrderKey>,
    /// Every order whose document is missing, too.
    pub missing: bool,
    pub how: Resolution,
}

/// Which backup `restore` puts back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreWhich {
    /// The newest of the day's backups, of `--year` or the calendar year's exercise.
    Latest,
    /// By its file name.
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreOptions {
    /// The parent, should anybody want to name it.
    pub company: Option<CompanyName>,
    pub which: RestoreWhich,
}
