//! The indexes of a definition: the trees, and the names and relations that rest on them.

use super::Parser;
use crate::error::Malformed;
use crate::format::column::Column;
use crate::format::ids::{ColumnId, PageNo};
use crate::format::page::View;
use crate::format::table::{ForeignKey, Index, IndexColumn, ReferencedBy};
use crate::format::{COLUMN_MARK, INDEX_MARK};

const REAL_RECORD: usize = 52;
const LOGICAL_RECORD: usize = 28;
const COLUMNS_MAX: usize = 10;
/// Bits of a real index's flags.
const UNIQUE: u8 = 0x01;
const IGNORE_NULLS: u8 = 0x02;
const REQUIRED: u8 = 0x08;
/// Kinds of logical index.
const PRIMARY_KEY: u8 = 1;
const FOREIGN_KEY: u8 = 2;
/// A relation that cascades.
const CASCADES: u8 = 1;
/// The sides of a relation: the one that is referred to ("one"), and the one that refers ("many").
const REFERENCED: u8 = 1;
const REFERENCING: u8 = 2;

pub(super) struct Trees {
    pub indexes: Vec<Index>,
    pub foreign_keys: Vec<ForeignKey>,
    pub referenced_by: Vec<ReferencedBy>,
}

/// A name for a tree: one the user sees, or one side of a relation.
struct Logical {
    number: u32,
    real: usize,
    side: u8,
    partner: u32,
    table: PageNo,
    cascades_updates: bool,
    cascades_deletes: bool,
    kind: u8,
}

/// Reads the real indexes, the logical ones and their names, and joins the three.
pub(super) fn parse(
    parser: &mut Parser<'_>,
    real_count: u32,
    logical_count: u32,
    columns: &[Column],
) -> Result<Trees, Malformed> {
    let mut indexes = parser.each(real_count, |parser| real(parser, columns))?;
    let logical = parser.each(logical_count, logical)?;
    let (mut foreign_keys, mut referenced_by) = (Vec::new(), Vec::new());
    for logical in logical {
        let name = parser.name("name of an index")?;
        let Some(index) = indexes.get_mut(logical.real) else {
            return parser.malformed("index behind a name");
        };
        foreign_keys.extend(foreign_key(&logical));
        referenced_by.extend(referenced(&logical));
        give_name(index, &logical, name);
    }
    Ok(Trees { indexes, foreign_keys, referenced_by })
}

fn real(parser: &mut Parser<'_>, columns: &[Column]) -> Result<Index, Malformed> {
    let at = parser.at;
    let record = parser.take(REAL_RECORD, "index")?;
    if record.u32(0, "mark of an index")? != INDEX_MARK {
        return Err(Malformed { field: "mark of an index", at });
    }
    let flags = record.u8(46, "flags of an index")?;
    Ok(Index {
        names: Vec::new(),
        columns: index_columns(record, columns)?,
        root: PageNo(record.u32(38, "root page of an index")?),
        unique: flags & UNIQUE != 0,
        ignore_nulls: flags & IGNORE_NULLS != 0,
        required: flags & REQUIRED != 0,
        primary: false,
        usage_map: record.row_id(34, "map of an index")?,
        logical_numbers: Vec::new(),
    })
}

fn index_columns(record: View<'_>, columns: &[Column]) -> Result<Vec<IndexColumn>, Malformed> {
    let mut found = Vec::new();
    for place in 0..COLUMNS_MAX {
        let at = 4 + place * 3;
        let number = record.u16(at, "column of an index")?;
        let order = record.u8(at + 2, "order of an index")?;
        if number == 0xFFFF {
            continue;
        }
        let column = columns.binary_search_by_key(&number, |column| column.number);
        let column = column.map_err(|_| Malformed { field: "column of an index", at })?;
        found.push(IndexColumn { column: ColumnId::at(column), descending: order & 1 == 0 });
    }
    Ok(found)
}

fn logical(parser: &mut Parser<'_>) -> Result<Logical, Malformed> {
    let at = parser.at;
    let record = parser.take(LOGICAL_RECORD, "name of an index")?;
    if record.u32(0, "mark of an index name")? != COLUMN_MARK {
        return Err(Malformed { field: "mark of an index name", at });
    }
    Ok(Logical {
        number: record.u32(4, "number of an index name")?,
        real: usize::try_from(record.u32(8, "index behind a name")?).unwrap_or(usize::MAX),
        side: record.u8(12, "side of a relation")?,
        partner: record.u32(13, "partner in a relation")?,
        table: PageNo(record.u32(17, "table of a relation")?),
        cascades_updates: record.u8(21, "cascading of updates")? == CASCADES,
        cascades_deletes: record.u8(22, "cascading of deletes")? == CASCADES,
        kind: record.u8(23, "kind of an index name")?,
    })
}

fn foreign_key(logical: &Logical) -> Option<ForeignKey> {
    let refers = logical.kind == FOREIGN_KEY && logical.side == REFERENCING;
    refers.then_some(ForeignKey { index: logical.real, table: logical.table, partner: logical.partner })
}

fn referenced(logical: &Logical) -> Option<ReferencedBy> {
    let Logical { real: index, table, partner, cascades_updates, cascades_deletes, .. } = *logical;
    let is_referred_to = logical.kind == FOREIGN_KEY && logical.side == REFERENCED;
    is_referred_to.then_some(ReferencedBy { index, table, partner, cascades_updates, cascades_deletes })
}

/// A primary key needs no flag in the file; it is unique and takes no null whatever the flags say.
fn give_name(index: &mut Index, logical: &Logical, name: String) {
    if logical.kind == PRIMARY_KEY {
        index.primary = true;
        index.unique = true;
        index.required = true;
        index.names.insert(0, name);
        index.logical_numbers.insert(0, logical.number);
    } else {
        index.names.push(name);
        index.logical_numbers.push(logical.number);
    }
}
