//! The same period again, files and profiles that change meanwhile, rejects that come back, and settings that are
//! wrong.

use super::world::{JOB, OCTOBER, Office, SIX, arrived_once, job_of, submissions};
use crate::double::Double;
use serde_json::{Value, json};

const PROFILE: &str = "profiles/sunat-ventas.toml";

#[track_caller]
fn ends(ended: &(u8, Value), code: u8, state: &str, reason: Option<&str>) {
    let (found, job) = ended;
    assert_eq!((*found, &job["state"], &job["reason"]), (code, &json!(state), &json!(reason)), "{job}");
}

/// The six rows with another number in one of them, and with one row more.
fn changed_six(office: &Office) -> &'static str {
    let changed = "input/changed.csv";
    office.copy_with(SIX, changed, &[("00062220", "00062229")]);
    changed
}

#[test]
fn the_same_file_again_is_nothing_to_do() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    ends(&office.run(SIX, "2"), 0, "done", None);
    let before = (submissions(&double), double.state()["periods"].clone());
    office.copy_with(SIX, "input/copy.csv", &[]);
    for file in [SIX, "input/copy.csv"] {
        ends(&office.run(file, "2"), 0, "done", None);
    }
    assert_eq!((submissions(&double), double.state()["periods"].clone()), before);
}

#[test]
fn a_file_that_changes_before_it_is_loaded_takes_the_place_of_the_first() {
    let Some((office, double)) = Office::with_double(&[("fail", "1"), ("retry_after", "3600")]) else {
        return;
    };
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_busy"));
    let ended = office.run(changed_six(&office), "2");
    ends(&ended, 0, "done", None);
    assert_eq!(ended.1["job"], "sunat-ventas/2026-10#2");
    assert_eq!(office.job(JOB)["state"], "superseded");
    arrived_once(&double, 6);
}

#[test]
fn a_number_is_the_jobs_that_was_prepared_first_also_before_it_is_loaded() {
    let Some((office, double)) = Office::with_double(&[("fail", "1"), ("retry_after", "3600")]) else {
        return;
    };
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_busy"));
    let november = [
        ("20261000", "20261100"),
        ("31/10/2026", "30/11/2026"),
        ("/10/2026", "/11/2026"),
        ("00062220", "00062229"),
    ];
    office.copy_with(SIX, "input/november.csv", &november);
    let file = office.path("input/november.csv");
    let args = ["run", file.to_str().expect("a path"), "--profile", "sunat-ventas", "--period", "2026-11"];
    let (_, later) = job_of(office.told(&args));
    assert_eq!(later["violations"], json!({ "already_loaded": 5 }), "{later}");
    office.clock.pass(std::time::Duration::from_secs(3600));
    ends(&office.go_on(), 0, "done", None);
    arrived_once(&double, 7);
}

/// An office with no files where the profile looks for them but this one, under the name of October's.
fn only_october(office: &Office, file: &str) -> &'static str {
    for month in [OCTOBER, super::world::SEPTEMBER] {
        std::fs::remove_file(office.path(month)).expect("removed");
    }
    office.edit(PROFILE, &[(".xlsx\"]", ".csv\"]")]);
    let october = "input/2026/10. PLE OCTUBRE 26.csv";
    office.copy_with(file, october, &[]);
    october
}

