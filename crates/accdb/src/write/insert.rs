//! Changing the rows of one table; here, inserting: its rules, its pages, its indexes and its counts.
//!
//! An insert that fails may have changed pages; the transaction that called it returns to its savepoint. The counts
//! here change only with an insert that succeeds, and reach the definition when the transaction says so.

use super::coerce::borrowed;
use super::foreign_key::Reference;
use super::row_writer::RowWriter;
use super::rules::{Autonumbers, NewRow, Rules};
use super::usage_map;
use super::validation::Validation;
use super::write_context::WriteContext;
use crate::error::{Error, Result};
use crate::format::column::ColumnType;
use crate::format::ids::RowId;
use crate::format::page::{Pages, PagesMut, View, put};
use crate::format::table::{Index, TableDef};
use crate::format::value::Value;
use crate::index::{IndexWriter, Key, Proofs, Tree, contains_key, key_of_row};
use std::sync::Arc;

/// In a definition: the counts, and the statistics of the indexes.
const ROW_COUNT: usize = 16;
const AUTONUMBER: usize = 20;
const COMPLEX_NUMBER: usize = 28;
const STATISTICS: usize = 63;
const STATISTICS_LEN: usize = 12;

/// What a transaction keeps of a table it inserts into.
pub(crate) struct TableWriter {
    pub(super) table: Arc<TableDef>,
    /// Worked out at the first insert: a table that takes none may still lose rows.
    rules: Option<Arc<Rules>>,
    pub(super) validations: Vec<Validation>,
    pub(super) references: Vec<Reference>,
    pub(super) rows: RowWriter,
    pub(super) indexes: Vec<IndexWriter>,
    pub(super) counts: Counts,
}

/// What the changes of a transaction add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Rows inserted, less those deleted.
    pub(super) rows: i64,
    numbers: Autonumbers,
    /// Keys new to each index. Those that go are not counted: the statistics of the file only grow.
    pub(super) new_keys: Vec<u32>,
    /// A row was written or deleted.
    pub(super) changed: bool,
}

/// What one insert adds to the counts.
struct Added {
    id: RowId,
    numbers: Autonumbers,
    new_keys: Vec<bool>,
}

impl TableWriter {
    /// Prepares a table for changes; `references` are the keys that its rows must find in other tables.
    pub fn new(table: Arc<TableDef>, references: Vec<Reference>) -> TableWriter {
        TableWriter {
            rules: None,
            validations: Validation::all(&table),
            references,
            rows: RowWriter::new(Arc::clone(&table)),
            indexes: table.indexes.iter().map(|index| IndexWriter::new(Tree::of(&table, index))).collect(),
            counts: Counts {
                rows: 0,
                numbers: Autonumbers::of(&table),
                new_keys: vec![0; table.indexes.len()],
                changed: false,
            },
            table,
        }
    }

    /// The table, as it was when the transaction first wrote to it.
    pub fn table(&self) -> &Arc<TableDef> {
        &self.table
    }

    /// Whether a row was written or deleted.
    pub fn is_changed(&self) -> bool {
        self.counts.changed
    }

    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Returns to earlier counts, together with the pages of that moment.
    pub fn set_counts(&mut self, counts: Counts) {
        self.counts = counts;
        self.forget_places();
    }

    /// For when the pages return to what they were before: nothing must go by where rows and entries went since.
    fn forget_places(&mut self) {
        self.rows.forget();
        self.indexes.iter_mut().for_each(IndexWriter::forget);
    }

    /// The table with the counts as they are now.
    pub fn table_with_counts(&self) -> TableDef {
        let row_count = sum(self.table.row_count, self.counts.rows);
        let Autonumbers { long: last_autonumber, complex: last_complex } = self.counts.numbers;
        TableDef { row_count, last_autonumber, last_complex, ..TableDef::clone(&self.table) }
    }

