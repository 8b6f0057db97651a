//! Usage maps: sets of page numbers, as bits.

use crate::error::{Malformed, Result};
use crate::format::data_page::DataPage;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Page, Pages, View};
use crate::format::{BITMAP_BITS, BITMAP_HEADER, MAP_BY_REFERENCE, MAP_INLINE, PAGE_BITMAP};
use std::sync::Arc;

/// A set of pages as the file keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UsageMap {
    /// Bit i stands for page `first + i`.
    Inline { first: PageNo, bits: Vec<u8> },
    /// Bitmap page i stands for the pages from i x 32736; `None` where it has none marked.
    Reference { bitmaps: Vec<Option<PageNo>> },
}

impl UsageMap {
    /// Reads the map in a row of a usage-map page.
    pub fn read(pages: &dyn Pages, at: RowId) -> Result<UsageMap> {
        let page = pages.page(at.page)?;
        let row = DataPage::of_anyone(page.as_slice()).and_then(|rows| rows.row(at.slot));
        row.and_then(UsageMap::parse).map_err(|malformed| malformed.on(at.page))
    }

    /// Takes the bytes of a map's row.
    pub fn parse(row: &[u8]) -> Result<UsageMap, Malformed> {
        let view = View(row);
        match view.u8(0, "kind of usage map")? {
            MAP_INLINE => {
                let first = PageNo(view.u32(1, "first page of a usage map")?);
                Ok(UsageMap::Inline { first, bits: row.get(5..).unwrap_or_default().to_vec() })
            }
            MAP_BY_REFERENCE => {
                let (pointers, _) = row.get(1..).unwrap_or_default().as_chunks();
                let pages = pointers.iter().map(|pointer| PageNo(u32::from_le_bytes(*pointer)));
                let bitmaps = pages.map(|page| (page != PageNo(0)).then_some(page)).collect();
                Ok(UsageMap::Reference { bitmaps })
            }
            _ => Err(Malformed { field: "kind of usage map", at: 0 }),
        }
    }

    /// The lowest marked page that is `from` or above.
    pub fn next_from(&self, pages: &dyn Pages, from: PageNo) -> Result<Option<PageNo>> {
        self.find_up(pages, from, Find::Marked)
    }

    /// Which of the 32 pages from `first` on are marked, the lowest bit for `first`, as far as its own bitmap goes.
    pub fn marked_from(&self, pages: &dyn Pages, first: PageNo) -> Result<u32> {
        match self {
            UsageMap::Inline { first: start, bits } => Ok(Bits::new(*start, bits).word(first)),
            UsageMap::Reference { bitmaps } => {
                match numbered(bitmaps).find(|(start, _)| reaches(*start, first)) {
                    Some((start, Some(no))) => {
                        Ok(Bits::new(start, bits_of(&*bitmap_page(pages, no)?)).word(first))
                    }
                    _ => Ok(0),
                }
            }
        }
    }

    /// The lowest page, `from` or above and within the reach of the map, that is not marked.
    pub fn next_unmarked(&self, pages: &dyn Pages, from: PageNo) -> Result<Option<PageNo>> {
        self.find_up(pages, from, Find::Unmarked)
    }

    /// The highest marked page that is `from` or below.
    pub fn prev_from(&self, pages: &dyn Pages, from: PageNo) -> Result<Option<PageNo>> {
        match self {
            UsageMap::Inline { first, bits } => Ok(Bits::new(*first, bits).down(from)),
            UsageMap::Reference { bitmaps } => {
                for (start, bitmap) in numbered(bitmaps).rev() {
                    if let (true, Some(no)) = (start <= from, bitmap) {
                        let page = bitmap_page(pages, no)?;
                        if let Some(found) = Bits::new(start, bits_of(&page)).down(from) {
                            return Ok(Some(found));
                        }
                    }
                }
                Ok(None)
            }
        }
    }

