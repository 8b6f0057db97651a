//! The seam for fuzzing: each function takes any bytes, reads them as one structure of the file, and returns. None may
//! panic, run on, or take much memory.
//!
//! It exists in tests and with the feature `fuzzing` alone. `fuzz/` has a target for each function; a test replays the
//! corpora through the same functions, on the stable compiler.

mod seeds;
mod targets;

pub use seeds::{Seed, seeds};
pub use targets::{TARGETS, Target};

#[cfg(test)]
mod tests;
