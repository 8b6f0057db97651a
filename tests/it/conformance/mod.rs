//! Proof by others: programs that are not ours read what a run wrote.

mod large;
mod written;
