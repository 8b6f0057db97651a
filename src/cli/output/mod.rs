//! What people see of commands that have many results.

pub mod import;
