//! Companies in memory: the contract in its plainest form, with failures to order. Tests of the pipeline run on it.

mod backups;
mod company;
mod fault;
mod folders;
mod store;

pub use company::{Blame, MemoryCompany};
pub use fault::{Call, Fault, Harm};
pub use folders::MemoryFolders;
pub use store::MemoryStores;
