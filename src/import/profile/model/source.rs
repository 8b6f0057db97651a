//! Where the rows of a profile come from.

use super::ColumnId;
use super::field::Scalar;
use crate::template::Template;

#[derive(Debug, Clone)]
pub struct SourceSettings {
    /// Globs, as written; relative ones start in the configuration's folder.
    pub files: Vec<Template>,
    /// How the period stands in a file's name, without its extension.
    pub name: Option<Template>,
    pub kind: SourceKind,
    pub sheet: Option<Sheet>,
    pub sheet_first: bool,
    pub title_rows: u32,
    pub titles: Titles,
    /// Titles that are known and not used.
    pub ignore: Vec<String>,
    /// A row is skipped where the column, cleaned, is one of the texts, compared without case.
    pub skip: Vec<(ColumnId, Vec<String>)>,
    /// `None`: found out.
    pub delimiter: Option<u8>,
    /// A label of the WHATWG encoding standard; `None`: found out.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// `None`: fields are not quoted.
    pub quote: Option<u8>,
    /// Of an Access source.
    pub table: Option<String>,
    /// Rows of an Access source: column and the value it must have.
    pub filter: Vec<(String, Scalar)>,
    pub limits: SourceLimits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// By the extension and the first bytes.
    Auto,
    Csv,
    Xlsx,
    Access,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    Name(String),
    /// From 1 on.
    Number(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titles {
    /// These titles, each once, in any order.
    Same,
    /// The order, too.
    Exact,
    /// These titles; others do not matter.
    Contains,
    /// No titles: columns are placed by letter or number.
    None,
}

/// Bounds of what is read of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLimits {
    /// Unpacked bytes.
    pub bytes: u64,
    /// Unpacked to packed bytes, past 64 MiB.
    pub ratio: u64,
    pub rows: u64,
}
