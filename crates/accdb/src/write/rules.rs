//! The rules of a table that are asked before anything is written: what each column of a new row holds.

use super::coerce::coerce;
use super::defaults::Default;
use super::write_context::WriteContext;
use crate::error::{Error, Result, Rule};
use crate::format::column::{Column, ColumnType};
use crate::format::table::TableDef;
use crate::format::value::Value;

/// What a table asks of its rows; worked out once for many rows.
pub(super) struct Rules {
    /// One for each of [`TableDef::columns`].
    defaults: Vec<Default>,
    has_complex: bool,
}

/// A row about to be written: a value for each of [`TableDef::columns`], in the column's type.
pub(super) struct NewRow<'v> {
    pub values: Vec<Value<'v>>,
    /// The numbers given out, this row's included.
    pub numbers: Autonumbers,
}

/// The last numbers that a table has given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Autonumbers {
    pub long: u32,
    pub complex: u32,
}

impl Autonumbers {
    pub fn of(table: &TableDef) -> Autonumbers {
        Autonumbers { long: table.last_autonumber, complex: table.last_complex }
    }
}

impl Rules {
    /// Fails for a table that cannot be written at all: one with a column of a type that is not known.
    pub fn new(table: &TableDef) -> Result<Rules> {
        for column in &table.columns {
            if let ColumnType::Unknown(code) = column.column_type {
                let what = format!("writing to table {}: column {} of type {code}", table.name, column.name);
                return Err(Error::Unsupported(what));
            }
        }
        let has_complex = table.columns.iter().any(|column| column.column_type == ColumnType::Complex);
        Ok(Rules { defaults: table.columns.iter().map(Default::of).collect(), has_complex })
    }

    /// Fills in and checks a row. `given` has values by their place in [`TableDef::columns`]; of two for one column
    /// the later counts. `numbers` are the last ones given out.
    pub fn complete<'v>(
        &'v self,
        table: &TableDef,
        given: &'v [(usize, Value<'_>)],
        moment: &mut WriteContext,
        numbers: Autonumbers,
    ) -> Result<NewRow<'v>> {
        let mut values: Vec<Option<&Value<'_>>> = vec![None; table.columns.len()];
        for (place, value) in given {
            *values.get_mut(*place).ok_or_else(|| no_column(table, *place))? = Some(value);
        }
        let mut row = NewRow { values: Vec::with_capacity(values.len()), numbers };
        if self.has_complex {
            row.numbers.complex = numbers.complex.saturating_add(1);
        }
        for ((column, default), given) in table.columns.iter().zip(&self.defaults).zip(values) {
            let value = row.next_value(column, default, given, moment);
            let value = value.and_then(|value| allowed(column, &value).map(|()| value));
            row.values.push(value.map_err(|rule| broken(table, &column.name, rule))?);
        }
        check_required_keys(table, &row.values)?;
        Ok(row)
    }
}

impl<'v> NewRow<'v> {
    fn next_value(
        &mut self,
        column: &Column,
        default: &'v Default,
        given: Option<&'v Value<'_>>,
        moment: &mut WriteContext,
    ) -> Result<Value<'v>, Rule> {
        if column.calculated || column.column_type == ColumnType::Complex {
            return match given {
                Some(value) if *value != Value::Null => Err(Rule::ReadOnly),
                _ if column.calculated => Ok(Value::Null),
                _ => self.complex(),
            };
        }
        match given {
            None | Some(Value::Null) if column.autonumber && *default == Default::RandomLong => {
                let value = default.value(column, moment)?;
                self.note_autonumber(column, &value);
                Ok(value)
            }
            None | Some(Value::Null) if column.autonumber => self.number(),
            None | Some(Value::Null) if column.autonumber_guid => {
                Default::RandomGuid.value_of(column, moment)
            }
            Some(value) => {
                let value = coerce(column, value)?;
                self.note_autonumber(column, &value);
                Ok(value)
            }
            None => default.value(column, moment),
        }
    }

    /// What the complex columns of the row have in common: the number under which hidden tables keep their values,
    /// of which there are none yet.
    fn complex(&self) -> Result<Value<'v>, Rule> {
        let number = i32::try_from(self.numbers.complex);
        number.map(Value::Complex).map_err(|_| past_the_last())
    }

    /// The next autonumber.
    fn number(&mut self) -> Result<Value<'v>, Rule> {
        let next = self.numbers.long.checked_add(1).and_then(|next| i32::try_from(next).ok());
        let number = next.ok_or_else(past_the_last)?;
        self.numbers.long = number.unsigned_abs();
        Ok(Value::Long(number))
    }

    /// A number given for an autonumber column is not given out again.
    fn note_autonumber(&mut self, column: &Column, value: &Value<'_>) {
        if let (true, Value::Long(number)) = (column.autonumber, value) {
            self.numbers.long = self.numbers.long.max(u32::try_from(*number).unwrap_or(0));
        }
    }
}

fn past_the_last() -> Rule {
    Rule::Type { expected: "long", found: "an autonumber past the last".to_owned() }
}

impl Column {
    /// The value in the type of the column, its text or bytes lent: what [`Transaction::insert`] would store. Numbers
    /// convert where nothing is lost.
    ///
    /// # Errors
    ///
    /// [`Rule::Type`], [`Rule::Size`], [`Rule::ReadOnly`], [`Rule::Required`], [`Rule::ZeroLength`].
    ///
    /// [`Transaction::insert`]: crate::Transaction::insert
    pub fn coerce<'v>(&self, value: &'v Value<'_>) -> Result<Value<'v>, Rule> {
        let fitted = coerce(self, value)?;
        allowed(self, &fitted)?;
        Ok(fitted)
    }
}

