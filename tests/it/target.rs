//! What the native store demands of the parent's tables, and what it writes into tables that differ from the usual.

use crate::facts::rows::{NULL, read};
use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, IndexSpec, TableSpec, Value};
use chrono::NaiveDate;
use factulink::domain::{DocumentId, OrderNumber, SupplierOrder, TraceMark};
use factulink::store::{Error, NativeStore, OrderTarget, PushRefused, WhatNow, demo};
use std::collections::HashSet;
use std::path::PathBuf;
use tempfile::TempDir;

/// A parent's file whose tables were changed before they were made.
struct Target {
    folder: TempDir,
}

impl Target {
    fn new(change: impl FnOnce(&mut [TableSpec])) -> Target {
        let target = Target { folder: tempfile::tempdir().expect("a folder") };
        let mut tables = demo::table_specs();
        change(&mut tables);
        let mut db =
            Database::create_file(&target.path(), &CreateOptions::new(46_000.0)).expect("a new file");
        let mut tx = db.begin(46_000.0).expect("a transaction");
        tables.iter().for_each(|table| tx.create_table(table).expect("a table"));
        tx.commit().expect("tables are there");
        target
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("0012026.accdb")
    }

    fn insert(&self, orders: &[SupplierOrder]) -> Result<Vec<DocumentId>, PushRefused> {
        let mut store = NativeStore::open_write(&self.path()).expect("the file opens");
        let marks = store.find_marks(orders.iter().map(|order| order.mark.clone()).collect())?;
        let batch: Vec<_> = orders.iter().map(|order| marks.unwritten(order).expect("not there")).collect();
        store.insert_orders(&batch, today())
    }

    fn check(&self) -> Result<(), Error> {
        NativeStore::open_read(&self.path()).expect("the file opens").check_target()
    }
}

fn table<'t>(tables: &'t mut [TableSpec], name: &str) -> &'t mut TableSpec {
    tables.iter_mut().find(|table| table.name == name).expect("a table")
}

fn column<'t>(tables: &'t mut [TableSpec], name: &str) -> &'t mut ColumnSpec {
    let mut columns = tables.iter_mut().flat_map(|table| &mut table.columns);
    columns.find(|column| column.name == name).expect("a column")
}

fn today() -> NaiveDate {
    "2026-05-04".parse().expect("a date")
}

/// Supplier orders of the demo, as if they were to be written into the series 7.
fn orders() -> Vec<SupplierOrder> {
    let [parent, ..] = demo::companies("2026".parse().expect("a year"));
    let series = "7".parse().expect("a series");
    parent.documents.into_iter().map(|document| SupplierOrder { series, ..document.order }).collect()
}

fn refusal(target: &Target) -> String {
    let error = target.check().expect_err("the target is not as it must be");
    assert_eq!(error.what_now(), WhatNow::Stop);
    let refused = target.insert(&orders()).expect_err("nor is it written");
    assert!(refused.failed_at.is_none());
    error.to_string()
}

#[test]
fn a_target_as_factusol_makes_it_is_accepted() {
    Target::new(|_| {}).check().expect("nothing is wrong");
}

#[test]
fn a_target_without_its_unique_key_is_not_touched() {
    for (name, columns) in [("F_PPR", "(TIPPPR, CODPPR)"), ("F_LPP", "(TIPLPP, CODLPP, POSLPP)")] {
        let plain = Target::new(|tables| {
            let key = &mut table(tables, name).indexes[0];
            (key.unique, key.primary) = (false, false);
        });
        assert!(refusal(&plain).ends_with(&format!("{name}: the index on {columns} is not unique")));
        let keyless = Target::new(|tables| table(tables, name).indexes.clear());
        assert!(refusal(&keyless).ends_with(&format!("{name}: there is no index on {columns}")));
    }
}

#[test]
fn a_target_with_a_column_missing_or_of_a_wrong_type_is_not_touched() {
    let without =
        Target::new(|tables| table(tables, "F_PPR").columns.retain(|column| column.name != "REFPPR"));
    assert!(refusal(&without).ends_with("F_PPR.REFPPR: there is no such column"));
    let double = Target::new(|tables| column(tables, "PRELPP").column_type = ColumnType::Double);
    assert!(refusal(&double).ends_with("F_LPP.PRELPP: the column is Double, but must be Currency"));
    let tableless = Target::new(|tables| table(tables, "F_LPP").name = "F_LPP_OLD".to_owned());
    assert!(refusal(&tableless).ends_with("F_LPP: there is no such table"));
}

#[test]
fn a_target_that_takes_no_empty_text_is_not_touched() {
    let filled = Target::new(|tables| column(tables, "OB2PPR").zero_length = false);
    let error = filled.check().expect_err("remarks are often empty").to_string();
    assert!(error.ends_with("F_PPR.OB2PPR: the column does not take an empty text"), "{error}");
}

#[test]
fn a_version_without_a_column_is_written_without_it_and_unknown_columns_get_their_defaults() {
    let target = Target::new(|tables| {
        let headers = table(tables, "F_PPR");
        headers.columns.retain(|column| column.name != "FUMPPR");
        headers.columns.push(ColumnSpec::text("NEWPPR", 10).default("\"N\""));
        headers.columns.push(ColumnSpec::text("NILPPR", 10));
        headers.columns.push(ColumnSpec::new("DAYPPR", ColumnType::DateTime));
        headers.columns.push(ColumnSpec::new("YESPPR", ColumnType::Boolean));
    });
    target.check().expect("nothing is wrong");
    target.insert(&orders()).expect("every order is written");
    let rows = read(&target.path(), "F_PPR");
    assert_eq!(rows.len(), orders().len());
    for row in rows {
        assert_eq!((row.cell("NEWPPR"), row.cell("NILPPR"), row.cell("DAYPPR")), ("N", "", "1900-01-01"));
        assert!(row.0.values().all(|value| value != NULL), "{row:?}");
    }
}

