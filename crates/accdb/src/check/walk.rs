//! What a walk keeps in mind on its way, and how it tells what it meets.

use super::owners::{OwnerId, Owners};
use super::report::{CheckReport, Reporter, Strictness};
use crate::error::{Error, Result};
use crate::format::PAGE_SIZE;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Page, Pages};
use std::collections::HashSet;
use std::sync::Arc;

/// A walk under way.
pub(super) struct Walk<'a> {
    pub pages: &'a dyn Pages,
    pub report: Reporter,
    pub owners: Owners,
    /// Pages that a second owner claims too, and that owner.
    pub disputed: HashSet<(PageNo, OwnerId)>,
    /// The rows that are usage maps.
    pub map_rows: HashSet<RowId>,
    /// Bytes of properties that may still be read.
    pub properties_left: usize,
}

impl<'a> Walk<'a> {
    pub fn new(pages: &'a dyn Pages, strictness: Strictness) -> Walk<'a> {
        let count = pages.page_count();
        Walk {
            pages,
            report: Reporter::new(strictness),
            owners: Owners::new(count),
            disputed: HashSet::new(),
            map_rows: HashSet::new(),
            properties_left: usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(PAGE_SIZE),
        }
    }

    /// A page; `None`, told, for one that the file does not have.
    pub fn page(&mut self, no: PageNo, table: Option<&str>) -> Result<Option<Arc<Page>>> {
        match self.pages.page(no) {
            Ok(page) => Ok(Some(page)),
            Err(error) => self.tell(None, table, error).map(|()| None),
        }
    }

    /// Turns an error of the engine into findings: on the page it names, and on the one where it was met. Only a
    /// storage that fails ends the walk.
    pub fn tell(&mut self, met: Option<PageNo>, table: Option<&str>, error: Error) -> Result<()> {
        let (named, what) = match error {
            Error::Io { .. } | Error::Poisoned => return Err(error),
            Error::Damaged { page, what } => (Some(page), what),
            Error::Truncated { page, .. } => (Some(page), error.to_string()),
            other => (None, other.to_string()),
        };
        if named.is_some() && named != met {
            self.report.error(named, table, what.clone());
        }
        if named.is_none() || met.is_some() {
            self.report.error(met, table, what);
        }
        Ok(())
    }

    pub fn tell_all(&mut self, page: PageNo, table: Option<&str>, faults: Vec<String>) {
        for what in faults {
            self.report.error(page, table, what);
        }
    }

    /// The report of a walk over a database of so many tables.
    pub fn finish(self, tables: usize) -> CheckReport {
        let mut report = self.report.report;
        report.pages = self.pages.page_count().into();
        report.tables = u64::try_from(tables).unwrap_or(u64::MAX);
        report
    }
}
