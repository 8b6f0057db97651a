//! What a new row gets in each column of the table as this file has it: the known columns what the document says,
//! the others their default, and none of them NULL.

use super::columns::{Kind, Table};
use super::fields::{Cells, ole_of, shown};
use crate::domain::Percent;
use crate::store::{Error, Result};
use crate::upkeep::blank;
use accdb::{ColumnType, Rule, Value};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::fmt;

/// What a document says of a column, before it takes the column's own type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Field<'a> {
    Text(&'a str),
    Char(char),
    Whole(i64),
    /// Ten-thousandths.
    Parts(i64),
    Date(NaiveDate),
}

/// A column whose meaning is known, and what it gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<G> {
    name: &'static str,
    kind: Kind,
    needed: bool,
    pub value: G,
}

impl<G> Known<G> {
    /// A column without which a document would not be what it says.
    pub const fn need(name: &'static str, kind: Kind, value: G) -> Self {
        Known { name, kind, needed: true, value }
    }

    /// A column that older versions lack, or that carries nothing of weight.
    pub const fn may(name: &'static str, kind: Kind, value: G) -> Self {
        Known { name, kind, needed: false, value }
    }

    /// The same column with another value.
    pub fn with<H>(&self, value: H) -> Known<H> {
        Known { name: self.name, kind: self.kind, needed: self.needed, value }
    }
}

/// A known column in the table at hand.
struct Planned<G> {
    at: usize,
    name: &'static str,
    column_type: ColumnType,
    /// Most UTF-16 units of a text.
    size: usize,
    value: G,
}

/// How rows of one table are written.
pub(crate) struct Plan<G> {
    pub table: Table,
    known: Vec<Planned<G>>,
    /// Columns that the engine would leave NULL, and what they get instead.
    fill: Vec<(usize, Value<'static>)>,
}

impl<G: Copy> Plan<G> {
    /// Finds the known columns; one that is needed and missing, or of a wrong type, is [`Error::Schema`].
    pub fn bind(table: Table, columns: impl Iterator<Item = Known<G>>) -> Result<Self> {
        let mut known = Vec::new();
        for Known { name, kind, needed, value } in columns {
            let place = if needed { table.need(name, kind)? } else { table.may(name, kind)? };
            let column = place.at.and_then(|at| Some((at, table.def.columns.get(at)?)));
            known.extend(column.map(|(at, column)| Planned {
                at,
                name,
                column_type: column.column_type,
                size: if column.column_type == ColumnType::Text { column.size() } else { usize::MAX },
                value,
            }));
        }
        let mut planned = vec![false; table.def.columns.len()];
        known.iter().for_each(|column: &Planned<G>| planned[column.at] = true);
        let unknown = table.def.columns.iter().enumerate().filter(|(at, _)| !planned[*at]);
        let fill = unknown.filter_map(|(at, column)| Some((at, blank(column)?))).collect();
        Ok(Plan { table, known, fill })
    }

    /// The values of a new row, by place; `of` names its document where a text is cut. Columns that are not among them
    /// get their default from the engine.
    pub fn row<'a>(
        &self,
        of: &dyn fmt::Display,
        say: impl Fn(G) -> Field<'a>,
    ) -> Result<Vec<(usize, Value<'a>)>> {
        let mut values = Vec::with_capacity(self.known.len() + self.fill.len());
        for column in &self.known {
            let field = say(column.value);
            self.warn_of_cut(column, &field, of);
            values.push((column.at, self.fit(column, field)?));
        }
        values.extend(self.fill.iter().cloned());
        Ok(values)
    }

