//! The directory of a workbook's archive.
//!
//! Promises: the directory alone says what there is, each name once. Nothing is unpacked but the parts that are asked
//! for, and none to a disk.

use super::part::{Budget, Packed, Part};
use crate::table::error::{ErrorPlace, Reason, TableFault};
use crate::table::open::Limits;
use crate::table::source::{Span, TableSource};
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use zip::{CompressionMethod, ZipArchive};

/// Bytes that may be read to find and take in a directory; one of 20,000 parts needs a tenth of it.
const DIRECTORY_MAX: u64 = 16 * 1024 * 1024;

pub(super) struct Archive {
    source: TableSource,
    zip: ZipArchive<Bounded>,
    /// Places in the directory by name, in small letters.
    names: HashMap<String, usize>,
    budget: Budget,
}

impl Archive {
    pub(super) fn open(source: TableSource, limits: Limits) -> Result<Archive, TableFault> {
        let bounded = Bounded { span: source.span(), left: DIRECTORY_MAX };
        let zip = ZipArchive::new(bounded).map_err(unreadable)?;
        if zip.has_duplicate_names() {
            return Err(TableFault::refused(Reason::Damaged, "two parts have one name"));
        }
        let names = names_of(&zip)?;
        Ok(Archive { source, zip, names, budget: Budget::new(limits) })
    }

    /// Whether there is a part; names are compared without case, as the standard says.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The bytes of a part, `None` where it is not there.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, TableFault> {
        let Some(index) = self.names.get(&key(name)).copied() else { return Ok(None) };
        let packed = self.packed(index).map_err(|fault| fault.at(ErrorPlace::Part(name.to_string())))?;
        let bytes = self.source.part(packed.start, packed.len);
        Ok(Some(Part::new(bytes, packed, self.budget.clone())))
    }

    fn packed(&mut self, index: usize) -> Result<Packed, TableFault> {
        let entry = self.zip.by_index_raw(index).map_err(damaged)?;
        if entry.encrypted() {
            return Err(TableFault::refused(Reason::Encrypted, ""));
        }
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => return Err(TableFault::refused(Reason::NotAWorkbook, format!("packed by {other}"))),
        };
        let start =
            entry.data_start().ok_or_else(|| TableFault::refused(Reason::Damaged, "it has no beginning"))?;
        let (len, unpacked, crc) = (entry.compressed_size(), entry.size(), entry.crc32());
        Ok(Packed { start, len, deflated, unpacked, crc })
    }
}

fn names_of(zip: &ZipArchive<Bounded>) -> Result<HashMap<String, usize>, TableFault> {
    let mut names = HashMap::new();
    for (index, name) in zip.file_names_raw().enumerate() {
        let name = key(&String::from_utf8_lossy(name));
        if names.contains_key(&name) {
            return Err(
                TableFault::refused(Reason::Damaged, "two parts have one name").at(ErrorPlace::Part(name))
            );
        }
        names.insert(name, index);
    }
    Ok(names)
}

/// Some programs write names with the separators of Windows, or from the root.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn unreadable(error: zip::result::ZipError) -> TableFault {
    match error {
        zip::result::ZipError::Io(source) if source.raw_os_error().is_some() => TableFault::reading(source),
        other => TableFault::refused(Reason::NotAWorkbook, other.to_string()),
    }
}

fn damaged(error: zip::result::ZipError) -> TableFault {
    match error {
        zip::result::ZipError::Io(source) if source.raw_os_error().is_some() => TableFault::reading(source),
        zip::result::ZipError::UnsupportedArchive(what) => TableFault::refused(Reason::NotAWorkbook, what),
        other => TableFault::refused(Reason::Damaged, other.to_string()),
    }
}

/// Reads no more than so many bytes, so that a directory of millions of entries ends as an error.
struct Bounded {
    span: Span,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.span.read(into)?;
        let counted = u64::try_from(got).unwrap_or(u64::MAX);
        self.left =
            self.left.checked_sub(counted).ok_or_else(|| io::Error::other("the directory is too long"))?;
        Ok(got)
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.span.seek(to)
    }
}
