//! Long values: what rows point to, and the pages of a column that hold them.

use super::definition::LongValues;
use super::directory::{checked_slots, slots};
use super::encoded::TextCheck;
use super::report::Leftover;
use super::slots::RowSet;
use super::walk::Walk;
use crate::error::{Error, Result};
use crate::format::data_page::LONG_VALUE_OWNER;
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, View};
use crate::format::{
    DATA_OWNER, LONG_VALUE_HEAD, LONG_VALUE_IN_ROW, LONG_VALUE_LENGTH, LONG_VALUE_SINGLE, PAGE_DATA,
};
use std::sync::Arc;

/// Where the stamp of a value is, in its head in the row and on its first page.
const STAMP_AT: usize = 8;

/// What came of following a long value.
pub(super) enum Followed {
    Sound,
    /// Sound, but the stamp in the row is not that of the first page.
    OddStamp(PageNo),
    Broken(String),
}

/// The long values of one column, as they are met.
pub(super) struct LongValueCheck<'m> {
    pub maps: Option<&'m LongValues>,
    /// The rows of long-value pages that have been pointed to, in the whole table.
    pub used: &'m mut RowSet,
    pub is_text: bool,
}

impl LongValueCheck<'_> {
    /// Follows the bytes that stand for a long value in the row.
    pub fn follow(&mut self, walk: &Walk<'_>, stored: &[u8]) -> Result<Followed> {
        let mut text = TextCheck::default();
        let followed = match self.read(walk, stored, &mut text) {
            Ok(stamp) => stamp,
            Err(Broken::Storage(error)) => return Err(error),
            Err(Broken::Value(what)) => return Ok(Followed::Broken(what)),
        };
        if self.is_text && !text.is_sound() {
            return Ok(Followed::Broken("the text holds half a character".to_owned()));
        }
        Ok(followed.map_or(Followed::Sound, Followed::OddStamp))
    }

    fn read(
        &mut self,
        walk: &Walk<'_>,
        stored: &[u8],
        text: &mut TextCheck,
    ) -> Result<Option<PageNo>, Broken> {
        let view = View(stored);
        let short = |_| Broken::Value(format!("a long value of {} bytes in the row", stored.len()));
        let word = view.u32(0, "length").map_err(short)?;
        let at = view.row_id(4, "place").map_err(short)?;
        let stamp: [u8; 4] = view.array(STAMP_AT, "stamp").map_err(short)?;
        let length = usize::try_from(word & LONG_VALUE_LENGTH).unwrap_or(usize::MAX);
        let inline = stored.get(LONG_VALUE_HEAD..).unwrap_or_default();
        if word & LONG_VALUE_IN_ROW != 0 {
            let there = inline.len();
            let value = inline.get(..length).ok_or_else(|| wrong_length(length, there))?;
            text.add(value);
            return Ok(None);
        }
        if !inline.is_empty() {
            return Err(Broken::Value(format!("{} bytes follow the pointer to a long value", inline.len())));
        }
        if word & LONG_VALUE_SINGLE != 0 {
            let (page, row) = self.row(walk, at)?;
            let value = page.get(row).unwrap_or_default();
            text.add(value);
            return if value.len() == length { Ok(None) } else { Err(wrong_length(length, value.len())) };
        }
        self.chain(walk, at, length, text)?;
        Ok((at.page != PageNo(0) && self.stamp_of(walk, at.page)? != stamp).then_some(at.page))
    }

    /// Follows a value in parts. It ends, since no part may be used twice.
    fn chain(
        &mut self,
        walk: &Walk<'_>,
        first: RowId,
        length: usize,
        text: &mut TextCheck,
    ) -> Result<(), Broken> {
        let (mut next, mut total) = (first, 0_usize);
        while next.page != PageNo(0) {
            let (page, row) = self.row(walk, next)?;
            let part = View(page.get(row).unwrap_or_default());
            let short = |_| Broken::Value(format!("a part of a long value has {} bytes", part.0.len()));
            next = part.row_id(0, "next part").map_err(short)?;
            let bytes = part.0.get(4..).unwrap_or_default();
            text.add(bytes);
            total = total.saturating_add(bytes.len());
            if total > length {
                break;
            }
        }
        if total == length { Ok(()) } else { Err(wrong_length(length, total)) }
    }

    fn stamp_of(&self, walk: &Walk<'_>, page: PageNo) -> Result<[u8; 4], Broken> {
        let page = page_of(walk, page)?;
        View(page.as_slice())
            .array(STAMP_AT, "stamp")
            .map_err(|malformed| Broken::Value(malformed.to_string()))
    }

    /// A row that holds a value or a part of one; each is pointed to once.
    fn row(&mut self, walk: &Walk<'_>, at: RowId) -> Result<(Arc<Page>, std::ops::Range<usize>), Broken> {
        let broken =
            |what: &str| Err(Broken::Value(format!("row {} of page {}: {what}", at.slot.0, at.page)));
        let page = page_of(walk, at.page)?;
        if !is_long_value_page(page.as_slice()) {
            return broken("no page of long values");
        }
        if !self.maps.is_some_and(|maps| walk.holds(maps.owner, at.page)) {
            return broken("not a page of this column");
        }
        if !self.used.insert(at) {
            return broken("two long values are in that row");
        }
        let slots = slots(page.as_slice()).map_err(Broken::Value)?;
        match slots.get(usize::from(at.slot.0)) {
            None => broken("there is no such row"),
            Some(slot) if slot.flags != 0 => broken("the row is deleted or moved"),
            Some(slot) => Ok((page, slot.bytes.clone())),
        }
    }
}

