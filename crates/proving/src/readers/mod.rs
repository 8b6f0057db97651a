//! Proof by others: programs that are not ours read what we read, and read what we wrote.

pub mod checker;
pub mod dump;
pub mod files;
pub mod jackcess;
pub mod jetdb_reader;
pub mod kept;
pub mod mdbtools;
pub mod proof;
pub mod reader;
mod serving;
pub mod view;
