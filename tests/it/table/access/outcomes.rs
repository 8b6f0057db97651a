//! What becomes of rows of every kind, in a table with an index on its key and in one without.

use super::world::{TARGET, decimal, now, prices};
use accdb::{Database, MemoryStorage, Rule, Strictness, Value};
use factulink::table::access::{ChangeLimit, Mode, RowBatch, TableTarget, TableWriter, WriteOutcome};
use factulink::table::{Cell, Error, TableProblem};
use std::path::Path;

fn writer(indexed: bool, target: &TableTarget<'_>) -> (TableWriter, MemoryStorage) {
    let (database, storage) = prices(indexed);
    (over(database, target).expect("opens"), storage)
}

fn over(database: Database, target: &TableTarget<'_>) -> factulink::table::Result<TableWriter> {
    TableWriter::over(Path::new("prices.accdb"), database, target, None, now())
}

fn row<'a>(article: &'a str, price: &str, units: i128, note: &'a str) -> [Cell<'a>; 5] {
    let units = Cell::Decimal { units, decimals: 0 };
    [Cell::Text(article), decimal("6"), decimal(price), units, Cell::Text(note)]
}

fn write(writer: &mut TableWriter, rows: &[[Cell<'_>; 5]]) -> Vec<WriteOutcome> {
    let mut batch = RowBatch::new();
    rows.iter().for_each(|row| batch.push(row));
    writer.write(&batch).expect("written")
}

/// The values of the row with an article, NULL and all; the file is sound.
fn stored(storage: &MemoryStorage, article: &str) -> Vec<Value<'static>> {
    let database = Database::open(Box::new(storage.clone())).expect("opens");
    assert!(database.check(Strictness::OwnWriter).expect("checks").is_sound());
    let table = database.table("PRICES").expect("a table");
    let mut rows = database.scan(&table);
    while let Some(row) = rows.next_row().expect("a row") {
        if row.get(0).expect("a value") == Value::Text(article.into()) {
            return (0..7).map(|at| row.get(at).expect("a value").into_owned()).collect();
        }
    }
    panic!("no row of {article}")
}

fn each(test: impl Fn(bool)) {
    [true, false].into_iter().for_each(test);
}

#[test]
fn a_new_row_has_no_null_in_it() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TARGET);
        let outcomes = write(&mut writer, &[row("A-2", "1.5", 3, "")]);
        assert!(matches!(outcomes[..], [WriteOutcome::New]), "{outcomes:?}");
        let expected = [
            Value::Text("A-2".into()),
            Value::Long(6),
            Value::Currency(15_000),
            Value::Integer(3),
            Value::Text("".into()),
            Value::DateTime(2.0.into()),
            Value::Boolean(false),
        ];
        assert_eq!(stored(&storage, "A-2"), expected);
    });
}

#[test]
fn an_equal_row_is_known_though_another_program_left_null_there() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TARGET);
        let before = storage.to_vec();
        let outcomes = write(
            &mut writer,
            &[row("a-1 ", "100.00", 12, "")].map(|mut row| {
                row[0] = Cell::Text("a-1");
                row
            }),
        );
        assert!(matches!(outcomes[..], [WriteOutcome::Known]), "{outcomes:?}");
        assert!(storage.to_vec() == before);
    });
}

#[test]
fn a_change_touches_the_columns_that_differ_and_no_other() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TARGET);
        let outcomes = write(&mut writer, &[row("A-1", "101.25", 12, "")]);
        let [WriteOutcome::Changed(differences)] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        let [difference] = differences.as_slice() else { panic!("{differences:?}") };
        assert_eq!((difference.column, &*difference.before, &*difference.after), (2, "100", "101.25"));
        let values = stored(&storage, "A-1");
        assert_eq!(values[2], Value::Currency(1_012_500));
        assert_eq!([&values[4], &values[5]], [&Value::Null; 2], "what nobody asked for keeps what it has");
    });
}

#[test]
fn what_does_not_fit_its_column_is_told_and_never_cut() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TARGET);
        let before = storage.to_vec();
        let mut of_another_type = row("A-2", "1", 1, "");
        of_another_type[2] = Cell::Text("consultar");
        let rows = [
            row("A-2", "1", 1, "eleven char"),
            row("fourteen chars", "1", 1, ""),
            row("A-2", "1.00001", 1, ""),
            row("A-2", "1", 32_768, ""),
            row("A-2", "922337203685477.5808", 1, ""),
            of_another_type,
        ];
        let outcomes = write(&mut writer, &rows);
        let found: Vec<_> = outcomes
            .iter()
            .map(|outcome| match outcome {
                WriteOutcome::Misfit { column, rule: Rule::Size { found, limit } } => {
                    (*column, *found, *limit)
                }
                WriteOutcome::Misfit { column, rule: Rule::Type { .. } } => (*column, 0, 0),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, [(4, 11, 10), (0, 14, 13), (2, 0, 0), (3, 0, 0), (2, 0, 0), (2, 0, 0)]);
        assert!(storage.to_vec() == before);
    });
}

