//! Files of ours on their way out: whether one is still what was recorded.

use super::contract::{OutgoingChunk, PlatformTrouble, Stop};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

/// Opens a chunk and compares its content with what was recorded of it. The inner error: it is another.
///
/// What is sent afterwards is read through the same handle, so that a file put in its place meanwhile is not.
pub(super) fn open_chunk(chunk: &OutgoingChunk<'_>) -> Result<Result<File, PlatformTrouble>, Stop> {
    let mut file = open(chunk.file)?;
    let (len, sha256) = digest(&mut file).map_err(|error| unreadable(chunk.file, &error))?;
    if len == chunk.len && sha256.eq_ignore_ascii_case(chunk.sha256) {
        return Ok(Ok(file));
    }
    let message = format!("{}: {len} bytes, SHA-256 {sha256}", chunk.file.display());
    Ok(Err(PlatformTrouble::of("chunk_changed", &message)))
}

/// Opens a file of ours for reading.
pub(super) fn open(file: &Path) -> Result<File, Stop> {
    File::open(file).map_err(|error| unreadable(file, &error))
}

pub(super) fn unreadable(file: &Path, error: &io::Error) -> Stop {
    Stop::Io(format!("{}: {error}", file.display()))
}

/// Length and SHA-256 (lower-case hexadecimal) of what a reader holds; it is back at its beginning afterwards.
pub(super) fn digest(reader: &mut (impl Read + Seek)) -> io::Result<(u64, String)> {
    reader.rewind()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut len = 0;
    loop {
        let read = match reader.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hash.update(piece);
        len += u64::try_from(read).unwrap_or(u64::MAX);
    }
    reader.rewind()?;
    Ok((len, hex(&hash.finalize())))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_that_is_another_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("1.csv");
        std::fs::write(&file, "abc").expect("a file");
        let sha256 = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
        let chunk = OutgoingChunk { file: &file, len: 3, sha256, name: "1.csv", key: "k" };
        assert!(open_chunk(&chunk).expect("readable").is_ok());
        for other in [OutgoingChunk { len: 4, ..chunk }, OutgoingChunk { sha256: "ab", ..chunk }] {
            let trouble = open_chunk(&other).expect("readable").expect_err("another");
            assert_eq!(trouble.code.as_deref(), Some("chunk_changed"));
        }
        let gone = folder.path().join("2.csv");
        assert!(matches!(open_chunk(&OutgoingChunk { file: &gone, ..chunk }), Err(Stop::Io(_))));
    }
}
