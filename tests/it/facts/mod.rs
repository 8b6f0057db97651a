//! The program against what the companies are known to hold: the demo, and the fixtures where they are.

mod expected;
mod hostile;
mod hostile_run;
pub mod odd_rows;
mod others_write;
mod plain;
mod push;
mod read;
pub mod rows;
pub mod world;
