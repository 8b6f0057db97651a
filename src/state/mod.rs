//! The state file: an SQLite database with the watermarks, the orders and what became of them.

pub mod attempts;
mod compact;
mod error;
mod file;
mod keys;
pub mod known;
pub mod lease;
mod lock;
pub mod orders;
pub mod outbox;
pub mod pause;
pub mod restored;
pub mod runs;
pub mod stage;
pub mod story;
pub mod unready;
mod values;
pub mod watermark;

#[cfg(test)]
mod tests;

pub use error::{Error, Result};
pub use file::{APPLICATION_ID, SCHEMA_VERSION, State, Write};
pub use orders::{EntryId, Snapshot};
pub use stage::Stage;
pub use values::Moment;
pub use watermark::SeriesId;
