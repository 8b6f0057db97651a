//! Lists of accounts that are older than what was written since, or too old: what is planned, and what is told.

use super::world::{Office, SIX, job_of};
use serde_json::{Value, json};
use std::fs::File;
use std::time::{Duration, SystemTime};

const OLD: &str = "B019,00068720,00068720";

/// The six rows as another month's, one of them of a series and a branch that the platform does not know.
fn run_month(office: &Office, month: &str, series: &str, branch: &str) -> (u8, Value) {
    let file = format!("{month}.csv");
    let changes = [
        ("20261000", format!("2026{month}00")),
        ("/10/2026", format!("/{month}/2026")),
        (OLD, OLD.replace("B019", series)),
        ("GALERIA CENTRAL", branch.to_owned()),
    ];
    office.copy_with(SIX, &file, &changes.each_ref().map(|(from, to)| (*from, to.as_str())));
    let (path, period) = (office.path(&file), format!("2026-{month}"));
    let path = path.to_str().expect("a plain path");
    job_of(office.told(&["run", path, "--profile", "sunat-ventas", "--period", &period]))
}

#[test]
fn an_account_that_another_month_was_given_is_not_given_again_though_the_list_does_not_show_it() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let accounts = || office.table("accounting/contabilidad.accdb", "CUENTAS");
    let before = accounts().len();
    for (month, series, branch) in [("07", "B970", "V.E.S"), ("08", "B971", "PURUCHUC")] {
        let (_, job) = run_month(&office, month, series, branch);
        // The five others are known of the month before, and rejected.
        assert_eq!((&job["state"], &job["pairs"]["new"]), (&json!("done"), &json!(1)), "{job}");
    }
    let made: Vec<_> = accounts()[before..].iter().map(|row| row[..2].to_vec()).collect();
    let expected = [
        ["00000000132", "TICKETS VARIOS - VILLA EL SALVADOR"],
        ["00000000134", "TICKETS VARIOS - PURUCHUCO"],
    ];
    assert_eq!(made, expected);
    assert_eq!(double.state()["vouchers_twice"], 0);
    for (subject, place) in [("B971", "/pair/attempts/0/act"), ("00000000134", "/account/attempts/0/act")] {
        let (_, told) = office.told(&["explain", "sunat-ventas/2026-08", subject]);
        assert_eq!(told.pointer(place), Some(&json!("register")), "{told}");
    }
}

#[test]
fn a_job_that_waits_for_a_newer_list_says_what_is_open_and_how_old_the_list_is() {
    let Some((office, _double)) = Office::with_double(&[]) else { return };
    let list = File::options().write(true).open(office.path("accounting/cuentas.xlsx")).expect("a list");
    list.set_modified(SystemTime::now() - Duration::from_secs(90_000)).expect("an older list");
    let (code, job) = run_month(&office, "08", "B970", "V.E.S");
    assert_eq!((code, &job["reason"]), (90, &json!("reference_stale")), "{job}");
    let time = |name: &str| job["details"][name].as_str().expect("a time").to_owned();
    for time in [time("modified"), time("oldest")] {
        assert!(time.len() == 16 && time.starts_with("20"), "{time}");
    }
    let told = office.import(&["status", "sunat-ventas/2026-08"]).stdout;
    assert!(told.contains("not decided yet") && !told.contains("0 pairs"), "{told}");
    assert!(told.contains(&time("modified")), "{told}");
    let (_, told) = office.told(&["explain", "sunat-ventas/2026-08", "B970"]);
    assert_eq!(told["pair"]["decision"], "undecided", "{told}");
    let told = office.import(&["explain", "sunat-ventas/2026-08", "B970"]).stdout;
    assert!(told.contains("V.E.S: not decided yet"), "{told}");
}
