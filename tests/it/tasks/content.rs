//! What stands in a task's XML.

use super::samples::{HARSH, both, often, setup, setup_of};
use factulink::task::{self, Error, Setup, TaskAccount, leaves, ready, utf16};
use proptest::prelude::*;

fn value<'l>(leaves: &'l [(String, String)], path: &str) -> Option<&'l str> {
    leaves.iter().find(|(found, _)| found == path).map(|(_, text)| text.as_str())
}

fn read(xml: &str) -> Vec<(String, String)> {
    leaves(xml).expect("well-formed XML")
}

/// No second instance, made up for when missed, also on battery, ended in time, on demand, without waking anybody.
fn assert_settings(leaves: &[(String, String)], limit: &str, network: &str) {
    let expected = [
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("AllowHardTerminate", "true"),
        ("StartWhenAvailable", "true"),
        ("RunOnlyIfNetworkAvailable", network),
        ("AllowStartOnDemand", "true"),
        ("Enabled", "true"),
        ("Hidden", "false"),
        ("RunOnlyIfIdle", "false"),
        ("WakeToRun", "false"),
        ("ExecutionTimeLimit", limit),
        ("Priority", "7"),
    ];
    let settings = leaves
        .iter()
        .filter_map(|(path, text)| path.strip_prefix("Task/Settings/").map(|name| (name, text.as_str())));
    assert_eq!(settings.collect::<Vec<_>>(), expected);
}

#[test]
fn every_task_made_or_published_has_the_settings_that_keep_it_going() {
    let user = || r"OFICINA\ana".to_owned();
    for account in [TaskAccount::System, TaskAccount::User(user()), TaskAccount::UserWithPassword(user())] {
        for network in [false, true] {
            let setup = Setup { network, ..setup(account.clone()) };
            for (task, limit) in both(&setup).iter().zip(["PT30M", "PT2H"]) {
                let leaves = read(&task.xml().expect("a task"));
                assert_settings(&leaves, limit, &network.to_string());
                let of_action = |name: &str| value(&leaves, &format!("Task/Actions/Exec/{name}"));
                assert_eq!(of_action("Command"), Some(r"C:\Program Files\factulink\factulink.exe"));
                assert_eq!(of_action("WorkingDirectory"), Some(r"C:\ProgramData\factulink"));
            }
        }
    }
    for (task, limit) in ready().iter().zip(["PT30M", "PT2H", "PT2H"]) {
        let leaves = read(&task.xml().expect("a task"));
        assert_settings(&leaves, limit, "false");
        let folder = value(&leaves, "Task/Actions/Exec/WorkingDirectory");
        assert_eq!(folder, Some(r"%ProgramData%\factulink"));
        assert_eq!(value(&leaves, "Task/Principals/Principal/UserId"), Some("S-1-5-18"));
    }
}

#[test]
fn the_program_ends_by_itself_before_the_scheduler_ends_it_by_force() {
    let minutes = |leaves: &[(String, String)]| {
        let arguments = value(leaves, "Task/Actions/Exec/Arguments").expect("arguments");
        let (_, rest) = arguments.split_once("--max-minutes ").expect("a limit of the program's own");
        rest.split(' ').next().and_then(|minutes| minutes.parse::<u32>().ok()).expect("minutes")
    };
    let [orders, nightly] = both(&setup(TaskAccount::System)).map(|task| read(&task.xml().expect("a task")));
    let limit = |leaves| value(leaves, "Task/Settings/ExecutionTimeLimit");
    assert_eq!((minutes(&orders), limit(&orders)), (20, Some("PT30M")));
    assert_eq!((minutes(&nightly), limit(&nightly)), (110, Some("PT2H")));
}

/// Its next chance is a day later, that of orders some minutes.
#[test]
fn the_night_waits_longer_than_orders_may_last() {
    let [orders, nightly] =
        both(&setup(TaskAccount::System)).map(|task| (task.limit_minutes, task.action.arguments));
    let wait = nightly.1.iter().skip_while(|argument| *argument != "--wait").nth(1).expect("minutes");
    assert_eq!(wait.parse(), Ok(orders.0));
    assert!(!orders.1.contains(&"--wait".to_owned()));
}

#[test]
fn orders_come_every_few_minutes_of_the_hours_on_the_days() {
    let schedule = often(15, "07:30-19:45", "mon,sat");
    let leaves = read(&task::orders(&setup(TaskAccount::System), schedule).xml().expect("a task"));
    let trigger: Vec<_> = leaves
        .iter()
        .filter_map(|(path, text)| {
            Some((path.strip_prefix("Task/Triggers/CalendarTrigger/")?, text.as_str()))
        })
        .collect();
    let expected = [
        ("Enabled", "true"),
        ("StartBoundary", "2020-01-01T07:30:00"),
        ("Repetition/Interval", "PT15M"),
        ("Repetition/Duration", "PT12H15M"),
        ("Repetition/StopAtDurationEnd", "false"),
        ("ScheduleByWeek/WeeksInterval", "1"),
        ("ScheduleByWeek/DaysOfWeek/Monday", ""),
        ("ScheduleByWeek/DaysOfWeek/Saturday", ""),
    ];
    assert_eq!(trigger, expected);
}

