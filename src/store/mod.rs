//! A company's database in domain words: one trait, one implementation for each way of reaching the data.

mod companies;
mod contract;
mod error;
mod factusol;
pub mod memory;
mod native;
pub mod odbc;

pub use companies::CompanyStores;
pub use contract::{
    BackupFile, Backups, CompanyFile, CompanyStore, Driver, OdbcOptions, OrderRange, PushRefused, Replacing,
    Secret, Stores,
};
pub use error::{Error, Result, WhatNow};
pub use factusol::demo;
pub use native::{NativeStore, NativeStores};
