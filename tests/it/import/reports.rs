//! The sample reports, in every format in which they lie there, say the same.

use factulink::import::answer::{Unreadable, read_details};
use factulink::import::profile::{ReportPlace, ReportSettings};
use factulink::import::report_error::{ReportError, Result};
use factulink::import::report_files::read_report;
use factulink::import::report_rows::{ReportTable, check};
use factulink::import::reports;
use factulink::table::OpenOptions;
use factulink::template::Template;
use proving::shared::shared;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

fn settings(columns: &[(&str, &str, u32)], rules: &[(&str, &str)]) -> ReportSettings {
    let column = |(name, title, nth): &(&str, &str, u32)| ((*name).to_owned(), (*title).to_owned(), *nth);
    let rule = |(name, rule): &(&str, &str)| ((*name).to_owned(), Regex::new(rule).expect("a pattern"));
    ReportSettings {
        from: ReportPlace::File(Template::literal("report")),
        format: None,
        sheet: None,
        rows: None,
        columns: columns.iter().map(column).collect(),
        rules: rules.iter().map(rule).collect(),
        max_age: None,
        table: None,
    }
}

fn centres() -> ReportSettings {
    let rules = [("centre", "^(?:[0-9]{4})$"), ("centre_name", "^(?:.+)$")];
    settings(&[("centre", "Código", 1), ("centre_name", "Descripción", 1)], &rules)
}

fn answer() -> ReportSettings {
    settings(&[("series", "Serie", 1), ("branch", "Sucursal", 1)], &[])
}

/// Long after the files were made, so that none is young.
fn read(file: &Path, settings: &ReportSettings) -> Result<ReportTable> {
    let later = SystemTime::now() + std::time::Duration::from_secs(3600);
    read_report(file, settings, &OpenOptions::new(later, &|_| ()))
}

fn checked(file: &Path, settings: &ReportSettings, code: &str) -> Result<ReportTable> {
    let report = read(file, settings)?;
    check(&report, file, settings, Some(code))?;
    Ok(report)
}

fn why(read: Result<ReportTable>) -> &'static str {
    match read {
        Err(ReportError::Unfit { problem, .. }) => problem.as_str(),
        other => panic!("{other:?}"),
    }
}

fn fixtures() -> Option<PathBuf> {
    Some(shared()?.join("bulk/fixtures"))
}

#[test]
fn centres_are_the_same_in_a_workbook_and_in_an_old_text() {
    let Some(folder) = fixtures() else { return };
    let read =
        |name: &str| reports::centres(&checked(&folder.join(name), &centres(), "centre").expect("a report"));
    let centres = read("accounting/centros.xlsx");
    assert_eq!(centres, read("accounting/centros.csv"));
    assert_eq!(centres.len(), 31);
    assert!(centres.iter().any(|centre| centre.code == "0105" && centre.name == "OUTLET DEL SUR"));
    assert!(centres.iter().any(|centre| centre.name == "PLAZA LA VIÑA"), "Windows-1252");
}

#[test]
fn answers_are_the_same_in_a_workbook_and_in_a_text() {
    let Some(folder) = fixtures() else { return };
    let details = |name: &str| {
        let report = read(&folder.join("platform").join(name), &answer()).expect("an answer");
        read_details(&reports::answer(&report)).expect("a list")
    };
    assert_eq!(details("errores1026.xlsx").len(), 16);
    assert_eq!(details("errores1026.xlsx"), details("errores1026.csv"));
    for clean in ["errores0926.xlsx", "errores-vacio-una-fila.xlsx"] {
        assert_eq!(details(clean), [], "{clean}");
    }
}

#[test]
fn an_answer_that_is_a_message_or_something_else_is_never_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let answer_of = |text: &str| {
        let file = folder.path().join("answer.csv");
        std::fs::write(&file, text).expect("written");
        read(&file, &answer())
    };
    let titles = "Sec.;Serie;Sucursal;Detalle\r\n";
    let message = answer_of(&format!("{titles}1;;;No se pudo procesar\r\n")).expect("rows");
    assert!(matches!(read_details(&reports::answer(&message)), Err(Unreadable::Message { row: 2, .. })));
    let half = answer_of(&format!("{titles}1;B001;;\r\n")).expect("rows");
    assert!(matches!(read_details(&reports::answer(&half)), Err(Unreadable::HalfAPair { row: 2, .. })));
    for text in ["", "A;B;C;D\r\n1;B001;PLZ;x\r\n", "<html><body>502 Bad Gateway</body></html>"] {
        assert_eq!(why(answer_of(text)), "reference_titles", "{text}");
    }
}

#[test]
fn a_report_that_is_no_report_is_told_by_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |name: &str, text: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("written");
        why(checked(&file, &centres(), "centre"))
    };
    assert_eq!(of("a.pdf", b"%PDF-1.7"), "reference_format");
    assert_eq!(of("a.xlsx", b"not a workbook"), "reference_format");
    let text = |rows: &str| format!("Código;Descripción\r\n{rows}");
    assert_eq!(of("a.csv", text("").as_bytes()), "reference_empty");
    assert_eq!(of("a.csv", text("101;PLAZA\r\n").as_bytes()), "reference_malformed");
    assert_eq!(of("a.csv", text("0101;A\r\n0101;B\r\n").as_bytes()), "reference_malformed");
    assert_eq!(why(checked(&folder.path().join("none.csv"), &centres(), "centre")), "reference_missing");
}
