//! The only place that formats: every result as text for people and as JSON for programs.

mod code_words;
mod error_words;
mod examination;
mod explanation;
mod failed;
mod finding_words;
pub mod import;
mod initialised;
mod order_report;
mod profile_words;
mod resolved;
mod restored;
mod retried;
mod sentence;
mod show;
mod status;
mod table;
mod tasks;
mod verdict;
mod words;

pub use examination::Examined;
pub use failed::Failed;
pub use initialised::Initialised;
pub use profile_words::profile_problem;
pub use restored::restore_question;
pub use show::{Show, View, json, line};
pub use table::{Column, table};
pub use tasks::{StatusShown, TaskLine, TaskOutcome, TaskReport, TaskShown, TasksShown};
pub use words::Words;
