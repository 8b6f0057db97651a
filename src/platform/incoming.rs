//! What comes from outside into files and buffers of ours: in bounds, and whole or not at all.

use super::contract::{PlatformTrouble, Stop};
use super::outgoing::unreadable;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Why something did not come whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CutResponse {
    /// Longer than is read.
    TooLarge,
    /// The source failed: it ended, or was too slow.
    Lost(PlatformTrouble),
}

/// A document that is written, and not yet under its name.
pub(super) struct ResponsePart {
    file: PathBuf,
    pub len: u64,
}

/// Reads a message; what came before a cut is kept.
#[cfg(any(test, feature = "http"))]
pub(super) fn message(source: impl Read, max: u64) -> (Vec<u8>, Option<CutResponse>) {
    let mut bytes = Vec::new();
    let cut = match source.take(max.saturating_add(1)).read_to_end(&mut bytes) {
        Err(error) => Some(CutResponse::Lost(PlatformTrouble::told(&error.to_string()))),
        Ok(read) if u64::try_from(read).is_ok_and(|read| read <= max) => None,
        Ok(_) => Some(CutResponse::TooLarge),
    };
    (bytes, cut)
}

impl ResponsePart {
    /// Copies a source to `NAME.part` beside `to`, and to the disk.
    pub(super) fn write(
        source: impl Read,
        max: u64,
        to: &Path,
    ) -> Result<Result<ResponsePart, CutResponse>, Stop> {
        let path = part_of(to);
        let ours = |error: io::Error| unreadable(&path, &error);
        let mut file = File::create(&path).map_err(ours)?;
        let part = match copy(source, max, &mut file).map_err(ours)? {
            Ok(len) => Ok(ResponsePart { file: path.clone(), len }),
            Err(cut) => Err(cut),
        };
        file.sync_all().map_err(ours)?;
        drop(file);
        if part.is_err() {
            fs::remove_file(&path).map_err(ours)?;
        }
        Ok(part)
    }

    /// Gives it its name.
    pub(super) fn keep(self, to: &Path) -> Result<(), Stop> {
        fs::rename(&self.file, to).map_err(|error| unreadable(to, &error))
    }

    pub(super) fn discard(self) -> Result<(), Stop> {
        fs::remove_file(&self.file).map_err(|error| unreadable(&self.file, &error))
    }
}

/// Copies to the end. The outer error is the file's; the inner one the source's.
fn copy(mut source: impl Read, max: u64, file: &mut File) -> io::Result<Result<u64, CutResponse>> {
    let mut buffer = vec![0; 64 * 1024];
    let mut len: u64 = 0;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Ok(Err(CutResponse::Lost(PlatformTrouble::told(&error.to_string())))),
        };
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(Ok(len)) };
        len = len.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if len > max {
            return Ok(Err(CutResponse::TooLarge));
        }
        file.write_all(piece)?;
    }
}

/// The name of a file while it is written.
pub(super) fn part_of(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }

    fn written(source: impl Read) -> (Option<CutResponse>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("answer.json");
        let cut = match ResponsePart::write(source, 4, &to).expect("a disk") {
            Ok(part) => part.keep(&to).err().map(|_| CutResponse::TooLarge),
            Err(cut) => Some(cut),
        };
        let names = folder
            .path()
            .read_dir()
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        (cut, names.collect())
    }

    #[test]
    fn a_document_is_there_whole_or_not_at_all() {
        assert_eq!(written(&b"1234"[..]), (None, vec!["answer.json".to_owned()]));
        assert_eq!(written(&b"12345"[..]), (Some(CutResponse::TooLarge), Vec::new()));
        let (cut, left) = written((&b"12"[..]).chain(Failing));
        assert!(matches!(cut, Some(CutResponse::Lost(_))) && left.is_empty());
    }

    #[test]
    fn a_message_that_is_cut_keeps_its_beginning() {
        assert_eq!(message(&b"1234"[..], 4), (b"1234".to_vec(), None));
        assert_eq!(message(&b"12345"[..], 4).1, Some(CutResponse::TooLarge));
        let (bytes, cut) = message((&b"12"[..]).chain(Failing), 4);
        assert!(bytes == b"12" && matches!(cut, Some(CutResponse::Lost(_))));
    }
}
