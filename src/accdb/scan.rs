//! Every row of a table, in the order of its pages, in flat memory.

use super::data_page::{DataPage, Slot, row_id};
use super::error::Result;
use super::format::PAGE_SIZE;
use super::page::{Page, PageNo, Pages, RowId};
use super::row::{self, Bytes, Row};
use super::table::TableDef;
use super::usage_map::UsageMap;
use std::ops::Range;
use std::sync::Arc;

/// Pages read ahead at a time: 64 KiB.
const WINDOW: u32 = 16;
/// Pages of others that are read along rather than starting another read.
const GAP: u32 = 4;

/// Reads a table from its first page to its last. Rows that have moved come in the place they moved from.
pub struct Scan<'a> {
    pages: &'a dyn Pages,
    table: &'a TableDef,
    /// Read when the first row is asked for.
    map: Option<UsageMap>,
    window: Window,
    /// The page that the rows come from, as a place in the window, and the slot to look at next.
    place: Option<u32>,
    slot: u16,
    ended: bool,
}

/// A stretch of the file, read in one go.
struct Window {
    bytes: Vec<u8>,
    first: PageNo,
    /// Bit i: page `first + i` is the table's.
    owned: u32,
    /// The first page that has not been looked at.
    next: PageNo,
}

/// A row that was found: where its bytes are.
enum Found {
    InWindow(Range<usize>),
    Moved(Arc<Page>, Range<usize>),
}

impl<'a> Scan<'a> {
    pub(super) fn new(pages: &'a dyn Pages, table: &'a TableDef) -> Scan<'a> {
        let window = Window { bytes: Vec::new(), first: PageNo(0), owned: 0, next: PageNo(0) };
        Scan { pages, table, map: None, window, place: None, slot: 0, ended: false }
    }

    /// The next row, lent until the one after is asked for. After an error the scan is at its end.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        if self.ended {
            return Ok(None);
        }
        // Stands until the row is known to be sound.
        self.ended = true;
        let Some((id, found)) = self.find()? else { return Ok(None) };
        let bytes = match found {
            Found::InWindow(range) => Bytes::Lent(self.window.bytes.get(range).unwrap_or_default()),
            Found::Moved(page, range) => Bytes::Page(page, range),
        };
        let row = Row::new(self.pages, self.table, id, bytes)?;
        self.ended = false;
        Ok(Some(row))
    }

    /// Goes on to the next slot that holds a row or points to one.
    fn find(&mut self) -> Result<Option<(RowId, Found)>> {
        loop {
            let Some(place) = self.place else {
                if !self.turn_page()? {
                    return Ok(None);
                }
                continue;
            };
            let slot = self.slot;
            self.slot = slot.saturating_add(1);
            let no = PageNo(self.window.first.0.saturating_add(place));
            let (start, bytes) = self.window.page(place);
            let rows = DataPage::new(bytes, self.table.page.0);
            match rows.and_then(|rows| rows.slot(slot)) {
                Ok(Some(Slot::Row(range))) => {
                    let range = start.saturating_add(range.start)..start.saturating_add(range.end);
                    return Ok(Some((row_id(no, slot), Found::InWindow(range))));
                }
                Ok(Some(Slot::Pointer(to))) => {
                    let (page, range) = row::moved(self.pages, self.table, to)?;
                    return Ok(Some((row_id(no, slot), Found::Moved(page, range))));
                }
                Ok(Some(Slot::Moved(_) | Slot::Deleted)) => {}
                Ok(None) => self.place = None,
                Err(malformed) => return Err(malformed.on(no)),
            }
        }
    }

    /// Goes to the table's next page, reading on where the window ends. False after the last one.
    fn turn_page(&mut self) -> Result<bool> {
        if self.window.owned == 0 {
            let map = match self.map.take() {
                Some(map) => map,
                None => UsageMap::read(self.pages, self.table.owned)?,
            };
            let map = self.map.insert(map);
            if !self.window.read_on(self.pages, map)? {
                return Ok(false);
            }
        }
        let place = self.window.owned.trailing_zeros();
        self.window.owned &= self.window.owned.wrapping_sub(1);
        (self.place, self.slot) = (Some(place), 0);
        Ok(true)
    }
}

impl Window {
    /// The bytes of the page at a place, and where they start.
    fn page(&self, place: u32) -> (usize, &[u8]) {
        let start = usize::try_from(place).unwrap_or(usize::MAX).saturating_mul(PAGE_SIZE);
        (start, self.bytes.get(start..start.saturating_add(PAGE_SIZE)).unwrap_or_default())
    }

    /// Reads the next stretch that has pages of the table, with small gaps between them. False if there is none.
    fn read_on(&mut self, pages: &dyn Pages, map: &UsageMap) -> Result<bool> {
        let Some(first) = map.next_from(pages, self.next)? else { return Ok(false) };
        let (mut owned, mut last) = (1, first);
        while let Some(next) = map.next_from(pages, PageNo(last.0.saturating_add(1)))? {
            let place = next.0.saturating_sub(first.0);
            if place >= WINDOW || next.0.saturating_sub(last.0) > GAP {
                break;
            }
            owned |= 1_u32.checked_shl(place).unwrap_or(0);
            last = next;
        }
        let span = last.0.saturating_sub(first.0).saturating_add(1);
        let read = self.read(pages, first, span)?;
        self.first = first;
        self.owned = owned & u32::MAX.checked_shr(32_u32.saturating_sub(read)).unwrap_or(0);
        self.next = PageNo(first.0.saturating_add(read));
        Ok(true)
    }

    /// Reads `span` pages, or as many as come at once; returns how many.
    fn read(&mut self, pages: &dyn Pages, first: PageNo, span: u32) -> Result<u32> {
        let bytes = usize::try_from(span).unwrap_or(0).saturating_mul(PAGE_SIZE);
        if self.bytes.len() < bytes {
            self.bytes.resize(bytes, 0);
        }
        let read = pages.read_run(first, self.bytes.get_mut(..bytes).unwrap_or_default())?;
        Ok(u32::try_from(read).unwrap_or(span).min(span))
    }
}
