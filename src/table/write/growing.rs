//! A file that grows under `NAME.part`.

use super::files::{DiskFile, Files};
use crate::table::error::Error;
use crate::table::source::Digest;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is: under `NAME.part`, or its own name.
    pub file: PathBuf,
    pub len: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

/// Dropped before it is finished, it is removed.
pub(super) struct Growing<'f> {
    files: &'f dyn Files,
    target: PathBuf,
    part: PathBuf,
    file: Option<Box<dyn DiskFile>>,
    digest: Digest,
}

impl<'f> Growing<'f> {
    /// Begins `NAME.part` beside `target`; what a killed process left there is thrown away.
    pub(super) fn create(files: &'f dyn Files, target: &Path) -> Result<Growing<'f>, Error> {
        let mut name = target.file_name().map(OsString::from).unwrap_or_default();
        name.push(".part");
        let part = target.with_file_name(name);
        let created = files.remove(&part).and_then(|()| files.create(&part));
        let file = created.map_err(|source| failed(&part, "making the file", source))?;
        Ok(Growing { files, target: target.to_path_buf(), part, file: Some(file), digest: Digest::default() })
    }

    /// Where it grows.
    pub(super) fn part(&self) -> &Path {
        &self.part
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(|source| failed(&self.part, "writing the file", source))
    }

    /// Brings it to the disk and leaves it under `NAME.part`, for the caller to rename.
    pub(super) fn finish(mut self) -> Result<Written, Error> {
        self.close()
    }

    /// Brings it to the disk and gives it its name.
    pub(super) fn finish_and_rename(mut self) -> Result<Written, Error> {
        let written = self.close()?;
        let (files, target) = (self.files, &self.target);
        if let Err(source) = files.rename(&self.part, target) {
            drop(files.remove(&self.part));
            return Err(failed(target, "naming the file", source));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        files
            .sync_folder(folder.unwrap_or(Path::new(".")))
            .map_err(|source| failed(target, "bringing its name to the disk", source))?;
        Ok(Written { file: target.clone(), ..written })
    }

    fn close(&mut self) -> Result<Written, Error> {
        let file = self.file.as_mut().ok_or_else(|| failed(&self.part, "writing the file", gone()))?;
        file.flush()
            .and_then(|()| file.sync())
            .map_err(|source| failed(&self.part, "bringing the file to the disk", source))?;
        // Closed, and no longer to be removed.
        self.file = None;
        let digest = std::mem::take(&mut self.digest);
        Ok(Written { file: self.part.clone(), len: digest.len(), sha256: digest.hex() })
    }
}

impl Write for Growing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let wrote = self.file.as_mut().ok_or_else(gone)?.write(bytes)?;
        self.digest.update(bytes.get(..wrote).unwrap_or_default());
        Ok(wrote)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().ok_or_else(gone)?.flush()
    }
}

impl Drop for Growing<'_> {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            drop(self.files.remove(&self.part));
        }
    }
}

fn gone() -> io::Error {
    io::Error::other("the file is finished")
}

pub(super) fn failed(file: &Path, action: &'static str, source: io::Error) -> Error {
    Error::Io { file: file.to_path_buf(), action, source }
}
