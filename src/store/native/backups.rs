//! Backups of a company's file as files of their own.

use super::NativeStore;
use crate::files;
use crate::store::{BackupFile, Backups, CompanyFile, CompanyStore, Error, Replacing, Result};
use crate::upkeep;
use accdb::{Database, Replacement};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a copy is called until it is whole.
const PARTIAL: &str = "partial";

/// Names a path in errors.
fn at(path: &Path) -> impl Fn(accdb::Error) -> Error + '_ {
    |error| Error::engine(&path.display().to_string(), error)
}

fn io_at<'p>(path: &'p Path, action: &'static str) -> impl Fn(io::Error) -> Error + 'p {
    move |source| at(path)(accdb::Error::Io { action, source })
}

/// Backups are files in a folder.
pub(super) struct Folder;

impl Backups for Folder {
    fn free_bytes(&self, folder: &Path) -> Result<u64> {
        Ok(upkeep::free_bytes(folder)?)
    }

    fn list(&self, folder: &Path) -> Result<Vec<BackupFile>> {
        Ok(upkeep::list(folder)?)
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
        upkeep::check(copy, &opened)?;
        Ok(())
    }

    fn keep(&mut self, copy: &Path) -> Result<()> {
        if let Some(folder) = copy.parent() {
            files::make_folder(folder).map_err(io_at(folder, "making the folder"))?;
        }
        self.taken.keep(copy, &copy.with_extension(PARTIAL)).map_err(at(copy))
    }

    fn place(self: Box<Self>) -> Result<()> {
        let NativeReplacing { path, taken } = *self;
        taken.place().map_err(at(&path))
    }
}
