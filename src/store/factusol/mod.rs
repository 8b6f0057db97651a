//! What Factusol calls things: tables, columns, and what stands in them.

mod columns;
pub mod demo;
mod fields;
mod map;
mod names;
mod plan;
mod schema;
#[cfg(test)]
mod testing;
mod text_columns;

pub(super) use columns::{Kind, Table};
pub(super) use fields::{Cells, Fields, ole_of};
pub(super) use map::*;
pub(super) use names::{F_EMP, F_LPC, F_LPP, F_PCL, F_PPR};
pub(super) use plan::Plan;
pub(super) use text_columns::text_column;
