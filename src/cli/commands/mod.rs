//! Commands, one folder or file each.

pub mod import;
