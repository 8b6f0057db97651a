//! Opens a file of rows, whatever its kind, and says what it is.

use super::cell::Rows;
use super::csv::{self, CsvOptions};
use super::error::{Result, TableFault};
use super::kind::{self, FileKind};
use super::source::TableSource;
use encoding_rs::Encoding;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What the caller knows of a file, and how it may be read.
#[derive(Clone)]
pub struct OpenOptions<'a> {
    /// `None`: by its extension and its first bytes.
    pub kind: Option<FileKind>,
    pub sheet: SheetChoice,
    /// The sheet must be the first of its workbook.
    pub sheet_first: bool,
    /// `None`: found out. A byte-order mark goes before it.
    pub encoding: Option<&'static Encoding>,
    /// `None`: found out, with the help of `titles`. A first line `sep=;` goes before it.
    pub delimiter: Option<u8>,
    /// `None`: fields are not quoted.
    pub quote: Option<u8>,
    /// Titles that are expected; only the search for the delimiter looks at them.
    pub titles: &'a [String],
    pub limits: Limits,
    /// The caller's clock: a file younger than five seconds is looked at twice, to see whether it grows.
    pub now: SystemTime,
    /// Waits between the two looks.
    pub pause: &'a dyn Fn(Duration),
    /// A folder into which the file is copied before it is read, for files on shares.
    pub copy_to: Option<PathBuf>,
    /// A folder for unnamed temporary files; `None`: the system's.
    pub scratch: Option<PathBuf>,
}

/// Which sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SheetChoice {
    /// The first that has cells.
    #[default]
    First,
    /// Compared without case, blanks collapsed.
    Name(String),
    /// By its place in the workbook, from 1 on.
    Number(u32),
}

/// Bounds of what is unpacked of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes of all the parts that are read.
    pub bytes: u64,
    /// Unpacked to packed bytes of a part, past 64 MiB.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 4 << 30, ratio: 200 }
    }
}

/// A file before its first row.
pub struct Opened {
    pub rows: Box<dyn Rows>,
    pub facts: Facts,
}

/// What is known of a file once it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub len: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
    /// Of a workbook.
    pub sheet: Option<String>,
    /// Of a text file: `utf-8`, `windows-1252`, `utf-16le` …
    pub encoding: Option<String>,
    pub delimiter: Option<u8>,
}

impl<'a> OpenOptions<'a> {
    /// Everything found out; quotes as RFC 4180.
    pub fn new(now: SystemTime, pause: &'a dyn Fn(Duration)) -> OpenOptions<'a> {
        OpenOptions {
            kind: None,
            sheet: SheetChoice::First,
            sheet_first: false,
            encoding: None,
            delimiter: None,
            quote: Some(b'"'),
            titles: &[],
            limits: Limits::default(),
            now,
            pause,
            copy_to: None,
            scratch: None,
        }
    }
}

/// Opens a file, reads it once from end to end (SHA-256, encoding), and stands before its first row.
///
/// A file must be read to the `None` at its end before any of its rows counts: a file that is damaged further down, or
/// that somebody changed meanwhile, says so only then.
pub fn open(path: &Path, options: &OpenOptions<'_>) -> Result<Opened> {
    open_any(path, options).map_err(|fault| fault.of(path))
}

fn open_any(path: &Path, options: &OpenOptions<'_>) -> Result<Opened, TableFault> {
    let source = TableSource::open(path, options.now, options.pause, options.copy_to.as_deref())?;
    match options.kind.map_or_else(|| kind::of(path, &source), |kind| kind::told(kind, &source))? {
        FileKind::Csv => open_csv(path, source, options),
        FileKind::Xlsx => open_workbook(path, source, options),
    }
}

fn open_csv(path: &Path, source: TableSource, options: &OpenOptions<'_>) -> Result<Opened, TableFault> {
    let OpenOptions { encoding, delimiter, quote, titles, .. } = *options;
    let len = source.len();
    let opened = csv::open(path, source, &CsvOptions { encoding, delimiter, quote, titles })?;
    let facts = Facts {
        len,
        sha256: opened.sha256,
        sheet: None,
        encoding: Some(csv::name_of(opened.encoding)),
        delimiter: Some(opened.delimiter),
    };
    Ok(Opened { rows: Box::new(opened.rows), facts })
}

/// The length of a file, and its SHA-256 in lower-case hexadecimal. Whether it is still growing is not asked here.
pub fn digest(path: &Path) -> Result<(u64, String)> {
    // Five centuries on, no file is young.
    let long_after = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 34);
    let digest = || -> Result<(u64, String), TableFault> {
        let source = TableSource::open(path, long_after, &|_| {}, None)?;
        let digest = super::source::each_block(&source, |block, _| Ok(block.len()))?;
        Ok((source.len(), digest.hex()))
    };
    digest().map_err(|fault| fault.of(path))
}

#[cfg(feature = "xlsx")]
fn open_workbook(path: &Path, source: TableSource, options: &OpenOptions<'_>) -> Result<Opened, TableFault> {
    use super::xlsx::{self, WorkbookOptions};
    let digest = |source: &TableSource| super::source::each_block(source, |block, _| Ok(block.len()));
    let len = source.len();
    let workbook = WorkbookOptions {
        sheet: &options.sheet,
        sheet_first: options.sheet_first,
        limits: options.limits,
        scratch: options.scratch.as_deref(),
    };
    kind::refuse_compound(&source)?;
    let sha256 = digest(&source)?.hex();
    let (rows, sheet) = xlsx::open(path, source, &workbook)?;
    let facts = Facts { len, sha256, sheet: Some(sheet), encoding: None, delimiter: None };
    Ok(Opened { rows: Box::new(rows), facts })
}

#[cfg(not(feature = "xlsx"))]
fn open_workbook(_: &Path, _: TableSource, _: &OpenOptions<'_>) -> Result<Opened, TableFault> {
    Err(TableFault::refused(super::Reason::UnsupportedKind, "xlsx"))
}
