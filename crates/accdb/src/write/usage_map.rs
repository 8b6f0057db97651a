//! Adding pages to a usage map and taking them out: the maps of a table's data pages, an index's pages and a
//! column's long values. The map of the whole file has other rules and its own module.
//!
//! A map starts as a bitmap within its row, slides that window while all its pages fit in it, and otherwise turns
//! for good into a list of bitmap pages. The row never changes its length.

use super::data_page::{row_mut, row_range};
use crate::error::{Error, Malformed, Result};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Page, Pages, PagesMut, View, put};
use crate::format::usage_map::UsageMap;
use crate::format::{BITMAP_BITS, BITMAP_HEADER, MAP_BY_REFERENCE, MAP_INLINE, PAGE_BITMAP};
use std::ops::Range;

/// Bytes before the bitmap of an inline map: its type and first page.
pub(super) const INLINE_HEADER: usize = 5;

/// The bytes of an empty map as every table has them: inline, room for 512 pages.
pub(crate) const EMPTY_MAP: [u8; 69] = [0; 69];

/// Adds a page to a map. A page already in it stays in it.
pub(crate) fn mark(pages: &mut dyn PagesMut, map: RowId, page: PageNo) -> Result<()> {
    let row = MapRow::read(pages, map)?;
    match row.kind {
        MAP_INLINE if row.inline_bit(page).is_some() => set_inline(pages, &row, page, true),
        MAP_INLINE => mark_outside_window(pages, &row, page),
        _ => mark_by_reference(pages, &row, page),
    }
}

/// Takes a page out of a map. A page that is not in it stays out of it.
pub(crate) fn clear(pages: &mut dyn PagesMut, map: RowId, page: PageNo) -> Result<()> {
    let row = MapRow::read(pages, map)?;
    if row.kind == MAP_INLINE {
        return row.inline_bit(page).map_or(Ok(()), |_| set_inline(pages, &row, page, false));
    }
    match row.bitmap_page(pages, page.0 / BITMAP_BITS)? {
        Some(bitmap) => set_on_bitmap_page(pages, bitmap, page, false),
        None => Ok(()),
    }
}

/// The highest page of a map below `below`, in which direction writers look for room.
pub(crate) fn highest_below(pages: &dyn Pages, map: RowId, below: u32) -> Result<Option<PageNo>> {
    match below.checked_sub(1) {
        Some(last) => UsageMap::read(pages, map)?.prev_from(pages, PageNo(last)),
        None => Ok(None),
    }
}

/// Gives a page of a table, of an index or of a column back to the file: `owned` is the map that lists it, `free` the
/// one that lists it if it has room.
pub(crate) fn release(
    pages: &mut dyn PagesMut,
    owned: RowId,
    free: Option<RowId>,
    page: PageNo,
) -> Result<()> {
    if UsageMap::read(pages, owned)?.next_from(pages, page)? != Some(page) {
        return Err(Error::damaged(page, "its owner uses this page, but does not list it"));
    }
    if let Some(free) = free {
        clear(pages, free, page)?;
    }
    clear(pages, owned, page)?;
    pages.release(page)
}

/// A map's row, located and its head read.
pub(super) struct MapRow {
    pub id: RowId,
    pub kind: u8,
    /// The page of the first bit of an inline map.
    pub first: u32,
    range: Range<usize>,
}

impl MapRow {
    pub fn read(pages: &dyn Pages, id: RowId) -> Result<MapRow> {
        let page = pages.page(id.page)?;
        let on_page = |malformed: Malformed| malformed.on(id.page);
        let range = row_range(&page, id.slot).map_err(on_page)?;
        let row = View(page.get(range.clone()).unwrap_or_default());
        let kind = row.u8(0, "usage map type").map_err(on_page)?;
        let first = row.u32(1, "usage map start").map_err(on_page)?;
        match kind {
            MAP_INLINE | MAP_BY_REFERENCE => Ok(MapRow { id, kind, first, range }),
            _ => Err(Error::damaged(id.page, format!("usage map of type {kind}"))),
        }
    }

    /// Pages that an inline map of this length stands for.
    pub fn window(&self) -> u32 {
        u32::try_from(self.range.len().saturating_sub(INLINE_HEADER) * 8).unwrap_or_default()
    }

    /// Pointers that a map by reference of this length has.
    pub fn pointers(&self) -> u32 {
        u32::try_from(self.range.len().saturating_sub(1) / 4).unwrap_or_default()
    }

    /// The bit that stands for a page, if the window covers it.
    pub fn inline_bit(&self, page: PageNo) -> Option<u32> {
        page.0.checked_sub(self.first).filter(|bit| *bit < self.window())
    }

    /// The bitmap page at a place of the pointer list; `None` where there is none yet.
    pub fn bitmap_page(&self, pages: &dyn Pages, place: u32) -> Result<Option<PageNo>> {
        if place >= self.pointers() {
            return Ok(None);
        }
        let page = pages.page(self.id.page)?;
        let pointer = View(&page[..]).u32(self.pointer_at(place), "bitmap page number");
        let pointer = pointer.map_err(|malformed| malformed.on(self.id.page))?;
        Ok((pointer != 0).then_some(PageNo(pointer)))
    }