#[test]
fn a_cancelled_content_comes_back_only_when_it_is_named() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let october = only_october(&office, SIX);
    ends(&job_of(office.told(&["run", "--profile", "sunat-ventas"])), 0, "done", None);
    assert_eq!(office.import(&["cancel", JOB, "--yes"]).code, 0);
    let (code, told) = office.told(&["run", "--profile", "sunat-ventas"]);
    assert_eq!((code, &told["jobs"]), (0, &json!([])), "{told}");
    assert_eq!(told["files"][0]["reason"], "content_cancelled", "{told}");
    arrived_once(&double, 0);
    let said = office.import(&["run", "--profile", "sunat-ventas"]).stdout;
    let command = said.split(": ").find(|part| part.contains("import run --profile")).expect("a command");
    let file = office.path(october);
    assert!(command.contains(file.to_str().expect("a path")), "{said}");
    let args = ["run", "--profile", "sunat-ventas", "--period", "2026-10", file.to_str().expect("a path")];
    ends(&job_of(office.told(&args)), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_held_content_that_is_cancelled_is_not_asked_about_again_and_what_is_loaded_stays() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let october = only_october(&office, SIX);
    let run = || office.told(&["run", "--profile", "sunat-ventas"]);
    ends(&job_of(run()), 0, "done", None);
    office.copy_with(changed_six(&office), october, &[]);
    assert_eq!(run().0, 90);
    assert_eq!(office.import(&["cancel", "sunat-ventas/2026-10#2", "--yes"]).code, 0);
    let (code, told) = run();
    assert_eq!((code, &told["files"][0]["reason"]), (0, &json!("content_cancelled")), "{told}");
    // The numbers of the loaded job are still taken.
    let (_, job) = run_changed(&office, &["--append", JOB]);
    assert_eq!(job["violations"], json!({ "already_loaded": 5 }), "{job}");
    arrived_once(&double, 7);
}

#[test]
fn a_held_content_that_left_its_file_is_over_with_when_rows_are_appended() {
    let Some((office, double)) = already_loaded() else { return };
    office.copy_with(SIX, "input/more.csv", &[("00062220", "00062230")]);
    office.copy_with(SIX, "input/changed.csv", &[]);
    let file = office.path("input/more.csv");
    let args = ["run", file.to_str().expect("a path"), "--append", JOB];
    assert_eq!(job_of(office.told(&args)).1["state"], "done");
    assert_eq!(office.job("sunat-ventas/2026-10#2")["state"], "superseded");
    arrived_once(&double, 7);
}

/// An office whose October is loaded, and a changed file of it that is held.
fn already_loaded() -> Option<(Office, Double)> {
    let (office, double) = Office::with_double(&[])?;
    ends(&office.run(SIX, "2"), 0, "done", None);
    let ended = office.run(changed_six(&office), "2");
    ends(&ended, 90, "held", Some("period_already_loaded"));
    let told = office.import(&["status", "sunat-ventas/2026-10#2"]).stdout;
    assert!(
        told.contains("--append sunat-ventas/2026-10 ") && told.contains("--replace"),
        "the ways out: {told}"
    );
    arrived_once(&double, 6);
    Some((office, double))
}

fn run_changed(office: &Office, how: &[&str]) -> (u8, Value) {
    let file = office.path("input/changed.csv");
    let file = file.to_str().expect("a plain path");
    let args = ["run", file, "--profile", "sunat-ventas", "--period", "2026-10", "--chunk-size", "2"];
    let (code, mut told) = office.told(&[&args, how].concat());
    told["jobs"].as_array_mut().expect("jobs").retain(|job| job["state"] != "cancelled");
    job_of((code, told))
}

#[test]
fn more_rows_of_a_loaded_period_are_sent_and_the_loaded_ones_are_not() {
    let Some((office, double)) = already_loaded() else { return };
    let (code, job) = run_changed(&office, &["--append", JOB]);
    assert_eq!((code, &job["job"], &job["state"]), (90, &json!(JOB), &json!("done")), "{job}");
    assert_eq!(job["violations"], json!({ "already_loaded": 5 }));
    assert_eq!(job["row_outcomes"]["already_loaded"], 5, "{job}");
    arrived_once(&double, 7);
}

