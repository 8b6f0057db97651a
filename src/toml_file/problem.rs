//! What is wrong with a file, and where.

/// A place in a file: line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One thing to mend; `P` is what can be wrong with that kind of file, [`Problem`] and its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<P> {
    pub at: Position,
    /// The path of the key, as in `subsidiary[2].ownership.rule`; empty where no key is concerned.
    pub key: String,
    pub problem: P,
}

/// What can be wrong with any file. Each variant is one sentence of the catalogue, with its fields as placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No TOML.
    Syntax {
        message: String,
    },
    /// A backslash in a double-quoted text: a Windows path belongs between single quotes.
    Backslash,
    /// Not UTF-8.
    Encoding,
    UnknownKey {
        nearest: String,
    },
    Missing,
    WrongType {
        expected: Kind,
        found: Kind,
    },
    OutOfRange {
        found: String,
        low: i64,
        high: i64,
    },
    /// A word outside a closed list.
    NotOneOf {
        found: String,
        nearest: String,
        allowed: String,
    },
    WrongCount {
        found: usize,
        expected: usize,
    },
    Empty,
    /// A value that must be there once stands at `first` (a line) as well.
    Repeated {
        found: String,
        first: usize,
    },
}

/// The types a value of the file can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    List,
    Table,
    Tables,
}

impl Kind {
    /// The last part of its key in the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::List => "list",
            Kind::Table => "table",
            Kind::Tables => "tables",
        }
    }
}
