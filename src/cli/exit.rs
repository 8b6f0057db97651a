//! The exit codes, their names and meanings.

/// Done, or nothing to do.
pub const OK: u8 = 0;
/// Disk full, a read or write failed.
pub const IO: u8 = 74;
/// A company database, a file or a platform is locked or away; what could be done was done, nothing is lost.
pub const TRY_LATER: u8 = 75;
/// File rights are missing.
pub const NO_PERMISSION: u8 = 77;
/// The configuration is invalid; nothing was touched.
pub const CONFIG: u8 = 78;
/// The command line is wrong; nothing was touched.
pub const USAGE: u8 = 79;
/// Done, but at least one order is held or parked for a person, or a bulk file or a part of one is.
pub const HELD: u8 = 90;
/// Another factulink works on this state file; nothing was touched.
pub const BUSY: u8 = 91;
/// `doctor`, `status --check` or `import status --check` found something.
pub const DIFFERS: u8 = 92;
/// The state file is damaged, foreign, or newer than this program.
pub const STATE: u8 = 93;
/// A company database is not what it should be; nothing was written to it.
pub const DATABASE: u8 = 94;
/// Stopped cleanly between two transactions.
pub const INTERRUPTED: u8 = 98;
/// A bug; a report says where it lies.
pub const INTERNAL: u8 = 99;

/// Code, name and meaning, as `--help` prints them.
const TABLE: [(u8, &str, &str); 13] = [
    (OK, "ok", "done, or nothing to do"),
    (IO, "io", "disk full, a read or write failed"),
    (TRY_LATER, "try-later", "a company database, a file or a platform is locked or away; nothing is lost"),
    (NO_PERMISSION, "no-permission", "file rights or a password are missing"),
    (CONFIG, "config", "configuration invalid; nothing was touched"),
    (USAGE, "usage", "command line wrong; nothing was touched"),
    (HELD, "held", "done, but an order, a bulk file or rows of one wait for a person"),
    (BUSY, "busy", "another factulink works on this state file; nothing was touched"),
    (DIFFERS, "differs", "doctor, or status --check of orders or bulk files, found something"),
    (STATE, "state", "state file damaged, foreign, or newer than this program"),
    (DATABASE, "database", "a company database is not what it should be; nothing was written to it"),
    (INTERRUPTED, "interrupted", "stopped cleanly"),
    (INTERNAL, "internal", "a bug; the message says where the report lies"),
];

/// The table for the end of `--help`; `meaning` words each row by its name and its English meaning.
pub fn table_text(title: &str, meaning: impl Fn(&str, &str) -> String) -> String {
    let row = |(code, name, english): &(u8, &str, &str)| {
        format!("\n  {code:>2}  {name:<13}  {}", meaning(name, english))
    };
    title.to_owned() + &TABLE.iter().map(row).collect::<String>()
}

/// Whether the program ends with this code.
pub fn is_known(code: u8) -> bool {
    TABLE.iter().any(|(known, ..)| *known == code)
}

/// The names of all codes.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(_, name, _)| *name)
}

/// The name of a code, as JSON shows it.
pub fn name(code: u8) -> &'static str {
    TABLE.iter().find(|(known, ..)| *known == code).map_or("internal", |(_, name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_of_bulk_files_have_the_same_codes() {
        use crate::import::report::ImportOutcome as Outcome;
        let pairs = [
            (Outcome::Ok, OK),
            (Outcome::Io, IO),
            (Outcome::TryLater, TRY_LATER),
            (Outcome::NoPermission, NO_PERMISSION),
            (Outcome::Config, CONFIG),
            (Outcome::Held, HELD),
            (Outcome::Database, DATABASE),
            (Outcome::Interrupted, INTERRUPTED),
        ];
        pairs.iter().for_each(|(outcome, code)| assert_eq!(outcome.code(), *code));
    }

    #[test]
    fn every_code_is_the_documented_one() {
        let documented = [
            (0, "ok"),
            (74, "io"),
            (75, "try-later"),
            (77, "no-permission"),
            (78, "config"),
            (79, "usage"),
            (90, "held"),
            (91, "busy"),
            (92, "differs"),
            (93, "state"),
            (94, "database"),
            (98, "interrupted"),
            (99, "internal"),
        ];
        assert_eq!(TABLE.map(|(code, name, _)| (code, name)), documented);
    }
}
