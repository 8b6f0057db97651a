//! Rules of a table: what is refused, with which error, and that it leaves nothing behind.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, Fault, FaultyStorage, IndexSpec, MemoryStorage,
    RowId, Rule, SortOrder, TableSpec, Value,
};
use std::io::ErrorKind;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

type Row = Vec<(usize, Value<'static>)>;

fn text(text: &str) -> Value<'static> {
    Value::Text(text.to_owned().into())
}

/// Places of the columns of the table below.
const ID: usize = 0;
const CODE: usize = 1;
const NAME: usize = 2;
const AMOUNT: usize = 3;
const NOTES: usize = 4;
const GUID: usize = 5;
const STAMP: usize = 6;
const WIDE: [usize; 8] = [7, 8, 9, 10, 11, 12, 13, 14];

fn table() -> TableSpec {
    let table = TableSpec::new("Articles")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Code", 13).required().not_empty())
        .column(ColumnSpec::text("Name", 20).default("\"(none)\""))
        .column(ColumnSpec::new("Amount", ColumnType::Integer))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::new("Guid", ColumnType::Guid).default("GenGUID()"))
        .column(ColumnSpec::new("Stamp", ColumnType::DateTime).default("Now()"));
    let wide = WIDE
        .iter()
        .map(|place| ColumnSpec { compressed: false, ..ColumnSpec::text(format!("Wide {place}"), 255) });
    wide.fold(table, TableSpec::column)
        .index(IndexSpec::primary_key(["Code"]))
        .index(IndexSpec::plain("Name", ["Name"]))
        .index(IndexSpec::unique("Id", ["Id"]))
}

fn database() -> MemoryStorage {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table()).expect("creates");
    transaction.insert("Articles", &article("FIRST")).expect("inserts");
    transaction.commit().expect("commits");
    storage
}

fn article(code: &str) -> Row {
    vec![(CODE, text(code)), (GUID, Value::Guid([7; 16])), (NOTES, text(&"n".repeat(300)))]
}

/// An article with one more value, or another.
fn with(place: usize, value: Value<'static>) -> Row {
    let mut row = article("SECOND");
    row.retain(|(column, _)| *column != place);
    row.push((place, value));
    row
}

fn without(place: usize) -> Row {
    article("SECOND").into_iter().filter(|(column, _)| *column != place).collect()
}

/// Inserts a row between two others in one transaction, and says how that went. Where it was refused, the file is
/// byte for byte what it is without it.
fn tried(row: &Row) -> Option<Error> {
    let run = |rows: &[&Row]| {
        let storage = database();
        let mut database = Database::open(Box::new(storage.clone())).expect("opens");
        let mut transaction = database.begin(NOW).expect("begins");
        let outcomes: Vec<_> = rows.iter().map(|row| transaction.insert("Articles", row)).collect();
        transaction.commit().expect("commits");
        (storage.to_vec(), outcomes)
    };
    let (first, last) = (article("BEFORE"), article("ZULU"));
    let (with, mut outcomes) = run(&[&first, row, &last]);
    let refusal = outcomes.remove(1).err();
    if refusal.is_some() {
        let (without, _) = run(&[&first, &last]);
        assert!(with == without, "a refused row changed the file");
    }
    assert!(outcomes.iter().all(Result::is_ok));
    refusal
}

fn broken(row: &Row) -> (String, Rule) {
    match tried(row) {
        Some(Error::Rule { table, column, rule }) => {
            assert_eq!(table, "Articles");
            (column, rule)
        }
        other => panic!("no rule was broken: {other:?}"),
    }
}

#[test]
fn a_sound_row_goes_in() {
    assert!(tried(&article("SECOND")).is_none());
}

#[test]
fn a_required_column_refuses_null_and_absence() {
    assert_eq!(broken(&without(CODE)), ("Code".to_owned(), Rule::Required));
    assert_eq!(broken(&with(CODE, Value::Null)), ("Code".to_owned(), Rule::Required));
}

#[test]
fn an_empty_text_needs_leave() {
    assert_eq!(broken(&with(CODE, text(""))), ("Code".to_owned(), Rule::ZeroLength));
    assert!(tried(&with(NAME, text(""))).is_none());
}

