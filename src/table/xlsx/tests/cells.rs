//! What a cell is.

use super::made::{Book, of_cell, of_part};
use crate::table::error::{ErrorPlace, Reason};

fn row(cells: &str) -> Vec<String> {
    Book::with_rows(&format!("<row r='3'>{cells}</row>"))
        .strings("<si><t>zero</t></si><si><t>one</t></si>")
        .cells()
        .remove(0)
}

fn refused(cell: &str) -> (Reason, ErrorPlace) {
    Book::with_rows(&format!("<row r='3'>{cell}</row>")).strings("<si><t>zero</t></si>").refused()
}

#[test]
fn every_type_is_read() {
    let cells = "<c><v>1.50</v></c><c t='n'><v>-2e3</v></c><c t='s'><v>1</v></c><c t='str'><f>A1</f><v>a</v></c>\
                 <c t='inlineStr'><is><t>b</t></is></c><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c>\
                 <c t='d'><v>2026-10-31T10:00:00</v></c><c t='d'><v>noon</v></c>";
    let expected = ["1.5", "-2000", "'one", "'a", "'b", "true", "false", "#N/A", "2026-10-31", "'noon"];
    assert_eq!(row(cells), expected);
}

#[test]
fn numbers_are_the_closest_doubles() {
    let cells = "<c><v>84.74576271186442</v></c><c><v>1.005</v></c><c><v>4294967296</v></c><c><v>0.1</v></c><c><v>007</v></c>\
                 <c><v> 5 </v></c><c><v>.5</v></c><c><v>5.</v></c><c><v>+5</v></c><c><v>12345678901234567890</v></c>";
    let expected = [
        "84.74576271186442",
        "1.005",
        "4294967296",
        "0.1",
        "7",
        "5",
        "0.5",
        "5",
        "5",
        "12345678901234567000",
    ];
    assert_eq!(row(cells), expected);
}

#[test]
fn what_is_no_number_is_damaged_and_its_cell_named() {
    for value in ["x", "inf", "nan", "NaN", "1e999", "1,5", "0x1", "1 2", "--1", "1_000", "\u{0661}"] {
        assert_eq!(
            refused(&format!("<c r='AK3'><v>{value}</v></c>")),
            (Reason::Damaged, of_cell("AK3")),
            "{value}"
        );
    }
}

#[test]
fn a_string_that_is_not_there_is_damaged_and_its_cell_named() {
    for index in ["1", "x", "-1", "0x", "1e0", "0.0", "4294967296", "99999999999999999999"] {
        let cell = format!("<c r='AK3' t='s'><v>{index}</v></c>");
        assert_eq!(refused(&cell), (Reason::Damaged, of_cell("AK3")), "{index}");
    }
    assert_eq!(row("<c t='s'><v> 1\n</v></c>"), ["'one"], "blanks around the number are none of it");
}

#[test]
fn a_value_that_is_absent_is_told_from_an_empty_one() {
    let cells = "<c/><c></c><c><f>1+1</f></c><c t='str'><f/></c><c><f>1</f><v/></c><c t='str'><f>1</f><v></v></c><c><v/></c>\
                 <c t='s'><v></v></c><c t='inlineStr'><is/></c><c t='inlineStr'/><c><v>9</v></c>";
    let expected = ["", "", "no value", "no value", "no value", "'", "'", "'", "'", "", "9"];
    assert_eq!(row(cells), expected);
}

#[test]
fn other_faults_of_a_cell_are_damaged() {
    for (cell, place) in [
        ("<c r='B3' t='b'><v>2</v></c>", of_cell("B3")),
        ("<c r='B3'><v>1</v><v>2</v></c>", of_cell("B3")),
        ("<c r='B3' t='inlineStr'><is><t>a</t></is><v>2</v></c>", of_cell("B3")),
        ("<c r='B4'><v>1</v></c>", of_cell("B4")),
        ("<c r='B3'><v>1</v></c><c r='B3'><v>1</v></c>", of_cell("B3")),
        ("<c r='B3' t='x'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='B3' s='x'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='B3' s='-1'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='B'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='1A'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='XFE3'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='A1048577'><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r=''><v>1</v></c>", ErrorPlace::Row(3)),
        ("<c r='A3><v>1</v></c>", of_part(super::made::SHEET)),
        ("<c r='A3'><v>1</v>", of_cell("A3")),
    ] {
        assert_eq!(refused(cell), (Reason::Damaged, place), "{cell}");
    }
}

#[test]
fn what_else_stands_in_a_cell_is_passed_over() {
    let cells = "<c><!-- a --><?p?><extLst><ext><v>8</v><c><v>9</v></c></ext></extLst><v>1</v></c>\
                 <c t='str'><v><![CDATA[a<b]]>&amp;<!-- -->c</v></c><other><c><v>3</v></c></other><c><v>2</v></c>";
    assert_eq!(row(cells), ["1", "'a<b&c", "2"]);
}
