//! The commands, one file or folder each.

pub mod doctor;
pub mod enqueue;
pub mod explain;
pub mod import;
pub mod init;
pub mod push;
pub mod resolve;
pub mod restore;
pub mod retry;
pub mod run;
pub mod scan;
pub mod status;
pub mod task;
