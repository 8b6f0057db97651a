//! Definitions, rows and rules, as the engine reads them out of files that others wrote.

use accdb::{CivilDateTime, Column, ColumnType, Database, Error, Row, RowId, TableDef, TableKind, Value};
use proving::shared::{access_files, shared};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of the samples, or `None` where they are not.
fn sample(name: &str) -> Option<PathBuf> {
    shared().map(|shared| shared.join(name))
}

fn open(path: &Path) -> Database {
    Database::open_read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn local_tables(database: &Database) -> Vec<Arc<TableDef>> {
    let entries = database.tables().expect("a catalog");
    let local = entries.iter().filter(|entry| entry.kind == TableKind::Local);
    local.map(|entry| database.table(&entry.name).expect("a sound definition")).collect()
}

fn column<'a>(table: &'a TableDef, name: &str) -> &'a Column {
    table.column(name).map(|id| &table.columns[id.position()]).expect("a column")
}

/// The code of the type as jetdb gives it.
fn jetdb_type(column_type: ColumnType) -> jetdb::ColumnType {
    match column_type {
        ColumnType::Boolean => jetdb::ColumnType::Boolean,
        ColumnType::Byte => jetdb::ColumnType::Byte,
        ColumnType::Integer => jetdb::ColumnType::Int,
        ColumnType::Long => jetdb::ColumnType::Long,
        ColumnType::Currency => jetdb::ColumnType::Money,
        ColumnType::Single => jetdb::ColumnType::Float,
        ColumnType::Double => jetdb::ColumnType::Double,
        ColumnType::DateTime => jetdb::ColumnType::Timestamp,
        ColumnType::Binary => jetdb::ColumnType::Binary,
        ColumnType::Text => jetdb::ColumnType::Text,
        ColumnType::Ole => jetdb::ColumnType::Ole,
        ColumnType::Memo => jetdb::ColumnType::Memo,
        ColumnType::Guid => jetdb::ColumnType::Guid,
        ColumnType::Decimal { .. } => jetdb::ColumnType::Numeric,
        ColumnType::Complex => jetdb::ColumnType::ComplexType,
        ColumnType::BigInt => jetdb::ColumnType::BigInt,
        ColumnType::DateTimeExtended => jetdb::ColumnType::DateTimeExtended,
        ColumnType::Unknown(code) => jetdb::ColumnType::Unknown(code),
    }
}

fn assert_same_columns(ours: &TableDef, theirs: &jetdb::TableDef) {
    assert_eq!(ours.columns.len(), theirs.columns.len(), "{}", ours.name);
    for their in &theirs.columns {
        let our = column(ours, &their.name);
        let at = format!("{}.{}", ours.name, our.name);
        assert_eq!(
            (our.number(), our.length(), our.is_fixed()),
            (their.col_num, their.col_size, their.is_fixed),
            "{at}"
        );
        assert_eq!(our.calculated, their.is_calculated, "{at}");
        // Of a calculated column jetdb gives the type of the definition, which is a placeholder.
        if !our.calculated {
            assert_eq!(jetdb_type(our.column_type), their.col_type, "{at}");
        }
        if let ColumnType::Decimal { precision, scale } = our.column_type
            && !our.calculated
        {
            assert_eq!((precision, scale), (their.precision, their.scale), "{at}");
        }
    }
}

fn assert_same_indexes(ours: &TableDef, theirs: &jetdb::TableDef) {
    let names: usize = ours.indexes.iter().map(|index| index.names.len()).sum();
    assert_eq!(names, theirs.indexes.len(), "{}", ours.name);
    for their in &theirs.indexes {
        let at = format!("{}.{}", ours.name, their.name);
        let our = ours.indexes.iter().find(|index| index.names.contains(&their.name)).expect(&at);
        assert!(our.logical_numbers().contains(&their.index_num.into()), "{at}");
        // Of one side of a relation jetdb gives no columns.
        if their.index_type == 2 {
            continue;
        }
        let columns: Vec<(u16, bool)> = our
            .columns
            .iter()
            .map(|part| (ours.columns[part.column.position()].number(), part.descending))
            .collect();
        let descending = |part: &jetdb::IndexColumn| part.order == jetdb::IndexColumnOrder::Descending;
        let expected: Vec<(u16, bool)> =
            their.columns.iter().map(|part| (part.col_num, descending(part))).collect();
        assert_eq!(columns, expected, "{at}");
        assert_eq!(our.root().0, their.first_data_page, "{at}");
        assert_eq!(our.unique, their.flags & 0x01 != 0 || our.primary, "{at}");
        assert_eq!(our.ignore_nulls, their.flags & 0x02 != 0, "{at}");
        assert_eq!(our.required, their.flags & 0x08 != 0 || our.primary, "{at}");
        assert!(our.primary || their.index_type != 1, "{at}");
    }
}

