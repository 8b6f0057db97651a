//! The bytes of a table definition, and their pages.

use super::spec::{ColumnSpec, IndexSpec, TableSpec};
use crate::error::{Error, Malformed, Result};
use crate::format::column::{ColumnType, SortOrder};
use crate::format::ids::{PageNo, RowId};
use crate::format::page::{PagesMut, put};
use crate::format::text;
use crate::format::{COLUMN_MARK, INDEX_MARK, PAGE_SIZE, PAGE_TDEF};

/// Bytes of the header of each page of a definition.
const PAGE_HEADER: usize = 8;
/// Columns an index has room for.
const INDEX_SLOTS: usize = 10;

/// The system's columns that identify users, which a file stores with a mask of its own.
const USERS: [&str; 2] = ["Owner", "SID"];

/// Where the pages of a new table are, and what kind of table it is.
pub(super) struct Placement {
    pub owned: RowId,
    pub free: RowId,
    /// The map and root of each index.
    pub indexes: Vec<(RowId, PageNo)>,
    /// The maps of each long-value column, with its number.
    pub long_values: Vec<(u16, RowId, RowId)>,
    pub kind: Kind,
}

/// What kind of table it is; the differences are a few bytes whose meaning, if any, only Access knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One of the four that every database has.
    System,
    /// The list of complex columns.
    ComplexColumns,
    /// The layout of a type of complex column.
    ComplexType,
    User,
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Kind::System => b'S',
            _ => b'N',
        }
    }

    fn has_system_columns(self) -> bool {
        matches!(self, Kind::System | Kind::ComplexColumns)
    }
}

/// A column with its place in rows.
struct Place<'a> {
    spec: &'a ColumnSpec,
    number: u16,
    slot: u16,
    offset: u16,
}

/// Encodes a definition, its first page's header included (the fields of that are set when it is written to pages).
pub(super) fn encode(spec: &TableSpec, order: SortOrder, placement: &Placement) -> Result<Vec<u8>> {
    let mut columns = places(&spec.columns);
    let variable = spec.columns.iter().filter(|column| !column.is_fixed()).count();
    if placement.kind != Kind::User {
        columns.sort_by(|a, b| a.spec.name.cmp(&b.spec.name));
    }
    let mut bytes = head(spec.columns.len(), variable, spec.indexes.len(), placement)?;
    bytes.resize(bytes.len() + 12 * spec.indexes.len(), 0);
    columns.iter().for_each(|column| append_column(&mut bytes, column, order, placement.kind));
    columns.iter().try_for_each(|column| append_name(&mut bytes, &column.spec.name))?;
    for (index, (map, root)) in spec.indexes.iter().zip(&placement.indexes) {
        append_index(&mut bytes, spec, index, *map, *root)?;
    }
    append_logical_indexes(&mut bytes, &spec.indexes)?;
    for (number, owned, free) in &placement.long_values {
        bytes.extend(number.to_le_bytes());
        bytes.extend([owned.to_bytes(), free.to_bytes()].as_flattened());
    }
    bytes.extend([0xFF, 0xFF]);
    let length = u32::try_from(bytes.len()).map_err(|_| too_long())?;
    put(&mut bytes, 8, &length.to_le_bytes()).map_err(|_| too_long())?;
    Ok(bytes)
}

/// Writes a definition to its first page and as many others as it needs.
pub(super) fn write(pages: &mut dyn PagesMut, first: PageNo, bytes: &[u8]) -> Result<()> {
    let (head, mut rest) = bytes.split_at_checked(PAGE_HEADER).ok_or_else(too_long)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (part, after) = rest.split_at(rest.len().min(PAGE_SIZE - PAGE_HEADER));
        let page = if parts.is_empty() { first } else { pages.allocate()? };
        parts.push((page, part));
        rest = after;
    }
    let nexts: Vec<PageNo> = parts.iter().skip(1).map(|(page, _)| *page).chain([PageNo(0)]).collect();
    for ((no, part), next) in parts.into_iter().zip(nexts) {
        let page = pages.edit(no)?;
        page.fill(0);
        // A last page reports eight bytes less than are free, however many it has.
        let free = (PAGE_SIZE - PAGE_HEADER - part.len()).saturating_sub(8);
        put(page, 0, head)
            .and_then(|()| put(page, 0, &[PAGE_TDEF, 1]))
            .and_then(|()| put(page, 2, &two_bytes(free)))
            .and_then(|()| put(page, 4, &next.0.to_le_bytes()))
            .and_then(|()| put(page, PAGE_HEADER, part))
            .map_err(|malformed: Malformed| malformed.on(no))?;
    }
    Ok(())
}

/// Numbers, offsets and slots, all counted up in the order of the columns. Booleans take no room.
fn places(columns: &[ColumnSpec]) -> Vec<Place<'_>> {
    let (mut slot, mut offset) = (0, 0);
    let mut places = Vec::with_capacity(columns.len());
    for (number, spec) in (0..).zip(columns) {
        places.push(Place { spec, number, slot, offset });
        if !spec.is_fixed() {
            slot += 1;
        } else if spec.column_type != ColumnType::Boolean {
            offset += spec.length();
        }
    }
    places
}

