//! Whether anything in a file names a page that the file does not have.

use crate::error::Result;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::Pages;
use crate::format::table::TableDef;
use crate::format::tdef;
use crate::format::usage_map::UsageMap;
use crate::read::catalog;

/// Whether the usage map of some table lists a page past the end of the file. Every page but those of the maps and
/// definitions themselves is in one; where one of these is missing, that is the error.
pub(crate) fn past_the_end(pages: &dyn Pages) -> Result<bool> {
    for entry in catalog::tables(pages)? {
        let Some(page) = entry.page else { continue };
        if !catalog::has_definition(&entry) {
            continue;
        }
        let table = tdef::read(pages, page, &entry.name)?;
        for map in maps(&table) {
            if UsageMap::read(pages, map)?.next_from(pages, PageNo(pages.page_count()))?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The maps of a table's pages, of its indexes' and of its long values'.
fn maps(table: &TableDef) -> impl Iterator<Item = RowId> {
    let indexes = table.indexes.iter().map(|index| index.usage_map);
    let long_values = table.long_values.iter().map(|maps| maps.owned);
    std::iter::once(table.owned).chain(indexes).chain(long_values)
}
