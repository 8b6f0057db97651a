//! Opens, creates and migrates the state file; every write goes through [`Write`].
//!
//! The file is in WAL mode with `synchronous = NORMAL`: a commit costs no wait for the disk, and `status` reads while
//! a run writes. A power cut may take the last commits with it, and that loses nothing: a watermark goes together
//! with the orders it stands for, and an order whose settling was lost is found in the parent by its mark. WAL needs
//! shared memory, so the state file lies on a local disk.

use super::error::{Error, Result};
use super::lock::Lock;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

/// "FLnk": what tells a state file from any other SQLite database.
pub const APPLICATION_ID: i32 = 0x464c_6e6b;

/// One step for each schema version, in order; applied are those past the file's `user_version`.
const MIGRATIONS: [&str; 1] = [include_str!("schema/001.sql")];

/// The schema version this program writes.
pub const SCHEMA_VERSION: i32 = MIGRATIONS.len() as i32;

/// How long a reader or writer waits for the other's short lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The state, open. It reads by itself and writes through [`State::begin`].
#[derive(Debug)]
pub struct State {
    connection: Connection,
    _lock: Option<Lock>,
    _copy: Option<tempfile::TempDir>,
}

/// A transaction that writes; dropped, nothing happened.
#[derive(Debug)]
pub struct Write<'s>(Transaction<'s>);

impl State {
    /// Opens the state to work on it, making it where it is not there yet.
    ///
    /// Fails with [`Error::Busy`] while another process works on it, and touches nothing that is not a state file of
    /// this version or an older one.
    pub fn open(path: &Path) -> Result<State> {
        let lock = Lock::take(path)?;
        Ok(State { connection: open_for_writing(path)?, _lock: Some(lock), _copy: None })
    }

    /// Opens a copy of the state that goes away when it is dropped: what is done to it, was only rehearsed.
    ///
    /// The copy lies in the system's folder for temporary files, so that memory stays flat. What a killed process
    /// left in the write-ahead log is copied with the file.
    pub fn rehearse(path: &Path) -> Result<State> {
        let lock = Lock::take_if_made(path)?;
        let folder = tempfile::tempdir()?;
        let copy = folder.path().join("state.db");
        copy_if_there(path, &copy)?;
        copy_if_there(&with_suffix(path, "-wal"), &with_suffix(&copy, "-wal"))?;
        let connection = open_for_writing(&copy)?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        Ok(State { connection, _lock: lock, _copy: Some(folder) })
    }

    /// Opens the state to look at it, also while another process works on it. Where there is none it is empty.
    pub fn open_read(path: &Path) -> Result<State> {
        if !path.try_exists()? {
            return State::in_memory();
        }
        let connection = Connection::open_with_flags(path, flags(OpenFlags::empty()))?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        match identify(&connection)? {
            SCHEMA_VERSION => {
                connection.pragma_update(None, "query_only", true)?;
                Ok(State { connection, _lock: None, _copy: None })
            }
            _ => State::rehearse(path),
        }
    }

    /// A state that never reaches a file.
    pub fn in_memory() -> Result<State> {
        let mut connection = Connection::open_in_memory()?;
        migrate(&mut connection, 0)?;
        Ok(State { connection, _lock: None, _copy: None })
    }

    /// Begins a transaction; no other writer gets in between.
    pub fn begin(&mut self) -> Result<Write<'_>> {
        Ok(Write(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?))
    }
}

impl Deref for State {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Write<'_> {
    pub fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }
}

impl Deref for Write<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

fn flags(more: OpenFlags) -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more
}

fn with_suffix(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn copy_if_there(from: &Path, to: &Path) -> Result<()> {
    if from.try_exists()? {
        std::fs::copy(from, to)?;
    }
    Ok(())
}

fn open_for_writing(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_CREATE))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let version = identify(&connection)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    log::debug!("state file {}: schema {version}, journal mode {mode}", path.display());
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.set_prepared_statement_cache_capacity(64);
    migrate(&mut connection, version)?;
    Ok(connection)
}