#[test]
fn a_loaded_period_is_taken_back_and_loaded_anew() {
    let Some((office, double)) = already_loaded() else { return };
    let ended = run_changed(&office, &["--replace"]);
    ends(&ended, 0, "done", None);
    assert_eq!(office.job(JOB)["state"], "cancelled");
    arrived_once(&double, 6);
    let state = double.state();
    let cancelled =
        state["log"].as_array().expect("a log").iter().filter(|entry| entry["what"] == "cancelled").count();
    assert_eq!(cancelled, 1);
    ends(&office.run("input/changed.csv", "2"), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn rejected_rows_that_come_back_corrected_are_taken_and_nothing_else() {
    for form in ["csv", "xlsx"] {
        let Some((office, double)) = Office::with_double(&[]) else { return };
        office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 2")]);
        // A type that there is not, and a date that there is not.
        office.copy_with(
            SIX,
            "input/faulty.csv",
            &[("03,B012,00064430", "12,B012,00064430"), ("21/10/2026", "31/11/2026")],
        );
        let ended = office.run("input/faulty.csv", "2");
        let rejected = ended.1["rows"]["rejected"].as_u64().expect("rows");
        assert!(rejected > 0, "{}", ended.1);
        ends(&ended, 90, "done", None);
        arrived_once(&double, 6 - rejected);
        let rejects = format!("import/sunat-ventas-2026-10/rejects.{form}");
        let corrected = format!("input/corrected.{form}");
        if form == "csv" {
            office.copy_with(&rejects, &corrected, &[(";12;B012;", ";03;B012;")]);
            let text = String::from_utf8(office.bytes(&corrected)).expect("UTF-8");
            office.place.write(&corrected, text.replace("31/11/2026", "21/10/2026"));
        } else {
            correct_workbook(&office, &rejects, &corrected);
        }
        let file = office.path(&corrected);
        let args = ["run", file.to_str().expect("a path"), "--append", JOB];
        let ended = job_of(office.told(&args));
        assert_eq!((ended.0, &ended.1["state"]), (0, &json!("done")), "{form}: {}", ended.1);
        arrived_once(&double, 6);
        let (_, again) = job_of(office.told(&args));
        assert_eq!(again["state"], "done");
        arrived_once(&double, 6);
    }
}

/// Corrects the workbook of rejected rows as a person would: its values, nothing else.
fn correct_workbook(office: &Office, from: &str, to: &str) {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut workbook: Xlsx<_> = open_workbook(office.path(from)).expect("a workbook");
    let range = workbook.worksheet_range("SUNAT").expect("the sheet of that name that the profile reads");
    let mut corrected = rust_xlsxwriter::Workbook::new();
    let sheet = corrected.add_worksheet().set_name("SUNAT").expect("a name");
    for (row, cells) in (0..).zip(range.rows()) {
        for (column, cell) in (0..).zip(cells) {
            let text = cell.to_string().replace("31/11/2026", "21/10/2026");
            let text = if text == "12" { "03".to_owned() } else { text };
            sheet.write_string(row, column, text).expect("written");
        }
    }
    corrected.save(office.path(to)).expect("saved");
}

#[test]
fn a_corrected_row_of_a_month_with_held_pairs_is_loaded_and_nothing_is_registered_twice() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    ends(&office.run(OCTOBER, "500"), 90, "held", Some("pairs_held"));
    let registered = (double.report("series"), office.table("accounting/contabilidad.accdb", "CUENTAS"));
    // A year of two digits.
    correct_csv(&office, "import/sunat-ventas-2026-10/rejects.csv", "input/corrected.csv", ("361", "2026"));
    let file = office.path("input/corrected.csv");
    let ended = job_of(office.told(&["run", file.to_str().expect("a path"), "--append", JOB]));
    ends(&ended, 90, "held", Some("pairs_held"));
    let job = &ended.1;
    assert_eq!((&job["rows"]["accepted"], &job["rows"]["rejected"]), (&json!(1919), &json!(81)), "{job}");
    arrived_once(&double, 1919);
    let outcomes = job["row_outcomes"].as_object().expect("outcomes");
    assert_eq!(outcomes.values().filter_map(Value::as_u64).sum::<u64>(), 1919, "{job}");
    assert_eq!(job["pairs"]["held"], 5);
    assert_eq!(
        (double.report("series"), office.table("accounting/contabilidad.accdb", "CUENTAS")),
        registered
    );
    assert_eq!(office.import(&["confirm", JOB, "PLZ LOS PINO", "1030"]).code, 0);
    let ended = job_of(office.told(&["run", "--profile", "sunat-ventas", "--period", "2026-10"]));
    ends(&ended, 90, "held", Some("pairs_held"));
    assert_eq!(ended.1["pairs"]["held"], 4);
    assert_eq!(double.report("series").len(), registered.0.len() + 1);
}

/// Keeps one row of a file of rejected rows, its date with a year of four digits.
fn correct_csv(office: &Office, from: &str, to: &str, (row, year): (&str, &str)) {
    let text = String::from_utf8(office.bytes(from)).expect("UTF-8");
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let titles = reader.headers().expect("titles").clone();
    writer.write_record(&titles).expect("written");
    let at = |title: &str| titles.iter().position(|own| own == title).expect("a title");
    let (number, found) = (at("#Fila"), at("#Valor"));
    let record =
        reader.records().map(|record| record.expect("a record")).find(|record| &record[number] == row);
    let record = record.expect("the row");
    let wrong = record[found].to_owned();
    let (day, _) = wrong.rsplit_once('/').unwrap_or_else(|| panic!("a date: {wrong}"));
    let right = format!("{day}/{year}");
    let corrected: Vec<&str> =
        record.iter().map(|cell| if cell == wrong { right.as_str() } else { cell }).collect();
    writer.write_record(corrected).expect("written");
    office.place.write(to, writer.into_inner().expect("a file"));
}

#[test]
fn two_files_of_one_period_are_for_a_person() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let (six, changed) = (office.path(SIX), office.path(changed_six(&office)));
    let (six, changed) = (six.to_str().expect("a path"), changed.to_str().expect("a path"));
    let args = ["run", six, changed, "--profile", "sunat-ventas", "--period", "2026-10"];
    let (code, told) = office.told(&args);
    assert_eq!((code, &told["jobs"]), (90, &json!([])), "{told}");
    assert_eq!(told["files"][1]["reason"], "two_sources");
    assert_eq!(submissions(&double), 0);
}

