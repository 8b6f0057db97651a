//! A table: its rows, and what its definition says of them.

use super::definition::{Definition, LongValues};
use super::indexes::{IndexRows, Strays};
use super::keys::{Expected, KeyMaker, Sum};
use super::long_values::{Followed, LongValueCheck};
use super::parts::{Parts, Stored, check_value};
use super::report::Leftover;
use super::rows::{Found, Rows};
use super::slots::RowSet;
use super::walk::Walk;
use crate::error::Result;
use crate::format::column::{Column, ColumnType};
use crate::format::ids::RowId;
use crate::format::table::TableDef;
use crate::read::row::{Bytes, Row};

/// An autonumber field from here on is no count.
const MAX_SIGNED: u32 = 0x8000_0000;
/// An autonumber that is further above the last one was not given out in turn.
const AUTONUMBER_JUMP: u32 = 1 << 30;

/// What the rows of a table come to.
#[derive(Default)]
struct Tally {
    live: u32,
    /// Most columns and most variable slots of any row.
    widest: (u16, u16),
    /// Rows with odd bits in their mask, or with fewer slots than a row of that many columns has.
    odd: u64,
    highest_autonumber: Option<i32>,
}

impl Walk<'_> {
    /// Checks the rows of a table, its indexes and its long values.
    pub fn check_table(&mut self, definition: &Definition) -> Result<()> {
        let mut used = RowSet::default();
        let table = definition.table.as_ref();
        let mut indexes: Vec<IndexRows<'_>> = table.map(index_rows).unwrap_or_default();
        let tally = self.check_rows(definition, &mut indexes, &mut used)?;
        self.check_counts(definition, &tally);
        let strays = definition.strays.iter().copied().collect();
        let mut strays = Strays { pages: strays, ..Strays::default() };
        for (number, tree) in definition.trees.iter().enumerate() {
            self.check_index(definition, number, tree, indexes.get_mut(number), &mut strays)?;
        }
        for maps in &definition.long_values {
            self.check_long_value_pages(maps, &definition.name, &used)?;
        }
        self.tell_strays(definition, &strays, tally.live);
        self.report.report.rows = self.report.report.rows.saturating_add(tally.live.into());
        Ok(())
    }

    fn check_rows<'t>(
        &mut self,
        definition: &'t Definition,
        indexes: &mut [IndexRows<'t>],
        used: &mut RowSet,
    ) -> Result<Tally> {
        let name = &*definition.name;
        let (mut rows, mut tally) = (Rows::of(definition), Tally::default());
        while let Some(found) = rows.next(self)? {
            let (id, what) = match found {
                Found::Fault(page, what) => {
                    self.report.error(page, Some(name), what);
                    continue;
                }
                Found::Lost(id, what) => (id, Some(what)),
                Found::Row(id, bytes) => match &definition.table {
                    Some(table) => {
                        let mut row = RowCheck { definition, table, id, tally: &mut tally, indexes, used };
                        (id, row.check(self, bytes)?)
                    }
                    None => (id, None),
                },
            };
            tally.live = tally.live.saturating_add(1);
            if let Some(what) = what {
                self.report.error(id.page, Some(name), format!("row {}: {what}", id.slot.0));
                indexes.iter_mut().for_each(|index| index.is_partial = true);
            }
        }
        for id in rows.hidden.without(&rows.reached) {
            let what = format!("row {} is a moved row that no pointer reaches", id.slot.0);
            self.report.advise(Leftover::Rows, id.page, Some(name), what);
        }
        Ok(tally)
    }

    /// Compares the counts of the definition with what was found.
    fn check_counts(&mut self, definition: &Definition, tally: &Tally) {
        let (page, table) = (definition.page, Some(&*definition.name));
        let Definition { row_count, max_columns, variable_slots, last_autonumber, .. } = *definition;
        if tally.live != row_count {
            let what =
                format!("the definition says that there are {row_count} rows, but there are {}", tally.live);
            // Access leaves it too high and too low.
            self.report.advise(Leftover::Counts, page, table, what);
        }
        let highest =
            definition.columns.iter().map(|column| column.number.saturating_add(1)).max().unwrap_or(0);
        let variable = definition
            .columns
            .iter()
            .filter(|column| !column.fixed && column.column_type != ColumnType::Boolean);
        let slots = variable.map(|column| column.slot.saturating_add(1)).max().unwrap_or(0);
        let told = (max_columns, variable_slots);
        if tally.live > 0 && told != (highest, slots) && told != tally.widest {
            let what = format!(
                "the definition says {max_columns} columns and {variable_slots} variable slots, which no row has"
            );
            self.report.advise(Leftover::Counts, page, table, what);
        }
        if tally.odd > 0 {
            let what =
                format!("{} rows have odd bits in their null mask or too few variable slots", tally.odd);
            self.report.advise(Leftover::Form, page, table, what);
        }
        let above = tally.highest_autonumber.map(|highest| i64::from(highest) - i64::from(last_autonumber));
        if last_autonumber < MAX_SIGNED
            && above.is_some_and(|above| above > 0 && above < i64::from(AUTONUMBER_JUMP))
        {
            let what = format!("the last autonumber is {last_autonumber}, but a row has a higher one");
            self.report.advise(Leftover::Counts, page, table, what);
        }
    }

    /// A page of rows that no map lists is wrong if an index counts on it, or the row count does where there is none.
    fn tell_strays(&mut self, definition: &Definition, strays: &Strays, live: u32) {
        for page in &definition.strays {
            let what = "it names this table, but the table's map does not list it";
            let missed = definition.trees.is_empty() && live != definition.row_count;
            if missed || strays.pointed.contains(page) {
                self.report.error(*page, Some(&definition.name), what);
            } else {
                self.report.advise(
                    Leftover::Rows,
                    *page,
                    Some(&definition.name),
                    format!("{what}, and nothing points to it"),
                );
            }
        }
    }
}

