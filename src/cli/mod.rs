//! The command line: arguments in, one call of the pipeline, one report out.
//!
//! The only part that reads the environment, the terminal and the clock, words messages and prints; everything
//! below gets what it needs as arguments and returns plain facts.

mod args;
mod commands;
mod entry;
mod environment;
pub mod error_code;
mod exit;
mod help;
mod locate;
mod logging;
mod messages;
mod output;
pub mod panic;
mod progress;
mod rotate;
mod session;
pub mod stop;
mod usage;

pub use entry::run;
pub use environment::Environment;
