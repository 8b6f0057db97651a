//! Indexes: the sort keys of rows, the pages of a B-tree, seeking in it and inserting into it.

mod collation;
mod key;
