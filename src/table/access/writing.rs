//! A batch within its transaction: what becomes of each row, and reading it back.

use super::binding::{Binding, Mode};
use super::finder::{Finder, Hit};
use super::limit::is_too_far;
use super::opening::failed;
use super::outcome::{Difference, WriteOutcome};
use super::touched::Touched;
use super::value::{cell, given, plain};
use super::{RowBatch, number};
use crate::table::{Error, Result, Row};
use accdb::{RowId, Transaction, Value};
use std::path::Path;

/// What a batch is worked on with.
pub(super) struct Writing<'a> {
    pub file: &'a Path,
    pub binding: &'a Binding,
    pub finder: &'a mut Finder,
    pub touched: &'a mut Touched,
}

/// A row that was written.
struct Written {
    values: Vec<Value<'static>>,
    is_new: bool,
}

impl Writing<'_> {
    /// Does everything but commit.
    pub fn carry_out(&mut self, tx: &mut Transaction<'_>, batch: &RowBatch) -> Result<Vec<WriteOutcome>> {
        let (mut outcomes, mut written) = (Vec::with_capacity(batch.len()), Vec::new());
        for row in batch.rows() {
            outcomes.push(self.apply(tx, row, &mut written)?);
        }
        written.iter().try_for_each(|row| self.read_back(tx, row))?;
        Ok(outcomes)
    }

    fn apply(
        &mut self,
        tx: &mut Transaction<'_>,
        row: Row<'_>,
        written: &mut Vec<Written>,
    ) -> Result<WriteOutcome> {
        let values = match self.binding.fit(row) {
            Ok(values) => values,
            Err((column, rule)) => return Ok(WriteOutcome::Misfit { column, rule }),
        };
        let done = match self.find(tx, &values)? {
            Hit::None => self.insert(tx, &values),
            Hit::One(id) => self.meet(tx, id, &values),
            Hit::Several => Ok(WriteOutcome::Ambiguous),
        };
        let outcome =
            done.or_else(
                |error| if is_of_the_row(&error) { Ok(WriteOutcome::Refused(error)) } else { Err(error) },
            );
        let outcome = outcome.map_err(failed(self.file))?;
        if outcome.is_written() {
            written.push(Written { values, is_new: matches!(outcome, WriteOutcome::New) });
        }
        Ok(outcome)
    }

    fn find(&self, tx: &Transaction<'_>, values: &[Value<'_>]) -> Result<Hit> {
        let hit = self.finder.find(tx, &self.binding.def, self.binding.key_of(values));
        hit.map_err(failed(self.file))
    }

    fn insert(&mut self, tx: &mut Transaction<'_>, values: &[Value<'static>]) -> accdb::Result<WriteOutcome> {
        let Binding { def, places, rest, .. } = self.binding;
        let named = places.iter().copied().zip(values.iter().cloned());
        let row: Vec<_> = named.chain(rest.iter().cloned()).collect();
        let id = tx.insert(&def.name, &row)?;
        self.finder.note(def, self.binding.key_of(values), id);
        self.touched.insert(id);
        Ok(WriteOutcome::New)
    }

    /// What becomes of a row whose key is there.
    fn meet(
        &mut self,
        tx: &mut Transaction<'_>,
        id: RowId,
        values: &[Value<'static>],
    ) -> accdb::Result<WriteOutcome> {
        let differences = self.differences(tx, id, values)?;
        if differences.is_empty() {
            self.touched.insert(id);
            return Ok(WriteOutcome::Known);
        }
        if self.touched.contains(id) {
            return Ok(WriteOutcome::Repeated(differences));
        }
        if self.binding.mode == Mode::Insert {
            return Ok(WriteOutcome::Conflict(differences));
        }
        if let Some(change) = differences.iter().find(|difference| self.is_too_big(difference)) {
            return Ok(WriteOutcome::TooBig(change.clone()));
        }
        let changed = differences.iter().map(|difference| difference.column);
        let change = |nth: usize| Some((*self.binding.places.get(nth)?, values.get(nth)?.clone()));
        let changes: Vec<_> = changed.filter_map(change).collect();
        tx.update(&self.binding.def.name, id, &changes)?;
        self.touched.insert(id);
        Ok(WriteOutcome::Changed(differences))
    }

    fn is_too_big(&self, difference: &Difference) -> bool {
        let limit = self.binding.change.filter(|(column, _)| *column == difference.column);
        limit.is_some_and(|(_, at_most)| {
            let numbers = number::read(&difference.before).zip(number::read(&difference.after));
            numbers.is_none_or(|(before, after)| is_too_far(before, after, at_most))
        })
    }

    /// The columns beside the key that count in a row that is there, where it has another value.
    fn differences(
        &self,
        tx: &Transaction<'_>,
        id: RowId,
        values: &[Value<'_>],
    ) -> accdb::Result<Vec<Difference>> {
        let Binding { def, places, compared, key, .. } = self.binding;
        let gone = || accdb::Error::NoRow { table: def.name.clone(), page: id.page, slot: id.slot.0 };
        let row = tx.row(def, id)?.ok_or_else(gone)?;
        let mut differences = Vec::new();
        let columns = places.iter().zip(values).zip(compared).enumerate().skip(*key);
        for (column, ((place, value), _)) in columns.filter(|(_, (_, compared))| **compared) {
            let found = given(def, *place, row.get(*place)?);
            if found != *value {
                let [before, after] = [&found, value].map(|value| plain(cell(value)).into_owned());
                differences.push(Difference { column, before, after });
            }
        }
        Ok(differences)
    }

    /// Finds a row again by its key and compares what was written.
    fn read_back(&self, tx: &Transaction<'_>, written: &Written) -> Result<()> {
        let Binding { def, places, compared, key, .. } = self.binding;
        let Hit::One(id) = self.find(tx, &written.values)? else {
            return Err(self.reads_back(0, written.values.first(), &Value::Null));
        };
        let row = tx.row(def, id).map_err(failed(self.file))?;
        for (nth, (place, value)) in places.iter().zip(&written.values).enumerate() {
            let found =
                row.as_ref().map_or(Ok(Value::Null), |row| row.get(*place)).map_err(failed(self.file))?;
            let is_as_written = match written.is_new {
                true => found == *value,
                // The key is as it was, and so is what does not count.
                false if nth < *key || compared.get(nth) != Some(&true) => true,
                false => given(def, *place, found.clone()) == *value,
            };
            if !is_as_written {
                return Err(self.reads_back(nth, Some(value), &found));
            }
        }
        Ok(())
    }

    fn reads_back(&self, nth: usize, written: Option<&Value<'_>>, found: &Value<'_>) -> Error {
        let Binding { def, places, .. } = self.binding;
        let column = places.get(nth).and_then(|place| def.columns.get(*place));
        Error::ReadBack {
            file: self.file.to_owned(),
            table: def.name.clone(),
            column: column.map(|column| column.name.clone()).unwrap_or_default(),
            written: written.map(|value| plain(cell(value)).into_owned()).unwrap_or_default(),
            found: plain(cell(found)).into_owned(),
        }
    }
}

/// Whether it is this row that the table does not take, and not the file that is wrong.
fn is_of_the_row(error: &accdb::Error) -> bool {
    use accdb::Error::{Duplicate, HasChildren, NoParent, Rule, TooLong};
    matches!(error, Rule { .. } | Duplicate { .. } | NoParent { .. } | HasChildren { .. } | TooLong { .. })
}
