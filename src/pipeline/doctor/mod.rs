//! doctor: everything that a run depends on, looked at once; nothing is changed.
//!
//! A finding is a fact out of a closed list with the values that go with it. What it means and what to do about it is
//! said by `cli`, in the user's language.

mod backups;
mod company;
mod documents;
mod examine;
mod fact;
mod file;
mod finding;
mod link;
mod machine;
mod options;
mod program;
mod route;
mod tasks;

pub use examine::{doctor, doctor_without_companies};
pub use fact::{Check, Fact, Severity};
pub use finding::{Examination, Finding};
pub use options::{Machine, Options};
pub use tasks::{TaskFacts, TaskRan, TasksSeen};
