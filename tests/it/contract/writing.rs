//! Orders, as they are written and found again.

use super::content::{date, document, id, marks, money, parent};
use super::makers::Maker;
use factulink::domain::*;
use factulink::store::memory::MemoryCompany;
use factulink::store::{CompanyStore, PushRefused, WhatNow};
use std::collections::HashMap;

/// Writes orders that were looked up before others wrote: where there was nothing yet.
pub fn write(store: &mut dyn CompanyStore, orders: &[SupplierOrder]) -> Result<Vec<DocumentId>, PushRefused> {
    let empty = super::makers::memory(&MemoryCompany::default()).expect("made");
    let marks = empty.read().find_marks(orders.iter().map(|order| order.mark.clone()).collect())?;
    let batch: Vec<_> = orders.iter().map(|order| marks.unwritten(order).expect("not there")).collect();
    store.insert_orders(&batch, date("2026-11-21"))
}

pub fn insert(store: &mut dyn CompanyStore, orders: &[SupplierOrder]) -> Vec<String> {
    let written = write(store, orders).expect("written");
    written.into_iter().map(|id| id.to_string()).collect()
}

/// How many of the orders are there.
pub fn found(store: &mut dyn CompanyStore, orders: &[&str]) -> usize {
    store.find_marks(marks(orders)).expect("marks").found().len()
}

pub fn only_an_order_whose_mark_was_looked_up_and_not_found_may_be_written(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let [one, two, three] =
        ["duofic/2026/1-1", "duofic/2026/1-2", "duofic/2026/1-3"].map(|key| document(key, "7"));
    let mut store = made.write();
    insert(&mut *store, std::slice::from_ref(&one));
    let lookup = store.find_marks(marks(&["duofic/2026/1-1", "duofic/2026/1-2"])).expect("marks");
    assert_eq!(
        [&one, &two, &three].map(|order| lookup.unwritten(order).is_some()),
        [false, true, false],
        "found, missing, not looked up"
    );
}

pub fn orders_are_numbered_on_from_the_highest_of_their_series(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let orders = [document("duofic/2026/1-1", "7"), document("duofic/2026/1-2", "7")];
    assert_eq!(insert(&mut *made.write(), &orders), ["7-000042", "7-000043"]);
}

pub fn an_empty_series_begins_with_one(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    assert_eq!(insert(&mut *made.write(), &[document("duofic/2026/1-1", "8")]), ["8-000001"]);
}

pub fn a_second_batch_goes_on_where_the_first_ended(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7")]);
    assert_eq!(insert(&mut *store, &[document("duofic/2026/1-2", "7")]), ["7-000043"]);
}

pub fn a_batch_of_two_series_numbers_each_by_itself(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let orders = [("1-1", "7"), ("1-2", "8"), ("1-3", "7")]
        .map(|(id, series)| document(&format!("duofic/2026/{id}"), series));
    assert_eq!(insert(&mut *made.write(), &orders), ["7-000042", "8-000001", "7-000043"]);
}

pub fn only_wanted_marks_are_found_and_with_their_documents(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7"), document("duofic/2026/1-2", "7")]);
    let lookup = store.find_marks(marks(&["duofic/2026/1-2", "duofic/2025/1-1", "duofic/2026/1-900"]));
    let expected: HashMap<TraceMark, DocumentId> = [("1-2", "7-43"), ("1-900", "7-41")]
        .map(|(order, document)| (format!("FL duofic/2026 {}", id(order)), id(document)))
        .map(|(mark, document)| (TraceMark::parse(&mark).expect("a mark").0, document))
        .into();
    assert_eq!(*lookup.expect("marks").found(), expected);
}

pub fn marks_are_found_after_the_file_was_closed(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    insert(&mut *made.write(), &[document("duofic/2026/1-1", "7")]);
    assert_eq!(found(&mut *made.read(), &["duofic/2026/1-1"]), 1);
}

pub fn a_rehearsal_writes_nothing(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let order = document("duofic/2026/1-1", "7");
    made.read().rehearse_orders(&[&order], date("2026-11-21")).expect("nothing to refuse");
    assert_eq!(found(&mut *made.read(), &["duofic/2026/1-1"]), 0);
    assert_eq!(insert(&mut *made.write(), &[order]), ["7-000042"]);
}

pub fn orders_we_wrote_teach_nothing(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    insert(&mut *made.write(), &[document("duofic/2026/1-1", "7")]);
    assert!(made.read().manual_orders(10).expect("orders").is_empty());
}

/// An order of one line with such a figure wherever an order has one.
fn of_figure(number: usize, figure: &str) -> SupplierOrder {
    let mut order = document(&format!("duofic/2026/1-{number}"), "7");
    let line = &mut order.lines[0];
    line.quantity = figure.parse().expect("a quantity");
    (line.price, line.total, order.total) = (money(figure), money(figure), money(figure));
    order
}

/// A store reads every figure of a batch back before it says that it is written. Fifteen digits are more than any order
/// has; PostgreSQL's driver hands on no more of a float, others all that a Currency has.
pub fn figures_arrive_to_the_last_digit_or_are_refused(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let figures = ["0.0001", "27.3333", "-4.9", "1234567.8901", "99999999999.9999", "-99999999999.9999"];
    let orders: Vec<_> = (1..).zip(figures).map(|(number, figure)| of_figure(number, figure)).collect();
    assert_eq!(insert(&mut *made.write(), &orders).len(), figures.len());
    let beyond = of_figure(7, "900719925473.0991");
    let written = write(&mut *made.write(), &[beyond]);
    let found = found(&mut *made.read(), &["duofic/2026/1-7"]);
    match written {
        Ok(documents) => assert_eq!((documents.len(), found), (1, 1)),
        Err(refused) => {
            assert_eq!((refused.failed_at, refused.error.what_now(), found), (Some(0), WhatNow::Park, 0))
        }
    }
}
