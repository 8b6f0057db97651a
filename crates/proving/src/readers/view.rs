//! What is compared of a file: its tables, their columns, and the values of the columns that the reader knows.

use super::dump::{Cell, FileDump, TableDump};
use super::kept::Answer;
use super::reader::{Compared, Reader};
use accdb::{Column, Database, TableDef, TableKind};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// What the engine says of a file, in the words of a reader.
pub struct View<'r> {
    reader: &'r dyn Reader,
    said_of: String,
    tables: Vec<Table>,
}

struct Table {
    definition: Arc<TableDef>,
    /// The columns that are compared.
    places: Vec<usize>,
    /// Their values, in an order of their own: readers have theirs.
    rows: Vec<Vec<Cell>>,
}

impl View<'_> {
    pub fn of<'r>(reader: &'r dyn Reader, file: &Path) -> View<'r> {
        let database =
            Database::open_read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tables = local_tables(&database).into_iter().map(|name| {
            let definition = database.table(&name).expect("a table of the catalog");
            let compared = |place: &usize| reader.compares(&definition.columns[*place]);
            let places: Vec<usize> = (0..definition.columns.len()).filter(compared).collect();
            let rows = sorted(our_rows(reader, &database, &definition, &places));
            Table { definition, places, rows }
        });
        View { reader, said_of: format!("{} of {}", reader.name(), file.display()), tables: tables.collect() }
    }

    /// The values that are compared.
    pub fn values(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len() * table.places.len()).sum()
    }

    /// The view in short. Whoever differs from it in anything that is compared has another.
    pub fn answer(&self) -> Answer {
        let table = |table: &Table| {
            let compared = table.places.iter().map(|place| &table.definition.columns[*place].name);
            let view = (&table.definition.name, table.listed(), compared.collect::<Vec<_>>(), &table.rows);
            serde_json::to_vec(&view).expect("texts become JSON")
        };
        Answer::of(self.tables.iter().map(table), self.values())
    }

    /// Compares it with what the reader says: the same tables and columns, and the same rows in whatever order.
    pub fn against(&self, theirs: &FileDump) -> Compared {
        let mut compared = Compared { values: self.values(), differences: Vec::new() };
        let names: BTreeSet<&String> = self.tables.iter().map(|table| &table.definition.name).collect();
        if names != theirs.keys().collect() {
            compared.differences.push(format!("tables: ours {names:?}, theirs {:?}", theirs.keys()));
        }
        for table in &self.tables {
            if let Some(theirs) = theirs.get(&table.definition.name) {
                compared.differences.extend(table.differences(self.reader, theirs));
            }
        }
        let said = |difference: &mut String| *difference = format!("{}: {difference}", self.said_of);
        compared.differences.iter_mut().for_each(said);
        compared
    }
}

impl Table {
    fn listed(&self) -> BTreeSet<&str> {
        self.definition.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn differences(&self, reader: &dyn Reader, theirs: &TableDump) -> Vec<String> {
        let (name, listed) = (&self.definition.name, self.listed());
        if listed != theirs.columns.iter().map(String::as_str).collect() {
            return vec![format!("{name}: columns: ours {listed:?}, theirs {:?}", theirs.columns)];
        }
        let theirs = sorted(their_rows(reader, &self.definition, &self.places, theirs));
        let mut differences = Vec::new();
        if self.rows.len() != theirs.len() {
            differences.push(format!("{name}: {} rows, theirs {}", self.rows.len(), theirs.len()));
        }
        let unequal = self.rows.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs);
        differences.extend(unequal.map(|(ours, theirs)| self.first_difference(ours, theirs)));
        differences
    }

    fn first_difference(&self, ours: &[Cell], theirs: &[Cell]) -> String {
        let at = ours.iter().zip(theirs).position(|(ours, theirs)| ours != theirs).unwrap_or(0);
        let column = &self.definition.columns[self.places[at]].name;
        let table = &self.definition.name;
        format!("{table}.{column}: ours {}, theirs {}", shown(&ours[at]), shown(&theirs[at]))
    }
}

/// The tables that stand in the file itself.
pub fn local_tables(database: &Database) -> BTreeSet<String> {
    let tables = database.tables().expect("a catalog");
    tables.into_iter().filter(|table| table.kind == TableKind::Local).map(|table| table.name).collect()
}

/// The start of a value and how long it is.
fn shown(cell: &Cell) -> String {
    match cell {
        Some(text) if text.len() > 100 => {
            format!("{:?}... of {}", text.chars().take(60).collect::<String>(), text.len())
        }
        cell => format!("{cell:?}"),
    }
}

fn our_rows(reader: &dyn Reader, database: &Database, table: &TableDef, places: &[usize]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut scan = database.scan(table);
    while let Some(row) = scan.next_row().expect("a sound row") {
        let cells = places
            .iter()
            .map(|&place| reader.ours(&table.columns[place], &row.get(place).expect("a sound value")));
        rows.push(cells.collect());
    }
    rows
}

fn their_rows(reader: &dyn Reader, table: &TableDef, places: &[usize], theirs: &TableDump) -> Vec<Vec<Cell>> {
    let columns: Vec<(&Column, usize)> = places
        .iter()
        .map(|&place| &table.columns[place])
        .map(|column| (column, theirs.columns.iter().position(|name| *name == column.name)))
        .map(|(column, there)| (column, there.expect("the same columns")))
        .collect();
    let cells = |row: &Vec<Cell>| {
        columns.iter().map(|&(column, there)| reader.theirs(column, row[there].clone())).collect()
    };
    theirs.rows.iter().map(cells).collect()
}

fn sorted(mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    rows.sort();
    rows
}
