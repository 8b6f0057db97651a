//! Changing and deleting rows, and what that does to rows of other tables that refer to them.

use super::{Transaction, by_position};
use crate::error::{Error, Result};
use crate::format::column_ref::ColumnRef;
use crate::format::ids::{PageNo, RowId};
use crate::format::table::{ReferencedBy, TableDef};
use crate::format::value::Value;
use crate::write::foreign_key::Relation;
use crate::write::insert::Counts;
use crate::write::old_row::{OldRow, no_row};
use std::collections::HashMap;
use std::sync::Arc;

/// Columns by their places, with what they change to.
type Changes = Vec<(usize, Value<'static>)>;
/// A row that goes with another, and one that changes with another.
pub(super) type OtherRow = (Arc<TableDef>, RowId);
type OtherChange = (Arc<TableDef>, RowId, Changes);

impl Transaction<'_> {
    /// Changes columns of a row, named as in [`Transaction::insert`]; all other columns keep what they have. The row
    /// keeps its identity, wherever its bytes go. Where a relation cascades updates, rows that refer to a key that
    /// changes are changed with it. Calculated columns are not calculated anew.
    ///
    /// # Errors
    ///
    /// [`Error::NoRow`], [`Error::HasChildren`], and those of [`Transaction::insert`];
    /// [`Rule::ReadOnly`](crate::Rule::ReadOnly) for another value of an autonumber, a complex or a calculated column.
    /// After any error the transaction is as it was before.
    pub fn update<C: ColumnRef>(&mut self, table: &str, id: RowId, changes: &[(C, Value<'_>)]) -> Result<()> {
        let table = self.table(table)?;
        let changes = by_position(&table, changes)?;
        self.all_or_nothing(|transaction| {
            let mut waiting =
                transaction.update_row(&table, id, &changes)?.ok_or_else(|| no_row(&table, id))?;
            while let Some((table, id, changes)) = waiting.pop() {
                waiting.extend(transaction.update_row(&table, id, &changes)?.unwrap_or_default());
            }
            Ok(())
        })
    }

    /// Deletes a row, with its attachments. Where a relation cascades deletes, the rows that refer to it go too.
    ///
    /// # Errors
    ///
    /// [`Error::NoRow`], [`Error::HasChildren`], [`Error::Unsupported`] for attachments that the file does not lead
    /// to, [`Error::UnsupportedSortOrder`] for a key of unknown order that others refer to, those of
    /// [`Transaction::table`], and damage or failing reads. After any error the transaction is as it was before.
    pub fn delete(&mut self, table: &str, id: RowId) -> Result<()> {
        let table = self.table(table)?;
        self.all_or_nothing(|transaction| {
            let mut waiting = transaction.delete_row(&table, id)?.ok_or_else(|| no_row(&table, id))?;
            while let Some((table, id)) = waiting.pop() {
                waiting.extend(transaction.delete_row(&table, id)?.unwrap_or_default());
            }
            Ok(())
        })
    }

    /// Does something of which nothing stays if it fails.
    fn all_or_nothing(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let before: HashMap<PageNo, Counts> =
            self.writers.iter().map(|writer| (writer.table().page, writer.counts().clone())).collect();
        self.overlay.set_savepoint();
        let done = work(self);
        if done.is_err() {
            self.overlay.roll_back();
            self.writers.retain_mut(|writer| match before.get(&writer.table().page) {
                Some(counts) => {
                    writer.set_counts(counts.clone());
                    true
                }
                None => false,
            });
        }
        done
    }

    /// Changes one row and tells which others change with it; `None` if there is no such row.
    fn update_row(
        &mut self,
        table: &Arc<TableDef>,
        id: RowId,
        changes: &[(usize, Value<'_>)],
    ) -> Result<Option<Vec<OtherChange>>> {
        let Some(old) = OldRow::read(&self.overlay, table, id)? else { return Ok(None) };
        let mut writer = self.take_writer(&table.name)?;
        let updated = writer.update(&mut self.overlay, self.proofs, id, &old, changes, &self.moment);
        self.writers.push(writer);
        updated?;
        if table.referenced_by.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let new = OldRow::read(&self.overlay, table, id)?.ok_or_else(|| no_row(table, id))?;
        let mut others = Vec::new();
        for by in &table.referenced_by {
            let relation = self.relation(table, *by)?;
            let (before, after) = (relation.key(&old.values), relation.key(&new.values));
            let Some(key) = before.filter(|before| Some(before) != after.as_ref()) else { continue };
            let rows = relation.rows(&self.overlay, self.proofs, &key)?;
            refuse_unless(by.cascades_updates || rows.is_empty(), table, &relation)?;
            let changes: Changes = relation.changes(&new.values);
            others.extend(rows.into_iter().map(|row| (Arc::clone(&relation.other), row, changes.clone())));
        }
        Ok(Some(others))
    }

    /// Deletes one row and tells which others go with it; `None` if there is no such row.
    fn delete_row(&mut self, table: &Arc<TableDef>, id: RowId) -> Result<Option<Vec<OtherRow>>> {
        let Some(old) = OldRow::read(&self.overlay, table, id)? else { return Ok(None) };
        let mut writer = self.take_writer(&table.name)?;
        let deleted = writer.delete(&mut self.overlay, id, &old);
        self.writers.push(writer);
        deleted?;
        let mut others = self.complex_rows(table, &old)?;
        for by in &table.referenced_by {
            let relation = self.relation(table, *by)?;
            let Some(key) = relation.key(&old.values) else { continue };
            let rows = relation.rows(&self.overlay, self.proofs, &key)?;
            refuse_unless(by.cascades_deletes || rows.is_empty(), table, &relation)?;
            others.extend(rows.into_iter().map(|row| (Arc::clone(&relation.other), row)));
        }
        Ok(Some(others))
    }

    fn relation(&self, table: &TableDef, by: ReferencedBy) -> Result<Relation> {
        Relation::new(table, by, self.catalog.table_at(&self.overlay, by.table)?)
    }
}

fn refuse_unless(allowed: bool, table: &TableDef, relation: &Relation) -> Result<()> {
    match allowed {
        true => Ok(()),
        false => Err(Error::HasChildren {
            table: table.name.clone(),
            relation: relation.name.clone(),
            child: relation.other.name.clone(),
        }),
    }
}
