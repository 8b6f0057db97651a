//! Taking rows and long values off their pages. A page that is left without rows goes back to the file; one that has
//! room again is offered to the next row.

use super::{data_page, usage_map};
use crate::error::{Error, Malformed, Result};
use crate::format::data_page::{DataPage, LONG_VALUE_OWNER, Slot};
use crate::format::ids::RowId;
use crate::format::page::PagesMut;
use crate::format::table::{LongValueMaps, TableDef};

/// Deletes the slot of a row of a table, of whatever state.
pub(super) fn remove_row(pages: &mut dyn PagesMut, table: &TableDef, id: RowId) -> Result<()> {
    DataPage::new(pages.page(id.page)?.as_slice(), table.page.0)
        .map_err(|malformed| malformed.on(id.page))?;
    remove(pages, table.owned, Some(table.free), id)
}

/// Deletes the rows that hold a long value.
pub(super) fn remove_long_value(
    pages: &mut dyn PagesMut,
    maps: &LongValueMaps,
    rows: Vec<RowId>,
) -> Result<()> {
    for row in rows {
        let page = pages.page(row.page)?;
        let slot =
            DataPage::new(page.as_slice(), LONG_VALUE_OWNER).and_then(|page| page.slot(row.slot.0.into()));
        match slot.map_err(|malformed| malformed.on(row.page))? {
            Some(Slot::Row(_)) => {}
            _ => {
                return Err(Error::damaged(
                    row.page,
                    format!("there is no long value in slot {}", row.slot.0),
                ));
            }
        }
        drop(page);
        remove(pages, maps.owned, maps.free, row)?;
    }
    Ok(())
}

fn remove(pages: &mut dyn PagesMut, owned: RowId, free: Option<RowId>, id: RowId) -> Result<()> {
    let on_page = |malformed: Malformed| malformed.on(id.page);
    let is_vacant = data_page::delete(pages.edit(id.page)?, id.slot).map_err(on_page)?;
    match free {
        _ if is_vacant => usage_map::release(pages, owned, free, id.page),
        Some(free) => usage_map::mark(pages, free, id.page),
        None => Ok(()),
    }
}
