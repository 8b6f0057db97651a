//! Pages of rows: table data, long values and usage maps share one layout, a directory that grows up and rows that
//! grow down. This is its writing half.

use crate::error::Malformed;
use crate::format::data_page::{DataPage, HIDDEN, OFFSET, POINTER, Slot};
use crate::format::ids::RowSlot;
use crate::format::page::{Page, View, put};
use crate::format::{DATA_OWNER, DATA_SLOTS, PAGE_DATA, PAGE_SIZE};
use std::ops::Range;

/// What an empty page reports as free: 4082 bytes.
const EMPTY_FREE: usize = PAGE_SIZE - DATA_SLOTS;
/// Rows a page takes: a row number is one byte, and 255 of them is the most any writer leaves.
const ROWS_MAX: usize = 255;

/// Lays out a page without rows for `owner`: a definition page's number, `LVAL`, or 0 for usage maps.
pub(crate) fn format(page: &mut Page, owner: u32) -> Result<(), Malformed> {
    page.fill(0);
    put(page, 0, &[PAGE_DATA, 1])?;
    put(page, 2, &two_bytes(EMPTY_FREE))?;
    put(page, DATA_OWNER, &owner.to_le_bytes())
}

/// Where the bytes of an ordinary row are.
pub(crate) fn row_range(page: &Page, slot: RowSlot) -> Result<Range<usize>, Malformed> {
    match DataPage::of_anyone(page)?.slot(slot.0.into())? {
        Some(Slot::Row(range)) => Ok(range),
        _ => Err(Malformed { field: "row slot", at: usize::from(slot.0) }),
    }
}

/// Whether a row of `len` bytes and its directory entry fit.
pub(crate) fn has_room(page: &Page, len: usize) -> Result<bool, Malformed> {
    let rows = row_count(View(page))?;
    let low = lowest(View(page), rows)?;
    let directory = DATA_SLOTS + 2 * rows;
    match rows < ROWS_MAX {
        true => Ok(directory + 2 + len <= low),
        false => Ok(directory + len <= low && deleted_slot(page)?.is_some()),
    }
}

/// A slot that another row may have: once a page has as many slots as it can, its deleted ones are all that is left.
fn deleted_slot(page: &Page) -> Result<Option<RowSlot>, Malformed> {
    let page = DataPage::of_anyone(page)?;
    for slot in 0..=u8::MAX {
        match page.slot(slot.into())? {
            Some(Slot::Deleted) => return Ok(Some(RowSlot(slot))),
            Some(_) => {}
            None => break,
        }
    }
    Ok(None)
}

/// Appends a row after the last one. The caller has asked [`has_room`]; a page without room is malformed.
pub(crate) fn append(page: &mut Page, row: &[u8]) -> Result<RowSlot, Malformed> {
    let full = Malformed { field: "free space", at: 2 };
    let rows = row_count(View(page))?;
    if rows >= ROWS_MAX {
        let slot = deleted_slot(page)?.ok_or(full.clone())?;
        return if replace(page, slot, 0, row)? { Ok(slot) } else { Err(full) };
    }
    let start = lowest(View(page), rows)?.checked_sub(row.len()).ok_or(full.clone())?;
    let free = start.checked_sub(DATA_SLOTS + 2 * rows + 2).ok_or(full.clone())?;
    let slot = u8::try_from(rows).map_err(|_| full)?;
    put(page, start, row)?;
    put(page, DATA_SLOTS + 2 * rows, &two_bytes(start))?;
    put(page, 12, &two_bytes(rows + 1))?;
    put(page, 2, &two_bytes(free))?;
    Ok(RowSlot(slot))
}

/// Lengthens row 0 by `more` bytes of `fill`, moving every other row down. False when the page has no room.
pub(crate) fn lengthen_first(page: &mut Page, more: usize, fill: u8) -> Result<bool, Malformed> {
    let rows = row_count(View(page))?;
    let low = lowest(View(page), rows)?;
    let free = low.checked_sub(DATA_SLOTS + 2 * rows).and_then(|free| free.checked_sub(more));
    let Some(free) = free else { return Ok(false) };
    page.copy_within(low.., low - more);
    page.iter_mut().rev().take(more).for_each(|byte| *byte = fill);
    for place in 0..rows {
        let moved = offset_word(View(page), place)?.wrapping_sub(u16::try_from(more).unwrap_or_default());
        put(page, DATA_SLOTS + 2 * place, &moved.to_le_bytes())?;
    }
    put(page, 2, &two_bytes(free))?;
    Ok(true)
}

