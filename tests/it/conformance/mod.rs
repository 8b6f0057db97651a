//! Proof by others: programs that are not ours read what we read, and read what we wrote.

pub mod checker;
mod dump;
mod jackcess;
pub mod jetdb_reader;
pub mod mdbtools;
pub mod reader;
mod reading;
