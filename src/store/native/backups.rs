//! Backups of a company's file as files of their own.

use super::NativeStore;
use crate::accdb::{self, Database, Replacement, Strictness};
use crate::store::{BackupFile, Backups, CompanyFile, CompanyStore, Error, Replacing, Result};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// What a copy is called until it is whole and, where that matters, known to be sound.
const PARTIAL: &str = "partial";

/// Names a path in errors.
fn at(path: &Path) -> impl Fn(accdb::Error) -> Error + '_ {
    |error| Error::engine(&path.display().to_string(), error)
}

fn io_at<'p>(path: &'p Path, action: &'static str) -> impl Fn(io::Error) -> Error + 'p {
    move |source| at(path)(accdb::Error::Io { action, source })
}

/// Walks a whole file that Access may have written, too: what Access leaves behind itself is no damage.
pub(super) fn check(file: &str, db: &Database) -> Result<()> {
    let report = db.check(Strictness::AnyWriter).map_err(|error| Error::engine(file, error))?;
    let Some(first) = report.errors().next() else { return Ok(()) };
    let finding =
        [first.page.map(|page| format!("page {page}")), first.table.clone(), Some(first.what.clone())];
    let finding: Vec<_> = finding.into_iter().flatten().collect();
    Err(Error::Unsound { file: file.to_owned(), finding: finding.join(", "), findings: report.errors })
}

pub(super) fn back_up(file: &str, db: &Database, to: &Path) -> Result<()> {
    let partial = to.with_extension(PARTIAL);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(io_at(folder, "making the folder"))?;
    }
    remove_if_there(&partial)?;
    let done = copy_and_check(file, db, &partial).and_then(|()| accdb::rename(&partial, to).map_err(at(to)));
    if done.is_err() {
        // What is wrong with it has been told; the next backup would remove it as well.
        let _ = fs::remove_file(&partial);
    }
    done
}

/// What is wrong with the copy, was wrong with the file.
fn copy_and_check(file: &str, db: &Database, partial: &Path) -> Result<()> {
    db.copy_to(partial).map_err(at(partial))?;
    let copy = Database::open_read(partial).map_err(|error| Error::engine(file, error))?;
    check(file, &copy)
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_at(path, "removing")(error)),
        _ => Ok(()),
    }
}

/// Backups are files in a folder.
pub(super) struct Folder;

impl Backups for Folder {
    fn free_bytes(&self, folder: &Path) -> Result<u64> {
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        fs4::available_space(there).map_err(io_at(there, "asking for free space"))
    }

    fn list(&self, folder: &Path) -> Result<Vec<BackupFile>> {
        let listing = io_at(folder, "listing the folder");
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(listing(error)),
        };
        let files: io::Result<Vec<_>> = entries.map(|entry| backup_file(&entry?)).collect();
        let mut files: Vec<_> = files.map_err(listing)?.into_iter().flatten().collect();
        files.sort();
        Ok(files)
    }

    fn open(&self, backup: &Path) -> Result<Box<dyn CompanyStore>> {
        Ok(Box::new(NativeStore::open_read(backup)?))
    }

    fn remove(&self, backup: &Path) -> Result<()> {
        fs::remove_file(backup).map_err(io_at(backup, "removing"))
    }

    fn replace(&self, file: &CompanyFile) -> Result<Box<dyn Replacing>> {
        let taken = Replacement::begin(&file.path).map_err(at(&file.path))?;
        Ok(Box::new(NativeReplacing { path: file.path.clone(), taken }))
    }
}

/// `None` for what is no file, or has a name that none of ours has.
fn backup_file(entry: &DirEntry) -> io::Result<Option<BackupFile>> {
    let metadata = entry.metadata()?;
    let name = entry.file_name().into_string().ok().filter(|_| metadata.is_file());
    Ok(name.map(|name| BackupFile { name, bytes: metadata.len() }))
}

struct NativeReplacing {
    path: PathBuf,
    taken: Replacement,
}

impl Replacing for NativeReplacing {
    fn byte_count(&self) -> Result<Option<u64>> {
        self.taken.byte_count().map_err(at(&self.path))
    }

    fn prepare(&mut self, backup: &Path) -> Result<()> {
        let copy = self.taken.prepare(backup).map_err(at(&self.path))?;
        let opened = Database::open_read(copy).map_err(at(copy))?;
        check(&copy.display().to_string(), &opened)
    }

    fn keep(&mut self, copy: &Path) -> Result<()> {
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder).map_err(io_at(folder, "making the folder"))?;
        }
        self.taken.keep(copy, &copy.with_extension(PARTIAL)).map_err(at(copy))
    }

    fn place(self: Box<Self>) -> Result<()> {
        let NativeReplacing { path, taken } = *self;
        taken.place().map_err(at(&path))
    }
}
