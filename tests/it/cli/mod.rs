//! The command line, called in the process: text, JSON and exit codes.

pub mod call;
mod commands;
mod configuration;
mod demo;
mod documented;
mod init;
#[cfg(feature = "odbc")]
mod password;
#[cfg(unix)]
mod places;
mod process;
mod recovery;
mod restore;
#[cfg(feature = "odbc")]
mod secrets;
mod usage;
mod waiting;
