//! Proofs whose worth grows with their count: a few rounds in every test run, more before a change is taken, all that
//! the project promises with `FACTULINK_PROOFS=full`, and ten times that or more with `FACTULINK_PROOFS=nightly`.

mod demo;
mod failing_calls;
#[cfg(feature = "odbc")]
mod flat_memory;
mod import_kills;
mod kills;
mod restore_kills;
mod stable_reading;
