//! An index page: a leaf or a branch of the tree, read by the offsets of its entries.
//!
//! A place on a page is the offset in bytes at which an entry starts, or [`Node::used`] behind the last one. Whatever
//! the bytes are, places stay on the page and searches end; entries out of order merely make a search find something
//! else.
//!
//! Source: docs/format.md, "Index pages".

use super::mask::{MASK_AT, MASK_LEN, end_after, end_upto, last_end};
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, Pages, View};
use crate::format::{PAGE_LEAF, PAGE_NODE};
use std::cmp::Ordering;
use std::sync::Arc;

/// Offsets of the header's fields, and of the entries.
pub(crate) const FREE_AT: usize = 2;
pub(super) const OWNER_AT: usize = 4;
pub(super) const PREVIOUS_AT: usize = 12;
pub(super) const NEXT_AT: usize = 16;
pub(super) const TAIL_AT: usize = 20;
pub(super) const PREFIX_AT: usize = 24;
pub(crate) const LEVEL_AT: usize = 26;
pub(super) const ENTRIES_AT: usize = MASK_AT + MASK_LEN;
/// Bytes of entries that a page takes.
pub(crate) const ROOM: usize = 3616;

/// A page of an index, its header checked.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub no: PageNo,
    page: Arc<Page>,
    pub is_leaf: bool,
    /// Bytes of entries.
    pub used: usize,
    /// Bytes that every entry but the first leaves out, since they are the first one's.
    pub prefix: usize,
}

/// An entry: what it shares with the first of its page, and what it has stored itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    shared: &'a [u8],
    stored: &'a [u8],
}

impl Entry<'_> {
    pub fn len(&self) -> usize {
        self.shared.len() + self.stored.len()
    }

    pub fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.shared);
        bytes.extend_from_slice(self.stored);
    }

    pub fn to_vec(self) -> Vec<u8> {
        [self.shared, self.stored].concat()
    }

    pub fn starts_with(&self, key: &[u8]) -> bool {
        let (shared, stored) = key.split_at_checked(self.shared.len()).unwrap_or((key, &[]));
        self.shared.starts_with(shared) && self.stored.starts_with(stored)
    }

    /// Whether the entry sorts before `sought`, by its bytes.
    fn is_below(&self, sought: &[u8]) -> bool {
        let (start, rest) = sought.split_at_checked(self.shared.len()).unwrap_or((sought, &[]));
        self.shared.cmp(start).then_with(|| self.stored.cmp(rest)).is_lt()
    }

    /// Whether the entry is `key` and `trailer` bytes more.
    pub fn has_key(&self, key: &[u8], trailer: usize) -> bool {
        self.len() == key.len() + trailer && self.starts_with(key)
    }

    /// The last four bytes.
    fn trailer(&self) -> Option<[u8; 4]> {
        match self.stored.last_chunk() {
            Some(trailer) => Some(*trailer),
            // A reader must accept a prefix that runs into the row pointer.
            None => self.to_vec().last_chunk().copied(),
        }
    }
}

impl Node {
    /// Reads a page of the tree of the table whose definition is `owner`.
    pub fn read(pages: &dyn Pages, no: PageNo, owner: PageNo) -> Result<Node> {
        let page = pages.page(no)?;
        let is_leaf = match page.first().copied().unwrap_or(0) {
            PAGE_LEAF => true,
            PAGE_NODE => false,
            other => return Err(Error::damaged(no, format!("a page of type {other} in an index"))),
        };
        let field = |at, name| View(&page[..]).u32(at, name).map_err(|malformed| malformed.on(no));
        let found = field(OWNER_AT, "owner of an index page")?;
        if found != owner.0 {
            return Err(Error::damaged(no, format!("page of table {found} in an index of table {owner}")));
        }
        let prefix = View(&page[..]).u16(PREFIX_AT, "prefix length").map_err(|malformed| malformed.on(no))?;
        let mut node = Node { no, is_leaf, used: 0, prefix: prefix.into(), page };
        node.used = last_end(node.mask(), ROOM.saturating_sub(node.free().into()));
        node.check_entries()?;
        Ok(node)
    }

    fn free(&self) -> u16 {
        View(&self.page[..]).u16(FREE_AT, "free bytes").unwrap_or(0)
    }

    fn check_entries(&self) -> Result<()> {
        let damaged = |what: &str| Err(Error::damaged(self.no, what));
        if self.used > ROOM {
            return damaged("the entries pass the end of the page");
        }
        if self.mask().first().is_some_and(|byte| byte & 1 == 1) {
            return damaged("the first entry has no bytes");
        }
        match end_after(self.mask(), 0) {
            Some(first) if self.prefix > first => damaged("the prefix is longer than the first entry"),
            None if self.prefix > 0 => damaged("a prefix without an entry"),
            _ => Ok(()),
        }
    }

    fn mask(&self) -> &[u8] {
        self.page.get(MASK_AT..ENTRIES_AT).unwrap_or_default()
    }

    fn stored(&self, from: usize, to: usize) -> &[u8] {
        self.page.get(ENTRIES_AT + from..ENTRIES_AT + to).unwrap_or_default()
    }