#[test]
fn the_night_looks_a_long_way_below_the_watermark() {
    let [_, nightly] = both(&setup(TaskAccount::System)).map(|task| read(&task.xml().expect("a task")));
    let expected = r"run --late-window 10000 --deep --wait 30 --max-minutes 110 --config C:\ProgramData\factulink\factulink.toml";
    assert_eq!(value(&nightly, "Task/Actions/Exec/Arguments"), Some(expected));
    let start = value(&nightly, "Task/Triggers/CalendarTrigger/StartBoundary");
    assert_eq!(start, Some("2020-01-01T22:30:00"));
    assert_eq!(value(&nightly, "Task/Triggers/CalendarTrigger/ScheduleByDay/DaysInterval"), Some("1"));
}

#[test]
fn bulk_files_come_every_morning_and_name_no_company() {
    let task = task::import(&setup(TaskAccount::System), "06:30:00".parse().expect("a time"));
    let leaves = read(&task.xml().expect("a task"));
    let expected = r"import run --max-minutes 110 --config C:\ProgramData\factulink\factulink.toml";
    assert_eq!(value(&leaves, "Task/Actions/Exec/Arguments"), Some(expected));
    let start = value(&leaves, "Task/Triggers/CalendarTrigger/StartBoundary");
    assert_eq!(start, Some("2020-01-01T06:30:00"));
    assert_eq!(value(&leaves, "Task/Settings/ExecutionTimeLimit"), Some("PT2H"));
    let about = value(&leaves, "Task/RegistrationInfo/Description").expect("a description");
    assert!(about.ends_with("(factulink import run)"), "{about}");
}

#[test]
fn each_account_has_its_way_to_log_on() {
    let principal = |account| {
        let [orders, _] = both(&setup(account)).map(|task| read(&task.xml().expect("a task")));
        let of = |name: &str| value(&orders, &format!("Task/Principals/Principal/{name}")).map(str::to_owned);
        (of("UserId"), of("LogonType"), of("RunLevel"))
    };
    let least = || Some("LeastPrivilege".to_owned());
    let name = || Some(r"OFICINA\ana".to_owned());
    assert_eq!(principal(TaskAccount::System), (Some("S-1-5-18".to_owned()), None, least()));
    let user = principal(TaskAccount::User(r"OFICINA\ana".to_owned()));
    assert_eq!(user, (name(), Some("S4U".to_owned()), least()));
    let user = principal(TaskAccount::UserWithPassword(r"OFICINA\ana".to_owned()));
    assert_eq!(user, (name(), Some("Password".to_owned()), least()));
}

#[test]
fn the_file_is_utf_16_with_a_mark_and_line_ends_of_windows() {
    let [task, _] = both(&setup_of(HARSH[4]));
    let xml = task.xml().expect("a task");
    let bytes = utf16(&xml);
    assert_eq!(bytes.get(..4), Some([0xff, 0xfe, b'<', 0].as_slice()));
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.3\" xmlns="));
    assert!(xml.ends_with("</Task>\r\n") && !xml.replace("\r\n", "").contains(['\r', '\n']));
    let units: Vec<u16> =
        bytes.chunks(2).skip(1).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).expect("UTF-16"), xml);
}

/// The texts of a task and where they stand; nothing else may come of them.
fn assert_harmless(text: &str) {
    let setup = setup_of(text);
    let plain = setup_of("plain");
    for (task, plain) in both(&setup).into_iter().zip(both(&plain)) {
        let (leaves, plain) = (read(&task.xml().expect("a task")), read(&plain.xml().expect("a task")));
        let paths =
            |leaves: &[(String, String)]| leaves.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&leaves), paths(&plain));
        for path in ["Actions/Exec/Command", "Actions/Exec/WorkingDirectory", "Principals/Principal/UserId"] {
            assert_eq!(value(&leaves, &format!("Task/{path}")), Some(text));
        }
        let description = value(&leaves, "Task/RegistrationInfo/Description").expect("a description");
        assert!(description.ends_with(text));
    }
}

#[test]
fn names_with_markup_and_quotes_are_harmless() {
    HARSH.into_iter().for_each(assert_harmless);
}

proptest! {
    #[test]
    fn any_text_is_read_back_as_it_was(text in r#"(\PC|[&<>"'\]\\ -]){1,60}"#) {
        assert_harmless(&text);
    }
}

#[test]
fn what_no_document_or_scheduler_can_hold_is_refused() {
    let long = setup_of(&"x".repeat(261));
    assert!(matches!(both(&long)[0].xml(), Err(Error::TooLong { what: "program", length: 261, .. })));
    for text in ["line\nbreak", "\u{0}", "\u{ffff}"] {
        let setup = Setup { companies: text.to_owned(), ..setup(TaskAccount::System) };
        assert!(
            matches!(both(&setup)[0].xml(), Err(Error::Character { what: "description", .. })),
            "{text:?}"
        );
    }
}
