//! A company's database in domain words: one trait, one implementation for each way of reaching the data.

pub mod auto;
mod companies;
mod contract;
pub mod drivers;
mod error;
mod factusol;
pub mod location;
pub mod memory;
mod native;
pub mod odbc;
pub mod registry;
mod route;
mod stamp;

pub use companies::CompanyStores;
pub use contract::{
    BackupFile, Backups, Census, CompanyFile, CompanyStore, FileInfo, FileStamp, ForeignOrder, Leftover,
    Leftovers, MarkLookup, Masters, OdbcOptions, OrderRange, OrderSource, OrderTarget, Password, PushRefused,
    Replacing, Secret, Stores, Unindexed, Unwritten, WholeFile,
};
pub use error::{Error, Result, WhatNow};
pub use factusol::demo;
pub use native::{NativeStore, NativeStores};
pub use route::{Driver, Route, Why};
