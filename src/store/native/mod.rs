//! Company databases reached by our own engine.

mod anatomy;
mod backups;
mod marks;
mod natives;
mod numbers;
mod orders;
mod series;
mod stores;
mod target;
mod view;
mod write;

pub use stores::{NativeStore, NativeStores};