fn head(columns: usize, variable: usize, indexes: usize, placement: &Placement) -> Result<Vec<u8>> {
    let columns = u16::try_from(columns).map_err(|_| too_long())?.to_le_bytes();
    let variable = u16::try_from(variable).map_err(|_| too_long())?.to_le_bytes();
    let indexes = u32::try_from(indexes).map_err(|_| too_long())?.to_le_bytes();
    let mut bytes = vec![0; 12];
    bytes.extend(COLUMN_MARK.to_le_bytes());
    // No rows, no autonumber yet, and a 1 that every table has.
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    bytes.resize(40, 0);
    bytes.push(placement.kind.code());
    bytes.extend([columns, variable, columns].as_flattened());
    bytes.extend([indexes, indexes].as_flattened());
    bytes.extend([placement.owned.to_bytes(), placement.free.to_bytes()].as_flattened());
    Ok(bytes)
}

fn append_column(bytes: &mut Vec<u8>, place: &Place<'_>, order: SortOrder, kind: Kind) {
    let spec = place.spec;
    let order = spec.sort_order.filter(|_| spec.is_text()).unwrap_or(order);
    let extra = match spec.column_type {
        ColumnType::Decimal { precision, scale } => [precision, scale, 0, 0],
        _ => order.to_bytes(),
    };
    let ordinal = if kind == Kind::User { place.number } else { 0 };
    let offset = if spec.column_type == ColumnType::Boolean || !spec.is_fixed() { 0 } else { place.offset };
    bytes.push(spec.column_type.code());
    bytes.extend(COLUMN_MARK.to_le_bytes());
    bytes.extend([place.number, place.slot, ordinal].map(u16::to_le_bytes).as_flattened());
    bytes.extend(extra);
    bytes.push(flags(spec, kind));
    bytes.push(u8::from(spec.compressed && spec.is_text() && kind == Kind::User));
    bytes.extend([0; 4]);
    bytes.extend([offset, spec.length()].map(u16::to_le_bytes).as_flattened());
}

fn flags(spec: &ColumnSpec, kind: Kind) -> u8 {
    let autonumber = match spec.column_type {
        ColumnType::Guid => 0x40,
        _ => 0x04,
    };
    let set = |flag: u8, condition: bool| if condition { flag } else { 0 };
    0x02 | set(0x01, spec.is_fixed())
        | set(autonumber, spec.autonumber)
        | set(0x10, kind.has_system_columns())
        | set(0x20, kind == Kind::System && USERS.contains(&spec.name.as_str()))
}

fn append_name(bytes: &mut Vec<u8>, name: &str) -> Result<()> {
    let name = text::encode_plain(name);
    bytes.extend(u16::try_from(name.len()).map_err(|_| too_long())?.to_le_bytes());
    bytes.extend(name);
    Ok(())
}

fn append_index(
    bytes: &mut Vec<u8>,
    spec: &TableSpec,
    index: &IndexSpec,
    map: RowId,
    root: PageNo,
) -> Result<()> {
    bytes.extend(INDEX_MARK.to_le_bytes());
    for place in 0..INDEX_SLOTS {
        let (number, ascending) = match index.columns.get(place) {
            Some((name, descending)) => (column_number(spec, name)?, u8::from(!descending)),
            None => (0xFFFF, 0),
        };
        bytes.extend(number.to_le_bytes());
        bytes.push(ascending);
    }
    let flags =
        0x80 | u8::from(index.unique) | u8::from(index.ignore_nulls) << 1 | u8::from(index.required) << 3;
    bytes.extend(map.to_bytes());
    bytes.extend(root.0.to_le_bytes());
    bytes.extend([0, 0, 0, 0, flags, 0, 0, 0, 0, 0]);
    Ok(())
}

fn column_number(spec: &TableSpec, name: &str) -> Result<u16> {
    let place = spec.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    let missing = || Error::NoColumn { table: spec.name.clone(), column: name.to_owned() };
    place.and_then(|place| u16::try_from(place).ok()).ok_or_else(missing)
}

/// One for each index, in the order of their names.
fn append_logical_indexes(bytes: &mut Vec<u8>, indexes: &[IndexSpec]) -> Result<()> {
    let mut sorted: Vec<(u32, &IndexSpec)> = (0..).zip(indexes).collect();
    sorted.sort_by_key(|(_, index)| index.name.to_lowercase());
    for (number, index) in &sorted {
        bytes.extend(COLUMN_MARK.to_le_bytes());
        bytes.extend([number.to_le_bytes(), number.to_le_bytes()].as_flattened());
        // No foreign key: no partner, no other table.
        bytes.extend([0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 4, 4]);
        bytes.push(u8::from(index.primary));
        bytes.extend([0; 4]);
    }
    sorted.iter().try_for_each(|(_, index)| append_name(bytes, &index.name))
}

fn two_bytes(number: usize) -> [u8; 2] {
    let [low, high, ..] = number.to_le_bytes();
    [low, high]
}

fn too_long() -> Error {
    Error::Limit { what: "the length of a table definition", limit: 65_535 }
}