fn index_rows(table: &TableDef) -> Vec<IndexRows<'_>> {
    let rows =
        |index| IndexRows { keys: KeyMaker::new(table, index), sum: Sum::default(), is_partial: false };
    table.indexes.iter().map(rows).collect()
}

/// One row being checked.
struct RowCheck<'c, 't> {
    definition: &'c Definition,
    table: &'t TableDef,
    id: RowId,
    tally: &'c mut Tally,
    indexes: &'c mut [IndexRows<'t>],
    used: &'c mut RowSet,
}

impl RowCheck<'_, '_> {
    /// Checks a row; what is wrong with it, if it cannot be read whole.
    fn check(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<Option<String>> {
        let parts = match Parts::of(bytes, self.table) {
            Ok(parts) => parts,
            Err(what) => return Ok(Some(what)),
        };
        self.count(&parts);
        for column in &self.table.columns {
            if let Some(what) = self.column(walk, column, &parts)? {
                return Ok(Some(what));
            }
        }
        self.keys(walk, bytes)
    }

    fn count(&mut self, parts: &Parts<'_>) {
        let widest = &mut self.tally.widest;
        if (parts.columns, parts.slots) > (widest.0, widest.1) || parts.slots > widest.1 {
            *widest = (parts.columns.max(widest.0), parts.slots.max(widest.1));
        }
        let too_few = parts.columns == self.table.max_columns && parts.slots != self.table.variable_slots;
        self.tally.odd += u64::from(too_few || parts.has_odd_bits());
    }

    fn column(&mut self, walk: &mut Walk<'_>, column: &Column, parts: &Parts<'_>) -> Result<Option<String>> {
        let stored = match parts.stored(column) {
            Ok(Stored::Bytes(stored)) => stored,
            Ok(Stored::Null | Stored::Bit) => return Ok(None),
            Err(what) => return Ok(Some(what)),
        };
        if matches!(column.column_type, ColumnType::Memo | ColumnType::Ole) {
            return self.long_value(walk, column, stored);
        }
        if let Err(what) = check_value(column, stored) {
            return Ok(Some(what));
        }
        if column.autonumber && column.column_type == ColumnType::Long && !column.calculated {
            let number = stored.first_chunk().map(|number| i32::from_le_bytes(*number));
            self.tally.highest_autonumber = self.tally.highest_autonumber.max(number);
        }
        Ok(None)
    }

    fn long_value(&mut self, walk: &mut Walk<'_>, column: &Column, stored: &[u8]) -> Result<Option<String>> {
        let maps: Option<&LongValues> =
            self.definition.long_values.iter().find(|maps| maps.column == column.number);
        let is_text = column.column_type == ColumnType::Memo && !column.calculated;
        let mut check = LongValueCheck { maps, used: self.used, is_text };
        match check.follow(walk, stored)? {
            Followed::Sound => Ok(None),
            Followed::OddStamp(page) => {
                let slot = self.id.slot.0;
                let what = format!("row {slot}: {}: the stamp is not that of page {page}", column.name);
                walk.report.advise(Leftover::Form, self.id.page, Some(&self.table.name), what);
                Ok(None)
            }
            Followed::Broken(what) => Ok(Some(format!("{}: {what}", column.name))),
        }
    }

    /// Adds what the row says of its entries to the sums of the indexes.
    fn keys(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<Option<String>> {
        let row = match Row::new(walk.pages, self.table, self.id, Bytes::Lent(bytes)) {
            Ok(row) => row,
            Err(error) => return Ok(Some(error.to_string())),
        };
        for index in self.indexes.iter_mut() {
            let expected = match index.keys.expected(&row) {
                Ok(expected) => expected,
                Err(error) => {
                    index.is_partial = true;
                    walk.tell(Some(self.id.page), Some(&self.table.name), error)?;
                    continue;
                }
            };
            let Expected::Entry(hash) = expected else { continue };
            index.sum.add(hash);
            if index.keys.has_null() && index.keys.index.required {
                let what = format!(
                    "row {}: null in a required key ({})",
                    self.id.slot.0,
                    index.keys.index.names.join("/")
                );
                walk.report.error(self.id.page, Some(&self.table.name), what);
            }
        }
        Ok(None)
    }
}
