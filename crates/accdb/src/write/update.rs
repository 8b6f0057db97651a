//! Changing rows of one table: what is given replaces what was there, everything else keeps its bytes.

use super::coerce::{borrowed, coerce};
use super::delete::{key_in, refuse_unknown, remove_key};
use super::insert::{TableWriter, add_key};
use super::old_row::OldRow;
use super::remove::{remove_long_value, remove_row};
use super::row::StoredField;
use super::row_writer::RowWriter;
use super::rules::{allowed, broken, no_column};
use super::write_context::WriteContext;
use super::{data_page, usage_map};
use crate::error::{Error, Result, Rule};
use crate::format::column::{Column, ColumnType};
use crate::format::data_page::{HIDDEN, POINTER};
use crate::format::ids::RowId;
use crate::format::page::{Pages, PagesMut};
use crate::format::table::{Index, TableDef};
use crate::format::value::Value;
use crate::index::{Key, Proofs};
use std::sync::Arc;

/// For each index whose columns change, the keys before and after.
type Moves = Vec<Option<(Option<Key>, Option<Key>)>>;

impl TableWriter {
    /// Changes columns of a row, which was just read. Whether rows of other tables refer to the key that it had is the
    /// caller's question.
    pub fn update(
        &mut self,
        pages: &mut dyn PagesMut,
        proofs: &Proofs,
        id: RowId,
        old: &OldRow,
        given: &[(usize, Value<'_>)],
        moment: &WriteContext,
    ) -> Result<()> {
        let table = Arc::clone(&self.table);
        refuse_unknown(&table)?;
        let changes = changes(&table, old, given)?;
        let is_changed = |place: usize| changes.get(place).is_some_and(Option::is_some);
        let values: Vec<Value<'_>> =
            changes.iter().zip(&old.values).map(|(new, old)| borrowed(new.as_ref().unwrap_or(old))).collect();
        for rule in self.validations.iter().filter(|rule| rule.concerns(is_changed)) {
            rule.check(&table, &values, moment)?;
        }
        for reference in self
            .references
            .iter()
            .filter(|reference| reference.columns().iter().any(|place| is_changed(*place)))
        {
            reference.check(pages, proofs, &table, &values)?;
        }
        let moves = moves(pages, proofs, &table, old, &values, is_changed)?;
        let dropped = old.long_rows(pages, &table, is_changed)?;
        self.rows.rewrite(pages, id, old.moved_to, &values, kept(old, is_changed))?;
        for (maps, rows) in dropped {
            remove_long_value(pages, maps, rows)?;
        }
        self.rows.forget();
        self.move_keys(pages, id, moves)?;
        self.counts.changed = true;
        Ok(())
    }

    fn move_keys(&mut self, pages: &mut dyn PagesMut, id: RowId, moves: Moves) -> Result<()> {
        let table = Arc::clone(&self.table);
        let writers = table.indexes.iter().zip(&mut self.indexes).zip(&mut self.counts.new_keys);
        for (((index, writer), new_keys), keys) in writers.zip(moves) {
            let Some((before, after)) = keys else { continue };
            if let Some(key) = before {
                remove_key(pages, index, writer, &key, id)?;
            }
            if let Some(key) = after {
                let is_new = add_key(pages, &table, index, writer, &key, id)?;
                *new_keys = new_keys.saturating_add(u32::from(is_new));
            }
        }
        Ok(())
    }
}

/// What a change gives each column, in the column's type; `None` where the column stays as it is. Of two values for one
/// column the later counts.
fn changes<'v>(
    table: &TableDef,
    old: &OldRow,
    given: &'v [(usize, Value<'_>)],
) -> Result<Vec<Option<Value<'v>>>> {
    let mut changes = vec![None; table.columns.len()];
    for (place, value) in given {
        let column = table.columns.get(*place).ok_or_else(|| no_column(table, *place))?;
        let before = old.values.get(*place).unwrap_or(&Value::Null);
        let change = change(column, before, value);
        let change = change.and_then(|value| match value {
            Some(Value::Null) if is_in_required_key(table, *place) => Err(Rule::Required),
            value => Ok(value),
        });
        let change = change.map_err(|rule| broken(table, &column.name, rule))?;
        if let Some(slot) = changes.get_mut(*place) {
            *slot = change;
        }
    }
    Ok(changes)
}

