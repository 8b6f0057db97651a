//! Inserting entries: where they belong, and whether their keys are new.
//!
//! Promises: the root keeps its page, every branch entry stays a copy of the last leaf entry below its child, the
//! leaves stay linked.

use super::change::{Insertion, Step, put_page_no};
use super::entries::Entries;
use super::node::{Node, TAIL_AT, pointer};
use super::tree::{Tree, WalkLimit, lacks_tail};
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Pages, PagesMut};

/// The longest key: two entries of it fit on a branch, so that a full page can always be split. No file shows where
/// Access draws the line.
const KEY_MAX: usize = 1800;

/// What an insert did, for the definition and the usage map of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inserted {
    /// The key is new to the index.
    pub distinct: bool,
    /// Pages that the index now owns.
    pub new_pages: Vec<PageNo>,
}

/// Whether some row has exactly this key.
///
/// No key starts another, but for that of an empty binary value: entries of longer keys may stand before it.
pub(crate) fn contains_key(pages: &dyn Pages, tree: Tree, key: &[u8]) -> Result<bool> {
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

/// Inserts the entries of one index, and remembers where the last one went: in a run of keys that are close to each
/// other, most of the way down is the same.
#[derive(Debug, Clone)]
pub(crate) struct IndexWriter {
    tree: Tree,
    last: Option<Last>,
}

/// Where the last entry went. Stands only while no page of the tree is split: the branches on the way are as they were.
#[derive(Debug, Clone)]
struct Last {
    leaf: PageNo,
    path: Vec<Step>,
    /// The way went to the tail of every branch: there is no leaf for higher entries.
    is_highest: bool,
    /// The place behind the entry.
    behind: usize,
}

impl IndexWriter {
    pub fn new(tree: Tree) -> IndexWriter {
        IndexWriter { tree, last: None }
    }

    /// Inserts the entry of a row. Whether the key may be there twice is the caller's question: `distinct` answers it,
    /// and an insert that should not have been is undone with the transaction's savepoint.
    pub fn insert(&mut self, pages: &mut dyn PagesMut, key: &[u8], row: RowId) -> Result<Inserted> {
        if key.len() > KEY_MAX {
            return Err(Error::TooLong { what: "the bytes of an index key", limit: 1800 });
        }
        let tree = self.tree;
        let entry = [key, &pointer(row)].concat();
        let (leaf, at, last) = match self.find_near(pages, &entry)? {
            Some(found) => found,
            None => find(pages, tree, &entry)?,
        };
        if leaf.entry(at).is_some_and(|there| there.has_key(&entry, 0)) {
            return Err(Error::damaged(leaf.no, format!("the row {row:?} is in the index already")));
        }
        let known =
            has_key_before(pages, tree, &leaf, at, key)? || has_key_from(pages, tree, &leaf, at, key)?;
        let (path, continues) = (last.path, last.behind == at);
        let mut insertion = Insertion { pages, tree, path, below: 0, continues, new_pages: Vec::new() };
        let behind = insertion.put(leaf, at, entry)?;
        let Insertion { path, new_pages, .. } = insertion;
        self.last = behind.map(|behind| Last { path, behind, ..last });
        Ok(Inserted { distinct: !known, new_pages })
    }

    pub(super) fn tree(&self) -> Tree {
        self.tree
    }

    /// Forgets where the last entry went. Whoever returns to a savepoint says so.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// The place for an entry, if it belongs to the leaf of the last one.
    fn find_near(&mut self, pages: &dyn Pages, entry: &[u8]) -> Result<Option<(Node, usize, Last)>> {
        let Some(last) = self.last.take() else { return Ok(None) };
        let leaf = self.tree.node(pages, last.leaf)?;
        // In a run of ascending keys an entry follows the last one.
        let at = if leaf.belongs(entry, last.behind) { last.behind } else { leaf.search(entry) };
        let is_inside = (at > 0 || leaf.previous().is_none()) && (at < leaf.used || last.is_highest);
        Ok((leaf.is_leaf && is_inside).then_some((leaf, at, last)))
    }
}

/// The place for an entry, and the way there from the root. A branch on the way that has no tail and would need one
/// gets it first: its last entry's child, which needs no entry then.
fn find(pages: &mut dyn PagesMut, tree: Tree, entry: &[u8]) -> Result<(Node, usize, Last)> {
    loop {
        let (mut path, mut is_highest, mut tailless) = (Vec::new(), true, Vec::new());
        let leaf = tree.descend(pages, Some(entry), |branch, at| {
            path.push(Step { branch: branch.no, at });
            is_highest &= at == branch.used;
            tailless.extend(lacks_tail(branch, entry).then_some(branch.no));
        })?;
        if tailless.is_empty() {
            let at = leaf.search(entry);
            let last = Last { leaf: leaf.no, path, is_highest, behind: usize::MAX };
            return Ok((leaf, at, last));
        }
        for branch in tailless {
            give_tail(pages, tree, branch)?;
        }
    }
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

/// Makes the last entry's child of a branch without a tail its tail, which needs no entry.
pub(super) fn give_tail(pages: &mut dyn PagesMut, tree: Tree, no: PageNo) -> Result<()> {
    let branch = tree.node(pages, no)?;
    let tail = branch.child(branch.before(branch.used).unwrap_or(0))?;
    let entries = Entries::of(&branch);
    drop(branch);
    let kept = 0..entries.len().saturating_sub(1);
    let prefix = entries.any_prefix(&kept).unwrap_or(0);
    let page = pages.edit(no)?;
    put_page_no(page, TAIL_AT, Some(tail))
        .and_then(|()| entries.write(kept, prefix, page))
        .map_err(|m| m.on(no))
}

#[cfg(test)]
mod tests;
