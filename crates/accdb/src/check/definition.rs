//! A table definition as the walk reads it: every field that can be read, whatever it says.
//!
//! The reading half of the engine refuses a definition at the first field that is wrong. The walk goes on, so that the
//! pages of a table with a damaged definition still have their owner and do not count as lost.

use super::owners::OwnerId;
use super::report::Reporter;
use super::walk::Walk;
use crate::error::{Malformed, Result};
use crate::format::column::ColumnType;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::View;
use crate::format::table::TableDef;
use crate::format::tdef;
use crate::format::text;
use crate::format::usage_map::UsageMap;
use crate::format::{COLUMN_MARK, INDEX_MARK, PAGE_SIZE, PAGE_TDEF};
use std::sync::Arc;

/// Pages of a definition before it counts as endless.
const PAGES_MAX: usize = 32;
/// Bytes of a page's own header, which further pages leave out of the definition.
const PAGE_HEADER: usize = 8;
/// The size of the fixed part, and of the records after it.
const HEAD: usize = 63;
const STATISTICS: usize = 12;
const COLUMN: usize = 25;
const TREE: usize = 52;
const TREE_COLUMNS_MAX: usize = 10;
const LOGICAL: usize = 28;
/// More indexes than this no definition has.
const TREES_MAX: u32 = 32 + 255;
const LOGICAL_MAX: u32 = 1_000;
const COLUMNS_MAX: u16 = 255;
const NO_COLUMN: u16 = 0xFFFF;

/// A table definition, field by field.
pub(super) struct Definition {
    pub name: Arc<str>,
    pub page: PageNo,
    pub pages: Vec<PageNo>,
    pub row_count: u32,
    pub last_autonumber: u32,
    pub max_columns: u16,
    pub variable_slots: u16,
    pub owned: RowId,
    pub free: RowId,
    pub columns: Vec<Column>,
    pub trees: Vec<Tree>,
    pub logical: Vec<Logical>,
    pub long_values: Vec<LongValues>,
    /// As the reading half sees it; `None` where it refuses to.
    pub table: Option<TableDef>,
    /// Who its data pages belong to, and which they are.
    pub data: OwnerId,
    pub owned_map: Option<UsageMap>,
    /// Data pages that name this table and that no map lists.
    pub strays: Vec<PageNo>,
}

pub(super) struct Column {
    pub name: String,
    pub column_type: ColumnType,
    pub number: u16,
    pub slot: u16,
    pub fixed: bool,
    pub fixed_offset: u16,
    pub length: u16,
}

impl Column {
    /// Stored as a long value; the row has a pointer.
    pub fn is_long(&self) -> bool {
        matches!(self.column_type, ColumnType::Memo | ColumnType::Ole)
    }
}

/// A real index.
pub(super) struct Tree {
    pub unique_count: u32,
    /// Column numbers.
    pub columns: Vec<u16>,
    pub map: RowId,
    pub root: PageNo,
    pub names: Vec<String>,
    pub owner: OwnerId,
    pub pages: Option<UsageMap>,
}

pub(super) struct Logical {
    pub name: String,
    pub number: u32,
    pub tree: u32,
    pub partner: u32,
    pub table: PageNo,
    pub kind: u8,
}

/// The maps of a long-value column.
pub(super) struct LongValues {
    pub column: u16,
    pub owned: RowId,
    pub free: RowId,
    pub owner: OwnerId,
    pub pages: Option<UsageMap>,
}

/// The pages of a definition and their bytes put together.
struct Joined {
    pages: Vec<PageNo>,
    /// The free-space field of each.
    free: Vec<u16>,
    bytes: Vec<u8>,
}

