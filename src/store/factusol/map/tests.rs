//! What is written reads back, and every column of a new supplier order gets what `docs/domain.md` says.

use super::*;
use crate::domain::OrderNumber;
use crate::store::factusol::columns::{Kind, Table};
use crate::store::factusol::demo::{DemoDocument, companies};
use crate::store::factusol::fields::ole_of;
use crate::store::factusol::names::*;
use crate::store::factusol::plan::Plan;
use crate::store::factusol::testing::{MemoryRow, table};
use accdb::{Column, ColumnType, Value};
use chrono::NaiveDate;

fn manual(number: usize) -> DemoDocument {
    let [parent, ..] = companies("2026".parse().expect("a year"));
    parent.documents[number].clone()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 4).expect("a date")
}

fn header_row(manual: &DemoDocument, table: Table) -> (Table, MemoryRow) {
    let plan = Plan::bind(table, header_columns()).expect("a sound table");
    let header = Header { order: &manual.order, number: manual.number, today: today() };
    let values = plan.row(&"a test", |column| column.of(header)).expect("every value fits");
    (plan.table.clone(), written(&plan.table, values))
}

fn line_row(manual: &DemoDocument, place: usize) -> (Table, MemoryRow) {
    let plan = Plan::bind(table(F_LPP, &LINE_KEY, |_| {}), line_columns()).expect("a sound table");
    let line = Line { order: &manual.order, number: manual.number, line: &manual.order.lines[place] };
    let values = plan.row(&"a test", |column| column(line)).expect("every value fits");
    (plan.table.clone(), written(&plan.table, values))
}

fn written(table: &Table, values: Vec<(usize, Value<'_>)>) -> MemoryRow {
    let mut row = MemoryRow(vec![Value::Null; table.def.columns.len()]);
    for (at, value) in values {
        row.0[at] = match value {
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Currency(parts) => Value::Currency(parts),
            Value::Long(number) => Value::Long(number),
            Value::Integer(number) => Value::Integer(number),
            Value::Single(number) => Value::Single(number),
            Value::DateTime(ole) => Value::DateTime(ole),
            other => panic!("{other:?} in a supplier order"),
        };
    }
    row
}

fn at<'r>(table: &Table, row: &'r MemoryRow, column: &str) -> &'r Value<'static> {
    &row.0[table.def.column(column).expect("a column").position()]
}

fn text(value: &str) -> Value<'static> {
    Value::Text(value.to_owned().into())
}

