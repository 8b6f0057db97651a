//! Which part is which, and parts that are not there.

use super::made::{Book, SHEET, STRINGS, of_part, read_with};
use crate::table::error::{ErrorPlace, Reason};
use crate::table::open::{Limits, SheetChoice};

const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";

fn sound() -> Book {
    Book::with_rows("<row><c t='s'><v>0</v></c></row>").strings("<si><t>a</t></si>")
}

#[test]
fn relations_are_followed_and_names_do_not_matter() {
    let moved = |from: &str, to: &str, target: &str| {
        let content = sound().parts.into_iter().find(|part| part.0 == from).unwrap().1;
        let name = from.rsplit('/').next().unwrap();
        let written = if from == SHEET { format!("worksheets/{name}") } else { name.to_string() };
        sound().without(from).bytes_of(to, &content).replace(RELATIONS, &written, target)
    };
    assert_eq!(moved(SHEET, "other/x.bin", "/other/x.bin").cells(), [["'a"]]);
    assert_eq!(moved(SHEET, "other/x", "../other/./x").cells(), [["'a"]]);
    assert_eq!(moved(SHEET, "XL/Worksheets/Sheet1.xml", "worksheets/sheet1.xml").cells(), [["'a"]]);
    assert_eq!(moved(SHEET, "xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml").cells(), [["'a"]]);
    assert_eq!(moved(STRINGS, "xl/s&amp;t".replace("&amp;", "&").as_str(), "s&amp;t").cells(), [["'a"]]);
}

#[test]
fn parts_that_no_relation_names_are_not_looked_at() {
    let book = sound()
        .part("xl/worksheets/sheet9.xml", "not even XML")
        .part("../../evil", "x")
        .part("xl/vbaProject.bin", "x");
    assert_eq!(book.cells(), [["'a"]]);
}

#[test]
fn a_part_that_is_named_and_not_there_is_damaged() {
    for part in [SHEET, STRINGS, "xl/styles.xml", RELATIONS] {
        assert_eq!(sound().without(part).refused(), (Reason::Damaged, of_part(part)));
    }
    let external = sound().replace(
        RELATIONS,
        "Target='worksheets/sheet1.xml'",
        "TargetMode='External' Target='http://a/b'",
    );
    assert_eq!(external.refused().0, Reason::Damaged);
    assert_eq!(sound().replace(BOOK, "r:id='r1'", "r:id='r9'").refused().0, Reason::Damaged);
    assert_eq!(sound().replace(BOOK, "r:id='r1'", "").refused().0, Reason::Damaged);
}

#[test]
fn an_archive_of_something_else_is_no_workbook() {
    for book in [
        sound().without("_rels/.rels"),
        sound().without(BOOK),
        sound().replace("_rels/.rels", "officeDocument'", "other'"),
        sound().part(BOOK, "<document/>"),
    ] {
        assert_eq!(book.refused().0, Reason::NotAWorkbook);
    }
    let ods = Book { parts: Vec::new(), ..sound() }.part("mimetype", "x").part("content.xml", "<x/>");
    assert_eq!(ods.refused(), (Reason::UnsupportedKind, ErrorPlace::File));
    let xlsb = sound().replace("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin");
    assert_eq!(xlsb.refused(), (Reason::UnsupportedKind, ErrorPlace::File));
}

#[test]
fn a_workbook_part_that_cannot_be_read_is_damaged() {
    for xml in ["<!DOCTYPE a><workbook/>", "<workbook", ""] {
        assert_eq!(sound().part(BOOK, xml).refused(), (Reason::Damaged, of_part(BOOK)), "{xml}");
    }
}

#[test]
fn a_sheet_that_is_not_there_is_told_with_those_that_are() {
    let two =
        sound().replace(BOOK, "</sheets>", "<sheet name='B &amp; C' r:id='r1' state='hidden'/></sheets>");
    let read = |name: &str| read_with(two.bytes(), Limits::default(), &SheetChoice::Name(name.to_string()));
    assert!(read("b &  c").is_ok());
    let there_are = ErrorPlace::Sheets(vec!["A".to_string(), "B & C".to_string()]);
    assert_eq!(read("C"), Err((Reason::SheetMissing, there_are)));
    let same = sound().replace(BOOK, "</sheets>", "<sheet name='a' r:id='r1'/></sheets>");
    let read = read_with(same.bytes(), Limits::default(), &SheetChoice::Name("A".to_string()));
    assert_eq!(read.unwrap_err().0, Reason::Damaged, "two sheets of one name");
}

#[test]
fn a_chart_before_the_sheet_is_passed_over() {
    let chart = "<Relationship Id='c1' Type='x/chartsheet' Target='charts/1.xml'/></Relationships>";
    let book = sound().replace(RELATIONS, "</Relationships>", chart).replace(
        BOOK,
        "<sheets>",
        "<sheets><sheet name='Chart' r:id='c1'/>",
    );
    assert_eq!(book.cells(), [["'a"]]);
}

#[test]
fn relations_of_the_strict_kind_are_followed() {
    let strict = |book: Book, part: &str| {
        book.replace(
            part,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    };
    assert_eq!(strict(strict(sound(), "_rels/.rels"), RELATIONS).cells(), [["'a"]]);
}

#[test]
fn more_sheets_than_a_workbook_has_are_damaged() {
    let sheets = "<sheet name='x'/>".repeat(70_000);
    assert_eq!(
        sound().replace(BOOK, "</sheets>", &format!("{sheets}</sheets>")).refused(),
        (Reason::Damaged, of_part(BOOK))
    );
}