/// The schema version of a state file, 0 for a new one; changes nothing.
fn identify(connection: &Connection) -> Result<i32> {
    let application_id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application_id, found) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION_ID, 1..=SCHEMA_VERSION) => Ok(found),
        (APPLICATION_ID, _) if found > SCHEMA_VERSION => Err(Error::Newer { found, known: SCHEMA_VERSION }),
        (APPLICATION_ID, _) => Err(Error::damaged(format_args!("schema version {found}"))),
        _ => Err(Error::Foreign { application_id }),
    }
}

fn migrate(connection: &mut Connection, from: i32) -> Result<()> {
    if from == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(from).expect("a schema version is not negative");
    for step in &MIGRATIONS[done..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    #[test]
    fn a_state_file_is_made_once_and_opened_again() {
        let folder = folder();
        let path = folder.path().join("state.db");
        let insert = "INSERT INTO runs (command, started_at) VALUES ('scan', 1)";
        State::open(&path).expect("made").execute(insert, []).expect("a row");
        let again = State::open(&path).expect("opened");
        let runs: i64 = again.query_row("SELECT count(*) FROM runs", [], |row| row.get(0)).expect("a count");
        assert_eq!(runs, 1);
    }

    #[test]
    fn only_one_process_works_on_a_state_file() {
        let folder = folder();
        let path = folder.path().join("state.db");
        let first = State::open(&path).expect("made");
        assert!(matches!(State::open(&path), Err(Error::Busy)));
        assert!(matches!(State::rehearse(&path), Err(Error::Busy)));
        assert!(State::open_read(&path).is_ok(), "looking is allowed meanwhile");
        drop(first);
        assert!(State::open(&path).is_ok());
    }

    #[test]
    fn a_foreign_database_is_refused_and_not_changed() {
        let folder = folder();
        let path = folder.path().join("other.db");
        Connection::open(&path).expect("made").execute_batch("CREATE TABLE t (a)").expect("a table");
        let before = std::fs::read(&path).expect("bytes");
        assert!(matches!(State::open(&path), Err(Error::Foreign { application_id: 0 })));
        assert!(matches!(State::open_read(&path), Err(Error::Foreign { .. })));
        assert_eq!(std::fs::read(&path).expect("bytes"), before);
    }

    #[test]
    fn a_newer_state_file_is_refused() {
        let folder = folder();
        let path = folder.path().join("state.db");
        State::open(&path).expect("made").pragma_update(None, "user_version", 99).expect("set");
        assert!(matches!(State::open(&path), Err(Error::Newer { found: 99, known: SCHEMA_VERSION })));
    }

    #[test]
    fn what_is_no_database_is_damaged() {
        let folder = folder();
        let path = folder.path().join("state.db");
        std::fs::write(&path, "not a database, however long it may be ".repeat(100)).expect("written");
        assert!(matches!(State::open(&path), Err(Error::Damaged { .. })));
        assert!(matches!(State::open_read(&path), Err(Error::Damaged { .. })));
    }

    #[test]
    fn a_state_file_cut_short_is_damaged() {
        let folder = folder();
        let path = folder.path().join("state.db");
        drop(State::open(&path).expect("made"));
        let bytes = std::fs::read(&path).expect("bytes");
        std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
        assert!(matches!(State::open(&path), Err(Error::Damaged { .. })));
    }

    #[test]
    fn a_rehearsal_sees_everything_and_leaves_nothing() {
        let folder = folder();
        let path = folder.path().join("state.db");
        let state = State::open(&path).expect("made");
        state.execute("INSERT INTO runs (command, started_at) VALUES ('scan', 1)", []).expect("a row");
        drop(state);
        let before = std::fs::read(&path).expect("bytes");
        let rehearsal = State::rehearse(&path).expect("copied");
        assert_eq!(rehearsal.execute("DELETE FROM runs", []).expect("deleted"), 1);
        drop(rehearsal);
        assert_eq!(std::fs::read(&path).expect("bytes"), before);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2, "the state and its lock");
    }

    #[test]
    fn looking_at_a_state_that_is_not_there_makes_no_file() {
        let folder = folder();
        State::open_read(&folder.path().join("state.db")).expect("an empty state");
        State::rehearse(&folder.path().join("state.db")).expect("an empty state");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
