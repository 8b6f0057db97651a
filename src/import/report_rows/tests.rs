//! Reports cell by cell, without a file.

use super::*;
use crate::import::profile::ReportPlace;
use crate::import::report_error::ReportError;
use crate::template::Template;
use regex::Regex;

fn settings(columns: &[(&str, &str, u32)], rules: &[(&str, &str)]) -> ReportSettings {
    ReportSettings {
        from: ReportPlace::File(Template::literal("report.csv")),
        format: None,
        sheet: None,
        rows: None,
        columns: columns
            .iter()
            .map(|(name, title, nth)| ((*name).to_owned(), (*title).to_owned(), *nth))
            .collect(),
        rules: rules
            .iter()
            .map(|(name, rule)| ((*name).to_owned(), Regex::new(rule).expect("a pattern")))
            .collect(),
        max_age: None,
        table: None,
    }
}

fn accounts() -> ReportSettings {
    settings(
        &[("account", "Código", 1), ("account_name", "Descripción", 1)],
        &[("account", "^(?:[0-9]{4})$"), ("account_name", "^(?:.+)$")],
    )
}

fn file() -> &'static Path {
    Path::new("report.csv")
}

/// Reads rows of texts, the first of which are the titles.
fn read(rows: &[&[&str]], settings: &ReportSettings) -> Result<ReportTable> {
    let file = file();
    let mut reader = Reader { places: None, report: ReportTable::new(settings), bytes: 0, file, settings };
    for (number, row) in (1..).zip(rows) {
        reader.read(number, &row.iter().map(|cell| clean(cell)).collect::<Vec<_>>())?;
    }
    Ok(reader.report)
}

fn problem<T: std::fmt::Debug>(read: Result<T>) -> (Option<u64>, ReportProblem) {
    match read {
        Err(ReportError::Unfit { row, problem, .. }) => (row, problem),
        other => panic!("{other:?}"),
    }
}

fn checked(rows: &[&[&str]]) -> Result<ReportTable> {
    let settings = accounts();
    let report = read(rows, &settings)?;
    check(&report, file(), &settings, Some("account"))?;
    Ok(report)
}

#[test]
fn columns_are_found_by_their_titles_in_any_order_and_spelling() {
    let report =
        checked(&[&[], &["DESCRIPCIÓN ", "x", " código"], &["TICKETS  SOL", "9", "0001"], &["", "", ""]]);
    let report = report.expect("a report");
    assert_eq!(report.rows.len(), 1, "empty rows are none");
    let row = &report.rows[0];
    assert_eq!((report.value(row, "account"), report.value(row, "account_name")), ("0001", "TICKETS SOL"));
    assert_eq!((row.number, row.beside.as_deref(), report.value(row, "centre")), (3, Some("9"), ""));
}

#[test]
fn a_title_that_stands_several_times_is_named_by_its_turn() {
    let settings = settings(&[("series", "Serie", 1), ("a", "Descripción", 2), ("b", "Descripción", 3)], &[]);
    let titles: &[&str] = &["Descripción", "Serie", "Descripción", "Descripción"];
    let report = read(&[titles, &["1", "S", "2", "3"]], &settings).expect("a report");
    assert_eq!(report.rows[0].values, ["S", "2", "3"]);
    let short = read(&[&titles[..3], &["1", "S", "2"]], &settings);
    let (row, missing) = problem(short);
    assert_eq!((row, missing.as_str()), (Some(1), "reference_titles"));
    assert!(matches!(missing, ReportProblem::Title { nth: 3, .. }), "{missing:?}");
}

#[test]
fn a_missing_title_is_told_with_the_nearest() {
    let (_, missing) = problem(checked(&[&["Codigo de cuenta", "Nombre", "Descripcion"]]));
    let nearest = Some("CODIGO DE CUENTA".to_owned());
    assert_eq!(missing, ReportProblem::Title { title: "Código".to_owned(), nth: 1, nearest });
}

