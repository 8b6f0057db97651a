//! What a new table is to be.

use crate::format::column::{ColumnType, SortOrder};

/// A table to be created: columns in the order of their numbers, and indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// Its name.
    pub name: String,
    /// Its columns, at least one.
    pub columns: Vec<ColumnSpec>,
    /// Its indexes.
    pub indexes: Vec<IndexSpec>,
}

/// A column to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub column_type: ColumnType,
    /// Characters of a text, bytes of a binary; nothing for other types.
    pub size: u16,
    /// Nulls are refused.
    pub required: bool,
    /// Whether a text may be empty.
    pub zero_length: bool,
    /// An expression, as Access writes it: `0`, `"x"`, `Date()`.
    pub default: Option<String>,
    /// An expression that a value has to fulfil. One of a kind that the engine does not evaluate lets the table take no
    /// rows from it.
    pub validation: Option<String>,
    /// What people read about it.
    pub description: Option<String>,
    /// Long or GUID autonumber.
    pub autonumber: bool,
    /// Store texts in one byte a character where that is shorter.
    pub compressed: bool,
    /// For text and memo; `None` is the order of the database.
    pub sort_order: Option<SortOrder>,
}

/// An index to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSpec {
    /// Its name.
    pub name: String,
    /// Names of columns, and whether each descends.
    pub columns: Vec<(String, bool)>,
    /// No two rows have the same key.
    pub unique: bool,
    /// Rows whose key is all null are left out.
    pub ignore_nulls: bool,
    /// Nulls are refused.
    pub required: bool,
    /// It is the primary key.
    pub primary: bool,
}

impl TableSpec {
    /// A table without columns yet.
    pub fn new(name: impl Into<String>) -> TableSpec {
        TableSpec { name: name.into(), columns: Vec::new(), indexes: Vec::new() }
    }

    /// Adds a column.
    pub fn column(mut self, column: ColumnSpec) -> TableSpec {
        self.columns.push(column);
        self
    }

    /// Adds an index.
    pub fn index(mut self, index: IndexSpec) -> TableSpec {
        self.indexes.push(index);
        self
    }
}

impl ColumnSpec {
    /// A column of a type without a size of its own choice.
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> ColumnSpec {
        ColumnSpec {
            name: name.into(),
            column_type,
            size: 0,
            required: false,
            zero_length: true,
            default: None,
            validation: None,
            description: None,
            autonumber: false,
            compressed: true,
            sort_order: None,
        }
    }

    /// A text of at most `size` characters, which may be 1 to 255.
    pub fn text(name: impl Into<String>, size: u16) -> ColumnSpec {
        ColumnSpec { size, ..ColumnSpec::new(name, ColumnType::Text) }
    }

    /// A binary of at most `size` bytes, which may be 1 to 510.
    pub fn binary(name: impl Into<String>, size: u16) -> ColumnSpec {
        ColumnSpec { size, ..ColumnSpec::new(name, ColumnType::Binary) }
    }

    /// A long that numbers the rows.
    pub fn autonumber(name: impl Into<String>) -> ColumnSpec {
        ColumnSpec { autonumber: true, ..ColumnSpec::new(name, ColumnType::Long) }
    }

    /// A long that tells the rows apart by random numbers.
    pub fn random_autonumber(name: impl Into<String>) -> ColumnSpec {
        ColumnSpec::autonumber(name).default("GenUniqueID()")
    }

    /// A GUID of its own for each row.
    pub fn replication_id(name: impl Into<String>) -> ColumnSpec {
        ColumnSpec { autonumber: true, ..ColumnSpec::new(name, ColumnType::Guid) }.default("GenGUID()")
    }

    /// Refuses nulls.
    pub fn required(self) -> ColumnSpec {
        ColumnSpec { required: true, ..self }
    }

    /// Refuses empty texts.
    pub fn not_empty(self) -> ColumnSpec {
        ColumnSpec { zero_length: false, ..self }
    }

    /// What a row gets where nothing is given: an expression as Access writes it.
    pub fn default(self, expression: impl Into<String>) -> ColumnSpec {
        ColumnSpec { default: Some(expression.into()), ..self }
    }

    /// The length field of the definition, in bytes.
    pub(super) fn length(&self) -> u16 {
        match self.column_type {
            ColumnType::Text => self.size.saturating_mul(2),
            ColumnType::Binary => self.size,
            other => other.size().unwrap_or(0),
        }
    }

    /// Stored in the fixed area of a row; a boolean counts as such though it takes no room there.
    pub(super) fn is_fixed(&self) -> bool {
        self.column_type.size().is_some()
    }

    pub(super) fn is_long(&self) -> bool {
        matches!(self.column_type, ColumnType::Memo | ColumnType::Ole)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.column_type, ColumnType::Text | ColumnType::Memo)
    }
}

impl IndexSpec {
    /// An index that takes any key any number of times, ascending in every column.
    pub fn plain<N: Into<String>>(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = N>,
    ) -> IndexSpec {
        IndexSpec {
            name: name.into(),
            columns: columns.into_iter().map(|column| (column.into(), false)).collect(),
            unique: false,
            ignore_nulls: false,
            required: false,
            primary: false,
        }
    }

    /// An index that takes each key once.
    pub fn unique<N: Into<String>>(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = N>,
    ) -> IndexSpec {
        IndexSpec { unique: true, ..IndexSpec::plain(name, columns) }
    }

    /// The primary key, under the name that Access gives it.
    pub fn primary_key<N: Into<String>>(columns: impl IntoIterator<Item = N>) -> IndexSpec {
        IndexSpec { required: true, primary: true, ..IndexSpec::unique("PrimaryKey", columns) }
    }

    /// Leaves out rows whose key is all null.
    pub fn ignoring_nulls(self) -> IndexSpec {
        IndexSpec { ignore_nulls: true, ..self }
    }

    /// Makes every column descend.
    pub fn descending(mut self) -> IndexSpec {
        self.columns.iter_mut().for_each(|(_, descending)| *descending = true);
        self
    }
}