#[test]
fn no_column_of_a_supplier_order_stays_null() {
    let manual = manual(1);
    let (headers, header) = header_row(&manual, table(F_PPR, &HEADER_KEY, |_| {}));
    let (lines, line) = line_row(&manual, 0);
    for (table, row) in [(headers, header), (lines, line)] {
        let missing = table
            .def
            .columns
            .iter()
            .zip(&row.0)
            .filter(|(column, value)| **value == Value::Null && column.default.is_none());
        assert_eq!(missing.map(|(column, _)| &column.name).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn a_header_gets_the_values_of_its_order() {
    let manual = manual(1);
    let (table, row) = header_row(&manual, table(F_PPR, &HEADER_KEY, |_| {}));
    let order = &manual.order;
    let money = |amount: crate::domain::Money| Value::Currency(amount.ten_thousandths());
    for (column, value) in [
        (TIPPPR, text("1")),
        (CODPPR, Value::Long(2)),
        (REFPPR, text(order.mark.as_str())),
        (FECPPR, Value::DateTime(ole_of(order.date).into())),
        (PROPPR, Value::Long(1)),
        (CLIPPR, text("C-0001")),
        (PDOPPR, text("Pol. Ind. de Muestra, nave 8")),
        (PCPPPR, text("15008")),
        (PPOPPR, text("A Coruña")),
        (NET1PPR, money(order.slots[0].net)),
        (BAS4PPR, money(order.slots[3].base)),
        (IIVA2PPR, money(order.slots[1].vat)),
        (PIVA1PPR, Value::Currency(210_000)),
        (PREC1PPR, Value::Currency(52_000)),
        (REQPPR, Value::Long(1)),
        (TOTPPR, money(order.total)),
        (TIVA3PPR, Value::Integer(2)),
        (PRTPPR, Value::Currency(0)),
        (EDOPPR, text("C/ Ejemplo, 1")),
        (ETEPPR, text("900 111 111")),
        (USMPPR, Value::Integer(1)),
        (FUMPPR, Value::DateTime(ole_of(today()).into())),
    ] {
        assert_eq!(at(&table, &row, column), &value, "{column}");
    }
}

#[test]
fn a_version_without_a_late_column_is_written_without_it() {
    let older = table(F_PPR, &HEADER_KEY, |def| def.columns.retain(|column| column.name != FUMPPR));
    let columns = older.def.columns.len();
    let (_, row) = header_row(&manual(0), older);
    assert_eq!(row.0.len(), columns);
}

#[test]
fn a_missing_amount_is_no_older_version() {
    let damaged = table(F_PPR, &HEADER_KEY, |def| def.columns.retain(|column| column.name != IIVA1PPR));
    let error = Plan::bind(damaged, header_columns()).err().expect("an amount has no place");
    assert_eq!(error.to_string(), "002.accdb: F_PPR.IIVA1PPR: there is no such column");
}

#[test]
fn an_unknown_column_without_a_default_gets_a_neutral_value() {
    let newer = table(F_PPR, &HEADER_KEY, |def| {
        let mut column = def.columns[def.column(OB1PPR).expect("a column").position()].clone();
        (column.name, column.default) = ("NEWPPR".to_owned(), Some("Date()".to_owned()));
        def.columns.push(column);
    });
    let (table, row) = header_row(&manual(0), newer);
    assert_eq!(at(&table, &row, "NEWPPR"), &text(""));
}

#[test]
fn a_supplier_order_reads_back_as_what_was_written() {
    let manual = manual(4);
    let (table, row) = header_row(&manual, table(F_PPR, &HEADER_KEY, |_| {}));
    let read = ManualHeaders::bind(table).expect("a sound table").order(&row).expect("sound values");
    assert_eq!(read.id.number, manual.number);
    assert_eq!((read.slots, read.total), (manual.order.slots, manual.order.total));
    assert_eq!((read.delivery, read.date), (manual.order.delivery.clone(), manual.order.date));
    let (table, row) = line_row(&manual, 0);
    let (line, state) = ManualLines::bind(table).expect("a sound table").line(&row).expect("sound values");
    let written = &manual.order.lines[0];
    assert_eq!((line.article, line.quantity), (written.article.clone(), written.quantity));
    assert_eq!((line.vat, line.total, state), (written.vat, written.total, String::new()));
}

#[test]
fn a_text_longer_than_the_column_of_this_file_is_cut() {
    let narrow = table(F_PPR, &HEADER_KEY, |def| {
        let town = def.column(EPOPPR).expect("a column");
        def.columns[town.position()] = Column::described(EPOPPR, ColumnType::Text, 4);
    });
    let (table, row) = header_row(&manual(0), narrow);
    assert_eq!(at(&table, &row, EPOPPR), &text("A Co"));
}

#[test]
fn a_figure_that_reads_back_otherwise_is_named() {
    let manual = manual(0);
    let plan = Plan::bind(table(F_PPR, &HEADER_KEY, |_| {}), header_columns()).expect("a sound table");
    let header = Header { order: &manual.order, number: manual.number, today: today() };
    let values = plan.row(&"a test", |column| column.of(header)).expect("every value fits");
    let mut row = written(&plan.table, values);
    plan.check(&row, |column| column.of(header)).expect("nothing differs");
    row.0[plan.table.def.column(TOTPPR).expect("a column").position()] = Value::Currency(1);
    let error = plan.check(&row, |column| column.of(header)).expect_err("the total differs");
    let total = manual.order.total;
    assert_eq!(error.to_string(), format!("002.accdb: F_PPR.TOTPPR reads back as 0.0001 instead of {total}"));
}

#[test]
fn an_older_customer_order_reads_without_the_columns_it_lacks() {
    let older = table(F_PCL, &Headers::KEY, |def| def.columns.retain(|column| column.name != PENPCL));
    let row = MemoryRow::of(&older, &[(TIPPCL, text("2")), (CODPCL, Value::Long(7))]);
    let order = Headers::bind(older).expect("a sound table").order(&row).expect("sound values");
    assert_eq!((order.id.to_string().as_str(), order.delivery_term.as_str()), ("2-000007", ""));
    assert_eq!(order.id.number, OrderNumber::new(7).expect("a number"));
}

#[test]
fn the_key_of_a_table_must_be_there() {
    let mut def = crate::store::factusol::testing::definition(F_PCL);
    def.columns.retain(|column| column.name != CODPCL);
    let key: [(&str, Kind); 2] = Headers::KEY;
    let error = Table::new(&std::sync::Arc::from("002.accdb"), std::sync::Arc::new(def), &key);
    let message = error.expect_err("the number is missing").to_string();
    assert_eq!(message, "002.accdb: F_PCL.CODPCL: there is no such column");
}
