//! Whether rows fit the Access table that they go to, asked while they are checked: what does not is rejected, and
//! never cut or rounded on its way.

use super::check::{Code, Misfit, RowRecord, Violation};
use super::error::{Error, Result};
use super::period::Period;
use super::profile::expression::Operand;
use super::profile::{AccessOutput, ColumnId, LookupValue, Output, Profile};
use super::session::ImportSession;
use super::stages::place_of;
use super::stages::prepare::OutputValues;
use super::stages::table::with_target;
use crate::table::access::{Manners, RowFit, Unfit};

/// The table of a profile's rows.
pub struct Sink<'p> {
    profile: &'p Profile,
    output: &'p AccessOutput,
    values: OutputValues<'p>,
    fit: RowFit,
}

impl<'p> Sink<'p> {
    /// Looks at the table as it is.
    pub fn open(
        session: &ImportSession<'_>,
        profile: &'p Profile,
        period: Period,
        output: &'p AccessOutput,
    ) -> Result<Sink<'p>> {
        let file = place_of(session, profile, period, &output.file);
        let fit = with_target(output, |target| RowFit::open(&file, target, Manners::Recovers));
        let today = session.app.clock.today().format("%d/%m/%Y").to_string();
        Ok(Sink {
            profile,
            output,
            values: OutputValues::new(profile, period, today),
            fit: fit.map_err(Error::Table)?,
        })
    }

    /// The first value of a row that has no room.
    pub fn misfit(&mut self, record: &RowRecord<'_>) -> Option<Misfit> {
        let Sink { profile, output, values, fit } = self;
        let outputs = output.key.iter().chain(&output.columns).map(|(_, output)| output);
        // Which running number a row would get is not known yet, and none is too large.
        let (nth, unfit) = values.with_cells(outputs.clone(), record, 1, |cells| fit.misfit(cells))?;
        let output = outputs.clone().nth(nth)?;
        let (rule, expected, room) = match unfit {
            Unfit::TooLong { limit } => (Code::Length, Some(format!("≤ {limit}")), Some(limit)),
            Unfit::OutOfRange => (Code::OutOfRange, None, None),
            Unfit::NotANumber => (Code::Number, None, None),
            Unfit::NotADate => (Code::Date, None, None),
            Unfit::Empty => (Code::Required, None, None),
        };
        let room = room.filter(|_| matches!(output, Output::Column(_)));
        let found = values.filled(output, record, 1);
        let column = column_of(profile, output);
        Some(Misfit { violation: Violation { rule, column, found, expected }, room })
    }
}

/// The column that a person would look at: the first of those that an output is made of.
fn column_of(profile: &Profile, output: &Output) -> Option<ColumnId> {
    match output {
        Output::Column(column) => Some(*column),
        Output::Compute(place) => {
            profile.computes.get(*place)?.expression.operands().find_map(|operand| match operand {
                Operand::Column(column) => Some(column),
                Operand::Compute(_) => None,
            })
        }
        Output::Lookup(place) => {
            profile.lookups.get(*place)?.filter.iter().find_map(|(_, value)| match value {
                LookupValue::Column(column) => Some(*column),
                LookupValue::Literal(_) => None,
            })
        }
        Output::Text(template) => template
            .placeholders()
            .find_map(|word| profile.columns.iter().position(|column| column.name == word).map(ColumnId)),
        Output::Number => None,
    }
}
