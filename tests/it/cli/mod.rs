//! The command line, called in the process: text, JSON and exit codes.

pub mod call;
mod commands;
mod configuration;
mod demo;
mod documented;
mod init;
#[cfg(feature = "odbc")]
mod password;
mod process;
mod recovery;
mod restore;
mod usage;
mod waiting;
