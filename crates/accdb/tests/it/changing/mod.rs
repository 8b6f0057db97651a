//! Rows that change and go: one by one, in batches, over relations, in files of our own and of others.

mod batches;
mod files;
mod relations;
mod rows;
pub mod world;
