//! scan, enqueue and push over companies in memory.

mod backup;
mod dry_run;
mod enqueue;
mod explain;
mod failures;
mod push;
mod restore;
mod scan;
mod status;
pub mod world;
mod years;