impl Walk<'_> {
    /// Reads the definition that starts on `page`; `None`, told, where it cannot be read at all.
    pub fn definition(&mut self, page: PageNo, name: &str) -> Result<Option<Definition>> {
        let Some(joined) = self.joined(page, name)? else { return Ok(None) };
        let mut reader = Reader { view: View(&joined.bytes), at: HEAD, page, report: &mut self.report, name };
        let (mut definition, length) = match reader.definition() {
            Ok(read) => read,
            Err(malformed) => {
                self.report.error(page, Some(name), malformed.to_string());
                return Ok(None);
            }
        };
        self.free_fields(&joined, length, name);
        definition.pages = joined.pages;
        definition.table = match tdef::read(self.pages, page, name) {
            Ok(table) => Some(table),
            Err(error) => {
                self.tell(Some(page), Some(name), error)?;
                None
            }
        };
        Ok(Some(definition))
    }

    fn joined(&mut self, first: PageNo, name: &str) -> Result<Option<Joined>> {
        let mut joined = Joined { pages: Vec::new(), free: Vec::new(), bytes: Vec::new() };
        let mut next = first;
        while let Some(page) = self.page(next, Some(name))? {
            if page.first() != Some(&PAGE_TDEF) {
                let kind = page.first().copied().unwrap_or(0);
                let what = format!("page {next} of the definition has type {kind}");
                self.report.error(first, Some(name), what);
                break;
            }
            let body = if joined.pages.is_empty() { 0 } else { PAGE_HEADER };
            joined.bytes.extend_from_slice(page.get(body..).unwrap_or_default());
            joined.pages.push(next);
            let header = View(page.as_slice());
            joined.free.push(header.u16(2, "free bytes").unwrap_or(0));
            next = PageNo(header.u32(4, "next page").unwrap_or(0));
            if next == PageNo(0) {
                return Ok(Some(joined));
            }
            if joined.pages.contains(&next) || joined.pages.len() == PAGES_MAX {
                self.report.error(
                    first,
                    Some(name),
                    format!("the pages of the definition go on in a circle at {next}"),
                );
                break;
            }
        }
        if next != first {
            self.report.error(
                first,
                Some(name),
                format!("the definition cannot be read on from page {next}"),
            );
        }
        Ok(None)
    }

    /// Each page of a definition says how much of it is free: less the eight bytes of the last page's header.
    fn free_fields(&mut self, joined: &Joined, length: usize, name: &str) {
        let mut left = length;
        for (nth, (page, told)) in joined.pages.iter().zip(&joined.free).enumerate() {
            let room = if nth == 0 { PAGE_SIZE } else { PAGE_SIZE - PAGE_HEADER };
            let used = room.min(left);
            left -= used;
            let free = (room - used).saturating_sub(PAGE_HEADER);
            if usize::from(*told) != free {
                let what = format!("the definition page says that {told} bytes are free, but {free} are");
                self.report.error(*page, Some(name), what);
            }
        }
    }
}

