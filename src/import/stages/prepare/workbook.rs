//! The consolidated workbook: the rows of all chunks of a part on one sheet.

use super::place::Where;
use super::values::Values;
use crate::import::check::{Record, Value};
use crate::import::profile::{CsvOutput, Output, WorkbookOutput};
use crate::table::{self, Files, WorkbookFile, Written};
use std::path::Path;

/// A workbook with the columns of the CSV output: amounts as numbers, all else as text.
pub struct Consolidated<'f> {
    workbook: WorkbookFile<'f>,
    columns: Vec<&'f Output>,
}

impl<'f> Consolidated<'f> {
    pub fn begin(
        files: &'f dyn Files,
        output: &WorkbookOutput,
        csv: &'f CsvOutput,
        place: &Where,
        scratch: Option<&Path>,
    ) -> table::Result<Consolidated<'f>> {
        let titles: Vec<&str> = csv.columns.iter().map(|(title, _)| title.as_str()).collect();
        let file = place.growing.join("workbook");
        let workbook = WorkbookFile::create(files, &file, &output.sheet, &titles, scratch)?;
        Ok(Consolidated { workbook, columns: csv.columns.iter().map(|(_, output)| output).collect() })
    }

    pub fn add(&mut self, record: &Record<'_>, values: &Values<'_>, number: u64) -> table::Result<()> {
        for output in &self.columns {
            match values.plain(output, record, number) {
                Some(Value::Empty) => self.workbook.empty(),
                Some(Value::Integer(whole)) => match u32::try_from(whole) {
                    Ok(whole) => self.workbook.number(whole)?,
                    Err(_) => self.workbook.text(&whole.to_string())?,
                },
                Some(amount @ Value::Amount { .. }) => self.workbook.amount(&amount.to_string())?,
                Some(value) => self.workbook.text(&value.to_string())?,
                None => self.workbook.text(&values.filled(output, record, number))?,
            }
        }
        self.workbook.end_row();
        Ok(())
    }

    pub fn finish(self) -> table::Result<Written> {
        self.workbook.finish()
    }
}