#[test]
fn every_row_must_fit_and_every_code_stand_once() {
    let titles: &[&str] = &["Código", "Descripción"];
    let of = |rows: &[&[&str]]| {
        let (row, problem) = problem(checked(rows));
        (row, problem.as_str())
    };
    assert_eq!(of(&[titles]), (None, "reference_empty"));
    assert_eq!(of(&[titles, &["0001", "A"], &["101", "B"]]), (Some(3), "reference_malformed"));
    assert_eq!(of(&[titles, &["0001", ""]]), (Some(2), "reference_malformed"));
    assert_eq!(of(&[titles, &["0001"]]), (Some(2), "reference_malformed"));
    assert_eq!(of(&[titles, &["0001", "A"], &["0001", "B"]]), (Some(3), "reference_malformed"));
    assert_eq!(of(&[titles, &["0001", "A"], &["", "", "Total: 1"]]), (Some(3), "reference_malformed"));
    assert_eq!(of(&[titles, &["0001", "A\u{200b}"]]), (Some(2), "reference_malformed"));
}

#[test]
fn an_answer_needs_no_rows_and_its_empty_rows_no_rules() {
    let settings = settings(&[("series", "Serie", 1)], &[("series", "^(?:[0-9A-Z]{4})$")]);
    let report = read(&[&["Sec.", "Serie"], &["1", ""], &["2", "B001"]], &settings).expect("rows");
    assert_eq!(report.rows.len(), 2);
    check_rules(&report, file(), &settings).expect("fits");
    let report = read(&[&["Sec.", "Serie"], &["1", "B1"]], &settings).expect("rows");
    assert_eq!(problem(check_rules(&report, file(), &settings)).0, Some(2));
}

#[test]
fn words_beside_go_before_numbers() {
    let texts = ["", "1", "No se pudo", "2"].map(str::to_owned);
    assert_eq!(beside(texts.iter()).as_deref(), Some("No se pudo"));
    assert_eq!(beside(texts[..2].iter()).as_deref(), Some("1"));
    assert_eq!(beside(texts[..1].iter()), None);
}

#[test]
fn cells_are_texts_as_they_were_typed_or_none() {
    assert_eq!(text(Cell::Number(101.0)), Ok("101".to_owned()));
    assert_eq!(text(Cell::Number(0.5)), Ok("0.5".to_owned()));
    assert!(text(Cell::Number(1e15)).is_err() && text(Cell::Number(f64::NAN)).is_err());
    for (units, decimals, expected) in [(1000, 2, "10"), (-5, 2, "-0.05"), (1250, 3, "1.25"), (7, 0, "7")] {
        assert_eq!(text(Cell::Decimal { units, decimals }), Ok(expected.to_owned()));
    }
    assert!(text(Cell::Error("#N/A")).is_err() && text(Cell::NoValue).is_err());
    assert_eq!(text(Cell::Text(" a\u{a0}\tb ")), Ok("a b".to_owned()));
}

#[test]
fn a_report_that_is_too_old_is_stale() {
    let hour = Duration::from_secs(3600);
    let age = |modified, max_age, not_before| check_age(file(), modified, 7_200_000, max_age, not_before);
    assert!(age(0, None, None).is_ok());
    assert!(age(3_600_000, Some(hour), None).is_ok());
    let (_, stale) = problem(age(3_599_999, Some(hour), None));
    assert_eq!(stale, ReportProblem::Stale { modified: 3_599_999, oldest: 3_600_000 });
    assert!(age(3_600_000, Some(hour), Some(3_600_001)).is_err(), "older than what it must have seen");
    assert!(age(9_000_000, Some(hour), Some(7_200_000)).is_ok());
}

#[test]
fn the_format_is_the_profiles_or_that_of_the_extension() {
    let mut settings = accounts();
    assert_eq!(format_of(Path::new("a.CSV"), &settings).expect("a format"), ReportFormat::Csv);
    assert_eq!(problem(format_of(Path::new("a.pdf"), &settings)).1.as_str(), "reference_format");
    settings.format = Some(ReportFormat::Json);
    assert_eq!(format_of(Path::new("a.pdf"), &settings).expect("a format"), ReportFormat::Json);
}

#[test]
fn a_report_is_kept_up_to_a_bound() {
    assert!(check_length(ROWS_MAX, BYTES_MAX).is_ok());
    assert!(check_length(ROWS_MAX + 1, 0).is_err() && check_length(0, BYTES_MAX + 1).is_err());
}
