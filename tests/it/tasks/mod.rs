//! Tasks of the Windows Task Scheduler: their XML, the files in `scheduler-tasks`, and the calls that make them.

mod calls;
mod content;
mod install;
pub mod played;
mod ready;
mod samples;
mod schema;
