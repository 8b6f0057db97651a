//! Opens, creates and migrates the state file; every write goes through [`Write`].
//!
//! The file is in WAL mode with `synchronous = NORMAL`: a commit costs no wait for the disk, and `status` reads while
//! a run writes. A power cut may take the last commits with it, and that loses nothing: a watermark goes together
//! with the orders it stands for, and an order whose settling was lost is found in the parent by its mark. The log
//! (`-wal`) stays until it has grown, so that a run that finds nothing new waits for no disk at all. WAL needs shared
//! memory, which a local disk has; elsewhere every commit waits for the disk.

use super::error::{Error, Result};
use super::lock::Lock;
use super::own_file::{self, Extent};
use super::schema;
use crate::files;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "FLnk": what tells a state file from any other SQLite database.
pub const APPLICATION_ID: i32 = 0x464c_6e6b;

/// One step for each schema version, in order; applied are those past the file's `user_version`.
const MIGRATIONS: [&str; 3] =
    [include_str!("schema/001.sql"), include_str!("schema/002.sql"), include_str!("schema/003.sql")];

/// The schema version this program writes.
pub const SCHEMA_VERSION: i32 = MIGRATIONS.len() as i32;

/// Some orders of a usual size fit into a page with little waste.
const PAGE_SIZE: u32 = 8192;

/// Pages in the log before they are moved into the file: 16 MiB.
const LOG_PAGES: u32 = 2000;

/// Pages copied at a time.
const BACKUP_PAGES: i32 = 1000;

/// What the write-ahead log is called after the state file.
const LOG: &str = "-wal";

/// What the files of a state are called after it.
pub(super) const SUFFIXES: [&str; 4] = ["", LOG, "-shm", "-journal"];

/// Bytes of write-ahead log that a closed state file may leave behind: read again when it is opened, in milliseconds.
const LOG_MAX: u32 = 1 << 20;

