//! The verbs: scan, enqueue, push, and what people ask about them. Each returns a plain report.

mod app;
mod error;
mod options;
mod outcome;
mod report;
mod settings;
mod story;

pub use app::{App, Clock, Phase, Progress, Unwatched};
pub use error::{Error, Result};
pub use options::{EnqueueOptions, PushOptions, Range, RetryOptions, RunOptions, ScanOptions};
pub use outcome::Outcome;
pub use report::{CompanyReport, Counts, Failure, Planned, PlannedLine, Report, RetryReport};
pub use settings::{CompanySettings, Driver, Push, Settings, Subsidiary};
pub use story::{
    Attention, CompanyStatus, ExplainedAttempt, ExplainedLine, ExplainedTarget, Explanation, OrderCounts,
    Role, RunStatus, Status, WatermarkStatus,
};
