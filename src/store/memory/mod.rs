//! Companies in memory: the contract in its plainest form, with failures to order. Tests of the pipeline run on it.

mod backups;
mod company;
mod fault;
mod store;

pub use backups::MemoryFolders;
pub use company::MemoryCompany;
pub use fault::{Call, Fault, Harm};
pub use store::MemoryStores;
