//! Which column stands where in an opened table, and whether it is of a type that can be used.

use crate::store::{Error, Result};
use accdb::{ColumnId, ColumnType, IndexId, TableDef};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// What is kept in a column, as far as reading and writing it is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// A number, code, flag or state.
    Whole,
    /// The number of a document; bounds of a seek are of this type.
    Long,
    /// Money or a quantity, to four decimals.
    Money,
    /// A percentage, or the VAT selector of a line, which Factusol keeps in a Single.
    Rate,
    Date,
}

impl Kind {
    fn takes(self, column: ColumnType) -> bool {
        use ColumnType::{Byte, Currency, DateTime, Double, Integer, Long, Memo, Single, Text};
        match self {
            Kind::Text => matches!(column, Text | Memo),
            Kind::Whole => matches!(column, Byte | Integer | Long),
            Kind::Long => matches!(column, Long),
            Kind::Money => matches!(column, Currency),
            Kind::Rate => matches!(column, Single | Double | Currency | Integer | Long),
            Kind::Date => matches!(column, DateTime),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "Text",
            Kind::Whole => "Long or Integer",
            Kind::Long => "Long",
            Kind::Money => "Currency",
            Kind::Rate => "Single or Currency",
            Kind::Date => "DateTime",
        })
    }
}

/// Where a column stands; `None` where this version of the table does not have it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub name: &'static str,
    pub at: Option<usize>,
}

/// A table of one file, and the columns that name a row of it to a person.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub file: Arc<str>,
    pub def: Arc<TableDef>,
    pub key: Vec<Place>,
    asked: RefCell<BTreeSet<usize>>,
}

impl Table {
    /// `key` names its rows in messages; the columns must be there.
    pub fn new(file: &Arc<str>, def: Arc<TableDef>, key: &[(&'static str, Kind)]) -> Result<Self> {
        let mut table = Table { file: file.clone(), def, key: Vec::new(), asked: RefCell::default() };
        let places: Result<Vec<Place>> = key.iter().map(|&(name, kind)| table.need(name, kind)).collect();
        table.key = places?;
        Ok(table)
    }

    /// A column that must be there.
    pub fn need(&self, name: &'static str, kind: Kind) -> Result<Place> {
        let place = self.may(name, kind)?;
        if place.at.is_none() {
            return Err(self.schema(Some(name), "there is no such column".to_owned()));
        }
        Ok(place)
    }

    /// A column that older versions lack. If it is there, it must be of the kind.
    pub fn may(&self, name: &'static str, kind: Kind) -> Result<Place> {
        let at = self.def.column(name).map(ColumnId::position);
        if let Some(column) =
            at.and_then(|at| self.def.columns.get(at)).filter(|c| !kind.takes(c.column_type))
        {
            let problem = format!("the column is {:?}, but must be {kind}", column.column_type);
            return Err(self.schema(Some(name), problem));
        }
        self.asked.borrow_mut().extend(at);
        Ok(Place { name, at })
    }

    /// The places of all columns that were asked for, ascending: what a row of it must have.
    pub fn asked(&self) -> Vec<usize> {
        self.asked.borrow().iter().copied().collect()
    }

    /// The index whose columns are exactly `names`, ascending; it serves seeks by any prefix of them.
    pub fn index(&self, names: &[&'static str]) -> Result<IndexId> {
        let shape = |index: &accdb::Index| {
            index.columns.len() == names.len()
                && index
                    .columns
                    .iter()
                    .zip(names)
                    .all(|(part, name)| !part.descending && self.def.column(name) == Some(part.column))
        };
        let found = self.def.indexes.iter().position(shape).map(IndexId::at);
        found.ok_or_else(|| self.schema(None, format!("there is no index on ({})", names.join(", "))))
    }

    /// The same, and it must refuse a second row of one key.
    pub fn unique_index(&self, names: &[&'static str]) -> Result<IndexId> {
        let place = self.index(names)?;
        let unique =
            self.def.indexes.get(place.position()).is_some_and(|index| index.unique || index.primary);
        let problem = || format!("the index on ({}) is not unique", names.join(", "));
        if unique { Ok(place) } else { Err(self.schema(None, problem())) }
    }

    /// Whether a column is part of what names a row.
    pub fn is_key(&self, column: &str) -> bool {
        self.key.iter().any(|place| place.name.eq_ignore_ascii_case(column))
    }

    pub fn schema(&self, column: Option<&str>, problem: String) -> Error {
        let file = self.file.to_string();
        Error::Schema { file, table: self.def.name.clone(), column: column.map(str::to_owned), problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::factusol::names::*;
    use crate::store::factusol::testing::table;

    const KEY: [(&str, Kind); 1] = [(TIPPCL, Kind::Text)];

    #[test]
    fn a_needed_column_that_is_missing_is_named() {
        let table = table(F_PCL, &KEY, |def| def.columns.retain(|column| column.name != NET1PCL));
        let error = table.need(NET1PCL, Kind::Money).expect_err("it is missing");
        assert_eq!(error.to_string(), "002.accdb: F_PCL.NET1PCL: there is no such column");
        assert_eq!(table.may(NET1PCL, Kind::Money).expect("it may be missing").at, None);
    }

    #[test]
    fn a_column_of_another_type_is_named_with_both_types() {
        let table = table(F_PCL, &KEY, |def| {
            let cod = def.column(CODPCL).expect("a column");
            def.columns[cod.position()].column_type = ColumnType::Text;
        });
        for error in [table.need(CODPCL, Kind::Long), table.may(CODPCL, Kind::Long)] {
            let message = error.expect_err("it is a text").to_string();
            assert_eq!(message, "002.accdb: F_PCL.CODPCL: the column is Text, but must be Long");
        }
    }

    #[test]
    fn an_index_counts_only_in_its_very_shape() {
        let sound = table(F_PCL, &KEY, |_| {});
        assert!(sound.unique_index(&[TIPPCL, CODPCL]).is_ok());
        assert!(sound.index(&[TIPPCL]).is_err(), "a longer key does not make a shorter one unique");
        let descending = table(F_PCL, &KEY, |def| def.indexes[0].columns[1].descending = true);
        let message = descending.index(&[TIPPCL, CODPCL]).expect_err("it descends").to_string();
        assert_eq!(message, "002.accdb: F_PCL: there is no index on (TIPPCL, CODPCL)");
        let plain = table(F_PCL, &KEY, |def| {
            def.indexes[0].unique = false;
            def.indexes[0].primary = false;
        });
        let message = plain.unique_index(&[TIPPCL, CODPCL]).expect_err("it takes doubles").to_string();
        assert_eq!(message, "002.accdb: F_PCL: the index on (TIPPCL, CODPCL) is not unique");
    }
}
