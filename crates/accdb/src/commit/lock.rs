//! The lock file of a shared Access session, `NAME.laccdb` beside the database.
//!
//! The database itself is locked by its storage. The lock file stays behind after a crash, so that being there means
//! nothing; being held does.

use super::journal_file::real_path;
use crate::error::{Error, Result};
use crate::storage::{FileStorage, regular};
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of an entry, and of each of its two names.
const ENTRY: usize = 64;
const NAME: usize = 32;

/// As many as Access lets in.
const ENTRIES_MAX: usize = 255;

/// Somebody who is entered in the lock file of a database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedUser {
    /// The name of the computer.
    pub machine: String,
    /// The account of the database, `Admin` nearly always.
    pub user: String,
}

/// What the lock file of a database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSession {
    /// Whether somebody holds the lock file, and so has the database open. A lock file that nobody holds was left
    /// behind.
    pub is_held: bool,
    /// Everybody entered, in their order; some may have gone, for entries stay until the last one goes. Empty where
    /// the file cannot be read.
    pub users: Vec<SharedUser>,
}

impl fmt::Display for SharedSession {
    /// `MOSTRADOR-1 (Admin), PC2 (Admin)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> =
            self.users.iter().map(|user| format!("{} ({})", user.machine, user.user)).collect();
        f.write_str(if names.is_empty() { "?".to_owned() } else { names.join(", ") }.as_str())
    }
}

/// Looks at the lock file of the database at `path` and changes nothing; `None` where there is none.
///
/// # Errors
///
/// [`Error::Io`] where it is there and cannot be looked at.
pub fn shared_session(path: &Path) -> Result<Option<SharedSession>> {
    let lock = lock_path(path);
    match is_held(&lock) {
        Ok(is_held) => Ok(Some(SharedSession { is_held, users: users(&lock).unwrap_or_default() })),
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(of_lock_file(error)),
    }
}

/// Says that it is not the database itself that cannot be opened.
fn of_lock_file(error: Error) -> Error {
    let source = match error {
        Error::Io { source, .. } => source,
        Error::NotAccess(what) => io::Error::new(io::ErrorKind::InvalidInput, what),
        other => return other,
    };
    Error::Io { action: "looking at the lock file", source }
}

fn lock_path(path: &Path) -> PathBuf {
    real_path(path).with_extension("laccdb")
}

fn users(lock: &Path) -> io::Result<Vec<SharedUser>> {
    let mut bytes = Vec::new();
    regular::open(others_may_have_it(OpenOptions::new().read(true)), lock)?
        .take(len(ENTRY * ENTRIES_MAX))
        .read_to_end(&mut bytes)?;
    let entries = bytes.chunks_exact(ENTRY).map(|entry| {
        let (machine, user) = entry.split_at(NAME);
        SharedUser { machine: name(machine), user: name(user) }
    });
    Ok(entries.filter(|entry| !entry.machine.is_empty()).collect())
}

