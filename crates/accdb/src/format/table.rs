//! What a table is: its columns, its indexes, and where its pages are listed.

use crate::format::cell::Cell;
use crate::format::column::Column;
use crate::format::place::{PageNo, RowId};

/// One column of an index; `column` is a place in [`TableDef::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexColumn {
    pub column: usize,
    pub descending: bool,
}

/// A B-tree of a table. Several names (a primary key and a foreign key, say) may share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Names of the logical indexes it backs; the primary key's first.
    pub names: Vec<String>,
    pub columns: Vec<IndexColumn>,
    pub root: PageNo,
    pub unique: bool,
    pub ignore_nulls: bool,
    /// Nulls are refused (required, or primary key).
    pub required: bool,
    pub primary: bool,
    /// The map of the index's pages.
    pub usage_map: RowId,
    /// Numbers of the logical indexes it backs, in the order of `names`: what foreign keys refer to.
    pub logical_numbers: Vec<u32>,
}

impl Index {
    /// An index that belongs to no file: ascending over columns, given by their places.
    pub fn described(name: &str, columns: &[usize], primary: bool) -> Index {
        Index {
            names: vec![name.to_owned()],
            columns: columns.iter().map(|&column| IndexColumn { column, descending: false }).collect(),
            root: PageNo(0),
            unique: primary,
            ignore_nulls: false,
            required: primary,
            primary,
            usage_map: RowId::default(),
            logical_numbers: vec![0],
        }
    }
}

/// A relation the file enforces, seen from the referencing ("many") side: a row's key must be in the other table,
/// unless one of its columns is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey {
    /// Place in [`TableDef::indexes`] of the index over the referencing columns.
    pub index: usize,
    /// First definition page of the referenced table.
    pub table: PageNo,
    /// Logical number of the index over the referenced columns, in that table.
    pub partner: u32,
}

/// The same relation, seen from the referenced ("one") side: a row whose key stands in the other table is not taken
/// away under it, unless the relation cascades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferencedBy {
    /// Place in [`TableDef::indexes`] of the index over the referenced columns.
    pub index: usize,
    /// First definition page of the referencing table.
    pub table: PageNo,
    /// Logical number of the index over the referencing columns, in that table.
    pub partner: u32,
    /// A key that changes here changes there.
    pub cascades_updates: bool,
    /// A row that is deleted here takes its rows there with it.
    pub cascades_deletes: bool,
}

/// The maps of a long-value column's pages; `column` is a place in [`TableDef::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongValueMaps {
    pub column: usize,
    pub owned: RowId,
    /// `None` where the definition has no such map.
    pub free: Option<RowId>,
}

/// A table as its definition describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDef {
    pub name: String,
    /// The first page of the definition.
    pub page: PageNo,
    pub row_count: u32,
    pub last_autonumber: u32,
    /// The last number given to the complex columns of a row, which all have the same.
    pub last_complex: u32,
    /// Highest column number + 1, deleted columns counted: the column count that rows carry.
    pub max_columns: u16,
    /// Highest variable slot + 1, deleted columns counted.
    pub variable_slots: u16,
    /// Bytes of the fixed area.
    pub fixed_size: u16,
    /// In the order of their numbers.
    pub columns: Vec<Column>,
    /// What reading each of the columns takes. Rows of a table without them are read by its columns, more slowly.
    pub(crate) cells: Vec<Cell>,
    /// In the order of the real indexes of the definition.
    pub indexes: Vec<Index>,
    pub foreign_keys: Vec<ForeignKey>,
    pub referenced_by: Vec<ReferencedBy>,
    pub owned: RowId,
    pub free: RowId,
    pub long_values: Vec<LongValueMaps>,
    /// A validation rule of the whole table.
    pub validation: Option<String>,
}

impl TableDef {
    /// A definition that belongs to no file, with columns and indexes that are [`Column::described`] and
    /// [`Index::described`].
    pub fn described(name: &str, columns: Vec<Column>, indexes: Vec<Index>) -> TableDef {
        TableDef {
            name: name.to_owned(),
            page: PageNo(0),
            row_count: 0,
            last_autonumber: 0,
            last_complex: 0,
            max_columns: 0,
            variable_slots: 0,
            fixed_size: 0,
            cells: Vec::new(),
            columns,
            indexes,
            foreign_keys: Vec::new(),
            referenced_by: Vec::new(),
            owned: RowId::default(),
            free: RowId::default(),
            long_values: Vec::new(),
            validation: None,
        }
    }

    /// The place of a column; names compare without letter case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| same_name(&column.name, name))
    }

    /// The index whose first columns are exactly `names`, in that order.
    pub fn index_on(&self, names: &[&str]) -> Option<usize> {
        let wanted: Option<Vec<usize>> = names.iter().map(|name| self.column(name)).collect();
        let wanted = wanted?;
        self.indexes.iter().position(|index| {
            index.columns.iter().map(|column| column.column).take(wanted.len()).eq(wanted.iter().copied())
        })
    }

    /// The primary key, if the table has one.
    pub fn primary_key(&self) -> Option<&Index> {
        self.indexes.iter().find(|index| index.primary)
    }
}

/// Whether two names of tables or columns are one to Access, which does not tell letter cases apart.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    let lower = |name: &'_ str| name.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    lower(one) == lower(other)
}
