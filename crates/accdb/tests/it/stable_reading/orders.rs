//! Orders that say of themselves what belongs to them, so that a torn one is known by looking at it.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexId, IndexSpec, MemoryStorage, Storage,
    TableSpec, Value,
};
use std::ops::Bound::{Excluded, Included, Unbounded};

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
/// Lines of each order.
pub const LINES: i32 = 5;

/// Makes a database of `orders` orders, numbered from 1.
pub fn make(storage: Box<dyn Storage>, orders: i32) {
    let mut database = Database::create(storage, &CreateOptions::new(NOW)).expect("creates");
    let headers = TableSpec::new("Orders")
        .column(ColumnSpec::text("Series", 1))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::new("Total", ColumnType::Long))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .index(IndexSpec::primary_key(["Series", "Number"]));
    let lines = TableSpec::new("Lines")
        .column(ColumnSpec::text("Series", 1))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::new("Position", ColumnType::Long))
        .column(ColumnSpec::new("Amount", ColumnType::Long))
        .column(ColumnSpec::text("Text", 200))
        .index(IndexSpec::primary_key(["Series", "Number", "Position"]));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&headers).expect("creates");
    transaction.create_table(&lines).expect("creates");
    transaction.commit().expect("commits");
    for number in 1..=orders {
        add(&mut database, number).expect("adds");
    }
}

/// The bytes of a database of `orders` orders.
pub fn bytes(orders: i32) -> Vec<u8> {
    let storage = MemoryStorage::default();
    make(Box::new(storage.clone()), orders);
    storage.to_vec()
}

/// Adds an order with its lines in one transaction.
pub fn add(database: &mut Database, number: i32) -> Result<(), Error> {
    let mut transaction = database.begin(NOW)?;
    let (series, total) = (Value::Text("1".into()), (1..=LINES).map(|at| amount(number, at)).sum());
    let header = [
        (0, series.clone()),
        (1, Value::Long(number)),
        (2, Value::Long(total)),
        (3, Value::Text(notes(number).into())),
    ];
    transaction.insert("Orders", &header)?;
    for position in 1..=LINES {
        let line = [
            (0, series.clone()),
            (1, Value::Long(number)),
            (2, Value::Long(position)),
            (3, Value::Long(amount(number, position))),
            (4, Value::Text(text(number, position).into())),
        ];
        transaction.insert("Lines", &line)?;
    }
    transaction.commit()
}

/// An order as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub number: i32,
    total: i32,
    notes: String,
    /// Position, amount, text.
    lines: Vec<(i32, i32, String)>,
}

impl Found {
    /// Whether the lines make up the total, which is all that can be told of an order of others.
    pub fn adds_up(&self) -> bool {
        self.lines.iter().map(|(_, amount, _)| amount).sum::<i32>() == self.total
    }

    /// Whether everything is there that was written.
    pub fn is_whole(&self) -> bool {
        let line = |at| (at, amount(self.number, at), text(self.number, at));
        self.notes == notes(self.number)
            && self.lines.iter().cloned().eq((1..=LINES).map(line))
            && self.adds_up()
    }
}

/// The `count` newest orders by their index, the newest first, each with its lines by theirs. Lines that lie behind
/// the newest order make one more, without a header.
pub fn newest(database: &Database, count: usize) -> Result<Vec<Found>, Error> {
    let (orders, lines) = (database.table("Orders")?, database.table("Lines")?);
    let mut found = Vec::new();
    let mut rows = database.range(&orders, IndexId::at(0), Unbounded, Unbounded)?;
    while let Some(row) = rows.prev_row()? {
        let header = Found {
            number: long(row.get(1)?),
            total: long(row.get(2)?),
            notes: owned_text(row.get(3)?),
            lines: Vec::new(),
        };
        let key = [Value::Text("1".into()), Value::Long(header.number)];
        if found.is_empty() {
            let mut behind = database.range(&lines, IndexId::at(0), Excluded(&key), Unbounded)?;
            if let Some(line) = behind.next_row()? {
                found.push(Found {
                    number: long(line.get(1)?),
                    total: -1,
                    notes: String::new(),
                    lines: Vec::new(),
                });
            }
        }
        let mut own = database.range(&lines, IndexId::at(0), Included(&key), Included(&key))?;
        let mut of_order = Vec::new();
        while let Some(line) = own.next_row()? {
            of_order.push((long(line.get(2)?), long(line.get(3)?), owned_text(line.get(4)?)));
        }
        found.push(Found { lines: of_order, ..header });
        if found.len() >= count {
            break;
        }
    }
    Ok(found)
}

fn amount(number: i32, position: i32) -> i32 {
    1 + (number * 31 + position * 7) % 997
}

fn notes(number: i32) -> String {
    format!("pedido {number} ").repeat(usize::try_from(number % 40).expect("not negative"))
}

fn text(number: i32, position: i32) -> String {
    format!("{number}/{position} ").repeat(16)
}

fn long(value: Value<'_>) -> i32 {
    match value {
        Value::Long(number) => number,
        other => panic!("{other:?} is no number"),
    }
}

fn owned_text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.into_owned(),
        other => panic!("{other:?} is no text"),
    }
}
