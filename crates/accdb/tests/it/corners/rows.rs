//! Rows about the limit of a row and of a page.

use super::scratch::{NOW, Scratch, bytes, insert};
use accdb::{ColumnSpec, ColumnType, Error, TableSpec, Value};

/// Bytes of a row of [`parts`] besides its data: the count, nine offsets and their number, the mask.
const FRAME: usize = 2 + 2 * 9 + 2 + 1;

fn parts() -> TableSpec {
    (0..8).fold(TableSpec::new("T"), |table, i| table.column(ColumnSpec::binary(format!("B{i}"), 510)))
}

/// A row of `len` bytes.
fn row(len: usize, seed: usize) -> Vec<Value<'static>> {
    let mut left = len - FRAME;
    let mut take = || {
        let part = left.min(510);
        left -= part;
        bytes(part, seed)
    };
    (0..8).map(|_| take()).collect()
}

#[test]
fn every_length_up_to_the_limit_is_stored_and_every_one_above_refused() {
    let scratch = Scratch::new(&[parts()]);
    let lengths = 4_000..=4_060;
    let ids = scratch.insert("T", lengths.clone().map(|len| row(len, len)));
    for (id, len) in ids.into_iter().zip(lengths) {
        assert!(scratch.row("T", id) == row(len, len), "{len} bytes");
    }
    for len in 4_061..=FRAME + 8 * 510 {
        let refusal = scratch.refusal("T", row(len, 1));
        assert!(matches!(refusal, Error::TooLong { limit: 4060, .. }), "{len} bytes: {refusal}");
    }
    scratch.prove();
}

/// A page has 4082 bytes for rows and two for the place of each: what is left behind a row of 2000 is 2078.
#[test]
fn a_row_goes_on_a_page_exactly_while_it_fits() {
    let scratch = Scratch::new(&[parts()]);
    scratch.write(|transaction| {
        for len in 2_060..2_100 {
            // The page before may have room for neither of the two.
            insert(transaction, "T", row(4_060, 7)).expect("inserts");
            let first = insert(transaction, "T", row(2_000, len)).expect("inserts");
            let second = insert(transaction, "T", row(len, len)).expect("inserts");
            assert_eq!(first.page == second.page, len <= 2_078, "a row of {len} after one of 2000");
        }
    });
    scratch.prove();
}

/// A page with room for more: the number of a row is one byte.
#[test]
fn a_page_takes_255_of_the_shortest_rows() {
    let scratch = Scratch::new(&[TableSpec::new("T").column(ColumnSpec::new("Yes", ColumnType::Boolean))]);
    let ids = scratch.insert("T", (0..600).map(|i| vec![Value::Boolean(i % 3 == 0)]));
    let on_first = ids.iter().filter(|id| id.page == ids[0].page).count();
    assert_eq!((on_first, ids[254].slot.0), (255, 254));
    scratch.prove();
}

/// Values short enough for the row move out of it, the longest first, until the row fits.
#[test]
fn memos_leave_a_row_that_would_be_too_long() {
    let memos = (0..200).fold(TableSpec::new("T"), |table, i| {
        table.column(ColumnSpec::new(format!("M{i}"), ColumnType::Memo))
    });
    let scratch = Scratch::new(&[memos]);
    let value = |i: usize, row: usize| Value::Text("m".repeat(1 + (i + row) % 30).into());
    let rows: Vec<Vec<Value<'_>>> = (0..3).map(|row| (0..200).map(|i| value(i, row)).collect()).collect();
    let ids = scratch.insert("T", rows.iter().cloned());
    ids.iter().zip(&rows).for_each(|(id, row)| assert!(scratch.row("T", *id) == *row));
    scratch.prove();
}

/// The frame of 255 long values alone passes no limit, so that a row of them can always be stored.
#[test]
fn a_row_of_long_values_only_always_fits() {
    let memos = (0..255).fold(TableSpec::new("T"), |table, i| {
        table.column(ColumnSpec::new(format!("M{i}"), ColumnType::Ole))
    });
    let scratch = Scratch::new(&[memos]);
    let mut database = scratch.open();
    let mut transaction = database.begin(NOW).expect("begins");
    insert(&mut transaction, "T", (0..255).map(|i| bytes(i, i)).collect()).expect("fits");
    transaction.commit().expect("commits");
    drop(database);
    scratch.prove();
}
