//! A profile as the stages use it: checked, its patterns compiled, its columns referred to by index.

mod field;
mod output;
mod registration;
mod report;
mod rule;
mod source;

use crate::platform::PlatformSettings;
pub use field::{
    Bound, Case, Check, Column, ColumnPlace, DefaultValue, FieldRules, Mark, Pad, Scalar, Sign, Type,
};
pub use output::{
    AccessMode, AccessOutput, Allowed, ChangeSettings, CsvOutput, DateForm, Eol, Output, WorkbookOutput,
};
pub use registration::{
    Accounts, Confirm, KnownBranch, MatchingSettings, Pairs, Per, Register, RegisterBody, RegisterTarget,
    RegisteredKind,
};
pub use report::{ReportFormat, ReportPlace, ReportSettings};
pub use rule::{Compute, Condition, Level, LookupSettings, LookupValue, ProfileRule, RuleKind, RuleScope};
pub use source::{Sheet, SourceKind, SourceLimits, SourceSettings, Titles};
use std::path::PathBuf;

/// A place in [`Profile::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// One kind of bulk file: where it is found, what is true of its rows, and where they go.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub title: String,
    /// The file it was read from.
    pub file: PathBuf,
    /// SHA-256 of its text and of the texts it extends, in lower-case hexadecimal.
    pub hash: String,
    pub period: PeriodKind,
    pub source: SourceSettings,
    pub columns: Vec<Column>,
    pub rules: Vec<ProfileRule>,
    pub lookups: Vec<LookupSettings>,
    pub computes: Vec<Compute>,
    /// Accepted rows of a chunk.
    pub chunk_rows: u32,
    pub csv: Option<CsvOutput>,
    pub workbook: Option<WorkbookOutput>,
    pub access: Option<AccessOutput>,
    pub rejects_allowed: Allowed,
    /// `None`: `kind = "none"`, or no table `[platform]`.
    pub platform: Option<PlatformSettings>,
    pub answer: Option<ReportSettings>,
    /// `series`, `centres`, `accounts`, by name.
    pub reports: Vec<(String, ReportSettings)>,
    pub pairs: Option<Pairs>,
    pub matching: Option<MatchingSettings>,
    pub accounts: Option<Accounts>,
    pub register: Vec<Register>,
    /// `[verify] reprocess`: process again after registering; what is left must be what is held.
    pub reprocess: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    Month,
    Year,
    None,
}
