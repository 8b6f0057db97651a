//! What kind of file it is: by what it is called, and by its first bytes.

use super::error::{Reason, TableFault};
use super::source::TableSource;
use std::io::Read;
use std::path::Path;

/// The kinds of files that are read here; tables of Access files are asked for by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const PDF: &[u8] = b"%PDF-";

/// Extensions whose files say what they are.
const WORKBOOKS: [&str; 4] = ["xlsx", "xlsm", "xltx", "xltm"];
const OLD: [&str; 2] = ["xls", "xlt"];
const OTHERS: [&str; 9] = ["xlsb", "ods", "ots", "pdf", "numbers", "accdb", "mdb", "doc", "docx"];

/// The kind of a file, or why it cannot be read: [`Reason::OldFormat`], [`Reason::Encrypted`] or
/// [`Reason::UnsupportedKind`]. A workbook under the name of a text is read as what it is; a text under the name of a
/// workbook is for the workbook's reader to refuse.
pub(super) fn of(path: &Path, source: &TableSource) -> Result<FileKind, TableFault> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is = |known: &[&str]| known.contains(&extension.as_str());
    if is(&WORKBOOKS) {
        return Ok(FileKind::Xlsx);
    }
    if is(&OLD) {
        return Err(TableFault::refused(Reason::OldFormat, ""));
    }
    if is(&OTHERS) {
        return Err(TableFault::refused(Reason::UnsupportedKind, extension));
    }
    by_content(source)
}

/// A kind that was told. What is surely no text is refused as one.
pub(super) fn told(kind: FileKind, source: &TableSource) -> Result<FileKind, TableFault> {
    match kind {
        FileKind::Csv => by_content(source).map(|_| kind),
        FileKind::Xlsx => Ok(kind),
    }
}

fn by_content(source: &TableSource) -> Result<FileKind, TableFault> {
    let head = source.head(OLE.len())?;
    if head.starts_with(OLE) {
        Err(compound(source)?)
    } else if head.starts_with(PDF) {
        Err(TableFault::refused(Reason::UnsupportedKind, "pdf"))
    } else if head.starts_with(ZIP) {
        Ok(FileKind::Xlsx)
    } else {
        Ok(FileKind::Csv)
    }
}

/// Refuses what has the frame of the old formats, which is also that of a workbook with a password.
#[cfg(feature = "xlsx")]
pub(super) fn refuse_compound(source: &TableSource) -> Result<(), TableFault> {
    if source.head(OLE.len())?.starts_with(OLE) { Err(compound(source)?) } else { Ok(()) }
}

fn compound(source: &TableSource) -> Result<TableFault, TableFault> {
    let is_encrypted = contains(source, &utf16("EncryptedPackage")).map_err(TableFault::reading)?;
    Ok(TableFault::refused(if is_encrypted { Reason::Encrypted } else { Reason::OldFormat }, ""))
}

/// Names in a compound file are UTF-16.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Whether some bytes stand anywhere in a file.
fn contains(source: &TableSource, wanted: &[u8]) -> std::io::Result<bool> {
    let mut span = source.span();
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = 0;
    loop {
        let got = span.read(buffer.get_mut(kept..).unwrap_or_default())?;
        let seen = buffer.get(..kept + got).unwrap_or_default();
        if seen.windows(wanted.len()).any(|window| window == wanted) {
            return Ok(true);
        }
        if got == 0 {
            return Ok(false);
        }
        let len = seen.len();
        kept = len.min(wanted.len() - 1);
        buffer.copy_within(len - kept..len, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, bytes: &[u8]) -> Result<FileKind, Reason> {
        of(Path::new(name), &TableSource::memory(bytes.to_vec())).map_err(|fault| match fault {
            TableFault::Refused { reason, .. } => reason,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn names_decide_where_they_say_what_it_is() {
        assert_eq!(kind("a.XLSX", b"a;b"), Ok(FileKind::Xlsx));
        assert_eq!(kind("a.csv", b"a;b"), Ok(FileKind::Csv));
        assert_eq!(kind("a.txt", b""), Ok(FileKind::Csv));
        assert_eq!(kind("a", b"x"), Ok(FileKind::Csv));
        assert_eq!(kind("a.xls", b"PK\x03\x04"), Err(Reason::OldFormat));
        for name in ["a.xlsb", "a.ods", "a.pdf"] {
            assert_eq!(kind(name, b"PK\x03\x04"), Err(Reason::UnsupportedKind), "{name}");
        }
    }

    #[test]
    fn first_bytes_decide_where_the_name_says_nothing() {
        assert_eq!(kind("a.csv", b"PK\x03\x04..."), Ok(FileKind::Xlsx));
        assert_eq!(kind("a.txt", b"%PDF-1.7"), Err(Reason::UnsupportedKind));
        assert_eq!(kind("a.dat", OLE), Err(Reason::OldFormat));
    }

    #[test]
    fn a_password_is_told_from_an_old_format_wherever_its_mark_stands() {
        for before in [100, 64 * 1024 - 9, 200_000] {
            let mut bytes = OLE.to_vec();
            bytes.resize(before, 7);
            bytes.extend(utf16("EncryptedPackage"));
            assert_eq!(kind("a.csv", &bytes), Err(Reason::Encrypted), "{before}");
        }
    }
}
