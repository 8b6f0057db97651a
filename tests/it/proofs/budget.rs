//! How many rounds a proof runs.

/// The rounds for this run: `quick` in every test run, `ci` and `nightly` where `FACTULINK_PROOFS` asks for them.
pub fn rounds(quick: usize, ci: usize, nightly: usize) -> usize {
    match std::env::var("FACTULINK_PROOFS").as_deref() {
        Err(_) => quick,
        Ok("ci") => ci,
        Ok("nightly") => nightly,
        Ok(other) => panic!("FACTULINK_PROOFS is {other}; it takes ci or nightly"),
    }
}
