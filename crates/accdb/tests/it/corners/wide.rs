//! As many columns, and definitions as long, as there can be.

use super::scratch::{NOW, Scratch, bytes, text};
use accdb::SortOrder;
use accdb::{ColumnSpec, ColumnType, Error, IndexSpec, TableSpec, Value, Version};

fn wide(columns: usize, column: impl Fn(usize, String) -> ColumnSpec) -> TableSpec {
    (0..columns).fold(TableSpec::new("Wide"), |table, i| table.column(column(i, format!("C{i:03}"))))
}

/// A table whose rows have 255 values, none of them null in odd rows, all of them in even ones.
fn filled(kind: ColumnType, value: fn(usize) -> Value<'static>) -> Scratch {
    let spec = wide(255, |_, name| match kind {
        ColumnType::Text => ColumnSpec::text(name, 10),
        kind => ColumnSpec::new(name, kind),
    });
    let last = IndexSpec::plain("Last", ["C254", "C000"]);
    let scratch = Scratch::new(&[spec.index(last)]);
    let rows = (0..40)
        .map(|row| (0..255).map(move |i| if row % 2 == 0 { Value::Null } else { value(row * 300 + i) }));
    let rows: Vec<Vec<_>> = rows.map(Iterator::collect).collect();
    let ids = scratch.insert("Wide", rows.iter().cloned());
    assert!(scratch.row("Wide", ids[39]) == rows[39] && scratch.row("Wide", ids[1])[254] == rows[1][254]);
    scratch
}

/// The value with a number.
type Filling = fn(usize) -> Value<'static>;

#[test]
fn two_hundred_and_fifty_five_columns_of_one_type_are_read_by_others() {
    let types: [(ColumnType, Filling); 5] = [
        (ColumnType::Boolean, |i| Value::Boolean(!i.is_multiple_of(3))),
        (ColumnType::Long, |i| Value::Long(i as i32)),
        (ColumnType::Text, |i| text(i % 8, i)),
        (ColumnType::Memo, |i| text(if i % 255 < 2 { 200 } else { i % 4 }, i)),
        (ColumnType::Double, |i| Value::Double(i as f64 / 4.0)),
    ];
    let filled: Vec<Scratch> = types.into_iter().map(|(kind, value)| filled(kind, value)).collect();
    let files: Vec<_> = filled.iter().map(Scratch::file).collect();
    proving::readers::proof::Proof::here().of_our_own(&files);
}

#[test]
fn one_column_more_is_refused_and_nothing_changes() {
    let scratch = Scratch::new(&[]);
    let before = std::fs::read(scratch.file()).expect("a file");
    let mut database = scratch.open();
    let mut transaction = database.begin(NOW).expect("begins");
    let refusal = transaction.create_table(&wide(256, |_, name| ColumnSpec::new(name, ColumnType::Byte)));
    assert!(matches!(refusal, Err(Error::Limit { limit: 255, .. })), "{refusal:?}");
    transaction.commit().expect("commits nothing");
    drop(database);
    assert!(std::fs::read(scratch.file()).expect("a file") == before);
}

/// Names of one letter to 64 make definitions of every length about the end of a page: the terminator, the last name,
/// an index cut in two.
#[test]
fn a_definition_ends_anywhere_about_the_end_of_a_page() {
    let table = |long: usize| {
        let columns = 45 + usize::from(long > 20);
        let name = |i: usize| format!("{i:02}{}", "n".repeat(if i == 7 { long } else { 18 }));
        (0..columns)
            .fold(TableSpec::new(format!("T{long}")), |table, i| table.column(ColumnSpec::text(name(i), 9)))
            .index(IndexSpec::unique("U", [name(1)]))
            .index(IndexSpec::plain("P", [name(2), name(0)]))
    };
    let tables: Vec<TableSpec> = (0..62).map(table).collect();
    let scratch = Scratch::of(Version::Ace17, SortOrder::GENERAL, &tables);
    for spec in &tables {
        scratch.insert(&spec.name, (0..3).map(|row| (0..9).map(|i| text(7, row * 10 + i)).collect()));
    }
    scratch.prove();
}

#[test]
fn every_index_and_long_value_that_a_table_can_have() {
    let spec = wide(255, |i, name| match i % 8 {
        0 => ColumnSpec::new(name, ColumnType::Memo),
        1 => ColumnSpec::new(name, ColumnType::Ole),
        _ => ColumnSpec::new(name, ColumnType::Integer),
    });
    let spec = (0..32).fold(spec, |table, i| {
        table.index(IndexSpec::plain(format!("I{i}"), (0..10).map(|k| format!("C{:03}", 8 * k + 2 + i % 6))))
    });
    let scratch = Scratch::new(&[spec]);
    let value = |row: usize, i: usize| match i % 8 {
        0 if i < 40 => text(100 + i, row),
        1 if i < 40 => bytes(90 + i, row),
        0 | 1 => Value::Null,
        _ => Value::Integer((row * 255 + i) as i16),
    };
    scratch.insert("Wide", (0..30).map(|row| (0..255).map(|i| value(row, i)).collect()));
    scratch.prove();
}
