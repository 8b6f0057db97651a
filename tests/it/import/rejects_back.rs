//! Files of rejected rows mean the same when they come back, whatever program they went through.

use super::world::{JOB, Office, SIX, arrived_once, job_of};
use crate::cli::call::Place;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::{Value, json};

const PROFILE: &str = "profiles/sunat-ventas.toml";
const REJECTS: &str = "import/sunat-ventas-2026-10/rejects";
const SEGMENT: &str = "SegmentoDeNegocio";

fn append(office: &Office, file: &str) -> (u8, Value) {
    let file = office.path(file);
    job_of(office.told(&["run", file.to_str().expect("a plain path"), "--append", JOB]))
}

/// The cells of a sheet.
fn cells(office: &Office, file: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(office.path(file)).expect("a workbook");
    let sheet = book.worksheet_range("SUNAT").expect("the profile's sheet");
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn save(office: &Office, file: &str, rows: &[Vec<Data>]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("SUNAT").expect("a name");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Data::Float(number) => drop(sheet.write_number(row, column, *number).expect("written")),
                Data::Empty => {}
                text => drop(sheet.write_string(row, column, text.to_string()).expect("written")),
            }
        }
    }
    book.save(office.path(file)).expect("saved");
}

/// The rows of a text file as a spreadsheet program would have them that takes all for texts.
fn texts(office: &Office, file: &str, delimiter: u8) -> Vec<Vec<Data>> {
    let bytes = office.bytes(file);
    let text = String::from_utf8(bytes).expect("UTF-8");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let data = |text: &str| if text.is_empty() { Data::Empty } else { Data::String(text.to_owned()) };
    reader.records().map(|record| record.expect("a record").iter().map(data).collect()).collect()
}

fn column(rows: &[Vec<Data>], title: &str) -> usize {
    rows[0].iter().position(|cell| *cell == *title).expect("the title")
}

#[test]
fn an_apostrophe_that_a_file_of_rejects_was_given_goes_from_every_kind_of_file() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 6")]);
    office.copy_with(SIX, "input/faulty.csv", &[("232.12", "-232.12")]);
    let (_, job) = office.run("input/faulty.csv", "2");
    assert_eq!(job["rows"]["rejected"], 1, "{job}");
    let wrong = job["violations"].clone();
    office.copy_with(&format!("{REJECTS}.csv"), "input/same.csv", &[]);
    assert_eq!(append(&office, "input/same.csv").0, 90);
    let rows = cells(&office, &format!("{REJECTS}-2.xlsx"));
    let base = column(&rows, "BI Adq. Vtas. Grav");
    assert_eq!(rows[1][base], Data::String("-232.12".to_owned()));
    // As a spreadsheet program saves the text file.
    let rows = texts(&office, &format!("{REJECTS}.csv"), b';');
    assert_eq!(rows[1][base], Data::String("'-232.12".to_owned()));
    save(&office, "input/saved.xlsx", &rows);
    let (_, job) = append(&office, "input/saved.xlsx");
    let thrice = |count: &Value| json!(count.as_u64().map(|count| 3 * count));
    let expected: Value = wrong
        .as_object()
        .expect("counts")
        .iter()
        .map(|(rule, count)| (rule.clone(), thrice(count)))
        .collect();
    assert_eq!(job["violations"], expected);
}

#[test]
fn numbers_of_a_rejected_row_are_read_alike_when_it_comes_back() {
    for form in ["xlsx", "csv"] {
        let Some((office, double)) = Office::with_double(&[]) else { return };
        office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 6")]);
        let mut rows = texts(&office, SIX, b',');
        let numbers = [
            ("BI Adq. Vtas. Grav", 232.125),
            ("IGV Adq. Vtas. Grav", 41.775),
            ("Fecha Emisión comprobante", 46317.0),
        ];
        for (title, number) in numbers {
            let at = column(&rows, title);
            rows[1][at] = Data::Float(number);
        }
        let segment = column(&rows, SEGMENT);
        rows[1][segment] = Data::String("Hogar".to_owned());
        save(&office, "input/numbers.xlsx", &rows);
        let (_, job) = office.run("input/numbers.xlsx", "2");
        assert_eq!(job["violations"], json!({ "list": 1 }), "{job}");
        let corrected = format!("input/corrected.{form}");
        if form == "xlsx" {
            let mut rows = cells(&office, &format!("{REJECTS}.xlsx"));
            rows[1][segment] = Data::String("Moda".to_owned());
            save(&office, &corrected, &rows);
        } else {
            office.copy_with(&format!("{REJECTS}.csv"), &corrected, &[(";Hogar;PLAZA", ";Moda;PLAZA")]);
        }
        let (code, job) = append(&office, &corrected);
        assert_eq!((code, &job["state"]), (0, &json!("done")), "{form}: {job}");
        assert_eq!(job["mended"]["rounded"], 2, "{form}: {job}");
        arrived_once(&double, 6);
    }
}

