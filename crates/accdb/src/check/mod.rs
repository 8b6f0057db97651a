//! The integrity walk: reads a whole database and tells every place where it breaks the rules of the format.
//!
//! Promises: no byte of a file makes it panic or run on; it goes on past damage, so that one broken structure does not
//! hide another; each page is read about once, mostly in sequence; memory grows with the number of pages (a few bytes
//! each) and not with the rows. It changes nothing and repairs nothing.
//!
//! What it deliberately does not look at: garbage in free space, bytes of unknown meaning that are to be kept as
//! found, and whether values make sense to anybody but the format.

mod catalog;
mod definition;
mod definition_rules;
mod diagnosis;
mod directory;
mod encoded;
mod header;
mod indexes;
mod keys;
mod long_values;
mod maps;
mod owners;
mod parts;
mod read_ahead;
mod relations;
mod report;
mod rows;
mod run;
mod slots;
mod table;
mod tree;
mod unowned;
mod walk;

pub use report::{CheckReport, Finding, Leftover, Severity, Strictness};
pub(super) use run::check;

#[cfg(any(test, feature = "fuzzing"))]
pub(super) use parts::row_parts;
