//! The walk itself: what it goes through, in which order, and what it keeps in mind.

use super::definition::Definition;
use super::maps::MapPlace;
use super::owners::{Owner, OwnerId, Owners};
use super::report::{CheckReport, Reporter, Strictness};
use super::{header, relations};
use crate::accdb::error::{Error, Result};
use crate::accdb::format::{GLOBAL_MAP_PAGE, PAGE_DATA, PAGE_SIZE};
use crate::accdb::page::{Page, PageNo, Pages, RowId, RowSlot};
use crate::accdb::usage_map::UsageMap;
use std::collections::HashSet;
use std::sync::Arc;

/// Checks a whole database.
///
/// Errors: only where reading the storage fails; whatever its bytes are is a finding.
pub(in crate::accdb) fn check(pages: &dyn Pages, strictness: Strictness) -> Result<CheckReport> {
    let mut walk = Walk::new(pages, strictness);
    header::check(pages, &mut walk.report)?;
    let free = walk.global_maps()?;
    let mut definitions = walk.definitions()?;
    if !definitions.is_empty() {
        relations::check(&definitions, &mut walk.report);
        walk.check_ownership(&mut definitions, free.as_ref())?;
    }
    for definition in &mut definitions {
        walk.check_table(definition)?;
    }
    Ok(walk.finish(&definitions))
}

/// What the walk keeps in mind on its way.
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
    fn new(pages: &'a dyn Pages, strictness: Strictness) -> Walk<'a> {
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

    /// Page 1: the map of free pages, and a second map that is empty in every file.
    fn global_maps(&mut self) -> Result<Option<UsageMap>> {
        let no = PageNo(GLOBAL_MAP_PAGE);
        for (page, owner) in [(PageNo(0), Owner::Header), (no, Owner::GlobalMap)] {
            let owner = self.owners.add(owner);
            self.owners.claim(page, owner);
        }
        if let Some(page) = self.page(no, None)? {
            let kind = page.first().copied().unwrap_or(0);
            if kind != PAGE_DATA {
                self.report.error(no, None, format!("the page of the global map has type {kind}"));
            }
            let faults = super::directory::checked_slots(page.as_slice()).1;
            self.tell_all(no, None, faults);
        }
        let at = |slot| RowId { page: no, slot: RowSlot(slot) };
        let place = |slot, name: &str| MapPlace { at: at(slot), table: None, name: name.to_owned() };
        let free = self.usage_map(&place(0, "the global map"))?;
        self.usage_map(&place(1, "the second global map"))?;
        Ok(free)
    }

    fn finish(self, definitions: &[Definition]) -> CheckReport {
        let mut report = self.report.report;
        report.pages = self.pages.page_count().into();
        report.tables = u64::try_from(definitions.len()).unwrap_or(u64::MAX);
        report
    }
}
