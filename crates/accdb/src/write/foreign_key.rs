//! Relations that the file enforces: keys that a row must find in another table, and rows that refer to its own.

use super::coerce::borrowed;
use crate::error::{Error, Result};
use crate::format::ids::RowId;
use crate::format::page::Pages;
use crate::format::table::{ForeignKey, Index, ReferencedBy, TableDef};
use crate::format::value::Value;
use crate::index::{Proofs, RangeCursor, Tree, contains_key, key_of_row, key_of_values, no_row};
use crate::read::row;
use std::ops::Bound;
use std::sync::Arc;

/// An enforced relation, with both of its indexes at hand.
pub(crate) struct Reference {
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
        let columns: Vec<usize> = own.columns.iter().map(|part| part.position()).collect();
        let referenced = other.indexes.get(index).map_or(0, |index| index.columns.len());
        if referenced != columns.len() {
            return Err(broken());
        }
        let name = own.names.first().cloned().unwrap_or_default();
        Ok(Reference { name, columns, other, index })
    }

    /// Places of the columns that refer.
    pub fn columns(&self) -> &[usize] {
        &self.columns
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
        proofs.check(pages, &self.other, index.columns.iter().zip(&key))?;
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
        let own = index.columns.iter().filter_map(|part| values.get(part.position()));
        self.other.page == table.page && own.eq(key)
    }
}

/// An enforced relation as the table that is referred to sees it.
pub(crate) struct Relation {
    /// Its name.
    pub name: String,
    /// The table that refers, and the places of its columns, in the order of the key.
    pub other: Arc<TableDef>,
    pub columns: Vec<usize>,
    /// Places of the columns that are referred to.
    own: Vec<usize>,
    /// Place of the referring index in `other`.
    index: usize,
}

impl Relation {
    /// Resolves one of the relations that refer to `table`; `other` is the table it names.
    pub fn new(table: &TableDef, by: ReferencedBy, other: Arc<TableDef>) -> Result<Relation> {
        let broken = || Error::damaged(table.page, format!("foreign key of table page {}", by.table));
        let places = |index: &Index| index.columns.iter().map(|part| part.position()).collect::<Vec<_>>();
        let own = table.indexes.get(by.index).map(places).ok_or_else(broken)?;
        let backs = |index: &Index| index.logical_numbers.iter().position(|number| *number == by.partner);
        let mut indexes = other.indexes.iter().enumerate();
        let found = indexes.find_map(|(place, index)| Some((place, index, backs(index)?)));
        let (index, referring, name) = found.ok_or_else(broken)?;
        let (columns, name) = (places(referring), referring.names.get(name).cloned().unwrap_or_default());
        if columns.len() != own.len() {
            return Err(broken());
        }
        Ok(Relation { name, other, columns, own, index })
    }

    /// The key that others refer to, out of the values of a row; `None` for one with a null, which nobody refers to.
    pub fn key<'v>(&self, values: &'v [Value<'v>]) -> Option<Vec<Value<'v>>> {
        let key: Vec<_> = self.own.iter().filter_map(|place| values.get(*place).map(borrowed)).collect();
        (!key.contains(&Value::Null)).then_some(key)
    }

    /// What the referring columns become where the row that they refer to becomes `values`.
    pub fn changes(&self, values: &[Value<'_>]) -> Vec<(usize, Value<'static>)> {
        let value = |place: &usize| values.get(*place).map_or(Value::Null, borrowed).into_owned();
        self.columns.iter().copied().zip(self.own.iter().map(value)).collect()
    }

    /// The rows that refer to a key.
    pub fn rows(&self, pages: &dyn Pages, proofs: &Proofs, key: &[Value<'_>]) -> Result<Vec<RowId>> {
        let Some(index) = self.other.indexes.get(self.index) else { return Ok(Vec::new()) };
        proofs.check(pages, &self.other, index.columns.iter().zip(key))?;
        let bytes = key_of_values(&self.other, index, key)?;
        let bound = Bound::Included(bytes.as_slice());
        let mut walk = RangeCursor::new(pages, Tree::of(&self.other, index), bound, bound);
        let mut rows = Vec::new();
        while let Some(id) = walk.next_id()? {
            let row = row::fetch(pages, &self.other, id)?.ok_or_else(|| no_row(&self.other, index, id))?;
            // The key of an empty binary value starts longer ones.
            let found = key_of_row(&self.other, index, |place| row.key_value(place))?;
            rows.extend(found.is_some_and(|found| found.bytes == bytes).then_some(id));
        }
        Ok(rows)
    }
}
