//! Proof by others: programs that are not ours read what we read, and read what we wrote.

mod noticing;
mod reading;
mod written;
