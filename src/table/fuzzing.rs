//! The seam for fuzzing: each function takes any bytes, reads them as one thing that this folder reads, and returns.
//! None may panic, run on, or take much memory.
//!
//! It exists in tests and with the feature `fuzzing` alone.

use super::cell::Rows;
use super::csv::{self, CsvOptions};
use super::source::TableSource;
use std::path::Path;

/// Reads bytes as a text file; the first tells how.
pub fn csv(bytes: &[u8]) {
    let (how, text) = bytes.split_first().map_or((0, bytes), |(how, text)| (*how, text));
    let titles = ["a".to_string(), "b".to_string()];
    let options = CsvOptions {
        encoding: [
            None,
            Some(encoding_rs::WINDOWS_1252),
            Some(encoding_rs::UTF_16LE),
            Some(encoding_rs::SHIFT_JIS),
        ]
        .get(usize::from(how & 3))
        .copied()
        .flatten(),
        delimiter: (how & 4 != 0).then_some(b';'),
        quote: (how & 8 == 0).then_some(b'"'),
        titles: &titles,
    };
    if let Ok(mut opened) = csv::open(Path::new("fuzzed.csv"), TableSource::memory(text.to_vec()), &options) {
        read_all(&mut opened.rows);
    }
}

/// Reads bytes as a workbook's archive.
#[cfg(feature = "xlsx")]
pub fn workbook(bytes: &[u8]) {
    use super::open::{Limits, SheetChoice};
    use super::xlsx::{self, WorkbookOptions};
    let options = WorkbookOptions {
        sheet: &SheetChoice::First,
        sheet_first: false,
        limits: Limits { bytes: 64 << 20, ratio: 200 },
        scratch: None,
    };
    if let Ok((mut rows, _)) =
        xlsx::open(Path::new("fuzzed.xlsx"), TableSource::memory(bytes.to_vec()), &options)
    {
        read_all(&mut rows);
    }
}

/// Reads bytes as each of a workbook's parts.
#[cfg(feature = "xlsx")]
pub fn workbook_parts(bytes: &[u8]) {
    super::xlsx::read_parts(bytes);
}

fn read_all(rows: &mut dyn Rows) {
    while let Ok(Some(row)) = rows.next_row() {
        for at in 0..row.len() {
            std::hint::black_box(row.cell(at));
        }
    }
}
