//! What can go wrong with a company file, and where.

use crate::format::ids::PageNo;

/// The result of every fallible call of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A field that could not be read out of a run of bytes. The parser that meets it knows the field; the caller that
/// knows the page turns it into [`Error::Damaged`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {at} is malformed")]
pub(crate) struct Malformed {
    /// The name of the field, as docs/format.md calls it.
    pub field: &'static str,
    /// Offset in bytes within the structure that was being read.
    pub at: usize,
}

impl Malformed {
    /// Adds the page, which makes it an error of the file.
    pub(crate) fn on(self, page: PageNo) -> Error {
        Error::Damaged { page, what: format!("{} at byte {}", self.field, self.at) }
    }
}

/// A rule of a table that a row would break. The row is refused and nothing changes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rule {
    /// The column must have a value.
    #[error("a value is required")]
    Required,
    /// The column does not take an empty text.
    #[error("an empty text is not allowed")]
    ZeroLength,
    /// The value does not fit: characters for text, bytes for binary, digits for decimals.
    #[error("the value has {found} of at most {limit}")]
    Size {
        /// What the value has.
        found: usize,
        /// What the column takes.
        limit: usize,
    },
    /// The value is of another type than the column, or outside its range.
    #[error("{found} does not fit a column of type {expected}")]
    Type {
        /// The type of the column.
        expected: &'static str,
        /// The value, in words.
        found: String,
    },
    /// The row breaks a validation rule of the column or table.
    #[error("it breaks the validation rule {0}")]
    Violated(String),
    /// The column or table carries a validation rule, an expression the engine does not evaluate.
    #[error("it has a validation rule that cannot be evaluated: {0}")]
    Validation(String),
    /// No value was given and the default is an expression the engine does not evaluate.
    #[error("its default cannot be evaluated: {0}")]
    Default(String),
    /// A calculated column or one of an unknown type cannot be written.
    #[error("it cannot be written")]
    ReadOnly,
}

/// Every way in which a call of the engine fails. A variant exists because some caller acts on it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing the storage failed.
    #[error("{action} failed: {source}")]
    Io {
        /// What was being done, as a message words it.
        action: &'static str,
        /// What the system answered.
        source: std::io::Error,
    },
    /// Somebody else has the file open in a way that excludes this use of it.
    #[error("the file is in use by another program")]
    InUse,
    /// The file is no Access database at all.
    #[error("not an Access database: {0}")]
    NotAccess(String),
    /// An Access database of a version the engine does not read (Jet 3, Jet 4, newer than ACE 17).
    #[error("unsupported file version: {0}")]
    UnsupportedVersion(String),
    /// The file is encrypted or has a password.
    #[error("the file is encrypted or protected by a password")]
    Encrypted,
    /// The file is shorter than its own structures say.
    #[error("the file is cut short: page {page} lies beyond its {pages} pages")]
    Truncated {
        /// The page that is referred to.
        page: PageNo,
        /// The pages that are there.
        pages: u32,
    },
    /// A structure of the file contradicts the format.
    #[error("damaged page {page}: {what}")]
    Damaged {
        /// Where.
        page: PageNo,
        /// What is wrong, in words.
        what: String,
    },
    /// No table of that name.
    #[error("there is no table {0}")]
    NoTable(String),
    /// No column of that name in the table.
    #[error("table {table} has no column {column}")]
    NoColumn {
        /// The table.
        table: String,
        /// The name that it does not have.
        column: String,
    },
    /// No index of that name in the table.
    #[error("table {table} has no index {index}")]
    NoIndex {
        /// The table.
        table: String,
        /// The name that it does not have.
        index: String,
    },
    /// A row breaks a rule of its table.
    #[error("{table}.{column}: {rule}")]
    Rule {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The rule.
        rule: Rule,
    },
    /// A row repeats a key of a unique index.
    #[error("{table}: the key of index {index} is there already")]
    Duplicate {
        /// The table.
        table: String,
        /// The index that has the key already.
        index: String,
    },
    /// A row refers to one that is not there, over a relation that the file enforces.
    #[error("{table}: relation {relation} has no matching row in {parent}")]
    NoParent {
        /// The table that the row was for.
        table: String,
        /// The name of the relation.
        relation: String,
        /// The table that lacks the row.
        parent: String,
    },
    /// A row cannot be taken away, or its key changed, while rows of another table refer to it over a relation that the
    /// file enforces and that does not cascade.
    #[error("{table}: relation {relation} has rows in {child} that refer to this one")]
    HasChildren {
        /// The table of the row.
        table: String,
        /// The name of the relation.
        relation: String,
        /// The table whose rows refer to it.
        child: String,
    },
    /// No row of that identity, or none any more.
    #[error("{table} has no row {slot} on page {page}")]
    NoRow {
        /// The table.
        table: String,
        /// The page of the identity.
        page: PageNo,
        /// Its place on that page.
        slot: u8,
    },
    /// A text index in a sort order whose keys are unknown and that the file itself does not prove.
    #[error("{table}.{column}: unsupported sort order {order}: {why}")]
    UnsupportedSortOrder {
        /// The table.
        table: String,
        /// The text column.
        column: String,
        /// The sort order, by its name or number.
        order: String,
        /// What the file does not prove.
        why: String,
    },
    /// Something that exists in the format but that the engine does not do.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// A row, a value or a key is longer than the format has room for. The row is refused and nothing changes.
    #[error("{what} exceeds the limit of {limit}")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// What the format takes: bytes, or what `what` counts.
        limit: u64,
    },
    /// The table or the file would exceed a limit of the format.
    #[error("{what} exceeds the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much the format takes.
        limit: u64,
    },
    /// The name is taken already, or no name of the format.
    #[error("{0} cannot be used as a name: {1}")]
    Name(String, &'static str),
    /// The file changed each time that it was being read, for as long as the caller was willing to try.
    #[error("the file kept changing while it was being read")]
    Unstable,
    /// An interrupted commit waits to be rolled back by somebody who may write.
    #[error("an interrupted write waits for recovery")]
    RecoveryPending,
    /// The journal of an interrupted write cannot be rolled back; a person has to say which file is the right one.
    #[error("the journal beside the file cannot be used: {0}")]
    Journal(&'static str),
    /// Another file has the name now that was opened: what this one gets, nobody would see.
    #[error("another file has taken its name")]
    Replaced,
    /// An earlier write or sync failed; the handle refuses everything until the file is opened again.
    #[error("an earlier write to this file failed; open it again")]
    Poisoned,
}

impl Error {
    /// Wraps an I/O error with what was being done.
    pub(crate) fn io(action: &'static str) -> impl Fn(std::io::Error) -> Error {
        move |source| Error::Io { action, source }
    }

    /// Damage on a page, in words.
    pub(crate) fn damaged(page: PageNo, what: impl Into<String>) -> Error {
        Error::Damaged { page, what: what.into() }
    }
}
