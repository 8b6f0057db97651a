//! Writing long values: in the row, in one row of a long-value page, or in a chain of pages.

use super::data_page;
use super::usage_map;
use crate::error::{Error, Result};
use crate::format::data_page::{DataPage, LONG_VALUE_OWNER};
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::PagesMut;
use crate::format::table::LongValueMaps;
use crate::format::{LONG_VALUE_HEAD as HEAD, LONG_VALUE_IN_ROW as IN_ROW, LONG_VALUE_SINGLE as SINGLE};

/// The longest value that stays in the row.
pub(crate) const INLINE_MAX: usize = 64;
/// The longest value in one row.
const SINGLE_MAX: usize = 4076;
/// Data of one row of a chain, after the pointer to the next.
const PART: usize = SINGLE_MAX - 4;
/// The lengths that the head can tell.
const LENGTH_MAX: usize = 0x3FFF_FFFF;

const CHAIN: u32 = 0;

/// Pages with room that are tried before a new one is taken.
const TRIES: usize = 4;
/// A page with less room than this is no longer offered.
const WORTH_LISTING: usize = 128;

/// What the row keeps of a value that is stored in the row itself.
pub(super) fn in_row(content: &[u8]) -> Result<Vec<u8>> {
    let mut field = head(IN_ROW, content.len(), RowId::default())?.to_vec();
    field.extend_from_slice(content);
    Ok(field)
}

/// Writes a value to pages of its column and returns what the row keeps of it. `target` is the page that took the
/// last short one, to be tried first.
pub(super) fn write(
    pages: &mut dyn PagesMut,
    maps: &LongValueMaps,
    target: &mut Option<PageNo>,
    content: &[u8],
) -> Result<Vec<u8>> {
    let field = match content.len() {
        0..=SINGLE_MAX => {
            let row = write_single(pages, maps, *target, content)?;
            *target = Some(row.page);
            head(SINGLE, content.len(), row)
        }
        _ => head(CHAIN, content.len(), write_chain(pages, maps, content)?),
    };
    Ok(field?.to_vec())
}

fn head(kind: u32, len: usize, first: RowId) -> Result<[u8; HEAD]> {
    let limit = Error::TooLong { what: "the length of a long value in bytes", limit: 0x3FFF_FFFF };
    let len = u32::try_from(len).ok().filter(|_| len <= LENGTH_MAX).ok_or(limit)?;
    let [a, b, c, d] = (kind | len).to_le_bytes();
    let [e, f, g, h] = first.to_bytes();
    Ok([a, b, c, d, e, f, g, h, 0, 0, 0, 0])
}

fn write_single(
    pages: &mut dyn PagesMut,
    maps: &LongValueMaps,
    target: Option<PageNo>,
    content: &[u8],
) -> Result<RowId> {
    let page = match page_with_room(pages, maps, target, content.len())? {
        Some(page) => page,
        None => {
            let page = new_page(pages, maps)?;
            if let Some(free) = maps.free {
                usage_map::mark(pages, free, page)?;
            }
            page
        }
    };
    append(pages, page, content)
}

/// The target if it has room, else the listed page of the highest number that has, among the few that are tried.
fn page_with_room(
    pages: &mut dyn PagesMut,
    maps: &LongValueMaps,
    target: Option<PageNo>,
    len: usize,
) -> Result<Option<PageNo>> {
    if let Some(target) = target {
        let page = pages.page(target)?;
        if data_page::has_room(&page, len).map_err(|malformed| malformed.on(target))? {
            return Ok(Some(target));
        }
    }
    let Some(free) = maps.free else { return Ok(None) };
    let mut below = u32::MAX;
    for _ in 0..TRIES {
        let Some(listed) = usage_map::highest_below(pages, free, below)? else { return Ok(None) };
        let page = pages.page(listed)?;
        DataPage::new(page.as_slice(), LONG_VALUE_OWNER).map_err(|malformed| malformed.on(listed))?;
        let has_room = |len| data_page::has_room(&page, len).map_err(|malformed| malformed.on(listed));
        if has_room(len)? {
            return Ok(Some(listed));
        }
        if !has_room(WORTH_LISTING)? {
            usage_map::clear(pages, free, listed)?;
        }
        below = listed.0;
    }
    Ok(None)
}

/// Writes the parts to a page each; every part but the last points to the next.
fn write_chain(pages: &mut dyn PagesMut, maps: &LongValueMaps, content: &[u8]) -> Result<RowId> {
    let mut next = RowId::default();
    let mut parts: Vec<(PageNo, &[u8])> = Vec::new();
    for part in content.chunks(PART) {
        parts.push((new_page(pages, maps)?, part));
    }
    for (page, part) in parts.into_iter().rev() {
        let pointer = next.to_bytes();
        next = append(pages, page, &[&pointer[..], part].concat())?;
    }
    Ok(next)
}

