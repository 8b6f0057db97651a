//! Behaviour of the whole, one module for each; one binary, so that they link once.

mod arrows;
mod cli;
mod conformance;
mod contract;
mod doctor;
mod double;
mod facts;
mod full_disk;
mod import;
mod odbc;
mod pipeline;
mod platform;
mod process;
mod program;
mod proofs;
mod schema;
mod shipped;
mod table;
mod target;
mod tasks;
mod type_names;
