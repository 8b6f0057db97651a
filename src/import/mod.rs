//! Bulk files: checked and normalised row by row, loaded into a platform or an Access table, reconciled, registered.
//!
//! Every stage can be ended at any moment and run again: before each act on the outside its intent is in the state,
//! after it the result; on resumption the outside is asked first. It knows amounts, no orders and no store of
//! companies.

mod access;
pub mod accounts;
mod advance;
pub mod answer;
mod app;
pub mod centres;
pub mod check;
mod commands;
pub mod demo;
pub mod doctor;
mod error;
mod foretell;
mod held_rows;
mod intake;
mod jobs;
mod kept_rows;
pub mod names;
mod options;
mod page;
pub mod period;
pub mod profile;
mod profile_shown;
pub mod reconcile;
pub mod registry;
mod replace;
pub mod report;
pub mod report_error;
pub mod report_files;
pub mod report_json;
pub mod report_rows;
pub mod reports;
mod session;
mod settings;
mod sink;
mod source;
pub mod source_files;
mod stages;
mod story;
mod taken;
mod waiting;

pub use crate::state::import_name::{JobName, NotAJob};
pub use app::{ImportApp, ImportPhase, JobWatch, JobWords, Platforms};
pub use commands::{cancel, check_files, confirm, explain, retry, run, settle, stage, status};
pub use error::{Error, Result};
pub use options::{
    CheckOptions, Confirmation, ImportRunOptions, SaidFate, Selection, StageAsked, StageOptions,
};
pub use period::{NotAPeriod, Period};
pub use profile_shown::{KEYS as PROFILE_FACTS, shown as profile_shown};
pub use settings::ImportSettings;
