//! A task as the XML that the Task Scheduler imports.
//!
//! Elements stand in the order of Microsoft's published schema ("Task Scheduler Schema"), which is strict inside a
//! trigger. The scheduler wants UTF-16, least significant byte first, with a byte order mark.

use super::arguments;
use super::error::{Error, Result};
use super::model::{Action, Days, SYSTEM, Schedule, Task, TaskAccount};
use chrono::{NaiveTime, Weekday};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

const NAMESPACE: &str = "http://schemas.microsoft.com/windows/2004/02/mit/task";
/// Windows 7 and later; the only version that the published schema lets pass.
const VERSION: &str = "1.3";
/// A day in the past: a schedule counts from there.
const FIRST_DAY: &str = "2020-01-01";
/// The most characters of a path.
const PATH_MAX: usize = 260;
/// The name by which the actions refer to the account.
const PRINCIPAL: &str = "Author";

type Out = Writer<Vec<u8>>;

impl Task {
    /// The whole document, with the line ends of Windows; [`utf16`] makes a file of it.
    ///
    /// # Errors
    /// A path that is too long, or a character that XML cannot hold.
    pub fn xml(&self) -> Result<String> {
        self.check()?;
        let written = document(self).expect("a vector takes every write");
        let text = String::from_utf8(written).expect("the writer was given text");
        // No content has a line break of its own: `check` lets no control character pass.
        Ok(text.replace('\n', "\r\n") + "\r\n")
    }

    fn check(&self) -> Result<()> {
        let Action { command, arguments, folder } = &self.action;
        for (what, path) in [("program", command), ("working folder", folder)] {
            let length = path.encode_utf16().count();
            if length > PATH_MAX {
                return Err(Error::TooLong { what, length, max: PATH_MAX });
            }
        }
        let account = match &self.account {
            TaskAccount::System => "",
            TaskAccount::User(user) | TaskAccount::UserWithPassword(user) => user,
        };
        let texts = [
            ("name", self.name.as_str()),
            ("description", &self.description),
            ("program", command),
            ("working folder", folder),
            ("account", account),
        ];
        let arguments = arguments.iter().map(|argument| ("arguments", argument.as_str()));
        texts.into_iter().chain(arguments).try_for_each(|(what, text)| writable(what, text))
    }
}

fn writable(what: &'static str, text: &str) -> Result<()> {
    let unfit = |c: &char| *c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().find(unfit).map_or(Ok(()), |found| Err(Error::Character { what, found }))
}

/// The bytes of a file with this text.
pub fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn document(task: &Task) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-16"), None)))?;
    let root = out.create_element("Task").with_attributes([("version", VERSION), ("xmlns", NAMESPACE)]);
    root.write_inner_content(|out| {
        within(out, "RegistrationInfo", |out| {
            text(out, "URI", &format!("\\{}", task.name))?;
            text(out, "Author", "factulink")?;
            text(out, "Description", &task.description)
        })?;
        within(out, "Triggers", |out| within(out, "CalendarTrigger", |out| trigger(out, &task.schedule)))?;
        within(out, "Principals", |out| principal(out, &task.account))?;
        within(out, "Settings", |out| settings(out, task))?;
        let actions = out.create_element("Actions").with_attribute(("Context", PRINCIPAL));
        actions.write_inner_content(|out| within(out, "Exec", |out| exec(out, &task.action)))?;
        Ok(())
    })?;
    Ok(out.into_inner())
}

fn trigger(out: &mut Out, schedule: &Schedule) -> io::Result<()> {
    text(out, "Enabled", "true")?;
    match schedule {
        Schedule::Often { every_minutes, hours, days } => {
            text(out, "StartBoundary", &boundary(hours.from))?;
            within(out, "Repetition", |out| {
                text(out, "Interval", &duration(*every_minutes))?;
                text(out, "Duration", &duration(hours.minutes()))?;
                // A run under way at the end of the hours goes on to its own end.
                text(out, "StopAtDurationEnd", "false")
            })?;
            within(out, "ScheduleByWeek", |out| {
                text(out, "WeeksInterval", "1")?;
                within(out, "DaysOfWeek", |out| week(out, *days))
            })
        }
        Schedule::Daily { at } => {
            text(out, "StartBoundary", &boundary(*at))?;
            within(out, "ScheduleByDay", |out| text(out, "DaysInterval", "1"))
        }
    }
}

fn week(out: &mut Out, days: Days) -> io::Result<()> {
    days.each().try_for_each(|day| {
        let name = match day {
            Weekday::Mon => "Monday",
            Weekday::Tue => "Tuesday",
            Weekday::Wed => "Wednesday",
            Weekday::Thu => "Thursday",
            Weekday::Fri => "Friday",
            Weekday::Sat => "Saturday",
            Weekday::Sun => "Sunday",
        };
        out.create_element(name).write_empty().map(drop)
    })
}

fn principal(out: &mut Out, account: &TaskAccount) -> io::Result<()> {
    let (user, logon) = match account {
        TaskAccount::System => (SYSTEM, None),
        TaskAccount::User(user) => (user.as_str(), Some("S4U")),
        TaskAccount::UserWithPassword(user) => (user.as_str(), Some("Password")),
    };
    let principal = out.create_element("Principal").with_attribute(("id", PRINCIPAL));
    principal.write_inner_content(|out| {
        text(out, "UserId", user)?;
        logon.map_or(Ok(()), |logon| text(out, "LogonType", logon))?;
        text(out, "RunLevel", "LeastPrivilege")
    })?;
    Ok(())
}

fn settings(out: &mut Out, task: &Task) -> io::Result<()> {
    let limit = duration(task.limit_minutes);
    let settings = [
        // A start while one runs is dropped.
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("AllowHardTerminate", "true"),
        // A start that was missed, the machine being off, is made up for.
        ("StartWhenAvailable", "true"),
        ("RunOnlyIfNetworkAvailable", if task.network { "true" } else { "false" }),
        ("AllowStartOnDemand", "true"),
        ("Enabled", "true"),
        ("Hidden", "false"),
        ("RunOnlyIfIdle", "false"),
        ("WakeToRun", "false"),
        ("ExecutionTimeLimit", &limit),
        ("Priority", "7"),
    ];
    settings.into_iter().try_for_each(|(name, value)| text(out, name, value))
}

fn exec(out: &mut Out, action: &Action) -> io::Result<()> {
    text(out, "Command", &action.command)?;
    text(out, "Arguments", &arguments::line(&action.arguments))?;
    text(out, "WorkingDirectory", &action.folder)
}

fn boundary(time: NaiveTime) -> String {
    format!("{FIRST_DAY}T{}", time.format("%H:%M:%S"))
}

/// Minutes as XML writes a stretch of time.
fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

fn within(out: &mut Out, name: &str, content: impl FnOnce(&mut Out) -> io::Result<()>) -> io::Result<()> {
    out.create_element(name).write_inner_content(content).map(drop)
}

fn text(out: &mut Out, name: &str, value: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(value)).map(drop)
}
