//! Proof by others: programs that are not ours read what we read, and read what we wrote.

mod jackcess_map;
mod noticing;
mod reading;
mod written;