    pub fn pointer_at(&self, place: u32) -> usize {
        self.range.start + 1 + 4 * usize::try_from(place).unwrap_or_default()
    }

    pub fn bytes_mut<'a>(&self, pages: &'a mut dyn PagesMut) -> Result<&'a mut [u8]> {
        row_mut(pages.edit(self.id.page)?, self.id.slot).map_err(|malformed| malformed.on(self.id.page))
    }
}

/// Lays out a bitmap page with every bit as `fill` has it.
pub(super) fn format_bitmap(page: &mut Page, fill: u8) {
    page.fill(fill);
    page.iter_mut().zip([PAGE_BITMAP, 1, 0, 0]).for_each(|(byte, head)| *byte = head);
}

/// Points a map by reference to a bitmap page.
pub(super) fn set_pointer(pages: &mut dyn PagesMut, row: &MapRow, place: u32, bitmap: PageNo) -> Result<()> {
    let page = pages.edit(row.id.page)?;
    put(page, row.pointer_at(place), &bitmap.0.to_le_bytes()).map_err(|malformed| malformed.on(row.id.page))
}

/// Sets or clears one bit on a bitmap page.
pub(super) fn set_on_bitmap_page(
    pages: &mut dyn PagesMut,
    bitmap: PageNo,
    page: PageNo,
    value: bool,
) -> Result<()> {
    let edited = pages.edit(bitmap)?;
    if edited.first() != Some(&PAGE_BITMAP) {
        return Err(Error::damaged(bitmap, "a usage map points here, but it is no bitmap page"));
    }
    let bits = edited.get_mut(BITMAP_HEADER..).unwrap_or_default();
    set_bit(bits, page.0 % BITMAP_BITS, value)
        .ok_or_else(|| Error::damaged(bitmap, "bitmap page is too short"))
}

/// Sets or clears a bit, the least significant of the first byte first; `None` past the end.
pub(super) fn set_bit(bits: &mut [u8], bit: u32, value: bool) -> Option<()> {
    let byte = bits.get_mut(usize::try_from(bit / 8).ok()?)?;
    let mask = 1_u8 << (bit % 8);
    *byte = if value { *byte | mask } else { *byte & !mask };
    Some(())
}

fn set_inline(pages: &mut dyn PagesMut, row: &MapRow, page: PageNo, value: bool) -> Result<()> {
    let outside = || Error::damaged(row.id.page, "usage map row");
    let bit = row.inline_bit(page).ok_or_else(outside)?;
    let bytes = row.bytes_mut(pages)?;
    set_bit(bytes.get_mut(INLINE_HEADER..).unwrap_or_default(), bit, value).ok_or_else(outside)
}

/// Slides the window so that it covers `page` too, or turns the map into one by reference.
fn mark_outside_window(pages: &mut dyn PagesMut, row: &MapRow, page: PageNo) -> Result<()> {
    let mut marked = marked_pages(pages, row.id)?;
    marked.push(page.0);
    let lowest = marked.iter().min().map_or(0, |lowest| lowest / 8 * 8);
    let highest = marked.iter().max().copied().unwrap_or_default();
    let fits = highest - lowest < row.window();
    reset(pages, row, if fits { MAP_INLINE } else { MAP_BY_REFERENCE }, if fits { lowest } else { 0 })?;
    marked.into_iter().try_for_each(|page| mark(pages, row.id, PageNo(page)))
}

/// Every page in a map, in ascending order.
pub(super) fn marked_pages(pages: &dyn Pages, map: RowId) -> Result<Vec<u32>> {
    let map = UsageMap::read(pages, map)?;
    let mut marked = Vec::new();
    let mut from = Some(PageNo(0));
    while let Some(page) = from.map_or(Ok(None), |from| map.next_from(pages, from))? {
        marked.push(page.0);
        from = page.0.checked_add(1).map(PageNo);
    }
    Ok(marked)
}

/// Empties a map's row and makes it of the given type.
pub(super) fn reset(pages: &mut dyn PagesMut, row: &MapRow, kind: u8, first: u32) -> Result<()> {
    let bytes = row.bytes_mut(pages)?;
    bytes.fill(0);
    put(bytes, 0, &[kind])
        .and_then(|()| put(bytes, 1, &first.to_le_bytes()))
        .map_err(|malformed| malformed.on(row.id.page))
}

fn mark_by_reference(pages: &mut dyn PagesMut, row: &MapRow, page: PageNo) -> Result<()> {
    let place = page.0 / BITMAP_BITS;
    if place >= row.pointers() {
        let limit = u64::from(row.pointers()) * u64::from(BITMAP_BITS);
        return Err(Error::Limit { what: "the page number in a usage map", limit });
    }
    let bitmap = match row.bitmap_page(pages, place)? {
        Some(bitmap) => bitmap,
        None => {
            let bitmap = pages.allocate()?;
            format_bitmap(pages.edit(bitmap)?, 0);
            set_pointer(pages, row, place, bitmap)?;
            bitmap
        }
    };
    set_on_bitmap_page(pages, bitmap, page, true)
}
