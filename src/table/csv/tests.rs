//! Small files, in memory.

use super::*;
use crate::table::cell::Cell;
use crate::table::error::{ErrorPlace, Reason};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use proptest::prelude::*;

/// A record: its number, its line, its fields.
type Record = (u64, u64, Vec<String>);

const SEMICOLONS: CsvOptions<'_> =
    CsvOptions { encoding: None, delimiter: Some(b';'), quote: Some(b'"'), titles: &[] };

fn opened(bytes: &[u8], options: &CsvOptions<'_>) -> Result<OpenedCsv, TableFault> {
    open(Path::new("a.csv"), TableSource::memory(bytes.to_vec()), options)
}

fn records_of(opened: OpenedCsv) -> Result<Vec<Record>, Error> {
    let mut rows = opened.rows;
    let mut records = Vec::new();
    while let Some(row) = rows.next_row()? {
        let field = |at| match row.cell(at) {
            Cell::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        };
        records.push((row.number, row.line.unwrap(), (0..row.len()).map(field).collect()));
    }
    Ok(records)
}

fn read(bytes: &[u8]) -> Result<Vec<Record>, (Reason, ErrorPlace)> {
    let refused = |error| match error {
        Error::Refused { reason, place, .. } => (reason, place),
        other => panic!("{other:?}"),
    };
    let opened = opened(bytes, &SEMICOLONS).map_err(|fault| refused(fault.of(Path::new("a.csv"))))?;
    records_of(opened).map_err(refused)
}

fn record(number: u64, line: u64, fields: &[&str]) -> Record {
    (number, line, fields.iter().map(ToString::to_string).collect())
}

#[test]
fn records_end_with_any_line_end_or_none() {
    let expected = vec![record(1, 1, &["a", "b"]), record(2, 2, &["c", "d"]), record(3, 3, &["e", ""])];
    for end in ["\n", "\r\n", "\r"] {
        let lines = ["a;b", "c;d", "e;"];
        assert_eq!(read(lines.join(end).as_bytes()), Ok(expected.clone()), "{end:?}");
        assert_eq!(read((lines.join(end) + end).as_bytes()), Ok(expected.clone()), "{end:?} at the end, too");
    }
}

#[test]
fn a_line_feed_is_text_where_returns_end_lines() {
    let expected = vec![record(1, 1, &["a\nb", "c"]), record(2, 3, &["d", "e"]), record(3, 4, &["f", "g"])];
    assert_eq!(read(b"a\nb;c\rd;e\rf;g\r"), Ok(expected));
}

#[test]
fn an_empty_line_is_no_record_and_an_empty_field_in_quotes_is_one() {
    let expected =
        vec![record(1, 2, &["a"]), record(2, 4, &[""]), record(3, 5, &[" "]), record(4, 6, &["", ""])];
    assert_eq!(read(b"\na\n\n\"\"\n \n;\n\n"), Ok(expected));
    assert_eq!(read(b""), Ok(vec![]));
    assert_eq!(read(b"\r\n\r\n"), Ok(vec![]));
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    let text = b"\"a;b\";\"c\r\nd\";\"e\"\"f\"\nx;\"g\"h;i\"j\n";
    let expected = vec![record(1, 1, &["a;b", "c\r\nd", "e\"f"]), record(2, 3, &["x", "gh", "i\"j"])];
    assert_eq!(read(text), Ok(expected));
}

#[test]
fn without_quotes_a_quote_is_a_character() {
    let opened = opened(b"\"a;b\"\n", &CsvOptions { quote: None, ..SEMICOLONS }).unwrap();
    assert_eq!(records_of(opened).unwrap(), [record(1, 1, &["\"a", "b\""])]);
}

#[test]
fn a_quote_that_never_closes_is_told_with_its_line() {
    assert_eq!(read(b"a\n\"b\nc\";\"d\ne\n"), Err((Reason::QuoteOpen, ErrorPlace::Line(3))));
    let long = [b"a\nb;\"".to_vec(), b"x\n".repeat(2 << 20)].concat();
    assert_eq!(
        read(&long),
        Err((Reason::QuoteOpen, ErrorPlace::Line(2))),
        "though more than a record follows"
    );
}

#[test]
fn a_record_of_more_than_a_mebibyte_is_refused_with_its_line() {
    let fits = [b"a\n".to_vec(), vec![b'x'; 1 << 20]].concat();
    assert_eq!(read(&fits).unwrap().len(), 2);
    for end in ["x", "x\n", "x;y\nz\n"] {
        let too_long = [&fits, end.as_bytes()].concat();
        assert_eq!(read(&too_long), Err((Reason::RecordTooLong, ErrorPlace::Line(2))), "{end:?}");
    }
}

#[test]
fn controls_and_zero_bytes_come_through() {
    assert_eq!(read(b"a\0b;\x07\n"), Ok(vec![record(1, 1, &["a\0b", "\x07"])]));
}

fn encoded(encoding: &'static Encoding, mark: bool, text: &str) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    let text = format!("{mark}{text}");
    match encoding {
        encoding if encoding == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        encoding if encoding == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        encoding => encoding.encode(&text).0.into_owned(),
    }
}

#[test]
fn the_encoding_is_found_by_mark_or_by_all_bytes() {
    let text = "ñandú;€\r\n\"x\ny\";z\r\n";
    let expected = vec![record(1, 1, &["ñandú", "€"]), record(2, 2, &["x\ny", "z"])];
    for (encoding, mark) in
        [(UTF_8, false), (UTF_8, true), (UTF_16LE, true), (UTF_16BE, true), (WINDOWS_1252, false)]
    {
        let opened = opened(&encoded(encoding, mark, text), &SEMICOLONS).unwrap();
        assert_eq!(opened.encoding, encoding);
        assert_eq!(records_of(opened).unwrap(), expected, "{}", encoding.name());
    }
}

