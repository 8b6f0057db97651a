//! Reading and opening files: what they hold, and what is said of those that cannot be had.

use super::world::{ALL, Copied, file, open, shown};
use factulink::table::access::{AccessRows, Literal, Query};
use factulink::table::{Error, TableProblem};

#[test]
fn a_table_reads_like_a_file_with_titles() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let rows = |query: &Query<'_>| shown(&mut AccessRows::open(&path, query).expect("reads"));
    let expected = [
        "1 ARTICLE|SUPPLIER|PRICE|UNITS|NOTE|SINCE|OPEN",
        "2 A-1|6/0|1000000/4|12/0|Empty|Empty|Bool(false)",
    ];
    assert_eq!(rows(&ALL), expected);
    let some = Query { columns: Some(&["price", "ARTICLE"]), ..ALL };
    assert_eq!(rows(&some), ["1 PRICE|ARTICLE", "2 1000000/4|A-1"]);
    let (six, seven) = (Literal::number("6").expect("a number"), Literal::number("7").expect("a number"));
    assert_eq!(rows(&Query { filter: &[("SUPPLIER", six)], ..ALL }).len(), 2);
    assert_eq!(rows(&Query { filter: &[("SUPPLIER", seven)], ..ALL }).len(), 1);
    let failed = AccessRows::open(&path, &Query { columns: Some(&["PRIZE"]), ..ALL }).err();
    assert!(
        matches!(failed, Some(Error::Table { problem: TableProblem::NoColumn { .. }, .. })),
        "{failed:?}"
    );
}

#[test]
fn a_file_that_somebody_has_open_is_for_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let held = open(&path).expect("opens");
    assert!(matches!(open(&path), Err(Error::Later { .. })));
    drop(held);
    let session = std::fs::File::create(path.with_extension("laccdb")).expect("a lock file");
    session.try_lock().expect("locks");
    assert!(matches!(open(&path), Err(Error::Later { .. })), "somebody works in Access");
    // Closing alone would leave the lock with a program that another test is starting at this moment.
    session.unlock().expect("unlocks");
    assert!(open(&path).is_ok());
    let away = folder.path().join("away.accdb");
    assert!(matches!(open(&away), Err(Error::Later { .. })));
    assert!(matches!(AccessRows::open(&away, &ALL), Err(Error::Later { .. })));
}

#[test]
fn what_is_no_sound_file_is_told_by_the_engine() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let sound = std::fs::read(&path).expect("a file");
    for bytes in [b"Referencia;Precio".to_vec(), sound[..sound.len() / 2].to_vec()] {
        std::fs::write(&path, bytes).expect("written");
        assert!(matches!(AccessRows::open(&path, &ALL), Err(Error::Access { .. })));
        assert!(matches!(open(&path), Err(Error::Access { .. })));
    }
}

#[test]
fn every_row_of_a_fixture_is_read() {
    let Some(copied) = Copied::of("accounting/contabilidad.accdb") else { return };
    let query = Query { table: "centros", ..ALL };
    let rows = shown(&mut AccessRows::open(&copied.file, &query).expect("reads"));
    let csv = std::fs::read(copied.fixtures.join("accounting/centros.csv")).expect("the same as CSV");
    let csv = String::from_utf8_lossy(&csv).lines().count();
    assert_eq!((rows.len(), rows[0].as_str()), (csv, "1 CODIGO|DESCRIPCION"));
}
