//! A task: when it starts, what it starts, as whom.

use chrono::{NaiveTime, Timelike, Weekday};
use std::fmt;
use std::str::FromStr;

/// Everything that is said to the Task Scheduler about one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its folder and name in the scheduler's tree, `factulink\orders` say.
    pub name: String,
    /// For people who look at the task.
    pub description: String,
    pub schedule: Schedule,
    pub account: TaskAccount,
    pub action: Action,
    /// Whether it is of no use without a network.
    pub network: bool,
    /// After so many minutes the scheduler ends the process by force. The program must have ended by itself before.
    pub limit_minutes: u32,
}

/// When a task starts, in local time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Every so many minutes of the hours, on some days of every week.
    Often { every_minutes: u32, hours: Hours, days: Days },
    /// Once every day.
    Daily { at: NaiveTime },
}

/// As whom a task runs, always whether somebody is logged on or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskAccount {
    /// The system's own account: every local file, no share of a workgroup.
    System,
    /// A user without a stored password: that user's local files, no network.
    User(String),
    /// A user whose password Windows stores when the task is made: shares too.
    UserWithPassword(String),
}

/// The system's own account by its number: its name is another in every language.
pub const SYSTEM: &str = "S-1-5-18";

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub command: String,
    pub arguments: Vec<String>,
    /// The working folder.
    pub folder: String,
}

/// From one time of the day to another, over midnight if need be; `08:00-20:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// No pair of times.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two times of the day are needed, as in 08:00-20:00")]
pub struct BadHours;

impl Hours {
    /// Minutes from the first to the second; a whole day where they are the same.
    pub fn minutes(self) -> u32 {
        const DAY: u32 = 24 * 60;
        let minute = |time: NaiveTime| time.hour() * 60 + time.minute();
        match (DAY + minute(self.to) - minute(self.from)) % DAY {
            0 => DAY,
            minutes => minutes,
        }
    }
}

impl FromStr for Hours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Hours, BadHours> {
        let (from, to) = text.split_once('-').ok_or(BadHours)?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| BadHours);
        Ok(Hours { from: time(from)?, to: time(to)? })
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.format("%H:%M"), self.to.format("%H:%M"))
    }
}

/// Days of the week, at least one; `mon-fri`, `mon,wed,sat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days([bool; 7]);

/// No days of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("days are needed, as in mon-fri or mon,wed,sat")]
pub struct BadDays;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Days {
    /// The days, Monday first.
    pub fn each(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().zip(self.0).filter(|(_, chosen)| *chosen).map(|(day, _)| day)
    }
}

impl FromStr for Days {
    type Err = BadDays;

    fn from_str(text: &str) -> Result<Days, BadDays> {
        let mut days = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let day = |text: &str| text.trim().parse::<Weekday>().map_err(|_| BadDays);
            let (mut day, last) = (day(first)?, day(last)?);
            days[day.num_days_from_monday() as usize] = true;
            while day != last {
                day = day.succ();
                days[day.num_days_from_monday() as usize] = true;
            }
        }
        Ok(Days(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_may_go_over_midnight_or_all_day() {
        let minutes = |text: &str| text.parse::<Hours>().map(Hours::minutes);
        assert_eq!(minutes("08:00-20:00"), Ok(720));
        assert_eq!(minutes("22:30-06:00"), Ok(450));
        assert_eq!(minutes("00:00-00:00"), Ok(1440));
        assert_eq!([minutes("8"), minutes("08:00-25:00"), minutes("")], [const { Err(BadHours) }; 3]);
    }

    #[test]
    fn days_are_single_or_from_to_and_go_on_over_the_week_s_end() {
        let days = |text: &str| Some(text.parse::<Days>().ok()?.each().collect::<Vec<_>>());
        assert_eq!(days("mon-fri"), Some(WEEK[..5].to_vec()));
        assert_eq!(days("sat-mon"), Some(vec![Weekday::Mon, Weekday::Sat, Weekday::Sun]));
        assert_eq!(days("Wed, sunday"), Some(vec![Weekday::Wed, Weekday::Sun]));
        assert_eq!([days(""), days("mon-"), days("noday")], [const { None }; 3]);
    }
}
