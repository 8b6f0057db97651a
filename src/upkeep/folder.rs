//! The folder that backups lie in.

use super::error::{Result, io_at};
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

/// Bytes that a disk is to have left after a copy: whoever writes next needs room for a journal and for new pages.
const SPARE_BYTES: u64 = 16 << 20;

/// A file in a folder of backups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackupFile {
    pub name: String,
    pub bytes: u64,
}

/// The files of a folder, in the order of their names; one that is not there has none.
pub fn list(folder: &Path) -> Result<Vec<BackupFile>> {
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

/// `None` for what is no file, or has a name that none of ours has.
fn backup_file(entry: &DirEntry) -> io::Result<Option<BackupFile>> {
    let metadata = entry.metadata()?;
    let name = entry.file_name().into_string().ok().filter(|_| metadata.is_file());
    Ok(name.map(|name| BackupFile { name, bytes: metadata.len() }))
}

/// Bytes that can be written into a folder; where it is not there yet, into the nearest one above it.
pub fn free_bytes(folder: &Path) -> Result<u64> {
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    fs4::available_space(there).map_err(io_at(there, "asking for free space"))
}

/// Bytes that a disk must have for a copy of so many.
pub fn bytes_needed(bytes: u64) -> u64 {
    bytes.saturating_add(SPARE_BYTES)
}
