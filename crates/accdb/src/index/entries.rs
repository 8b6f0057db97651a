//! The entries of an index page taken out whole, to be laid out anew.

use super::mask::{MASK_AT, set_end};
use super::node::{ENTRIES_AT, FREE_AT, Node, PREFIX_AT, ROOM};
use crate::error::Malformed;
use crate::format::page::{Page, put};
use std::ops::Range;

/// Entries in their order, one behind the other.
pub(super) struct Entries {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    trailer_len: usize,
}

impl Entries {
    pub fn of(node: &Node) -> Entries {
        let mut entries = Entries { bytes: Vec::new(), ends: Vec::new(), trailer_len: node.trailer_len() };
        let mut at = 0;
        while let Some(entry) = node.entry(at) {
            entry.append_to(&mut entries.bytes);
            entries.ends.push(entries.bytes.len());
            at = node.after(at);
        }
        entries
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where entry `nth` starts in the bytes.
    fn start(&self, nth: usize) -> usize {
        nth.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0)
    }

    /// An entry; one that is not there has no bytes.
    pub fn get(&self, nth: usize) -> &[u8] {
        let end = self.ends.get(nth).copied().unwrap_or(0);
        self.bytes.get(self.start(nth)..end).unwrap_or_default()
    }

    fn iter(&self, range: Range<usize>) -> impl Iterator<Item = &[u8]> {
        range.map(|nth| self.get(nth))
    }

    pub fn insert(&mut self, nth: usize, entry: &[u8]) {
        let start = self.start(nth);
        self.bytes.splice(start..start, entry.iter().copied());
        self.ends.insert(nth, start);
        self.ends.iter_mut().skip(nth).for_each(|end| *end += entry.len());
    }

    /// These and, behind them, the entries of another page of the same level.
    pub fn followed_by(&self, behind: &Entries) -> Entries {
        let start = self.bytes.len();
        let ends = self.ends.iter().copied().chain(behind.ends.iter().map(|end| start + end)).collect();
        Entries {
            bytes: [self.bytes.as_slice(), &behind.bytes].concat(),
            ends,
            trailer_len: self.trailer_len,
        }
    }

    /// Bytes of all entries, written out.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes an entry out.
    pub fn remove(&mut self, nth: usize) {
        let Some(end) = self.ends.get(nth).copied() else { return };
        let start = self.start(nth);
        self.ends.remove(nth);
        self.bytes.drain(start..end);
        self.ends.iter_mut().skip(nth).for_each(|later| *later -= end - start);
    }

    /// Takes the last entry out.
    pub fn pop(&mut self) -> Option<Vec<u8>> {
        self.ends.pop()?;
        Some(self.bytes.split_off(self.start(self.len())))
    }

    fn key(&self, nth: usize) -> &[u8] {
        let entry = self.get(nth);
        entry.get(..entry.len().saturating_sub(self.trailer_len)).unwrap_or_default()
    }

    /// The prefix to lay a run of entries out with: none while they fit without, else all that their keys share.
    /// `None` if they do not fit at all.
    pub fn prefix(&self, range: &Range<usize>) -> Option<usize> {
        let whole = self.start(range.end).saturating_sub(self.start(range.start));
        if whole <= ROOM {
            return Some(0);
        }
        let last = range.end.saturating_sub(1);
        let shared = shared(self.key(range.start), self.key(last));
        let saved = last.saturating_sub(range.start).saturating_mul(shared);
        (whole.saturating_sub(saved) <= ROOM).then_some(shared)
    }

    /// As [`Entries::prefix`], but if need be all that the entries share, row pointers included: Access fills pages up
    /// so, and one of them may need it once an entry is taken out or the page is split.
    pub fn any_prefix(&self, range: &Range<usize>) -> Option<usize> {
        self.prefix(range).or_else(|| self.whole_prefix(range))
    }

    fn whole_prefix(&self, range: &Range<usize>) -> Option<usize> {
        let last = range.end.saturating_sub(1);
        let shared = shared(self.get(range.start), self.get(last));
        let whole = self.start(range.end).saturating_sub(self.start(range.start));
        let saved = last.saturating_sub(range.start).saturating_mul(shared);
        (whole.saturating_sub(saved) <= ROOM).then_some(shared)
    }

    /// Whether a run of entries has room on a page.
    pub fn fits(&self, range: Range<usize>) -> bool {
        self.prefix(&range).is_some()
    }

    /// Lays a run of entries out on a page, whose header but for the free bytes and the prefix stays as it is.
    pub fn write(&self, range: Range<usize>, prefix: usize, page: &mut Page) -> Result<(), Malformed> {
        page.iter_mut().skip(MASK_AT).for_each(|byte| *byte = 0);
        let mut used = 0;
        for (nth, entry) in self.iter(range).enumerate() {
            let stored = if nth == 0 { entry } else { entry.get(prefix..).unwrap_or_default() };
            put(page, ENTRIES_AT + used, stored)?;
            used += stored.len();
            set_end(page.get_mut(MASK_AT..ENTRIES_AT).unwrap_or_default(), used);
        }
        put_prefix(page, prefix)?;
        put_free(page, used)
    }

    /// How many entries of a page that is too full go to the left one of two, `least` or more: half of the bytes, or as
    /// near to it as lets both fit.
    pub fn middle(&self, least: usize) -> Option<usize> {
        let half = self.bytes.len() / 2;
        let mut cuts: Vec<usize> = (least..self.len()).collect();
        cuts.sort_by_key(|cut| self.start(*cut).abs_diff(half));
        cuts.into_iter().find(|cut| self.splits_at(*cut))
    }

    /// Whether the first `cut` entries have room on one page and the others on another. Somewhere they always have: an
    /// entry that lacks what all others share stands before or behind all of them.
    pub fn splits_at(&self, cut: usize) -> bool {
        self.any_prefix(&(0..cut)).is_some() && self.any_prefix(&(cut..self.len())).is_some()
    }
}

/// How many bytes two entries start with together.
fn shared(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// Writes the free field of a page that uses `used` bytes for entries.
pub(super) fn put_free(page: &mut Page, used: usize) -> Result<(), Malformed> {
    put_u16(page, FREE_AT, ROOM.saturating_sub(used))
}

fn put_prefix(page: &mut Page, prefix: usize) -> Result<(), Malformed> {
    put_u16(page, PREFIX_AT, prefix)
}

fn put_u16(page: &mut Page, at: usize, value: usize) -> Result<(), Malformed> {
    let value = u16::try_from(value).map_err(|_| Malformed { field: "a length of an index page", at })?;
    put(page, at, &value.to_le_bytes())
}
