//! A page that takes an entry: in place where it can, laid out anew where it must, split where it is too full.
//!
//! A page that fills up keeps its number for the right half of the split, so that its parent's entry, or its being the
//! tail, stays true and the parent only gains an entry.

use super::entries::{Entries, put_free};
use super::mask::{MASK_AT, open};
use super::node::{ENTRIES_AT, LEVEL_AT, NEXT_AT, Node, OWNER_AT, PREVIOUS_AT, TAIL_AT};
use super::tree::Tree;
use crate::error::{Error, Malformed, Result};
use crate::format::ids::PageNo;
use crate::format::page::{Page, PagesMut, View, put};
use crate::format::{PAGE_NODE, PAGE_SIZE};

/// A branch on the way down, and the place of the child taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub branch: PageNo,
    pub at: usize,
}

/// An entry on its way into the tree.
pub(super) struct Insertion<'a> {
    pub pages: &'a mut dyn PagesMut,
    pub tree: Tree,
    /// The branches from the root down to the page in hand.
    pub path: Vec<Step>,
    /// Levels below the page in hand.
    pub below: usize,
    /// The entry follows the one inserted before: more are to come behind it.
    pub continues: bool,
    pub new_pages: Vec<PageNo>,
}

impl Insertion<'_> {
    /// Puts an entry at a place of a leaf; each split hands the parent an entry in turn. Gives the place behind the
    /// entry if the leaf took it as it was laid out.
    pub fn put(&mut self, mut node: Node, mut at: usize, mut entry: Vec<u8>) -> Result<Option<usize>> {
        let height = self.path.len() + self.below;
        loop {
            if let Some(stored) = node.stored_form(at, &entry) {
                let place = node.is_leaf.then_some(at + stored.len());
                self.put_in_place(node, at, stored)?;
                return Ok(place);
            }
            let mut entries = Entries::of(&node);
            let nth = node.count_before(at);
            entries.insert(nth, &entry);
            let all = 0..entries.len();
            if let Some(prefix) = entries.prefix(&all) {
                let no = node.no;
                drop(node);
                let page = self.pages.edit(no)?;
                entries.write(all, prefix, page).map_err(|malformed| malformed.on(no))?;
                return Ok(None);
            }
            let parent = match self.path.pop() {
                Some(parent) => parent,
                None => {
                    node = self.grow(&node, height + 1)?;
                    Step { branch: self.tree.root, at: 0 }
                }
            };
            entry = self.split(node, &entries, nth)?;
            (node, at) = (self.tree.node(self.pages, parent.branch)?, parent.at);
        }
    }

    /// Takes the node itself, for a page that somebody still reads would be copied on change.
    fn put_in_place(&mut self, node: Node, at: usize, stored: &[u8]) -> Result<()> {
        let (no, used) = (node.no, node.used);
        drop(node);
        let page = self.pages.edit(no)?;
        let len = stored.len();
        page.copy_within(ENTRIES_AT + at..ENTRIES_AT + used, ENTRIES_AT + at + len);
        let mask = page.get_mut(MASK_AT..ENTRIES_AT).unwrap_or_default();
        open(mask, at, len, used);
        put(page, ENTRIES_AT + at, stored).and_then(|()| put_free(page, used + len)).map_err(|m| m.on(no))
    }

    fn allocate(&mut self) -> Result<PageNo> {
        let no = self.pages.allocate()?;
        self.new_pages.push(no);
        Ok(no)
    }

    /// Moves the root's content to a page of its own, below the root, and gives that page.
    fn grow(&mut self, root: &Node, level: usize) -> Result<Node> {
        let child = self.allocate()?;
        *self.pages.edit(child)? = *root.page();
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let page = self.pages.edit(root.no)?;
        make_branch(page, level, child).map_err(|malformed| malformed.on(root.no))?;
        self.tree.node(self.pages, child)
    }

    /// Lays the entries of a page that is too full out on two: the page itself and a new one to its left. Gives the
    /// entry that the parent needs for the left one.
    fn split(&mut self, node: Node, entries: &Entries, inserted: usize) -> Result<Vec<u8>> {
        let cut = self.cut(&node, entries, inserted)?;
        let left = self.allocate()?;
        self.relink(&node, left)?;
        let last = entries.get(cut.saturating_sub(1));
        let (separator, child) = if node.is_leaf { (last, None) } else { split_child(last) };
        let left_range = 0..if node.is_leaf { cut } else { cut.saturating_sub(1) };
        let page = self.pages.edit(left)?;
        *page = *node.page();
        put_page_no(page, TAIL_AT, child)
            .and_then(|()| put_page_no(page, NEXT_AT, Some(node.no)))
            .and_then(|()| lay_out(entries, left_range, page))
            .map_err(|malformed| malformed.on(left))?;
        let no = node.no;
        drop(node);
        let page = self.pages.edit(no)?;
        put_page_no(page, PREVIOUS_AT, Some(left))
            .and_then(|()| lay_out(entries, cut..entries.len(), page))
            .map_err(|malformed| malformed.on(no))?;
        Ok([separator, &left.0.to_be_bytes()].concat())
    }

    /// How many entries go to the left page: half of the bytes, but where keys ascend as many as that page will ever
    /// hold.
    fn cut(&self, node: &Node, entries: &Entries, inserted: usize) -> Result<usize> {
        let last = entries.len().saturating_sub(1);
        let least = if node.is_leaf { 1 } else { 2 };
        let ascending = (inserted == last || self.continues && node.is_leaf)
            .then(|| ascending_cut(inserted, entries.len()))
            .filter(|cut| *cut >= least && entries.splits_at(*cut));
        let cut = ascending.or_else(|| entries.middle(least));
        cut.ok_or_else(|| Error::damaged(node.no, "the entries of this index page cannot be split"))
    }

    /// Makes the page before `node` name `left` as its next.
    fn relink(&mut self, node: &Node, left: PageNo) -> Result<()> {
        let Some(previous) = node.previous() else { return Ok(()) };
        let before = self.tree.node(self.pages, previous)?;
        if before.is_leaf != node.is_leaf || before.next() != Some(node.no) {
            return Err(Error::damaged(previous, format!("it is not linked to index page {}", node.no)));
        }
        drop(before);
        put_page_no(self.pages.edit(previous)?, NEXT_AT, Some(left))
            .map_err(|malformed| malformed.on(previous))
    }
}

