//! Files that are refused as a whole, and such that only look as if they had to be.

use super::{Record, Value, fixtures, read};
use factulink::table::{Error, ErrorPlace, Reason};
use std::collections::BTreeSet;

/// Files that are refused, and where the reason is.
fn refused() -> Vec<(&'static str, Reason, ErrorPlace)> {
    let part = |name: &str| ErrorPlace::Part(name.to_string());
    let sheet = || part("xl/worksheets/sheet1.xml");
    let cell = |name: &str| ErrorPlace::Cell(name.to_string());
    let sheets = |names: &[&str]| ErrorPlace::Sheets(names.iter().map(ToString::to_string).collect());
    vec![
        ("text.xlsx", Reason::NotAWorkbook, ErrorPlace::File),
        ("zero.xlsx", Reason::NotAWorkbook, ErrorPlace::File),
        ("truncated.xlsx", Reason::NotAWorkbook, ErrorPlace::File),
        ("bzip2.xlsx", Reason::NotAWorkbook, part("_rels/.rels")),
        ("flipped.xlsx", Reason::Damaged, sheet()),
        ("encrypted.xlsx", Reason::Encrypted, ErrorPlace::File),
        ("old-format.xlsx", Reason::OldFormat, ErrorPlace::File),
        ("sheet-missing.xlsx", Reason::SheetMissing, sheets(&["VENTAS"])),
        ("sheet-second.xlsx", Reason::SheetNotFirst, sheets(&["RESUMEN", "SUNAT"])),
        ("bomb-sheet.xlsx", Reason::ArchiveBomb, sheet()),
        ("bomb-strings.xlsx", Reason::ArchiveBomb, part("xl/sharedStrings.xml")),
        ("index-outside.xlsx", Reason::Damaged, cell("AK3")),
        ("index-letters.xlsx", Reason::Damaged, cell("AK3")),
        ("doctype.xlsx", Reason::Damaged, part("xl/sharedStrings.xml")),
        ("part-twice.xlsx", Reason::Damaged, ErrorPlace::File),
        ("mixed-encoding.csv", Reason::Encoding, ErrorPlace::Line(3)),
        ("open-quote.csv", Reason::QuoteOpen, ErrorPlace::Line(3)),
    ]
}

/// Files that are read, and how many rows they have.
const READ: [(&str, usize); 29] = [
    ("sound.xlsx", 7),
    ("sheet-more.xlsx", 7),
    ("title-renamed.xlsx", 7),
    ("title-twice.xlsx", 7),
    ("title-extra.xlsx", 7),
    ("title-blanks.xlsx", 7),
    ("title-order.xlsx", 7),
    ("titles-below.xlsx", 7),
    ("titles-only.xlsx", 1),
    ("nothing.xlsx", 0),
    ("count-lies.xlsx", 7),
    ("far-cell.xlsx", 8),
    ("more-parts.xlsx", 7),
    ("dates-1904.xlsx", 7),
    ("comma.csv", 7),
    ("tab.txt", 7),
    ("windows-1252.csv", 7),
    ("utf-16.csv", 7),
    ("line-feeds.csv", 7),
    ("returns.csv", 7),
    ("no-last-end.csv", 7),
    ("ragged.csv", 7),
    ("empty-column.csv", 7),
    ("zero-byte.csv", 7),
    ("nothing.csv", 0),
    ("titles-only.csv", 1),
    ("ledger.txt", 6),
    ("2026/10.  ple octubre  26.XLSX", 7),
    ("2026/PLE.xlsx", 7),
];

#[test]
fn what_cannot_be_read_is_refused_with_its_reason_and_place() {
    let Some(folder) = fixtures() else { return };
    for (name, expected, where_it_is) in refused() {
        match read(&folder.join("bad").join(name)) {
            Err(Error::Refused { reason, place, what, .. }) => {
                assert_eq!((reason, place), (expected, where_it_is), "{name}: {what}");
            }
            Err(error) => panic!("{name}: {error:?}"),
            Ok(_) => panic!("{name} was read"),
        }
    }
}

#[test]
fn what_only_looks_bad_is_read() {
    let Some(folder) = fixtures() else { return };
    for (name, rows) in READ {
        let (_, records) =
            read(&folder.join("bad").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(records.len(), rows, "{name}");
    }
}

#[test]
fn no_bad_file_is_left_out() {
    let Some(folder) = fixtures() else { return };
    let files = |folder: std::path::PathBuf| {
        let entries = folder.read_dir().expect("a readable folder");
        entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect::<BTreeSet<_>>()
    };
    let known: BTreeSet<String> =
        refused().iter().map(|file| file.0).chain(READ.map(|file| file.0)).map(str::to_string).collect();
    let mut there = files(folder.join("bad"));
    there.remove("2026");
    assert_eq!(there.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The content of a workbook and of a text differ in their types alone.
fn texts(records: &[Record]) -> Vec<Vec<String>> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => panic!("{other:?} in a text file"),
    };
    records.iter().map(|record| record.cells.iter().map(text).collect()).collect()
}

#[test]
fn a_text_is_the_same_in_every_encoding_and_with_every_delimiter() {
    let Some(folder) = fixtures() else { return };
    let content = |name: &str| texts(&read(&folder.join("bad").join(name)).expect(name).1);
    let sound = content("line-feeds.csv");
    for name in ["comma.csv", "tab.txt", "windows-1252.csv", "utf-16.csv", "returns.csv", "no-last-end.csv"] {
        assert_eq!(content(name), sound, "{name}");
    }
}

#[test]
fn a_workbook_that_only_looks_bad_has_the_cells_of_the_sound_one() {
    let Some(folder) = fixtures() else { return };
    let content = |name: &str| read(&folder.join("bad").join(name)).expect(name).1;
    let sound = content("sound.xlsx");
    for name in ["sheet-more.xlsx", "count-lies.xlsx", "more-parts.xlsx", "dates-1904.xlsx"] {
        assert_eq!(content(name), sound, "{name}");
    }
    let far = content("far-cell.xlsx");
    assert_eq!((far[..7].to_vec(), far[7].number), (sound, 1_048_576));
}
