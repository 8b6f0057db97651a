//! Removing entries: a leaf that empties is unlinked and given up, and so is a branch that loses its last child.
//!
//! Promises what inserting does: the root keeps its page, every branch entry stays a copy of the last leaf entry below
//! its child, the leaves stay linked. A leaf with few entries left goes together with a neighbour below the same
//! branch, where both leave room on one page; branches are not merged. A root that has one child left takes its place.

use super::change::{Insertion, Step, put_page_no, split_child};
use super::entries::{Entries, put_free};
use super::insert::{IndexWriter, give_tail};
use super::node::{NEXT_AT, Node, OWNER_AT, PREVIOUS_AT, ROOM, TAIL_AT, pointer};
use super::tree::Tree;
use crate::error::{Error, Malformed, Result};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Page, Pages, PagesMut, put};
use crate::format::{PAGE_LEAF, PAGE_SIZE};

/// A leaf with no more bytes of entries than this looks for a neighbour to go together with; both may then take so many
/// bytes, which leaves room for the next inserts.
const FEW: usize = ROOM / 4;
const MERGED_MAX: usize = ROOM / 4 * 3;

/// What a removal did to the pages of the index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Removed {
    /// Pages that the index now owns: a branch entry that changes may be longer, and split its page.
    pub new_pages: Vec<PageNo>,
    /// Pages that the index no longer uses.
    pub freed_pages: Vec<PageNo>,
}

impl IndexWriter {
    /// Removes the entry of a row. Where the row stands under another key than `key`, as in an index whose sort order
    /// nobody knows, its entry is looked for among all.
    ///
    /// A row without an entry is [`Error::Damaged`].
    pub fn remove(&mut self, pages: &mut dyn PagesMut, key: &[u8], row: RowId) -> Result<Removed> {
        self.forget();
        let tree = self.tree();
        let found = match find(pages, tree, &[key, &pointer(row)].concat())? {
            Some(found) => Some(found),
            None => match entry_of(pages, tree, row)? {
                Some(entry) => find(pages, tree, &entry)?,
                None => None,
            },
        };
        let missing = || Error::damaged(tree.root, format!("row {row:?} has no entry in the index"));
        let (leaf, at, path) = found.ok_or_else(missing)?;
        let mut removal = Removal { pages, tree, height: path.len(), done: Removed::default() };
        removal.take_out(leaf, at, path)?;
        Ok(removal.done)
    }
}

/// Where an entry is, and the way there from the root. Every branch on the way gets a tail if it has none, so that the
/// copies of a last entry are all in one place.
fn find(pages: &mut dyn PagesMut, tree: Tree, entry: &[u8]) -> Result<Option<(Node, usize, Vec<Step>)>> {
    loop {
        let (mut path, mut tailless) = (Vec::new(), Vec::new());
        let leaf = tree.descend(pages, Some(entry), |branch, at| {
            path.push(Step { branch: branch.no, at });
            tailless.extend(branch.tail().is_none().then_some(branch.no));
        })?;
        if tailless.is_empty() {
            let at = leaf.search(entry);
            let is_there = leaf.entry(at).is_some_and(|there| there.has_key(entry, 0));
            return Ok(is_there.then_some((leaf, at, path)));
        }
        for branch in tailless {
            give_tail(pages, tree, branch)?;
        }
    }
}

/// The entry that points to a row, whatever its key.
fn entry_of(pages: &dyn Pages, tree: Tree, row: RowId) -> Result<Option<Vec<u8>>> {
    let mut found = None;
    tree.for_each_entry(pages, |entry, id| {
        if id == row {
            found = Some(entry.to_vec());
        }
        Ok(())
    })?;
    Ok(found)
}

/// An entry on its way out of the tree.
struct Removal<'a> {
    pages: &'a mut dyn PagesMut,
    tree: Tree,
    /// Branches above the leaves.
    height: usize,
    done: Removed,
}

/// Two neighbouring leaves that go together.
struct Merger {
    first: Node,
    /// The way to the first.
    path: Vec<Step>,
    second: PageNo,
    all: Entries,
}

