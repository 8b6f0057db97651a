//! The last result of a task, as far as it is the scheduler's or Windows' own and not the program's exit code.

/// Codes and their names. Source: Microsoft, "Task Scheduler Error and Success Constants", and the system error codes;
/// 0x65 and 0xC0000409 are what a Rust program that gave up leaves.
const KNOWN: [(u32, &str); 23] = [
    (0x0000_0065, "gave_up"),
    (0x0004_1300, "ready"),
    (0x0004_1301, "running"),
    (0x0004_1302, "disabled"),
    (0x0004_1303, "never_ran"),
    (0x0004_1304, "no_more_runs"),
    (0x0004_1305, "not_scheduled"),
    (0x0004_1306, "ended_by_force"),
    (0x0004_1307, "no_trigger"),
    (0x0004_131b, "trigger_failed"),
    (0x0004_131c, "batch_right"),
    (0x0004_1325, "queued"),
    (0x8004_130f, "account_unset"),
    (0x8004_131f, "already_running"),
    (0x8007_0002, "file_missing"),
    (0x8007_0003, "path_missing"),
    (0x8007_0005, "access_denied"),
    (0x8007_010b, "bad_folder"),
    (0x8007_04dd, "not_logged_on"),
    (0x8007_052e, "bad_password"),
    (0xc000_013a, "ctrl_c"),
    (0xc000_0135, "library_missing"),
    (0xc000_0409, "gave_up"),
];

/// The name of a result that is not the program's own.
pub fn known_result(code: u32) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// Every name, some of several codes.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_of_the_program_is_taken_for_one_of_windows() {
        assert!((0..=100).all(|code| known_result(code).is_none()));
        assert_eq!(known_result(0x0004_1303), Some("never_ran"));
    }
}
