//! What stands in the columns of a row that is registered.

use crate::import::period::Period;
use crate::import::profile::{Output, Profile};
use crate::import::session::ImportSession;
use crate::state::import_jobs::Job;
use crate::state::import_registrations::Registration;
use chrono::NaiveDate;

/// Names and values that are the same for every row.
pub struct RowValues<'p> {
    profile: &'p Profile,
    period: Period,
    today: NaiveDate,
}

/// A value of a row.
pub enum RegisteredValue {
    Text(String),
    /// The day on which it is registered.
    Day(NaiveDate),
}

impl<'p> RowValues<'p> {
    pub fn new(session: &ImportSession<'_>, job: &Job, profile: &'p Profile) -> RowValues<'p> {
        RowValues { profile, period: Period::of_job(&job.name), today: session.app.clock.today() }
    }

    /// The value of an output for one row; `number` counts the rows of the target from 1 on.
    pub fn value(&self, output: &Output, row: &Registration, number: usize) -> RegisteredValue {
        match output {
            Output::Number => RegisteredValue::Text(number.to_string()),
            Output::Text(template) if template.to_string() == "{today}" => RegisteredValue::Day(self.today),
            Output::Text(template) => {
                RegisteredValue::Text(template.fill(|name| self.placeholder(name, row)))
            }
            Output::Column(_) | Output::Compute(_) | Output::Lookup(_) => {
                RegisteredValue::Text(String::new())
            }
        }
    }

    /// The same as a text.
    pub fn text(&self, output: &Output, row: &Registration, number: usize) -> String {
        match self.value(output, row, number) {
            RegisteredValue::Text(text) => text,
            RegisteredValue::Day(day) => day.format("%d/%m/%Y").to_string(),
        }
    }

    fn placeholder(&self, name: &str, row: &Registration) -> Option<String> {
        match name {
            "profile" => Some(self.profile.name.clone()),
            "today" => Some(self.today.format("%d/%m/%Y").to_string()),
            other => row.values.get(other).cloned().or_else(|| self.period.value(other)),
        }
    }
}
