//! `doctor`: every check finds all well where it is, and what is wrong where something is.

mod bulk;
mod companies;
mod links;
mod machine;
mod routes;
mod shown;
mod tasks;
mod untouched;
pub mod world;
mod written;
