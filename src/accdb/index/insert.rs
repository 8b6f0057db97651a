//! Inserting an entry: descent, the page changed in place where it can be, split where it must.
//!
//! Promises: the root keeps its page, every branch entry stays a copy of the last leaf entry below its child, the
//! leaves stay linked. A page that fills up keeps its number for the right half, so that its parent's entry, or its
//! being the tail, stays true and the parent only gains an entry.

use super::entries::{Entries, put_free};
use super::mask::{MASK_AT, open};
use super::node::{ENTRIES_AT, LEVEL_AT, NEXT_AT, Node, PREVIOUS_AT, TAIL_AT, pointer};
use super::tree::{Tree, WalkLimit, lacks_tail};
use crate::accdb::error::{Error, Malformed, Result};
use crate::accdb::format::{PAGE_NODE, PAGE_SIZE};
use crate::accdb::page::{Page, PageNo, Pages, PagesMut, RowId, put};

/// The longest key: two entries of it fit on a branch, so that a full page can always be split. No file shows where
/// Access draws the line.
const KEY_MAX: usize = 1800;

/// What an insert did, for the definition and the usage map of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::accdb) struct Inserted {
    /// The key is new to the index.
    pub distinct: bool,
    /// Pages that the index now owns.
    pub new_pages: Vec<PageNo>,
}

/// Whether some row has exactly this key.
///
/// No key starts another, but for that of an empty binary value: entries of longer keys may stand before it.
pub(in crate::accdb) fn contains_key(pages: &dyn Pages, tree: Tree, key: &[u8]) -> Result<bool> {
    let mut leaf = tree.descend(pages, Some(key), |_, _| {})?;
    let mut at = leaf.search(key);
    let mut limit = WalkLimit::of(pages);
    loop {
        match leaf.entry(at) {
            Some(entry) if entry.has_key(key, leaf.trailer_len()) => return Ok(true),
            Some(entry) if !entry.starts_with(key) => return Ok(false),
            Some(_) => at = leaf.after(at),
            None => {
                limit.pass(leaf.no)?;
                let Some(next) = tree.next_leaf(pages, &leaf)? else { return Ok(false) };
                (leaf, at) = (next, 0);
            }
        }
    }
}

/// Inserts the entry of a row. Whether the key may be there twice is the caller's question, asked before.
pub(in crate::accdb) fn insert_entry(
    pages: &mut dyn PagesMut,
    tree: Tree,
    key: &[u8],
    row: RowId,
) -> Result<Inserted> {
    if key.len() > KEY_MAX {
        return Err(Error::Limit { what: "the bytes of an index key", limit: 1800 });
    }
    let entry = [key, &pointer(row)].concat();
    let (leaf, path) = descend(pages, tree, &entry)?;
    let at = leaf.search(&entry);
    if leaf.entry(at).is_some_and(|there| there.has_key(&entry, 0)) {
        return Err(Error::damaged(leaf.no, format!("the row {row:?} is in the index already")));
    }
    let known = has_key_before(pages, tree, &leaf, at, key)? || has_key_from(pages, tree, &leaf, at, key)?;
    let mut insertion = Insertion { pages, tree, levels: path.len() + 1, path, new_pages: Vec::new() };
    insertion.put(leaf, at, entry)?;
    Ok(Inserted { distinct: !known, new_pages: insertion.new_pages })
}

/// Whether the entry before the place `at` has the key.
fn has_key_before(pages: &dyn Pages, tree: Tree, leaf: &Node, at: usize, key: &[u8]) -> Result<bool> {
    let last_has_key = |leaf: &Node, at: usize| {
        leaf.before(at)
            .and_then(|at| leaf.entry(at))
            .is_some_and(|entry| entry.has_key(key, leaf.trailer_len()))
    };
    if at > 0 {
        return Ok(last_has_key(leaf, at));
    }
    let previous = tree.previous_leaf(pages, leaf)?;
    Ok(previous.is_some_and(|previous| last_has_key(&previous, previous.used)))
}

/// Whether the entry at the place `at`, which may be the next leaf's first, has the key.
fn has_key_from(pages: &dyn Pages, tree: Tree, leaf: &Node, at: usize, key: &[u8]) -> Result<bool> {
    let has_key =
        |leaf: &Node, at| leaf.entry(at).is_some_and(|entry| entry.has_key(key, leaf.trailer_len()));
    if at < leaf.used {
        return Ok(has_key(leaf, at));
    }
    Ok(tree.next_leaf(pages, leaf)?.is_some_and(|next| has_key(&next, 0)))
}

/// A branch on the way down, and the place of the child taken.
#[derive(Debug, Clone, Copy)]
struct Step {
    branch: PageNo,
    at: usize,
}

