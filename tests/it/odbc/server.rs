//! What a store keeps to over a server whose driver does other things than Access': psqlodbc and PostgreSQL.

use super::double::{Call, Double, Harm, Stage};
use super::postgres;
use crate::contract::{Made, document, found, parent, through_postgres, write};
use factulink::domain::SupplierOrder;
use factulink::store::odbc::{DriverManager, OdbcStores};
use std::rc::Rc;

fn behind(stage: &Rc<Stage>) -> Option<Made> {
    let driver = Double { inner: DriverManager, stage: Rc::clone(stage) };
    through_postgres(OdbcStores::over(driver), &parent())
}

fn orders() -> Vec<SupplierOrder> {
    (1..=3).map(|number| document(&format!("duofic/2026/1-{number}"), "7")).collect()
}

/// A statement that the server cannot read makes this driver forget what the transaction has done, and let what follows
/// be committed.
#[test]
fn after_a_statement_that_the_server_cannot_read_nothing_of_its_batch_is_there() {
    for call in [Call::Header, Call::Line] {
        let stage = Stage::at(call, 2, Harm::Garble);
        let Some(made) = behind(&stage) else { return };
        let refused = write(&mut *made.write(), &orders()).expect_err("refused");
        assert_eq!(
            found(&mut *made.write(), &["duofic/2026/1-1", "duofic/2026/1-2", "duofic/2026/1-3"]),
            0,
            "{refused:?}"
        );
        let written = write(&mut *made.write(), &orders()).expect("written");
        let numbers: Vec<String> = written.iter().map(ToString::to_string).collect();
        assert_eq!(numbers, ["7-000042", "7-000043", "7-000044"]);
    }
}

/// Names of tables are patterns in the calls that describe them: `F_PPR` finds `FXPPR`, too.
#[test]
fn a_table_whose_name_fits_the_pattern_of_anothers_changes_nothing() {
    let Some(made) = behind(&Stage::quiet()) else { return };
    let connection = made.file.odbc.connection.clone().expect("a connection");
    let others = ["FXPPR", "FXLPP"].map(|table| {
        format!("CREATE TABLE {table} (other integer PRIMARY KEY, refppr varchar(3), codppr text);\n")
    });
    postgres::run(&connection, &others.concat());
    let written = write(&mut *made.write(), &orders()).expect("written");
    assert_eq!(written.len(), 3);
    assert_eq!(found(&mut *made.write(), &["duofic/2026/1-1", "duofic/2026/1-900"]), 2);
}
