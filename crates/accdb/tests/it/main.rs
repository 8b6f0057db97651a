//! Behaviour of the engine, one module for each; one binary, so that they link once.

mod changing;
mod checking;
mod commit;
mod conformance;
mod corners;
mod counting;
mod creating;
mod disk;
mod examples;
mod face;
mod indexes;
mod leftovers;
mod naming;
mod places;
mod proofs;
mod reading;
mod reading_damage;
mod rules;
mod sort_orders;
mod stable_reading;
mod writing;
mod writing_damage;
