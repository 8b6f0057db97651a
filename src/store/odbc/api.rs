//! The driver manager of this machine, through odbc-api.
//!
//! The environment is of ODBC 3.0: later versions draw warnings from drivers as old as the Access one.

use super::cells;
use super::driver::{ColumnFacts, Driver, Outcome, Parameter, Session, Statement};
use super::record::{Failure, Record};
use accdb::{ColumnType, Value};
use odbc_api::handles::{self, AsStatementRef, DiagnosticStream, Diagnostics, SqlText, slice_to_cow_utf8};
use odbc_api::parameter::InputParameter;
use odbc_api::sys::AttrOdbcVersion;
use odbc_api::{Connection, ConnectionOptions, Cursor, CursorImpl, Error, Nullable, Prepared, environment};

/// The driver manager of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct DriverManager;

impl Driver for DriverManager {
    fn connect(&self, connection: &str, write: bool) -> Outcome<Box<dyn Session>> {
        let environment = environment().map_err(only("starting the driver manager"))?;
        let connected = environment.connect_with_connection_string(connection, ConnectionOptions::default());
        let connection = match connected {
            Ok(connection) => connection,
            Err(error) => return Err(refused_connection(connection, error)),
        };
        if write {
            connection.set_autocommit(false).map_err(only("beginning a transaction"))?;
        }
        Ok(Box::new(Api { connection }))
    }
}

struct Api {
    connection: Connection<'static>,
}

impl Session for Api {
    fn product(&self) -> Outcome<String> {
        self.connection.database_management_system_name().map_err(only("asking for the data source's name"))
    }

    /// First where there are no schemas. A source that has some finds nothing there, and is asked for all of them; one
    /// that has none need not bear the second question.
    fn columns(&self, table: &str) -> Outcome<Vec<ColumnFacts>> {
        let columns = self.columns_of("", table)?;
        if columns.is_empty() {
            return Ok(self.columns_of("%", table).unwrap_or_default());
        }
        Ok(columns)
    }

    fn primary_key(&self, table: &str) -> Outcome<Vec<String>> {
        let listing = only("reading a key");
        let mut statement = self.connection.preallocate().map_err(&listing)?;
        let mut cursor = statement.primary_keys_cursor(None, None, table).map_err(&listing)?;
        let mut columns = Vec::new();
        while let Some(mut row) = cursor.next_row().map_err(&listing)? {
            let name = cells::text(&mut row, 4).map_err(&listing)?.unwrap_or_default();
            columns.push((number(&mut row, 5).map_err(&listing)?, name));
        }
        columns.sort();
        Ok(columns.into_iter().map(|(_, name)| name).collect())
    }

    fn prepare<'s>(&'s self, sql: &str) -> Outcome<Box<dyn Statement + 's>> {
        match self.connection.prepare(sql) {
            Ok(prepared) => Ok(Box::new(ApiStatement { prepared })),
            Err(error) => Err(self.refused_statement(sql, error)),
        }
    }

    fn commit(&self) -> Outcome<()> {
        self.connection.commit().map_err(only("committing"))
    }

    fn rollback(&self) -> Outcome<()> {
        self.connection.rollback().map_err(only("rolling back"))
    }
}

impl Api {
    fn columns_of(&self, schema: &str, table: &str) -> Outcome<Vec<ColumnFacts>> {
        let listing = only("listing columns");
        let mut statement = self.connection.preallocate().map_err(&listing)?;
        let mut cursor = statement.columns_cursor("", schema, table, "").map_err(&listing)?;
        let mut columns = Vec::new();
        while let Some(mut row) = cursor.next_row().map_err(&listing)? {
            // In the order of their places, which not every driver lets one leave.
            let found = cells::text(&mut row, 3).map_err(&listing)?;
            let name = cells::text(&mut row, 4).map_err(&listing)?.unwrap_or_default();
            let data_type = number(&mut row, 5).map_err(&listing)?;
            let type_name = cells::text(&mut row, 6).map_err(&listing)?.unwrap_or_default();
            let size = number(&mut row, 7).map_err(&listing)?;
            let decimals = number(&mut row, 9).map_err(&listing)?;
            let data_type = data_type.and_then(|number| i16::try_from(number).ok()).unwrap_or_default();
            // `_` in a name is a pattern to the catalog, and stands for any character.
            if found.is_none_or(|found| found.eq_ignore_ascii_case(table)) {
                columns.push(ColumnFacts { name, data_type, type_name, size, decimals });
            }
        }
        Ok(columns)
    }

