//! The command line, called in the process: text, JSON and exit codes.

mod call;
mod commands;
mod configuration;
mod init;
mod process;
mod usage;
