//! A report, or the answer, that is JSON: a list of objects somewhere in a document.

use super::profile::ReportSettings;
use super::report_error::{Malformed, ReportError, ReportProblem, Result};
use super::report_rows::{
    CellText, ReportRow, ReportTable, bad_cell, beside, check_length, clean, plain_number,
};
use crate::table;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of a document that is read.
const DOCUMENT_MAX: u64 = 64 << 20;

/// Reads the list of objects at the profile's pointer. Rows are counted from 1 on.
pub fn from_json(file: &Path, settings: &ReportSettings) -> Result<ReportTable> {
    let action = "reading the report";
    let io = |source| ReportError::from(table::Error::Io { file: file.to_owned(), action, source });
    let mut text = Vec::new();
    File::open(file).and_then(|open| open.take(DOCUMENT_MAX + 1).read_to_end(&mut text)).map_err(io)?;
    from_text(&text, file, settings)
}

fn from_text(text: &[u8], file: &Path, settings: &ReportSettings) -> Result<ReportTable> {
    if u64::try_from(text.len()).is_ok_and(|length| length > DOCUMENT_MAX) {
        return Err(no_list("more than 64 MiB").in_file(file));
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let document: Value =
        serde_json::from_slice(text).map_err(|error| no_list(&error.to_string()).in_file(file))?;
    let mut report = ReportTable::new(settings);
    let mut bytes = 0usize;
    for (number, object) in (1..).zip(list(&document, settings).map_err(|problem| problem.in_file(file))?) {
        let row = read_row(number, object, settings).map_err(|problem| problem.in_row(file, number))?;
        bytes = bytes.saturating_add(row.values.iter().map(String::len).sum());
        report.rows.push(row);
        check_length(report.rows.len(), bytes).map_err(|problem| problem.in_file(file))?;
    }
    Ok(report)
}

fn no_list(what: &str) -> ReportProblem {
    ReportProblem::Malformed(Malformed::NoList { what: what.to_owned() })
}

fn list<'d>(document: &'d Value, settings: &ReportSettings) -> Result<&'d [Value], ReportProblem> {
    let pointer = settings.rows.as_deref().unwrap_or_default();
    let found = document.pointer(pointer).ok_or_else(|| no_list(&format!("nothing at \"{pointer}\"")))?;
    found.as_array().map(Vec::as_slice).ok_or_else(|| no_list(&format!("no list at \"{pointer}\"")))
}

fn read_row(number: u64, object: &Value, settings: &ReportSettings) -> Result<ReportRow, ReportProblem> {
    let object = object.as_object().ok_or_else(|| no_list("a row is no object"))?;
    let value = |(column, key, nth): &(String, String, u32)| match object.get(key) {
        Some(value) if *nth == 1 => text(value).map_err(|found| bad_cell(column, &found)),
        _ => Err(no_key(object, key, *nth)),
    };
    let values = settings.columns.iter().map(value).collect::<Result<_, ReportProblem>>()?;
    let is_other = |key: &String| settings.columns.iter().all(|(_, own, _)| own != key);
    let others: Vec<String> = object
        .iter()
        .filter(|(key, _)| is_other(key))
        .map(|(_, value)| text(value).unwrap_or_else(|found| found))
        .collect();
    Ok(ReportRow { number, values, beside: beside(others.iter()) })
}

fn no_key(object: &Map<String, Value>, key: &str, nth: u32) -> ReportProblem {
    let nearest = object.keys().find(|own| own.eq_ignore_ascii_case(key)).cloned();
    ReportProblem::Title { title: key.to_owned(), nth, nearest }
}

fn text(value: &Value) -> CellText {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => clean(text),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Ok(whole.to_string()),
            None => plain_number(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::Bool(value) => Ok(value.to_string()),
        Value::Array(_) | Value::Object(_) => Err("a list or an object".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::answer::{Unreadable, pair_key, read_details};
    use crate::import::profile::ReportPlace;
    use crate::import::reports;
    use crate::template::Template;

    fn settings() -> ReportSettings {
        ReportSettings {
            from: ReportPlace::Path(Template::literal("/details")),
            format: None,
            sheet: None,
            rows: Some("/details".to_owned()),
            columns: [("series", "serie"), ("branch", "sucursal")]
                .map(|(name, key)| (name.to_owned(), key.to_owned(), 1))
                .to_vec(),
            rules: Vec::new(),
            max_age: None,
            table: None,
        }
    }

    fn read(text: &str) -> Result<ReportTable> {
        from_text(text.as_bytes(), Path::new("answer.json"), &settings())
    }

    fn code(text: &str) -> &'static str {
        match read(text) {
            Err(ReportError::Unfit { problem, .. }) => problem.as_str(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn details_are_the_list_at_the_pointer() {
        let list = r#"[{"serie":"b1","sucursal":" PLZ  SOL","filas":4},{"serie":7,"sucursal":"A"}]"#;
        let report = read(&format!("\u{feff}{{\"details\":{list}}}"));
        let details = read_details(&reports::answer(&report.expect("rows"))).expect("a list");
        assert_eq!(details, [pair_key("B1", "PLZ SOL"), pair_key("7", "A")]);
        assert_eq!(read("{\"details\":[]}").expect("a list").rows, []);
    }

    #[test]
    fn a_running_number_is_no_message_and_words_are() {
        let rows = |detail: &str| {
            let text = format!(
                "{{\"details\":[{{\"sec\":\"1\",\"serie\":\"\",\"sucursal\":null,\"detalle\":\"{detail}\"}}]}}"
            );
            read_details(&reports::answer(&read(&text).expect("rows")))
        };
        assert_eq!(rows(""), Ok(vec![]));
        assert!(matches!(rows("No se pudo"), Err(Unreadable::Message { row: 1, .. })));
    }

    #[test]
    fn what_is_no_list_of_such_objects_is_malformed() {
        for text in
            ["", "<html>", "{\"details\":[{\"serie\":\"B1\"", "[]", "{\"details\":{}}", "{\"details\":[1]}"]
        {
            assert_eq!(code(text), "reference_malformed", "{text}");
        }
        assert_eq!(code("{\"details\":[{\"serie\":[],\"sucursal\":\"A\"}]}"), "reference_malformed");
        assert_eq!(code("{\"details\":[{\"serie\":1e15,\"sucursal\":\"A\"}]}"), "reference_malformed");
        assert_eq!(code("{\"details\":[{\"Serie\":\"B1\",\"sucursal\":\"A\"}]}"), "reference_titles");
    }

    #[test]
    fn a_file_that_is_not_there_is_missing() {
        let read = from_json(Path::new("nowhere/answer.json"), &settings());
        assert!(matches!(read, Err(ReportError::Unfit { problem: ReportProblem::Missing, .. })), "{read:?}");
    }
}
