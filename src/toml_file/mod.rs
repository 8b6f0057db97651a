//! TOML read key by key: every value knows its place and its path, and every mistake of a file is told at once.
//!
//! A leaf: it knows TOML, no configuration, no profile, and no words for a mistake. What a file may say is its reader's
//! business, which adds problems of its own to [`Problem`]. Keys that a reader did not ask for are unknown, so that
//! none can be read and forgotten, or listed and not read. No text makes it panic or loop.
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

mod field;
mod findings;
mod nearest;
mod problem;
mod section;
mod tree;

pub use field::Field;
pub use findings::Findings;
pub use nearest::nearest;
pub use problem::{Finding, Kind, Position, Problem};
pub use section::Section;
pub use tree::{Tree, decode};