/// The files of Access, and those that are as it leaves them.
fn files_of_access() -> Option<Vec<PathBuf>> {
    let folders = [sample("accdb/real")?, sample("accdb/real-2")?];
    Some(folders.iter().flat_map(|folder| access_files(folder)).collect())
}

#[test]
fn every_definition_of_access_reads_as_jetdb_reads_it() {
    let Some(files) = files_of_access() else { return };
    let mut tables = 0;
    for path in files {
        let mut reader = jetdb::PageReader::open(&path).expect("jetdb opens it");
        for ours in local_tables(&open(&path)) {
            let theirs =
                jetdb::read_table_def(&mut reader, &ours.name, ours.page().0).expect("jetdb reads it");
            assert_eq!(ours.row_count, theirs.num_rows, "{}", ours.name);
            assert_same_columns(&ours, &theirs);
            assert_same_indexes(&ours, &theirs);
            tables += 1;
        }
    }
    assert!(tables > 350, "{tables} tables");
}

#[test]
fn every_row_of_a_scan_is_found_again_by_its_identity() {
    let Some(files) = files_of_access() else { return };
    for path in files {
        let database = open(&path);
        for table in local_tables(&database) {
            let mut scan = database.scan(&table);
            while let Some(row) = scan.next_row().expect("a sound row") {
                let again = database.row(&table, row.id()).expect("a sound row").expect("the same row");
                for place in 0..table.columns.len() {
                    assert_eq!(
                        row.get(place).unwrap(),
                        again.get(place).unwrap(),
                        "{} {:?}",
                        table.name,
                        row.id()
                    );
                }
            }
        }
    }
}

#[test]
fn a_moved_row_comes_in_the_place_it_moved_from() {
    let Some(path) = sample("accdb/real/overflowTestV2010.accdb") else { return };
    let database = open(&path);
    let table = database.table("Table1").expect("the table");
    let (mut texts, mut ids) = (Vec::new(), Vec::new());
    let mut scan = database.scan(&table);
    while let Some(row) = scan.next_row().expect("a sound row") {
        texts.push(first_text(&row, table.columns.len()));
        ids.push(row.id());
    }
    // Most of these rows are now on another page, and not in the order in which they were entered.
    let entered: Vec<String> = texts.iter().map(|text| text.chars().take(4).collect()).collect();
    assert_eq!(entered, ["row1", "row2", "row3", "row4", "row5", "row6", "row7"]);
    assert!(ids.is_sorted() && ids.iter().all(|id| id.page == ids[0].page), "{ids:?}");
}

fn first_text(row: &Row<'_>, columns: usize) -> String {
    let mut values = (0..columns).map(|place| row.get(place).expect("a sound value"));
    let text =
        values.find_map(|value| if let Value::Text(text) = value { Some(text.into_owned()) } else { None });
    text.expect("a text")
}

#[test]
fn a_table_is_found_whatever_the_case_of_its_name() {
    let Some(path) = sample("factusol/fixtures/hostile/good-few-tables.accdb") else { return };
    let database = open(&path);
    let table = database.table("f_lpc").expect("found");
    assert_eq!(table.name, "F_LPC");
    assert!(Arc::ptr_eq(&table, &database.table("F_LPC").expect("found")), "a definition is read once");
    assert!(matches!(database.table("F_LPX"), Err(Error::NoTable(name)) if name == "F_LPX"));
    assert!(matches!(database.row(&table, RowId::default()), Err(Error::Damaged { .. })));
}

