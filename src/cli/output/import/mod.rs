//! Everything people see of `import`: texts, pages, progress. Results are plain facts of `crate::import`.

mod block;
mod checked;
#[cfg(test)]
mod codes;
mod confirmed;
mod errors;
mod explained;
mod figures;
mod job;
mod page;
mod profiles;
mod progress;
mod run;
mod sections;
mod status;
#[cfg(test)]
pub mod testing;
mod words;

pub use errors::sentence;
pub use progress::{ImportBars, ImportWatch};
pub use words::{ImportWords, reason_text};