    fn find_up(&self, pages: &dyn Pages, from: PageNo, find: Find) -> Result<Option<PageNo>> {
        match self {
            UsageMap::Inline { first, bits } => Ok(Bits::new(*first, bits).up(from, find)),
            UsageMap::Reference { bitmaps } => {
                for (start, bitmap) in numbered(bitmaps).filter(|(start, _)| reaches(*start, from)) {
                    let Some(no) = bitmap else { continue };
                    let page = bitmap_page(pages, no)?;
                    if let Some(found) = Bits::new(start, bits_of(&page)).up(from, find) {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// The bitmaps of a map by reference, each with the page its first bit stands for.
fn numbered(bitmaps: &[Option<PageNo>]) -> impl DoubleEndedIterator<Item = (PageNo, Option<PageNo>)> {
    let starts = (0..u32::try_from(bitmaps.len()).unwrap_or(u32::MAX)).map(|i| i.saturating_mul(BITMAP_BITS));
    starts.rev().zip(bitmaps.iter().rev()).map(|(start, bitmap)| (PageNo(start), *bitmap)).rev()
}

/// Whether a bitmap page that starts at `start` goes as far as `from`.
fn reaches(start: PageNo, from: PageNo) -> bool {
    from.0 < start.0.saturating_add(BITMAP_BITS)
}

fn bitmap_page(pages: &dyn Pages, no: PageNo) -> Result<Arc<Page>> {
    let page = pages.page(no)?;
    if page.first() == Some(&PAGE_BITMAP) {
        return Ok(page);
    }
    Err(Malformed { field: "kind of page (bitmap expected)", at: 0 }.on(no))
}

fn bits_of(page: &Page) -> &[u8] {
    page.get(BITMAP_HEADER..).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Find {
    Marked,
    Unmarked,
}

/// A run of bits; the lowest bit of the first byte stands for `first`.
struct Bits<'a> {
    first: PageNo,
    bytes: &'a [u8],
}

impl<'a> Bits<'a> {
    fn new(first: PageNo, bytes: &'a [u8]) -> Bits<'a> {
        Bits { first, bytes }
    }

    /// The first page from `from` up whose bit is as sought.
    fn up(&self, from: PageNo, find: Find) -> Option<PageNo> {
        let skip = from.0.saturating_sub(self.first.0);
        let flip = if find == Find::Marked { 0 } else { 0xFF };
        let tail = self.bytes.get(usize::try_from(skip / 8).ok()?..)?;
        let mut mask = 0xFF_u8 << (skip % 8);
        let (place, byte) = tail.iter().enumerate().find_map(|(place, byte)| {
            let found = (byte ^ flip) & std::mem::replace(&mut mask, 0xFF);
            (found != 0).then_some((place, found))
        })?;
        let bit = u32::try_from(place).ok()?.checked_add(skip / 8)?.checked_mul(8)?;
        self.first.0.checked_add(bit)?.checked_add(byte.trailing_zeros()).map(PageNo)
    }

    /// The bits of the 32 pages from `page` on, or of those that there are.
    fn word(&self, page: PageNo) -> u32 {
        let Some(skip) = page.0.checked_sub(self.first.0) else { return 0 };
        let at = usize::try_from(skip / 8).unwrap_or(usize::MAX);
        let bytes = self.bytes.get(at..).unwrap_or_default().iter().take(5);
        let word = bytes.rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        u32::try_from(word >> (skip % 8) & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// The first marked page from `from` down.
    fn down(&self, from: PageNo) -> Option<PageNo> {
        let last = from.0.checked_sub(self.first.0)?;
        let head = usize::try_from(last / 8).ok()?.saturating_add(1).min(self.bytes.len());
        let bytes = self.bytes.get(..head)?.iter().enumerate().rev();
        bytes
            .flat_map(|(place, byte)| (0..8_u32).rev().map(move |bit| (place, byte >> bit & 1, bit)))
            .filter(|(_, marked, _)| *marked == 1)
            .filter_map(|(place, _, bit)| u32::try_from(place).ok()?.checked_mul(8)?.checked_add(bit))
            .find(|bit| *bit <= last)
            .and_then(|bit| self.first.0.checked_add(bit))
            .map(PageNo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::PAGE_SIZE;
    use crate::pager::Pager;
    use crate::storage::MemoryStorage;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn no_pages() -> Pager {
        Pager::new(Box::new(MemoryStorage::default())).unwrap()
    }

    fn all(map: &UsageMap, pages: &dyn Pages) -> Vec<u32> {
        let next = |from: u32| map.next_from(pages, PageNo(from)).unwrap();
        std::iter::successors(next(0), |page| next(page.0 + 1)).map(|page| page.0).collect()
    }

    #[test]
    fn the_example_of_the_format_is_page_110() {
        let mut row = [0; 69];
        row[5 + 13] = 0x40;
        assert_eq!(all(&UsageMap::parse(&row).unwrap(), &no_pages()), [110]);
    }

    #[test]
    fn a_map_by_reference_counts_on_from_bitmap_to_bitmap() {
        let mut bytes = vec![0; 3 * PAGE_SIZE];
        bytes[PAGE_SIZE..PAGE_SIZE + 5].copy_from_slice(&[5, 1, 0, 0, 0b101]);
        bytes[2 * PAGE_SIZE..2 * PAGE_SIZE + 5].copy_from_slice(&[5, 1, 0, 0, 0b10]);
        let pages = Pager::new(Box::new(MemoryStorage::new(bytes))).unwrap();
        let map = UsageMap::parse(&[1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]).unwrap();
        assert_eq!(all(&map, &pages), [0, 2, 2 * BITMAP_BITS + 1]);
        assert_eq!(map.prev_from(&pages, PageNo(u32::MAX)).unwrap(), Some(PageNo(2 * BITMAP_BITS + 1)));
        assert_eq!(map.prev_from(&pages, PageNo(2 * BITMAP_BITS)).unwrap(), Some(PageNo(2)));
    }

    #[test]
    fn a_bitmap_that_is_no_bitmap_is_damage() {
        let pages = Pager::new(Box::new(MemoryStorage::new(vec![0; 2 * PAGE_SIZE]))).unwrap();
        let map = UsageMap::parse(&[1, 1, 0, 0, 0]).unwrap();
        assert!(map.next_from(&pages, PageNo(0)).is_err());
        assert!(UsageMap::parse(&[2, 0, 0, 0, 0]).is_err() && UsageMap::parse(&[0, 0]).is_err());
    }

    proptest! {
        #[test]
        fn both_directions_agree_with_a_set(
            first in 0..5000_u32, marked in prop::collection::btree_set(0..512_u32, 0..40), from in 0..6000_u32,
        ) {
            let mut bits = vec![0_u8; 64];
            marked.iter().for_each(|bit| bits[*bit as usize / 8] |= 1 << (bit % 8));
            let map = UsageMap::Inline { first: PageNo(first), bits };
            let set: BTreeSet<u32> = marked.iter().map(|bit| first + bit).collect();
            let (pages, from_page) = (no_pages(), PageNo(from));
            let up = map.next_from(&pages, from_page).unwrap().map(|page| page.0);
            let down = map.prev_from(&pages, from_page).unwrap().map(|page| page.0);
            let word = map.marked_from(&pages, from_page).unwrap();
            let clear = map.next_unmarked(&pages, from_page).unwrap().map(|page| page.0);
            prop_assert_eq!(up, set.range(from..).next().copied());
            if first <= from {
                (0..32).for_each(|bit| assert_eq!(word >> bit & 1 == 1, set.contains(&(from + bit))));
            }
            prop_assert_eq!(down, set.range(..=from).next_back().copied());
            prop_assert_eq!(clear, (from.max(first)..first + 512).find(|page| !set.contains(page)));
        }
    }
}
