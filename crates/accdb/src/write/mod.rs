//! What changes pages: rows, values, long values and the maps that list their pages. Everything here works on a
//! transaction's view ([`PagesMut`](super::page::PagesMut)) and knows nothing of files, locks or journals.

pub(super) mod data_page;
mod defaults;
mod delete;
mod fit;
pub(super) mod foreign_key;
pub(super) mod global_map;
pub(super) mod insert;
mod long_value;
pub(super) mod moment;
mod number;
pub(super) mod old_row;
mod remove;
mod row;
mod row_writer;
mod rules;
mod update;
pub(super) mod usage_map;
mod value;

pub(super) use fit::fit;
pub(super) use rules::allowed;

#[cfg(test)]
pub(super) mod testing;
