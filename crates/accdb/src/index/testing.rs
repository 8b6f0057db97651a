//! For tests: pages in memory, the check that a tree is whole, and where sample files are.

use super::insert::{IndexWriter, Inserted};
use super::node::{ENTRIES_AT, FREE_AT, LEVEL_AT, Node, OWNER_AT, ROOM};
use super::remove::Removed;
use super::tree::Tree;
use crate::error::Result;
use crate::format::ids::{PageNo, RowId, RowSlot};
use crate::format::page::{Page, Pages, PagesMut, beyond};
use crate::format::{PAGE_LEAF, PAGE_NODE, PAGE_SIZE};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const OWNER: PageNo = PageNo(7);
pub(super) const TREE: Tree = Tree { root: PageNo(1), owner: OWNER };

/// Pages in memory. Counts what is read.
pub(super) struct Memory {
    pub pages: Vec<Arc<Page>>,
    pub read: std::cell::Cell<usize>,
    pub free: Vec<PageNo>,
    writer: IndexWriter,
}

impl Memory {
    /// Page 0, and an empty leaf as the root of [`TREE`].
    pub fn with_empty_index() -> Memory {
        let mut leaf = [0; PAGE_SIZE];
        leaf[..4].copy_from_slice(&[PAGE_LEAF, 1, 0x20, 0x0E]);
        leaf[OWNER_AT] = 7;
        Memory::of(vec![Arc::new([0; PAGE_SIZE]), Arc::new(leaf)])
    }

    pub fn of(pages: Vec<Arc<Page>>) -> Memory {
        Memory { pages, read: Default::default(), free: Vec::new(), writer: IndexWriter::new(TREE) }
    }

    pub fn insert(&mut self, key: &[u8], row: RowId) -> Inserted {
        self.try_insert(key, row).expect("inserts")
    }

    pub fn try_insert(&mut self, key: &[u8], row: RowId) -> Result<Inserted> {
        let mut writer = self.writer.clone();
        let inserted = writer.insert(self, key, row);
        self.writer = writer;
        inserted
    }

    /// Removes the entry of a row, and puts the pages that this sets free where the next are taken from.
    pub fn remove(&mut self, key: &[u8], row: RowId) -> Result<Removed> {
        let mut writer = self.writer.clone();
        let removed = writer.remove(self, key, row);
        self.writer = writer;
        for no in removed.iter().flat_map(|removed| &removed.freed_pages) {
            self.release(*no)?;
        }
        removed
    }

    /// Makes the next insert find its way from the root.
    pub fn forget_place(&mut self) {
        self.writer.forget();
    }

    pub fn page_mut(&mut self, no: u32) -> &mut Page {
        Arc::make_mut(&mut self.pages[no as usize])
    }
}

impl Pages for Memory {
    fn page(&self, no: PageNo) -> Result<Arc<Page>> {
        self.read.set(self.read.get() + 1);
        self.pages.get(no.0 as usize).cloned().ok_or_else(|| beyond(no, self.page_count()))
    }

    fn page_count(&self) -> u32 {
        self.pages.len() as u32
    }
}

impl PagesMut for Memory {
    fn edit(&mut self, no: PageNo) -> Result<&mut Page> {
        let count = self.page_count();
        self.pages.get_mut(no.0 as usize).map(Arc::make_mut).ok_or_else(|| beyond(no, count))
    }

    fn release(&mut self, no: PageNo) -> Result<()> {
        self.page_mut(no.0).fill(0);
        self.free.push(no);
        Ok(())
    }

    fn allocate(&mut self) -> Result<PageNo> {
        if let Some(no) = self.free.pop() {
            return Ok(no);
        }
        self.pages.push(Arc::new([0; PAGE_SIZE]));
        Ok(PageNo(self.pages.len() as u32 - 1))
    }
}

/// The folder of sample files: `FACTULINK_SHARED`, else `shared` beside the repository. `None`, and a word about it, in
/// a plain clone; with `CI` set that is a failure.
pub(super) fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("FACTULINK_SHARED").map_or_else(beside, PathBuf::from);
    let found = folder.is_dir();
    assert!(found || std::env::var_os("CI").is_none(), "CI is set, but there are no sample files");
    println!("{}sample files in {}", if found { "" } else { "skipped: there are no " }, folder.display());
    found.then_some(folder)
}