#[test]
fn a_key_that_comes_again_is_known_or_repeated_in_the_batch_and_later() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TARGET);
        let rows = [
            row("A-2", "2", 1, ""),
            row("A-1", "100", 12, ""),
            row("A-2", "2", 1, ""),
            row("A-2", "3", 1, ""),
        ];
        let outcomes = write(&mut writer, &rows);
        assert!(
            matches!(
                outcomes[..],
                [WriteOutcome::New, WriteOutcome::Known, WriteOutcome::Known, WriteOutcome::Repeated(_)]
            ),
            "{outcomes:?}"
        );
        let outcomes = write(&mut writer, &[row("A-1", "3", 12, ""), row("A-2", "9", 1, "")]);
        assert!(
            matches!(outcomes[..], [WriteOutcome::Repeated(_), WriteOutcome::Repeated(_)]),
            "{outcomes:?}"
        );
        assert_eq!(stored(&storage, "A-2")[2], Value::Currency(20_000), "the first one counts");
    });
}

#[test]
fn a_move_past_the_share_is_held_and_does_not_keep_a_later_row_out() {
    each(|indexed| {
        let change = Some(ChangeLimit { column: "PRICE", at_most: 300_000 });
        let (mut writer, storage) = writer(indexed, &TableTarget { change, ..TARGET });
        let outcomes = write(&mut writer, &[row("A-1", "130.0001", 12, ""), row("A-1", "130", 12, "")]);
        assert!(
            matches!(&outcomes[..], [WriteOutcome::TooBig(by), WriteOutcome::Changed(_)] if by.after == "130.0001"),
            "{outcomes:?}"
        );
        assert_eq!(stored(&storage, "A-1")[2], Value::Currency(1_300_000));
    });
}

#[test]
fn several_rows_of_one_key_in_the_table_are_nobodys() {
    let (mut database, storage) = prices(false);
    let mut transaction = database.begin(1.0).expect("begins");
    transaction.insert("PRICES", &[(0, Value::Text(" a-1".into())), (1, Value::Long(6))]).expect("inserts");
    transaction.commit().expect("commits");
    let before = storage.to_vec();
    let mut writer = over(database, &TARGET).expect("opens");
    let outcomes = write(&mut writer, &[row("A-1", "1", 1, "")]);
    assert!(matches!(outcomes[..], [WriteOutcome::Ambiguous]), "{outcomes:?}");
    assert!(storage.to_vec() == before);
}

#[test]
fn what_is_rehearsed_is_forgotten() {
    each(|indexed| {
        let (mut writer, storage) = writer(indexed, &TableTarget { mode: Mode::Insert, ..TARGET });
        let before = storage.to_vec();
        let mut batch = RowBatch::new();
        batch.push(&row("A-2", "1", 1, ""));
        for _ in 0..2 {
            let outcomes = writer.rehearse(&batch).expect("rehearsed");
            assert!(matches!(outcomes[..], [WriteOutcome::New]), "{outcomes:?}");
        }
        assert!(storage.to_vec() == before);
        assert!(matches!(writer.write(&batch).expect("written")[..], [WriteOutcome::New]));
    });
}

#[test]
fn what_the_table_lacks_is_named_with_what_it_has() {
    let problem = |target: &TableTarget<'_>| match over(prices(true).0, target) {
        Err(Error::Table { problem, .. }) => problem,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it opens"),
    };
    let columns =
        ["ARTICLE", "SUPPLIER", "PRICE", "UNITS", "NOTE", "SINCE", "OPEN"].map(str::to_owned).to_vec();
    let missing = problem(&TableTarget { columns: &["PRIZE"], ..TARGET });
    assert_eq!(missing, TableProblem::NoColumn { column: "PRIZE".to_owned(), columns });
    let missing = problem(&TableTarget { table: "PRIZES", ..TARGET });
    assert_eq!(missing, TableProblem::NoTable { tables: vec!["PRICES".to_owned()] });
    let twice = problem(&TableTarget { columns: &["PRICE", "article"], ..TARGET });
    assert_eq!(twice, TableProblem::Twice { column: "ARTICLE".to_owned() });
    let change = Some(ChangeLimit { column: "NOTE", at_most: 1 });
    let no_number = problem(&TableTarget { change, ..TARGET });
    assert_eq!(no_number, TableProblem::NotANumber { column: "NOTE".to_owned(), column_type: "text" });
    assert_eq!(problem(&TableTarget { key: &[], ..TARGET }), TableProblem::NoKey);
}
