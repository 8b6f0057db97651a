//! A page of rows: data, long values, and the rows that hold usage maps.

use crate::error::Malformed;
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, View};
use crate::format::{DATA_OWNER, DATA_SLOTS, PAGE_DATA, PAGE_SIZE};
use std::ops::Range;

/// Set on a row that a scan passes over: deleted, or reached through a pointer elsewhere.
pub(crate) const HIDDEN: u16 = 0x8000;
/// Set on a slot whose row has moved; its bytes start with a pointer to the row.
pub(crate) const POINTER: u16 = 0x4000;
/// The part of a slot that is the offset.
pub(crate) const OFFSET: u16 = 0x1FFF;
/// What stands in the owner field of a long-value page.
pub(crate) const LONG_VALUE_OWNER: u32 = u32::from_le_bytes(*b"LVAL");
/// What stands there on a page of usage maps.
pub(crate) const MAP_OWNER: u32 = 0;

/// What a slot of the row directory stands for; the range is where its bytes are on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    Row(Range<usize>),
    /// The row has moved there.
    Pointer(RowId),
    /// A row that moved here; a pointer elsewhere names it.
    Moved(Range<usize>),
    Deleted,
}

/// A page of rows whose kind and owner have been checked. Slots are checked one by one as they are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataPage<'a> {
    view: View<'a>,
    count: u16,
}

impl<'a> DataPage<'a> {
    /// Takes a page that must hold rows of `owner`: a definition page, [`LONG_VALUE_OWNER`] or [`MAP_OWNER`].
    pub fn new(bytes: &'a [u8], owner: u32) -> Result<DataPage<'a>, Malformed> {
        let page = DataPage::of_anyone(bytes)?;
        match page.view.u32(DATA_OWNER, "owner of a data page")? {
            found if found == owner => Ok(page),
            _ => Err(Malformed { field: "owner of a data page", at: DATA_OWNER }),
        }
    }

    /// Takes a page that must hold rows, of whatever owner.
    pub fn of_anyone(bytes: &'a [u8]) -> Result<DataPage<'a>, Malformed> {
        let view = View(bytes);
        if view.u8(0, "kind of page")? != PAGE_DATA {
            return Err(Malformed { field: "kind of page (rows expected)", at: 0 });
        }
        let count = view.u16(DATA_SLOTS - 2, "number of rows")?;
        // A row pointer has one byte for the slot.
        if count > 256 {
            return Err(Malformed { field: "number of rows", at: DATA_SLOTS - 2 });
        }
        Ok(DataPage { view, count })
    }

    /// The state of a slot; `None` past the last one.
    pub fn slot(self, slot: u16) -> Result<Option<Slot>, Malformed> {
        if slot >= self.count {
            return Ok(None);
        }
        let flags = self.offset(slot)?;
        let range = self.range(slot)?;
        Ok(Some(match (flags & HIDDEN != 0, flags & POINTER != 0) {
            (false, false) => Slot::Row(range),
            (false, true) => Slot::Pointer(self.view.row_id(range.start, "pointer to a moved row")?),
            (true, false) => Slot::Moved(range),
            (true, true) => Slot::Deleted,
        }))
    }

    /// The slots from the first to the last.
    pub fn slots(self) -> Slots {
        Slots { count: self.count, next: 0, end: PAGE_SIZE }
    }

    /// The bytes of a slot that must hold an ordinary row: a usage map or a long value.
    pub fn row(self, slot: RowSlot) -> Result<&'a [u8], Malformed> {
        let missing = Malformed { field: "row slot", at: usize::from(slot.0) };
        match self.slot(slot.0.into())? {
            Some(Slot::Row(range)) => self.view.bytes(range.start, range.len(), "row"),
            _ => Err(missing),
        }
    }

    /// The word of the directory: offset and flags.
    fn offset(self, slot: u16) -> Result<u16, Malformed> {
        self.view.u16(DATA_SLOTS + usize::from(slot) * 2, "row offset")
    }

    /// Where the bytes of a slot are: down from the end of the page in the order of the slots.
    pub fn range(self, slot: u16) -> Result<Range<usize>, Malformed> {
        let start = usize::from(self.offset(slot)? & OFFSET);
        let end = match slot.checked_sub(1) {
            Some(before) => usize::from(self.offset(before)? & OFFSET),
            None => PAGE_SIZE,
        };
        let first = DATA_SLOTS + usize::from(self.count) * 2;
        let sound = first <= start && start <= end && end <= PAGE_SIZE;
        let at = DATA_SLOTS + usize::from(slot) * 2;
        if sound { Ok(start..end) } else { Err(Malformed { field: "row offset", at }) }
    }
}

/// The name of a slot on a page.
pub(crate) fn row_id(page: PageNo, slot: u16) -> RowId {
    RowId { page, slot: RowSlot(u8::try_from(slot).unwrap_or(u8::MAX)) }
}

/// The slots of a page in their order, without holding the page: whoever goes on gives its bytes again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots {
    count: u16,
    next: u16,
    /// Where the rows of the slots so far start.
    end: usize,
}