/// Takes a page for the column and adds it to those it owns.
fn new_page(pages: &mut dyn PagesMut, maps: &LongValueMaps) -> Result<PageNo> {
    let page = pages.allocate()?;
    data_page::format(pages.edit(page)?, LONG_VALUE_OWNER).map_err(|malformed| malformed.on(page))?;
    usage_map::mark(pages, maps.owned, page)?;
    Ok(page)
}

fn append(pages: &mut dyn PagesMut, page: PageNo, row: &[u8]) -> Result<RowId> {
    let slot: RowSlot = data_page::append(pages.edit(page)?, row).map_err(|malformed| malformed.on(page))?;
    Ok(RowId { page, slot })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::data_page::MAP_OWNER;
    use crate::format::page::{Pages, View};
    use crate::write::overlay::Overlay;
    use crate::write::testing::{MemoryPages, file_of};
    use crate::write::usage_map::EMPTY_MAP;

    const MAPS: LongValueMaps = LongValueMaps {
        column: 0,
        owned: RowId { page: PageNo(2), slot: RowSlot(0) },
        free: Some(RowId { page: PageNo(2), slot: RowSlot(1) }),
    };

    fn file() -> MemoryPages {
        let mut file = file_of(3);
        data_page::format(&mut file.0[2], MAP_OWNER).expect("formats");
        (0..2).for_each(|_| assert!(data_page::append(&mut file.0[2], &EMPTY_MAP).is_ok()));
        file
    }

    fn row(pages: &dyn Pages, id: RowId) -> Vec<u8> {
        let page = pages.page(id.page).expect("a page");
        page[data_page::row_range(&page, id.slot).expect("a row")].to_vec()
    }

    /// Reads a value by the plainest reading of the format.
    fn read(pages: &dyn Pages, field: &[u8]) -> Vec<u8> {
        let view = View(field);
        let (word, mut id) =
            (view.u32(0, "head").expect("a head"), view.row_id(4, "pointer").expect("a pointer"));
        assert_eq!(field[8..12], [0; 4]);
        let mut content = Vec::new();
        match word >> 30 {
            2 => content.extend(&field[12..]),
            1 => content = row(pages, id),
            _ => {
                while id.page != PageNo(0) {
                    let part = row(pages, id);
                    content.extend(&part[4..]);
                    id = View(&part).row_id(0, "next").expect("a pointer");
                }
            }
        }
        assert_eq!(content.len(), (word & 0x3FFF_FFFF) as usize);
        content
    }

    fn listed(pages: &dyn Pages, map: RowId) -> Vec<u32> {
        let mut below = u32::MAX;
        let next = std::iter::from_fn(|| {
            let page = usage_map::highest_below(pages, map, below).expect("reads")?;
            below = page.0;
            Some(page.0)
        });
        next.collect()
    }

    #[test]
    fn values_of_every_length_come_back() {
        let mut file = file();
        let mut view = Overlay::new(&mut file);
        for len in [0, 1, 64, 65, 100, 4_075, 4_076, 4_077, 8_144, 8_145, 100_000] {
            let content: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            let field = write(&mut view, &MAPS, &mut None, &content).expect("writes");
            assert_eq!((field.len(), read(&view, &field)), (12, content), "{len} bytes");
        }
    }

    #[test]
    fn short_values_share_a_page_and_chains_have_theirs() {
        let mut file = file();
        let mut view = Overlay::new(&mut file);
        (0..30).for_each(|_| assert!(write(&mut view, &MAPS, &mut None, &[7; 100]).is_ok()));
        assert_eq!(listed(&view, MAPS.owned), [3]);
        write(&mut view, &MAPS, &mut None, &[7; 9_000]).expect("writes");
        assert_eq!(
            (listed(&view, MAPS.owned), listed(&view, MAPS.free.expect("a map"))),
            (vec![6, 5, 4, 3], vec![3])
        );
    }

    #[test]
    fn a_full_page_is_no_longer_offered() {
        let mut file = file();
        let mut view = Overlay::new(&mut file);
        (0..3).for_each(|_| assert!(write(&mut view, &MAPS, &mut None, &[7; 2_000]).is_ok()));
        assert_eq!(
            (listed(&view, MAPS.owned), listed(&view, MAPS.free.expect("a map"))),
            (vec![4, 3], vec![4])
        );
    }

    #[test]
    fn a_value_in_the_row_follows_its_head() {
        let field = in_row(b"content").expect("fits");
        assert_eq!(field, b"\x07\0\0\x80\0\0\0\0\0\0\0\0content");
    }
}
