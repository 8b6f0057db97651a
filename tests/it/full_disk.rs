//! Company files on a disk that has no room for another one.

use factulink::store::{
    self, BackupFile, Backups, CompanyFile, CompanyStore, NativeStores, Replacing, Stores,
};
use std::path::Path;

/// The real files on a disk that is nearly full.
pub struct FullDisk;

impl Stores for FullDisk {
    fn backups(&self) -> &dyn Backups {
        self
    }

    fn open(&self, file: &CompanyFile, write: bool) -> store::Result<Box<dyn CompanyStore>> {
        NativeStores.open(file, write)
    }
}

impl Backups for FullDisk {
    fn free_bytes(&self, _folder: &Path) -> store::Result<u64> {
        Ok(1 << 20)
    }

    fn list(&self, folder: &Path) -> store::Result<Vec<BackupFile>> {
        NativeStores.backups().list(folder)
    }

    fn open(&self, backup: &Path) -> store::Result<Box<dyn CompanyStore>> {
        NativeStores.backups().open(backup)
    }

    fn remove(&self, backup: &Path) -> store::Result<()> {
        NativeStores.backups().remove(backup)
    }

    fn replace(&self, file: &CompanyFile) -> store::Result<Box<dyn Replacing>> {
        NativeStores.backups().replace(file)
    }
}