pub(super) fn row(number: u32) -> RowId {
    RowId { page: PageNo(number >> 8), slot: RowSlot(number as u8) }
}

/// The entries of a page, whole.
pub(super) fn entries_of(node: &Node) -> Vec<Vec<u8>> {
    let places = std::iter::successors(Some(0), |at| Some(node.after(*at)));
    places.map_while(|at| node.entry(at)).map(|entry| entry.to_vec()).collect()
}

/// All leaf entries of the tree, having checked everything the format says of it: types, owners, free bytes, order,
/// what branch entries mean, levels, links, and that every page but page 0 is reached once.
pub(super) fn check_tree(memory: &Memory) -> Vec<Vec<u8>> {
    let mut walk = Walk { memory, levels: Vec::new() };
    walk.visit(TREE.root, 0);
    let mut reached: Vec<u32> = walk.levels.iter().flatten().chain(&memory.free).map(|no| no.0).collect();
    for level in &walk.levels {
        for pair in level.windows(2) {
            let [left, right] = [pair[0], pair[1]].map(|no| walk.node(no));
            assert_eq!((left.next(), right.previous()), (Some(right.no), Some(left.no)));
        }
        let [first, last] = [level[0], level[level.len() - 1]].map(|no| walk.node(no));
        assert_eq!((first.previous(), last.next()), (None, None));
    }
    reached.sort_unstable();
    assert!(reached.iter().copied().eq(1..memory.page_count()), "pages reached: {reached:?}");
    let leaves = walk.levels.last().expect("a root");
    let entries: Vec<_> = leaves.iter().flat_map(|no| entries_of(&walk.node(*no))).collect();
    assert!(entries.is_sorted_by(|a, b| a < b), "strictly ascending");
    entries
}

struct Walk<'a> {
    memory: &'a Memory,
    /// The pages of each level from the root, left to right.
    levels: Vec<Vec<PageNo>>,
}

impl Walk<'_> {
    fn node(&self, no: PageNo) -> Node {
        Node::read(self.memory, no, OWNER).expect("an index page")
    }

    /// Gives the last leaf entry below the page and its height.
    fn visit(&mut self, no: PageNo, depth: usize) -> (Option<Vec<u8>>, u8) {
        if self.levels.len() == depth {
            self.levels.push(Vec::new());
        }
        self.levels[depth].push(no);
        let node = self.node(no);
        let page = &self.memory.pages[no.0 as usize];
        let free = usize::from(u16::from_le_bytes([page[FREE_AT], page[FREE_AT + 1]]));
        assert_eq!(free, ROOM - node.used, "free bytes of page {no}");
        assert!(page[ENTRIES_AT + node.used..].iter().all(|byte| *byte == 0) || node.used < ROOM);
        assert_eq!(page[..2], [if node.is_leaf { PAGE_LEAF } else { PAGE_NODE }, 1]);
        check_prefix(&node);
        let entries = entries_of(&node);
        let (last, height) = match node.is_leaf {
            true => (entries.last().cloned(), 0),
            false => self.visit_children(&node, &entries, depth),
        };
        assert_eq!(page[LEVEL_AT], height, "level of page {no}");
        assert!(!node.is_leaf || node.tail().is_none());
        (last, height)
    }

    fn visit_children(&mut self, node: &Node, entries: &[Vec<u8>], depth: usize) -> (Option<Vec<u8>>, u8) {
        let mut heights = Vec::new();
        for entry in entries {
            let (copy, child) = entry.split_at(entry.len() - 4);
            let (last, height) =
                self.visit(PageNo(u32::from_be_bytes(child.try_into().expect("four"))), depth + 1);
            assert_eq!(last.as_deref(), Some(copy), "the entry is a copy of the last below its child");
            heights.push(height);
        }
        let (last, height) = self.visit(node.tail().expect("a tail"), depth + 1);
        assert!(heights.iter().all(|other| *other == height), "children of one height");
        (last, height + 1)
    }
}

/// A prefix is no longer than what all entries of the page share, and there is none where there is room without.
fn check_prefix(node: &Node) {
    let entries = entries_of(node);
    let whole: usize = entries.iter().map(Vec::len).sum();
    if node.prefix == 0 {
        return assert!(whole <= ROOM);
    }
    assert!(entries.iter().all(|entry| entry.starts_with(&entries[0][..node.prefix])));
}
