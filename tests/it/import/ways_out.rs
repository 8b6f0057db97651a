//! What people do about held things works as it is printed, and nothing that they decide hurts later jobs.

use super::between::who_changes_the_registry;
use super::world::{JOB, OCTOBER, Office, SIX, job_of};
use serde_json::{Value, json};
use std::fs;

const PROFILE: &str = "profiles/sunat-ventas.toml";

fn decided(office: &Office) -> Value {
    office.told(&["confirm", JOB, "--list"]).1["decisions"].clone()
}

#[test]
fn a_centre_that_no_report_has_is_refused_with_the_nearest_named() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    assert_eq!(office.run(OCTOBER, "500").0, 90);
    let confirm = |centre: &str| office.import(&["confirm", JOB, "PLZ LOS PINO", centre]);
    let refused = confirm("10300");
    assert_eq!(refused.code, 79, "{refused:?}");
    assert!(refused.stderr.contains("1030 PLAZA LOS PINOS"), "{}", refused.stderr);
    assert_eq!(decided(&office), json!([]));
    // Without the report only what was offered is known to be a centre.
    let centres = office.path("accounting/centros.xlsx");
    fs::rename(&centres, office.path("away.xlsx")).expect("moved");
    let unseen = confirm("1001");
    assert_eq!(unseen.code, 75, "{unseen:?}");
    assert!(unseen.stderr.contains("1001"), "{}", unseen.stderr);
    assert_eq!(decided(&office), json!([]));
    assert_eq!(confirm("1030").code, 0);
    assert_eq!(decided(&office)[0]["centre"], "1030");
}

/// The commands of a job that was held because its period is loaded.
fn ways(office: &Office) -> (Value, Vec<String>) {
    assert_eq!(office.run(SIX, "2").0, 0);
    // Nothing of its name tells the period.
    office.copy_with(SIX, "input/changed.csv", &[("00062220", "00062229")]);
    let (_, held) = office.run("input/changed.csv", "2");
    assert_eq!(held["reason"], "period_already_loaded", "{held}");
    let commands = held["commands"].as_array().expect("commands").iter();
    let commands = commands.map(|command| command.as_str().expect("a text").to_owned()).collect();
    (held, commands)
}

#[test]
fn a_printed_way_out_works_as_it_is_pasted() {
    for (nth, done) in [(0, "--append"), (1, "--replace")] {
        let Some((office, _double)) = Office::with_double(&[]) else { return };
        let (held, commands) = ways(&office);
        let text = office.import(&["status", held["job"].as_str().expect("a name")]).stdout;
        let command = &commands[nth];
        assert!(command.contains(done) && text.contains(command.as_str()), "{command}: {text}");
        let pasted: Vec<&str> = command.split(' ').skip(1).collect();
        let ended = office.place.call(&pasted);
        assert!([0, 90].contains(&ended.code) && !ended.stdout.is_empty(), "{command}: {ended:?}");
        let page =
            fs::read_to_string(office.path("import/sunat-ventas-2026-10/report.html")).expect("a page");
        let now = if done == "--append" { "already_loaded" } else { "cancelled" };
        let (_, job) = job_of(office.told(&["status", JOB]));
        let shown = job["row_outcomes"][now].is_u64() || job["state"] == now;
        assert!(shown && !page.is_empty(), "{command}: {job}");
    }
}

#[test]
fn each_part_of_a_job_shows_its_rejected_rows() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 2")]);
    office.copy_with(SIX, "input/first.csv", &[("21/10/2026", "31/11/2026")]);
    let (_, job) = office.run("input/first.csv", "2");
    let first = job["sources"][0]["rejects"].as_str().expect("a file").to_owned();
    assert_eq!(job["files"]["rejects"], json!(first));
    // Still wrong, in another way.
    office.copy_with("import/sunat-ventas-2026-10/rejects.csv", "input/second.csv", &[("31/11/", "32/11/")]);
    let file = office.path("input/second.csv");
    let file = file.to_str().expect("a plain path");
    let (_, job) = job_of(office.told(&["run", file, "--append", JOB]));
    let second = job["sources"][1]["rejects"].as_str().expect("a file").to_owned();
    assert!(second.contains("rejects-2.") && fs::exists(&second).expect("a disk"), "{job}");
    assert_eq!(
        (&job["sources"][0]["rejects"], &job["files"]["rejects"]),
        (&json!(first), &json!(second)),
        "{job}"
    );
    let text = office.import(&["status", JOB]).stdout;
    assert!(text.contains(&first) && text.contains(&second), "{text}");
}

