//! The consolidated workbook: the rows of all chunks of a part on one sheet.

use super::place::Where;
use super::values::OutputValues;
use crate::import::check::{Format, RowRecord, Value, write_value};
use crate::import::profile::{CsvOutput, Output, WorkbookOutput};
use crate::table::{self, Files, WorkbookFile, Written};

/// A workbook with the columns of the CSV output: amounts as numbers, all else as text.
pub struct Consolidated<'f> {
    workbook: WorkbookFile<'f>,
    columns: Vec<&'f Output>,
    /// Kept for its room.
    text: String,
}

impl<'f> Consolidated<'f> {
    pub fn begin(
        files: &'f dyn Files,
        output: &WorkbookOutput,
        csv: &'f CsvOutput,
        place: &Where,
    ) -> table::Result<Consolidated<'f>> {
        let titles: Vec<&str> = csv.columns.iter().map(|(title, _)| title.as_str()).collect();
        let file = place.growing.join("workbook");
        let workbook = WorkbookFile::create(files, &file, &output.sheet, &titles)?;
        let columns = csv.columns.iter().map(|(_, output)| output).collect();
        Ok(Consolidated { workbook, columns, text: String::new() })
    }

    pub fn add(
        &mut self,
        record: &RowRecord<'_>,
        values: &OutputValues<'_>,
        number: u64,
    ) -> table::Result<()> {
        let Consolidated { workbook, columns, text } = self;
        for output in columns {
            match values.plain(output, record, number) {
                Some(Value::Empty) => workbook.empty(),
                Some(Value::Text(text)) => workbook.text(text),
                Some(value) => put(workbook, value, text),
                None => workbook.text(&values.filled(output, record, number)),
            }
        }
        workbook.end_row()
    }

    pub fn finish(self) -> table::Result<Written> {
        self.workbook.finish()
    }
}

/// Writes a value that is written in one way only: whole numbers and amounts as numbers, days and the like as texts.
fn put(workbook: &mut WorkbookFile<'_>, value: Value<'_>, text: &mut String) {
    text.clear();
    write_value(&value, Format::default(), text);
    match value {
        Value::Integer(whole) => match u32::try_from(whole) {
            Ok(whole) => workbook.number(whole),
            Err(_) => workbook.text(text),
        },
        Value::Amount { .. } => workbook.amount(text),
        _ => workbook.text(text),
    }
}
