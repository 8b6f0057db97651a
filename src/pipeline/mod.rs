//! The verbs: scan, enqueue, push, and what people ask about them. Each returns a plain report.

mod app;
mod ask;
mod backup;
pub mod doctor;
mod documents;
mod enqueue;
mod error;
mod exercises;
mod explanation;
mod one_file_each;
mod options;
mod outcome;
mod parent_masters;
mod push;
mod report;
mod resolve;
mod retry;
mod run;
mod scan;
mod session;
mod settings;

pub use crate::clock::Clock;
pub use crate::store::odbc::label as connection_label;
pub use crate::store::{Driver, OdbcOptions, Password, Secret};
pub use app::{App, Phase, Progress, Unwatched};
pub use ask::{
    Attention, CompanyStatus, ExplainedAttempt, ExplainedLine, ExplainedOrder, ExplainedTarget, OrderCounts,
    Role, RunStatus, Status, WatermarkStatus, explain, status,
};
pub use backup::{BackupKind, BackupList, BackupStatus, RestoreReport, backups, restore};
pub use enqueue::enqueue;
pub use error::{Error, Result, list};
pub use options::{
    EnqueueOptions, PushOptions, Range, Resolution, ResolveOptions, RestoreOptions, RestoreWhich,
    RetryOptions, RunOptions, ScanOptions,
};
pub use outcome::Outcome;
pub use push::push;
pub use report::{CompanyReport, Counts, Failure, Planned, PlannedLine, Report, ResolveReport, RetryReport};
pub use resolve::resolve;
pub use retry::retry;
pub use run::run;
pub use scan::scan;
pub use settings::{Backup, CompanySettings, Push, Settings, Subsidiary};
