//! The state file: an SQLite database with the watermarks, the orders and what became of them, and the jobs of bulk
//! files.

pub mod attempts;
mod compact;
pub mod documents;
mod error;
mod file;
pub mod files;
pub mod history;
pub mod import_aliases;
pub mod import_attempts;
pub mod import_batches;
pub mod import_chunks;
pub mod import_figures;
pub mod import_jobs;
pub mod import_name;
pub mod import_numbers;
pub mod import_pairs;
pub mod import_prepared;
pub mod import_pruning;
pub mod import_registrations;
pub mod import_sources;
pub mod incomplete;
mod keys;
pub mod known;
pub mod lease;
mod lock;
pub mod missing;
pub mod numbers;
pub mod orders;
pub mod outbox;
mod own_file;
pub mod pause;
pub mod restored;
pub mod runs;
mod schema;
mod second_look;
pub mod stage;
mod values;
pub mod watermark;
mod word;

#[cfg(test)]
mod import_tests;
#[cfg(test)]
mod tests;

pub use error::{Error, Result};
pub use file::{APPLICATION_ID, SCHEMA_VERSION, State, Write};
pub use orders::{EntryId, Snapshot};
pub use stage::Stage;
pub use values::Moment;
pub use watermark::SeriesId;
