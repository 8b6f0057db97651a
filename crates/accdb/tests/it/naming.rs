//! Columns and indexes by their names and identifiers, dates by the calendar.

use accdb::{
    CivilDateTime, ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, MemoryStorage, OleDate,
    TableSpec, Value,
};

const NOW: f64 = 46_000.0;

fn members() -> Database {
    let mut database =
        Database::create(Box::new(MemoryStorage::default()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let table = TableSpec::new("Members")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Name", 80))
        .column(ColumnSpec::new("Joined", ColumnType::DateTime))
        .index(IndexSpec::primary_key(["Id"]))
        .index(IndexSpec::plain("ByName", ["Name"]));
    transaction.create_table(&table).expect("creates");
    transaction.commit().expect("commits");
    database
}

#[test]
fn a_column_is_the_same_by_id_by_name_in_any_case_and_by_position() {
    let mut database = members();
    let table = database.table("Members").expect("a table");
    let name = table.column("NAME").expect("a column");
    let mut transaction = database.begin(NOW).expect("begins");
    let id = transaction.insert("Members", &[("name", "Ada".into())]).expect("inserts");
    transaction.insert("Members", &[(name, "Grace".into())]).expect("inserts");
    transaction.update("Members", id, &[(name.position(), "Ada Lovelace".into())]).expect("updates");
    let row = transaction.row(&table, id).expect("reads").expect("a row");
    for value in [row.get(name), row.get("nAME"), row.get(1)] {
        assert_eq!(value.expect("a value"), "Ada Lovelace".into());
    }
}

#[test]
fn a_name_that_no_column_has_is_told_and_nothing_changes() {
    let mut database = members();
    let table = database.table("Members").expect("a table");
    let mut transaction = database.begin(NOW).expect("begins");
    let id = transaction.insert("Members", &[("Name", "Ada".into())]).expect("inserts");
    let row = [("Name", "Grace".into()), ("Nmae", "Grace".into())];
    let refused = [transaction.insert("Members", &row).map(drop), transaction.update("Members", id, &row)];
    for refused in refused {
        assert!(matches!(&refused, Err(Error::NoColumn { column, .. }) if column == "Nmae"), "{refused:?}");
    }
    let row = transaction.row(&table, id).expect("reads").expect("a row");
    assert!(matches!(row.get("Nmae"), Err(Error::NoColumn { .. })));
    assert_eq!(row.get("Name").expect("a value"), "Ada".into());
    drop(row);
    transaction.commit().expect("commits");
    assert_eq!(database.table("Members").expect("a table").row_count, 1);
}

#[test]
fn an_index_has_a_name_and_the_columns_it_is_on() {
    let database = members();
    let table = database.table("Members").expect("a table");
    assert_eq!(table.index("byname"), table.index_on(&["Name"]));
    assert_eq!(table.index("PrimaryKey"), table.index_on(&["Id"]));
    assert_eq!((table.index("Joined"), table.index_on(&["Joined"])), (None, None));
}

#[test]
fn a_day_of_the_calendar_goes_in_and_comes_out() {
    let day = CivilDateTime { year: 1815, month: 12, day: 10, millisecond: 0 };
    let mut database = members();
    let table = database.table("Members").expect("a table");
    let mut transaction = database.begin(NOW).expect("begins");
    let date = OleDate::try_from(day).expect("a day");
    let id = transaction.insert("Members", &[("Joined", date.into())]).expect("inserts");
    let row = transaction.row(&table, id).expect("reads").expect("a row");
    let Value::DateTime(joined) = row.get("Joined").expect("a value") else { panic!("a date") };
    assert_eq!((joined, CivilDateTime::from_ole(joined)), (date, Some(day)));
    let none = CivilDateTime { month: 13, ..day };
    assert!(OleDate::try_from(none).is_err());
}
