//! A company that is a file: whether it is there, its backups and what takes its place.

use super::content::{document, marks, parent};
use super::makers::{Made, Maker};
use super::writing::insert;
use factulink::domain::Year;
use factulink::store::{BackupFile, CompanyFile};
use std::path::{Path, PathBuf};

pub fn a_year_that_has_no_file_does_not_exist(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    assert!(made.stores.exists(&made.file).expect("looked up"));
    let path = made.file.path.with_file_name("oficit1999.accdb");
    let other = CompanyFile { year: Year::new(1999).expect("a year"), path, ..made.file.clone() };
    assert!(!made.stores.exists(&other).expect("looked up"));
}

impl Made {
    fn backup(&self, name: &str) -> PathBuf {
        self.file.path.with_file_name("backups").join(name)
    }

    /// Which of two orders are in the company, or in a backup of it.
    fn orders_in(&self, backup: Option<&Path>) -> Vec<String> {
        let mut store = match backup {
            Some(backup) => self.stores.backups().open(backup).expect("a backup"),
            None => self.read(),
        };
        let wanted = marks(&["duofic/2026/1-1", "duofic/2026/1-2"]);
        let mut found: Vec<_> =
            store.find_marks(wanted).expect("marks").found().keys().map(ToString::to_string).collect();
        found.sort();
        found
    }
}

const ONE: &str = "FL duofic/2026 1-000001";
const TWO: &str = "FL duofic/2026 1-000002";

/// A company with one order, a backup of that, and a second order since.
fn backed_up(make: Maker) -> Option<(Made, PathBuf)> {
    let made = make(&parent())?;
    let backup = made.backup("first");
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7")]);
    store.whole_file().expect("a file").back_up(&backup).expect("backed up");
    insert(&mut *store, &[document("duofic/2026/1-2", "7")]);
    drop(store);
    Some((made, backup))
}

pub fn a_backup_is_the_company_as_it_was_and_is_listed(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    assert_eq!(
        (made.orders_in(Some(&backup)), made.orders_in(None)),
        (vec![ONE.into()], vec![ONE.into(), TWO.into()])
    );
    let mut store = made.stores.backups().open(&backup).expect("a backup");
    let file = store.whole_file().expect("a file");
    file.check().expect("sound");
    let listed = made.stores.backups().list(backup.parent().expect("a folder")).expect("listed");
    let expected = BackupFile { name: "first".into(), bytes: file.byte_count().expect("a length") };
    assert_eq!(listed, [expected]);
    // Windows keeps the name of a removed file until it is closed.
    drop(store);
    made.stores.backups().remove(&backup).expect("removed");
    assert_eq!(made.stores.backups().list(backup.parent().expect("a folder")).expect("listed"), []);
}

pub fn a_folder_that_is_not_there_has_no_backups(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let folder = made.backup("none");
    assert_eq!(made.stores.backups().list(&folder).expect("listed"), []);
    assert!(made.stores.backups().free_bytes(&folder).expect("a number") > 0);
    assert!(made.stores.backups().open(&folder).is_err());
}

pub fn a_backup_takes_the_place_of_the_file_and_the_file_becomes_one(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    let kept = made.backup("kept");
    let mut replacing = made.stores.backups().replace(&made.file).expect("taken");
    assert!(replacing.byte_count().expect("a length") > Some(0));
    replacing.prepare(&backup).expect("prepared");
    replacing.keep(&kept).expect("kept");
    replacing.place().expect("placed");
    assert_eq!(made.orders_in(None), [ONE]);
    assert_eq!(
        (made.orders_in(Some(&kept)), made.orders_in(Some(&backup))),
        (vec![ONE.into(), TWO.into()], vec![ONE.into()])
    );
    assert_eq!(insert(&mut *made.write(), &[document("duofic/2026/1-2", "7")]), ["7-000043"]);
}

pub fn until_it_is_placed_a_backup_changes_nothing(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    let mut replacing = made.stores.backups().replace(&made.file).expect("taken");
    replacing.prepare(&backup).expect("prepared");
    drop(replacing);
    assert_eq!(made.orders_in(None), [ONE, TWO]);
}
