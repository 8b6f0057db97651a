//! Rows into a table of an Access file: all of a target in one transaction, read back before it is committed.

use super::values::{RegisteredValue as RowValue, RowValues};
use super::{Conflict, Rows, begin, confirm, conflict, not_written, note, open, target_of};
use crate::import::period::Period;
use crate::import::profile::{Output, Profile, Register, RegisterTarget};
use crate::import::session::ImportSession;
use crate::import::stages::{place_of, table};
use crate::state::import_attempts::Ended;
use crate::state::import_jobs::Job;
use crate::state::import_registrations::Registration;
use crate::table::Cell;
use crate::table::access::{Difference, Mode, RowBatch, TableTarget, TableWriter, WriteOutcome};

pub fn write(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Access { file, table: name, key, columns } = &register.to else { return Ok(()) };
    let rows = open(session, job, target_of(register.what))?;
    let file = place_of(session, profile, Period::of_job(&job.name), file);
    let (key, others): (Vec<_>, Vec<_>) =
        columns.iter().partition(|(column, _)| key.iter().any(|key| key.eq_ignore_ascii_case(column)));
    let target = TableTarget {
        table: name,
        key: &key.iter().map(|(column, _)| column.as_str()).collect::<Vec<_>>(),
        columns: &others.iter().map(|(column, _)| column.as_str()).collect::<Vec<_>>(),
        // The day of a row that was found is that of whoever made it.
        only_new: &others
            .iter()
            .filter(|(_, output)| is_today(output))
            .map(|(column, _)| column.as_str())
            .collect::<Vec<_>>(),
        mode: Mode::Insert,
        change: None,
    };
    let columns: Vec<&Output> = key.iter().chain(&others).map(|(_, output)| output).collect();
    let values = RowValues::new(session, job, profile);
    let batch = batch(&rows, &columns, &values);
    let now = session.app.clock.local(session.now());
    let mut writer =
        TableWriter::open(&file, &target, table::backups(session), now).map_err(table::table_failed)?;
    let found = session.outside(|| writer.rehearse(&batch)).map_err(table::table_failed)?;
    look_for_conflicts(session, job, &rows, &found)?;
    begin(session, job, &rows)?;
    let outcomes = match session.outside(|| writer.write(&batch)) {
        Ok(outcomes) => outcomes,
        Err(error) => return Err(table::table_failed(error).into()),
    };
    if let Err(conflict) = look_for_conflicts(session, job, &rows, &outcomes) {
        not_written(session, job, &rows)?;
        return Err(conflict);
    }
    note(session, job, &rows, Ended::Done, None)?;
    Ok(confirm(session, job, &rows)?)
}

fn is_today(output: &Output) -> bool {
    matches!(output, Output::Text(template) if template.to_string() == "{today}")
}

fn batch(rows: &[Registration], columns: &[&Output], values: &RowValues<'_>) -> RowBatch {
    let mut batch = RowBatch::new();
    for (number, row) in (1..).zip(rows) {
        let values: Vec<RowValue> = columns.iter().map(|output| values.value(output, row, number)).collect();
        let cells: Vec<Cell<'_>> = values
            .iter()
            .map(|value| match value {
                RowValue::Text(text) => Cell::Text(text),
                RowValue::Day(day) => Cell::Date(*day),
            })
            .collect();
        batch.push(&cells);
    }
    batch
}

/// A code that is there with another content, or a row that the table does not take.
fn look_for_conflicts(
    session: &mut ImportSession<'_>,
    job: &Job,
    rows: &[Registration],
    outcomes: &[WriteOutcome],
) -> Rows {
    for (row, outcome) in rows.iter().zip(outcomes) {
        match outcome {
            WriteOutcome::New | WriteOutcome::Changed(_) | WriteOutcome::Known => {}
            WriteOutcome::Conflict(differences) | WriteOutcome::Repeated(differences) => {
                return Err(conflict(&row.key, told(differences)));
            }
            other => {
                let about = crate::import::session::details([
                    ("account", row.key.clone()),
                    ("message", format!("{other:?}")),
                ]);
                return crate::import::stages::held(session, job, "table_refuses", about)
                    .map_err(Conflict::Halt);
            }
        }
    }
    Ok(())
}

fn told(differences: &[Difference]) -> String {
    let one = |difference: &Difference| format!("{} / {}", difference.before, difference.after);
    differences.iter().map(one).collect::<Vec<_>>().join(", ")
}
