//! A company's database in domain words: one trait, one implementation for each way of reaching the data.

mod contract;
mod error;
pub mod memory;

pub use contract::{CompanyFile, CompanyStore, OrderRange, PushRefused, Stores};
pub use error::{Error, Result, WhatNow};
