//! The tasks of factulink.

use super::model::{Action, Schedule, Task, TaskAccount};
use chrono::NaiveTime;

/// New orders, every few minutes of the working hours.
pub const ORDERS: &str = r"factulink\orders";
/// Every night, what was entered late or changed far below the newest number.
pub const NIGHTLY: &str = r"factulink\nightly";

/// Every morning, bulk files.
pub const IMPORT: &str = r"factulink\import";

/// The scheduler ends a process by force so many minutes after the program was to end by itself.
const GRACE_MINUTES: u32 = 10;
const ORDERS_MINUTES: u32 = 20;
const NIGHTLY_MINUTES: u32 = 110;
const IMPORT_MINUTES: u32 = 110;
/// The night waits for orders that are being taken over, however long they may take: it does not come again for a day.
const NIGHTLY_WAIT_MINUTES: u32 = ORDERS_MINUTES + GRACE_MINUTES;
/// Numbers below the newest that the night looks at again.
const NIGHTLY_WINDOW: u32 = 10_000;

/// What the tasks have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The program's file.
    pub program: String,
    /// The configuration's file.
    pub config: String,
    /// The configuration's folder.
    pub folder: String,
    pub account: TaskAccount,
    /// Whether something that the program needs is on another machine.
    pub network: bool,
    /// Whose orders go where, for people: `duofic, ofifactory -> oficit`. Empty: not said.
    pub companies: String,
}

/// The task that takes new orders into the parent; `every_minutes` from 1 to 1439.
pub fn orders(setup: &Setup, schedule: Schedule) -> Task {
    let about = "Takes the new customer orders into the parent (factulink run)";
    task(ORDERS, about, setup, schedule, ORDERS_MINUTES, &["run"])
}

/// The task that looks a long way back.
pub fn nightly(setup: &Setup, at: NaiveTime) -> Task {
    let about = "Looks for late and changed customer orders a long way back, and for damage (factulink run --late-window --deep)";
    let [window, wait] = [NIGHTLY_WINDOW, NIGHTLY_WAIT_MINUTES].map(|number| number.to_string());
    let call = ["run", "--late-window", &window, "--deep", "--wait", &wait];
    task(NIGHTLY, about, setup, Schedule::Daily { at }, NIGHTLY_MINUTES, &call)
}

/// The task that takes bulk files as far as they go; no company has a part in it.
pub fn import(setup: &Setup, at: NaiveTime) -> Task {
    let about = "Takes bulk files to their platform or table (factulink import run)";
    let setup = Setup { companies: String::new(), ..setup.clone() };
    task(IMPORT, about, &setup, Schedule::Daily { at }, IMPORT_MINUTES, &["import", "run"])
}

fn task(name: &str, about: &str, setup: &Setup, schedule: Schedule, max_minutes: u32, call: &[&str]) -> Task {
    let Setup { program, config, folder, account, network, companies } = setup;
    let limit = max_minutes.to_string();
    let common = ["--max-minutes", &limit, "--config", config];
    let arguments = call.iter().copied().chain(common);
    let description = if companies.is_empty() { about.to_owned() } else { format!("{about}: {companies}") };
    Task {
        name: name.to_owned(),
        description,
        schedule,
        account: account.clone(),
        action: Action {
            command: program.clone(),
            arguments: arguments.map(str::to_owned).collect(),
            folder: folder.clone(),
        },
        network: *network,
        limit_minutes: max_minutes + GRACE_MINUTES,
    }
}

/// The tasks as they lie in `scheduler-tasks`, ready to import on a machine where the installer put everything in its
/// usual place and every file is local: under the system's account, whose name is the same everywhere.
pub fn ready() -> [Task; 3] {
    let setup = Setup {
        program: r"%ProgramFiles%\factulink\factulink.exe".to_owned(),
        config: r"%ProgramData%\factulink\factulink.toml".to_owned(),
        folder: r"%ProgramData%\factulink".to_owned(),
        account: TaskAccount::System,
        network: false,
        companies: String::new(),
    };
    with_usual_times(&setup)
}

/// Every task at the time that `task install` has where nobody says another: orders, nightly, import.
pub fn with_usual_times(setup: &Setup) -> [Task; 3] {
    let hours = "08:00-20:00".parse().expect("hours");
    let days = "mon-fri".parse().expect("days");
    let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).expect("a time");
    let orders = orders(setup, Schedule::Often { every_minutes: 5, hours, days });
    [orders, nightly(setup, at(22)), import(setup, at(6))]
}
