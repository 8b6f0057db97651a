//! Where the corpora start: structures that this engine has written.

use crate::create::{ColumnSpec, CreateOptions, IndexSpec, TableSpec};
use crate::database::Database;
use crate::error::Result;
use crate::format::column::ColumnType;
use crate::format::data_page::{DataPage, LONG_VALUE_OWNER};
use crate::format::ids::{PageNo, RowSlot};
use crate::format::page::View;
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::format::{DATA_OWNER, PAGE_DATA, PAGE_SIZE};
use crate::storage::{Fault, FaultyStorage, MemoryStorage};
use std::sync::OnceLock;

/// The time of everything: 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
const ROWS: i32 = 30;

/// A structure to start from: of which target, its name, its bytes.
pub type Seed = (&'static str, &'static str, Vec<u8>);

/// A small sound file with a table T of every type, long values of each kind, and an index of texts.
pub(super) fn base() -> &'static [u8] {
    static BASE: OnceLock<Vec<u8>> = OnceLock::new();
    BASE.get_or_init(|| made().map_or_else(|_| Vec::new(), |(file, _)| file))
}

/// The file, and the journal of a commit to it that was cut.
fn made() -> Result<(Vec<u8>, Vec<u8>)> {
    let storage = MemoryStorage::default();
    let mut database = Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW))?;
    let mut transaction = database.begin(NOW)?;
    transaction.create_table(&spec())?;
    for number in 0..ROWS {
        transaction.insert("T", &row(number))?;
    }
    transaction.commit()?;
    let file = storage.to_vec();
    let journal = MemoryStorage::default();
    let (faulty, control) = FaultyStorage::new(Box::new(storage.snapshot()));
    let mut database = Database::open_with_journal(Box::new(faulty), Box::new(journal.clone()))?;
    let mut transaction = database.begin(NOW)?;
    transaction.insert("T", &row(ROWS))?;
    control.arm(Some(Fault::Cut { write: 1, torn_at: 0 }));
    // Cut at its first write to the file: the journal stays as it was synced.
    let _ = transaction.commit();
    Ok((file, journal.to_vec()))
}

fn spec() -> TableSpec {
    TableSpec::new("T")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Name", 60))
        .column(ColumnSpec::new("Sent", ColumnType::Boolean))
        .column(ColumnSpec::new("Total", ColumnType::Currency))
        .column(ColumnSpec::new("Day", ColumnType::DateTime))
        .column(ColumnSpec::new("Weight", ColumnType::Decimal { precision: 18, scale: 3 }))
        .column(ColumnSpec::new("Key", ColumnType::Guid))
        .column(ColumnSpec::binary("Data", 50))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::new("Scan", ColumnType::Ole))
        .index(IndexSpec::primary_key(["Id"]))
        .index(IndexSpec::plain("Name", ["Name"]))
}

fn row(number: i32) -> Vec<(usize, Value<'static>)> {
    let long = usize::try_from(number % 3).map_or(0, |kind| [10, 900, 9_000].get(kind).copied().unwrap_or(0));
    vec![
        (1, Value::Text(format!("Peña {}", number * 7 % ROWS).into())),
        (2, Value::Boolean(number % 2 == 0)),
        (3, Value::Currency(i64::from(number) * 12_345)),
        (4, Value::DateTime((45_000.25 + f64::from(number)).into())),
        (5, Value::Decimal { negative: number % 5 == 0, magnitude: 1_234_567, scale: 3 }),
        (6, Value::Guid([7; 16])),
        (7, Value::Binary(vec![1, 2, 3].into())),
        (8, Value::Text("x".repeat(long).into())),
        (9, Value::Binary(vec![7; long / 3].into())),
    ]
}

/// A structure of each kind out of a file that this engine has made.
///
/// # Errors
///
/// none but a fault of the engine itself.
pub fn seeds() -> Result<Vec<Seed>> {
    let (file, journal) = made()?;
    let table = Database::open(Box::new(MemoryStorage::new(file.clone())))?.table("T")?;
    let page = |no: PageNo| page(&file, no);
    let mut seeds: Vec<Seed> = vec![
        ("open", "unchanged", Vec::new()),
        ("open", "one-byte", vec![2, 0, 16, 0, 99]),
        ("open", "header-alone", page(PageNo(0))),
        ("table_definition", "table", page(table.page)),
        ("table_definition", "catalog", page(PageNo(2))),
        ("usage_map", "owned", map_row(&file, &table)),
        ("usage_map", "by-reference", by_reference()),
        ("journal", "cut-commit", journal),
    ];
    for (name, index) in ["numbers", "texts"].into_iter().zip(&table.indexes) {
        seeds.push(("index_node", name, page(index.root)));
    }
    seeds.extend(rows_of(&file, &table));
    seeds.push(("long_value", "chain", chain(&file)));
    Ok(seeds)
}

fn page(file: &[u8], no: PageNo) -> Vec<u8> {
    let start = usize::try_from(no.offset()).unwrap_or(usize::MAX);
    file.get(start..start.saturating_add(PAGE_SIZE)).unwrap_or_default().to_vec()
}

fn map_row(file: &[u8], table: &TableDef) -> Vec<u8> {
    let page = page(file, table.owned.page);
    let row = DataPage::of_anyone(&page).and_then(|rows| rows.row(table.owned.slot));
    row.map(<[u8]>::to_vec).unwrap_or_default()
}

/// A map with one bitmap page, right behind it.
fn by_reference() -> Vec<u8> {
    let mut map = vec![0; 69 + 2 * PAGE_SIZE];
    for (at, byte) in [(0, 1), (1, 1), (69 + PAGE_SIZE, 5), (70 + PAGE_SIZE, 1), (80 + PAGE_SIZE, 0x90)] {
        if let Some(place) = map.get_mut(at) {
            *place = byte;
        }
    }
    map
}

/// Two rows, one of them with long values on other pages.
fn rows_of(file: &[u8], table: &TableDef) -> Vec<Seed> {
    let pages = file.chunks_exact(PAGE_SIZE);
    let Some(first) = pages.into_iter().find(|page| is_rows_of(page, table.page.0)) else {
        return Vec::new();
    };
    let row = |slot| DataPage::of_anyone(first).and_then(|rows| rows.row(RowSlot(slot)));
    let named = [("row", "short", 0), ("row", "with-pointers", 2)];
    named
        .into_iter()
        .filter_map(|(target, name, slot)| Some((target, name, row(slot).ok()?.to_vec())))
        .collect()
}

fn is_rows_of(page: &[u8], owner: u32) -> bool {
    page.first() == Some(&PAGE_DATA) && View(page).u32(DATA_OWNER, "owner") == Ok(owner)
}

/// A pointer to the first of two pages of long values, renumbered so that they follow.
fn chain(file: &[u8]) -> Vec<u8> {
    let pages = file.chunks_exact(PAGE_SIZE).filter(|page| is_rows_of(page, LONG_VALUE_OWNER));
    let pointer = [0xA0, 0x0F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    [&pointer[..], &[0; PAGE_SIZE], &pages.take(2).collect::<Vec<_>>().concat()].concat()
}