/// Gives a slot other bytes and flags, moving the rows behind it. False, and nothing changed, when the page has no
/// room.
pub(crate) fn replace(page: &mut Page, slot: RowSlot, flags: u16, row: &[u8]) -> Result<bool, Malformed> {
    let rows = row_count(View(page))?;
    let (low, place) = (lowest(View(page), rows)?, usize::from(slot.0));
    let missing = Malformed { field: "row slot", at: place };
    let old = DataPage::of_anyone(page)?.range(slot.0.into()).map_err(|_| missing.clone())?;
    if place >= rows || old.start < low {
        return Err(missing);
    }
    let directory = DATA_SLOTS + 2 * rows;
    let Some(start) = old.end.checked_sub(row.len()) else { return Ok(false) };
    let Some(new_low) = start.checked_sub(old.start - low).filter(|low| *low >= directory) else {
        return Ok(false);
    };
    page.copy_within(low..old.start, new_low);
    put(page, start, row)?;
    put(page, DATA_SLOTS + 2 * place, &word(start, flags))?;
    for later in place + 1..rows {
        let before = offset_word(View(page), later)?;
        let moved = (usize::from(before & OFFSET) + start).checked_sub(old.start);
        let moved = moved.filter(|moved| (new_low..=start).contains(moved));
        let moved = moved.ok_or(Malformed { field: "row offset", at: DATA_SLOTS + 2 * later })?;
        put(page, DATA_SLOTS + 2 * later, &word(moved, before & !OFFSET))?;
    }
    put(page, 2, &two_bytes(new_low - directory))?;
    Ok(true)
}

/// Marks a row as one that only a pointer elsewhere names.
pub(crate) fn hide(page: &mut Page, slot: RowSlot) -> Result<(), Malformed> {
    let range = row_range(page, slot)?;
    put(page, DATA_SLOTS + 2 * usize::from(slot.0), &word(range.start, HIDDEN))
}

/// Bytes between the directory and the rows.
pub(crate) fn free(page: &Page) -> Result<usize, Malformed> {
    let rows = row_count(View(page))?;
    Ok(lowest(View(page), rows)?.saturating_sub(DATA_SLOTS + 2 * rows))
}

/// Deletes a row: its slot stays, without bytes, so that no other row changes its name. True when no row is left.
pub(crate) fn delete(page: &mut Page, slot: RowSlot) -> Result<bool, Malformed> {
    replace(page, slot, HIDDEN | POINTER, &[])?;
    let page = DataPage::of_anyone(page)?;
    let mut slots = (0..).map_while(|slot| page.slot(slot).transpose());
    slots.try_fold(true, |all, slot| Ok(all && slot? == Slot::Deleted))
}

/// The bytes of a row for changing, without changing its length.
pub(crate) fn row_mut(page: &mut Page, slot: RowSlot) -> Result<&mut [u8], Malformed> {
    let range = row_range(page, slot)?;
    page.get_mut(range).ok_or(Malformed { field: "row offset", at: DATA_SLOTS })
}

fn row_count(page: View<'_>) -> Result<usize, Malformed> {
    let rows = usize::from(page.u16(12, "row count")?);
    match DATA_SLOTS + 2 * rows <= PAGE_SIZE {
        true => Ok(rows),
        false => Err(Malformed { field: "row count", at: 12 }),
    }
}

fn lowest(page: View<'_>, rows: usize) -> Result<usize, Malformed> {
    let low = rows.checked_sub(1).map_or(Ok(PAGE_SIZE), |last| row_start(page, last))?;
    match (DATA_SLOTS + 2 * rows..=PAGE_SIZE).contains(&low) {
        true => Ok(low),
        false => Err(Malformed { field: "row offset", at: DATA_SLOTS + 2 * rows }),
    }
}

fn row_start(page: View<'_>, place: usize) -> Result<usize, Malformed> {
    Ok(usize::from(offset_word(page, place)? & OFFSET))
}

fn offset_word(page: View<'_>, place: usize) -> Result<u16, Malformed> {
    page.u16(DATA_SLOTS + 2 * place, "row offset")
}

/// The word of the directory for a row that starts there.
fn word(start: usize, flags: u16) -> [u8; 2] {
    let [low, high] = two_bytes(start);
    (u16::from_le_bytes([low, high]) | flags).to_le_bytes()
}

