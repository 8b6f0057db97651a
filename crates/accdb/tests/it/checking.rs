//! The integrity walk finds what is wrong with a file, and nothing where nothing is.

mod sound;
