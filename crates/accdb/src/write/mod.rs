//! What changes pages: rows, values, long values and the maps that list their pages. Everything here works on a
//! transaction's view ([`PagesMut`](crate::format::page::PagesMut)) and knows nothing of files, locks or journals.

pub(crate) mod coerce;
pub(crate) mod data_page;
mod defaults;
mod delete;
pub(crate) mod foreign_key;
pub(crate) mod global_map;
pub(crate) mod insert;
mod long_value;
mod number;
pub(crate) mod old_row;
pub(crate) mod overlay;
pub(crate) mod random;
mod remove;
mod row;
mod row_writer;
mod rules;
mod update;
pub(crate) mod usage_map;
mod validation;
mod value;
pub(crate) mod write_context;

#[cfg(test)]
pub(crate) mod testing;