#[test]
fn a_profile_that_changes_between_stages_holds_the_job_until_it_is_prepared_anew() {
    let Some((office, double)) = Office::with_double(&[("fail", "1"), ("retry_after", "3600")]) else {
        return;
    };
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_busy"));
    office.edit(PROFILE, &[("max = 100, over = \"cut\"", "max = 90, over = \"cut\"")]);
    ends(&office.go_on(), 90, "held", Some("profile_changed"));
    assert_eq!(submissions(&double), 1);
    ends(&office.retry(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_profile_that_changes_after_chunks_were_sent_holds_the_job_and_nothing_is_sent_again() {
    let Some((office, double)) = Office::with_double(&[("never_done", "on")]) else { return };
    office.edit(PROFILE, &[("timeout = \"30m\"", "timeout = \"10s\"")]);
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_working"));
    office.edit(PROFILE, &[("max = 100, over = \"cut\"", "max = 90, over = \"cut\"")]);
    ends(&office.go_on(), 90, "held", Some("profile_changed"));
    double.switch("never_done", false);
    ends(&office.retry(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_period_that_is_taken_back_can_be_loaded_again() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    ends(&office.run(SIX, "2"), 0, "done", None);
    assert_eq!(office.import(&["cancel", JOB]).code, 79, "nobody said yes");
    arrived_once(&double, 6);
    let (code, job) = job_of(office.told(&["cancel", JOB, "--yes"]));
    assert_eq!((code, &job["state"]), (0, &json!("cancelled")), "{job}");
    arrived_once(&double, 0);
    let ended = office.run(SIX, "2");
    ends(&ended, 0, "done", None);
    assert_eq!(ended.1["job"], "sunat-ventas/2026-10#2");
    arrived_once(&double, 6);
}

#[test]
fn a_rehearsal_sends_and_keeps_nothing() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let file = office.path(SIX);
    let args = [
        "run",
        file.to_str().expect("a path"),
        "--profile",
        "sunat-ventas",
        "--period",
        "2026-10",
        "--dry-run",
    ];
    let (code, told) = office.told(&args);
    assert_eq!((code, &told["dry_run"]), (0, &json!(true)), "{told}");
    assert_eq!(
        (&told["jobs"][0]["chunks"]["total"], &told["jobs"][0]["rows"]["accepted"]),
        (&json!(1), &json!(6))
    );
    assert_eq!(submissions(&double), 0);
    assert!(
        !office.path("output").exists() && !office.path("import").exists(),
        "a scratch folder was enough"
    );
    let scratch = std::fs::read_dir(office.path("")).expect("a folder");
    let left = scratch.filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().contains("factulink-"))
    });
    assert_eq!(left.count(), 0);
    assert_eq!(office.told(&["status"]).1["jobs"], json!([]));
}

#[test]
fn too_many_rejects_hold_everything_until_somebody_allows_them() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 80")]);
    ends(&office.run(OCTOBER, "500"), 90, "held", Some("too_many_rejects"));
    assert_eq!(office.go_on().0, 90);
    assert_eq!(submissions(&double), 0);
    office.edit(PROFILE, &[("allowed = 80", "allowed = 81")]);
    let (_, told) = office.told(&["retry", JOB]);
    assert_eq!(told["jobs"][0]["state"], "prepared", "{told}");
}