#[test]
fn numbers_go_on_from_the_newest_and_leave_out_those_that_stray_lines_bear() {
    let target = Target::new(|_| {});
    let mut db = Database::open_write(&target.path()).expect("the file opens");
    let mut tx = db.begin(46_000.0).expect("a transaction");
    let lines = tx.table("F_LPP").expect("the table");
    let place = |name| lines.column(name).expect("a column");
    for number in [2, 3, 900] {
        let key = [
            (place("TIPLPP"), Value::Text("7".into())),
            (place("CODLPP"), Value::Long(number)),
            (place("POSLPP"), Value::Integer(1)),
        ];
        tx.insert("F_LPP", &key).expect("a line of nobody's");
    }
    tx.commit().expect("the lines are there");
    drop(db);
    let orders = orders();
    let written = target.insert(&orders[..3]).expect("three orders are written");
    assert_eq!(written.iter().map(|document| document.number.get()).collect::<Vec<_>>(), [1, 4, 5]);
    let written = target.insert(&orders[3..]).expect("the others are written");
    assert_eq!(written.first().map(|document| document.number), OrderNumber::new(6));
}

#[test]
fn a_series_whose_last_number_is_taken_is_full() {
    let target = Target::new(|_| {});
    let mut db = Database::open_write(&target.path()).expect("the file opens");
    let mut tx = db.begin(46_000.0).expect("a transaction");
    let headers = tx.table("F_PPR").expect("the table");
    let place = |name| headers.column(name).expect("a column");
    let last = [(place("TIPPPR"), Value::Text("7".into())), (place("CODPPR"), Value::Long(i32::MAX))];
    tx.insert("F_PPR", &last).expect("the last number");
    tx.commit().expect("it is there");
    drop(db);
    let refused = target.insert(&orders()).expect_err("no number is left");
    assert!(matches!(refused.error, Error::SeriesFull { .. }), "{:?}", refused.error);
    assert_eq!(refused.error.what_now(), WhatNow::Stop);
}

#[test]
fn an_order_that_breaks_a_rule_is_named_and_nothing_of_its_batch_is_written() {
    let target = Target::new(|tables| column(tables, "DESLPP").zero_length = false);
    let mut orders = orders();
    orders[2].lines[0].description.clear();
    let refused = target.insert(&orders).expect_err("one line has no description");
    assert_eq!(refused.failed_at, Some(2));
    assert_eq!(refused.error.what_now(), WhatNow::Park);
    let cause = std::error::Error::source(&refused.error).expect("a cause").to_string();
    assert_eq!(cause, "F_LPP.DESLPP: an empty text is not allowed");
    assert!(read(&target.path(), "F_PPR").is_empty() && read(&target.path(), "F_LPP").is_empty());
    orders.remove(2);
    assert_eq!(target.insert(&orders).expect("the others are written").len(), 5);
}

#[test]
fn a_rehearsal_refuses_what_the_write_would_and_changes_no_byte() {
    let target = Target::new(|tables| column(tables, "DESLPP").zero_length = false);
    let mut orders = orders();
    orders[1].lines[0].description.clear();
    let before = std::fs::read(target.path()).expect("the file can be read");
    let mut store = NativeStore::open_read(&target.path()).expect("the file opens");
    let batch: Vec<&SupplierOrder> = orders.iter().collect();
    let refused = store.rehearse_orders(&batch, today()).expect_err("one line has no description");
    assert_eq!(refused.failed_at, Some(1));
    store.rehearse_orders(&batch[2..], today()).expect("the others would be written");
    assert!(before == std::fs::read(target.path()).expect("the file can be read"));
}

#[test]
fn marks_are_found_by_a_scan_and_by_an_index() {
    let indexed = |tables: &mut [TableSpec]| {
        table(tables, "F_PPR").indexes.push(IndexSpec {
            name: "Reference".to_owned(),
            columns: vec![("REFPPR".to_owned(), false)],
            unique: false,
            ignore_nulls: false,
            required: false,
            primary: false,
        });
    };
    for target in [Target::new(|_| {}), Target::new(indexed)] {
        let orders = orders();
        let written = target.insert(&orders).expect("every order is written");
        let mut wanted: HashSet<TraceMark> = [&orders[1], &orders[4]].map(|order| order.mark.clone()).into();
        let stranger = TraceMark::parse("FL duofic/2026 1-000099").expect("a mark").0;
        wanted.insert(stranger.clone());
        let found = NativeStore::open_read(&target.path()).expect("the file opens").find_marks(wanted);
        let lookup = found.expect("marks can be looked for");
        let found = lookup.found();
        assert_eq!(found.get(&orders[1].mark), Some(&written[1]));
        assert_eq!(found.get(&orders[4].mark), Some(&written[4]));
        assert_eq!((found.len(), found.get(&stranger)), (2, None));
    }
}

#[test]
fn a_text_longer_than_a_column_of_this_file_is_cut_and_the_order_written() {
    let target = Target::new(|tables| column(tables, "PNOPPR").size = 14);
    target.insert(&orders()[..1]).expect("the order is written");
    assert_eq!(read(&target.path(), "F_PPR")[0].text("PNOPPR"), "Distribuciones");
}