    /// Compares a row of the file with the values that were written.
    pub fn check<'a>(&self, row: &(impl Cells + ?Sized), say: impl Fn(G) -> Field<'a>) -> Result<()> {
        for column in &self.known {
            let written = self.fit(column, say(column.value))?;
            let found = row.cell(column.at).map_err(|error| Error::engine(&self.table.file, error))?;
            if written != found {
                return Err(self.differs(column.name, &written, &found));
            }
        }
        Ok(())
    }

    /// The error for a figure, or a row, that reads back otherwise.
    pub fn differs(&self, column: &str, written: &Value<'_>, found: &Value<'_>) -> Error {
        Error::ReadBack {
            file: self.table.file.to_string(),
            table: self.table.def.name.clone(),
            column: column.to_owned(),
            written: shown(written),
            found: shown(found),
        }
    }

    fn fit<'a>(&self, column: &Planned<G>, field: Field<'a>) -> Result<Value<'a>> {
        let value = match field {
            Field::Text(text) => Some(Value::Text(Cow::Borrowed(fitting(text, column.size)))),
            Field::Char(char) => Some(Value::Text(Cow::Owned(char.to_string()))),
            Field::Whole(number) => whole(number, column.column_type),
            Field::Parts(parts) => decimal(parts, column.column_type),
            Field::Date(date) => Some(Value::DateTime(ole_of(date).into())),
        };
        value.ok_or_else(|| {
            let rule = Rule::Type { expected: "its own", found: format!("{field:?}") };
            let table = self.table.def.name.clone();
            let source = accdb::Error::Rule { table, column: column.name.to_owned(), rule };
            Error::engine(&self.table.file, source)
        })
    }

    /// The domain has cut texts to the sizes that the file had then; one that became shorter since gets what fits.
    fn warn_of_cut(&self, column: &Planned<G>, field: &Field<'_>, of: &dyn fmt::Display) {
        if matches!(field, Field::Text(text) if fitting(text, column.size).len() < text.len()) {
            let (file, table, name) = (&self.table.file, &self.table.def.name, column.name);
            log::warn!("{file}: {table}.{name} of {of} is cut to its {} characters", column.size);
        }
    }
}

/// As much of a text as `size` UTF-16 units hold, cut between characters.
fn fitting(text: &str, size: usize) -> &str {
    if text.len() <= size {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > size
    });
    end.map_or(text, |(at, _)| &text[..at])
}

fn whole(number: i64, column: ColumnType) -> Option<Value<'static>> {
    match column {
        ColumnType::Byte => u8::try_from(number).ok().map(Value::Byte),
        ColumnType::Integer => i16::try_from(number).ok().map(Value::Integer),
        ColumnType::Long => i32::try_from(number).ok().map(Value::Long),
        _ => decimal(number.checked_mul(10_000)?, column),
    }
}

fn decimal(parts: i64, column: ColumnType) -> Option<Value<'static>> {
    match column {
        ColumnType::Currency => Some(Value::Currency(parts)),
        ColumnType::Single => Some(Value::Single(Percent::from_ten_thousandths(parts).to_single())),
        ColumnType::Double => Some(Value::Double(parts as f64 / 10_000.0)),
        _ if parts % 10_000 == 0 => match column {
            ColumnType::Integer => i16::try_from(parts / 10_000).ok().map(Value::Integer),
            ColumnType::Long => i32::try_from(parts / 10_000).ok().map(Value::Long),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_counted_as_access_counts() {
        assert_eq!(fitting("añadido", 3), "aña");
        assert_eq!(fitting("a😀b", 2), "a", "a character of two units is not split");
        assert_eq!(fitting("a😀b", 3), "a😀");
        assert_eq!(fitting("€", 1), "€");
        assert_eq!(fitting("", 0), "");
    }

    #[test]
    fn a_number_takes_the_type_of_its_column_or_is_refused() {
        assert_eq!(whole(1, ColumnType::Currency), Some(Value::Currency(10_000)));
        assert_eq!(whole(40_000, ColumnType::Integer), None);
        assert_eq!(decimal(123_500, ColumnType::Single), Some(Value::Single(12.35)));
        assert_eq!(decimal(123_500, ColumnType::Long), None);
        assert_eq!(decimal(20_000, ColumnType::Integer), Some(Value::Integer(2)));
    }
}