/// Reads on through the joined bytes. Constants that are wrong are told and passed over.
struct Reader<'a> {
    view: View<'a>,
    at: usize,
    page: PageNo,
    report: &'a mut Reporter,
    name: &'a str,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize, field: &'static str) -> Result<View<'a>, Malformed> {
        let bytes = self.view.bytes(self.at, len, field)?;
        self.at = self.at.saturating_add(len);
        Ok(View(bytes))
    }

    fn text(&mut self, field: &'static str) -> Result<String, Malformed> {
        let length = usize::from(self.take(2, field)?.u16(0, field)?);
        text::decode_plain(self.take(length, field)?.0)
    }

    fn tell(&mut self, what: String) {
        self.report.error(self.page, Some(self.name), what);
    }

    fn mark(&mut self, record: View<'_>, at: usize, expected: u32, what: &str) -> Result<(), Malformed> {
        match record.u32(at, "mark of a record")? {
            found if found == expected => {}
            found => self.tell(format!("the mark of {what} is {found}, not {expected}")),
        }
        Ok(())
    }

    /// The definition, and its length in bytes by its length field.
    fn definition(&mut self) -> Result<(Definition, usize), Malformed> {
        let view = self.view;
        let length = usize::try_from(view.u32(8, "length of the definition")?).unwrap_or(usize::MAX);
        if length > view.0.len() {
            return Err(Malformed { field: "length of the definition", at: 8 });
        }
        self.mark(view, 12, COLUMN_MARK, "the definition")?;
        let kind = view.u8(40, "kind of table")?;
        if !matches!(kind, b'N' | b'S') {
            self.tell(format!("there is no such kind of table: {kind:#04x}"));
        }
        let counts = [view.u32(47, "number of index names")?, view.u32(51, "number of indexes")?];
        let column_count = view.u16(45, "number of columns")?;
        if column_count > COLUMNS_MAX || counts[0] > LOGICAL_MAX || counts[1] > TREES_MAX {
            return Err(Malformed { field: "number of columns or indexes", at: 45 });
        }
        let (columns, trees, logical, long_values) = self.records(column_count, counts)?;
        if self.at != length {
            self.tell(format!("the definition says that it takes {length} bytes, but it takes {}", self.at));
        }
        let definition = Definition {
            name: Arc::from(self.name),
            page: self.page,
            pages: Vec::new(),
            row_count: view.u32(16, "number of rows")?,
            last_autonumber: view.u32(20, "last autonumber")?,
            max_columns: view.u16(41, "highest number of columns")?,
            variable_slots: view.u16(43, "number of variable slots")?,
            owned: view.row_id(55, "map of owned pages")?,
            free: view.row_id(59, "map of pages with room")?,
            columns,
            trees,
            logical,
            long_values,
            table: None,
            data: OwnerId::default(),
            owned_map: None,
            strays: Vec::new(),
        };
        Ok((definition, length))
    }

    #[expect(clippy::type_complexity, reason = "the four parts of a definition, in the order of the file")]
    fn records(
        &mut self,
        column_count: u16,
        [logical_count, tree_count]: [u32; 2],
    ) -> Result<(Vec<Column>, Vec<Tree>, Vec<Logical>, Vec<LongValues>), Malformed> {
        let unique_counts = (0..tree_count)
            .map(|_| self.take(STATISTICS, "index statistics")?.u32(4, "unique entries"))
            .collect::<Result<Vec<u32>, Malformed>>()?;
        let mut columns =
            (0..column_count).map(|number| self.column(number)).collect::<Result<Vec<_>, _>>()?;
        for column in &mut columns {
            column.name = self.text("name of a column")?;
        }
        let mut trees = Vec::new();
        for unique_count in unique_counts {
            trees.push(self.tree(unique_count)?);
        }
        let mut logical = (0..logical_count).map(|_| self.logical()).collect::<Result<Vec<_>, _>>()?;
        for logical in &mut logical {
            logical.name = self.text("name of an index")?;
            let place = usize::try_from(logical.tree).ok();
            if let Some(tree) = place.and_then(|place| trees.get_mut(place)) {
                tree.names.push(logical.name.clone());
            }
        }
        Ok((columns, trees, logical, self.long_values()?))
    }

    fn column(&mut self, number: u16) -> Result<Column, Malformed> {
        let record = self.take(COLUMN, "column")?;
        self.mark(record, 1, COLUMN_MARK, &format!("column {number}"))?;
        let [extra0, extra1] = record.array(11, "sort order of a column")?;
        Ok(Column {
            name: String::new(),
            column_type: ColumnType::from_code(record.u8(0, "type of a column")?, extra0, extra1),
            number: record.u16(5, "number of a column")?,
            slot: record.u16(7, "variable slot of a column")?,
            fixed: record.u8(15, "flags of a column")? & 1 == 1,
            fixed_offset: record.u16(21, "fixed offset of a column")?,
            length: record.u16(23, "length of a column")?,
        })
    }

    fn tree(&mut self, unique_count: u32) -> Result<Tree, Malformed> {
        let record = self.take(TREE, "index")?;
        self.mark(record, 0, INDEX_MARK, "an index")?;
        let columns = (0..TREE_COLUMNS_MAX)
            .map(|place| record.u16(4 + 3 * place, "column of an index"))
            .filter(|number| *number != Ok(NO_COLUMN))
            .collect::<Result<Vec<u16>, Malformed>>()?;
        Ok(Tree {
            unique_count,
            columns,
            map: record.row_id(34, "map of an index")?,
            root: PageNo(record.u32(38, "root page of an index")?),
            names: Vec::new(),
            owner: OwnerId::default(),
            pages: None,
        })
    }

    fn logical(&mut self) -> Result<Logical, Malformed> {
        let record = self.take(LOGICAL, "name of an index")?;
        self.mark(record, 0, COLUMN_MARK, "an index name")?;
        Ok(Logical {
            name: String::new(),
            number: record.u32(4, "number of an index name")?,
            tree: record.u32(8, "index behind a name")?,
            partner: record.u32(13, "partner in a relation")?,
            table: PageNo(record.u32(17, "table of a relation")?),
            kind: record.u8(23, "kind of an index name")?,
        })
    }

    fn long_values(&mut self) -> Result<Vec<LongValues>, Malformed> {
        let mut maps = Vec::new();
        loop {
            let column = self.take(2, "column of a long-value map")?.u16(0, "column of a long-value map")?;
            if column == NO_COLUMN {
                return Ok(maps);
            }
            let record = self.take(8, "long-value map")?;
            maps.push(LongValues {
                column,
                owned: record.row_id(0, "map of long-value pages")?,
                free: record.row_id(4, "map of long-value pages with room")?,
                owner: OwnerId::default(),
                pages: None,
            });
        }
    }
}