    /// Prepares it once more on a handle whose records can be read: an error of odbc-api keeps the first only.
    fn refused_statement(&self, sql: &str, error: Error) -> Failure {
        const ACTION: &str = "preparing a statement";
        let Ok(statement) = self.connection.preallocate() else { return only(ACTION)(error) };
        let mut handle = statement.into_handle();
        let again = handles::Statement::prepare(&mut handle, &SqlText::new(sql));
        if again.has_diganostics() { all(ACTION, &handle, error) } else { only(ACTION)(error) }
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        // A connection with an open transaction cannot be closed.
        if let Err(error) = self.connection.rollback() {
            log::debug!("rolling back at the end: {error}");
        }
    }
}

struct ApiStatement<'s> {
    prepared: Prepared<handles::StatementImpl<'s>>,
}

impl Statement for ApiStatement<'_> {
    fn execute(&mut self, parameters: &[Parameter<'_>]) -> Outcome<()> {
        self.query(parameters, &[], &mut |_| false)
    }

    fn query(
        &mut self,
        parameters: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()> {
        let bound: Vec<Box<dyn InputParameter>> = parameters.iter().map(cells::bound).collect();
        let failed = match self.prepared.execute(&bound[..]) {
            Ok(Some(cursor)) => return rows(cursor, types, each),
            Ok(None) => return Ok(()),
            Err(error) => error,
        };
        Err(all("running a statement", &self.prepared.as_stmt_ref(), failed))
    }
}

fn rows(
    mut cursor: CursorImpl<handles::StatementRef<'_>>,
    types: &[ColumnType],
    each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
) -> Outcome<()> {
    const ACTION: &str = "reading a row";
    let mut reader = cells::Reader::of(types);
    loop {
        let read = match cursor.next_row() {
            Ok(None) => return Ok(()),
            Ok(Some(mut row)) => reader.read(&mut row),
            Err(error) => Err(error),
        };
        match read {
            Ok(values) => {
                if !each(values) {
                    return Ok(());
                }
            }
            Err(error) => return Err(all(ACTION, &cursor.as_stmt_ref(), error)),
        }
    }
}

fn number(row: &mut odbc_api::CursorRow<'_>, column: u16) -> Result<Option<i32>, Error> {
    let mut number = Nullable::<i32>::null();
    row.get_data(column, &mut number)?;
    Ok(number.into_opt())
}

/// Connects once more on a handle whose records can be read: an error of odbc-api keeps the first only, and that of the
/// Access driver is often none that says why.
fn refused_connection(connection: &str, error: Error) -> Failure {
    const ACTION: &str = "connecting";
    let Some(environment) = raw_environment() else { return only(ACTION)(error) };
    let Some(mut handle) = environment.allocate_connection().into_result(&environment).ok() else {
        return only(ACTION)(error);
    };
    let again = handle.connect_with_connection_string(&SqlText::new(connection));
    match again.into_result(&handle) {
        Err(again) => all(ACTION, &handle, again),
        Ok(()) => {
            // Whatever was in the way has gone; the caller tries again.
            let closed = handle.disconnect();
            log::debug!("connected at the second try; closed again: {}", !closed.is_err());
            only(ACTION)(error)
        }
    }
}

fn raw_environment() -> Option<handles::Environment> {
    let handles::SqlResult::Success(environment) = handles::Environment::new() else { return None };
    let declared = environment.declare_version(AttrOdbcVersion::Odbc3);
    (!declared.is_err()).then_some(environment)
}

/// Every record of a handle whose last call failed.
fn all(action: &'static str, handle: &dyn Diagnostics, error: Error) -> Failure {
    let mut stream = DiagnosticStream::new(handle);
    let mut records = Vec::new();
    while let Some(record) = stream.next() {
        records.push(told(record));
    }
    if records.is_empty() { only(action)(error) } else { Failure { action, records } }
}

/// The one record that an error carries.
fn only(action: &'static str) -> impl Fn(Error) -> Failure {
    move |error| {
        let record = match &error {
            Error::Diagnostics { record, .. }
            | Error::UnsupportedOdbcApiVersion(record)
            | Error::InvalidRowArraySize { record, .. }
            | Error::UnableToRepresentNull(record)
            | Error::OracleOdbcDriverDoesNotSupport64Bit(record) => Some(told(record)),
            Error::NoDiagnostics { .. } => None,
            other => Some(Record { state: "HY000".to_owned(), native: 0, message: other.to_string() }),
        };
        Failure { action, records: record.into_iter().collect() }
    }
}

fn told(record: &handles::Record) -> Record {
    Record {
        state: String::from_utf8_lossy(&record.state.0).into_owned(),
        native: record.native_error,
        message: slice_to_cow_utf8(&record.message).trim_end_matches('\0').trim().to_owned(),
    }
}