impl Merger {
    /// `None` where the entries, which may share less than those of each page, do not fit on one.
    fn new(first: Node, path: Vec<Step>, second: PageNo, all: Entries) -> Option<Merger> {
        all.fits(0..all.len()).then_some(Merger { first, path, second, all })
    }
}

impl Removal<'_> {
    fn take_out(&mut self, leaf: Node, at: usize, path: Vec<Step>) -> Result<()> {
        let mut entries = Entries::of(&leaf);
        let nth = leaf.count_before(at);
        entries.remove(nth);
        if entries.len() == 0 && leaf.no != self.tree.root {
            self.unlink(leaf, path)?;
            return self.lower_root();
        }
        if let Some(merger) = self.merger(&leaf, &entries, nth, &path)? {
            drop(leaf);
            return self.merge(merger);
        }
        self.lay_out(leaf, &entries)?;
        match nth.checked_sub(1) {
            Some(last) if nth == entries.len() => self.replace_copy(path, entries.get(last)),
            _ => Ok(()),
        }
    }

    /// What a leaf that lost its entry `nth` and has `entries` left goes together with: the leaf behind it below the
    /// same branch, else the one before it.
    fn merger(&self, leaf: &Node, entries: &Entries, nth: usize, path: &[Step]) -> Result<Option<Merger>> {
        let few = entries.byte_len();
        let Some((step, above)) = path.split_last().filter(|_| few <= FEW) else { return Ok(None) };
        let has_room = |other: &Node| other.is_leaf && other.used + few <= MERGED_MAX;
        let branch = self.tree.node(self.pages, step.branch)?;
        if step.at < branch.used {
            let next = self.tree.node(self.pages, branch.child(branch.after(step.at))?)?;
            if has_room(&next) && leaf.next() == Some(next.no) {
                let all = entries.followed_by(&Entries::of(&next));
                return Ok(Merger::new(leaf.clone(), path.to_vec(), next.no, all));
            }
        }
        // Where the last entry has gone, the copy of it above would have to be replaced as well.
        let Some(at) = branch.before(step.at).filter(|_| nth < entries.len()) else { return Ok(None) };
        let previous = self.tree.node(self.pages, branch.child(at)?)?;
        if !has_room(&previous) || previous.next() != Some(leaf.no) {
            return Ok(None);
        }
        let path = [above, &[Step { branch: step.branch, at }]].concat();
        let all = Entries::of(&previous).followed_by(entries);
        Ok(Merger::new(previous, path, leaf.no, all))
    }

    /// Gives up the first of two leaves, whose copy above goes with it, and puts all entries on the second, whose last
    /// one stays.
    fn merge(&mut self, merger: Merger) -> Result<()> {
        let Merger { first, path, second, all } = merger;
        self.unlink(first, path)?;
        let second = self.tree.node(self.pages, second)?;
        self.lay_out(second, &all)?;
        self.lower_root()
    }

    /// Lays the entries that are left out on their page.
    fn lay_out(&mut self, node: Node, entries: &Entries) -> Result<()> {
        let no = node.no;
        drop(node);
        let all = 0..entries.len();
        let too_many = || Error::damaged(no, "the entries of this index page do not fit on it");
        let prefix = entries.any_prefix(&all).ok_or_else(too_many)?;
        let page = self.pages.edit(no)?;
        entries.write(all, prefix, page).map_err(|malformed| malformed.on(no))
    }

    /// Takes a page without entries out of its level and out of its parent.
    fn unlink(&mut self, node: Node, mut path: Vec<Step>) -> Result<()> {
        self.link_neighbours(&node)?;
        self.done.freed_pages.push(node.no);
        let orphan = || Error::damaged(node.no, "an index page without a parent");
        let step = path.pop().ok_or_else(orphan)?;
        drop(node);
        let parent = self.tree.node(self.pages, step.branch)?;
        let mut entries = Entries::of(&parent);
        let nth = parent.count_before(step.at);
        if nth < entries.len() {
            entries.remove(nth);
            return self.lay_out(parent, &entries);
        }
        let Some(last) = entries.pop() else { return self.give_up_branch(parent, path) };
        let (copy, child) = split_child(&last);
        self.set_link(parent.no, TAIL_AT, child)?;
        let parent = self.tree.node(self.pages, parent.no)?;
        self.lay_out(parent, &entries)?;
        self.replace_copy(path, copy)
    }

    /// A branch without a child left.
    fn give_up_branch(&mut self, branch: Node, path: Vec<Step>) -> Result<()> {
        if branch.no != self.tree.root {
            return self.unlink(branch, path);
        }
        drop(branch);
        let (root, owner) = (self.tree.root, self.tree.owner);
        let leaf = empty_leaf(owner).map_err(|malformed| malformed.on(root))?;
        *self.pages.edit(root)? = leaf;
        Ok(())
    }

    fn link_neighbours(&mut self, node: &Node) -> Result<()> {
        let (previous, next) = (node.previous(), node.next());
        for (neighbour, back) in [(previous, NEXT_AT), (next, PREVIOUS_AT)] {
            let Some(no) = neighbour else { continue };
            let there = self.tree.node(self.pages, no)?;
            let named = if back == NEXT_AT { there.next() } else { there.previous() };
            if there.is_leaf != node.is_leaf || named != Some(node.no) {
                return Err(Error::damaged(no, format!("it is not linked to index page {}", node.no)));
            }
            drop(there);
            self.set_link(no, back, if back == NEXT_AT { next } else { previous })?;
        }
        Ok(())
    }

    fn set_link(&mut self, no: PageNo, at: usize, to: Option<PageNo>) -> Result<()> {
        put_page_no(self.pages.edit(no)?, at, to).map_err(|malformed| malformed.on(no))
    }

    /// Puts `last`, the new last entry below the end of `path`, in the one branch that has a copy of it: the lowest
    /// that the way does not leave by its tail.
    fn replace_copy(&mut self, mut path: Vec<Step>, last: &[u8]) -> Result<()> {
        while let Some(step) = path.pop() {
            let branch = self.tree.node(self.pages, step.branch)?;
            if step.at < branch.used {
                return self.replace_entry(branch, step.at, path, last);
            }
        }
        Ok(())
    }

    fn replace_entry(&mut self, branch: Node, at: usize, path: Vec<Step>, last: &[u8]) -> Result<()> {
        let (no, nth) = (branch.no, branch.count_before(at));
        let entry = [last, &branch.child(at)?.0.to_be_bytes()].concat();
        let mut entries = Entries::of(&branch);
        entries.remove(nth);
        self.lay_out(branch, &entries)?;
        let branch = self.tree.node(self.pages, no)?;
        let at = branch.place(nth);
        let below = self.height.saturating_sub(path.len());
        let (pages, tree) = (&mut *self.pages, self.tree);
        let mut insertion = Insertion { pages, tree, path, below, continues: false, new_pages: Vec::new() };
        insertion.put(branch, at, entry)?;
        self.done.new_pages.append(&mut insertion.new_pages);
        Ok(())
    }

    /// A root with no entries has one child, its tail: the child's content becomes the root's.
    fn lower_root(&mut self) -> Result<()> {
        loop {
            let root = self.tree.node(self.pages, self.tree.root)?;
            let child = match root.tail() {
                Some(child) if !root.is_leaf && root.used == 0 => self.tree.node(self.pages, child)?,
                _ => return Ok(()),
            };
            let no = root.no;
            drop(root);
            self.done.freed_pages.push(child.no);
            *self.pages.edit(no)? = *child.page();
            self.set_link(no, PREVIOUS_AT, None)?;
            self.set_link(no, NEXT_AT, None)?;
        }
    }
}

fn empty_leaf(owner: PageNo) -> Result<Page, Malformed> {
    let mut page = [0; PAGE_SIZE];
    put(&mut page, 0, &[PAGE_LEAF, 1])?;
    put_free(&mut page, 0)?;
    put(&mut page, OWNER_AT, &owner.0.to_le_bytes())?;
    Ok(page)
}

#[cfg(test)]
mod tests;
