//! The statements of the store, in the SQL that Access, SQLite and PostgreSQL share.
//!
//! ASCII only, values only as `?`, no TOP, LIMIT or OFFSET. Names stand in brackets, as Access writes them, only where
//! they could not stand without: not every database takes brackets.

use crate::store::factusol::Table;
use accdb::ColumnType;

/// Words of SQL that old files have used as names of columns.
const RESERVED: [&str; 12] =
    ["DATE", "TIME", "NOTE", "ORDER", "GROUP", "USER", "VALUE", "LEVEL", "INDEX", "KEY", "TEXT", "NUMBER"];

/// A table or column as it is written.
pub(super) fn name(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let reserved = RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name));
    if plain && !reserved { name.to_owned() } else { format!("[{name}]") }
}

/// A query for the columns of a table that were asked for.
pub(super) struct Select {
    pub sql: String,
    /// The type of each column of the result.
    pub types: Vec<ColumnType>,
    /// For each column of the table, its place in the result.
    pub slots: Vec<Option<usize>>,
}

impl Select {
    /// `rest` is what stands behind the table, from WHERE on. Long texts come last: drivers stream them.
    pub fn of(table: &Table, rest: &str) -> Select {
        Select::only(table, table.asked(), rest)
    }

    /// The same for some columns, by their places.
    pub fn only(table: &Table, places: Vec<usize>, rest: &str) -> Select {
        let columns = &table.def.columns;
        let mut asked: Vec<_> = places.into_iter().filter_map(|at| Some((at, columns.get(at)?))).collect();
        asked.sort_by_key(|(_, column)| column.column_type == ColumnType::Memo);
        let mut slots = vec![None; columns.len()];
        asked.iter().enumerate().for_each(|(slot, (at, _))| slots[*at] = Some(slot));
        let names: Vec<String> = asked.iter().map(|(_, column)| name(&column.name)).collect();
        let types = asked.iter().map(|(_, column)| column.column_type).collect();
        let sql = format!("SELECT {} FROM {}{rest}", names.join(", "), name(&table.def.name));
        Select { sql, types, slots }
    }
}

/// A new row with values for these columns.
pub(super) fn insert(table: &Table, places: &[usize]) -> String {
    let columns = places.iter().filter_map(|&at| table.def.columns.get(at));
    let names: Vec<String> = columns.map(|column| name(&column.name)).collect();
    let marks = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO {} ({}) VALUES ({marks})", name(&table.def.name), names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_brackets_only_where_it_must() {
        assert_eq!(
            ["F_PPR", "NET1PPR", "Fecha alta", "1X", "date", "AÑO"].map(name),
            ["F_PPR", "NET1PPR", "[Fecha alta]", "[1X]", "[date]", "[AÑO]"]
        );
    }
}
