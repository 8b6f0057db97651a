//! What the walk has found.

use crate::format::ids::PageNo;
use std::collections::BTreeMap;
use std::fmt;

/// Findings kept of each severity; the rest is counted.
const KEPT_MAX: usize = 1_000;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A rule of the format is broken.
    Error,
    /// A leftover that Access makes too and that harms nothing.
    Warning,
    /// Something that could not be checked.
    Info,
}

/// What kind of leftover a warning tells of. None changes what anybody reads in the file or finds by its indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leftover {
    /// A definition counts rows, keys, numbers or columns otherwise than they are.
    Counts,
    /// Pages that are set aside and that nothing uses, or that lie past the end of the file.
    Pages,
    /// Rows and long values that nothing points to.
    Rows,
    /// Something that is laid out in a way that few writers have.
    Form,
}

/// What to hold a file to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// The file may come from anybody: leaked pages, statistics that are off and rows that nothing points to are
    /// warnings, for Access leaves them too.
    AnyWriter,
    /// Only this engine has written the file: those leftovers are errors.
    OwnWriter,
}

/// One thing that the walk has found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is; `None` for something about the file as a whole.
    pub page: Option<PageNo>,
    /// The table it belongs to, where that is known.
    pub table: Option<String>,
    /// In words, without the page and the table.
    pub what: String,
    /// What kind of leftover it is, if it is one.
    pub leftover: Option<Leftover>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        f.write_str(severity)?;
        if let Some(page) = self.page {
            write!(f, " page {page}")?;
        }
        if let Some(table) = &self.table {
            write!(f, " {table}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// The outcome of a walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckReport {
    /// What was found, in the order of the walk; at most a thousand of each severity.
    pub findings: Vec<Finding>,
    /// Errors, those that were not kept included.
    pub errors: u64,
    /// The same of warnings.
    pub warnings: u64,
    /// The same of what could not be checked.
    pub infos: u64,
    /// Pages of the file.
    pub pages: u64,
    /// Tables that were walked through.
    pub tables: u64,
    /// Rows in them.
    pub rows: u64,
    /// Entries of their indexes.
    pub index_entries: u64,
}

impl CheckReport {
    /// Whether no rule of the format is broken.
    pub fn is_sound(&self) -> bool {
        self.errors == 0
    }

    /// The leftovers that were kept, by kind.
    pub fn leftovers(&self) -> BTreeMap<Leftover, u64> {
        let mut kinds = BTreeMap::new();
        let warnings = self.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        for leftover in warnings.filter_map(|finding| finding.leftover) {
            *kinds.entry(leftover).or_default() += 1;
        }
        kinds
    }

    /// The errors that were kept.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        let CheckReport { errors, warnings, pages, tables, rows, index_entries, .. } = self;
        write!(
            f,
            "{errors} errors and {warnings} warnings in {pages} pages, {tables} tables, {rows} rows and \
             {index_entries} index entries"
        )
    }
}

/// A report being written.
pub(super) struct Reporter {
    pub report: CheckReport,
    strictness: Strictness,
}

impl Reporter {
    pub fn new(strictness: Strictness) -> Reporter {
        Reporter { report: CheckReport::default(), strictness }
    }

    pub fn is_strict(&self) -> bool {
        self.strictness == Strictness::OwnWriter
    }

    pub fn error(&mut self, page: impl Into<Option<PageNo>>, table: Option<&str>, what: impl Into<String>) {
        self.add(Severity::Error, None, page.into(), table, what.into());
    }

    /// A leftover of whatever writer.
    pub fn warn(
        &mut self,
        leftover: Leftover,
        page: impl Into<Option<PageNo>>,
        table: Option<&str>,
        what: impl Into<String>,
    ) {
        self.add(Severity::Warning, Some(leftover), page.into(), table, what.into());
    }

    /// A leftover that Access makes too: wrong only in a file that nobody but this engine has written.
    pub fn advise(
        &mut self,
        leftover: Leftover,
        page: impl Into<Option<PageNo>>,
        table: Option<&str>,
        what: impl Into<String>,
    ) {
        let severity = if self.is_strict() { Severity::Error } else { Severity::Warning };
        self.add(severity, Some(leftover), page.into(), table, what.into());
    }

    pub fn info(&mut self, page: impl Into<Option<PageNo>>, table: Option<&str>, what: impl Into<String>) {
        self.add(Severity::Info, None, page.into(), table, what.into());
    }

    fn add(
        &mut self,
        severity: Severity,
        leftover: Option<Leftover>,
        page: Option<PageNo>,
        table: Option<&str>,
        what: String,
    ) {
        let count = match severity {
            Severity::Error => &mut self.report.errors,
            Severity::Warning => &mut self.report.warnings,
            Severity::Info => &mut self.report.infos,
        };
        *count = count.saturating_add(1);
        if usize::try_from(*count).is_ok_and(|count| count <= KEPT_MAX) {
            let table = table.map(str::to_owned);
            self.report.findings.push(Finding { severity, page, table, what, leftover });
        }
    }
}
