//! Accounts registered in the accounting program's file, as the facts have them.

use super::world::{Copied, now, shown};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use factulink::table::Cell;
use factulink::table::access::{
    AccessRows, Literal, Manners, Mode, Query, RowBatch, TableTarget, TableWriter, WriteOutcome,
};
use proving::readers::proof::Proof;

const TARGET: TableTarget<'_> = TableTarget {
    table: "CUENTAS",
    key: &["CODIGO"],
    columns: &["DESCRIPCION", "RUC", "TIPODOC", "ALTA"],
    only_new: &["ALTA"],
    mode: Mode::Insert,
    change: None,
};

fn account<'a>(row: &'a serde_json::Value, today: NaiveDate) -> [Cell<'a>; 5] {
    let text = |key: &str| Cell::Text(row[key].as_str().expect("a text"));
    [text("code"), text("description"), text("tax_number"), text("document_type"), Cell::Date(today)]
}

fn register(copied: &Copied, rows: &[[Cell<'_>; 5]], now: NaiveDateTime) -> Vec<WriteOutcome> {
    let mut batch = RowBatch::new();
    rows.iter().for_each(|row| batch.push(row));
    let mut writer = TableWriter::open(&copied.file, &TARGET, copied.backups(), now).expect("opens");
    writer.write(&batch).expect("written")
}

#[test]
fn accounts_are_written_once_and_found_on_another_day() {
    let Some(copied) = Copied::of("accounting/contabilidad.accdb") else { return };
    let (facts, proof) = (copied.facts(), Proof::here());
    let findings = proof.findings(&copied.file);
    let planned = facts["2026-10"]["registrations"]["accounting"].as_array().expect("accounts");
    let rows =
        |now: NaiveDateTime| planned.iter().map(move |row| account(row, now.date())).collect::<Vec<_>>();

    let outcomes = register(&copied, &rows(now()), now());
    assert!(outcomes.iter().all(|outcome| matches!(outcome, WriteOutcome::New)), "{outcomes:?}");
    assert_eq!(outcomes.len(), planned.len());
    let after = copied.bytes();
    let later = now() + TimeDelta::days(3);
    let outcomes = register(&copied, &rows(later), later);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, WriteOutcome::Known)), "{outcomes:?}");
    assert!(copied.bytes() == after && copied.backup_count() == 1, "nothing was written on the other day");

    let code = planned[0]["code"].as_str().expect("a code");
    let filter = [("codigo", Literal::Text(code.to_owned()))];
    let query = Query { table: "CUENTAS", columns: None, filter: &filter, manners: Manners::Recovers };
    let read = shown(&mut AccessRows::open(&copied.file, &query).expect("reads"));
    let description = planned[0]["description"].as_str().expect("a text");
    let expected = format!("2 {code}|{description}||0|Date({})", now().date());
    assert_eq!(read, ["1 CODIGO|DESCRIPCION|RUC|TIPODOC|ALTA", &expected], "an empty text is not NULL");
    proof.of_others(std::slice::from_ref(&copied.file), &[findings]);
}

#[test]
fn an_account_that_somebody_took_meanwhile_is_a_conflict_and_the_others_are_written() {
    let Some(copied) = Copied::of("accounting/contabilidad.accdb") else { return };
    let today = Cell::Date(now().date());
    let row =
        |code, description| [Cell::Text(code), Cell::Text(description), Cell::Empty, Cell::Text("0"), today];
    let taken = row("00000000101", "TICKETS VARIOS - PLAZA NUEVA");
    let outcomes = register(&copied, &[taken, row("00000000999", "TICKETS VARIOS - PLAZA NUEVA")], now());
    let [WriteOutcome::Conflict(differences), WriteOutcome::New] = outcomes.as_slice() else {
        panic!("{outcomes:?}")
    };
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!((difference.column, difference.before.as_str()), (1, "TICKETS VARIOS - PLAZA LOS ALAMOS"));
    assert_eq!(difference.after, "TICKETS VARIOS - PLAZA NUEVA");
}
