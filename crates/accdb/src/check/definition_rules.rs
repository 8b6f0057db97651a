//! What must hold within one table definition, and the pages that it takes.

use super::definition::{Column, Definition};
use super::maps::MapPlace;
use super::owners::Owner;
use super::report::{Leftover, Reporter};
use super::walk::Walk;
use crate::error::Result;
use crate::format::column::ColumnType;
use crate::format::ids::{PageNo, RowId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Kinds of index name: plain, primary key, foreign key.
pub(super) const PRIMARY_KEY: u8 = 1;
pub(super) const FOREIGN_KEY: u8 = 2;

/// Checks that the parts of a definition agree with one another.
pub(super) fn check(definition: &Definition, report: &mut Reporter) {
    let table = Some(&*definition.name);
    for what in column_faults(definition).into_iter().chain(index_faults(definition)) {
        report.error(definition.page, table, what);
    }
    for column in definition.columns.iter().filter(|column| column.is_long()) {
        if !definition.long_values.iter().any(|maps| maps.column == column.number) {
            let what = format!("the long column {} has no usage maps", column.name);
            report.warn(Leftover::Form, definition.page, table, what);
        }
    }
}

fn column_faults(definition: &Definition) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut numbers, mut names, mut slots) = (HashSet::new(), HashSet::new(), HashMap::new());
    for column in &definition.columns {
        if !numbers.insert(column.number) {
            faults.push(format!("the column number {} is used twice", column.number));
        }
        if column.number >= definition.max_columns {
            faults.push(format!("column number {} of at most {}", column.number, definition.max_columns));
        }
        if !names.insert(column.name.to_lowercase()) {
            faults.push(format!("the column name {} is used twice", column.name));
        }
        if column.fixed || column.column_type == ColumnType::Boolean {
            continue;
        }
        if let Some(other) = slots.insert(column.slot, &column.name) {
            faults.push(format!("{other} and {} have the variable slot {}", column.name, column.slot));
        }
        if column.slot >= definition.variable_slots {
            let Definition { variable_slots, .. } = definition;
            faults.push(format!("{} has the variable slot {} of {variable_slots}", column.name, column.slot));
        }
    }
    faults.extend(overlaps(&definition.columns));
    faults
}

fn overlaps(columns: &[Column]) -> Vec<String> {
    let stored = |column: &&Column| column.fixed && column.column_type != ColumnType::Boolean;
    let mut fixed: Vec<_> =
        columns.iter().filter(stored).map(|column| (column.fixed_offset, column)).collect();
    fixed.sort_by_key(|(offset, column)| (*offset, column.number));
    let pairs = fixed.iter().zip(fixed.iter().skip(1));
    let overlapping = pairs.filter(|((start, one), (next, _))| {
        u32::from(*next) < u32::from(*start) + u32::from(one.column_type.size().unwrap_or(one.length))
    });
    let words = |((_, one), (_, other)): (&(u16, &Column), &(u16, &Column))| {
        format!("the fixed columns {} and {} overlap", one.name, other.name)
    };
    overlapping.map(words).collect()
}

fn index_faults(definition: &Definition) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, tree) in definition.trees.iter().enumerate() {
        if tree.columns.is_empty() {
            faults.push(format!("index {number} has no columns"));
        }
        for missing in &tree.columns {
            if !definition.columns.iter().any(|column| column.number == *missing) {
                faults.push(format!("index {number} is on column {missing}, which is not there"));
            }
        }
        if tree.names.is_empty() {
            faults.push(format!("index {number} has no name"));
        }
    }
    let mut numbers = HashSet::new();
    for logical in &definition.logical {
        if !numbers.insert(logical.number) {
            faults.push(format!("the index name number {} is used twice", logical.number));
        }
        if usize::try_from(logical.tree).map_or(true, |tree| tree >= definition.trees.len()) {
            faults.push(format!("{} is a name of index {}, which is not there", logical.name, logical.tree));
        }
        if logical.kind > FOREIGN_KEY {
            faults.push(format!("{} is an index name of the unknown kind {}", logical.name, logical.kind));
        }
    }
    if definition.logical.iter().filter(|logical| logical.kind == PRIMARY_KEY).count() > 1 {
        faults.push("there is more than one primary key".to_owned());
    }
    faults
}

impl Walk<'_> {
    /// Records the owner of every page that a definition reaches through its maps.
    pub fn claim_table(&mut self, definition: &mut Definition) -> Result<()> {
        let name = Arc::clone(&definition.name);
        let own = self.owners.add(Owner::Definition(Arc::clone(&name)));
        for page in &definition.pages {
            self.claim(*page, own, Some(&name));
        }
        definition.data = self.owners.add(Owner::Data(Arc::clone(&name)));
        let owned = self.map_of(definition.owned, &name, "the map of owned pages".to_owned())?;
        let free = self.map_of(definition.free, &name, "the map of pages with room".to_owned())?;
        if let Some(owned) = &owned {
            self.claim_all(owned, definition.data, Some(&name))?;
        }
        if let Some(free) = &free {
            self.check_free_map(free, definition.data, &name, "the map of pages with room")?;
        }
        definition.owned_map = owned;
        self.claim_indexes(definition, &name)?;
        self.claim_long_values(definition, &name)
    }

    fn map_of(
        &mut self,
        at: RowId,
        name: &Arc<str>,
        called: String,
    ) -> Result<Option<crate::format::usage_map::UsageMap>> {
        self.usage_map(&MapPlace { at, table: Some(name), name: called })
    }

    fn claim_indexes(&mut self, definition: &mut Definition, name: &Arc<str>) -> Result<()> {
        for (number, tree) in definition.trees.iter_mut().enumerate() {
            tree.owner = self.owners.add(Owner::Index(Arc::clone(name), number));
            tree.pages = self.map_of(tree.map, name, format!("the map of index {number}"))?;
            if let Some(pages) = &tree.pages {
                self.claim_all(pages, tree.owner, Some(name))?;
            }
            if !self.holds(tree.owner, tree.root) {
                let what = format!("index {number}: the root is not in the map of the index");
                self.report.error(tree.root, Some(name), what);
            }
        }
        Ok(())
    }

    fn claim_long_values(&mut self, definition: &mut Definition, name: &Arc<str>) -> Result<()> {
        let Definition { long_values, columns, page, .. } = definition;
        for maps in long_values {
            let column = columns.iter().find(|column| column.number == maps.column);
            let called =
                column.map_or_else(|| format!("column {}", maps.column), |column| column.name.clone());
            if column.is_none() {
                self.report.warn(
                    Leftover::Form,
                    *page,
                    Some(name),
                    format!("long-value maps of {called}, which is not there"),
                );
            }
            maps.owner = self.owners.add(Owner::LongValues(Arc::clone(name), called.clone()));
            if maps.owned.page != PageNo(0) {
                maps.pages = self.map_of(maps.owned, name, format!("{called}: the map of owned pages"))?;
            }
            if let Some(pages) = &maps.pages {
                self.claim_all(pages, maps.owner, Some(name))?;
            }
            if maps.free.page != PageNo(0) {
                let with_room = format!("{called}: the map of pages with room");
                if let Some(free) = self.map_of(maps.free, name, with_room.clone())? {
                    self.check_free_map(&free, maps.owner, name, &with_room)?;
                }
            }
        }
        Ok(())
    }
}
