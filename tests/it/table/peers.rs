//! The same cells as other readers see.

use super::{Value, fixtures, read};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::path::{Path, PathBuf};

fn workbooks(folder: &Path) -> [PathBuf; 5] {
    [
        "input/2026/10. PLE OCTUBRE 26.xlsx",
        "input/2026/09. PLE SETIEMBRE 26.xlsx",
        "bad/sound.xlsx",
        "bad/dates-1904.xlsx",
        "bad/title-order.xlsx",
    ]
    .map(|name| folder.join(name))
}

/// What calamine has at a cell; it tells neither an empty text nor a formula without a value from an empty cell.
fn seen(data: Option<&Data>) -> Value {
    match data {
        None | Some(Data::Empty) => Value::Empty,
        Some(Data::String(text)) => Value::Text(text.clone()),
        Some(Data::Float(number)) => Value::Number(*number),
        Some(Data::Bool(value)) => Value::Bool(*value),
        Some(Data::Error(error)) => Value::Error(error.to_string()),
        Some(Data::DateTime(moment)) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Value::Date(format!("{year:04}-{month:02}-{day:02}"))
        }
        Some(other) => panic!("{other:?}"),
    }
}

fn as_seen(value: &Value) -> Value {
    match value {
        Value::Formula => Value::Empty,
        Value::Text(text) if text.is_empty() => Value::Empty,
        other => other.clone(),
    }
}

#[test]
fn every_cell_of_a_workbook_is_what_calamine_sees() {
    let Some(folder) = fixtures() else { return };
    for file in workbooks(&folder) {
        let (_, records) = read(&file).expect("a sound workbook");
        let mut peer: Xlsx<_> = open_workbook(&file).expect("a sound workbook");
        let range = peer.worksheet_range("SUNAT").expect("the sheet");
        let mut cells = 0;
        for record in &records {
            let row = u32::try_from(record.number - 1).expect("a row");
            for column in 0..40 {
                let ours = record.cells.get(column as usize).map_or(Value::Empty, as_seen);
                assert_eq!(
                    ours,
                    seen(range.get_value((row, column))),
                    "{} row {row} column {column}",
                    file.display()
                );
                cells += usize::from(ours != Value::Empty);
            }
        }
        let used = range.used_cells().filter(|cell| seen(Some(cell.2)) != Value::Empty).count();
        let empty_texts = range.used_cells().filter(|cell| *cell.2 == Data::String(String::new())).count();
        assert_eq!(cells, used - empty_texts, "{} has no cell that we do not see", file.display());
    }
}

#[test]
fn every_field_of_a_text_is_what_another_reader_sees() {
    let Some(folder) = fixtures() else { return };
    let file = folder.join("input/csv/10. PLE OCTUBRE 26.csv");
    let (facts, records) = read(&file).expect("a sound text");
    assert_eq!((facts.encoding.as_deref(), facts.delimiter), (Some("utf-8"), Some(b';')));
    let mut peer = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_path(&file)
        .expect("a file");
    let text = std::fs::read_to_string(&file).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    let mut count = 0;
    for (record, seen) in records.iter().zip(peer.records()) {
        let seen = seen.expect("a record");
        let text = |field: &str| field.trim_start_matches('\u{feff}').to_string();
        let cells: Vec<Value> = seen.iter().map(|field| Value::Text(text(field))).collect();
        count += 1;
        assert_eq!((record.number, &record.cells), (count, &cells));
        let line = usize::try_from(record.line.expect("a line")).expect("a line");
        assert!(text(lines[line - 1]).starts_with(&text(&seen[0])), "record {count} begins on line {line}");
    }
    assert_eq!(peer.records().count(), 0);
    let twin = read(&folder.join("input/2026/10. PLE OCTUBRE 26.xlsx")).expect("a sound workbook").1;
    let last = twin.last().map(|record| record.number);
    assert_eq!(last, Some(count), "the workbook leaves blank rows out and numbers the others alike");
}