enum Broken {
    Value(String),
    Storage(Error),
}

fn wrong_length(told: usize, found: usize) -> Broken {
    Broken::Value(format!("a long value of {told} bytes has {found}"))
}

fn page_of(walk: &Walk<'_>, no: PageNo) -> Result<Arc<Page>, Broken> {
    walk.pages.page(no).map_err(|error| match error {
        Error::Truncated { .. } => Broken::Value(error.to_string()),
        other => Broken::Storage(other),
    })
}

fn is_long_value_page(page: &[u8]) -> bool {
    page.first() == Some(&PAGE_DATA) && View(page).u32(DATA_OWNER, "owner") == Ok(LONG_VALUE_OWNER)
}

impl Walk<'_> {
    /// Checks the pages of a column, and finds the values that no row has pointed to.
    pub fn check_long_value_pages(&mut self, maps: &LongValues, table: &str, used: &RowSet) -> Result<()> {
        let Some(map) = &maps.pages else { return Ok(()) };
        let mut from = PageNo(0);
        while let Some(no) = map.next_from(self.pages, from)? {
            if self.holds(maps.owner, no) {
                self.check_long_value_page(maps, no, table, used)?;
            }
            let Some(next) = no.0.checked_add(1) else { break };
            from = PageNo(next);
        }
        Ok(())
    }

    fn check_long_value_page(
        &mut self,
        maps: &LongValues,
        no: PageNo,
        table: &str,
        used: &RowSet,
    ) -> Result<()> {
        let Some(page) = self.page(no, Some(table))? else { return Ok(()) };
        if !is_long_value_page(page.as_slice()) {
            let what =
                format!("in the map of long values of {}, but it is none", self.owners.get(maps.owner));
            self.report.error(no, Some(table), what);
            return Ok(());
        }
        let (slots, faults) = checked_slots(page.as_slice());
        self.tell_all(no, Some(table), faults);
        let lost = slots.iter().zip(0..=u8::MAX).filter(|(slot, number)| {
            let id = RowId { page: no, slot: RowSlot(*number) };
            slot.flags == 0 && !slot.bytes.is_empty() && !used.contains(id)
        });
        let lost: Vec<String> = lost.map(|(_, number)| number.to_string()).collect();
        if !lost.is_empty() {
            let owner = self.owners.get(maps.owner);
            let what = format!("{owner} that nothing points to: rows {}", lost.join(", "));
            self.report.advise(Leftover::Rows, no, Some(table), what);
        }
        Ok(())
    }
}
