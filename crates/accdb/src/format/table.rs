//! What a table is: its columns, its indexes, and where its pages are listed.

use crate::error::{Error, Result};
use crate::format::cell::Cell;
use crate::format::column::Column;
use crate::format::ids::{ColumnId, IndexId, PageNo, RowId};

/// One column of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexColumn {
    /// The column of the table.
    pub column: ColumnId,
    /// Whether the largest value comes first.
    pub descending: bool,
}

/// A B-tree of a table. Several names (a primary key and a foreign key, say) may share one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Names of the logical indexes it backs; the primary key's first.
    pub names: Vec<String>,
    /// Its columns, the one that counts most first.
    pub columns: Vec<IndexColumn>,
    /// No two rows have the same key.
    pub unique: bool,
    /// Rows whose key is all null are left out.
    pub ignore_nulls: bool,
    /// Nulls are refused (required, or primary key).
    pub required: bool,
    /// It is the primary key.
    pub primary: bool,
    pub(crate) root: PageNo,
    /// The map of the index's pages.
    pub(crate) usage_map: RowId,
    /// Numbers of the logical indexes it backs, in the order of `names`: what foreign keys refer to.
    pub(crate) logical_numbers: Vec<u32>,
}

impl IndexColumn {
    pub(crate) fn position(&self) -> usize {
        self.column.position()
    }
}

#[cfg(any(test, feature = "described"))]
impl Index {
    /// An index that belongs to no file: ascending over columns, given by their places.
    pub fn described(name: &str, columns: &[ColumnId], primary: bool) -> Index {
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
    pub(crate) owned: RowId,
    /// `None` where the definition has no such map.
    pub(crate) free: Option<RowId>,
}

/// A table as its definition describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableDef {
    /// Its name, as the catalog writes it.
    pub name: String,
    /// Rows in the table, as the definition counts them.
    pub row_count: u32,
    /// The last number given to a long autonumber.
    pub last_autonumber: u32,
    /// In the order of their numbers.
    pub columns: Vec<Column>,
    /// In the order of the real indexes of the definition.
    pub indexes: Vec<Index>,
    /// A validation rule of the whole table.
    pub validation: Option<String>,
    /// The first page of the definition.
    pub(crate) page: PageNo,
    /// The last number given to the complex columns of a row, which all have the same.
    pub(crate) last_complex: u32,
    /// Highest column number + 1, deleted columns counted: the column count that rows carry.
    pub(crate) max_columns: u16,
    /// Highest variable slot + 1, deleted columns counted.
    pub(crate) variable_slots: u16,
    /// Bytes of the fixed area.
    pub(crate) fixed_size: u16,
    /// What reading each of the columns takes. Rows of a table without them are read by its columns, more slowly.
    pub(crate) cells: Vec<Cell>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) referenced_by: Vec<ReferencedBy>,
    pub(crate) owned: RowId,
    pub(crate) free: RowId,
    pub(crate) long_values: Vec<LongValueMaps>,
}

impl TableDef {
    #[cfg(any(test, feature = "described"))]
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

    /// The column of that name; names compare without letter case.
    pub fn column(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| same_name(&column.name, name)).map(ColumnId::at)
    }

    /// The index of that name; names compare without letter case.
    pub fn index(&self, name: &str) -> Option<IndexId> {
        let is_named = |index: &Index| index.names.iter().any(|own| same_name(own, name));
        self.indexes.iter().position(is_named).map(IndexId::at)
    }

    /// The index whose first columns are exactly `names`, in that order.
    pub fn index_on(&self, names: &[&str]) -> Option<IndexId> {
        let wanted: Option<Vec<ColumnId>> = names.iter().map(|name| self.column(name)).collect();
        let wanted = wanted?;
        let found = self.indexes.iter().position(|index| {
            index.columns.iter().map(|column| column.column).take(wanted.len()).eq(wanted.iter().copied())
        });
        found.map(IndexId::at)
    }

    /// The index that an identifier names.
    pub(crate) fn index_at(&self, index: IndexId) -> Result<&Index> {
        let missing =
            || Error::NoIndex { table: self.name.clone(), index: format!("number {}", index.position()) };
        self.indexes.get(index.position()).ok_or_else(missing)
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
