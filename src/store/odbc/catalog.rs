//! What a driver's catalog says of a table, as a definition like those of the files.

use super::driver::ColumnFacts;
use accdb::{Column, ColumnId, ColumnType, Index, TableDef};

/// A definition out of the catalog, with one unique index: the key. Where the definition of the file itself is at hand,
/// its columns and indexes count: it also knows defaults, and which texts may be empty.
pub(super) fn definition(
    table: &str,
    facts: &[ColumnFacts],
    key: &[String],
    own: Option<&TableDef>,
) -> TableDef {
    let columns: Vec<Column> = facts.iter().map(|fact| column(fact, own)).collect();
    let place = |name: &str| {
        columns.iter().position(|column| column.name.eq_ignore_ascii_case(name)).map(ColumnId::at)
    };
    let indexes = match own {
        Some(own) => own.indexes.iter().filter_map(|index| moved(index, own, &place)).collect(),
        None => {
            let key: Option<Vec<ColumnId>> = key.iter().map(|name| place(name)).collect();
            let key = key.filter(|key| !key.is_empty());
            key.map(|key| Index::described("key", &key, true)).into_iter().collect()
        }
    };
    TableDef::described(table, columns, indexes)
}

fn column(fact: &ColumnFacts, own: Option<&TableDef>) -> Column {
    let known = own.and_then(|own| own.columns.get(own.column(&fact.name)?.position()));
    known.cloned().unwrap_or_else(|| {
        let size = fact.size.and_then(|size| u16::try_from(size).ok()).unwrap_or_default();
        Column::described(&fact.name, column_type(fact), size)
    })
}

/// An index of the file, over the places that its columns have in the catalog.
fn moved(index: &Index, own: &TableDef, place: &impl Fn(&str) -> Option<ColumnId>) -> Option<Index> {
    let mut index = index.clone();
    for part in &mut index.columns {
        part.column = place(&own.columns.get(part.column.position())?.name)?;
    }
    Some(index)
}

/// SQL data types by number (sql.h, sqlext.h), but for money, which every database calls otherwise.
fn column_type(fact: &ColumnFacts) -> ColumnType {
    let name = fact.type_name.to_ascii_lowercase();
    if ["currency", "money"].contains(&name.as_str()) {
        return ColumnType::Currency;
    }
    match fact.data_type {
        2 | 3 if fact.decimals.is_none_or(|decimals| decimals <= 4) => ColumnType::Currency,
        2 | 3 | 6 | 8 => ColumnType::Double,
        4 => ColumnType::Long,
        5 => ColumnType::Integer,
        7 => ColumnType::Single,
        9 | 11 | 91 | 93 => ColumnType::DateTime,
        -1 | -10 => ColumnType::Memo,
        -5 => ColumnType::BigInt,
        -6 => ColumnType::Byte,
        -7 => ColumnType::Boolean,
        1 | 12 | -8 | -9 if fact.size.is_some_and(|size| (1..=255).contains(&size)) => ColumnType::Text,
        1 | 12 | -8 | -9 => ColumnType::Memo,
        _ => ColumnType::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, data_type: i16, type_name: &str, size: i32) -> ColumnFacts {
        ColumnFacts {
            name: name.to_owned(),
            data_type,
            type_name: type_name.to_owned(),
            size: Some(size),
            decimals: None,
        }
    }

    #[test]
    fn types_of_the_access_driver_and_of_others_are_those_of_files() {
        let cases = [
            (-9, "VARCHAR", 50, ColumnType::Text),
            (-10, "LONGCHAR", 1_073_741_823, ColumnType::Memo),
            (2, "CURRENCY", 19, ColumnType::Currency),
            (12, "currency", 0, ColumnType::Currency),
            (4, "INTEGER", 10, ColumnType::Long),
            (5, "SMALLINT", 5, ColumnType::Integer),
            (-6, "BYTE", 3, ColumnType::Byte),
            (7, "REAL", 24, ColumnType::Single),
            (8, "DOUBLE", 53, ColumnType::Double),
            (93, "DATETIME", 19, ColumnType::DateTime),
            (-7, "BIT", 1, ColumnType::Boolean),
            (-4, "LONGBINARY", 0, ColumnType::Binary),
        ];
        for (data_type, type_name, size, expected) in cases {
            assert_eq!(column_type(&fact("X", data_type, type_name, size)), expected, "{type_name}");
        }
    }

    #[test]
    fn a_key_is_found_without_letter_case_and_none_is_none() {
        let facts = [fact("TIPPPR", -9, "VARCHAR", 1), fact("CODPPR", 4, "INTEGER", 10)];
        let key = ["tipppr", "codppr"].map(str::to_owned);
        let def = definition("F_PPR", &facts, &key, None);
        assert_eq!(def.indexes.len(), 1);
        assert_eq!(def.primary_key().map(|key| key.columns.len()), Some(2));
        assert!(definition("F_PPR", &facts, &[], None).indexes.is_empty());
    }

    #[test]
    fn what_the_file_knows_of_a_column_counts_wherever_it_stands() {
        let own = |name: &str| {
            let mut column = Column::described(name, ColumnType::Long, 0);
            column.default = Some("7".into());
            column
        };
        let key = Index::described("CLA", &[ColumnId::at(1)], true);
        let own = TableDef::described("T", vec![own("A"), own("B")], vec![key]);
        let def = definition("T", &[fact("B", 12, "", 9), fact("A", 12, "", 9)], &[], Some(&own));
        assert_eq!(def.columns[0].default.as_deref(), Some("7"));
        assert_eq!(def.indexes[0].columns[0].column, ColumnId::at(0));
    }
}