#[test]
fn a_file_of_rejects_has_its_titles_in_its_first_row_also_where_the_source_has_not() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(
        PROFILE,
        &[("allowed = \"10%\"", "allowed = 6"), ("titles = \"same\"", "titles = \"same\"\ntitle_rows = 3")],
    );
    office.copy_with(
        SIX,
        "input/faulty.csv",
        &[("Periodo,", "EMPRESA,\r\nREGISTRO,\r\nPeriodo,"), (",Moda,", ",Hogar,")],
    );
    let (_, job) = office.run("input/faulty.csv", "2");
    let rejected = job["rows"]["rejected"].as_u64().expect("rows");
    assert_eq!(job["violations"], json!({ "list": rejected }), "{job}");
    for (form, code) in [("xlsx", 90), ("csv", 0)] {
        let back = format!("input/back.{form}");
        let rejects = format!("{REJECTS}.{form}");
        match form {
            "csv" => office.copy_with(&rejects, &back, &[(";Hogar;", ";Moda;")]),
            _ => save(&office, &back, &cells(&office, &rejects)),
        }
        let (ended, job) = append(&office, &back);
        assert_eq!((ended, &job["state"]), (code, &json!("done")), "{form}: {job}");
    }
    arrived_once(&double, 6);
}

const WITHOUT_TITLES: &str = r#"
[profile]
name = "stock"
title = "Stock"
period = "none"
[source]
files = ["input/*"]
titles = "none"
delimiter = ","
sheet = 2
[columns]
item = { letter = "A", type = "text", required = true }
pieces = { letter = "C", type = "integer", required = true }
[chunks]
rows = 10
[rejects]
allowed = 10
[output.csv]
folder = "output"
name = "{total}.csv"
columns = [["Item", "item"], ["Pieces", "pieces"]]
"#;

/// A workbook with these rows on its second sheet.
fn on_the_second_sheet(file: &std::path::Path, rows: &[[&str; 3]]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        sheet.write_row(row, 0, cells.iter().copied()).expect("written");
    }
    book.save(file).expect("saved");
}

#[test]
fn rows_of_a_file_without_titles_come_back_corrected_whatever_its_delimiter_and_sheet() {
    for (source, rejects) in [("csv", "csv"), ("csv", "xlsx"), ("xlsx", "xlsx"), ("xlsx", "csv")] {
        let place = Place::new();
        place.write("factulink.toml", "[import]\n");
        place.write("profiles/stock.toml", WITHOUT_TITLES);
        place.write("input/stock.csv", "A1,\"red, blue\",2\r\nA2,x,none\r\n");
        if source == "xlsx" {
            std::fs::remove_file(place.path("input/stock.csv")).expect("removed");
            on_the_second_sheet(&place.path("input/stock.xlsx"), &[["A1", "x", "2"], ["A2", "x", "none"]]);
        }
        let import =
            |args: &[&str]| place.call_on(&place.path("factulink.toml"), &[&["import"], args].concat());
        let ended = import(&["run"]);
        assert_eq!(ended.code, 90, "{ended:?}");
        let (rejected, back) = (place.path("import/stock-1/rejects"), place.path(&format!("back.{rejects}")));
        if rejects == "csv" {
            let text = std::fs::read_to_string(rejected.with_extension("csv")).expect("text");
            assert!(text.contains("item;2;pieces;#Fila"), "{text}");
            std::fs::write(&back, text.replace("A2;x;none", "A2;x;3")).expect("written");
        } else {
            let mut book: Xlsx<_> = open_workbook(rejected.with_extension("xlsx")).expect("a workbook");
            let sheet = book.worksheet_range("RECHAZOS").expect("its only sheet");
            let text = |cell: &Data| cell.to_string().replace("none", "3");
            let mut corrected = rust_xlsxwriter::Workbook::new();
            let written = corrected.add_worksheet().set_name("RECHAZOS").expect("a name");
            for (row, cells) in (0..).zip(sheet.rows()) {
                written.write_row(row, 0, cells.iter().map(text)).expect("written");
            }
            corrected.save(&back).expect("saved");
        }
        let ended = import(&["run", "--append", "stock#1", back.to_str().expect("a plain path")]);
        assert_eq!(ended.code, 0, "{source} {rejects}: {ended:?}");
        let chunk = std::fs::read_to_string(place.path("output/2.csv")).expect("a chunk");
        assert!(chunk.ends_with("A2,3") || chunk.ends_with("A2,3\r\n"), "{source} {rejects}: {chunk:?}");
    }
}
