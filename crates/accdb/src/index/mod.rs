//! Indexes: the sort keys of rows, the pages of a B-tree, seeking in it and inserting into it.

mod change;
mod collation;
mod cursor;
mod entries;
mod insert;
mod key;
mod long_text;
mod mask;
mod node;
mod proof;
mod remove;
mod tree;

pub(super) use cursor::RangeCursor;
pub(super) use insert::{IndexWriter, contains_key};
pub(super) use key::{Key, append as append_key_part, key_of_row, key_of_values};
pub(super) use node::{FREE_AT, LEVEL_AT, Node, ROOM};
pub(super) use proof::{Proofs, no_row};
pub(super) use tree::Tree;

#[cfg(any(test, feature = "fuzzing"))]
pub(super) use tree::read_through;

#[cfg(test)]
mod testing;

#[cfg(test)]
mod conformance;