#[test]
fn what_is_told_holds_but_for_a_mark() {
    let told = CsvOptions { encoding: Some(WINDOWS_1252), ..SEMICOLONS };
    let records = |bytes: &[u8]| records_of(opened(bytes, &told).unwrap()).unwrap();
    assert_eq!(records("ñ".as_bytes()), [record(1, 1, &["Ã±"])]);
    assert_eq!(records("\u{feff}ñ".as_bytes()), [record(1, 1, &["ñ"])]);
    let told = CsvOptions { encoding: Some(UTF_16LE), ..SEMICOLONS };
    assert_eq!(opened(&encoded(UTF_16LE, false, "a"), &told).unwrap().encoding, UTF_16LE);
}

#[test]
fn bytes_without_a_meaning_are_told_with_their_line() {
    let refused = |bytes: &[u8], encoding| match opened(bytes, &CsvOptions { encoding, ..SEMICOLONS }) {
        Err(TableFault::Refused { reason: Reason::Encoding, place: ErrorPlace::Line(line), what }) => {
            (line, what)
        }
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was read"),
    };
    let mixed = [encoded(UTF_8, false, "a\r\nñ\r\nb;"), encoded(WINDOWS_1252, false, "ñ\n")].concat();
    assert_eq!(refused(&mixed, None), (3, "byte 0xF1".to_string()));
    assert_eq!(refused(&mixed, Some(UTF_8)).0, 3);
    assert_eq!(refused(b"a\r\xc3", Some(UTF_8)).0, 2, "half a character at the end");
    // What Windows-1252 does not know is of another encoding: here code page 850, as DOS programs write it.
    assert_eq!(refused(b"a\nEspa\xa4a\n\x90poca\n", None), (3, "byte 0x90".to_string()));
    assert_eq!(refused(b"\x81", Some(WINDOWS_1252)).0, 1);
    let lone = [0xff, 0xfe, b'a', 0, b'\n', 0, 0x00, 0xd8, b'b', 0];
    assert_eq!(refused(&lone, None).0, 2, "half a surrogate pair");
    assert_eq!(refused(&[0xff, 0xfe, b'a', 0, b'\n'], None).0, 1, "half a unit");
}

#[test]
fn a_character_that_two_blocks_share_is_one() {
    for before in 0..4 {
        let text = "x".repeat(before) + &"ñ€😀\n".repeat(40_000);
        let records = read(text.as_bytes()).unwrap();
        assert_eq!(records.len(), 40_000);
        assert_eq!(records[39_999].2, ["ñ€😀"]);
    }
}

fn titles(titles: &[&str]) -> Vec<String> {
    titles.iter().map(ToString::to_string).collect()
}

fn delimiter_of(text: &str, titles: &[String]) -> u8 {
    let options = CsvOptions { delimiter: None, titles, ..SEMICOLONS };
    opened(text.as_bytes(), &options).unwrap().delimiter
}

#[test]
fn the_delimiter_is_the_one_that_gives_the_titles() {
    let titles = titles(&["Code", "Price, net", "Customer\nname"]);
    for delimiter in [b';', b',', b'\t', b'|'] {
        let text = "CODE;\"price,  NET\";\"customer name \";\"a,b,c|d|e\"\n1;2;3\n";
        let text = text.replace(';', &char::from(delimiter).to_string());
        assert_eq!(delimiter_of(&text, &titles), delimiter, "{text}");
    }
    assert_eq!(delimiter_of("a,b,c,d\nCode;Other\n", &titles), b';', "titles go before the number of fields");
    assert_eq!(delimiter_of("a|b,c|d\n", &titles), b'|', "without titles the first row's fields tell");
    assert_eq!(delimiter_of("", &titles), b';');
}

#[test]
fn a_line_that_names_the_delimiter_is_obeyed_and_no_record() {
    for line in ["sep=,", "SEP=,", "\"sep=,\""] {
        let options = CsvOptions { delimiter: None, ..SEMICOLONS };
        let opened = opened(format!("{line}\r\na,b;c\r\n").as_bytes(), &options).unwrap();
        assert_eq!(opened.delimiter, b',');
        assert_eq!(records_of(opened).unwrap(), [record(1, 2, &["a", "b;c"])]);
    }
    for line in ["sep=", "sep=,,", "sepa,b", "asep=;"] {
        assert_eq!(read(line.as_bytes()).unwrap().len(), 1, "{line}");
    }
}

#[test]
fn length_and_hash_are_those_of_the_file() {
    let opened = opened(b"a;b\r\n", &SEMICOLONS).unwrap();
    assert_eq!(opened.sha256, "5d60a4bcefa613046bd6b890ee67fedc605634ac0eb4b9a1e1a69834953a78a9");
}

/// Another reader's records of the same bytes.
fn peer(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect()).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        crate::table::fuzzing::csv(&bytes);
    }

    #[test]
    fn text_is_read_as_another_reader_reads_it(text in "([ab;\"é]|\n|\r\n){0,60}") {
        let quotes = text.matches('"').count();
        let ours = read(text.as_bytes());
        if let Ok(records) = ours {
            let fields: Vec<_> = records.into_iter().map(|record| record.2).collect();
            prop_assert_eq!(fields, peer(text.as_bytes()));
        } else {
            prop_assert!(quotes > 0, "only an open quote is refused");
        }
    }
}
