//! `import` ended at any point and run again: it comes to the same end as one that nobody disturbed.
//!
//! Within the process at every step of the state and of the outside, with every call of the file system failing in
//! turn; as a process at any moment and at its calls.

mod afterwards;
mod calls;
mod failing;
mod ledger;
mod moments;
mod prices;
mod sample;
mod steps;
mod unshown;
mod untold;
mod world;