/// A number below 65,536, as every offset and count on a page is.
fn two_bytes(number: usize) -> [u8; 2] {
    let [low, high, ..] = number.to_le_bytes();
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_with(rows: &[&[u8]]) -> Page {
        let mut page = [0xAA; PAGE_SIZE];
        format(&mut page, 7).expect("formats");
        rows.iter().for_each(|row| assert!(append(&mut page, row).is_ok()));
        page
    }

    fn row(page: &Page, slot: u8) -> &[u8] {
        &page[row_range(page, RowSlot(slot)).expect("the row is there")]
    }

    #[test]
    fn rows_fill_the_page_from_its_end_and_the_free_field_stays_exact() {
        let page = page_with(&[b"first", b"", b"third"]);
        assert_eq!((row(&page, 0), row(&page, 1), row(&page, 2)), (&b"first"[..], &b""[..], &b"third"[..]));
        assert_eq!(View(&page).u16(2, "free"), Ok(4096 - 10 - 14 - 6));
        assert_eq!(&page[4..8], [7, 0, 0, 0]);
    }

    #[test]
    fn a_page_takes_rows_until_not_one_more_byte_fits() {
        let mut page = page_with(&[]);
        assert!(has_room(&page, EMPTY_FREE - 2).expect("sound"));
        assert!(!has_room(&page, EMPTY_FREE - 1).expect("sound"));
        append(&mut page, &[1; EMPTY_FREE - 2]).expect("fits exactly");
        assert!(!has_room(&page, 0).expect("sound"));
        assert!(append(&mut page, &[]).is_err());
    }

    #[test]
    fn a_page_never_takes_more_than_255_rows() {
        let page = page_with(&[&b"x"[..]; 255]);
        assert!(!has_room(&page, 1).expect("sound"));
    }

    #[test]
    fn a_page_with_all_its_slots_gives_a_deleted_one_to_the_next_row() {
        let mut page = page_with(&[&b"x"[..]; 255]);
        delete(&mut page, RowSlot(7)).expect("sound");
        assert!(has_room(&page, 100).expect("sound") && !has_room(&page, 4000).expect("sound"));
        assert_eq!(append(&mut page, b"another row"), Ok(RowSlot(7)));
        assert_eq!(
            (row(&page, 6), row(&page, 7), row(&page, 254)),
            (&b"x"[..], &b"another row"[..], &b"x"[..])
        );
        assert!(!has_room(&page, 1).expect("sound"));
    }

    #[test]
    fn lengthening_the_first_row_keeps_the_others() {
        let mut page = page_with(&[b"map", b"other"]);
        assert!(lengthen_first(&mut page, 4, 0xFF).expect("sound"));
        assert_eq!((row(&page, 0), row(&page, 1)), (&b"map\xFF\xFF\xFF\xFF"[..], &b"other"[..]));
        assert_eq!(View(&page).u16(2, "free"), Ok(4096 - 12 - 14 - 4));
        assert!(!lengthen_first(&mut page, 4070, 0).expect("sound"));
    }

    #[test]
    fn a_row_that_is_replaced_or_deleted_moves_the_others_and_the_free_field() {
        let mut page = page_with(&[b"first", b"second", b"third"]);
        assert!(replace(&mut page, RowSlot(1), 0, b"longer than before").expect("sound"));
        assert_eq!((row(&page, 0), row(&page, 2)), (&b"first"[..], &b"third"[..]));
        assert_eq!(row(&page, 1), b"longer than before");
        assert!(!replace(&mut page, RowSlot(1), 0, &[0; 4067]).expect("sound"));
        assert!(!replace(&mut page, RowSlot(0), 0, &[0; 5000]).expect("sound"));
        assert!(replace(&mut page, RowSlot(1), POINTER, b"\x01\x02\x00\x00").expect("sound"));
        assert_eq!(View(&page).u16(2, "free"), Ok(4096 - 14 - 14 - 6));
        assert!(!delete(&mut page, RowSlot(0)).expect("sound"));
        assert_eq!((row(&page, 2), &page[18..20]), (&b"third"[..], &4087_u16.to_le_bytes()[..]));
        assert!(!delete(&mut page, RowSlot(1)).expect("sound"));
        assert!(delete(&mut page, RowSlot(2)).expect("sound"));
        assert_eq!(&page[14..20], [0x00, 0xD0].repeat(3));
        assert_eq!(View(&page).u16(2, "free"), Ok(4096 - 14 - 6));
        assert!(replace(&mut page, RowSlot(3), 0, b"x").is_err());
    }

    #[test]
    fn a_damaged_directory_is_malformed_and_not_a_panic() {
        let mut page = page_with(&[b"row"]);
        put(&mut page, 12, &u16::MAX.to_le_bytes()).expect("inside");
        assert!(has_room(&page, 1).is_err() && append(&mut page, b"x").is_err());
        let mut page = page_with(&[b"row"]);
        put(&mut page, 14, &3_u16.to_le_bytes()).expect("inside");
        assert!(has_room(&page, 1).is_err() && lengthen_first(&mut page, 1, 0).is_err());
    }
}
