//! How many rounds a proof runs.

/// The rounds for this run: `quick` in every test run, the others where `FACTULINK_PROOFS` asks for them by name:
/// `gate` before a change is taken, `full` what the project promises, `nightly` ten times that or more.
pub fn rounds(quick: usize, gate: usize, full: usize, nightly: usize) -> usize {
    match std::env::var("FACTULINK_PROOFS").as_deref() {
        Err(_) => quick,
        Ok("gate") => gate,
        Ok("full") => full,
        Ok("nightly") => nightly,
        Ok(other) => panic!("FACTULINK_PROOFS is {other}; it takes gate, full or nightly"),
    }
}
