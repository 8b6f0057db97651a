//! The verbs: scan, enqueue, push, and what people ask about them. Each returns a plain report.

mod app;
mod backup;
mod backup_name;
mod basis;
mod batch;
pub mod doctor;
mod enqueue;
mod error;
mod explain;
mod intake;
mod masters;
mod options;
mod outcome;
mod push;
mod report;
mod restore;
mod retry;
mod run;
mod scan;
mod series_scan;
mod session;
mod settings;
mod status;
mod story;
mod years;

pub use crate::clock::Clock;
pub use crate::store::{Driver, OdbcOptions, Password, Secret};
pub use app::{App, Phase, Progress, Unwatched};
pub use backup::BackupStatus;
pub use backup_name::BackupKind;
pub use enqueue::enqueue;
pub use error::{Error, Result};
pub use explain::explain;
pub use options::{
    EnqueueOptions, PushOptions, Range, RestoreOptions, RestoreWhich, RetryOptions, RunOptions, ScanOptions,
};
pub use outcome::Outcome;
pub use push::push;
pub use report::{CompanyReport, Counts, Failure, Planned, PlannedLine, Report, RetryReport};
pub use restore::{BackupList, RestoreReport, backups, restore};
pub use retry::retry;
pub use run::run;
pub use scan::scan;
pub use settings::{Backup, CompanySettings, Push, Settings, Subsidiary};
pub use status::status;
pub use story::{
    Attention, CompanyStatus, ExplainedAttempt, ExplainedLine, ExplainedTarget, Explanation, OrderCounts,
    Role, RunStatus, Status, WatermarkStatus,
};
