//! The archive around the parts, and how its bytes are packed.

use super::made::{Book, SHEET, STRINGS, of_part, read, read_with};
use crate::table::error::{ErrorPlace, Reason};
use crate::table::open::{Limits, SheetChoice};
use zip::CompressionMethod;

fn sound() -> Book {
    Book::with_rows("<row><c t='s'><v>0</v></c></row>").strings("<si><t>ñ</t></si>")
}

/// Replaces every occurrence of some bytes by as many others.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty() && from.len() == to.len());
    places.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
    bytes
}

#[test]
fn stored_and_deflated_parts_are_read() {
    let stored = Book { method: CompressionMethod::Stored, ..sound() };
    assert_eq!(stored.cells(), [["'ñ"]]);
    assert_eq!(sound().cells(), [["'ñ"]]);
}

#[test]
fn what_is_no_archive_is_no_workbook() {
    let bytes = sound().bytes();
    for no in [
        vec![],
        b"a;b\r\n".to_vec(),
        vec![0; 1_000],
        bytes[..bytes.len() * 3 / 5].to_vec(),
        bytes[..4].to_vec(),
    ] {
        assert_eq!(read(no).unwrap_err(), (Reason::NotAWorkbook, ErrorPlace::File));
    }
    let cut = bytes[..bytes.len() - 10].to_vec();
    assert_eq!(read(cut).unwrap_err().0, Reason::NotAWorkbook);
}

#[test]
fn an_archive_with_bytes_before_it_is_read() {
    let bytes = [b"#!/bin/sh\nexit\n".to_vec(), sound().bytes()].concat();
    assert_eq!(read(bytes).unwrap()[0].1, ["'ñ"]);
}

#[test]
fn two_parts_of_one_name_are_damaged() {
    let twice = sound().part("xl/worksheets/sheet2.xml", "<worksheet/>");
    let twice = patched(twice.bytes(), b"sheet2.xml", b"sheet1.xml");
    assert_eq!(read(twice).unwrap_err().0, Reason::Damaged);
    let by_case = sound().part("xl/worksheets/SHEET1.xml", "<worksheet/>");
    assert_eq!(by_case.refused(), (Reason::Damaged, of_part(SHEET)));
}

#[test]
fn a_byte_that_is_another_is_damaged() {
    let stored = Book { method: CompressionMethod::Stored, ..sound() };
    let flipped = patched(stored.bytes(), b"<v>0</v>", b"<v>0 </v");
    assert_eq!(read(flipped).unwrap_err().0, Reason::Damaged);
    let flipped = patched(stored.bytes(), "ñ".as_bytes(), "é".as_bytes());
    assert_eq!(read(flipped).unwrap_err(), (Reason::Damaged, of_part(STRINGS)), "the checksum tells");
}

#[test]
fn a_sheet_whose_checksum_is_wrong_gives_an_error_before_its_end() {
    let stored = Book { method: CompressionMethod::Stored, ..Book::with_rows("<row><c><v>1</v></c></row>") };
    let flipped = patched(stored.bytes(), b"<v>1</v>", b"<v>2</v>");
    assert_eq!(read(flipped).unwrap_err(), (Reason::Damaged, of_part(SHEET)));
}

#[test]
fn a_part_that_is_encrypted_is_told() {
    let bytes = sound().bytes();
    // The flags, in the directory's entries and before each part.
    let at = |magic: &[u8], offset: usize| {
        let places = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(magic));
        places.map(|place| place + offset).collect::<Vec<_>>()
    };
    let mut encrypted = bytes.clone();
    for place in at(b"PK\x01\x02", 8).into_iter().chain(at(b"PK\x03\x04", 6)) {
        encrypted[place] |= 1;
    }
    assert_eq!(read(encrypted).unwrap_err().0, Reason::Encrypted);
}

#[test]
fn another_way_of_packing_is_no_workbook() {
    let bytes = Book { method: CompressionMethod::Stored, ..sound() }.bytes();
    let mut packed = bytes.clone();
    for at in 0..bytes.len() - 12 {
        if bytes[at..].starts_with(b"PK\x01\x02") {
            packed[at + 10] = 12;
        }
        if bytes[at..].starts_with(b"PK\x03\x04") {
            packed[at + 8] = 12;
        }
    }
    assert_eq!(read(packed).unwrap_err().0, Reason::NotAWorkbook);
}

#[test]
fn what_unpacks_to_more_than_it_may_is_refused() {
    let few = |bytes| Limits { bytes, ratio: 200 };
    let all: u64 =
        sound().parts.iter().filter(|part| part.0 != "other").map(|part| part.1.len() as u64).sum();
    assert!(read_with(sound().bytes(), few(all), &SheetChoice::First).is_ok());
    let refused = read_with(sound().bytes(), few(all - 1), &SheetChoice::First);
    assert_eq!(refused.unwrap_err(), (Reason::ArchiveBomb, of_part(SHEET)));
}

#[test]
fn what_is_packed_too_tightly_is_refused_past_64_mebibytes() {
    let rows = |count: usize| Book::with_rows(&"<row></row>".repeat(count));
    assert_eq!(rows(5 << 10).read().map(|rows| rows.len()), Ok(5 << 10));
    let blanks = ("<x>".to_string() + &" ".repeat(4_000) + "</x>").repeat(17_000);
    let tight = Book::with_sheet(&format!("<worksheet>{blanks}</worksheet>"));
    assert_eq!(tight.refused(), (Reason::ArchiveBomb, of_part(SHEET)));
}

#[test]
fn blanks_without_a_tag_are_refused() {
    let sheet = format!("<worksheet>{}<sheetData/></worksheet>", " ".repeat(2 << 20));
    assert_eq!(Book::with_sheet(&sheet).refused(), (Reason::ArchiveBomb, of_part(SHEET)));
}

#[test]
fn parts_may_be_utf_16_or_have_a_mark() {
    let text = "<?xml version='1.0' encoding='UTF-16'?><sst><si><t>ñ😀</t></si></sst>";
    let units = |mark: &str| format!("{mark}{text}").encode_utf16().collect::<Vec<_>>();
    let little = |mark| units(mark).into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |mark| units(mark).into_iter().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let utf8 = format!("\u{feff}{}", text.replace("UTF-16", "UTF-8")).into_bytes();
    for strings in [little("\u{feff}"), big("\u{feff}"), little(""), big(""), utf8] {
        assert_eq!(sound().bytes_of(STRINGS, &strings).cells(), [["'ñ😀"]]);
    }
    let other = "<?xml version='1.0' encoding='windows-1252'?><sst><si><t>a</t></si></sst>";
    assert_eq!(sound().part(STRINGS, other).refused(), (Reason::Damaged, of_part(STRINGS)));
}
