//! The map of the file's free pages, row 0 of page 1: which page is taken next, and how the map grows with the file.
//!
//! Bits past the end of the file are 1. A map that no longer covers the file is lengthened in steps of 32 pages as
//! long as page 1 has room, and then turned into one by reference; pages below a window that another writer has
//! slid count as taken.

use super::data_page::lengthen_first;
use super::usage_map::{
    INLINE_HEADER, MapRow, format_bitmap, marked_pages, reset, set_bit, set_on_bitmap_page, set_pointer,
};
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Pages, PagesMut};
use crate::format::usage_map::UsageMap;
use crate::format::{BITMAP_BITS, GLOBAL_MAP_PAGE, MAP_BY_REFERENCE};
use std::ops::Range;

/// The row of the map.
pub(crate) const GLOBAL_MAP: RowId = RowId { page: PageNo(GLOBAL_MAP_PAGE), slot: RowSlot(0) };

/// Pages by which an inline map grows.
const STEP: u32 = 32;

/// A view that can take the page at the very end of the file, outside any map.
pub(crate) trait Appends: PagesMut {
    /// Lengthens the file by one page of zeros.
    fn append(&mut self) -> Result<PageNo>;
}

/// The lowest free page within `among`.
pub(crate) fn lowest_free(pages: &dyn Pages, among: Range<u32>) -> Result<Option<PageNo>> {
    let free = UsageMap::read(pages, GLOBAL_MAP)?.next_from(pages, PageNo(among.start))?;
    Ok(free.filter(|page| page.0 < among.end))
}

/// Notes that a page is taken, growing the map where it does not reach.
pub(crate) fn mark_taken(pages: &mut dyn Appends, page: PageNo) -> Result<()> {
    let row = MapRow::read(pages, GLOBAL_MAP)?;
    if row.kind == MAP_BY_REFERENCE {
        return take_by_reference(pages, &row, page);
    }
    if page.0 < row.first {
        return Ok(());
    }
    match row.inline_bit(page) {
        Some(bit) => take_inline(pages, &row, bit),
        None if lengthen(pages, &row, page)? => mark_taken(pages, page),
        None => {
            turn_into_reference(pages, &row)?;
            mark_taken(pages, page)
        }
    }
}

/// Notes that a page is free. One below a window that another writer has slid stays as it is: taken.
pub(crate) fn mark_free(pages: &mut dyn Appends, page: PageNo) -> Result<()> {
    let row = MapRow::read(pages, GLOBAL_MAP)?;
    if row.kind == MAP_BY_REFERENCE {
        let place = page.0 / BITMAP_BITS;
        return match row.bitmap_page(pages, place)? {
            Some(bitmap) => set_on_bitmap_page(pages, bitmap, page, true),
            // A bitmap that is not there says that all its pages are taken.
            None => Ok(()),
        };
    }
    match row.inline_bit(page) {
        Some(bit) => set_inline(pages, &row, bit, true),
        None => Ok(()),
    }
}

fn take_inline(pages: &mut dyn Appends, row: &MapRow, bit: u32) -> Result<()> {
    set_inline(pages, row, bit, false)
}

fn set_inline(pages: &mut dyn Appends, row: &MapRow, bit: u32, free: bool) -> Result<()> {
    let bytes = row.bytes_mut(pages)?;
    set_bit(bytes.get_mut(INLINE_HEADER..).unwrap_or_default(), bit, free)
        .ok_or_else(|| Error::damaged(GLOBAL_MAP.page, "global usage map row"))
}

/// Lengthens the map so that it covers `page`; false where page 1 is full. The pages it did not cover are taken.
fn lengthen(pages: &mut dyn Appends, row: &MapRow, page: PageNo) -> Result<bool> {
    let missing = page.0 - row.first - row.window() + 1;
    let bytes = usize::try_from(missing.div_ceil(STEP) * STEP / 8).unwrap_or(usize::MAX);
    let map_page = pages.edit(GLOBAL_MAP.page)?;
    if !lengthen_first(map_page, bytes, 0xFF).map_err(|malformed| malformed.on(GLOBAL_MAP.page))? {
        return Ok(false);
    }
    let grown = MapRow::read(pages, GLOBAL_MAP)?;
    let existing = pages.page_count().saturating_sub(row.first).min(grown.window());
    (row.window()..existing).try_for_each(|bit| take_inline(pages, &grown, bit))?;
    Ok(true)
}

fn turn_into_reference(pages: &mut dyn Appends, row: &MapRow) -> Result<()> {
    let mut free = marked_pages(pages, GLOBAL_MAP)?;
    free.retain(|page| *page < pages.page_count());
    reset(pages, row, MAP_BY_REFERENCE, 0)?;
    let row = MapRow::read(pages, GLOBAL_MAP)?;
    for place in 0..=pages.page_count() / BITMAP_BITS {
        let bitmap = add_bitmap(pages, &row, place)?;
        for free in free.iter().filter(|free| **free / BITMAP_BITS == place) {
            set_on_bitmap_page(pages, bitmap, PageNo(*free), true)?;
        }
    }
    Ok(())
}

fn take_by_reference(pages: &mut dyn Appends, row: &MapRow, page: PageNo) -> Result<()> {
    let place = page.0 / BITMAP_BITS;
    let bitmap = match row.bitmap_page(pages, place)? {
        Some(bitmap) => bitmap,
        None => add_bitmap(pages, row, place)?,
    };
    set_on_bitmap_page(pages, bitmap, page, false)
}

/// Adds the bitmap page for one place: pages of the file are taken, itself included, those past its end are free.
fn add_bitmap(pages: &mut dyn Appends, row: &MapRow, place: u32) -> Result<PageNo> {
    if place >= row.pointers() {
        let limit = u64::from(row.pointers()) * u64::from(BITMAP_BITS);
        return Err(Error::Limit { what: "the page number in the global usage map", limit });
    }
    let bitmap = pages.append()?;
    let first = place * BITMAP_BITS;
    let taken = pages.page_count().saturating_sub(first).min(BITMAP_BITS);
    format_bitmap(pages.edit(bitmap)?, 0xFF);
    for page in first..first + taken {
        set_on_bitmap_page(pages, bitmap, PageNo(page), false)?;
    }
    set_pointer(pages, row, place, bitmap)?;
    match bitmap.0 / BITMAP_BITS > place {
        true => mark_taken(pages, bitmap),
        false => Ok(()),
    }?;
    Ok(bitmap)
}

#[cfg(test)]
mod tests;
