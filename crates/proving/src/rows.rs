//! Rows for any table, the same for the same seed.

use accdb::{Column, ColumnType, Database, TableDef, Value};

/// A small generator of numbers (xorshift), so that a seed says everything about a test.
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn any(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.any() % limit.max(1) as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}

/// A row with a value for every column that takes one; `number` makes the columns of unique keys differ.
pub fn row_for(table: &TableDef, number: u32, numbers: &mut Numbers) -> Vec<(usize, Value<'static>)> {
    let keys: Vec<usize> = unique_columns(table);
    let mut row = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let writable = !column.calculated && column.column_type != ColumnType::Complex;
        if !writable || column.autonumber || column.autonumber_guid {
            continue;
        }
        let is_key = keys.contains(&place);
        let value = if is_key { key_value(column, number) } else { value_for(column, numbers) };
        row.push((place, value));
    }
    row
}

pub fn unique_columns(table: &TableDef) -> Vec<usize> {
    let unique = table.indexes.iter().filter(|index| index.unique || index.required);
    unique.flat_map(|index| index.columns.iter().map(|part| part.column.position())).collect()
}

/// A value that no other number gives, as far as the type has so many.
pub fn key_value(column: &Column, number: u32) -> Value<'static> {
    match column.column_type {
        ColumnType::Boolean => Value::Boolean(number.is_multiple_of(2)),
        ColumnType::Byte => Value::Byte(number as u8),
        ColumnType::Integer => Value::Integer(number as i16),
        ColumnType::Long => Value::Long(1_000_000 + number as i32),
        ColumnType::BigInt => Value::BigInt(i64::from(number) << 33),
        ColumnType::Currency => Value::Currency(i64::from(number) * 10_000),
        ColumnType::Single => Value::Single(number as f32),
        ColumnType::Double => Value::Double(f64::from(number) / 4.0),
        ColumnType::DateTime => Value::DateTime(f64::from(number).into()),
        ColumnType::DateTimeExtended => Value::DateTimeExtended { days: i64::from(number), ticks: 7 },
        ColumnType::Text => {
            let text = format!("K{number:05}");
            Value::Text(text[text.len().saturating_sub(column.size())..].to_owned().into())
        }
        ColumnType::Memo => Value::Text(format!("K{number:05}").into()),
        ColumnType::Binary => {
            let bytes = number.to_be_bytes();
            Value::Binary(bytes[bytes.len().saturating_sub(column.size())..].to_vec().into())
        }
        ColumnType::Ole => Value::Binary(number.to_be_bytes().to_vec().into()),
        ColumnType::Guid => Value::Guid(std::array::from_fn(|i| (number >> (i % 4 * 8)) as u8)),
        ColumnType::Decimal { scale, .. } => {
            Value::Decimal { negative: false, magnitude: u128::from(number), scale }
        }
        ColumnType::Complex | ColumnType::Unknown(_) => Value::Null,
    }
}

/// Characters of which a key stays below 510 bytes: others do not cut longer ones as Access does.
const KEY_CHARACTERS: usize = 110;

/// Any value of the type, sometimes null where the column takes it.
pub fn value_for(column: &Column, numbers: &mut Numbers) -> Value<'static> {
    if !column.required && numbers.chance(15) {
        return Value::Null;
    }
    let any = numbers.any();
    match column.column_type {
        ColumnType::Boolean => Value::Boolean(any.is_multiple_of(2)),
        ColumnType::Byte => Value::Byte(any as u8),
        ColumnType::Integer => Value::Integer(any as i16),
        ColumnType::Long => Value::Long(any as i32),
        ColumnType::BigInt => Value::BigInt(any as i64),
        ColumnType::Currency => Value::Currency(any as i64 >> 20),
        ColumnType::Single => Value::Single((any as i32 >> 8) as f32 / 16.0),
        ColumnType::Double => Value::Double((any as i64 >> 20) as f64 / 64.0),
        ColumnType::DateTime => {
            let days = (any % 60_000) as f64 + (any % 86_400) as f64 / 86_400.0;
            Value::DateTime(days.into())
        }
        ColumnType::DateTimeExtended => {
            Value::DateTimeExtended { days: (any % 3_000_000) as i64, ticks: any % 864_000_000_000 }
        }
        ColumnType::Text => text(column, column.size().min(KEY_CHARACTERS), numbers),
        ColumnType::Memo => {
            let limit = *numbers.pick(&[5, 30, 70, 500, 3_000, 9_000]);
            text(column, limit, numbers)
        }
        ColumnType::Binary => bytes(column.size(), numbers),
        ColumnType::Ole => {
            let limit = *numbers.pick(&[5, 60, 100, 4_000, 20_000]);
            bytes(limit, numbers)
        }
        ColumnType::Guid => Value::Guid(std::array::from_fn(|_| numbers.any() as u8)),
        ColumnType::Decimal { precision, scale } => {
            let limit = 10_u128.pow(u32::from(precision));
            let magnitude = (u128::from(any) << 64 | u128::from(numbers.any())) % limit;
            Value::Decimal { negative: any.is_multiple_of(2) && magnitude != 0, magnitude, scale }
        }
        ColumnType::Complex | ColumnType::Unknown(_) => Value::Null,
    }
}

fn text(column: &Column, limit: usize, numbers: &mut Numbers) -> Value<'static> {
    // No ß: as part of a key Jackcess counts it otherwise than Access does.
    let alphabets = ["abcXYZ 019-'.", "áéñÑüç€ö ", "kλж中"];
    let alphabet: Vec<char> = numbers.pick(&alphabets).chars().collect();
    let least = usize::from(!column.zero_length);
    let len = least.max(numbers.below(limit.min(9_000) + 1));
    let text: String = (0..len).map(|_| *numbers.pick(&alphabet)).collect();
    Value::Text(text.into())
}

fn bytes(limit: usize, numbers: &mut Numbers) -> Value<'static> {
    let len = numbers.below(limit + 1);
    Value::Binary((0..len).map(|_| numbers.any() as u8).collect::<Vec<_>>().into())
}

/// The rows of a table, counted; the definition has to say the same.
pub fn count(database: &Database, name: &str) -> u32 {
    let table = database.table(name).expect("a table");
    let mut scan = database.scan(&table);
    let mut rows = 0;
    while scan.next_row().expect("a sound row").is_some() {
        rows += 1;
    }
    assert_eq!(rows, table.row_count, "{name}: the count in the definition");
    rows
}