/// How long a reader or writer waits for the other's short lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The state, open. It reads by itself and writes through [`State::begin`].
#[derive(Debug)]
pub struct State {
    connection: Connection,
    /// Of a state that is worked on.
    path: Option<PathBuf>,
    _lock: Option<Lock>,
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
        let path = &real_path(path);
        State::opened(path).map_err(|error| error.second_look(path))
    }

    fn opened(path: &Path) -> Result<State> {
        let lock = Lock::take(path)?;
        check_places(path)?;
        make_if_new(path)?;
        let connection = open_for_writing(path)?;
        Ok(State { connection, path: Some(path.to_owned()), _lock: Some(lock) })
    }

    /// Opens a temporary copy of the state. Changes to it are lost when it is dropped.
    ///
    /// The copy is a database without a name, which SQLite keeps in the system's folder for temporary files past what
    /// it keeps in memory: memory stays flat, and a process that is killed leaves nothing of it.
    pub fn rehearse(path: &Path) -> Result<State> {
        let path = &real_path(path);
        State::copied(path).map_err(|error| error.second_look(path))
    }

    fn copied(path: &Path) -> Result<State> {
        let lock = Lock::take_if_made(path)?;
        let mut copy = Connection::open("")?;
        copy.pragma_update(None, "page_size", PAGE_SIZE)?;
        if is_there(path)? {
            let from = look_at(path)?;
            Backup::new(&from, &mut copy)?.run_to_completion(BACKUP_PAGES, Duration::ZERO, None)?;
        }
        set_up(&mut copy)?;
        copy.pragma_update(None, "synchronous", "OFF")?;
        Ok(State { connection: copy, path: None, _lock: lock })
    }

    /// Opens the state to look at it, also while another process works on it. Where there is none it is empty; one of
    /// an older program is migrated in a copy.
    pub fn open_read(path: &Path) -> Result<State> {
        let path = &real_path(path);
        State::looked_at(path).map_err(|error| error.second_look(path))
    }

    fn looked_at(path: &Path) -> Result<State> {
        if !is_there(path)? {
            return State::in_memory();
        }
        let connection = look_at(path)?;
        match identify(&connection)? {
            SCHEMA_VERSION => {
                check_schema(&connection)?;
                connection.pragma_update(None, "query_only", true)?;
                Ok(State { connection, path: None, _lock: None })
            }
            _ => State::copied(path),
        }
    }

    /// Whether another process works on a state. Where none does, the asking keeps one out for an instant.
    pub fn is_busy(path: &Path) -> Result<bool> {
        match Lock::take_if_made(&real_path(path)) {
            Err(Error::Busy) => Ok(true),
            taken => taken.map(|_| false),
        }
    }

    /// A state that never reaches a file.
    pub fn in_memory() -> Result<State> {
        let connection = empty()?;
        Ok(State { connection, path: None, _lock: None })
    }

    /// From now on a commit waits until the disk has it, for what must not be undone by a power cut.
    pub fn commit_to_disk(&mut self) -> Result<()> {
        Ok(self.connection.pragma_update(None, "synchronous", "FULL")?)
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

impl Drop for State {
    /// Empties a log that has grown, and notes the file as it is left. Should that fail, the next one to open the state
    /// does it.
    fn drop(&mut self) {
        let left = self.path.as_ref().map_or(Ok(()), |path| leave(&self.connection, path));
        if let Err(error) = left {
            log::debug!("the state was left as it is: {error}");
        }
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

/// Closing is not to wait for the disk, nor is looking to write.
fn prepare(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection.busy_timeout(BUSY_TIMEOUT)?)
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The state itself, so that every link to it leads to one lock.
fn real_path(path: &Path) -> PathBuf {
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

/// Whether there is a state; what is there and no file is none of ours.
fn is_there(path: &Path) -> Result<bool> {
    check_places(path)?;
    Ok(path.try_exists()?)
}

/// SQLite would wait for a pipe, and write through a link in the place of its log.
fn check_places(path: &Path) -> Result<()> {
    for suffix in SUFFIXES {
        let place = with_suffix(path, suffix);
        let looked = match place.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            looked => files::check(&looked?),
        };
        looked.map_err(|error| Error::damaged(format_args!("{}: {error}", place.display())))?;
    }
    Ok(())
}

/// A state is for this account alone, and so are its log and its index, which SQLite gives the rights of the file.
fn make_if_new(path: &Path) -> Result<()> {
    match files::create_own(OpenOptions::new().write(true), path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Opens a state that is there, to be read.
///
/// Of one that has no log, put back from a copy say, SQLite makes log and index, and removes them at the end. Whoever
/// may not make files there reads the file alone, which nobody works on then: who does has made the log first.
fn look_at(path: &Path) -> Result<Connection> {
    let has_log = with_suffix(path, LOG).try_exists()?;
    let looked = Connection::open_with_flags(path, flags(OpenFlags::empty())).and_then(|connection| {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))?;
        Ok(connection)
    });
    match looked {
        Err(error) if !has_log && may_not_write(&error) => alone(path),
        looked => Ok(looked?),
    }
}

fn may_not_write(error: &rusqlite::Error) -> bool {
    let codes = [ErrorCode::CannotOpen, ErrorCode::ReadOnly, ErrorCode::PermissionDenied];
    error.sqlite_error_code().is_some_and(|code| codes.contains(&code))
}

/// Reads the file and looks at nothing beside it.
fn alone(path: &Path) -> Result<Connection> {
    let name: String = path.to_string_lossy().chars().flat_map(in_address).collect();
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?)
}

/// A character as addresses of files write it.
fn in_address(character: char) -> Vec<char> {
    match character {
        '%' | '?' | '#' => format!("%{:02x}", u32::from(character)).chars().collect(),
        plain => vec![plain],
    }
}

/// Asks for a write-ahead log; a place without shared memory (a share, say) refuses it. With a rollback journal only
/// waiting for the disk keeps the file sound through a power cut. Returns the mode that holds.
pub(super) fn log_ahead(connection: &Connection) -> Result<String> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    let waiting = if mode.eq_ignore_ascii_case("wal") { "NORMAL" } else { "FULL" };
    connection.pragma_update(None, "synchronous", waiting)?;
    Ok(mode)
}

fn open_for_writing(path: &Path) -> Result<Connection> {
    let has_log = with_suffix(path, LOG).metadata().is_ok_and(|log| log.len() > 0);
    let found = Extent::of(path)?;
    let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_CREATE))?;
    prepare(&connection)?;
    let version = identify(&connection)?;
    if version == 0 {
        connection.pragma_update(None, "page_size", PAGE_SIZE)?;
    }
    let mode = log_ahead(&connection)?;
    log::debug!("state file {}: schema {version}, journal mode {mode}", path.display());
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_MAX)?;
    if set_up(&mut connection)? {
        empty_log(&connection)?;
    } else if has_log {
        own_file::check(&connection, found)?;
    }
    Ok(connection)
}

