//! Proofs whose worth grows with their count: a few rounds in every test run, more before a change is taken, all that the
//! project promises with `FACTULINK_PROOFS=full`, and ten times that or more with `FACTULINK_PROOFS=nightly`.

mod broken_journal;
pub mod budget;
mod byte_damage;
mod commits;
mod demo;
mod failing_calls;
#[cfg(feature = "odbc")]
mod flat_memory;
mod freed_space;
mod import_kills;
mod kills;
mod mutations;
mod power_cut;
mod random_operations;
mod recovery;
mod recovery_race;
mod restore_kills;
mod same_findings;
mod stable_reading;