/// What one column changes to. An autonumber and a complex value may be given as they are, and nothing else.
fn change<'v>(column: &Column, before: &Value<'_>, value: &'v Value<'_>) -> Result<Option<Value<'v>>, Rule> {
    if column.calculated {
        return Err(Rule::ReadOnly);
    }
    if column.column_type == ColumnType::Complex {
        return if value == before { Ok(None) } else { Err(Rule::ReadOnly) };
    }
    let value = coerce(column, value)?;
    if column.autonumber || column.autonumber_guid {
        return if value == *before { Ok(None) } else { Err(Rule::ReadOnly) };
    }
    allowed(column, &value)?;
    Ok(Some(value))
}

fn is_in_required_key(table: &TableDef, place: usize) -> bool {
    let required = table.indexes.iter().filter(|index| index.required);
    required.flat_map(|index| &index.columns).any(|part| part.position() == place)
}

/// The columns that stay, as the row keeps them.
fn kept(old: &OldRow, is_changed: impl Fn(usize) -> bool) -> Vec<StoredField> {
    let stored = old.stored.iter().enumerate().filter(|(column, _)| !is_changed(*column));
    stored.filter_map(|(column, bytes)| Some(StoredField { column, bytes: bytes.clone()? })).collect()
}

fn moves(
    pages: &dyn Pages,
    proofs: &Proofs,
    table: &TableDef,
    old: &OldRow,
    values: &[Value<'_>],
    is_changed: impl Fn(usize) -> bool,
) -> Result<Moves> {
    let of_index = |index: &Index| {
        let differs = |place: usize| is_changed(place) && values.get(place) != old.values.get(place);
        if !index.columns.iter().any(|part| differs(part.position())) {
            return Ok(None);
        }
        let parts = index.columns.iter().filter_map(|part| Some((part, values.get(part.position())?)));
        proofs.check(pages, table, parts)?;
        let (before, after) = (key_in(table, index, &old.values)?, key_in(table, index, values)?);
        Ok((before != after).then_some((before, after)))
    };
    table.indexes.iter().map(of_index).collect()
}

impl RowWriter {
    /// Writes a row anew under the name that it has: on its first page if it fits there, else where it has moved to,
    /// else on another page, with a pointer in its first slot. `stored` has the columns that keep their bytes.
    pub fn rewrite(
        &mut self,
        pages: &mut dyn PagesMut,
        id: RowId,
        moved_to: Option<RowId>,
        values: &[Value<'_>],
        stored: Vec<StoredField>,
    ) -> Result<()> {
        self.encode(pages, values, stored)?;
        if self.replace(pages, id, 0, &self.row)? {
            return moved_to.map_or(Ok(()), |old| remove_row(pages, &self.table, old));
        }
        if let Some(old) = moved_to
            && self.replace(pages, old, HIDDEN, &self.row)?
        {
            return Ok(());
        }
        let new = self.append(pages)?;
        let row_to_hide = data_page::hide(pages.edit(new.page)?, new.slot);
        row_to_hide.map_err(|malformed| malformed.on(new.page))?;
        let pointer = new.to_bytes();
        if !self.replace(pages, id, POINTER, &pointer)? {
            return Err(Error::Limit { what: "the room for a pointer on a full page, in bytes", limit: 4 });
        }
        moved_to.map_or(Ok(()), |old| remove_row(pages, &self.table, old))
    }

    /// Replaces the bytes of a slot if its page has room. One that takes fewer than before leaves room for others.
    fn replace(&self, pages: &mut dyn PagesMut, id: RowId, flags: u16, row: &[u8]) -> Result<bool> {
        let free = |pages: &dyn Pages| {
            let page = pages.page(id.page)?;
            data_page::free(&page).map_err(|malformed| malformed.on(id.page))
        };
        let before = free(pages)?;
        let replaced = data_page::replace(pages.edit(id.page)?, id.slot, flags, row);
        let replaced = replaced.map_err(|malformed| malformed.on(id.page))?;
        if free(pages)? > before {
            usage_map::mark(pages, self.table.free, id.page)?;
        }
        Ok(replaced)
    }
}
