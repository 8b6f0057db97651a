//! Recorded statements run again by odbc-api alone: each is prepared once, parameters are bound by their types, rows
//! are read cell by cell into places that are used again, and nothing is made of them.

use crate::recording::{Run, Script, Step};
use accdb::ColumnType;
use anyhow::{Context, Result};
use chrono::{Datelike, Timelike};
use factulink::store::odbc::Parameter;
use odbc_api::buffers::Indicator;
use odbc_api::handles::StatementImpl;
use odbc_api::parameter::{InputParameter, VarWCharBox, WithDataType};
use odbc_api::sys::Timestamp;
use odbc_api::{Bit, Connection, ConnectionOptions, Cursor, CursorRow, DataType, Nullable, Prepared};
use odbc_api::{Error, environment};
use std::num::NonZeroUsize;

/// Runs everything on a connection of its own. Returns the number of rows that came.
pub fn run(connection: &str, script: &Script, write: bool) -> Result<usize> {
    let connection =
        environment()?.connect_with_connection_string(connection, ConnectionOptions::default())?;
    connection.set_autocommit(!write)?;
    let rows = statements(&connection, script);
    if write {
        // A connection with an open transaction cannot be closed.
        connection.rollback()?;
    }
    rows
}

fn statements(connection: &Connection<'_>, script: &Script) -> Result<usize> {
    let prepared = script.statements.iter().map(|sql| connection.prepare(sql));
    let mut prepared = prepared.collect::<Result<Vec<_>, Error>>()?;
    let (mut rows, mut units) = (0, Vec::with_capacity(256));
    for step in &script.steps {
        match step {
            Step::Run(run) => {
                let statement = prepared.get_mut(run.statement).context("a statement")?;
                rows += once(statement, run, &mut units)?;
            }
            Step::Commit => connection.commit()?,
            Step::Rollback => connection.rollback()?,
        }
    }
    Ok(rows)
}

fn once(
    statement: &mut Prepared<StatementImpl<'_>>,
    run: &Run,
    units: &mut Vec<u16>,
) -> Result<usize, Error> {
    let bound: Vec<Box<dyn InputParameter>> = run.parameters.iter().map(bound).collect();
    let Some(mut cursor) = statement.execute(&bound[..])? else { return Ok(0) };
    let mut rows = 0;
    while run.enough != Some(rows)
        && let Some(mut row) = cursor.next_row()?
    {
        for (column, column_type) in (1..).zip(&run.types) {
            read(&mut row, column, *column_type, units)?;
        }
        rows += 1;
    }
    Ok(rows)
}

fn bound(parameter: &Parameter<'_>) -> Box<dyn InputParameter> {
    match parameter {
        Parameter::Bit(flag) => Box::new(Bit::from_bool(*flag)),
        Parameter::Byte(number) => Box::new(WithDataType::new(*number, DataType::TinyInt)),
        Parameter::Short(number) => Box::new(*number),
        Parameter::Long(number) => Box::new(*number),
        Parameter::Double(number) => Box::new(*number),
        Parameter::Moment(moment) => {
            let value = Timestamp {
                year: moment.year() as i16,
                month: moment.month() as u16,
                day: moment.day() as u16,
                hour: moment.hour() as u16,
                minute: moment.minute() as u16,
                second: moment.second() as u16,
                fraction: 0,
            };
            Box::new(WithDataType::new(value, DataType::Timestamp { precision: 0 }))
        }
        Parameter::Text(text) => {
            let buffer: Vec<u16> = text.encode_utf16().chain([0]).collect();
            let units = buffer.len() - 1;
            let value = VarWCharBox::from_buffer(buffer.into_boxed_slice(), Indicator::Length(units * 2));
            let data_type = match units {
                0..=255 => DataType::WVarchar { length: NonZeroUsize::new(255) },
                _ => DataType::WLongVarchar { length: NonZeroUsize::new(units) },
            };
            Box::new(WithDataType::new(value, data_type))
        }
    }
}

fn read(
    row: &mut CursorRow<'_>,
    column: u16,
    column_type: ColumnType,
    units: &mut Vec<u16>,
) -> Result<(), Error> {
    match column_type {
        ColumnType::Text | ColumnType::Memo => row.get_wide_text(column, units).map(drop),
        ColumnType::Byte | ColumnType::Integer | ColumnType::Long => {
            row.get_data(column, &mut Nullable::<i32>::null())
        }
        ColumnType::DateTime => row.get_data(column, &mut Nullable::<Timestamp>::null()),
        ColumnType::Boolean => row.get_data(column, &mut Nullable::<Bit>::null()),
        _ => row.get_data(column, &mut Nullable::<f64>::null()),
    }
}
