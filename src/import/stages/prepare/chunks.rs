//! The chunk files of a part: accepted rows, so many a file, each file named by the running total when it is full.

use super::values::OutputValues;
use crate::import::check::{Format, RowRecord, Value, write_value};
use crate::import::profile::{CsvOutput, Eol};
use crate::table::{self, CsvFile, CsvStyle, Files, Written};
use std::path::PathBuf;

/// A chunk that is whole and waits for its name.
#[derive(Debug)]
pub struct WrittenChunk {
    pub written: Written,
    pub rows: u64,
    /// Running numbers of its first and last row.
    pub first_no: u64,
    pub last_no: u64,
}

/// Writes the rows of a part.
pub struct ChunkWriter<'f> {
    files: &'f dyn Files,
    output: &'f CsvOutput,
    /// Where chunks grow.
    folder: PathBuf,
    rows_max: u64,
    open: Option<(CsvFile<'f>, u64)>,
    chunks: Vec<WrittenChunk>,
    /// The running number of the last row.
    number: u64,
    format: Format,
}

impl<'f> ChunkWriter<'f> {
    /// `before`: accepted rows of the job's earlier parts.
    pub fn new(
        files: &'f dyn Files,
        output: &'f CsvOutput,
        folder: PathBuf,
        rows_max: u32,
        before: u64,
    ) -> ChunkWriter<'f> {
        let format = Format { dates: output.dates, decimal_mark: output.decimal_mark };
        let rows_max = u64::from(rows_max.max(1));
        ChunkWriter {
            files,
            output,
            folder,
            rows_max,
            open: None,
            chunks: Vec::new(),
            number: before,
            format,
        }
    }

    pub fn add(&mut self, record: &RowRecord<'_>, values: &OutputValues<'_>) -> table::Result<()> {
        self.number += 1;
        let (mut csv, first) = match self.open.take() {
            Some(open) => open,
            None => (self.begin()?, self.number),
        };
        for (_, output) in &self.output.columns {
            match values.plain(output, record, self.number) {
                Some(Value::Text(text)) => csv.field(text),
                Some(value) => csv.plain(|row| write_value(&value, self.format, row)),
                None => csv.field(&values.filled(output, record, self.number)),
            }
        }
        csv.end_row()?;
        if self.number + 1 - first == self.rows_max { self.end(csv, first) } else { self.keep(csv, first) }
    }

    /// The chunks in their order.
    pub fn finish(mut self) -> table::Result<Vec<WrittenChunk>> {
        if let Some((csv, first)) = self.open.take() {
            self.end(csv, first)?;
        }
        Ok(self.chunks)
    }

    fn keep(&mut self, csv: CsvFile<'f>, first: u64) -> table::Result<()> {
        self.open = Some((csv, first));
        Ok(())
    }

    fn begin(&self) -> table::Result<CsvFile<'f>> {
        let output = self.output;
        let style = CsvStyle {
            encoding: output.encoding,
            mark: output.bom,
            delimiter: output.delimiter,
            eol: match output.eol {
                Eol::CrLf => "\r\n",
                Eol::Lf => "\n",
            },
            trailing: output.trailing,
            guard: false,
        };
        let file = self.folder.join(format!("chunk-{}", self.chunks.len() + 1));
        let mut csv = CsvFile::create(self.files, &file, style)?;
        if output.titles {
            csv.row(output.columns.iter().map(|(title, _)| title.as_str()))?;
        }
        Ok(csv)
    }

    fn end(&mut self, csv: CsvFile<'f>, first_no: u64) -> table::Result<()> {
        let written = csv.finish()?;
        let rows = self.number + 1 - first_no;
        self.chunks.push(WrittenChunk { written, rows, first_no, last_no: self.number });
        Ok(())
    }
}