#[test]
fn a_text_longer_than_its_column_is_refused() {
    let refusal = broken(&with(NAME, text(&"ñ".repeat(21))));
    assert_eq!(refusal, ("Name".to_owned(), Rule::Size { found: 21, limit: 20 }));
}

#[test]
fn a_value_of_another_type_or_range_is_refused() {
    for value in [text("12"), Value::Long(40_000), Value::Double(0.5), Value::Boolean(true)] {
        assert!(matches!(broken(&with(AMOUNT, value)), (column, Rule::Type { .. }) if column == "Amount"));
    }
    assert!(tried(&with(AMOUNT, Value::Long(-5))).is_none());
}

#[test]
fn a_default_that_cannot_be_evaluated_is_named() {
    let refusal = broken(&without(GUID));
    assert_eq!(refusal, ("Guid".to_owned(), Rule::Default("GenGUID()".to_owned())));
}

#[test]
fn a_key_that_is_there_is_a_duplicate_whatever_its_case() {
    for code in ["FIRST", "first", "First  ", "BEFORE"] {
        match tried(&with(CODE, text(code))) {
            Some(Error::Duplicate { table, index }) => {
                assert_eq!((table.as_str(), index.as_str()), ("Articles", "PrimaryKey"));
            }
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[test]
fn a_row_that_no_page_holds_is_refused() {
    let mut row = article("SECOND");
    row.extend(WIDE.map(|place| (place, text(&"€".repeat(255)))));
    assert!(matches!(tried(&row), Some(Error::TooLong { limit: 4060, .. })));
}

#[test]
fn a_short_memo_gives_way_where_the_row_has_no_room() {
    let storage = database();
    let mut database = Database::open(Box::new(storage)).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    let table = transaction.table("Articles").expect("a table");
    let mut longest = None;
    for len in 200..=255 {
        let mut row: Row =
            vec![(CODE, text(&format!("L{len}"))), (GUID, Value::Null), (NOTES, text(&"€".repeat(30)))];
        row.extend(WIDE.map(|place| (place, text(&"€".repeat(len)))));
        match transaction.insert("Articles", &row) {
            Ok(id) => longest = Some(id),
            Err(Error::TooLong { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let row = transaction.row(&table, longest.expect("some fit")).expect("reads").expect("a row");
    assert_eq!(row.get(NOTES).expect("a memo"), text(&"€".repeat(30)));
}

#[test]
fn absent_columns_get_their_number_and_defaults() {
    let storage = database();
    let mut database = Database::open(Box::new(storage)).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.insert("Articles", &with(ID, Value::Long(70))).expect("inserts");
    let id = transaction.insert("Articles", &article("THIRD")).expect("inserts");
    let table = transaction.table("articles").expect("a table");
    let row = transaction.row(&table, id).expect("reads").expect("a row");
    let values = [ID, NAME, AMOUNT, STAMP].map(|place| row.get(place).expect("a value").into_owned());
    assert_eq!(values, [Value::Long(71), text("(none)"), Value::Null, Value::DateTime(NOW.into())]);
    transaction.commit().expect("commits");
    assert_eq!(database.table("Articles").expect("a table").last_autonumber, 71);
}

#[test]
fn a_validation_rule_is_asked_of_new_rows_and_of_columns_that_change() {
    let storage = MemoryStorage::default();
    let mut database = Database::create(Box::new(storage), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let ruled = |name, rule: &str| ColumnSpec {
        validation: Some(rule.to_owned()),
        ..ColumnSpec::new(name, ColumnType::DateTime)
    };
    let table =
        TableSpec::new("T").column(ruled("Past", "<Date()")).column(ruled("Future", "Is Null Or >=Date()"));
    transaction.create_table(&table).expect("creates");
    let date = |days: f64| Value::DateTime(days.into());
    let violated = |result: Result<RowId, Error>, column: &str| match result {
        Err(Error::Rule { column: found, rule: Rule::Violated(_), .. }) => assert_eq!(found, column),
        other => panic!("{other:?}"),
    };
    violated(transaction.insert("T", &[("Past", date(NOW))]), "Past");
    violated(transaction.insert("T", &[("Future", date(NOW - 1.0))]), "Future");
    let id = transaction.insert("T", &[("Past", date(NOW - 1.0))]).expect("holds");
    transaction.commit().expect("commits");
    // A day later the old future is no future, but only a change is asked.
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.update("T", id, &[("Future", date(NOW + 0.5))]).expect("holds");
    transaction.commit().expect("commits");
    let mut transaction = database.begin(NOW + 2.0).expect("begins");
    transaction.update("T", id, &[("Past", date(NOW + 1.0))]).expect("holds");
    let refused = transaction.update("T", id, &[("Future", date(NOW + 0.5))]);
    violated(refused.map(|()| id), "Future");
}

#[test]
fn a_validation_rule_that_cannot_be_evaluated_is_not_ignored() {
    let storage = MemoryStorage::default();
    let mut database = Database::create(Box::new(storage), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let rule = "Len([N])>0";
    let column = ColumnSpec { validation: Some(rule.to_owned()), ..ColumnSpec::new("N", ColumnType::Long) };
    transaction.create_table(&TableSpec::new("T").column(column)).expect("creates");
    let refusal = transaction.insert("T", &[(0, Value::Long(1))]);
    assert!(matches!(refusal, Err(Error::Rule { rule: Rule::Validation(found), .. }) if found == rule));
}

#[test]
fn a_text_whose_keys_nobody_knows_is_refused() {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let french = Some(SortOrder { lcid: 1036, sort_id: 0, version: 0 });
    let table = TableSpec::new("T")
        .column(ColumnSpec { sort_order: french, ..ColumnSpec::text("Name", 20) })
        .column(ColumnSpec { sort_order: french, ..ColumnSpec::text("Other", 20) })
        .index(IndexSpec::plain("Name", ["Name"]));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table).expect("creates");
    transaction.insert("T", &[(1, text("ñandú"))]).expect("a column without an index takes any text");
    let refusal = transaction.insert("T", &[(0, text("x"))]);
    assert!(matches!(refusal, Err(Error::UnsupportedSortOrder { column, .. }) if column == "Name"));
    transaction.commit().expect("commits");
    assert_eq!(database.table("T").expect("a table").row_count, 1);
}

#[test]
fn a_read_that_fails_in_the_middle_of_an_insert_leaves_nothing_behind() {
    let sound = {
        let storage = database();
        let mut database = Database::open(Box::new(storage.clone())).expect("opens");
        let mut transaction = database.begin(NOW).expect("begins");
        transaction.insert("Articles", &article("SECOND")).expect("inserts");
        transaction.commit().expect("commits");
        storage.to_vec()
    };
    let mut failures = 0;
    for call in 1.. {
        let storage = database();
        let (faulty, control) = FaultyStorage::new(Box::new(storage.clone()));
        let mut database = Database::open(Box::new(faulty)).expect("opens");
        let mut transaction = database.begin(NOW).expect("begins");
        let at = control.calls() + call;
        control.arm(Some(Fault::Once { call: at, kind: ErrorKind::TimedOut }));
        let first = transaction.insert("Articles", &article("SECOND"));
        if control.calls() < at {
            break;
        }
        assert!(matches!(first, Err(Error::Io { .. })));
        failures += 1;
        transaction.insert("Articles", &article("SECOND")).expect("works the second time");
        transaction.commit().expect("commits");
        assert!(storage.to_vec() == sound, "after call {call} had failed");
    }
    assert!(failures > 5, "only {failures} calls to fail");
}

#[test]
fn a_dropped_transaction_changes_no_byte() {
    let storage = database();
    let before = storage.to_vec();
    let mut database = Database::open(Box::new(storage.clone())).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    for number in 0..200 {
        transaction.insert("Articles", &article(&format!("N{number}"))).expect("inserts");
    }
    drop(transaction);
    assert!(storage.to_vec() == before);
    database.begin(NOW).expect("begins").commit().expect("nothing to commit");
    assert!(storage.to_vec() == before);
}
