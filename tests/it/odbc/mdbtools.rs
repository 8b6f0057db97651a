//! A real `.accdb` read through a driver: mdbtools', which can do little more than this.

use super::driver;
use accdb::{ColumnType, Database, Value};
use factulink::pipeline::Outcome;
use factulink::store::odbc::{Driver, DriverManager, OdbcStores};
use factulink::store::{self, CompanyFile, OdbcOptions, Stores};
use proving::shared::shared_if_there;
use std::path::Path;

const TABLES: [&str; 4] = ["F_ART", "F_PCL", "F_LPC", "F_PRO"];

#[test]
fn a_driver_counts_as_many_rows_of_a_real_file_as_our_engine() {
    if cfg!(windows) {
        // odbc-api sets an attribute that this driver does not know, and takes no for an answer only of unixODBC.
        println!("skipped: odbc-api and mdbtools' driver do not go together under Wine (IM001)");
        return;
    }
    let Some(library) = driver::installed("libmdbodbc.so") else { return };
    let Some(shared) = shared_if_there() else { return };
    let file = shared.join("factusol/fixtures/duofic/0022026.accdb");
    // This driver does not heed the length of what it is given and reads on to the next zero.
    let connection = format!("Driver={};DBQ={};\0", library.display(), file.display());
    let session = DriverManager.connect(&connection, false).expect("opened");
    for table in TABLES {
        let mut statement = session.prepare(&format!("SELECT COUNT(*) FROM {table}")).expect("prepared");
        let mut counted = Vec::new();
        let count = &mut |row: &mut [Value<'static>]| {
            counted.extend(row.iter().cloned());
            true
        };
        // This driver gives a count as a text only.
        statement.query(&[], &[ColumnType::Text], count).expect("counted");
        assert_eq!(counted, [Value::Text(rows_of(&file, table).to_string().into())], "{table}");
    }
}

/// It finds no empty fields and cuts long texts, and calls neither an error.
#[test]
fn a_company_that_is_reached_through_it_is_a_mistake_of_the_configuration() {
    if cfg!(windows) {
        return;
    }
    let Some(library) = driver::installed("libmdbodbc.so") else { return };
    let Some(shared) = shared_if_there() else { return };
    let file = shared.join("factusol/fixtures/duofic/0022026.accdb");
    let company = CompanyFile {
        driver: store::Driver::Odbc,
        odbc: OdbcOptions {
            connection: Some(format!("Driver={};DBQ={};\0", library.display(), file.display())),
            ..OdbcOptions::default()
        },
        path: file,
        ..crate::contract::file()
    };
    let refused = OdbcStores::over(DriverManager).open(&company, false).err().expect("refused");
    assert!(matches!(&refused, store::Error::UnfitDriver { .. }), "{refused:?}");
    assert_eq!(Outcome::from(&refused).code(), 78);
}

fn rows_of(file: &Path, table: &str) -> i32 {
    let db = Database::open_read(file).expect("opened");
    let def = db.table(table).expect("a table");
    let (mut rows, mut count) = (db.scan(&def), 0);
    while rows.next_row().expect("a row").is_some() {
        count += 1;
    }
    count
}
