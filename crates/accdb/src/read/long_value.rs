//! Values too long for a row: memo and OLE.

use crate::error::{Error, Malformed, Result};
use crate::format::data_page::{DataPage, LONG_VALUE_OWNER};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Pages, View};
use crate::format::{LONG_VALUE_HEAD, LONG_VALUE_IN_ROW, LONG_VALUE_LENGTH, LONG_VALUE_SINGLE};
use std::borrow::Cow;

/// What a row keeps of a long value.
enum Place<'a> {
    Inline(&'a [u8]),
    OneRow { at: RowId, length: usize },
    Chain { first: RowId, length: usize },
}

/// Why a long value could not be read: a field in the row, or something on another page.
pub(crate) enum Failure {
    InRow(Malformed),
    Elsewhere(Error),
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Failure {
        Failure::InRow(malformed)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Elsewhere(error)
    }
}

/// Fetches a long value by the bytes that stand for it in the row; those that stand in the row themselves are lent.
pub(crate) fn read<'a>(pages: &dyn Pages, stored: &'a [u8]) -> Result<Cow<'a, [u8]>, Failure> {
    match place(stored)? {
        Place::Inline(bytes) => Ok(Cow::Borrowed(bytes)),
        Place::OneRow { at, length } => Ok(Cow::Owned(one_row(pages, at, length)?)),
        Place::Chain { first, length } => Ok(Cow::Owned(chain(pages, first, length)?)),
    }
}

/// The rows on pages of the column that hold a long value, by the bytes that stand for it in the row.
pub(crate) fn rows(pages: &dyn Pages, stored: &[u8]) -> Result<Vec<RowId>, Failure> {
    match place(stored)? {
        Place::Inline(_) => Ok(Vec::new()),
        Place::OneRow { at, .. } => Ok(vec![at]),
        Place::Chain { first, .. } => Ok(chain_rows(pages, first)?),
    }
}

fn chain_rows(pages: &dyn Pages, first: RowId) -> Result<Vec<RowId>> {
    let (mut rows, mut next) = (Vec::new(), first);
    let mut loops = LoopWatch::new(first);
    while next.page != PageNo(0) {
        let at = next;
        rows.push(at);
        next = with_row(pages, at, |row| View(row).row_id(0, "next part of a long value"))?;
        if loops.has_seen(next) {
            return Err(Error::damaged(at.page, "the parts of a long value go in a circle"));
        }
    }
    Ok(rows)
}

fn place(stored: &[u8]) -> Result<Place<'_>, Malformed> {
    if stored.is_empty() {
        return Ok(Place::Inline(stored));
    }
    let view = View(stored);
    let word = view.u32(0, "length of a long value")?;
    let at = view.row_id(4, "place of a long value")?;
    let length = usize::try_from(word & LONG_VALUE_LENGTH).unwrap_or(usize::MAX);
    if word & LONG_VALUE_IN_ROW != 0 {
        return Ok(Place::Inline(view.bytes(LONG_VALUE_HEAD, length, "long value in the row")?));
    }
    let is_single = word & LONG_VALUE_SINGLE != 0;
    Ok(if is_single { Place::OneRow { at, length } } else { Place::Chain { first: at, length } })
}

fn one_row(pages: &dyn Pages, at: RowId, length: usize) -> Result<Vec<u8>> {
    with_row(pages, at, |row| match row.get(..length) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(Malformed { field: "length of a long value", at: row.len() }),
    })
}

/// Follows a chain of parts. Each adds something and none is past the length, so it ends; a chain that comes back to
/// a part is found long before that.
fn chain(pages: &dyn Pages, first: RowId, length: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut next = first;
    let mut loops = LoopWatch::new(first);
    while next.page != PageNo(0) {
        let at = next;
        next = with_row(pages, at, |row| append_part(row, length, &mut bytes))?;
        if loops.has_seen(next) {
            return Err(Error::damaged(at.page, "the parts of a long value go in a circle"));
        }
    }
    if bytes.len() == length {
        return Ok(bytes);
    }
    Err(Error::damaged(first.page, format!("a long value of {length} bytes has {}", bytes.len())))
}

/// Adds one part and returns where the next is.
fn append_part(row: &[u8], length: usize, bytes: &mut Vec<u8>) -> Result<RowId, Malformed> {
    let view = View(row);
    let next = view.row_id(0, "next part of a long value")?;
    let part = row.get(4..).unwrap_or_default();
    if part.is_empty() || part.len() > length.saturating_sub(bytes.len()) {
        return Err(Malformed { field: "length of a part of a long value", at: 4 });
    }
    bytes.extend_from_slice(part);
    Ok(next)
}

