//! Proof by others: programs that are not ours read what we read, and read what we wrote.

mod checker;
mod dump;
mod jackcess;
mod jetdb_reader;
mod mdbtools;
mod reader;
mod reading;
