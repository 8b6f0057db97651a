//! The rows of a table, page after page and slot after slot, on past everything that is unsound.

use super::definition::Definition;
use super::directory::{Slot, checked_slots, slots};
use super::owners::OwnerId;
use super::read_ahead::ReadAhead;
use super::slots::RowSet;
use super::walk::Walk;
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, View};
use crate::format::usage_map::UsageMap;
use crate::format::{DATA_OWNER, PAGE_DATA};
use std::ops::Range;
use std::sync::Arc;

/// Pointers followed from one row to the next before they count as endless.
const HOPS_MAX: usize = 20;

/// Where a moved row is.
type Place = (Arc<Page>, Range<usize>);

/// What the reader meets next.
pub(super) enum Found<'a> {
    Row(RowId, &'a [u8]),
    /// A row whose bytes cannot be found, and why.
    Lost(RowId, String),
    /// Something wrong with a page of the table.
    Fault(PageNo, String),
}

/// Goes through the pages of a table.
pub(super) struct Rows {
    map: Option<UsageMap>,
    owner: OwnerId,
    definition: PageNo,
    /// The page to go on with.
    next: Option<PageNo>,
    ahead: ReadAhead,
    page: PageNo,
    faults: std::vec::IntoIter<String>,
    slots: std::iter::Enumerate<std::vec::IntoIter<Slot>>,
    moved: Option<Arc<Page>>,
    /// Rows that only a pointer reaches, and those that one has reached.
    pub hidden: RowSet,
    pub reached: RowSet,
}

impl Rows {
    pub fn of(definition: &Definition) -> Rows {
        Rows {
            map: definition.owned_map.clone(),
            owner: definition.data,
            definition: definition.page,
            next: Some(PageNo(0)),
            ahead: ReadAhead::default(),
            page: PageNo(0),
            faults: Vec::new().into_iter(),
            slots: Vec::new().into_iter().enumerate(),
            moved: None,
            hidden: RowSet::default(),
            reached: RowSet::default(),
        }
    }

    /// The next row or fault; `None` after the last.
    pub fn next(&mut self, walk: &Walk<'_>) -> Result<Option<Found<'_>>> {
        loop {
            if let Some(fault) = self.faults.next() {
                return Ok(Some(Found::Fault(self.page, fault)));
            }
            let Some((number, slot)) = self.slots.next() else {
                if self.turn_page(walk)? {
                    continue;
                }
                return Ok(None);
            };
            let Ok(number) = u8::try_from(number) else {
                if slot.is_hidden() {
                    continue;
                }
                return Ok(Some(Found::Fault(self.page, format!("there can be no row number {number}"))));
            };
            let id = RowId { page: self.page, slot: RowSlot(number) };
            if slot.is_hidden() {
                if !slot.is_pointer() && !slot.bytes.is_empty() {
                    self.hidden.insert(id);
                }
                continue;
            }
            if slot.is_pointer() {
                return self.follow(walk, id, &slot).map(Some);
            }
            let page = self.ahead.page(walk.pages, self.page)?;
            return Ok(Some(Found::Row(id, page.get(slot.bytes).unwrap_or_default())));
        }
    }

    /// Goes to the next page that the table's map lists.
    fn turn_page(&mut self, walk: &Walk<'_>) -> Result<bool> {
        let (Some(map), Some(mut from)) = (&self.map, self.next) else { return Ok(false) };
        loop {
            let Some(no) = map.next_from(walk.pages, from)? else {
                self.next = None;
                return Ok(false);
            };
            self.next = no.0.checked_add(1).map(PageNo);
            if walk.holds(self.owner, no) {
                self.page = no;
                return self.open(walk).map(|()| true);
            }
            let Some(next) = self.next else { return Ok(false) };
            from = next;
        }
    }

    fn open(&mut self, walk: &Walk<'_>) -> Result<()> {
        let page = self.ahead.page(walk.pages, self.page)?;
        let kind = page.first().copied().unwrap_or(0);
        if kind != PAGE_DATA {
            let fault = format!("in the map of owned pages, but its type is {kind}");
            self.faults = vec![fault].into_iter();
            return Ok(());
        }
        let (slots, mut faults) = checked_slots(page);
        let owner = View(page).u32(DATA_OWNER, "owner").unwrap_or(0);
        if owner != self.definition.0 {
            faults.push(format!("in the map of owned pages, but the owner it names is {owner}"));
        }
        (self.slots, self.faults) = (slots.into_iter().enumerate(), faults.into_iter());
        Ok(())
    }

    fn follow(&mut self, walk: &Walk<'_>, id: RowId, slot: &Slot) -> Result<Found<'_>> {
        let page = self.ahead.page(walk.pages, self.page)?;
        let pointer = pointer(page, &slot.bytes);
        match pointer.map_or_else(|what| Ok(Err(what)), |to| self.target(walk, to))? {
            Ok((page, bytes)) => {
                let page = self.moved.insert(page);
                Ok(Found::Row(id, page.get(bytes).unwrap_or_default()))
            }
            Err(what) => Ok(Found::Lost(id, what)),
        }
    }

    /// Where the bytes of a moved row are.
    fn target(&mut self, walk: &Walk<'_>, first: RowId) -> Result<Result<Place, String>> {
        let mut to = first;
        for _ in 0..HOPS_MAX {
            self.reached.insert(to);
            if !walk.holds(self.owner, to.page) {
                return Ok(Err(format!("a pointer to page {}, which is not the table's", to.page)));
            }
            let page = match walk.pages.page(to.page) {
                Ok(page) => page,
                Err(Error::Truncated { .. }) => return Ok(Err(format!("a pointer to page {}", to.page))),
                Err(error) => return Err(error),
            };
            let slot = slots(page.as_slice()).map(|slots| slots.get(usize::from(to.slot.0)).cloned());
            let problem =
                |what: &str| Ok(Err(format!("a pointer to row {} of page {}, {what}", to.slot.0, to.page)));
            match slot {
                Err(what) => return problem(&what),
                Ok(None) => return problem("which is not there"),
                Ok(Some(slot)) if !slot.is_hidden() => return problem("which is a visible row"),
                Ok(Some(slot)) if slot.bytes.is_empty() => return problem("which is empty"),
                Ok(Some(slot)) if !slot.is_pointer() => return Ok(Ok((page, slot.bytes))),
                Ok(Some(slot)) => match pointer(page.as_slice(), &slot.bytes) {
                    Ok(next) => to = next,
                    Err(what) => return problem(&what),
                },
            }
        }
        Ok(Err("pointers that go on in a circle".to_owned()))
    }
}

fn pointer(page: &[u8], bytes: &Range<usize>) -> Result<RowId, String> {
    let row = page.get(bytes.clone()).unwrap_or_default();
    View(row).row_id(0, "pointer").map_err(|_| format!("the pointer has {} bytes", row.len()))
}
