//! Tasks of the Windows Task Scheduler: what one is, how its XML is written and read, and how Windows is asked.
//!
//! The model and the XML are pure and the same on every system; the programs of Windows that are called
//! ([`Programs`]) come in as an argument. Knows nothing of orders and companies, nor of anything else in this crate.

mod arguments;
mod error;
mod model;
mod place;
mod programs;
mod reading;
mod result;
mod scheduler;
mod standard;
mod state;
mod xml;

pub use error::{Error, Result};
pub use model::{Action, BadDays, BadHours, Days, Hours, SYSTEM, Schedule, Task, TaskAccount};
pub use place::{ProgramPlace, place};
pub use programs::{Program, ProgramAnswer, Programs, WindowsPrograms};
pub use reading::leaves;
pub use result::known_result;
#[cfg(test)]
pub use result::names as result_names;
pub use scheduler::{Deleted, Scheduler, create_call};
pub use standard::{IMPORT, NIGHTLY, ORDERS, Setup, import, nightly, orders, ready, with_usual_times};
pub use state::{TaskRuns, TaskState};
pub use xml::utf16;