#[test]
fn a_job_that_is_held_for_its_rejects_stays_so_when_other_rows_come_and_is_put_back_with_all_its_parts() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 80")]);
    ends(&office.run(OCTOBER, "500"), 90, "held", Some("too_many_rejects"));
    office.copy_with(SIX, "input/six.csv", &[("00068", "00968")]);
    let file = office.path("input/six.csv");
    let ended = job_of(office.told(&["run", file.to_str().expect("a path"), "--append", JOB]));
    ends(&ended, 90, "held", Some("too_many_rejects"));
    assert_eq!(submissions(&double), 0);
    office.edit(PROFILE, &[("allowed = 80", "allowed = 81")]);
    let (_, told) = office.told(&["retry", JOB]);
    let job = &told["jobs"][0];
    assert_eq!(
        (&job["state"], job["sources"].as_array().map(Vec::len)),
        (&json!("prepared"), Some(2)),
        "{told}"
    );
    assert_eq!(told["jobs"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(job["rows"]["read"], 2_010, "{told}");
}

#[test]
fn a_chunk_that_changed_on_the_disk_is_not_sent() {
    let Some((office, double)) = Office::with_double(&[("fail", "1"), ("retry_after", "3600")]) else {
        return;
    };
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_busy"));
    office.edit("output/2026/OCTUBRE/2.csv", &[("PLAZA NORTE", "PLAZA SUR")]);
    office.clock.pass(std::time::Duration::from_secs(3600));
    ends(&office.go_on(), 90, "held", Some("chunk_changed"));
    assert_eq!(submissions(&double), 1);
}

/// Six rows of which one needs the reports.
fn with_a_new_branch(office: &Office) -> &'static str {
    let new = "input/new.csv";
    office.copy_with(SIX, new, &[("PLAZA LA VIÑA", "PLZ LOS MOLINOS"), ("B015", "B051")]);
    new
}

