//! What stands in the columns of an output.

use crate::import::check::{RowRecord, Value};
use crate::import::period::Period;
use crate::import::profile::{Output, Profile};
use crate::table::Cell;

/// Values that are the same for a whole job, and how those of a row are found.
pub struct OutputValues<'p> {
    profile: &'p Profile,
    period: Period,
    today: String,
}

impl<'p> OutputValues<'p> {
    /// `today` as outputs write it.
    pub fn new(profile: &'p Profile, period: Period, today: String) -> OutputValues<'p> {
        OutputValues { profile, period, today }
    }

    /// The value of an output that is a value of the row; `None`: it is a text to be filled in.
    pub fn plain<'r>(&self, output: &Output, record: &RowRecord<'r>, number: u64) -> Option<Value<'r>> {
        match output {
            Output::Number => Some(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))),
            Output::Column(column) => Some(record.value(*column)),
            Output::Compute(place) => Some(record.compute(*place)),
            Output::Lookup(place) => Some(record.lookup(*place)),
            Output::Text(_) => None,
        }
    }

    /// The text of an output, its placeholders filled in; amounts and days as people write them.
    pub fn filled(&self, output: &Output, record: &RowRecord<'_>, number: u64) -> String {
        match output {
            Output::Text(template) => template.fill(|name| self.placeholder(name, record)),
            other => self.plain(other, record, number).map(|value| value.to_string()).unwrap_or_default(),
        }
    }

    /// The cells of some outputs, in their order.
    pub fn with_cells<'o, T>(
        &self,
        outputs: impl Iterator<Item = &'o Output> + Clone,
        record: &RowRecord<'_>,
        number: u64,
        take: impl FnOnce(&[Cell<'_>]) -> T,
    ) -> T {
        let text = |output| match output {
            &Output::Text(_) => Some(self.filled(output, record, number)),
            _ => None,
        };
        let texts: Vec<Option<String>> = outputs.clone().map(text).collect();
        let cells: Vec<Cell<'_>> = outputs
            .zip(&texts)
            .map(|(output, text)| match text {
                Some(text) => Cell::Text(text),
                None => self.plain(output, record, number).map_or(Cell::Empty, Value::as_cell),
            })
            .collect();
        take(&cells)
    }

    fn placeholder(&self, name: &str, record: &RowRecord<'_>) -> Option<String> {
        match name {
            "profile" => Some(self.profile.name.clone()),
            "today" => Some(self.today.clone()),
            _ => self.of_row(name, record).or_else(|| self.period.value(name)),
        }
    }

    /// A column, a computed value or one that was looked up, by its name.
    fn of_row(&self, name: &str, record: &RowRecord<'_>) -> Option<String> {
        let Profile { columns, computes, lookups, .. } = self.profile;
        let column = || {
            let at = columns.iter().position(|column| column.name == name)?;
            Some(record.value(crate::import::profile::ColumnId(at)))
        };
        let computed = || Some(record.compute(computes.iter().position(|compute| compute.name == name)?));
        let looked_up = || Some(record.lookup(lookups.iter().position(|lookup| lookup.name == name)?));
        let value = column().or_else(computed).or_else(looked_up)?;
        Some(value.to_string())
    }
}
