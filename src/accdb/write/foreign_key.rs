//! Keys that a row must find in another table.

use crate::accdb::error::{Error, Result};
use crate::accdb::index::{Proofs, Tree, contains_key, key_of_values};
use crate::accdb::page::Pages;
use crate::accdb::table::{ForeignKey, Index, TableDef};
use crate::accdb::value::Value;
use std::sync::Arc;

/// An enforced relation, with both of its indexes at hand.
pub(in crate::accdb) struct Reference {
    /// Name of the relation.
    name: String,
    /// Places of the referencing columns, in the order of the referenced index.
    columns: Vec<usize>,
    other: Arc<TableDef>,
    /// Place of the referenced index in `other`.
    index: usize,
}

impl Reference {
    /// Resolves one of `table`'s foreign keys; `other` is the table it names.
    pub fn new(table: &TableDef, key: ForeignKey, other: Arc<TableDef>) -> Result<Reference> {
        let broken = || Error::damaged(table.page, format!("foreign key to table page {}", key.table));
        let own = table.indexes.get(key.index).ok_or_else(broken)?;
        let backs = |index: &Index| index.logical_numbers.contains(&key.partner);
        let index = other.indexes.iter().position(backs).ok_or_else(broken)?;
        let columns: Vec<usize> = own.columns.iter().map(|part| part.column).collect();
        let referenced = other.indexes.get(index).map_or(0, |index| index.columns.len());
        if referenced != columns.len() {
            return Err(broken());
        }
        let name = own.names.first().cloned().unwrap_or_default();
        Ok(Reference { name, columns, other, index })
    }

    /// Fails with [`Error::NoParent`] where the key of a row is not in the other table. A key with a null in it
    /// refers to nothing, and a row may refer to itself.
    pub fn check(
        &self,
        pages: &dyn Pages,
        proofs: &Proofs,
        table: &TableDef,
        values: &[Value<'_>],
    ) -> Result<()> {
        let key: Vec<Value<'_>> =
            self.columns.iter().filter_map(|place| values.get(*place).cloned()).collect();
        let Some(index) = self.other.indexes.get(self.index) else { return Ok(()) };
        if key.contains(&Value::Null) || self.is_own_key(table, index, values, &key) {
            return Ok(());
        }
        proofs.check(pages, &self.other, index, index.columns.iter().zip(&key))?;
        let bytes = key_of_values(&self.other, index, &key)?;
        match contains_key(pages, Tree::of(&self.other, index), &bytes)? {
            true => Ok(()),
            false => Err(Error::NoParent {
                table: table.name.clone(),
                relation: self.name.clone(),
                parent: self.other.name.clone(),
            }),
        }
    }

    fn is_own_key(&self, table: &TableDef, index: &Index, values: &[Value<'_>], key: &[Value<'_>]) -> bool {
        let own = index.columns.iter().filter_map(|part| values.get(part.column));
        self.other.page == table.page && own.eq(key)
    }
}
