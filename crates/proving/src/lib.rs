//! What tests have in common that look at files of Access: the samples, rows for any table, how often a proof is run,
//! and other programs as judges of what was read and written.

pub mod beside;
pub mod budget;
pub mod failing;
pub mod readers;
pub mod rows;
pub mod shared;
pub mod sound;
