//! A platform in memory, for tests of those who load and register: it does as it is told, fails as it is told, and
//! keeps a record of what was asked.

mod acts;
mod platform;
#[cfg(test)]
mod tests;
mod told;

pub use acts::{Act, ActMoment};
pub use told::{Memory, PlatformFault, SeenFile};
