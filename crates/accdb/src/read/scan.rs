//! Every row of a table, in the order of its pages, in flat memory.

use crate::error::Result;
use crate::format::PAGE_SIZE;
use crate::format::data_page::{DataPage, Slot, Slots, row_id};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Page, Pages};
use crate::format::table::TableDef;
use crate::format::usage_map::UsageMap;
use crate::read::row::{self, Bytes, Row};
use std::ops::Range;
use std::sync::Arc;

/// Pages read ahead at a time: 64 KiB.
const WINDOW: u32 = 16;
/// How far the next page of the table may be to be read along: one page of others costs no more than another read.
const GAP: u32 = 2;

/// Reads a table from its first page to its last. Rows that have moved come in the place they moved from.
pub struct Scan<'a> {
    pages: &'a dyn Pages,
    table: &'a TableDef,
    /// Read when the first row is asked for.
    map: Option<UsageMap>,
    window: Window,
    /// The page that the rows come from.
    open: Option<OpenPage>,
    ended: bool,
}

/// A page of the window, its kind and owner checked, and the slots that are left.
struct OpenPage {
    no: PageNo,
    place: usize,
    slots: Slots,
}

/// A stretch of the file, read in one go.
struct Window {
    pages: Vec<Page>,
    first: PageNo,
    /// Bit i: page `first + i` is the table's.
    owned: u32,
    /// The first page that has not been looked at.
    next: PageNo,
}

/// A row that was found: where its bytes are.
enum Found {
    /// The place of the page in the window, and where on it.
    InWindow(usize, Range<usize>),
    Moved(Arc<Page>, Range<usize>),
}

impl<'a> Scan<'a> {
    pub(crate) fn new(pages: &'a dyn Pages, table: &'a TableDef) -> Scan<'a> {
        let window = Window { pages: Vec::new(), first: PageNo(0), owned: 0, next: PageNo(0) };
        Scan { pages, table, map: None, window, open: None, ended: false }
    }

    /// The next row, lent until the one after is asked for. After an error the scan is at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`](crate::Error::Damaged) or [`Error::Truncated`](crate::Error::Truncated) where a page or a row
    /// is unsound, [`Error::Io`](crate::Error::Io).
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        if self.ended {
            return Ok(None);
        }
        // Stands until the row is known to be sound.
        self.ended = true;
        let Some((id, found)) = self.find()? else { return Ok(None) };
        let bytes = match found {
            Found::InWindow(place, range) => {
                let page = self.window.pages.get(place);
                Bytes::Lent(page.and_then(|page| page.get(range)).unwrap_or_default())
            }
            Found::Moved(page, range) => Bytes::Page(page, range),
        };
        let row = Row::new(self.pages, self.table, id, bytes)?;
        self.ended = false;
        Ok(Some(row))
    }

    /// How many rows the table has by the directories of its pages: no row is looked at, and none that has moved is
    /// followed.
    pub(crate) fn count(mut self) -> Result<u64> {
        let mut rows = 0;
        while self.turn_page()? {
            let Some(OpenPage { no, place, mut slots }) = self.open.take() else { break };
            let Some(page) = self.window.pages.get(place) else { break };
            while slots.next_row(page).map_err(|malformed| malformed.on(no))?.is_some() {
                rows += 1;
            }
        }
        Ok(rows)
    }

    /// Goes on to the next slot that holds a row or points to one.
    #[inline]
    fn find(&mut self) -> Result<Option<(RowId, Found)>> {
        loop {
            if let Some(OpenPage { no, place, slots }) = &mut self.open
                && let Some(page) = self.window.pages.get(*place)
                && let Some((slot, found)) = slots.next_row(page).map_err(|malformed| malformed.on(*no))?
            {
                let id = row_id(*no, slot);
                return match found {
                    Slot::Pointer(to) => {
                        let (page, range) = row::moved(self.pages, self.table, to)?;
                        Ok(Some((id, Found::Moved(page, range))))
                    }
                    Slot::Row(range) | Slot::Moved(range) => Ok(Some((id, Found::InWindow(*place, range)))),
                    Slot::Deleted => continue,
                };
            }
            if !self.turn_page()? {
                return Ok(None);
            }
        }
    }

    /// Goes to the table's next page, reading on where the window ends. False after the last one.
    #[inline(never)]
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
        self.open = Some(self.window.open(place, self.table.page)?);
        Ok(true)
    }
}

impl Window {
    /// The page at a place, which must hold rows of the table with its definition on `owner`.
    fn open(&self, place: u32, owner: PageNo) -> Result<OpenPage> {
        let no = PageNo(self.first.0.saturating_add(place));
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let bytes = self.pages.get(place).map(Page::as_slice).unwrap_or_default();
        let rows = DataPage::new(bytes, owner.0).map_err(|malformed| malformed.on(no))?;
        Ok(OpenPage { no, place, slots: rows.slots() })
    }

    /// Reads the next stretch that has pages of the table, with small gaps between them. False if there is none.
    fn read_on(&mut self, pages: &dyn Pages, map: &UsageMap) -> Result<bool> {
        let Some(first) = map.next_from(pages, self.next)? else { return Ok(false) };
        let near = near(map.marked_from(pages, first)?);
        let read = self.read(pages, first, 32_u32.saturating_sub(near.leading_zeros()))?;
        self.first = first;
        self.owned = near & u32::MAX.checked_shr(32_u32.saturating_sub(read)).unwrap_or(0);
        self.next = PageNo(first.0.saturating_add(read));
        Ok(true)
    }

    /// Reads `span` pages, or as many as come at once; returns how many.
    fn read(&mut self, pages: &dyn Pages, first: PageNo, span: u32) -> Result<u32> {
        let span_pages = usize::try_from(span).unwrap_or(0);
        if self.pages.len() < span_pages {
            self.pages.resize(span_pages, [0; PAGE_SIZE]);
        }
        let into = self.pages.get_mut(..span_pages).unwrap_or_default();
        let read = pages.read_run(first, into.as_flattened_mut())?;
        Ok(u32::try_from(read).unwrap_or(span).min(span))
    }
}

/// Of the pages marked from the first on, those that are read in one go with it.
fn near(marked: u32) -> u32 {
    let window = marked & u32::MAX.checked_shr(32_u32.saturating_sub(WINDOW)).unwrap_or(0);
    let mut near = window & 1;
    loop {
        let reach = (1..=GAP).fold(near, |reach, gap| reach | near << gap);
        match reach & window {
            more if more == near => return near,
            more => near = more,
        }
    }
}
