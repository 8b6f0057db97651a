//! Proofs whose worth grows with their count: a few rounds in every test run, more before a change is taken, all that
//! the project promises with `FACTULINK_PROOFS=full`, and ten times that or more with `FACTULINK_PROOFS=nightly`.

mod broken_journal;
mod byte_damage;
mod commits;
mod failing_calls;
mod freed_space;
mod mutations;
mod power_cut;
mod random_operations;
mod recovery;
mod recovery_race;
mod same_findings;
mod stable_reading;