/// A new state that never reaches a file.
fn empty() -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection, 0)?;
    Ok(connection)
}

/// Whether a state of this program's version is what that means.
pub(super) fn check_schema(connection: &Connection) -> Result<()> {
    schema::check(connection, &empty()?)
}

/// Brings a state to the schema of this program; tells whether it was of another.
fn set_up(connection: &mut Connection) -> Result<bool> {
    let version = identify(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    if version != SCHEMA_VERSION {
        migrate(connection, version)?;
    }
    check_schema(connection)?;
    Ok(version != SCHEMA_VERSION)
}

/// Moves the log into the file.
fn empty_log(connection: &Connection) -> Result<()> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn leave(connection: &Connection, path: &Path) -> Result<()> {
    let log = with_suffix(path, LOG).metadata();
    if log.is_ok_and(|log| log.len() > u64::from(LOG_MAX)) {
        empty_log(connection)?;
    }
    own_file::note(connection, path)
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
    use std::collections::BTreeMap;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    /// Every file of a folder with its bytes, but for the index of the log, which is memory that processes share.
    fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries =
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let lasting = entries.filter(|path| !path.to_string_lossy().ends_with("-shm"));
        lasting.map(|path| (path.clone(), std::fs::read(&path).expect("bytes"))).collect()
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
        assert!(State::is_busy(&path).expect("an answer"));
        drop(first);
        assert!(!State::is_busy(&path).expect("an answer"));
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

    /// A state file of the first version, with a run in it.
    fn first_version(path: &Path) {
        let connection = Connection::open(path).expect("made");
        connection.execute_batch(MIGRATIONS[0]).expect("the first schema");
        connection.pragma_update(None, "application_id", APPLICATION_ID).expect("set");
        connection.pragma_update(None, "user_version", 1).expect("set");
        let insert = "INSERT INTO runs (command, started_at) VALUES ('scan', 1)";
        connection.execute(insert, []).expect("a row");
    }

    #[test]
    fn a_state_file_of_the_first_version_is_migrated_and_keeps_what_it_has() {
        let folder = folder();
        let path = folder.path().join("state.db");
        first_version(&path);
        let count = |state: &State, table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            state.query_row(&sql, [], |row| row.get(0)).expect("a count")
        };
        let before = std::fs::read(&path).expect("bytes");
        let looked = State::open_read(&path).expect("looked at");
        assert_eq!((count(&looked, "runs"), count(&looked, "import_jobs")), (1, 0));
        drop(looked);
        assert_eq!(std::fs::read(&path).expect("bytes"), before, "looking migrates a copy");
        let state = State::open(&path).expect("migrated");
        assert_eq!((count(&state, "runs"), count(&state, "import_jobs")), (1, 0));
        drop(state);
        let again = Connection::open(&path).expect("opened");
        assert_eq!(identify(&again).expect("ours"), SCHEMA_VERSION);
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
        let before = contents(folder.path());
        let rehearsal = State::rehearse(&path).expect("copied");
        assert_eq!(rehearsal.execute("DELETE FROM runs", []).expect("deleted"), 1);
        drop(rehearsal);
        assert_eq!(contents(folder.path()), before);
    }

    #[test]
    fn looking_at_a_state_without_a_log_makes_no_file() {
        let folder = folder();
        let path = folder.path().join("state.db");
        let state = State::open(&path).expect("made");
        state.execute("INSERT INTO runs (command, started_at) VALUES ('scan', 1)", []).expect("a row");
        empty_log(&state).expect("all is in the file");
        drop(state);
        for suffix in ["-wal", "-shm", ".lock"] {
            std::fs::remove_file(with_suffix(&path, suffix)).expect("removed");
        }
        let before = contents(folder.path());
        let looked = State::open_read(&path).expect("opens");
        let runs: i64 = looked.query_row("SELECT count(*) FROM runs", [], |row| row.get(0)).expect("a count");
        drop(looked);
        assert_eq!((runs, contents(folder.path())), (1, before));
    }

    #[test]
    fn looking_at_a_state_that_is_not_there_makes_no_file() {
        let folder = folder();
        State::open_read(&folder.path().join("state.db")).expect("an empty state");
        State::rehearse(&folder.path().join("state.db")).expect("an empty state");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