    fn link(&self, at: usize) -> Option<PageNo> {
        let page = View(&self.page[..]).u32(at, "page number").unwrap_or(0);
        (page != 0).then_some(PageNo(page))
    }

    pub fn previous(&self) -> Option<PageNo> {
        self.link(PREVIOUS_AT)
    }

    pub fn next(&self) -> Option<PageNo> {
        self.link(NEXT_AT)
    }

    /// The child of a branch that is above all entries.
    pub fn tail(&self) -> Option<PageNo> {
        self.link(TAIL_AT)
    }

    /// Bytes of an entry behind its key: the row pointer, and in a branch the child.
    pub fn trailer_len(&self) -> usize {
        if self.is_leaf { 4 } else { 8 }
    }

    /// The place behind the entry at `at`.
    pub fn after(&self, at: usize) -> usize {
        end_after(self.mask(), at).unwrap_or(self.used)
    }

    /// The place of the entry that ends at `at`.
    pub fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).map(|last| end_upto(self.mask(), last))
    }

    /// How many entries there are.
    pub fn entry_count(&self) -> u64 {
        self.mask().iter().map(|byte| u64::from(byte.count_ones())).sum()
    }

    /// How many entries are before the place `at`.
    pub fn count_before(&self, at: usize) -> usize {
        std::iter::successors(Some(0), |place| Some(self.after(*place)))
            .take_while(|place| *place < at)
            .count()
    }

    /// The place of the entry before which there are `nth`.
    pub fn place(&self, nth: usize) -> usize {
        (0..nth).fold(0, |at, _| self.after(at))
    }

    /// The entry at `at`; `None` behind the last.
    pub fn entry(&self, at: usize) -> Option<Entry<'_>> {
        let shared = if at == 0 { &[] } else { self.stored(0, self.prefix) };
        (at < self.used).then(|| Entry { shared, stored: self.stored(at, self.after(at)) })
    }

    /// The place of the first entry that is not below `sought`, by its bytes.
    pub fn search(&self, sought: &[u8]) -> usize {
        let (start, rest) = sought.split_at_checked(self.prefix).unwrap_or((sought, &[]));
        match self.stored(0, self.prefix).cmp(start) {
            Ordering::Less => return self.used,
            Ordering::Greater => return 0,
            Ordering::Equal => {}
        }
        let (mut low, mut high) = (0, self.used);
        while low < high {
            let at = end_upto(self.mask(), low.midpoint(high));
            let end = self.after(at);
            let skipped = if at == 0 { self.prefix } else { 0 };
            if self.stored(at + skipped, end) < rest {
                low = end;
            } else {
                high = at;
            }
        }
        low
    }

    /// Whether `at`, a place that was right for another entry, is what [`Node::search`] gives for this one.
    pub fn belongs(&self, sought: &[u8], at: usize) -> bool {
        let is_below = |at: usize| self.entry(at).is_some_and(|entry| entry.is_below(sought));
        let is_place = at <= self.used && end_upto(self.mask(), at) == at;
        is_place && self.before(at).is_none_or(is_below) && !is_below(at)
    }

    /// The bytes of `entry` to store at the place `at`, if they fit there without another layout of the page.
    pub fn stored_form<'e>(&self, at: usize, entry: &'e [u8]) -> Option<&'e [u8]> {
        let stored = match self.prefix {
            0 => entry,
            // The first entry is stored whole: a new first one changes what the others leave out.
            _ if at == 0 => return None,
            prefix => entry.strip_prefix(self.stored(0, prefix))?,
        };
        (!stored.is_empty() && self.used + stored.len() <= ROOM).then_some(stored)
    }

    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The row that the entry at `at` of a leaf points to.
    pub fn row_id(&self, at: usize) -> Result<RowId> {
        let [p2, p1, p0, slot] = self.trailer(at)?;
        Ok(RowId { page: PageNo(u32::from_be_bytes([0, p2, p1, p0])), slot: RowSlot(slot) })
    }

    /// The child below the place `at` of a branch: the entry's, or behind the last entry the tail.
    pub fn child(&self, at: usize) -> Result<PageNo> {
        if at < self.used {
            return Ok(PageNo(u32::from_be_bytes(self.trailer(at)?)));
        }
        self.tail().ok_or_else(|| Error::damaged(self.no, "a branch has no child here"))
    }

    fn trailer(&self, at: usize) -> Result<[u8; 4]> {
        let entry = self.entry(at).filter(|entry| entry.len() > self.trailer_len());
        entry.and_then(|entry| entry.trailer()).ok_or_else(|| self.short_entry(at))
    }

    fn short_entry(&self, at: usize) -> Error {
        Error::damaged(self.no, format!("the index entry at byte {at} is too short"))
    }
}

/// A row pointer as an entry ends with it: page and slot, big-endian.
pub(super) fn pointer(row: RowId) -> [u8; 4] {
    let [_, p2, p1, p0] = row.page.0.to_be_bytes();
    [p2, p1, p0, row.slot.0]
}
