//! Workbooks for tests: the least that is one, and any of its parts another.

use crate::table::cell::{Cell, Rows};
use crate::table::error::{Error, ErrorPlace, Reason, TableFault};
use crate::table::open::{Limits, SheetChoice};
use crate::table::source::TableSource;
use crate::table::xlsx::{WorkbookOptions, open};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub const SHEET: &str = "xl/worksheets/sheet1.xml";
pub const STRINGS: &str = "xl/sharedStrings.xml";
pub const STYLES: &str = "xl/styles.xml";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub struct Book {
    pub parts: Vec<(String, Vec<u8>)>,
    pub method: CompressionMethod,
}

impl Book {
    /// One sheet, `A`, with these rows.
    pub fn with_rows(rows: &str) -> Book {
        Book::with_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    }

    pub fn with_sheet(sheet: &str) -> Book {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id='{id}' Type='{TYPES}/{kind}' Target='{target}'/>")
        };
        let relations = |list: &str| format!("<Relationships>{list}</Relationships>");
        let of_book = relation("r1", "worksheet", "worksheets/sheet1.xml")
            + &relation("r2", "sharedStrings", "sharedStrings.xml")
            + &relation("r3", "styles", "styles.xml");
        Book { parts: Vec::new(), method: CompressionMethod::Deflated }
            .part("_rels/.rels", &relations(&relation("r1", "officeDocument", "xl/workbook.xml")))
            .part(
                "xl/workbook.xml",
                "<workbook><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>",
            )
            .part("xl/_rels/workbook.xml.rels", &relations(&of_book))
            .part(STYLES, "<styleSheet/>")
            .part(STRINGS, "<sst/>")
            .part(SHEET, sheet)
    }

    /// Puts a part in, in place of the one of its name.
    pub fn part(self, name: &str, content: &str) -> Book {
        self.bytes_of(name, content.as_bytes())
    }

    pub fn bytes_of(mut self, name: &str, content: &[u8]) -> Book {
        match self.parts.iter_mut().find(|part| part.0 == name) {
            Some(part) => part.1 = content.to_vec(),
            None => self.parts.push((name.to_string(), content.to_vec())),
        }
        self
    }

    pub fn without(mut self, name: &str) -> Book {
        self.parts.retain(|part| part.0 != name);
        self
    }

    /// Replaces a text in a part.
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Book {
        let part = self.parts.iter_mut().find(|part| part.0 == name).unwrap();
        let text = String::from_utf8(part.1.clone()).unwrap();
        assert!(text.contains(from), "{name} has {from}");
        part.1 = text.replace(from, to).into_bytes();
        self
    }

    pub fn strings(self, entries: &str) -> Book {
        self.part(STRINGS, &format!("<sst>{entries}</sst>"))
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            zip.start_file(name.as_str(), SimpleFileOptions::default().compression_method(self.method))
                .unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    pub fn read(&self) -> Result<Vec<Read>, Refused> {
        read(self.bytes())
    }

    /// The cells of all rows.
    pub fn cells(&self) -> Vec<Vec<String>> {
        self.read().unwrap().into_iter().map(|row| row.1).collect()
    }

    /// Why it is not read.
    pub fn refused(&self) -> Refused {
        self.read().expect_err("it is refused")
    }
}

/// A row: its number, its cells as [`described`].
pub type Read = (u64, Vec<String>);
pub type Refused = (Reason, ErrorPlace);

pub fn read(bytes: Vec<u8>) -> Result<Vec<Read>, Refused> {
    read_with(bytes, Limits::default(), &SheetChoice::First)
}

pub fn read_with(bytes: Vec<u8>, limits: Limits, sheet: &SheetChoice) -> Result<Vec<Read>, Refused> {
    let options = WorkbookOptions { sheet, sheet_first: false, limits, scratch: None };
    let file = Path::new("a.xlsx");
    let (mut rows, _) =
        open(file, TableSource::memory(bytes), &options).map_err(|fault| why(fault.of(file)))?;
    let mut read = Vec::new();
    while let Some(row) = rows.next_row().map_err(why)? {
        assert_eq!(row.line, None);
        read.push((row.number, (0..row.len()).map(|at| described(row.cell(at))).collect()));
    }
    Ok(read)
}

fn why(error: Error) -> Refused {
    match error {
        Error::Refused { reason, place, .. } => (reason, place),
        other => panic!("{other:?}"),
    }
}

/// A cell as a text: `'text`, `1.5`, `2026-10-31`, `true`, `#N/A`, `no value`, or nothing.
pub fn described(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => format!("'{text}"),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Error(text) => text.to_string(),
        Cell::NoValue => "no value".to_string(),
        Cell::Decimal { .. } => panic!("a workbook has none"),
    }
}

pub fn of_part(name: &str) -> ErrorPlace {
    ErrorPlace::Part(name.to_string())
}

pub fn of_cell(name: &str) -> ErrorPlace {
    ErrorPlace::Cell(name.to_string())
}

#[test]
fn the_least_workbook_is_read() {
    let book = Book::with_rows("<row r='1'><c r='A1'><v>1</v></c></row>");
    assert_eq!(book.read(), Ok(vec![(1, vec!["1".to_string()])]));
    let fault = TableFault::refused(Reason::Damaged, "").at(of_cell("A1")).at(of_part("x"));
    assert_eq!(why(fault.of(Path::new("a"))).1, of_cell("A1"), "the closest place is told");
}
