//! Tasks to try things on.

use factulink::task::{self, Schedule, Setup, Task, TaskAccount};

/// Names that would break a document, a command line or a code page, if anything could.
pub const HARSH: [&str; 6] = [
    "Pérez & Hijos",
    "\"quoted\" 'twice'",
    "</Exec><Exec><Command>calc.exe</Command>",
    "]]> <!-- &amp; &#x41;",
    "ñandú 😀 €",
    r"ends in a backslash \",
];

pub fn setup(account: TaskAccount) -> Setup {
    Setup {
        program: r"C:\Program Files\factulink\factulink.exe".to_owned(),
        config: r"C:\ProgramData\factulink\factulink.toml".to_owned(),
        folder: r"C:\ProgramData\factulink".to_owned(),
        account,
        network: false,
        companies: "duofic, ofifactory -> oficit".to_owned(),
    }
}

/// A setup in which every text is the same one.
pub fn setup_of(text: &str) -> Setup {
    Setup {
        program: text.to_owned(),
        config: text.to_owned(),
        folder: text.to_owned(),
        account: TaskAccount::UserWithPassword(text.to_owned()),
        network: true,
        companies: text.to_owned(),
    }
}

pub fn often(every_minutes: u32, hours: &str, days: &str) -> Schedule {
    let (hours, days) = (hours.parse().expect("hours"), days.parse().expect("days"));
    Schedule::Often { every_minutes, hours, days }
}

/// Both tasks of a setup.
pub fn both(setup: &Setup) -> [Task; 2] {
    let at = "22:30:00".parse().expect("a time");
    [task::orders(setup, often(5, "08:00-20:00", "mon-fri")), task::nightly(setup, at)]
}