/// The leaf that an entry belongs to, and the way there. A branch on the way that has no tail and would need one gets
/// it first: its last entry's child, which needs no entry then.
fn descend(pages: &mut dyn PagesMut, tree: Tree, entry: &[u8]) -> Result<(Node, Vec<Step>)> {
    let (mut path, mut tailless) = (Vec::new(), Vec::new());
    let leaf = tree.descend(pages, Some(entry), |branch, at| {
        path.push(Step { branch: branch.no, at });
        tailless.extend(lacks_tail(branch, entry).then_some(branch.no));
    })?;
    if tailless.is_empty() {
        return Ok((leaf, path));
    }
    for branch in tailless {
        give_tail(pages, tree, branch)?;
    }
    path.clear();
    let leaf = tree.descend(pages, Some(entry), |branch, at| path.push(Step { branch: branch.no, at }))?;
    Ok((leaf, path))
}

fn give_tail(pages: &mut dyn PagesMut, tree: Tree, no: PageNo) -> Result<()> {
    let branch = tree.node(pages, no)?;
    let tail = branch.child(branch.before(branch.used).unwrap_or(0))?;
    let entries = Entries::of(&branch);
    drop(branch);
    let kept = 0..entries.len().saturating_sub(1);
    let prefix = entries.prefix(&kept).unwrap_or(0);
    let page = pages.edit(no)?;
    put_page_no(page, TAIL_AT, Some(tail))
        .and_then(|()| entries.write(kept, prefix, page))
        .map_err(|m| m.on(no))
}

fn put_page_no(page: &mut Page, at: usize, no: Option<PageNo>) -> Result<(), Malformed> {
    put(page, at, &no.map_or(0, |no| no.0).to_le_bytes())
}

struct Insertion<'a> {
    pages: &'a mut dyn PagesMut,
    tree: Tree,
    /// Levels of the tree, and the branches from the root down to the page in hand.
    levels: usize,
    path: Vec<Step>,
    new_pages: Vec<PageNo>,
}

impl Insertion<'_> {
    /// Puts an entry at a place of a page; each split hands the parent an entry in turn.
    fn put(&mut self, mut node: Node, mut at: usize, mut entry: Vec<u8>) -> Result<()> {
        loop {
            if let Some(stored) = node.stored_form(at, &entry) {
                return self.put_in_place(node, at, stored);
            }
            let mut entries = Entries::of(&node);
            let nth = node.count_before(at);
            entries.insert(nth, &entry);
            let all = 0..entries.len();
            if let Some(prefix) = entries.prefix(&all) {
                let no = node.no;
                drop(node);
                return entries
                    .write(all, prefix, self.pages.edit(no)?)
                    .map_err(|malformed| malformed.on(no));
            }
            let parent = match self.path.pop() {
                Some(parent) => parent,
                None => {
                    node = self.grow(&node)?;
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
        open(mask, at, len);
        put(page, ENTRIES_AT + at, stored).and_then(|()| put_free(page, used + len)).map_err(|m| m.on(no))
    }

    fn allocate(&mut self) -> Result<PageNo> {
        let no = self.pages.allocate()?;
        self.new_pages.push(no);
        Ok(no)
    }

    /// Moves the root's content to a page of its own, below the root, and gives that page.
    fn grow(&mut self, root: &Node) -> Result<Node> {
        let child = self.allocate()?;
        *self.pages.edit(child)? = *root.page();
        let level = u8::try_from(self.levels).unwrap_or(u8::MAX);
        self.levels += 1;
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

    /// How many entries go to the left page. An entry inserted at the end goes on alone: ascending keys fill their
    /// pages.
    fn cut(&self, node: &Node, entries: &Entries, inserted: usize) -> Result<usize> {
        let last = entries.len().saturating_sub(1);
        if inserted == last && entries.prefix(&(0..last)).is_some() {
            return Ok(last);
        }
        let least = if node.is_leaf { 1 } else { 2 };
        entries
            .middle(least)
            .ok_or_else(|| Error::damaged(node.no, "the entries of this index page cannot be split"))
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

/// Makes a page a branch whose only child is its tail.
fn make_branch(page: &mut Page, level: u8, tail: PageNo) -> Result<(), Malformed> {
    let owner = super::node::OWNER_AT;
    let kept: [u8; 4] = page.get(owner..).and_then(|tail| tail.first_chunk().copied()).unwrap_or_default();
    *page = [0; PAGE_SIZE];
    put(page, 0, &[PAGE_NODE, 1])?;
    put_free(page, 0)?;
    put(page, owner, &kept)?;
    put_page_no(page, TAIL_AT, Some(tail))?;
    put(page, LEVEL_AT, &[level])
}

/// A branch entry's copy of a leaf entry, and its child.
fn split_child(entry: &[u8]) -> (&[u8], Option<PageNo>) {
    let (copy, child) = entry.split_last_chunk().unwrap_or((entry, &[0; 4]));
    (copy, Some(PageNo(u32::from_be_bytes(*child))))
}

fn lay_out(entries: &Entries, range: std::ops::Range<usize>, page: &mut Page) -> Result<(), Malformed> {
    let prefix = entries.prefix(&range).ok_or(Malformed { field: "an index page too small", at: 0 })?;
    entries.write(range, prefix, page)
}

#[cfg(test)]
mod tests;