fn with_row<T>(pages: &dyn Pages, at: RowId, work: impl FnOnce(&[u8]) -> Result<T, Malformed>) -> Result<T> {
    let page = pages.page(at.page)?;
    let row = DataPage::new(page.as_slice(), LONG_VALUE_OWNER).and_then(|rows| rows.row(at.slot));
    row.and_then(work).map_err(|malformed| malformed.on(at.page))
}

/// Finds a circle within twice its length by comparing with a place it remembers, ever further on (Brent).
struct LoopWatch {
    remembered: RowId,
    steps: u32,
    limit: u32,
}

impl LoopWatch {
    fn new(first: RowId) -> LoopWatch {
        LoopWatch { remembered: first, steps: 0, limit: 1 }
    }

    fn has_seen(&mut self, next: RowId) -> bool {
        if next == self.remembered {
            return true;
        }
        self.steps = self.steps.saturating_add(1);
        if self.steps == self.limit {
            *self = LoopWatch { remembered: next, steps: 0, limit: self.limit.saturating_mul(2) };
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::PAGE_SIZE;
    use crate::format::ids::RowSlot;
    use crate::pager::Pager;
    use crate::storage::MemoryStorage;

    /// A file whose page n + 1 is a long-value page with the one row `rows[n]`.
    fn pages(rows: &[Vec<u8>]) -> Pager {
        let mut bytes = vec![0; PAGE_SIZE];
        for row in rows {
            let mut page = vec![0; PAGE_SIZE];
            let start = PAGE_SIZE - row.len();
            page[..8].copy_from_slice(b"\x01\x01\0\0LVAL");
            page[12] = 1;
            page[14..16].copy_from_slice(&u16::try_from(start).unwrap().to_le_bytes());
            page[start..].copy_from_slice(row);
            bytes.extend(page);
        }
        Pager::new(Box::new(MemoryStorage::new(bytes))).unwrap()
    }

    fn part(next: u8, data: &[u8]) -> Vec<u8> {
        [&[0, next, 0, 0], data].concat()
    }

    fn stored(kind: u32, length: usize, page: u8, inline: &[u8]) -> Vec<u8> {
        let word = kind | u32::try_from(length).unwrap();
        [&word.to_le_bytes()[..], &[0, page, 0, 0], &[0; 4], inline].concat()
    }

    fn fetch(pages: &Pager, stored: &[u8]) -> Option<Vec<u8>> {
        read(pages, stored).ok().map(Cow::into_owned)
    }

    #[test]
    fn a_short_value_is_lent_from_the_row() {
        let stored = stored(LONG_VALUE_IN_ROW, 3, 0, b"abc");
        assert!(matches!(read(&pages(&[]), &stored), Ok(Cow::Borrowed(b"abc"))));
        assert!(fetch(&pages(&[]), &stored[..14]).is_none());
    }

    #[test]
    fn a_value_on_one_row_and_one_in_parts_are_put_together() {
        let file = pages(&[b"whole value".to_vec(), part(3, b"first "), part(0, b"second")]);
        assert_eq!(fetch(&file, &stored(LONG_VALUE_SINGLE, 11, 1, b"")).unwrap(), b"whole value");
        assert_eq!(fetch(&file, &stored(0, 12, 2, b"")).unwrap(), b"first second");
    }

    #[test]
    fn wrong_lengths_circles_and_strange_pages_are_damage() {
        let file = pages(&[part(2, b"xy"), part(1, b"xy"), part(3, b"x"), part(0, b"")]);
        for (kind, length, page) in [
            (0, 3, 1),
            (0, 1 << 29, 1),
            (0, 1 << 29, 3),
            (0, 9, 4),
            (LONG_VALUE_SINGLE, 90, 1),
            (LONG_VALUE_SINGLE, 1, 0),
            (LONG_VALUE_SINGLE, 1, 9),
        ] {
            assert!(fetch(&file, &stored(kind, length, page, b"")).is_none(), "{kind:x} {length} {page}");
        }
        let first = RowId { page: PageNo(1), slot: RowSlot(0) };
        assert!(matches!(chain(&file, first, 1 << 29), Err(Error::Damaged { .. })));
    }
}
