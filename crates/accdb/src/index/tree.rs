//! The way from the root of an index down to a leaf.

use super::node::{Entry, Node};
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::Pages;
use crate::format::table::{Index, TableDef};

/// Deeper than a tree of the largest file can be; more is a loop.
const LEVELS_MAX: usize = 24;

/// Where an index is: its root, and the table that its pages name as their owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tree {
    pub root: PageNo,
    pub owner: PageNo,
}

impl Tree {
    pub fn of(table: &TableDef, index: &Index) -> Tree {
        Tree { root: index.root, owner: table.page }
    }

    pub(super) fn node(&self, pages: &dyn Pages, no: PageNo) -> Result<Node> {
        Node::read(pages, no, self.owner)
    }

    /// The leaf in which the first entry not below `sought` is or would be; `None` seeks the end. `visit` is given
    /// every branch on the way and the place of the child taken.
    pub(super) fn descend(
        &self,
        pages: &dyn Pages,
        sought: Option<&[u8]>,
        mut visit: impl FnMut(&Node, usize),
    ) -> Result<Node> {
        let mut node = self.node(pages, self.root)?;
        for _ in 0..LEVELS_MAX {
            if node.is_leaf {
                return Ok(node);
            }
            let at = child_place(&node, sought);
            visit(&node, at);
            node = self.node(pages, node.child(at)?)?;
        }
        Err(Error::damaged(node.no, format!("the index is deeper than {LEVELS_MAX} levels")))
    }
}

/// The place of the child to take. A branch may lack a tail: its last entry's child is then the last.
fn child_place(branch: &Node, sought: Option<&[u8]>) -> usize {
    let at = sought.map_or(branch.used, |sought| branch.search(sought));
    match branch.tail() {
        None if at == branch.used => branch.before(at).unwrap_or(at),
        _ => at,
    }
}

/// Whether `sought` is above everything a branch has entries for, and there is no tail to take it.
pub(super) fn lacks_tail(branch: &Node, sought: &[u8]) -> bool {
    branch.tail().is_none() && branch.search(sought) == branch.used
}

/// Counts the leaves that a walk passes: more than the file has pages is a loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct WalkLimit(u32);

impl WalkLimit {
    pub fn of(pages: &dyn Pages) -> WalkLimit {
        WalkLimit(pages.page_count())
    }

    pub fn pass(&mut self, leaf: PageNo) -> Result<()> {
        self.0 = self
            .0
            .checked_sub(1)
            .ok_or_else(|| Error::damaged(leaf, "the leaves of the index form a loop"))?;
        Ok(())
    }
}

impl Tree {
    /// Shows every entry of the leaves to `see`, in order.
    pub(super) fn for_each_entry(
        &self,
        pages: &dyn Pages,
        mut see: impl FnMut(Entry<'_>, RowId) -> Result<()>,
    ) -> Result<()> {
        let mut limit = WalkLimit::of(pages);
        let mut next = Some(self.descend(pages, Some(&[]), |_, _| {})?);
        while let Some(leaf) = next {
            let mut at = 0;
            while let Some(entry) = leaf.entry(at) {
                see(entry, leaf.row_id(at)?)?;
                at = leaf.after(at);
            }
            limit.pass(leaf.no)?;
            next = self.next_leaf(pages, &leaf)?;
        }
        Ok(())
    }

    /// How many entries the leaves have.
    pub fn count_entries(&self, pages: &dyn Pages) -> Result<u64> {
        let (mut entries, mut limit) = (0, WalkLimit::of(pages));
        let mut next = Some(self.descend(pages, Some(&[]), |_, _| {})?);
        while let Some(leaf) = next {
            entries += leaf.entry_count();
            limit.pass(leaf.no)?;
            next = self.next_leaf(pages, &leaf)?;
        }
        Ok(entries)
    }

    /// The leaf after `leaf`, which must name it as the one before.
    pub(super) fn next_leaf(&self, pages: &dyn Pages, leaf: &Node) -> Result<Option<Node>> {
        let Some(next) = leaf.next() else { return Ok(None) };
        let next = self.sibling(pages, next)?;
        linked(leaf, &next).then_some(Some(next)).ok_or_else(|| unlinked(leaf))
    }

    /// The leaf before `leaf`, which must name it as the next.
    pub(super) fn previous_leaf(&self, pages: &dyn Pages, leaf: &Node) -> Result<Option<Node>> {
        let Some(previous) = leaf.previous() else { return Ok(None) };
        let previous = self.sibling(pages, previous)?;
        linked(&previous, leaf).then_some(Some(previous)).ok_or_else(|| unlinked(leaf))
    }

    fn sibling(&self, pages: &dyn Pages, no: PageNo) -> Result<Node> {
        let node = self.node(pages, no)?;
        if node.is_leaf { Ok(node) } else { Err(Error::damaged(no, "a branch among the leaves of an index")) }
    }
}

fn linked(left: &Node, right: &Node) -> bool {
    left.next() == Some(right.no) && right.previous() == Some(left.no)
}

fn unlinked(leaf: &Node) -> Error {
    Error::damaged(leaf.no, "the neighbour of this index page does not name it as its own")
}

/// Reads the leaves of whatever tree starts at a page, for fuzzing; how many entries there are.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_through(pages: &dyn Pages, root: PageNo, owner: PageNo) -> Result<u64> {
    let mut entries = 0;
    Tree { root, owner }.for_each_entry(pages, |_, _| {
        entries += 1;
        Ok(())
    })?;
    Ok(entries)
}
