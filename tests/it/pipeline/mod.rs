//! scan, enqueue and push over companies in memory.

mod backup;
mod documents;
mod dry_run;
mod enqueue;
mod explain;
mod failures;
mod numbers;
mod push;
mod recheck;
mod restore;
mod rows;
mod scan;
mod status;
pub mod world;
mod years;
