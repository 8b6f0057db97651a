//! A reader, and the comparison of what it says of a file with what the engine says.

use super::dump::{Cell, FileDump, TableDump};
use factulink::accdb::{Column, Database, TableDef, TableKind, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// A program that reads Access files. What it is known to do differently is stated in these functions of
/// its own, as narrowly as it is known, and nowhere else.
pub trait Reader {
    /// Its name, for messages.
    fn name(&self) -> &'static str;
    /// Every table of the file.
    fn read(&self, file: &Path) -> FileDump;
    /// Whether it reads columns like this one at all.
    fn compares(&self, column: &Column) -> bool;
    /// A value of ours as it shows it.
    fn ours(&self, column: &Column, value: &Value<'_>) -> Cell;
    /// What it shows, where that has to be put in order before it is compared.
    fn theirs(&self, _column: &Column, cell: Cell) -> Cell {
        cell
    }
}

/// What a comparison of one file found.
#[derive(Debug, Default)]
pub struct Compared {
    /// Values that were compared.
    pub values: usize,
    pub differences: Vec<String>,
}

/// Compares what the reader says of every table of a file with what the engine says: the same tables and columns, and
/// the same rows in whatever order.
pub fn compare(reader: &dyn Reader, file: &Path) -> Compared {
    let database = Database::open_read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let theirs = reader.read(file);
    let names = local_tables(&database);
    let mut compared = Compared::default();
    if names != theirs.keys().cloned().collect() {
        compared.differences.push(format!("tables: ours {names:?}, theirs {:?}", theirs.keys()));
    }
    for (name, theirs) in names.iter().filter_map(|name| Some((name, theirs.get(name)?))) {
        let table = database.table(name).expect("a table of the catalog");
        compare_table(reader, &database, &table, theirs, &mut compared);
    }
    let said = format!("{} of {}", reader.name(), file.display());
    compared.differences.iter_mut().for_each(|difference| *difference = format!("{said}: {difference}"));
    compared
}

/// Fails with the first differences, if there are any.
pub fn agree(compared: &[Compared]) {
    let differences: Vec<&String> = compared.iter().flat_map(|compared| &compared.differences).collect();
    assert!(
        differences.is_empty(),
        "{} differences: {:#?}",
        differences.len(),
        &differences[..differences.len().min(20)]
    );
}

fn local_tables(database: &Database) -> BTreeSet<String> {
    let tables = database.tables().expect("a catalog");
    tables.into_iter().filter(|table| table.kind == TableKind::Local).map(|table| table.name).collect()
}

fn compare_table(
    reader: &dyn Reader,
    database: &Database,
    table: &TableDef,
    theirs: &TableDump,
    compared: &mut Compared,
) {
    let name = &table.name;
    let listed: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    if listed != theirs.columns.iter().map(String::as_str).collect() {
        compared.differences.push(format!("{name}: columns: ours {listed:?}, theirs {:?}", theirs.columns));
        return;
    }
    let places: Vec<usize> =
        (0..table.columns.len()).filter(|&place| reader.compares(&table.columns[place])).collect();
    let ours = sorted(our_rows(reader, database, table, &places));
    let theirs = sorted(their_rows(reader, table, &places, theirs));
    compared.values += ours.len() * places.len();
    if ours.len() != theirs.len() {
        compared.differences.push(format!("{name}: {} rows, theirs {}", ours.len(), theirs.len()));
    }
    let unequal = ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs);
    compared.differences.extend(unequal.map(|(ours, theirs)| first_difference(table, &places, ours, theirs)));
}

fn first_difference(table: &TableDef, places: &[usize], ours: &[Cell], theirs: &[Cell]) -> String {
    let at = ours.iter().zip(theirs).position(|(ours, theirs)| ours != theirs).unwrap_or(0);
    let column = &table.columns[places[at]].name;
    format!("{}.{column}: ours {}, theirs {}", table.name, shown(&ours[at]), shown(&theirs[at]))
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
