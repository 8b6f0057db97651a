//! Turns the customer orders of Factusol subsidiaries into supplier orders of their parent, exactly once.
//!
//! Data flows one way: `cli -> pipeline -> { domain, state, store }`, `store -> { domain, upkeep, accdb }`,
//! `state -> domain`; `domain` and `accdb` use nothing of the crate. ARCHITECTURE.md is the map.

pub mod accdb;
pub mod cli;
pub mod config;
pub mod domain;
pub mod pipeline;
pub mod platform;
pub mod state;
pub mod store;
pub mod table;
pub mod task;
pub mod template;
pub mod toml_file;
pub mod upkeep;
