//! The two tasks of factulink.

use super::model::{Account, Action, Schedule, Task};
use chrono::NaiveTime;

/// New orders, every few minutes of the working hours.
pub const ORDERS: &str = r"factulink\orders";
/// Every night, what was entered late or changed far below the newest number.
pub const NIGHTLY: &str = r"factulink\nightly";

/// The scheduler ends a process by force so many minutes after the program was to end by itself.
const GRACE_MINUTES: u32 = 10;
const ORDERS_MINUTES: u32 = 20;
const NIGHTLY_MINUTES: u32 = 110;
/// The night waits for orders that are being taken over, however long they may take: it does not come again for a day.
const NIGHTLY_WAIT_MINUTES: u32 = ORDERS_MINUTES + GRACE_MINUTES;
/// Numbers below the newest that the night looks at again.
const NIGHTLY_WINDOW: u32 = 10_000;

/// What both tasks have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The program's file.
    pub program: String,
    /// The configuration's file.
    pub config: String,
    /// The configuration's folder.
    pub folder: String,
    pub account: Account,
    /// Whether something that the program needs is on another machine.
    pub network: bool,
    /// Whose orders go where, for people: `duofic, ofifactory -> oficit`. Empty: not said.
    pub companies: String,
}

/// The task that takes new orders into the parent; `every_minutes` from 1 to 1439.
pub fn orders(setup: &Setup, schedule: Schedule) -> Task {
    let about = "Takes the new customer orders into the parent (factulink run)";
    task(ORDERS, about, setup, schedule, ORDERS_MINUTES, &[])
}

/// The task that looks a long way back.
pub fn nightly(setup: &Setup, at: NaiveTime) -> Task {
    let about = "Looks for late and changed customer orders a long way back (factulink run --late-window)";
    let [window, wait] = [NIGHTLY_WINDOW, NIGHTLY_WAIT_MINUTES].map(|number| number.to_string());
    let options = ["--late-window", &window, "--wait", &wait];
    task(NIGHTLY, about, setup, Schedule::Daily { at }, NIGHTLY_MINUTES, &options)
}

fn task(
    name: &str,
    about: &str,
    setup: &Setup,
    schedule: Schedule,
    max_minutes: u32,
    options: &[&str],
) -> Task {
    let Setup { program, config, folder, account, network, companies } = setup;
    let limit = max_minutes.to_string();
    let common = ["--max-minutes", &limit, "--config", config];
    let arguments = ["run"].into_iter().chain(options.iter().copied()).chain(common);
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
pub fn ready() -> [Task; 2] {
    let setup = Setup {
        program: r"%ProgramFiles%\factulink\factulink.exe".to_owned(),
        config: r"%ProgramData%\factulink\factulink.toml".to_owned(),
        folder: r"%ProgramData%\factulink".to_owned(),
        account: Account::System,
        network: false,
        companies: String::new(),
    };
    with_usual_times(&setup)
}

/// Both tasks at the times that `task install` has where nobody says others.
pub fn with_usual_times(setup: &Setup) -> [Task; 2] {
    let hours = "08:00-20:00".parse().expect("hours");
    let days = "mon-fri".parse().expect("days");
    let at = NaiveTime::from_hms_opt(22, 30, 0).expect("a time");
    [orders(setup, Schedule::Often { every_minutes: 5, hours, days }), nightly(setup, at)]
}
