//! Rows put aside until they are asked for: in memory while they are few, then in an unnamed file.

use crate::table::RowBuffer;
use crate::table::cell::StoredCell;
use chrono::{Datelike, NaiveDate};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use tempfile::SpooledTempFile;

/// Bytes kept in memory before the file is made: 1 MiB.
const IN_MEMORY: usize = 1 << 20;

/// Takes rows.
pub(super) struct Spool {
    into: BufWriter<SpooledTempFile>,
}

/// Gives them back, in their order. How many there are, and of how many cells, the caller knows.
pub(super) struct Spooled {
    from: BufReader<SpooledTempFile>,
}

impl Spool {
    pub fn new() -> Spool {
        Spool { into: BufWriter::new(SpooledTempFile::new(IN_MEMORY)) }
    }

    pub fn put(&mut self, row: &RowBuffer) -> io::Result<()> {
        let len = u32::try_from(row.text.len()).map_err(io::Error::other)?;
        self.into.write_all(&len.to_le_bytes())?;
        self.into.write_all(row.text.as_bytes())?;
        row.cells.iter().try_for_each(|cell| put_cell(&mut self.into, *cell))
    }

    pub fn finish(self) -> io::Result<Spooled> {
        let mut file = self.into.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Spooled { from: BufReader::new(file) })
    }
}

impl Spooled {
    /// Reads the next row, of so many cells.
    pub fn next(&mut self, row: &mut RowBuffer, cells: usize) -> io::Result<()> {
        row.clear();
        let len = u32::from_le_bytes(self.bytes()?);
        let read = (&mut self.from).take(len.into()).read_to_string(&mut row.text)?;
        if u32::try_from(read) != Ok(len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for _ in 0..cells {
            let cell = self.cell()?;
            row.cells.push(cell);
        }
        Ok(())
    }

    fn cell(&mut self) -> io::Result<StoredCell> {
        let [kind] = self.bytes()?;
        Ok(match kind {
            TEXT => StoredCell::Text { start: self.u32()?, end: self.u32()? },
            ERROR => StoredCell::Error { start: self.u32()?, end: self.u32()? },
            NUMBER => StoredCell::Number(f64::from_le_bytes(self.bytes()?)),
            DECIMAL => {
                let units = i128::from_le_bytes(self.bytes()?);
                let [decimals] = self.bytes()?;
                StoredCell::Decimal { units, decimals }
            }
            DATE => {
                let day = i32::from_le_bytes(self.bytes()?);
                NaiveDate::from_num_days_from_ce_opt(day).map_or(StoredCell::Empty, StoredCell::Date)
            }
            YES | NO => StoredCell::Bool(kind == YES),
            NO_VALUE => StoredCell::NoValue,
            _ => StoredCell::Empty,
        })
    }

    fn u32(&mut self) -> io::Result<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// What a cell begins with.
const EMPTY: u8 = 0;
const TEXT: u8 = 1;
const ERROR: u8 = 2;
const NUMBER: u8 = 3;
const DECIMAL: u8 = 4;
const DATE: u8 = 5;
const YES: u8 = 6;
const NO: u8 = 7;
const NO_VALUE: u8 = 8;

fn put_cell(into: &mut impl Write, cell: StoredCell) -> io::Result<()> {
    let mut put = |kind: u8, parts: [&[u8]; 2]| {
        into.write_all(&[kind])?;
        parts.iter().try_for_each(|part| into.write_all(part))
    };
    match cell {
        StoredCell::Empty => put(EMPTY, [&[], &[]]),
        StoredCell::Text { start, end } => put(TEXT, [&start.to_le_bytes(), &end.to_le_bytes()]),
        StoredCell::Error { start, end } => put(ERROR, [&start.to_le_bytes(), &end.to_le_bytes()]),
        StoredCell::Number(number) => put(NUMBER, [&number.to_le_bytes(), &[]]),
        StoredCell::Decimal { units, decimals } => put(DECIMAL, [&units.to_le_bytes(), &[decimals]]),
        StoredCell::Date(date) => put(DATE, [&date.num_days_from_ce().to_le_bytes(), &[]]),
        StoredCell::Bool(value) => put(if value { YES } else { NO }, [&[], &[]]),
        StoredCell::NoValue => put(NO_VALUE, [&[], &[]]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cell;

    #[test]
    fn rows_come_back_as_they_were_put_aside() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).expect("a day");
        let cells = [
            Cell::Text("añadido"),
            Cell::Empty,
            Cell::Number(-0.5),
            Cell::Decimal { units: -1_263_420, decimals: 4 },
            Cell::Date(day),
            Cell::Bool(true),
            Cell::Bool(false),
            Cell::Error("#N/A"),
            Cell::NoValue,
            Cell::Text(""),
        ];
        let mut row = RowBuffer::default();
        cells.iter().for_each(|cell| row.push(*cell));
        let mut spool = Spool::new();
        let rows = IN_MEMORY / 50;
        (0..rows).for_each(|_| spool.put(&row).expect("put"));
        let mut spooled = spool.finish().expect("finished");
        for _ in 0..rows {
            spooled.next(&mut row, cells.len()).expect("a row");
            let read: Vec<_> = (0..cells.len()).map(|at| row.part(1, 0..cells.len()).cell(at)).collect();
            assert_eq!(read, cells);
        }
        assert!(spooled.next(&mut row, cells.len()).is_err(), "there are no more");
    }
}
