//! Backups of companies in memory.

use super::company::MemoryCompany;
use super::fault::{Call, Harm};
use super::folders::MemoryFolders;
use super::store::{MemoryStore, MemoryStores, Shared, afterwards, call};
use crate::store::{BackupFile, Backups, CompanyFile, CompanyStore, Error, Replacing, Result};
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Bytes of an empty company, and of each document in it.
const EMPTY_BYTES: u64 = 400_000;
const DOCUMENT_BYTES: u64 = 1_000;

impl MemoryCompany {
    pub(super) fn byte_count(&self) -> u64 {
        EMPTY_BYTES + DOCUMENT_BYTES * u64::try_from(self.documents.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn check(&self, name: &str) -> Result<()> {
        let damage = self.damage.iter().map(|finding| Error::Unsound {
            file: name.to_owned(),
            finding: finding.clone(),
            findings: 1,
        });
        damage.map(Err).next().unwrap_or(Ok(()))
    }
}

impl Backups for MemoryStores {
    fn free_bytes(&self, _folder: &Path) -> Result<u64> {
        Ok(self.folders().free_bytes())
    }

    fn list(&self, folder: &Path) -> Result<Vec<BackupFile>> {
        let file = |(path, content): (PathBuf, MemoryCompany)| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some(BackupFile { name, bytes: content.byte_count() })
        };
        Ok(self.folders().inside(folder).into_iter().filter_map(file).collect())
    }

    fn open(&self, backup: &Path) -> Result<Box<dyn CompanyStore>> {
        let content = self.folders().get(backup)?;
        let (company, name) = (Rc::new(RefCell::new(content)), backup.display().to_string());
        Ok(Box::new(MemoryStore { company, name, write: false, folders: self.folders().clone() }))
    }

    fn remove(&self, backup: &Path) -> Result<()> {
        self.folders().get(backup)?;
        self.folders().remove(backup);
        Ok(())
    }

    /// A company that is not there has no place where it was: nobody could see it come back.
    fn replace(&self, file: &CompanyFile) -> Result<Box<dyn Replacing>> {
        let name = format!("{}/{}", file.company, file.year);
        let company = self.find(file).ok_or_else(|| Harm::Away.error(name.clone()))?;
        let harm = call(&company, Call::Replace, &name)?;
        afterwards(harm, &name)?;
        Ok(Box::new(MemoryReplacing { company, name, new: None, folders: self.folders().clone() }))
    }
}

struct MemoryReplacing {
    company: Shared,
    name: String,
    new: Option<MemoryCompany>,
    folders: MemoryFolders,
}

impl Replacing for MemoryReplacing {
    fn byte_count(&self) -> Result<Option<u64>> {
        Ok(Some(self.company.borrow().byte_count()))
    }

    fn prepare(&mut self, backup: &Path) -> Result<()> {
        let harm = call(&self.company, Call::Prepare, &self.name)?;
        let new = self.folders.get(backup)?;
        new.check(&backup.display().to_string())?;
        self.new = Some(new);
        afterwards(harm, &self.name)
    }

    fn keep(&mut self, copy: &Path) -> Result<()> {
        let harm = call(&self.company, Call::Keep, &self.name)?;
        self.folders.put(copy, self.company.borrow().clone());
        afterwards(harm, &self.name)
    }

    fn place(mut self: Box<Self>) -> Result<()> {
        let harm = call(&self.company, Call::Place, &self.name)?;
        let nothing = || {
            let source = accdb::Error::Io { action: "replacing", source: io::ErrorKind::NotFound.into() };
            Error::Io { file: self.name.clone(), source }
        };
        let new = self.new.take().ok_or_else(nothing)?;
        let old = &mut *self.company.borrow_mut();
        // What was ordered of the company, and asked of it, is the test's own.
        let (faults, calls) = (std::mem::take(&mut old.faults), std::mem::take(&mut old.calls));
        *old = MemoryCompany { faults, calls, ..new };
        afterwards(harm, &self.name)
    }
}