#[test]
fn numbers_of_an_earlier_part_are_taken_also_where_the_rule_is_about_one_file() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("scope = \"profile\" ", "scope = \"file\" ")]);
    assert_eq!(office.run(SIX, "2").0, 0);
    office.copy_with(SIX, "input/more.csv", &[("00062220", "00062229")]);
    let file = office.path("input/more.csv");
    let args = ["run", file.to_str().expect("a plain path"), "--append", JOB];
    let (_, job) = job_of(office.told(&args));
    assert_eq!(job["violations"], json!({ "already_loaded": 5 }), "{job}");
    super::world::arrived_once(&double, 7);
    let outcomes = (2..=7).map(|row| {
        let (_, told) = office.told(&["explain", JOB, &format!("2:{row}")]);
        told["row"]["violations"][0]["rule"].as_str().unwrap_or("none").to_owned()
    });
    let outcomes: Vec<_> = outcomes.collect();
    assert_eq!(outcomes.iter().filter(|rule| *rule == "already_loaded").count(), 5, "{outcomes:?}");
    // The parts of before are needed for that.
    let first = office.path(SIX);
    fs::write(&first, fs::read(&first).expect("a file").repeat(2)).expect("written");
    office.copy_with("input/more.csv", "input/third.csv", &[("00062229", "00062239")]);
    let third = office.path("input/third.csv");
    let (code, told) = office.told(&["run", third.to_str().expect("a plain path"), "--append", JOB]);
    assert_eq!((code, &told["files"][0]["reason"]), (90, &json!("source_changed")), "{told}");
}

#[test]
fn a_page_that_was_not_written_in_time_is_made_by_who_looks_next() {
    let looks: [&[&str]; 3] = [&["status"], &["cancel", JOB, "--yes"], &["run", "--profile", "sunat-ventas"]];
    for look in looks {
        let Some((office, _double)) = Office::with_double(&[]) else { return };
        assert_eq!(office.run(SIX, "2").0, 0);
        for month in [OCTOBER, super::world::SEPTEMBER] {
            fs::remove_file(office.path(month)).expect("removed");
        }
        let folder = office.path("import/sunat-ventas-2026-10");
        let before: Vec<_> = folder
            .read_dir()
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|file| file.is_file())
            .map(|file| (fs::read(&file).expect("a file"), file))
            .collect();
        assert_eq!(office.import(&["cancel", JOB, "--yes"]).code, 0);
        // As if the command had been killed when the state knew.
        before.iter().for_each(|(content, file)| fs::write(file, content).expect("written"));
        let page = || fs::read_to_string(folder.join("report.html")).expect("a page");
        assert!(!page().contains("cancelled"), "an old page");
        office.import(look);
        assert!(page().contains("cancelled"), "{look:?}");
        let modified =
            || fs::metadata(folder.join("report.html")).and_then(|file| file.modified()).expect("a time");
        let made = modified();
        office.import(&["status"]);
        assert_eq!(modified(), made, "a page that is up to date stays");
    }
}

#[test]
fn what_waits_for_a_person_goes_before_what_waits_for_the_platform() {
    let Some((office, _double)) = Office::with_double(&[("fail", "1"), ("retry_after", "3600")]) else {
        return;
    };
    office.edit(PROFILE, &[("allowed = \"10%\"", "allowed = 2")]);
    office.copy_with(SIX, "input/faulty.csv", &[("21/10/2026", "31/11/2026")]);
    let (code, job) = office.run("input/faulty.csv", "2");
    assert_eq!(job["reason"], "platform_busy", "75 by itself: {job}");
    assert_eq!((code, &job["rows"]["rejected"]), (90, &json!(1)), "{job}");
    let (code, _) = office.go_on();
    assert_eq!(code, 75, "the rejected row was told before");
}

#[test]
fn a_row_that_somebody_adds_between_reading_and_writing_the_registry_stays() {
    let Some((mut office, double)) = Office::with_double(&[]) else { return };
    office.place.variables.insert("IMPORT_PLATFORM_URL", who_changes_the_registry(&double));
    office.copy_with(SIX, "input/new.csv", &[("PLAZA LA VIÑA", "PLZ LOS MOLINOS"), ("B015", "B051")]);
    let (code, job) = office.run("input/new.csv", "2");
    assert_eq!((code, &job["state"]), (0, &json!("done")), "{job}");
    let series: Vec<String> = double.report("series").into_iter().map(|row| row[1].clone()).collect();
    assert!(series.contains(&"B999".to_owned()) && series.contains(&"B051".to_owned()), "{series:?}");
}

#[test]
fn the_day_of_a_registration_is_a_text_for_people_in_a_column_of_texts() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &[("RUC = \"\"", "RUC = \"{today}\"")]);
    office.copy_with(SIX, "input/new.csv", &[("PLAZA LA VIÑA", "PLZ LOS MOLINOS"), ("B015", "B051")]);
    let (code, job) = office.run("input/new.csv", "2");
    assert_eq!((code, &job["state"]), (0, &json!("done")), "{job}");
    let today = chrono::Utc::now().format("%d/%m/%Y").to_string();
    let accounts = office.table("accounting/contabilidad.accdb", "CUENTAS");
    assert!(accounts.iter().any(|row| row.contains(&today)), "{:?}", accounts.last());
}
