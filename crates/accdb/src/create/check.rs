//! Whether a table can be created as asked, before anything is written.

use super::spec::{ColumnSpec, IndexSpec, TableSpec};
use crate::error::{Error, Result};
use crate::format::column::ColumnType;
use crate::format::header::Version;
use std::collections::HashSet;

/// Characters of a name.
const NAME_MAX: usize = 64;
const COLUMNS_MAX: usize = 255;
const INDEXES_MAX: usize = 32;
const INDEX_COLUMNS_MAX: usize = 10;
/// Bytes of the fixed area that leave room for the rest of a row of 255 columns.
const FIXED_MAX: usize = 4060 - 2 - 32 - 2 * 256 - 2;

/// Checks names, limits and types.
///
/// # Errors
///
/// [`Error::Name`], [`Error::Limit`], [`Error::NoColumn`], [`Error::Unsupported`] for a type that the version
/// does not have or that cannot be created.
pub(crate) fn check(spec: &TableSpec, version: Version) -> Result<()> {
    check_name(&spec.name)?;
    within(spec.columns.len(), COLUMNS_MAX, "the number of columns")?;
    within(spec.indexes.len(), INDEXES_MAX, "the number of indexes")?;
    if spec.columns.is_empty() {
        return Err(Error::Unsupported(format!("table {} without columns", spec.name)));
    }
    check_names(spec.columns.iter().map(|column| column.name.as_str()))?;
    check_names(spec.indexes.iter().map(|index| index.name.as_str()))?;
    spec.columns.iter().try_for_each(|column| check_column(column, version))?;
    spec.indexes.iter().try_for_each(|index| check_index(spec, index))?;
    let fixed = spec.columns.iter().filter(|column| column.is_fixed());
    within(fixed.map(|column| usize::from(column.length())).sum(), FIXED_MAX, "the fixed bytes of a row")?;
    let once = |count: usize, what: &str| match count {
        0 | 1 => Ok(()),
        _ => Err(Error::Unsupported(format!("more than one {what} in table {}", spec.name))),
    };
    once(spec.indexes.iter().filter(|index| index.primary).count(), "primary key")?;
    once(spec.columns.iter().filter(|column| column.autonumber).count(), "autonumber")
}

