//! Texts in a sort order without a public table: what the file itself proves of their keys.
//!
//! An index whose every entry is what the General table of the column's version gives for its row was written by a
//! sort order that agrees with General on the characters of those rows. For these characters, and only for them, a
//! new key can be made. Digits stand for each other.

use super::key::key_of_row;
use super::tree::Tree;
use crate::error::{Error, Result};
use crate::format::column::{Column, ColumnType, SortOrder};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::Pages;
use crate::format::table::{Index, IndexColumn, TableDef};
use crate::format::value::Value;
use crate::read::row::{self, Row};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What has been proven so far, for each index by its root. Stays true while rows are inserted, for they use proven
/// characters only.
#[derive(Default, Clone)]
pub(crate) struct Proofs(RefCell<HashMap<PageNo, Arc<Proof>>>);

/// What an index proves.
struct Proof {
    /// A row whose entry is not what the General table gives.
    refuted_by: Option<RowId>,
    /// By column, the characters in the keys.
    proven: HashMap<usize, HashSet<char>>,
}

impl Proofs {
    /// Checks that keys can be made of `values`, each given with its part of the index. Reads the whole index the first
    /// time that a text of another sort order than General and General Legacy is among them.
    pub fn check<'v>(
        &self,
        pages: &dyn Pages,
        table: &TableDef,
        index: &Index,
        values: impl Iterator<Item = (&'v IndexColumn, &'v Value<'v>)>,
    ) -> Result<()> {
        for (part, value) in values {
            let text = match value {
                Value::Text(text) => Cow::Borrowed(text.as_ref()),
                Value::Units(units) => String::from_utf16_lossy(units).into(),
                _ => continue,
            };
            if let Some(column) = without_table(table, part.position()) {
                let proof = self.proof(pages, table, index)?;
                proof.check_text(part.position(), &text).map_err(|why| unsupported(table, column, why))?;
            }
        }
        Ok(())
    }

    fn proof(&self, pages: &dyn Pages, table: &TableDef, index: &Index) -> Result<Arc<Proof>> {
        if let Some(proof) = self.0.borrow().get(&index.root) {
            return Ok(Arc::clone(proof));
        }
        let proof = Arc::new(Proof::of(pages, table, index)?);
        self.0.borrow_mut().insert(index.root, Arc::clone(&proof));
        Ok(proof)
    }
}

/// The column, if its texts have keys that only the file can prove.
fn without_table(table: &TableDef, column: usize) -> Option<&Column> {
    table.columns.get(column).filter(|column| {
        let known = [SortOrder::GENERAL, SortOrder::GENERAL_LEGACY].contains(&column.sort_order);
        matches!(column.column_type, ColumnType::Text | ColumnType::Memo) && !known
    })
}

fn unsupported(table: &TableDef, column: &Column, why: String) -> Error {
    let (table, order) = (table.name.clone(), column.sort_order.to_string());
    Error::UnsupportedSortOrder { table, column: column.name.clone(), order, why }
}

impl Proof {
    fn of(pages: &dyn Pages, table: &TableDef, index: &Index) -> Result<Proof> {
        let columns = index.columns.iter().map(|part| part.position());
        let unproven = columns.filter(|column| without_table(table, *column).is_some());
        let proven = unproven.map(|column| (column, HashSet::new())).collect();
        let mut proof = Proof { refuted_by: None, proven };
        Tree::of(table, index).for_each_entry(pages, |entry, id| {
            let row = row::fetch(pages, table, id)?.ok_or_else(|| no_row(table, index, id))?;
            let key = key_of_row(table, index, |column| row.key_value(column))?;
            match key.is_some_and(|key| entry.has_key(&key.bytes, 4)) {
                true => proof.add(&row),
                false => {
                    proof.refuted_by.get_or_insert(id);
                    Ok(())
                }
            }
        })?;
        Ok(proof)
    }

    /// Takes the characters of a row whose entry is as expected.
    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        for (column, characters) in &mut self.proven {
            if let Value::Text(text) = row.key_value(*column)? {
                characters.extend(in_key(&text).chars().map(digit_for_all));
            }
        }
        Ok(())
    }

    fn check_text(&self, column: usize, text: &str) -> Result<(), String> {
        if let Some(RowId { page, slot }) = self.refuted_by {
            return Err(format!("the index entry of row {} on page {page} is not a General one", slot.0));
        }
        let proven = self.proven.get(&column);
        let is_proven = |character| proven.is_some_and(|proven| proven.contains(&digit_for_all(character)));
        match text.trim_end_matches(' ').chars().find(|character| !is_proven(*character)) {
            Some(character) => Err(format!("no entry of the index shows how {character:?} is sorted")),
            None => Ok(()),
        }
    }
}

/// The start of a text that its key is sure to depend on: characters within the first 255 units, and no spaces at the
/// end.
fn in_key(text: &str) -> &str {
    let cut = text.char_indices().nth(127).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    cut.trim_end_matches(' ')
}

fn digit_for_all(character: char) -> char {
    if character.is_ascii_digit() { '0' } else { character }
}

/// The error for an entry whose row is not there.
pub(crate) fn no_row(table: &TableDef, index: &Index, id: RowId) -> Error {
    let index = index.names.first().map_or("", String::as_str);
    let what =
        format!("index {index} of {} has an entry for row {}, which is not there", table.name, id.slot.0);
    Error::damaged(id.page, what)
}
