//! Folders that are a map of paths, on a disk as full as a test wants it.

use super::company::MemoryCompany;
use super::fault::Harm;
use crate::store::Result;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The folders of backups, and the disk that they are on. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryFolders(Rc<Disk>);

#[derive(Debug, Default)]
struct Disk {
    files: RefCell<BTreeMap<PathBuf, MemoryCompany>>,
    /// `None`: without end.
    free: Cell<Option<u64>>,
}

impl MemoryFolders {
    /// Puts a file there; what was there before is gone.
    pub fn put(&self, path: &Path, content: MemoryCompany) {
        self.0.files.borrow_mut().insert(path.to_owned(), content);
    }

    /// The paths of all files, ascending.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.0.files.borrow().keys().cloned().collect()
    }

    pub fn get(&self, path: &Path) -> Result<MemoryCompany> {
        let found = self.0.files.borrow().get(path).cloned();
        found.ok_or_else(|| Harm::Away.error(path.display().to_string()))
    }

    /// Makes every disk have so many bytes left.
    pub fn leave_free(&self, bytes: u64) {
        self.0.free.set(Some(bytes));
    }

    /// Bytes that are left.
    pub fn free_bytes(&self) -> u64 {
        self.0.free.get().unwrap_or(u64::MAX)
    }

    /// The files directly in a folder, ascending.
    pub fn inside(&self, folder: &Path) -> Vec<(PathBuf, MemoryCompany)> {
        let files = self.0.files.borrow();
        let inside = files.iter().filter(|(path, _)| path.parent() == Some(folder));
        inside.map(|(path, content)| (path.clone(), content.clone())).collect()
    }

    pub fn remove(&self, path: &Path) {
        self.0.files.borrow_mut().remove(path);
    }
}
