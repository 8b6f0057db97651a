//! The pages of a new table: its maps, the roots of its indexes, its definition.

use super::definition::{self, Kind, Placement};
use super::spec::TableSpec;
use crate::error::{Malformed, Result};
use crate::format::PAGE_LEAF;
use crate::format::column::SortOrder;
use crate::format::data_page::MAP_OWNER;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{PagesMut, put};
use crate::write::{data_page, usage_map};

/// What an index page without entries reports as free.
const EMPTY_INDEX_FREE: u16 = 3616;

/// Makes the pages of a user's table and gives the first of its definition. The catalog does not know it yet.
pub(crate) fn create_table(pages: &mut dyn PagesMut, spec: &TableSpec, order: SortOrder) -> Result<PageNo> {
    let definition = pages.allocate()?;
    create_at(pages, definition, spec, order, Kind::User)?;
    Ok(definition)
}

/// Makes the pages of a table whose definition starts on a page taken for it.
pub(super) fn create_at(
    pages: &mut dyn PagesMut,
    definition: PageNo,
    spec: &TableSpec,
    order: SortOrder,
    kind: Kind,
) -> Result<()> {
    let mut maps = Maps { page: None };
    let mut placement = Placement {
        owned: maps.add(pages)?,
        free: maps.add(pages)?,
        indexes: Vec::with_capacity(spec.indexes.len()),
        long_values: Vec::new(),
        kind,
    };
    for _ in &spec.indexes {
        let map = maps.add(pages)?;
        placement.indexes.push((map, empty_root(pages, definition, map)?));
    }
    for (number, _) in (0..).zip(&spec.columns).filter(|(_, column)| column.is_long()) {
        placement.long_values.push((number, maps.add(pages)?, maps.add(pages)?));
    }
    definition::write(pages, definition, &definition::encode(spec, order, &placement)?)
}

/// The usage-map pages of a table, filled one after the other.
struct Maps {
    page: Option<PageNo>,
}

impl Maps {
    fn add(&mut self, pages: &mut dyn PagesMut) -> Result<RowId> {
        let map = usage_map::EMPTY_MAP;
        let page = match self.page {
            Some(page) if has_room(pages, page, map.len())? => page,
            _ => {
                let page = pages.allocate()?;
                data_page::format(pages.edit(page)?, MAP_OWNER).map_err(|malformed| malformed.on(page))?;
                page
            }
        };
        self.page = Some(page);
        let slot = data_page::append(pages.edit(page)?, &map).map_err(|malformed| malformed.on(page))?;
        Ok(RowId { page, slot })
    }
}

fn has_room(pages: &mut dyn PagesMut, page: PageNo, len: usize) -> Result<bool> {
    data_page::has_room(&*pages.page(page)?, len).map_err(|malformed| malformed.on(page))
}

/// Makes a leaf without entries and adds it to the map of its index.
fn empty_root(pages: &mut dyn PagesMut, definition: PageNo, map: RowId) -> Result<PageNo> {
    let root = pages.allocate()?;
    let page = pages.edit(root)?;
    put(page, 0, &[PAGE_LEAF, 1])
        .and_then(|()| put(page, 2, &EMPTY_INDEX_FREE.to_le_bytes()))
        .and_then(|()| put(page, 4, &definition.0.to_le_bytes()))
        .map_err(|malformed: Malformed| malformed.on(root))?;
    usage_map::mark(pages, map, root)?;
    Ok(root)
}