impl Slots {
    /// The next slot that holds a row or points to one, and its number.
    #[inline]
    pub fn next_row(&mut self, page: &Page) -> Result<Option<(u16, Slot)>, Malformed> {
        let first = DATA_SLOTS + usize::from(self.count) * 2;
        while self.next < self.count {
            let (slot, end) = (self.next, self.end);
            let at = DATA_SLOTS + usize::from(slot) * 2;
            let word = View(page).u16(at, "row offset")?;
            let start = usize::from(word & OFFSET);
            if start < first || start > end {
                return Err(Malformed { field: "row offset", at });
            }
            (self.next, self.end) = (slot + 1, start);
            if word & HIDDEN == 0 {
                let found = match word & POINTER {
                    0 => Slot::Row(start..end),
                    _ => Slot::Pointer(View(page).row_id(start, "pointer to a moved row")?),
                };
                return Ok(Some((slot, found)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(owner: u32, offsets: &[u16]) -> Vec<u8> {
        let mut page = vec![0; PAGE_SIZE];
        page[..2].copy_from_slice(&[1, 1]);
        page[4..8].copy_from_slice(&owner.to_le_bytes());
        page[12..14].copy_from_slice(&u16::try_from(offsets.len()).unwrap().to_le_bytes());
        for (place, offset) in page[14..].chunks_mut(2).zip(offsets) {
            place.copy_from_slice(&offset.to_le_bytes());
        }
        page
    }

    #[test]
    fn the_two_flags_make_four_states() {
        let mut bytes = page(7, &[4090, 4080 | POINTER, 4070 | HIDDEN, 4070 | HIDDEN | POINTER]);
        bytes[4080..4084].copy_from_slice(&[3, 0x10, 0x20, 0x30]);
        let page = DataPage::new(&bytes, 7).unwrap();
        let slots: Vec<Slot> = (0..4).map(|slot| page.slot(slot).unwrap().unwrap()).collect();
        let target = RowId { page: PageNo(0x30_2010), slot: RowSlot(3) };
        assert_eq!(
            slots,
            [Slot::Row(4090..4096), Slot::Pointer(target), Slot::Moved(4070..4080), Slot::Deleted]
        );
        assert_eq!(page.slot(4).unwrap(), None);
    }

    #[test]
    fn rows_lie_between_the_directory_and_the_end() {
        for offsets in [[4097, 4090], [4090, 4091], [4090, 17], [4090, 0]] {
            let bytes = page(7, &offsets);
            let page = DataPage::new(&bytes, 7).unwrap();
            assert!((0..2).any(|slot| page.slot(slot).is_err()), "{offsets:?}");
        }
    }

    #[test]
    fn another_kind_or_owner_is_refused() {
        let mut bytes = page(7, &[]);
        assert!(DataPage::new(&bytes, 8).is_err());
        bytes[0] = 2;
        assert!(DataPage::new(&bytes, 7).is_err());
    }
}
