//! Turns the customer orders of Factusol subsidiaries into supplier orders of their parent, exactly once; and takes
//! bulk files from ledgers to a platform.
//!
//! Data flows one way: `cli -> pipeline -> { domain, state, store }`, `cli -> import -> { domain, table, platform,
//! state }`, `store -> domain`, `state -> domain`; `domain` uses nothing of the crate. Access files are the matter of
//! the crate `accdb`. ARCHITECTURE.md is the map.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod files;
pub mod import;
pub mod pipeline;
pub mod platform;
pub mod state;
pub mod store;
pub mod table;
pub mod task;
pub mod template;
pub mod toml_file;
pub mod upkeep;
