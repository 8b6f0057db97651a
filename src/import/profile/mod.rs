//! Profiles: what a kind of bulk file looks like, what must hold of its rows, and where they go.
//!
//! Promises: a [`Profile`] that exists is whole and without contradiction, its patterns compiled, its columns resolved;
//! of a file that is not, every mistake is told at once, with the file it is in, line, column and key. No text makes it
//! panic or loop. It knows no jobs, no rows and no words for a mistake.
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

mod error;
pub mod expression;
mod load;
mod model;
mod number;
mod read;
mod starter;
#[cfg(test)]
mod tests;

pub use error::{ProfileFinding, ProfileProblem};
pub use load::{Listed, check, is_name, lenders, list};
pub use model::*;
pub(in crate::import) use number::millionths;
pub use starter::{STARTERS, Starter};