fn check_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = HashSet::new();
    for name in names {
        check_name(name)?;
        if !seen.insert(name.to_lowercase()) {
            return Err(Error::Name(name.to_owned(), "it is there twice"));
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let refuse = |why| Err(Error::Name(name.to_owned(), why));
    match name.encode_utf16().count() {
        0 => return refuse("it is empty"),
        1..=NAME_MAX => {}
        _ => return refuse("it has more than 64 characters"),
    }
    if name.starts_with(' ') || name.ends_with(' ') {
        return refuse("it starts or ends with a space");
    }
    if name.contains(['.', '!', '`', '[', ']']) || name.chars().any(|char| char < ' ') {
        return refuse("it has a character that names cannot have");
    }
    Ok(())
}

fn check_column(column: &ColumnSpec, version: Version) -> Result<()> {
    let refuse = |what: String| Err(Error::Unsupported(format!("column {}: {what}", column.name)));
    let since = |least: Version| match version >= least {
        true => Ok(()),
        false => refuse(format!("a {} in a file of this version", column.column_type.name())),
    };
    match column.column_type {
        ColumnType::Text if !(1..=255).contains(&column.size) => refuse(format!("a text of {}", column.size)),
        ColumnType::Binary if !(1..=510).contains(&column.size) => {
            refuse(format!("a binary of {}", column.size))
        }
        ColumnType::Decimal { precision, scale } if !(1..=28).contains(&precision) || scale > precision => {
            refuse(format!("a decimal of {precision} digits, {scale} of them after the point"))
        }
        ColumnType::BigInt => since(Version::Ace16),
        ColumnType::DateTimeExtended => since(Version::Ace17),
        ColumnType::Complex | ColumnType::Unknown(_) => refuse("creating this type".to_owned()),
        ColumnType::Long | ColumnType::Guid => Ok(()),
        _ if column.autonumber => refuse(format!("an autonumber of type {}", column.column_type.name())),
        _ => Ok(()),
    }
}

fn check_index(spec: &TableSpec, index: &IndexSpec) -> Result<()> {
    within(index.columns.len(), INDEX_COLUMNS_MAX, "the number of columns of an index")?;
    if index.columns.is_empty() {
        return Err(Error::Unsupported(format!("index {} without columns", index.name)));
    }
    for (name, _) in &index.columns {
        let missing = || Error::NoColumn { table: spec.name.clone(), column: name.clone() };
        let column = spec.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        if column.ok_or_else(missing)?.column_type == ColumnType::Ole {
            return Err(Error::Unsupported(format!("index {} of an OLE column", index.name)));
        }
    }
    Ok(())
}

fn within(found: usize, limit: usize, what: &'static str) -> Result<()> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    if u64::try_from(found).is_ok_and(|found| found <= limit) {
        Ok(())
    } else {
        Err(Error::Limit { what, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: Vec<ColumnSpec>) -> TableSpec {
        TableSpec { columns, ..TableSpec::new("T") }
    }

    fn refusal(spec: &TableSpec) -> Error {
        check(spec, Version::Ace14).expect_err("refused")
    }

    #[test]
    fn names_follow_the_rules_of_access() {
        for name in ["", " a", "a ", "a.b", "a!b", "[a]", "a\tb", &"x".repeat(65)] {
            let spec = TableSpec { name: name.to_owned(), ..table(vec![ColumnSpec::autonumber("Id")]) };
            assert!(matches!(refusal(&spec), Error::Name(..)), "{name:?}");
            assert!(
                matches!(refusal(&table(vec![ColumnSpec::autonumber(name)])), Error::Name(..)),
                "{name:?}"
            );
        }
        let twice = table(vec![ColumnSpec::text("Año", 5), ColumnSpec::text("AÑO", 5)]);
        assert!(matches!(refusal(&twice), Error::Name(..)));
    }

    #[test]
    fn limits_are_the_formats() {
        let many = |count: usize| (0..count).map(|i| ColumnSpec::text(format!("C{i}"), 5)).collect();
        assert!(check(&table(many(255)), Version::Ace14).is_ok());
        assert!(matches!(refusal(&table(many(256))), Error::Limit { limit: 255, .. }));
        let wide = IndexSpec::plain("I", (0..11).map(|i| format!("C{i}")));
        assert!(matches!(refusal(&table(many(20)).index(wide)), Error::Limit { limit: 10, .. }));
        let indexed =
            (0..33).fold(table(many(2)), |table, i| table.index(IndexSpec::plain(format!("I{i}"), ["C0"])));
        assert!(matches!(refusal(&indexed), Error::Limit { limit: 32, .. }));
        let dates = (0..255).map(|i| ColumnSpec::new(format!("C{i}"), ColumnType::Guid)).collect();
        assert!(matches!(refusal(&table(dates)), Error::Limit { .. }));
    }

    #[test]
    fn a_type_needs_its_version() {
        let spec = table(vec![ColumnSpec::new("B", ColumnType::BigInt)]);
        assert!(matches!(refusal(&spec), Error::Unsupported(_)));
        assert!(check(&spec, Version::Ace16).is_ok());
        let spec = table(vec![ColumnSpec::new("D", ColumnType::DateTimeExtended)]);
        assert!(check(&spec, Version::Ace16).is_err() && check(&spec, Version::Ace17).is_ok());
    }

    #[test]
    fn an_index_needs_its_columns() {
        let spec = table(vec![ColumnSpec::text("A", 5)]).index(IndexSpec::unique("I", ["B"]));
        assert!(matches!(refusal(&spec), Error::NoColumn { .. }));
        let two = table(vec![ColumnSpec::text("A", 5)])
            .index(IndexSpec::primary_key(["A"]))
            .index(IndexSpec { name: "Other".to_owned(), ..IndexSpec::primary_key(["A"]) });
        assert!(matches!(refusal(&two), Error::Unsupported(_)));
    }
}
