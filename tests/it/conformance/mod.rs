//! Proof by others: programs that are not ours read what we read, and read what we wrote.

pub mod checker;
mod dump;
pub mod files;
mod jackcess;
mod jackcess_map;
pub mod jetdb_reader;
mod kept;
mod large;
pub mod mdbtools;
mod noticing;
pub mod proof;
pub mod reader;
mod reading;
mod serving;
mod view;
mod written;
