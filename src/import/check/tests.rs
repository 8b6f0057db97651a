//! Rows of a sales ledger, and what becomes of them.

mod ledger;
mod rows;
mod titles;
