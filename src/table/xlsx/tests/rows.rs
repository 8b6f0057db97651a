//! Rows, and where cells stand in them.

use super::made::{Book, SHEET, of_cell, of_part};
use crate::table::error::{ErrorPlace, Reason};

fn numbers(rows: &str) -> Vec<(u64, Vec<String>)> {
    Book::with_rows(rows).read().unwrap()
}

fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (number, cells.iter().map(ToString::to_string).collect())
}

#[test]
fn rows_and_cells_may_leave_out_where_they_are() {
    let rows = "<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row r='5'><c><v>4</v></c></row>\
                <row><c><v>5</v></c></row><row><c r='B9'><v>6</v></c></row>";
    let expected = [row(1, &["1", "", "", "2", "3"]), row(5, &["4"]), row(6, &["5"]), row(9, &["", "6"])];
    assert_eq!(numbers(rows), expected);
}

#[test]
fn cells_come_at_their_column_in_any_order() {
    let rows = "<row r='1'><c r='C1'><v>3</v></c><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>";
    assert_eq!(numbers(rows), [row(1, &["1", "2", "3"])]);
}

#[test]
fn rows_that_are_left_out_are_not_invented() {
    let rows = "<row r='2'/><row r='1048576' hidden='1'><c r='XFD1048576' s='0'><v>1</v></c></row>";
    let read = numbers(rows);
    assert_eq!(read[0], row(2, &[]));
    assert_eq!((read.len(), read[1].0, read[1].1.len()), (2, 1_048_576, 16_384));
}

#[test]
fn a_format_far_to_the_right_is_no_cell() {
    assert_eq!(numbers("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1' s='1'/></row>"), [row(1, &["1"])]);
}

#[test]
fn a_row_number_that_does_not_rise_is_damaged() {
    for rows in
        ["<row r='2'/><row r='2'/>", "<row r='2'/><row r='1'/>", "<row/><row><c r='A1'><v>1</v></c></row>"]
    {
        let (reason, place) = Book::with_rows(rows).refused();
        assert_eq!(reason, Reason::Damaged, "{rows}");
        assert!(matches!(place, ErrorPlace::Row(1..=2)), "{place:?}");
    }
    for row in ["0", "-1", "x", "", "1.0", "1048577", "99999999999999999999"] {
        let book = Book::with_rows(&format!("<row r='{row}'/>"));
        assert_eq!(book.refused(), (Reason::Damaged, of_part(SHEET)), "{row}");
    }
    assert_eq!(Book::with_rows("<row r='1048576'/><row/>").refused().0, Reason::Damaged);
}

#[test]
fn more_text_than_a_row_can_be_of_use_for_is_refused() {
    let text = format!("<si><t>{}</t></si>", "x".repeat(32_767));
    let cells = "<c t='s'><v>0</v></c>".repeat(200);
    let book = Book::with_rows(&format!("<row r='1'>{cells}</row>")).strings(&text);
    assert_eq!(book.refused(), (Reason::ArchiveBomb, of_cell("DY1")));
}

#[test]
fn what_stands_around_the_rows_does_not_matter() {
    let sheet = "<?xml version='1.0'?><worksheet><dimension ref='A1:XFD1048576'/><cols><col/></cols><row r='9'/>\
                 <sheetData> <other/> <row r='1'> <c><v>1</v></c> </row> </sheetData><mergeCells><row/></mergeCells></worksheet>";
    assert_eq!(Book::with_sheet(sheet).read(), Ok(vec![row(1, &["1"])]));
    for empty in [
        "<worksheet/>",
        "<worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData></sheetData></worksheet>",
    ] {
        assert_eq!(Book::with_sheet(empty).read(), Ok(vec![]), "{empty}");
    }
}

#[test]
fn prefixes_and_other_namespaces_are_read() {
    let sheet = "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheetData><x:row r='1'>\
                 <x:c r='A1' t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>";
    assert_eq!(Book::with_sheet(sheet).read(), Ok(vec![row(1, &["'a"])]));
}

#[test]
fn a_sheet_that_is_cut_is_damaged_wherever_it_is_cut() {
    let sheet =
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='2'/></sheetData></worksheet>";
    for len in 0..sheet.len() {
        assert_eq!(Book::with_sheet(&sheet[..len]).refused().0, Reason::Damaged, "{len}");
    }
    for sheet in
        ["<chartsheet/>", "<worksheet><sheetData/><sheetData/></worksheet>", "<!DOCTYPE a><worksheet/>"]
    {
        assert_eq!(Book::with_sheet(sheet).refused(), (Reason::Damaged, of_part(SHEET)), "{sheet}");
    }
}

#[test]
fn once_it_failed_it_has_no_more_rows() {
    use crate::table::cell::Rows;
    let bytes = Book::with_rows("<row r='2'/><row r='2'/><row r='3'/>").bytes();
    let options = crate::table::xlsx::WorkbookOptions {
        sheet: &crate::table::SheetChoice::First,
        sheet_first: false,
        limits: crate::table::Limits::default(),
        scratch: None,
    };
    let source = crate::table::source::TableSource::memory(bytes);
    let (mut rows, _) = crate::table::xlsx::open(std::path::Path::new("a"), source, &options).unwrap();
    assert!(rows.next_row().unwrap().is_some());
    assert!(rows.next_row().is_err());
    assert!(rows.next_row().unwrap().is_none());
}
