//! Table definitions: from the pages of one to a [`TableDef`].

mod columns;
mod indexes;

use crate::error::{Error, Malformed, Result};
use crate::format::column::{Column, ColumnType};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{Pages, View};
use crate::format::table::{LongValueMaps, TableDef};
use crate::format::{PAGE_SIZE, PAGE_TDEF};

/// Pages of the longest definition: 255 columns with names of 64 characters and every index take about 16.
const PAGES_MAX: usize = 32;
/// Where the fixed part ends and the statistics of the indexes begin.
const HEAD: usize = 63;

/// Reads the definition that starts on `page`, without the properties of the table.
///
/// Errors name the first page of the definition, or the page of its chain that is no definition page.
pub(crate) fn read(pages: &dyn Pages, page: PageNo, name: &str) -> Result<TableDef> {
    let bytes = joined(pages, page)?;
    parse(&bytes, page, name).map_err(|malformed| malformed.on(page))
}

/// The bytes of a definition: its first page, then each further page without the page header.
pub(crate) fn joined(pages: &dyn Pages, first: PageNo) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PAGE_SIZE);
    let mut next = first;
    for number in 0..PAGES_MAX {
        let page = pages.page(next)?;
        let view = View(page.as_slice());
        if page.first() != Some(&PAGE_TDEF) {
            return Err(Malformed { field: "kind of page (table definition expected)", at: 0 }.on(next));
        }
        let body = if number == 0 { 0 } else { 8 };
        bytes.extend_from_slice(page.get(body..).unwrap_or_default());
        next = PageNo(view.u32(4, "next page of a definition").map_err(|malformed| malformed.on(next))?);
        if next == PageNo(0) {
            return Ok(bytes);
        }
    }
    Err(Error::damaged(first, "the definition has too many pages"))
}

/// Reads on through a definition, one field after the other.
struct Parser<'a> {
    view: View<'a>,
    at: usize,
}

impl<'a> Parser<'a> {
    /// The next `len` bytes.
    fn take(&mut self, len: usize, field: &'static str) -> Result<View<'a>, Malformed> {
        let bytes = self.view.bytes(self.at, len, field)?;
        self.at = self.at.saturating_add(len);
        Ok(View(bytes))
    }

    fn u16(&mut self, field: &'static str) -> Result<u16, Malformed> {
        self.take(2, field)?.u16(0, field)
    }

    /// A name: its length in bytes, then UTF-16.
    fn name(&mut self, field: &'static str) -> Result<String, Malformed> {
        let at = self.at;
        let len = self.u16(field)?.into();
        let bytes = self.take(len, field)?.0;
        crate::format::text::decode_plain(bytes).map_err(|_| Malformed { field, at })
    }

    /// `count` records, each read by `read`. Nothing is set aside for a count that the bytes do not bear out.
    fn each<T>(
        &mut self,
        count: u32,
        mut read: impl FnMut(&mut Parser<'a>) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        (0..count).map(|_| read(self)).collect()
    }

    fn malformed<T>(&self, field: &'static str) -> Result<T, Malformed> {
        Err(Malformed { field, at: self.at })
    }
}

fn parse(bytes: &[u8], page: PageNo, name: &str) -> Result<TableDef, Malformed> {
    let view = View(bytes);
    let length = usize::try_from(view.u32(8, "length of the definition")?).unwrap_or(usize::MAX);
    let view = View(view.bytes(0, length, "length of the definition")?);
    let column_count = u32::from(view.u16(45, "number of columns")?);
    let logical_count = view.u32(47, "number of logical indexes")?;
    let real_count = view.u32(51, "number of real indexes")?;

    let mut parser = Parser { view, at: HEAD };
    parser.each(real_count, |parser| parser.take(12, "index statistics"))?;
    let mut columns = columns::parse(&mut parser, column_count)?;
    columns.sort_by_key(|column| column.number);
    let trees = indexes::parse(&mut parser, real_count, logical_count, &columns)?;
    let long_values = long_value_maps(&mut parser, &columns)?;

    let table = TableDef {
        name: name.to_owned(),
        page,
        row_count: view.u32(16, "number of rows")?,
        last_autonumber: view.u32(20, "last autonumber")?,
        last_complex: view.u32(28, "last number of complex columns")?,
        max_columns: view.u16(41, "highest number of columns")?,
        variable_slots: view.u16(43, "number of variable slots")?,
        fixed_size: fixed_size(&columns),
        cells: crate::format::cell::cells(&columns),
        columns,
        indexes: trees.indexes,
        foreign_keys: trees.foreign_keys,
        referenced_by: trees.referenced_by,
        owned: view.row_id(55, "map of owned pages")?,
        free: view.row_id(59, "map of pages with room")?,
        long_values,
        validation: None,
    };
    columns::check(&table)?;
    Ok(table)
}

/// The bytes up to the end of the last fixed column.
fn fixed_size(columns: &[Column]) -> u16 {
    let fixed = columns.iter().filter(|column| column.fixed && column.column_type != ColumnType::Boolean);
    fixed.map(|column| column.fixed_offset.saturating_add(column.fixed_length())).max().unwrap_or(0)
}

/// The maps of the long-value columns, up to the mark that ends the definition. Those of deleted columns are passed
/// over.
fn long_value_maps(parser: &mut Parser<'_>, columns: &[Column]) -> Result<Vec<LongValueMaps>, Malformed> {
    let mut maps = Vec::new();
    loop {
        let number = parser.u16("column of a long-value map")?;
        if number == 0xFFFF {
            return Ok(maps);
        }
        let record = parser.take(8, "long-value map")?;
        let owned = record.row_id(0, "map of long-value pages")?;
        let free = record.row_id(4, "map of long-value pages with room")?;
        let free = (free != RowId::default()).then_some(free);
        if let Ok(column) = columns.binary_search_by_key(&number, |column| column.number) {
            maps.push(LongValueMaps { column, owned, free });
        }
    }
}

#[cfg(test)]
mod tests;
