//! The corners of the format: what stands at a limit, one below and one above, and what few files have. Other
//! programs read each file.

mod autonumbers;
mod indexes;
mod keys;
mod maps;
mod memos;
mod relations;
mod rows;
mod scratch;
mod signs;
mod size;
mod sparse;
mod untouched;
mod wide;
