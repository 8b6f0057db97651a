//! Where the parts of a table lie in its file, for tests that look at pages and damage them.

use crate::format::column::Column;
use crate::format::ids::{PageNo, RowId};
use crate::format::table::{ForeignKey, Index, ReferencedBy, TableDef};

impl TableDef {
    /// The first page of the definition.
    pub fn page(&self) -> PageNo {
        self.page
    }

    /// The usage map of the pages that hold its rows.
    pub fn owned_pages(&self) -> RowId {
        self.owned
    }

    /// The relations in which its rows refer to others.
    pub fn foreign_keys(&self) -> &[ForeignKey] {
        &self.foreign_keys
    }

    /// The relations in which rows of others refer to its own.
    pub fn referenced_by(&self) -> &[ReferencedBy] {
        &self.referenced_by
    }
}

impl Index {
    /// The root of its tree.
    pub fn root(&self) -> PageNo {
        self.root
    }

    /// The numbers of the logical indexes it backs, which foreign keys refer to.
    pub fn logical_numbers(&self) -> &[u32] {
        &self.logical_numbers
    }
}

impl Column {
    /// Its number: its bit in the null mask.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Whether it is stored in the fixed area of a row.
    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// The longest value in bytes; 0 for memo and OLE.
    pub fn length(&self) -> u16 {
        self.length
    }
}
