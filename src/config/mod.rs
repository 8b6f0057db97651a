//! The configuration file: read whole, checked whole, turned into what the pipeline needs.
//!
//! Promises: a [`Config`] that exists is valid, and a file that is not yields every finding at once, each with its
//! line, column and key. It knows no messages: a finding is data, and `cli` words it in the user's language. It
//! does not look for the file either, nor at the environment.

mod defaults;
mod error;
mod read;
mod sections;
#[cfg(test)]
mod tests;

pub use crate::toml_file::{Kind, Position};
pub use error::{Error, Finding, Problem};
pub use read::{Config, LogSettings};