/// Where to cut for keys that go on behind entry `inserted` of `len`: before it, so that the next ones fill the right
/// page, if that leaves the left one nearly full. Otherwise amid the entries behind, which thereby get fewer.
fn ascending_cut(inserted: usize, len: usize) -> usize {
    if inserted >= len / 8 * 7 { inserted } else { (inserted + 1 + len) / 2 }
}

/// Makes a page a branch whose only child is its tail.
pub(super) fn make_branch(page: &mut Page, level: u8, tail: PageNo) -> Result<(), Malformed> {
    let owner: [u8; 4] = View(page).array(OWNER_AT, "owner of an index page")?;
    *page = [0; PAGE_SIZE];
    put(page, 0, &[PAGE_NODE, 1])?;
    put_free(page, 0)?;
    put(page, OWNER_AT, &owner)?;
    put_page_no(page, TAIL_AT, Some(tail))?;
    put(page, LEVEL_AT, &[level])
}

/// A branch entry's copy of a leaf entry, and its child.
pub(super) fn split_child(entry: &[u8]) -> (&[u8], Option<PageNo>) {
    let (copy, child) = entry.split_last_chunk().unwrap_or((entry, &[0; 4]));
    (copy, Some(PageNo(u32::from_be_bytes(*child))))
}

fn lay_out(entries: &Entries, range: std::ops::Range<usize>, page: &mut Page) -> Result<(), Malformed> {
    let prefix = entries.any_prefix(&range).ok_or(Malformed { field: "an index page too small", at: 0 })?;
    entries.write(range, prefix, page)
}

/// Writes the number of a page, or of none.
pub(super) fn put_page_no(page: &mut Page, at: usize, no: Option<PageNo>) -> Result<(), Malformed> {
    put(page, at, &no.map_or(0, |no| no.0).to_le_bytes())
}