pub(super) fn allowed(column: &Column, value: &Value<'_>) -> Result<(), Rule> {
    match value {
        Value::Null if column.required => Err(Rule::Required),
        Value::Text(text) if text.is_empty() && !column.zero_length => Err(Rule::ZeroLength),
        _ => Ok(()),
    }
}

/// No column of a required index, a primary key among them, may be null.
fn check_required_keys(table: &TableDef, values: &[Value<'_>]) -> Result<()> {
    let keys = table.indexes.iter().filter(|index| index.required).flat_map(|index| &index.columns);
    for part in keys {
        if values.get(part.position()) == Some(&Value::Null) {
            let name = table.columns.get(part.position()).map_or("", |column| &column.name);
            return Err(broken(table, name, Rule::Required));
        }
    }
    Ok(())
}

pub(super) fn broken(table: &TableDef, column: &str, rule: Rule) -> Error {
    Error::Rule { table: table.name.clone(), column: column.to_owned(), rule }
}

pub(super) fn no_column(table: &TableDef, place: usize) -> Error {
    Error::NoColumn { table: table.name.clone(), column: format!("number {place}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::ids::{ColumnId, PageNo, RowId};
    use crate::format::table::{Index, IndexColumn};
    use crate::format::testing::{column, table};

    fn complete(table: &TableDef, given: &[(usize, Value<'_>)]) -> Result<Vec<Value<'static>>> {
        let rules = Rules::new(table)?;
        let row = rules.complete(table, given, &mut WriteContext::of(46_000.5), Autonumbers::of(table))?;
        Ok(row
            .values
            .iter()
            .map(|value| match value {
                Value::Text(text) => Value::Text(text.to_string().into()),
                Value::Long(number) => Value::Long(*number),
                Value::Null => Value::Null,
                other => panic!("unexpected {other:?}"),
            })
            .collect())
    }

    fn rule(result: Result<Vec<Value<'static>>>) -> (String, Rule) {
        match result {
            Err(Error::Rule { column, rule, .. }) => (column, rule),
            other => panic!("no rule: {other:?}"),
        }
    }

    /// A numbered key and a text.
    fn numbered() -> TableDef {
        let mut table = table(&[(ColumnType::Long, true, 4), (ColumnType::Text, false, 20)]);
        table.columns[0].name = "Id".to_owned();
        (table.columns[0].autonumber, table.last_autonumber) = (true, 6);
        table
    }

    #[test]
    fn an_autonumber_follows_the_last_and_a_given_one_counts() {
        let table = numbered();
        assert_eq!(complete(&table, &[]).expect("a row"), [Value::Long(7), Value::Null]);
        let rules = Rules::new(&table).expect("writable");
        let last = |given: &[(usize, Value<'_>)]| {
            let numbers = Autonumbers { long: 6, complex: 0 };
            rules.complete(&table, given, &mut WriteContext::of(0.0), numbers).expect("a row").numbers.long
        };
        assert_eq!((last(&[]), last(&[(0, Value::Long(40))]), last(&[(0, Value::Long(-4))])), (7, 40, 6));
        let last = Autonumbers { long: i32::MAX as u32, complex: 0 };
        assert!(rules.complete(&table, &[], &mut WriteContext::of(0.0), last).is_err());
    }

    #[test]
    fn a_default_fills_in_what_is_absent_but_not_what_is_null() {
        let mut table = numbered();
        table.columns[1].default = Some("\"new\"".to_owned());
        assert_eq!(complete(&table, &[]).expect("a row")[1], Value::Text("new".into()));
        assert_eq!(complete(&table, &[(1, Value::Null)]).expect("a row")[1], Value::Null);
    }

    #[test]
    fn required_and_empty_texts_are_asked_for() {
        let mut table = numbered();
        (table.columns[1].required, table.columns[1].zero_length) = (true, false);
        assert_eq!(rule(complete(&table, &[])), ("C".to_owned(), Rule::Required));
        assert_eq!(
            rule(complete(&table, &[(1, Value::Text("".into()))])),
            ("C".to_owned(), Rule::ZeroLength)
        );
    }

    #[test]
    fn no_column_of_a_required_index_is_null() {
        let mut table = numbered();
        table.indexes.push(Index {
            names: vec!["PrimaryKey".to_owned()],
            columns: [0, 1]
                .map(|column| IndexColumn { column: ColumnId::at(column), descending: false })
                .to_vec(),
            root: PageNo(9),
            unique: true,
            ignore_nulls: false,
            required: true,
            primary: true,
            usage_map: RowId::default(),
            logical_numbers: vec![0],
        });
        assert_eq!(rule(complete(&table, &[])), ("C".to_owned(), Rule::Required));
    }

    #[test]
    fn what_cannot_be_evaluated_or_written_is_refused() {
        let mut table = numbered();
        table.columns[1].calculated = true;
        assert!(complete(&table, &[(1, Value::Null)]).is_ok());
        assert_eq!(rule(complete(&table, &[(1, Value::Text("x".into()))])).1, Rule::ReadOnly);
        table.columns.push(column(ColumnType::Complex, 4));
        assert_eq!(rule(complete(&table, &[(2, Value::Complex(1))])).1, Rule::ReadOnly);
        table.columns[2].column_type = ColumnType::Unknown(0x30);
        assert!(matches!(complete(&table, &[]), Err(Error::Unsupported(_))));
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        assert!(matches!(complete(&numbered(), &[(9, Value::Null)]), Err(Error::NoColumn { .. })));
    }
}
