//! The pages of one index: their headers, their links, their order, and that they are all there.

use super::definition::Tree;
use super::directory::second_byte;
use super::report::Leftover;
use super::walk::Walk;
use crate::error::Result;
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::View;
use crate::index::{FREE_AT, LEVEL_AT, Node, ROOM};
use std::collections::HashSet;

/// Levels of the highest tree that is believed.
const DEPTH_MAX: usize = 20;
/// Bytes of the row pointer that ends an entry, and of the child that a branch adds.
const POINTER: usize = 4;
const CHILD: usize = 4;

/// Takes the entries of the leaves, in order.
pub(super) trait EntrySink {
    fn entry(&mut self, walk: &mut Walk<'_>, leaf: PageNo, key: &[u8], row: RowId) -> Result<()>;
}

/// A walk through the pages of an index.
pub(super) struct TreeWalk<'t, S> {
    pub sink: S,
    /// The leaves, in the order of the tree.
    pub leaves: Vec<PageNo>,
    table: &'t str,
    /// What messages call the index.
    label: &'t str,
    owner: PageNo,
    tree: &'t Tree,
    seen: HashSet<PageNo>,
    /// Of each level the page visited last, and the one it names as the next.
    levels: Vec<Option<Linked>>,
    unlisted: Option<PageNo>,
    is_sound: bool,
    last_entry: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Linked {
    no: PageNo,
    next: Option<PageNo>,
    is_strict: bool,
}

/// What a page and everything below it came to.
struct Visited {
    /// Levels below the page; `None` for a page that cannot be read.
    height: Option<usize>,
    /// The first and the last entry.
    ends: Option<(Vec<u8>, Vec<u8>)>,
}

const UNREADABLE: Visited = Visited { height: None, ends: None };

impl<'t, S: EntrySink> TreeWalk<'t, S> {
    pub fn new(table: &'t str, label: &'t str, owner: PageNo, tree: &'t Tree, sink: S) -> TreeWalk<'t, S> {
        TreeWalk {
            sink,
            leaves: Vec::new(),
            table,
            label,
            owner,
            tree,
            seen: HashSet::new(),
            levels: Vec::new(),
            unlisted: None,
            is_sound: true,
            last_entry: Vec::new(),
        }
    }

    /// Goes through the whole tree, and compares its pages with the map of the index.
    pub fn run(&mut self, walk: &mut Walk<'_>) -> Result<()> {
        self.visit(walk, self.tree.root, 0)?;
        for level in std::mem::take(&mut self.levels).into_iter().flatten() {
            self.check_next(walk, level, None);
        }
        if let Some(no) = self.unlisted {
            self.bad(walk, no, "not in the map of the index, though the tree has it");
        }
        if self.is_sound {
            self.check_map(walk)?;
        }
        Ok(())
    }

    fn bad(&mut self, walk: &mut Walk<'_>, no: PageNo, what: &str) {
        self.is_sound = false;
        walk.report.error(no, Some(self.table), format!("{}: {what}", self.label));
    }

    /// Every page that the map lists must be in the tree.
    fn check_map(&mut self, walk: &mut Walk<'_>) -> Result<()> {
        let Some(map) = &self.tree.pages else { return Ok(()) };
        let (mut from, mut lowest, mut count) = (PageNo(0), None, 0_u64);
        while let Some(no) = map.next_from(walk.pages, from)? {
            if !self.seen.contains(&no) {
                lowest = lowest.or(Some(no));
                count += 1;
            }
            let Some(next) = no.0.checked_add(1) else { break };
            from = PageNo(next);
        }
        if let Some(no) = lowest {
            self.bad(walk, no, &format!("its map lists {count} pages that the tree does not reach"));
        }
        Ok(())
    }

    fn visit(&mut self, walk: &mut Walk<'_>, no: PageNo, depth: usize) -> Result<Visited> {
        if !self.seen.insert(no) {
            self.bad(walk, no, "reached twice in the tree");
            return Ok(UNREADABLE);
        }
        if depth > DEPTH_MAX {
            self.bad(walk, no, "too far below the root");
            return Ok(UNREADABLE);
        }
        if !walk.holds(self.tree.owner, no) {
            self.unlisted = Some(self.unlisted.map_or(no, |lowest| lowest.min(no)));
        }
        let node = match Node::read(walk.pages, no, self.owner) {
            Ok(node) => node,
            Err(error) => {
                self.is_sound = false;
                walk.tell(Some(no), Some(self.table), error)?;
                return Ok(UNREADABLE);
            }
        };
        if let Some(at) = short_entry(&node) {
            self.bad(walk, no, &format!("the entry at byte {at} is too short"));
            return Ok(UNREADABLE);
        }
        self.check_header(walk, &node, depth);
        if node.is_leaf { self.leaf(walk, &node, depth) } else { self.branch(walk, &node, depth) }
    }

    fn check_header(&mut self, walk: &mut Walk<'_>, node: &Node, depth: usize) {
        let free = View(node.page()).u16(FREE_AT, "free bytes").map_or(0, usize::from);
        let there = ROOM.saturating_sub(node.used);
        if free != there {
            self.bad(walk, node.no, &format!("the page says that {free} bytes are free, but {there} are"));
        }
        if let Some(what) = second_byte(node.page()) {
            self.bad(walk, node.no, &what);
        }
        self.check_links(walk, node, depth);
    }

    /// The leaves are linked all along, and so is a root that stands alone; branches may be linked within a parent
    /// only.
    fn check_links(&mut self, walk: &mut Walk<'_>, node: &Node, depth: usize) {
        let is_strict = node.is_leaf || depth == 0;
        let before = self.levels.get(depth).copied().flatten();
        let expected = before.map(|before| before.no);
        if node.previous() != expected && (is_strict || node.previous().is_some()) {
            let [found, expected] = [node.previous(), expected].map(number);
            self.bad(walk, node.no, &format!("the page before it is {expected}, but it names {found}"));
        }
        if let Some(before) = before {
            self.check_next(walk, before, Some(node.no));
        }
        if self.levels.len() <= depth {
            self.levels.resize(depth + 1, None);
        }
        if let Some(level) = self.levels.get_mut(depth) {
            *level = Some(Linked { no: node.no, next: node.next(), is_strict });
        }
    }

    fn check_next(&mut self, walk: &mut Walk<'_>, linked: Linked, expected: Option<PageNo>) {
        if linked.next != expected && (linked.is_strict || linked.next.is_some()) {
            let [found, expected] = [linked.next, expected].map(number);
            self.bad(walk, linked.no, &format!("the page after it is {expected}, but it names {found}"));
        }
    }

    fn leaf(&mut self, walk: &mut Walk<'_>, node: &Node, depth: usize) -> Result<Visited> {
        if let Some(tail) = node.tail() {
            self.bad(walk, node.no, &format!("a leaf with the tail {tail}"));
        }
        if node.used == 0 && depth > 0 {
            self.bad(walk, node.no, "an empty leaf below the root");
        }
        self.leaves.push(node.no);
        let mut first = None;
        let (mut at, mut in_order, mut entry) = (0, true, Vec::new());
        while let Some(stored) = node.entry(at) {
            entry.clear();
            stored.append_to(&mut entry);
            if in_order && !self.last_entry.is_empty() && entry <= self.last_entry {
                in_order = first.is_none();
                let what =
                    if in_order { "is not above the last one of the page before" } else { "is out of order" };
                self.bad(walk, node.no, &format!("the entry at byte {at} {what}"));
            }
            if let Some((key, pointer)) = entry.split_last_chunk::<POINTER>() {
                self.sink.entry(walk, node.no, key, row_id(*pointer))?;
            }
            first.get_or_insert_with(|| entry.clone());
            std::mem::swap(&mut self.last_entry, &mut entry);
            at = node.after(at);
        }
        let ends = first.map(|first| (first, self.last_entry.clone()));
        Ok(Visited { height: Some(0), ends })
    }

    fn branch(&mut self, walk: &mut Walk<'_>, node: &Node, depth: usize) -> Result<Visited> {
        let mut children = self.children(walk, node);
        if children.is_empty() && node.tail().is_none() {
            self.bad(walk, node.no, "a branch without a child");
        }
        children.extend(node.tail().map(|tail| (tail, None)));
        let mut below: Visited = UNREADABLE;
        let mut before: Option<Vec<u8>> = None;
        for (child, key) in children {
            let visited = self.visit(walk, child, depth + 1)?;
            let Some(height) = visited.height else { continue };
            if *below.height.get_or_insert(height) != height {
                self.bad(walk, node.no, "its children are of different heights");
            }
            let Some((first, last)) = visited.ends else { continue };
            if before.is_some_and(|before| first <= before) {
                self.bad(walk, child, "its first entry is not above the entry before it in the branch");
            }
            self.check_branch_entry(walk, child, &last, key.as_deref());
            before = key;
            below.ends = Some((below.ends.map_or(first, |(lowest, _)| lowest), last));
        }
        let Some(height) = below.height else { return Ok(UNREADABLE) };
        self.check_level_byte(walk, node, height + 1);
        Ok(Visited { height: Some(height + 1), ends: below.ends })
    }

    /// The children that a branch has entries for, each with the key and row of its last entry; told where they are
    /// out of order.
    fn children(&mut self, walk: &mut Walk<'_>, node: &Node) -> Vec<(PageNo, Option<Vec<u8>>)> {
        let mut children: Vec<(PageNo, Option<Vec<u8>>)> = Vec::new();
        let (mut at, mut in_order) = (0, true);
        while let Some(stored) = node.entry(at) {
            let mut entry = stored.to_vec();
            let child = entry.split_off(entry.len().saturating_sub(CHILD));
            let child = child.try_into().map_or(0, u32::from_be_bytes);
            let last = children.last().and_then(|(_, key)| key.as_ref());
            if in_order && last.is_some_and(|last| entry <= *last) {
                in_order = false;
                self.bad(walk, node.no, &format!("the entry at byte {at} is out of order"));
            }
            children.push((PageNo(child), Some(entry)));
            at = node.after(at);
        }
        children
    }

    /// A branch's entry is the last entry below its child; one that is above it leads as well.
    fn check_branch_entry(&mut self, walk: &mut Walk<'_>, child: PageNo, last: &[u8], key: Option<&[u8]>) {
        match key.map(|key| last.cmp(key)) {
            Some(std::cmp::Ordering::Greater) => {
                self.bad(walk, child, "its last entry is above the one in the branch");
            }
            Some(std::cmp::Ordering::Less) => {
                let what = format!("{}: the entry in the branch is above its last entry", self.label);
                walk.report.advise(Leftover::Form, child, Some(self.table), what);
            }
            _ => {}
        }
    }

    /// Some writers leave the level of a branch at 0.
    fn check_level_byte(&self, walk: &mut Walk<'_>, node: &Node, height: usize) {
        let level = node.page().get(LEVEL_AT).copied().map_or(0, usize::from);
        if level != 0 && level != height {
            let what = format!("{}: the page says that it is on level {level}, not {height}", self.label);
            walk.report.warn(Leftover::Form, node.no, Some(self.table), what);
        }
    }
}

fn number(page: Option<PageNo>) -> u32 {
    page.map_or(0, |page| page.0)
}

/// The place of an entry that has no room for a key and what follows it.
fn short_entry(node: &Node) -> Option<usize> {
    let mut at = 0;
    while let Some(entry) = node.entry(at) {
        if entry.len() <= node.trailer_len() {
            return Some(at);
        }
        at = node.after(at);
    }
    None
}

/// The row that an entry ends with.
pub(super) fn row_id([p2, p1, p0, slot]: [u8; POINTER]) -> RowId {
    RowId { page: PageNo(u32::from_be_bytes([0, p2, p1, p0])), slot: RowSlot(slot) }
}
