//! A table: its rows, and what its definition says of them.

use super::definition::Definition;
use super::rows::{Found, Rows};
use super::walk::Walk;
use crate::accdb::error::Result;

impl Walk<'_> {
    /// Checks the rows of a table.
    pub fn check_table(&mut self, definition: &mut Definition) -> Result<()> {
        let name = definition.name.clone();
        let mut rows = Rows::of(definition);
        let mut live = 0_u32;
        while let Some(found) = rows.next(self)? {
            match found {
                Found::Row(..) => live = live.saturating_add(1),
                Found::Lost(id, what) => {
                    live = live.saturating_add(1);
                    self.report.error(id.page, Some(&name), format!("row {}: {what}", id.slot.0));
                }
                Found::Fault(page, what) => self.report.error(page, Some(&name), what),
            }
        }
        for id in rows.hidden.without(&rows.reached) {
            let what = format!("row {} is a moved row that no pointer reaches", id.slot.0);
            self.report.advise(id.page, Some(&name), what);
        }
        if live != definition.row_count {
            let what = format!(
                "the definition says that there are {} rows, but there are {live}",
                definition.row_count
            );
            self.report.error(definition.page, Some(&name), what);
        }
        self.report.report.rows = self.report.report.rows.saturating_add(live.into());
        Ok(())
    }
}