    /// Inserts a row.
    pub fn insert(
        &mut self,
        pages: &mut dyn PagesMut,
        proofs: &Proofs,
        given: &[(usize, Value<'_>)],
        moment: &mut WriteContext,
    ) -> Result<RowId> {
        let written = self.write(pages, proofs, given, moment);
        if written.is_err() {
            self.forget_places();
        }
        let added = written?;
        let counts = &mut self.counts;
        counts.rows += 1;
        counts.changed = true;
        counts.numbers = added.numbers;
        for (count, new) in counts.new_keys.iter_mut().zip(added.new_keys) {
            *count = count.saturating_add(u32::from(new));
        }
        Ok(added.id)
    }

    /// Writes the counts to the definition page.
    pub fn write_counts(&self, pages: &mut dyn PagesMut) -> Result<()> {
        let no = self.table.page;
        let page = pages.edit(no)?;
        let add = |page: &mut [u8], at: usize, more: i64| {
            let sum = sum(View(page).u32(at, "count in a definition")?, more);
            put(page, at, &sum.to_le_bytes())
        };
        add(page, ROW_COUNT, self.counts.rows).map_err(|malformed| malformed.on(no))?;
        let Autonumbers { long, complex } = self.counts.numbers;
        put(page, AUTONUMBER, &long.to_le_bytes())
            .and_then(|()| put(page, COMPLEX_NUMBER, &complex.to_le_bytes()))
            .map_err(|malformed| malformed.on(no))?;
        for (place, new) in self.counts.new_keys.iter().enumerate() {
            let unique = STATISTICS + STATISTICS_LEN * place + 4;
            add(page, unique, i64::from(*new)).map_err(|malformed| malformed.on(no))?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        pages: &mut dyn PagesMut,
        proofs: &Proofs,
        given: &[(usize, Value<'_>)],
        moment: &mut WriteContext,
    ) -> Result<Added> {
        let table = Arc::clone(&self.table);
        let table = table.as_ref();
        let rules = self.rules()?;
        let NewRow { values, numbers } = rules.complete(table, given, moment, self.counts.numbers)?;
        self.validations.iter().try_for_each(|rule| rule.check(table, &values, moment))?;
        for reference in &self.references {
            reference.check(pages, proofs, table, &values)?;
        }
        let keys = self.keys(pages, proofs, &values)?;
        let id = self.rows.write(pages, &values)?;
        let mut new_keys = Vec::with_capacity(keys.len());
        for ((index, writer), key) in table.indexes.iter().zip(&mut self.indexes).zip(keys) {
            new_keys.push(key.map_or(Ok(false), |key| add_key(pages, table, index, writer, &key, id))?);
        }
        Ok(Added { id, numbers, new_keys })
    }

    fn rules(&mut self) -> Result<Arc<Rules>> {
        let rules = match self.rules.take() {
            Some(rules) => rules,
            None => Arc::new(Rules::new(&self.table)?),
        };
        Ok(Arc::clone(self.rules.insert(rules)))
    }

    fn keys(&self, pages: &dyn Pages, proofs: &Proofs, values: &[Value<'_>]) -> Result<Vec<Option<Key>>> {
        let table = self.table.as_ref();
        let value = |place: usize| Ok(values.get(place).map_or(Value::Null, borrowed));
        let mut keys = Vec::with_capacity(table.indexes.len());
        for index in &table.indexes {
            let parts = index.columns.iter().filter_map(|part| Some((part, values.get(part.position())?)));
            proofs.check(pages, table, parts)?;
            keys.push(key_of_row(table, index, value)?);
        }
        Ok(keys)
    }
}

/// A count after a change; one that was wrong before ends at none.
fn sum(count: u32, change: i64) -> u32 {
    u32::try_from((i64::from(count) + change).max(0)).unwrap_or(u32::MAX)
}

/// Adds a row's entry to an index; true when the key is new to it.
pub(super) fn add_key(
    pages: &mut dyn PagesMut,
    table: &TableDef,
    index: &Index,
    writer: &mut IndexWriter,
    key: &Key,
    row: RowId,
) -> Result<bool> {
    let duplicate = || Error::Duplicate {
        table: table.name.clone(),
        index: index.names.first().cloned().unwrap_or_default(),
    };
    // The key of an empty binary value starts longer keys, so that its equals need not be its neighbours.
    if key.exclusive && has_binary(table, index) && contains_key(pages, Tree::of(table, index), &key.bytes)? {
        return Err(duplicate());
    }
    let inserted = writer.insert(pages, &key.bytes, row)?;
    if key.exclusive && !inserted.distinct {
        return Err(duplicate());
    }
    for page in inserted.new_pages {
        usage_map::mark(pages, index.usage_map, page)?;
    }
    Ok(inserted.distinct)
}

fn has_binary(table: &TableDef, index: &Index) -> bool {
    let types = index.columns.iter().filter_map(|part| table.columns.get(part.position()));
    types.into_iter().any(|column| column.column_type == ColumnType::Binary)
}
