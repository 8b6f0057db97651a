//! Import platforms: over HTTP, through a folder, and in memory for tests.
//!
//! A leaf: it knows requests, files and credentials, no profile, no job, no state. Bytes from outside are data: they
//! never panic it, are read in bounds, and are cleaned before people see them.
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

mod address;
mod contract;
mod credential_store;
mod error;
mod folder;
#[cfg(feature = "http")]
mod http;
mod incoming;
mod json;
mod limits;
pub mod memory;
mod open;
mod outgoing;
mod secret;
pub mod settings;
mod trouble;

pub use address::{AddressError, PlatformAddress};
pub use contract::*;
pub use error::Error;
pub use limits::PlatformLimits;
pub use open::{Surroundings, open};
pub use secret::{Secret, SecretError, Secrets};
pub use settings::PlatformSettings;
