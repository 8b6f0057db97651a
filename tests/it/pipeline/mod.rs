//! scan, enqueue and push over companies in memory.

mod dry_run;
mod enqueue;
mod explain;
mod failures;
mod push;
mod scan;
mod status;
pub mod world;
mod years;
