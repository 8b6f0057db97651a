//! A company's database in domain words: one trait, one implementation for each way of reaching the data.

pub mod auto;
mod companies;
mod contract;
pub mod drivers;
mod error;
mod factusol;
pub mod memory;
mod native;
pub mod odbc;
pub mod site;

pub use companies::CompanyStores;
pub use contract::{
    Anatomy, BackupFile, Backups, CompanyFile, CompanyStore, Driver, ForeignOrder, OdbcOptions, OrderRange,
    PushRefused, Replacing, Secret, Stores,
};
pub use error::{Error, Result, WhatNow};
pub use factusol::demo;
pub use native::{NativeStore, NativeStores};
