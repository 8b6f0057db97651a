//! Shared and inline texts.

use super::made::{Book, SHEET, STRINGS, of_cell, of_part};
use crate::table::error::Reason;

fn shared(entry: &str) -> String {
    let book = Book::with_rows("<row><c t='s'><v>1</v></c></row>").strings(&format!("<si/>{entry}"));
    book.cells().remove(0).remove(0)
}

fn inline(content: &str) -> String {
    let rows = format!("<row><c t='inlineStr'><is>{content}</is></c></row>");
    Book::with_rows(&rows).cells().remove(0).remove(0)
}

#[test]
fn runs_are_joined_and_readings_left_out() {
    for (content, text) in [
        ("<t>a</t>", "'a"),
        ("<t xml:space='preserve'> a </t>", "' a "),
        ("<r><rPr><b/><t>no</t></rPr><t>a</t></r><r><t>b</t></r>", "'ab"),
        ("<t>a</t><rPh sb='0' eb='1'><t>reading</t></rPh><phoneticPr/>", "'a"),
        ("<t>a_x000D_&#10;b</t>", "'a\r\nb"),
        ("<t>a&amp;<![CDATA[<b>]]></t>", "'a&<b>"),
        ("<t/>", "'"),
        ("", "'"),
    ] {
        assert_eq!(shared(&format!("<si>{content}</si>")), text, "{content}");
        assert_eq!(inline(content), text, "{content}");
    }
    assert_eq!(Book::with_rows("<row><c t='str'><v>a_x0041_</v></c></row>").cells(), [["'aA"]]);
}

#[test]
fn what_a_table_says_of_its_size_is_not_believed() {
    let book = Book::with_rows("<row><c t='s'><v>1</v></c></row>");
    for count in ["0", "9999999999", "-1", "x"] {
        let strings =
            format!("<sst count='{count}' uniqueCount='{count}'><si><t>a</t></si><si><t>b</t></si></sst>");
        assert_eq!(Book { ..book.bytes_as() }.part(STRINGS, &strings).cells(), [["'b"]], "{count}");
    }
}

impl Book {
    fn bytes_as(&self) -> Book {
        Book { parts: self.parts.clone(), method: self.method }
    }
}

#[test]
fn a_text_longer_than_a_cell_holds_is_refused() {
    let longest = "ñ".repeat(32_767);
    assert_eq!(shared(&format!("<si><t>{longest}</t></si>")).chars().count(), 32_768);
    let too_long = format!("<t>{longest}x</t>");
    let strings = Book::with_rows("").strings(&format!("<si>{too_long}</si>"));
    assert_eq!(strings.refused(), (Reason::ArchiveBomb, of_part(STRINGS)));
    for cell in
        [format!("<c t='inlineStr'><is>{too_long}</is></c>"), format!("<c t='str'><v>{longest}x</v></c>")]
    {
        let book = Book::with_rows(&format!("<row>{cell}</row>"));
        assert_eq!(book.refused(), (Reason::ArchiveBomb, of_cell("A1")));
    }
    let run = format!("<r><t>{}</t></r>", "x".repeat(30_000));
    let strings = Book::with_rows("").strings(&format!("<si>{}</si>", run.repeat(1_000)));
    assert_eq!(strings.refused(), (Reason::ArchiveBomb, of_part(STRINGS)));
}

#[test]
fn a_part_that_is_not_what_it_should_be_is_damaged() {
    for (part, content) in [
        (STRINGS, "<notsst/>"),
        (STRINGS, "<sst><si>"),
        (STRINGS, "<sst><si><t>&nbsp;</t></si></sst>"),
        (STRINGS, ""),
        (SHEET, "<worksheet><sheetData><row><c t='str'><v>&bad;</v></c></row></sheetData></worksheet>"),
    ] {
        let (reason, place) = Book::with_rows("").part(part, content).refused();
        assert_eq!(reason, Reason::Damaged, "{content}");
        assert!(place == of_part(part) || place == of_cell("A1"), "{place:?}");
    }
    let bad = Book::with_rows("").bytes_of(STRINGS, b"<sst><si><t>\xff</t></si></sst>");
    assert_eq!(bad.refused(), (Reason::Damaged, of_part(STRINGS)));
}
