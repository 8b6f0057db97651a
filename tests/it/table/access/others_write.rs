//! Reading a table while somebody else writes it, batch after batch. Under Windows our own writer keeps readers out.

use super::world::{ALL, decimal, file, open, shown};
use factulink::table::access::{AccessRows, Literal, Query, RowBatch, WriteOutcome};
use factulink::table::{Cell, Error};
use std::path::Path;

/// Gives every article the same price, in one batch of a writer of its own.
fn write_prices(path: &Path, units: i128) {
    let mut batch = RowBatch::new();
    for article in 0..ARTICLES {
        let (article, price) = (format!("B-{article}"), Cell::Decimal { units, decimals: 4 });
        batch.push(&[Cell::Text(&article), decimal("6"), price, decimal("1"), Cell::Text("")]);
    }
    let outcomes = open(path).and_then(|mut writer| writer.write(&batch)).expect("written");
    assert!(outcomes.iter().all(WriteOutcome::is_written));
}

/// More pages than are read in one go: with fewer, even a reading that takes pages as they come meets no two batches.
const ARTICLES: usize = 5000;

#[test]
fn what_is_read_while_others_write_stood_there_at_one_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    write_prices(&path, 1);
    let prices = || {
        let filter =
            [("NOTE", Literal::Text(String::new())), ("UNITS", Literal::number("1").expect("a number"))];
        let mut rows =
            match AccessRows::open(&path, &Query { columns: Some(&["PRICE"]), filter: &filter, ..ALL }) {
                Ok(rows) => rows,
                Err(Error::Later { .. }) => return None,
                Err(other) => panic!("{other:?}"),
            };
        let shown: Vec<_> = shown(&mut rows)
            .iter()
            .skip(1)
            .map(|row| row.split(' ').next_back().map(str::to_owned))
            .collect();
        assert_eq!(shown.len(), ARTICLES);
        assert!(shown.iter().all(|price| *price == shown[0]), "rows of two batches");
        shown[0].clone()
    };
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| (2..=20).for_each(|units| write_prices(&path, units)));
        while !writing.is_finished() {
            prices();
        }
    });
    assert_eq!(prices().as_deref(), Some("20/4"));
}
