//! Where rows go.

use super::ColumnId;
use crate::template::Template;

/// What stands in a column of an output.
#[derive(Debug, Clone)]
pub enum Output {
    /// `#`: the running number, from 1 on.
    Number,
    Column(ColumnId),
    /// By its place in [`Profile::computes`](super::Profile::computes).
    Compute(usize),
    /// By its place in [`Profile::lookups`](super::Profile::lookups).
    Lookup(usize),
    /// Literal text with placeholders; of a registration also its values (`{account}`). Where a value of the row is
    /// called like a word of the period or of the job (`{period}`), the value is meant.
    Text(Template),
}

#[derive(Debug, Clone)]
pub struct CsvOutput {
    pub folder: Template,
    pub name: Template,
    pub encoding: &'static encoding_rs::Encoding,
    pub bom: bool,
    pub delimiter: u8,
    pub eol: Eol,
    /// `titles = false`: no row of titles.
    pub titles: bool,
    /// A delimiter behind the last field, too.
    pub trailing: bool,
    pub dates: DateForm,
    pub decimal_mark: char,
    /// Title and value.
    pub columns: Vec<(String, Output)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eol {
    CrLf,
    Lf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `dd/mm/yyyy`
    DayFirst,
    /// `yyyy-mm-dd`
    Iso,
    /// `yyyymmdd`
    Compact,
}

/// The consolidated workbook: the columns of the CSV output.
#[derive(Debug, Clone)]
pub struct WorkbookOutput {
    pub name: Template,
    pub sheet: String,
}

/// Rows of a table of an Access file.
#[derive(Debug, Clone)]
pub struct AccessOutput {
    pub file: Template,
    pub table: String,
    pub key: Vec<(String, Output)>,
    pub mode: AccessMode,
    pub columns: Vec<(String, Output)>,
    pub change: Option<ChangeSettings>,
    /// Rows of a transaction.
    pub batch: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessMode {
    Insert,
    Upsert,
}

/// A row whose column would move further than this is held.
#[derive(Debug, Clone)]
pub struct ChangeSettings {
    pub column: String,
    /// Millionths of the value that is there: 30 % is 300,000.
    pub at_most: i128,
    pub code: String,
}

/// How many rejected rows are allowed before nothing is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    Rows(u64),
    /// Millionths of the rows read.
    Share(u64),
}