#[test]
fn reports_that_do_not_fit_hold_the_job_and_give_no_numbers() {
    let titles = "Código;Descripción\r\n";
    let stale = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 86_400);
    let accounts_as_csv = ("file = \"accounting/cuentas.xlsx\"", "file = \"accounting/cuentas.csv\"");
    let cases: [(&str, &str, Option<Vec<u8>>); 7] = [
        ("reference_missing", "gone", None),
        (
            "reference_malformed",
            "a short code",
            Some(format!("{titles}00000000101;A\r\n0000000102;B\r\n").into()),
        ),
        (
            "reference_malformed",
            "a code twice",
            Some(format!("{titles}00000000101;A\r\n00000000101;B\r\n").into()),
        ),
        ("reference_empty", "no rows", Some(titles.into())),
        ("reference_titles", "other titles", Some("Code;Description\r\n00000000101;A\r\n".into())),
        ("reference_format", "a PDF", Some(b"%PDF-1.7\n1 0 obj\n".to_vec())),
        ("reference_stale", "old", Some(format!("{titles}00000000101;A\r\n").into())),
    ];
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[accounts_as_csv]);
    let mut held_before = false;
    for (reason, what, content) in cases {
        let file = office.path("accounting/cuentas.csv");
        std::fs::remove_file(&file).ok();
        if let Some(content) = content {
            std::fs::write(&file, content).expect("written");
        }
        if what == "old" {
            std::fs::File::options()
                .append(true)
                .open(&file)
                .expect("a file")
                .set_modified(stale)
                .expect("dated");
        }
        if held_before {
            assert_eq!(office.import(&["retry", JOB]).code, 0, "{what}");
        }
        let ended = office.run(with_a_new_branch(&office), "2");
        assert_eq!((ended.0, &ended.1["reason"]), (90, &json!(reason)), "{what}: {}", ended.1);
        assert_eq!(ended.1["registrations"], json!([]), "{what}");
        held_before = true;
    }
    let all = office.table("accounting/contabilidad.accdb", "CUENTAS");
    let lines: String = all.iter().map(|row| format!("{};{}\r\n", row[0], row[1])).collect();
    office.place.write("accounting/cuentas.csv", format!("{titles}{lines}"));
    assert_eq!(office.import(&["retry", JOB]).code, 0);
    let ended = office.run(with_a_new_branch(&office), "2");
    ends(&ended, 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn an_account_that_is_taken_in_the_file_and_not_in_the_report_is_never_written_over() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("file = \"accounting/cuentas.xlsx\"", "file = \"accounting/cuentas.csv\"")]);
    office.place.write(
        "accounting/cuentas.csv",
        "Código;Descripción\r\n00000000101;TICKETS VARIOS - PLAZA LOS ALAMOS\r\n",
    );
    let before = office.table("accounting/contabilidad.accdb", "CUENTAS");
    let ended = office.run(with_a_new_branch(&office), "2");
    ends(&ended, 90, "held", Some("account_conflict"));
    assert_eq!(office.table("accounting/contabilidad.accdb", "CUENTAS"), before);
}

#[test]
fn settings_come_from_the_file_of_variables_and_what_is_wrong_there_is_told() {
    let Some((mut office, double)) = Office::with_double(&[]) else { return };
    let address = office.place.variables.remove("IMPORT_PLATFORM_URL").expect("an address");
    let token = office.place.variables.remove("IMPORT_PLATFORM_TOKEN").expect("a token");
    let file = office.path(SIX);
    let run = ["run", file.to_str().expect("a path"), "--profile", "sunat-ventas", "--period", "2026-10"];
    for size in ["50k", "0", "-1"] {
        office.place.write(".env", format!("IMPORT_PLATFORM_URL={address}\nCHUNK_SIZE={size}\n"));
        let ended = office.import(&run);
        assert_eq!(ended.code, 78, "{ended:?}");
        assert!(ended.stderr.contains(".env:2") && ended.stderr.contains("CHUNK_SIZE"), "{}", ended.stderr);
    }
    office.place.write(
        ".env",
        format!(
            "IMPORT_PLATFORM_URL=\"[{address}]({address})\"\nIMPORT_PLATFORM_TOKEN={token}\nCHUNK_SIZE=3\n"
        ),
    );
    let ended = office.import(&run);
    assert_eq!(ended.code, 78, "{ended:?}");
    assert!(ended.stderr.contains("IMPORT_PLATFORM_URL") && ended.stderr.contains("Markdown"), "{ended:?}");
    assert_eq!(submissions(&double), 0);
    let sound = format!("IMPORT_PLATFORM_URL={address}\nIMPORT_PLATFORM_TOKEN={token}\nCHUNK_SIZE=3\n");
    office.place.write(".env", sound);
    let (code, job) = job_of(office.told(&run));
    assert_eq!((code, &job["state"], &job["chunks"]["taken"]), (0, &json!("done"), &json!(2)), "{job}");
    arrived_once(&double, 6);
}
