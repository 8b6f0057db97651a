//! Usage maps, and the pages that they give to somebody.

use super::directory::{checked_slots, slots};
use super::owners::{Claim, Owner, OwnerId};
use super::report::Leftover;
use super::walk::Walk;
use crate::error::Result;
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, View};
use crate::format::usage_map::UsageMap;
use crate::format::{DATA_OWNER, GLOBAL_MAP_PAGE, PAGE_BITMAP, PAGE_DATA};
use std::sync::Arc;

/// Bytes of the smallest map: its kind and its first page.
const MAP_MIN: usize = 5;
/// Second owners that are remembered.
const DISPUTED_MAX: usize = 65_536;

/// A map to be read: where it is, whose it is, and what messages call it.
pub(super) struct MapPlace<'a> {
    pub at: RowId,
    pub table: Option<&'a Arc<str>>,
    pub name: String,
}

impl MapPlace<'_> {
    fn table(&self) -> Option<&str> {
        self.table.map(|table| &**table)
    }
}

impl Walk<'_> {
    /// Page 1: the map of free pages, and a second map that is empty in every file.
    pub fn global_maps(&mut self) -> Result<Option<UsageMap>> {
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
            let faults = checked_slots(page.as_slice()).1;
            self.tell_all(no, None, faults);
        }
        let at = |slot| RowId { page: no, slot: RowSlot(slot) };
        let place = |slot, name: &str| MapPlace { at: at(slot), table: None, name: name.to_owned() };
        let free = self.usage_map(&place(0, "the global map"))?;
        self.usage_map(&place(1, "the second global map"))?;
        Ok(free)
    }

    /// Reads a usage map and takes its own pages; what is unsound about it is told and left out.
    pub fn usage_map(&mut self, place: &MapPlace<'_>) -> Result<Option<UsageMap>> {
        let Some(page) = self.page(place.at.page, place.table())? else { return Ok(None) };
        let taken = self.map_row(place, &page).and_then(|row| parse(row).map(|map| (map, row)));
        match taken {
            Ok((map, row)) => {
                if let (UsageMap::Inline { first, .. }, true) =
                    (&map, row.get(1).is_some_and(|low| low % 8 != 0))
                {
                    let what = format!("{}: its first page {first} is no multiple of 8", place.name);
                    self.report.warn(Leftover::Form, place.at.page, place.table(), what);
                }
                self.sound_bitmaps(place, map).map(Some)
            }
            Err(what) => {
                let what = format!("{} (row {}): {what}", place.name, place.at.slot.0);
                self.report.error(place.at.page, place.table(), what);
                Ok(None)
            }
        }
    }

    /// The bytes of a map, on a page of maps, in a row that no other map is in.
    fn map_row<'p>(&mut self, place: &MapPlace<'_>, page: &'p Page) -> Result<&'p [u8], String> {
        let no = place.at.page;
        if no != PageNo(GLOBAL_MAP_PAGE) {
            self.take_map_page(place, page)?;
        }
        let slots = slots(page)?;
        let slot = slots.get(usize::from(place.at.slot.0));
        let slot = slot.ok_or_else(|| format!("the page has {} rows", slots.len()))?;
        if slot.flags != 0 {
            return Err(format!("the row has the flags {:#06x}", slot.flags));
        }
        if !self.map_rows.insert(place.at) {
            return Err("another map is in that row too".to_owned());
        }
        let row = page.get(slot.bytes.clone()).unwrap_or_default();
        if row.len() < MAP_MIN { Err(format!("the row has only {} bytes", row.len())) } else { Ok(row) }
    }

    fn take_map_page(&mut self, place: &MapPlace<'_>, page: &Page) -> Result<(), String> {
        let no = place.at.page;
        match self.owners.get(self.owners.of(no)) {
            Owner::UsageMaps(_) => return Ok(()),
            Owner::Nobody => {}
            other => return Err(format!("page {no} is {other}")),
        }
        let owner = View(page).u32(DATA_OWNER, "owner").unwrap_or(u32::MAX);
        if page.first() != Some(&PAGE_DATA) || owner != 0 {
            return Err(format!("page {no} is no page of usage maps"));
        }
        self.tell_all(no, place.table(), checked_slots(page).1);
        let whose = place.table.map_or_else(|| Arc::from("the database"), Arc::clone);
        let owner = self.owners.add(Owner::UsageMaps(whose));
        self.owners.claim(no, owner);
        Ok(())
    }

    /// Takes the bitmap pages of a map, and leaves out those that are none.
    fn sound_bitmaps(&mut self, place: &MapPlace<'_>, map: UsageMap) -> Result<UsageMap> {
        let UsageMap::Reference { mut bitmaps } = map else { return Ok(map) };
        let owner = self.owners.add(Owner::Bitmap(place.name.clone()));
        for bitmap in &mut bitmaps {
            let Some(no) = *bitmap else { continue };
            let Some(page) = self.page(no, place.table())? else {
                let what = format!("{}: its bitmap page {no} cannot be read", place.name);
                self.report.error(place.at.page, place.table(), what);
                *bitmap = None;
                continue;
            };
            let kind = page.first().copied().unwrap_or(0);
            if kind != PAGE_BITMAP {
                *bitmap = None;
                let what = format!("{}: its bitmap page {no} has type {kind}", place.name);
                self.report.error(place.at.page, place.table(), what.clone());
                self.report.error(no, place.table(), what);
            } else if !self.claim(no, owner, place.table()) {
                *bitmap = None;
            }
        }
        Ok(UsageMap::Reference { bitmaps })
    }

    /// Records the owner of a page; two owners are an error, and both are believed from then on.
    pub fn claim(&mut self, no: PageNo, by: OwnerId, table: Option<&str>) -> bool {
        match self.owners.claim(no, by) {
            Claim::Taken | Claim::Held => true,
            Claim::Outside => {
                let what = format!("outside the file, used as {}", self.owners.get(by));
                self.report.error(no, table, what);
                false
            }
            Claim::OwnedBy(other) => {
                let what = format!("owned twice: {} and {}", self.owners.get(other), self.owners.get(by));
                self.report.error(no, table, what);
                if self.disputed.len() < DISPUTED_MAX {
                    self.disputed.insert((no, by));
                }
                false
            }
        }
    }

    /// Whether a page is among those that somebody's map lists.
    pub fn holds(&self, by: OwnerId, no: PageNo) -> bool {
        self.owners.of(no) == by || self.disputed.contains(&(no, by))
    }

    /// Claims every page that a map lists.
    pub fn claim_all(&mut self, map: &UsageMap, by: OwnerId, table: Option<&str>) -> Result<()> {
        let mut from = PageNo(0);
        while let Some(no) = map.next_from(self.pages, from)? {
            self.claim(no, by, table);
            let Some(next) = no.0.checked_add(1) else { break };
            from = PageNo(next);
        }
        Ok(())
    }

    /// The pages with room must be among those owned.
    pub fn check_free_map(&mut self, map: &UsageMap, owner: OwnerId, table: &str, name: &str) -> Result<()> {
        let (mut from, mut lowest, mut count) = (PageNo(0), None, 0_u64);
        while let Some(no) = map.next_from(self.pages, from)? {
            if !self.holds(owner, no) {
                lowest = lowest.or(Some(no));
                count += 1;
            }
            let Some(next) = no.0.checked_add(1) else { break };
            from = PageNo(next);
        }
        if let Some(lowest) = lowest {
            let what = format!("{name} lists {count} pages that the map of owned pages does not");
            self.report.error(lowest, Some(table), what);
        }
        Ok(())
    }
}

fn parse(row: &[u8]) -> Result<UsageMap, String> {
    UsageMap::parse(row).map_err(|malformed| malformed.to_string())
}
