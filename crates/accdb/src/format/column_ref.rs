//! The ways to say which column is meant.

use crate::error::{Error, Result};
use crate::format::ids::ColumnId;
use crate::format::table::TableDef;

/// What names a column of a table: its [`ColumnId`], its name (without regard to letter case), or its position in
/// [`TableDef::columns`]. The first and the last cost nothing; a name is looked up each time.
pub trait ColumnRef: sealed::Sealed {
    /// The column that is meant.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`] for a name that the table does not have.
    fn id_in(&self, table: &TableDef) -> Result<ColumnId>;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::ColumnId {}
    impl Sealed for usize {}
    impl Sealed for &str {}
}

impl ColumnRef for ColumnId {
    #[inline(always)]
    fn id_in(&self, _: &TableDef) -> Result<ColumnId> {
        Ok(*self)
    }
}

impl ColumnRef for usize {
    #[inline(always)]
    fn id_in(&self, _: &TableDef) -> Result<ColumnId> {
        Ok(ColumnId::at(*self))
    }
}

impl ColumnRef for &str {
    fn id_in(&self, table: &TableDef) -> Result<ColumnId> {
        let missing = || Error::NoColumn { table: table.name.clone(), column: (*self).to_owned() };
        table.column(self).ok_or_else(missing)
    }
}
