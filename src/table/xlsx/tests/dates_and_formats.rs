//! Which numbers are days.

use super::made::{Book, STYLES, of_part};
use crate::table::error::Reason;

/// Cells with formats: 0 none, 1 a known date, 2 a date by its code, 3 a time by its code, 4 amount.
const STYLE_SHEET: &str = "<styleSheet><numFmts count='9'><numFmt numFmtId='164' formatCode='dd/mm/yyyy;@'/>\
    <numFmt numFmtId='165' formatCode='[h]:mm&quot; d&quot;'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
    <cellXfs count='1'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'><alignment/></xf><xf numFmtId='165'/>\
    <xf numFmtId='4'/></cellXfs><dxfs><dxf><numFmt numFmtId='165' formatCode='yyyy'/></dxf></dxfs></styleSheet>";

fn cell(style: &str, value: &str, book: &str) -> String {
    let rows = format!("<row><c s='{style}'><v>{value}</v></c></row>");
    let book = Book::with_rows(&rows).part(STYLES, STYLE_SHEET).replace("xl/workbook.xml", "<sheets>", book);
    book.cells().remove(0).remove(0)
}

#[test]
fn a_number_with_a_date_format_is_a_day() {
    let read = |style, value| cell(style, value, "<sheets>");
    assert_eq!(read("1", "46326"), "2026-10-31");
    assert_eq!(read("2", "46326.999"), "2026-10-31");
    assert_eq!(read("2", "1"), "1900-01-01");
    assert_eq!(read("2", "59"), "1900-02-28");
    assert_eq!(read("2", "60"), "60", "29 February 1900 never was");
    assert_eq!(read("2", "61"), "1900-03-01");
    assert_eq!(read("2", "-1"), "-1");
    assert_eq!(read("2", "0.5"), "0.5");
    assert_eq!(read("2", "2958466"), "2958466");
    for other in ["0", "3", "4", "5", "999"] {
        assert_eq!(read(other, "46326"), "46326", "{other}");
    }
}

#[test]
fn a_workbook_may_count_from_1904() {
    for yes in ["1", "true"] {
        let book = format!("<workbookPr date1904='{yes}'/><sheets>");
        assert_eq!(cell("1", "44864", &book), "2026-10-31");
        assert_eq!(cell("1", "0", &book), "1904-01-01");
    }
    assert_eq!(cell("1", "46326", "<workbookPr date1904='0'/><sheets>"), "2026-10-31");
    assert_eq!(cell("1", "46326", "<workbookPr/><sheets>"), "2026-10-31");
}

#[test]
fn a_workbook_without_styles_has_numbers() {
    let relations = "xl/_rels/workbook.xml.rels";
    let book = Book::with_rows("<row><c s='1'><v>46326</v></c></row>")
        .without(STYLES)
        .replace(relations, "/styles", "/other");
    assert_eq!(book.cells(), [["46326"]]);
}

#[test]
fn styles_that_are_damaged_are_told() {
    let formats = "<xf/>".repeat(70_000);
    let too_many = format!("<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>");
    for styles in [
        "<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>",
        "<styleSheet><numFmts><numFmt numFmtId='' formatCode='d'/></numFmts></styleSheet>",
        "<styleSheet><cellXfs><xf numFmtId='-1'/></cellXfs></styleSheet>",
        "<sst/>",
        "<styleSheet>",
        &too_many,
    ] {
        assert_eq!(Book::with_rows("").part(STYLES, styles).refused(), (Reason::Damaged, of_part(STYLES)));
    }
}
