//! What is done with the bytes.

use super::seeds::base;
use crate::check::Strictness;
use crate::commit::Journal;
use crate::database::Database;
use crate::error::Result;
use crate::format::ids::{PageNo, RowId};
use crate::format::table::TableDef;
use crate::format::tdef;
use crate::format::usage_map::UsageMap;
use crate::format::{LONG_VALUE_HEAD, PAGE_SIZE};
use crate::index::{Node, read_through};
use crate::pager::Pager;
use crate::read::long_value;
use crate::read::row::{Bytes, Row};
use crate::storage::MemoryStorage;
use std::sync::OnceLock;

/// A target: the name of its corpus, and what takes the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 7] = [
    ("open", open),
    ("table_definition", table_definition),
    ("row", row),
    ("long_value", long_value),
    ("index_node", index_node),
    ("usage_map", usage_map),
    ("journal", journal),
];

/// Bytes of an inline map.
const MAP_ROW: usize = 69;
/// A patch of the file that [`open`] starts from: page, offset, value.
const PATCH: usize = 5;

/// Opens a file, reads its catalog and every row of every table, and walks through it. The bytes are the file, or,
/// where they do not begin as one does, changes to a small sound file.
fn open(bytes: &[u8]) {
    let file = if bytes.starts_with(&[0, 1, 0, 0]) { bytes.to_vec() } else { patched(bytes) };
    if let Ok(database) = Database::open(Box::new(MemoryStorage::new(file))) {
        // Both end, whatever comes of it.
        let _ = database.check(Strictness::AnyWriter);
        let _ = read_everything(&database);
    }
}

fn patched(bytes: &[u8]) -> Vec<u8> {
    let mut file = base().to_vec();
    let pages = file.len() / PAGE_SIZE;
    for patch in bytes.as_chunks::<PATCH>().0 {
        let [p0, p1, o0, o1, value] = *patch;
        let page = usize::from(u16::from_le_bytes([p0, p1])) % pages.max(1);
        let offset = usize::from(u16::from_le_bytes([o0, o1])) % PAGE_SIZE;
        if let Some(byte) = file.get_mut(page * PAGE_SIZE + offset) {
            *byte = value;
        }
    }
    file
}

fn read_everything(database: &Database) -> Result<()> {
    for entry in database.tables()? {
        let Ok(table) = database.table(&entry.name) else { continue };
        let mut scan = database.scan(&table);
        while let Ok(Some(row)) = scan.next_row() {
            read_row(&row, &table);
        }
    }
    Ok(())
}

fn read_row(row: &Row<'_>, table: &TableDef) {
    for column in 0..table.columns.len() {
        let _ = row.get(column);
    }
}

/// The bytes as pages, the last one filled up.
fn pages(bytes: &[u8]) -> Option<Pager> {
    let mut file = bytes.to_vec();
    file.resize(bytes.len().next_multiple_of(PAGE_SIZE), 0);
    Pager::new(Box::new(MemoryStorage::new(file))).ok()
}

/// The bytes are the pages of a definition, which starts on the first.
fn table_definition(bytes: &[u8]) {
    if let Some(pages) = pages(bytes) {
        let _ = tdef::read(&pages, PageNo(0), "T");
    }
}

/// The bytes are a row of a table with columns of every type.
fn row(bytes: &[u8]) {
    static TABLE: OnceLock<Option<TableDef>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let database = Database::open(Box::new(MemoryStorage::new(base().to_vec()))).ok()?;
        database.table("T").ok().map(|table| TableDef::clone(&table))
    });
    let (Some(table), Some(pages)) = (table, pages(&[])) else { return };
    crate::check::row_parts(bytes, table);
    if let Ok(row) = Row::new(&pages, table, RowId::default(), Bytes::Lent(bytes)) {
        read_row(&row, table);
    }
}

/// The bytes are what stands in the row, and then the pages that it points to.
fn long_value(bytes: &[u8]) {
    let (stored, rest) = bytes.split_at_checked(LONG_VALUE_HEAD).unwrap_or((bytes, &[]));
    if let Some(pages) = pages(rest) {
        let _ = long_value::read(&pages, stored);
        let _ = long_value::read(&pages, bytes);
    }
}

/// The bytes are pages of an index; the first is its root, and its owner is the one it names.
fn index_node(bytes: &[u8]) {
    let Some(pages) = pages(bytes) else { return };
    let owner = bytes.get(4..8).and_then(|owner| owner.first_chunk().copied()).map_or(0, u32::from_le_bytes);
    if let Ok(node) = Node::read(&pages, PageNo(0), PageNo(owner)) {
        let sought = bytes.get(480..490).unwrap_or_default();
        let mut at = node.search(sought);
        while let Some(before) = node.before(at) {
            let _ = (node.row_id(before), node.child(before), node.count_before(before));
            at = before;
        }
    }
    let _ = read_through(&pages, PageNo(0), PageNo(owner));
}

/// The bytes are the row of a map, and then the pages that it points to.
fn usage_map(bytes: &[u8]) {
    let (row, rest) = bytes.split_at_checked(MAP_ROW).unwrap_or((bytes, &[]));
    let (Ok(map), Some(pages)) = (UsageMap::parse(row), pages(rest)) else { return };
    let mut from = PageNo(0);
    while let Ok(Some(next)) = map.next_from(&pages, from) {
        let Some(after) = next.0.checked_add(1) else { break };
        from = PageNo(after);
    }
    let _ = (map.prev_from(&pages, from), map.next_unmarked(&pages, PageNo(0)));
}

/// The bytes are a journal beside the small sound file.
fn journal(bytes: &[u8]) {
    let journal = || Journal::new(Box::new(MemoryStorage::new(bytes.to_vec())));
    let _ = journal().is_live();
    let _ = journal().roll_back(&mut MemoryStorage::new(base().to_vec()));
}
