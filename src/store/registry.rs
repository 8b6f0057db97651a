//! The registry of Windows, asked through its own program.

use std::process::{Command, Output};

/// Environment variables of the machine, which every account gets.
const MACHINE_VARIABLES: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

/// What `reg query` answers; `None` where there is no registry, or it does not answer.
pub(super) fn query(key: &str, options: &[&str]) -> Option<Output> {
    let call = || Command::new("reg").args(["query", key]).args(options).output();
    cfg!(windows).then(call)?.ok()
}

/// Whether an environment variable is set for every account of the machine, and so for the system's, too; `None` where
/// that is not known. Its value is not looked at.
pub fn is_set_for_all(variable: &str) -> Option<bool> {
    query(MACHINE_VARIABLES, &["/v", variable]).map(|answer| answer.status.success())
}
