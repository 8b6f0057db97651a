//! The tables that new company files get: facts about Factusol's own, one text file for each.
//!
//! A line is `NAME type [size] [required] [plain] [default VALUE | undefaulted]`; `plain` texts are stored without
//! compression. Absent a word on it, texts default to `""`, numbers to `0` and dates to 1900-01-01.

use super::names::*;
use accdb::{ColumnSpec, ColumnType, IndexSpec, TableSpec};

/// A table to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSchema {
    pub name: &'static str,
    pub columns: Vec<ColumnSchema>,
    /// The primary key first.
    pub indexes: Vec<IndexSchema>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSchema {
    pub name: &'static str,
    pub column_type: ColumnType,
    /// Characters of a text; 0 for other types.
    pub size: u16,
    pub required: bool,
    /// Texts are stored compressed where that is shorter.
    pub compressed: bool,
    pub default: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSchema {
    pub name: &'static str,
    pub columns: Vec<&'static str>,
    pub primary: bool,
}

const TABLES: [(&str, &str); 15] = [
    (F_PCL, include_str!("schema/f_pcl.txt")),
    (F_LPC, include_str!("schema/f_lpc.txt")),
    (F_PPR, include_str!("schema/f_ppr.txt")),
    (F_LPP, include_str!("schema/f_lpp.txt")),
    (F_ART, include_str!("schema/f_art.txt")),
    (F_EAN, include_str!("schema/f_ean.txt")),
    (F_PRO, include_str!("schema/f_pro.txt")),
    (F_LPA, include_str!("schema/f_lpa.txt")),
    (F_CLI, include_str!("schema/f_cli.txt")),
    (F_EMP, include_str!("schema/f_emp.txt")),
    (F_CFG, include_str!("schema/f_cfg.txt")),
    (F_ALM, include_str!("schema/f_alm.txt")),
    (F_FAM, include_str!("schema/f_fam.txt")),
    (F_SEC, include_str!("schema/f_sec.txt")),
    (F_FPA, include_str!("schema/f_fpa.txt")),
];

/// Every table of a new company file.
pub fn tables() -> Vec<TableSchema> {
    TABLES.iter().map(|(name, text)| table(name, text)).collect()
}

impl TableSchema {
    /// The same for the engine.
    pub fn spec(&self) -> TableSpec {
        TableSpec {
            name: self.name.to_owned(),
            columns: self.columns.iter().map(ColumnSchema::spec).collect(),
            indexes: self.indexes.iter().map(IndexSchema::spec).collect(),
        }
    }
}

impl ColumnSchema {
    fn spec(&self) -> ColumnSpec {
        ColumnSpec {
            size: self.size,
            required: self.required,
            compressed: self.compressed,
            default: self.default.map(str::to_owned),
            ..ColumnSpec::new(self.name, self.column_type)
        }
    }
}

impl IndexSchema {
    fn spec(&self) -> IndexSpec {
        IndexSpec {
            name: self.name.to_owned(),
            columns: self.columns.iter().map(|name| ((*name).to_owned(), false)).collect(),
            unique: self.primary,
            ignore_nulls: false,
            required: self.primary,
            primary: self.primary,
        }
    }
}

fn table(name: &'static str, text: &'static str) -> TableSchema {
    let mut table = TableSchema { name, columns: Vec::new(), indexes: Vec::new() };
    for line in text.lines() {
        let mut words = line.split(' ');
        match words.next() {
            Some("key") => table.indexes.push(index(words, true)),
            Some("index") => table.indexes.push(index(words, false)),
            Some(name) => table.columns.push(column(name, words)),
            None => {}
        }
    }
    table
}

fn index(mut words: std::str::Split<'static, char>, primary: bool) -> IndexSchema {
    let name = words.next().expect("an index has a name");
    IndexSchema { name, columns: words.collect(), primary }
}

fn column(name: &'static str, mut words: std::str::Split<'static, char>) -> ColumnSchema {
    let (column_type, default) = match words.next().expect("a column has a type") {
        "text" => (ColumnType::Text, Some("\"\"")),
        "memo" => (ColumnType::Memo, Some("\"\"")),
        "integer" => (ColumnType::Integer, Some("0")),
        "long" => (ColumnType::Long, Some("0")),
        "currency" => (ColumnType::Currency, Some("0")),
        "single" => (ColumnType::Single, Some("0")),
        "double" => (ColumnType::Double, Some("0")),
        "date" => (ColumnType::DateTime, Some("#1/1/1900#")),
        "ole" => (ColumnType::Ole, None),
        other => panic!("{name}: {other} is no type"),
    };
    let mut column = ColumnSchema { name, column_type, size: 0, required: false, compressed: true, default };
    while let Some(word) = words.next() {
        match word {
            "required" => column.required = true,
            "plain" => column.compressed = false,
            "undefaulted" => column.default = None,
            "default" => column.default = words.next(),
            size => column.size = size.parse().expect("the size of a text"),
        }
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_table_is_understood() {
        for table in tables() {
            assert!(table.indexes.first().is_some_and(|index| index.primary), "{} has a key", table.name);
            for name in table.indexes.iter().flat_map(|index| &index.columns) {
                assert!(table.columns.iter().any(|column| column.name == *name), "{}.{name}", table.name);
            }
            for column in &table.columns {
                let text = column.column_type == ColumnType::Text;
                assert_eq!(text, column.size > 0, "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn the_words_of_a_line_mean_what_they_say() {
        let line =
            table("T", "key PK A\nindex I B\nA text 1 required plain\nB date undefaulted\nC long default 9");
        assert_eq!(line.indexes[1], IndexSchema { name: "I", columns: vec!["B"], primary: false });
        let [a, b, c] = &line.columns[..] else { panic!("three columns") };
        assert!(a.required && !a.compressed && a.size == 1 && a.default == Some("\"\""));
        assert_eq!((b.column_type, b.default), (ColumnType::DateTime, None));
        assert_eq!(c.default, Some("9"));
    }
}
