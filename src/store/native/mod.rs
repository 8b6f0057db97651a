//! Company databases reached by our own engine.

mod backups;
mod file_info;
mod manual_orders;
mod marks;
mod numbers;
mod orders;
mod series;
mod stores;
mod target;
mod unindexed;
mod view;
mod write;

pub use stores::{NativeStore, NativeStores};
