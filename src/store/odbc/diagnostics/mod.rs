//! From what a driver says to what it means, what a caller does about it, and how often it is tried again.

mod classify;
mod codes;
mod phrases;
mod states;
mod trouble;

#[cfg(test)]
mod tests;

pub use classify::classify;
pub use trouble::Trouble;
