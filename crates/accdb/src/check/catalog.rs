//! The catalog as the walk reads it: a row that is unsound hides no other.

use super::definition::Definition;
use super::definition_rules;
use super::rows::{Found, Rows};
use super::walk::Walk;
use crate::error::Result;
use crate::format::CATALOG_PAGE;
use crate::format::ids::{ColumnId, PageNo, RowId};
use crate::format::properties;
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::read::catalog::CATALOG;
use crate::read::row::{self, Bytes, Row};
use std::collections::HashSet;

/// Object types that have a definition in this file: a table, and a link by ODBC.
const WITH_DEFINITION: [i64; 2] = [1, 4];

/// An object that the catalog lists.
struct Object {
    row: RowId,
    name: String,
    page: Option<PageNo>,
}

impl Walk<'_> {
    /// Reads the definitions of all tables that the catalog lists, its own first, and takes their pages. Empty where
    /// there is no reading the catalog.
    pub fn definitions(&mut self) -> Result<Vec<Definition>> {
        let Some(mut catalog) = self.definition(PageNo(CATALOG_PAGE), CATALOG)? else {
            return Ok(Vec::new());
        };
        definition_rules::check(&catalog, &mut self.report);
        self.claim_table(&mut catalog)?;
        let objects = self.objects(&catalog)?;
        let system = catalog.table.clone();
        let mut definitions = vec![catalog];
        let mut known = HashSet::from([PageNo(CATALOG_PAGE)]);
        for object in objects {
            let Some(system) = &system else { break };
            let Some(page) = object.page.filter(|page| *page != PageNo(CATALOG_PAGE)) else {
                // Whose they are does not matter here, only whether they can be read.
                self.apply_properties(system, &object, &mut system.clone())?;
                continue;
            };
            if !known.insert(page) {
                let what = "its definition page is that of another table".to_owned();
                self.report.error(page, Some(&object.name), what);
                continue;
            }
            let Some(mut definition) = self.definition(page, &object.name)? else { continue };
            definition_rules::check(&definition, &mut self.report);
            if let Some(table) = &mut definition.table {
                self.apply_properties(system, &object, table)?;
            }
            self.claim_table(&mut definition)?;
            definitions.push(definition);
        }
        Ok(definitions)
    }

    fn apply_properties(&mut self, catalog: &TableDef, object: &Object, table: &mut TableDef) -> Result<()> {
        match self.properties(catalog, object) {
            Ok(bytes) => {
                self.properties_left = self.properties_left.saturating_sub(bytes.len());
                if let Err(malformed) = properties::apply(&bytes, table) {
                    let what =
                        format!("row {}: properties of {}: {malformed}", object.row.slot.0, object.name);
                    self.report.error(object.row.page, Some(CATALOG), what);
                }
                Ok(())
            }
            Err(error) => self.tell(Some(object.row.page), Some(CATALOG), error),
        }
    }

    /// The properties of an object. Together they are no longer than the file, unless the same bytes stand for those of
    /// many objects, which is told when the catalog is read as a table.
    fn properties(&self, catalog: &TableDef, object: &Object) -> Result<Vec<u8>> {
        let column = catalog.column("LvProp").filter(|_| self.properties_left > 0);
        let row = row::fetch(self.pages, catalog, object.row)?;
        let (Some(column), Some(row)) = (column, row) else { return Ok(Vec::new()) };
        match row.get(column)? {
            Value::Binary(bytes) => Ok(bytes.into_owned()),
            _ => Ok(Vec::new()),
        }
    }

    fn objects(&mut self, catalog: &Definition) -> Result<Vec<Object>> {
        let Some(table) = &catalog.table else { return Ok(Vec::new()) };
        let places = ["Id", "Name", "Type"].map(|name| table.column(name));
        let [Some(id), Some(name), Some(object_type)] = places else {
            self.report.error(catalog.page, Some(CATALOG), "a column of the catalog is missing");
            return Ok(Vec::new());
        };
        let (pages, mut objects) = (self.pages, Vec::new());
        let mut rows = Rows::of(catalog);
        while let Some(found) = rows.next(self)? {
            // What is wrong with a page or a row is told when the table is read as any other.
            let Found::Row(row_id, bytes) = found else { continue };
            let row = Row::new(pages, table, row_id, Bytes::Lent(bytes));
            match row.and_then(|row| object(&row, [id, name, object_type])) {
                Ok(object) => objects.extend(object),
                Err(error) => self.tell(Some(row_id.page), Some(CATALOG), error)?,
            }
        }
        Ok(objects)
    }
}

fn object(row: &Row<'_>, [id, name, object_type]: [ColumnId; 3]) -> Result<Option<Object>> {
    let Value::Text(text) = row.get(name)? else { return Ok(None) };
    let has_definition = whole(&row.get(object_type)?).is_some_and(|kind| WITH_DEFINITION.contains(&kind));
    let page = whole(&row.get(id)?).and_then(|id| u32::try_from(id).ok()).filter(|id| *id < 1 << 24);
    let page = page.filter(|_| has_definition).map(PageNo);
    Ok(Some(Object { row: row.id(), name: text.into_owned(), page }))
}

fn whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Long(value) => Some(i64::from(*value)),
        Value::Integer(value) => Some(i64::from(*value)),
        _ => None,
    }
}