fn len(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// Up to the first zero; names are in the code page of the machine, of which only the letters without accents are sure.
fn name(bytes: &[u8]) -> String {
    let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(name).trim().to_owned()
}

/// Keeps shared sessions out while a database is written, where there is a lock file to hold.
pub(crate) struct SessionsKeptOut(#[expect(dead_code, reason = "held, not read")] Option<FileStorage>);

/// Fails with [`Error::InUse`] while somebody holds the lock file of the database at `path`, and else holds it. One
/// that was left behind stays where it is: Access removes its own.
pub(crate) fn keep_sessions_out(path: &Path) -> Result<SessionsKeptOut> {
    match shared_session(path)? {
        None => Ok(SessionsKeptOut(None)),
        Some(session) if session.is_held => Err(Error::InUse),
        Some(_) => hold(&lock_path(path)).map(SessionsKeptOut),
    }
}

/// Whoever only reads the lock file may look at it and not hold it.
#[cfg(not(windows))]
fn hold(lock: &Path) -> Result<Option<FileStorage>> {
    let may_not =
        [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem];
    match FileStorage::open_exclusive(lock) {
        Err(Error::Io { source, .. }) if may_not.contains(&source.kind()) => Ok(None),
        held => held.map(Some).map_err(of_lock_file),
    }
}

/// Whoever has a database open for himself keeps everybody out here.
#[cfg(windows)]
fn hold(_: &Path) -> Result<Option<FileStorage>> {
    Ok(None)
}

#[cfg(not(windows))]
fn others_may_have_it(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(windows)]
fn others_may_have_it(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::windows::fs::OpenOptionsExt;
    options.share_mode(7)
}

#[cfg(not(windows))]
fn is_held(lock: &Path) -> Result<bool> {
    FileStorage::is_held(lock)
}

/// Whoever has it open keeps from opening it who would share it with nobody.
#[cfg(windows)]
fn is_held(lock: &Path) -> Result<bool> {
    use std::os::windows::fs::OpenOptionsExt;
    match regular::open(OpenOptions::new().read(true).share_mode(0), lock) {
        Ok(_) => Ok(false),
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
        Err(error) if matches!(error.raw_os_error(), Some(32 | 33)) => Ok(true),
        Err(source) => Err(Error::Io { action: "opening the file", source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_counts_only_while_it_is_held() {
        let directory = tempfile::tempdir().expect("a directory");
        let database = directory.path().join("x.accdb");
        assert!(keep_sessions_out(&database).is_ok(), "no lock file");
        let path = directory.path().join("x.laccdb");
        std::fs::write(&path, [0; 64]).expect("writes");
        assert!(keep_sessions_out(&database).is_ok(), "a stale lock file");
        let held = std::fs::File::options().read(true).write(true).open(&path).expect("opens");
        held.try_lock().expect("locks");
        assert!(matches!(keep_sessions_out(&database), Err(Error::InUse)));
        drop(held);
        assert!(keep_sessions_out(&database).is_ok());
        assert!(path.exists(), "it is Access that removes it");
    }

    #[test]
    #[cfg(unix)]
    fn a_lock_file_that_cannot_be_looked_at_is_an_error() {
        let directory = tempfile::tempdir().expect("a directory");
        let no_folder = directory.path().join("a file");
        std::fs::write(&no_folder, b"x").expect("writes");
        assert!(matches!(keep_sessions_out(&no_folder.join("x.accdb")), Err(Error::Io { .. })));
    }

    /// An entry as Access writes it, the rest of each name whatever was in memory.
    fn entry(machine: &str, user: &str) -> Vec<u8> {
        let mut entry = vec![b'#'; ENTRY];
        for (at, name) in [(0, machine), (NAME, user)] {
            entry[at..at + name.len()].copy_from_slice(name.as_bytes());
            entry[at + name.len()] = 0;
        }
        entry
    }

    #[test]
    fn a_lock_file_names_who_is_entered() {
        let directory = tempfile::tempdir().expect("a directory");
        let database = directory.path().join("x.accdb");
        assert_eq!(shared_session(&database).expect("looks"), None);
        let lock = directory.path().join("x.laccdb");
        let bytes =
            [entry("MOSTRADOR-1", "Admin"), entry("", ""), entry("PC2", "Admin"), vec![7; 9]].concat();
        std::fs::write(&lock, &bytes).expect("writes");
        let session = shared_session(&database).expect("looks").expect("a lock file");
        let user = |machine: &str| SharedUser { machine: machine.to_owned(), user: "Admin".to_owned() };
        assert_eq!(session.users, [user("MOSTRADOR-1"), user("PC2")]);
        assert_eq!(session.to_string(), "MOSTRADOR-1 (Admin), PC2 (Admin)");
        assert_eq!(SharedSession { is_held: true, users: Vec::new() }.to_string(), "?");
        assert!(!session.is_held, "nobody is in");
        assert_eq!(std::fs::read(&lock).expect("reads"), bytes, "looking changes nothing");
    }
}
