//! What the rows of a table say that its indexes hold.
//!
//! Each entry counts with a hash of its key and row; the sum over the rows and the sum over the leaves are equal if
//! every row has exactly its entries, in whatever order they come. So nothing is kept of a sound table but a sum for
//! each index; where the sums differ, [`super::diagnosis`] reads both sides again.

use crate::error::{Error, Result};
use crate::format::column::ColumnType;
use crate::format::ids::RowId;
use crate::format::table::{Index, TableDef};
use crate::format::value::Value;
use crate::index::append_key_part;
use crate::read::row::Row;
use std::hash::{DefaultHasher, Hasher};

/// Bytes of a key of several columns that stay as they are however it is cut.
const COMPARED: usize = 508;

/// A sum over entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub count: u64,
    hashes: u64,
}

impl Sum {
    pub fn add(&mut self, hash: u64) {
        self.count = self.count.wrapping_add(1);
        self.hashes = self.hashes.wrapping_add(hash);
    }
}

/// The hash of an entry.
pub(super) fn hash(key: &[u8], row: RowId) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    hasher.write_u32(row.page.0);
    hasher.write_u8(row.slot.0);
    hasher.finish()
}

/// What a row says of its entry in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// One with this hash.
    Entry(u64),
    /// One, whatever its key: the row cannot be read.
    SomeEntry,
    /// None: all of its key is null.
    NoEntry,
}

/// Makes the keys of one index from rows.
pub(super) struct KeyMaker<'t> {
    pub table: &'t TableDef,
    pub index: &'t Index,
    /// Columns whose keys nobody knows, by name: only the rows of the entries are compared then.
    pub unknown: Vec<String>,
    key: Vec<u8>,
    nulls: usize,
}

impl<'t> KeyMaker<'t> {
    pub fn new(table: &'t TableDef, index: &'t Index) -> KeyMaker<'t> {
        let columns = index.columns.iter().filter_map(|part| table.columns.get(part.position()));
        let unknown = columns.filter_map(|column| {
            let known = match column.column_type {
                _ if column.calculated => false,
                ColumnType::Text | ColumnType::Memo => column.sort_order.is_known(),
                ColumnType::Ole | ColumnType::Unknown(_) => false,
                _ => true,
            };
            (!known).then(|| format!("{} ({})", column.name, column.column_type.name()))
        });
        KeyMaker { table, index, unknown: unknown.collect(), key: Vec::new(), nulls: 0 }
    }

    pub fn is_known(&self) -> bool {
        self.unknown.is_empty()
    }

    /// The hash by which an entry of the tree is compared. How a key of several columns is cut if a text makes it too
    /// long is not known: its start is compared then.
    pub fn entry_hash(&self, key: &[u8], row: RowId) -> u64 {
        let start = if self.index.columns.len() > 1 { key.get(..COMPARED).unwrap_or(key) } else { key };
        hash(if self.is_known() { start } else { &[] }, row)
    }

    /// What a row says of its entry.
    ///
    /// # Errors
    ///
    /// what reading its values gives.
    pub fn expected(&mut self, row: &Row<'_>) -> Result<Expected> {
        self.make(row)?;
        if self.nulls == self.index.columns.len() && self.index.ignore_nulls {
            return Ok(Expected::NoEntry);
        }
        Ok(Expected::Entry(self.entry_hash(&self.key, row.id())))
    }

    /// Whether the last row had a null in its key.
    pub fn has_null(&self) -> bool {
        self.nulls > 0
    }

    fn make(&mut self, row: &Row<'_>) -> Result<()> {
        self.key.clear();
        self.nulls = 0;
        for part in &self.index.columns {
            let value = row.key_value(part.position())?;
            self.nulls += usize::from(value == Value::Null);
            if !self.unknown.is_empty() {
                continue;
            }
            let Some(column) = self.table.columns.get(part.position()) else { continue };
            append_key_part(&mut self.key, &value, column, part.descending).map_err(|rule| {
                let (table, column) = (self.table.name.clone(), column.name.clone());
                Error::Rule { table, column, rule }
            })?;
        }
        Ok(())
    }
}
