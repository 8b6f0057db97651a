//! Judges and normalises rows, one by one and between each other: what a cell says, whether it is right, and what of it
//! goes on.
//!
//! Pure: it knows no file, no clock, no state and no texts for people. Rows come in as [`crate::table::Row`], numbers
//! that were loaded before and looked-up values through traits; what goes out is typed data. No content of a row makes
//! it panic or loop. What it keeps does not grow with the rows: numbers that are taken go into an unnamed temporary
//! file when memory is too small for them.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::string_slice,
        clippy::unreachable
    )
)]
#![deny(unsafe_code)]

mod amount;
mod checker;
mod clean;
mod code;
mod date;
mod decimal;
mod error;
mod field;
mod identity;
mod intervals;
mod known;
mod limits;
mod lookup;
mod pairs;
mod plan;
mod record;
mod rule;
mod spill;
mod summary;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod unique;
mod value;

pub use checker::{Checked, Checker, RowOutcome, RowRecord};
pub use code::{Code, Mended};
pub use date::{from_number as day_of_number, push_date};
pub use error::{Error, Outside};
pub use field::would_read;
pub use intervals::{Intervals, NumberSpan};
pub use lookup::{HeldByLookup, LookupAnswer, Lookups, Misfit, NoLookups};
pub use pairs::{PAIRS_MAX, PairCounter, PairRows, TooManyPairs};
pub use plan::without_apostrophe;
pub use record::Violation;
pub use summary::{Sum, Summary};
pub use titles::{NamedTitle, Placement, REJECT_TITLES, TitleRow, TitlesProblem, match_titles};
pub use unique::{LoadedNumbers, NothingLoaded};
pub use value::{Format, Value, write_value};
