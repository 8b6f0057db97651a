//! The program as people run it, as a process and nothing else: whatever program `FACTULINK_EXE` and
//! `FACTULINK_RUNNER` name, so that the Windows programs are held to it too.

mod call;
mod console;
#[cfg(unix)]
mod interrupted;
mod others;
mod paths;
mod same_as_here;
mod story;
mod tasks;
