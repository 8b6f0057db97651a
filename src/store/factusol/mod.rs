//! What Factusol calls things: tables, columns, and what stands in them.

mod columns;
pub mod demo;
mod fields;
pub(super) mod learning;
mod map;
mod masters;
mod names;
mod numbers;
mod plan;
mod schema;
mod search;
mod target;
#[cfg(test)]
mod testing;
mod text_columns;

pub(super) use columns::{Kind, Place, Table};
pub(super) use fields::{Cells, Fields, ole_of};
pub(super) use map::*;
pub(super) use masters::{OverTables, Source};
pub(super) use names::{F_EMP, F_LPC, F_LPP, F_PCL, F_PPR};
pub(super) use numbers::{Numbers, Position};
pub(super) use search::Search;
pub(super) use target::Target;
