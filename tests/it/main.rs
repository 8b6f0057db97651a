//! Behaviour of the whole, one module for each; one binary, so that they link once.

mod arrows;
mod changing;
mod checking;
mod cli;
mod commit;
mod conformance;
mod contract;
mod corners;
mod creating;
mod disk;
mod facts;
mod indexes;
mod pipeline;
mod program;
mod proofs;
mod reading;
mod reading_damage;
mod rows;
mod rules;
mod schema;
mod shared;
mod shipped;
mod stable_reading;
mod target;
mod writing;
mod writing_damage;