#[test]
fn rules_of_the_columns_come_out_of_the_properties() {
    let Some(path) = sample("factusol/fixtures/duofic/0022026.accdb") else { return };
    let table = open(&path).table("F_LPC").expect("the table");
    let number = column(&table, "CODLPC");
    assert_eq!((number.required, number.default.as_deref()), (true, Some("0")));
    let article = column(&table, "ARTLPC");
    assert_eq!((article.required, article.zero_length, article.size()), (false, true, 13));
    assert_eq!((article.compressed, article.default.as_deref()), (true, Some("\"\"")));
    let key: Vec<&str> = table
        .primary_key()
        .expect("a key")
        .columns
        .iter()
        .map(|part| &*table.columns[part.column.position()].name)
        .collect();
    assert_eq!(key, ["TIPLPC", "CODLPC", "POSLPC"]);
}

#[test]
fn calculated_columns_have_the_type_of_their_result() {
    let Some(path) = sample("accdb/real/calculatedField.accdb") else { return };
    let database = open(&path);
    let calculated: Vec<(String, ColumnType)> = local_tables(&database)
        .iter()
        .flat_map(|table| table.columns.clone())
        .filter(|column| column.calculated)
        .map(|column| (column.name, column.column_type))
        .collect();
    assert!(!calculated.is_empty());
    assert!(
        calculated.iter().all(|(_, column_type)| !matches!(column_type, ColumnType::Unknown(_))),
        "{calculated:?}"
    );
}

/// As its authors say; three of the decimals do not tell their size.
#[test]
fn calculated_values_are_what_the_row_says_that_they_are_made_of() {
    let Some(path) = sample("accdb/real-2/calcFieldTestV2010.accdb") else { return };
    let database = open(&path);
    let table = database.table("Table1").expect("the table");
    let mut decimals = Vec::new();
    let mut scan = database.scan(&table);
    while let Some(row) = scan.next_row().expect("a sound row") {
        let value = |name: &str| row.get(name).expect("a sound value").into_owned();
        let text = |name| match value(name) {
            Value::Text(text) => text.into_owned(),
            other => panic!("{name} is {other:?}"),
        };
        let whole = format!("{}, {}", text("LastName"), text("FirstName"));
        assert_eq!((text("LastFirst"), text("AllNames")), (whole.clone(), format!("{whole}={whole}")));
        assert_eq!(value("LastFirstLen"), Value::Long(i32::try_from(whole.len()).expect("short")));
        let Value::Currency(salary) = value("Salary") else { panic!("no currency") };
        assert_eq!(value("MonthlySalary"), Value::Currency(salary / 12));
        assert_eq!(value("IsRich"), Value::Boolean(salary >= 10_000_000_000));
        assert_eq!(value("DecimalTest"), value("Popularity"));
        decimals.extend(match value("DecimalTest") {
            Value::Decimal { negative, magnitude, scale: 6 } => Some((negative, magnitude)),
            _ => None,
        });
    }
    let expected =
        [(false, 50_325_000), (true, 36_222_200), (false, 12_300), (false, 102_030_405_060_654_321)];
    assert_eq!(decimals, expected);
}

#[test]
fn dates_before_1900_are_days_of_the_gregorian_calendar() {
    let Some(path) = sample("accdb/real/oldDatesV2007.accdb") else { return };
    let database = open(&path);
    let table = database.table("Table1").expect("the table");
    let place = table.column("DateField").expect("the column");
    let mut days = Vec::new();
    let mut scan = database.scan(&table);
    while let Some(row) = scan.next_row().expect("a sound row") {
        if let Value::DateTime(date) = row.get(place).expect("a sound value") {
            let CivilDateTime { year, month, day, .. } = CivilDateTime::from_ole(date).expect("a date");
            days.push((year, month, day));
        }
    }
    assert_eq!(days, [(1582, 10, 15), (1582, 10, 14), (1492, 1, 10), (1392, 1, 10)]);
}
