//! How stories of rows, pairs and accounts are worded.

use super::super::testing::{moment, shown, violation};
use super::*;
use crate::domain::Lang;
use crate::import::report::Candidate;

fn rejected() -> RowStory {
    RowStory {
        part: 1,
        row: 17,
        line: Some(18),
        outcome: "rejected".to_owned(),
        violations: vec![violation("sum", "Importe", "118.06", Some("118.00"))],
        mended: vec![MendedStory {
            kind: "padded".to_owned(),
            column: "document".to_owned(),
            title: "Documento".to_owned(),
        }],
        warnings: Vec::new(),
        values: Vec::new(),
        chunk: None,
        number: None,
        series: None,
        branch: None,
        held: None,
        changed: None,
    }
}

fn explanation() -> ImportExplanation {
    ImportExplanation {
        version: 1,
        job: "sunat-ventas/2026-10".parse().expect("a job"),
        row: None,
        pair: None,
        pairs: Vec::new(),
        account: None,
        summary: None,
        attempts: Vec::new(),
    }
}

#[test]
fn a_rejected_row_says_what_was_found_and_what_to_do() {
    let explained = ImportExplanation { row: Some(rejected()), ..explanation() };
    assert_eq!(
        shown(&explained, Lang::En),
        "\
row 17 (line 18): rejected
  Importe: the amounts do not add up: Importe is 118.06, and the columns give 118.00
    correct the amount that is wrong
  Documento: leading noughts were added
"
    );
    assert_eq!(
        shown(&explained, Lang::Es),
        "\
fila 17 (línea 18): rechazada
  Importe: los importes no cuadran: Importe es 118.06, y las columnas suman 118.00
    corrija el importe que esté mal
  Documento: se han añadido ceros a la izquierda
"
    );
}

#[test]
fn an_accepted_row_says_where_it_went() {
    let row = RowStory {
        part: 2,
        line: None,
        outcome: "loaded".to_owned(),
        violations: Vec::new(),
        mended: Vec::new(),
        values: vec![("NombreCliente".to_owned(), "EMPRESA\u{1b}[2J".to_owned())],
        chunk: Some(1),
        number: Some(16),
        series: Some("B001".to_owned()),
        branch: Some("PLAZA".to_owned()),
        ..rejected()
    };
    assert_eq!(
        shown(&ImportExplanation { row: Some(row), ..explanation() }, Lang::En),
        "\
row 17 of part 2: loaded
  chunk 1, No 16
  series B001, branch PLAZA
    NombreCliente: EMPRESA\\u{1b}[2J
"
    );
}

fn held_pair() -> PairStory {
    PairStory {
        series: "B058".to_owned(),
        branch: "PLZ LOS PINO".to_owned(),
        class: Some("BXXX".to_owned()),
        rows: 5,
        first_number: 1_201,
        first_part: Some(1),
        first_row: Some(1_287),
        decision: "held".to_owned(),
        reason: Some("branch_to_confirm".to_owned()),
        normalised: "PLAZA LOS PINO".to_owned(),
        compared: vec![Candidate {
            centre: "1030".to_owned(),
            name: "PLAZA LOS PINOS".to_owned(),
            score: "96.6".to_owned(),
        }],
        centre: None,
        centre_name: None,
        account: None,
        how: None,
        attempts: Vec::new(),
    }
}

#[test]
fn a_pair_says_what_it_was_compared_with() {
    let explained = ImportExplanation { pair: Some(held_pair()), ..explanation() };
    assert_eq!(
        shown(&explained, Lang::En),
        "\
Series B058, branch PLZ LOS PINO: held
  no cost centre has this name, but some are near
    confirm the right one; a near name alone decides nothing
  5 rows, the first: row 1287 (No 1201)
  class BXXX
  compared as PLAZA LOS PINO
  nearest: 1030 PLAZA LOS PINOS 96.6
"
    );
    assert!(shown(&explained, Lang::Es).contains("los más parecidos: 1030 PLAZA LOS PINOS 96,6\n"));
}

#[test]
fn an_account_says_whose_it_is_and_what_was_tried() {
    let story = AccountStory {
        account: "00000000132".to_owned(),
        name: "TICKETS VARIOS - PLAZA LOS MOLINOS".to_owned(),
        centre: Some("1020".to_owned()),
        state: "confirmed".to_owned(),
        pairs: vec![("B051".to_owned(), "PLZ LOS MOLINOS".to_owned())],
        attempts: vec![AttemptStory {
            at: moment(),
            act: "register".to_owned(),
            subject: "00000000132".to_owned(),
            outcome: "written".to_owned(),
            error: None,
        }],
    };
    let text = shown(&ImportExplanation { account: Some(story), ..explanation() }, Lang::En);
    for part in
        ["Account 00000000132 TICKETS VARIOS", "read back", "cost centre 1020\n", "series B051", "register"]
    {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn programs_get_the_documented_shape() {
    let json =
        serde_json::to_value(ImportExplanation { row: Some(rejected()), ..explanation() }).expect("JSON");
    let row = json.get("row").expect("a row");
    assert_eq!(json.get("job").and_then(|job| job.as_str()), Some("sunat-ventas/2026-10"));
    for key in ["part", "row", "line", "outcome", "violations"] {
        assert!(row.get(key).is_some(), "{key}");
    }
    for key in ["rule", "column", "found", "expected", "remedy"] {
        assert!(row.pointer(&format!("/violations/0/{key}")).is_some(), "{key}");
    }
    assert!(json.get("pair").is_none() && json.get("pairs").is_none());
    let json = serde_json::to_value(ImportExplanation { pair: Some(held_pair()), ..explanation() });
    let json = json.expect("JSON");
    for key in ["decision", "compared", "account", "attempts"] {
        assert!(json.pointer(&format!("/pair/{key}")).is_some(), "{key}");
    }
    assert!(json.pointer("/pair/compared/0/centre").is_some());
}
