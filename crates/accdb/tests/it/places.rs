//! Names that lead elsewhere, and rights: what is written goes into the file that has the name, and nobody sees more of
//! it than before.
#![cfg(unix)]

use accdb::{ColumnSpec, CreateOptions, Database, Error, Replacement, TableSpec, Value};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NOW: f64 = 46_090.75;

/// A folder with a database in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("a path").join("x.accdb");
    let mut database = Database::create_file(&path, &CreateOptions::new(NOW)).expect("made");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&TableSpec::new("T").column(ColumnSpec::text("A", 20))).expect("a table");
    transaction.commit().expect("committed");
    (folder, path)
}

fn insert(database: &mut Database) -> Result<(), Error> {
    let mut transaction = database.begin(NOW)?;
    transaction.insert("T", &[(0, Value::Text("x".into()))])?;
    transaction.commit()
}

fn rows(path: &Path) -> usize {
    let database = Database::open_read(path).expect("opens");
    let table = database.table("T").expect("the table");
    let mut scan = database.scan(&table);
    std::iter::from_fn(|| scan.next_row().expect("a row").map(drop)).count()
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("a file").mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("changed");
}

fn journal(path: &Path) -> PathBuf {
    path.with_extension("accdb-journal")
}

#[test]
fn a_commit_into_a_file_that_was_replaced_meanwhile_is_refused() {
    for remove in [false, true] {
        let (folder, path) = place();
        let [other, away] = ["other", "away"].map(|name| folder.path().join(name));
        fs::copy(&path, &other).expect("copied");
        let mut database = Database::open_write(&path).expect("opens");
        insert(&mut database).expect("its name is its own");
        if remove { fs::rename(&path, &away) } else { fs::rename(&other, &path) }.expect("renamed");
        assert!(matches!(insert(&mut database), Err(Error::Replaced)));
        assert!(matches!(insert(&mut database), Err(Error::Poisoned)));
        drop(database);
        assert_eq!(if remove { (rows(&away), path.exists()) } else { (rows(&path) + 1, false) }, (1, false));
        assert!(!journal(&path).exists());
    }
}

#[test]
fn a_link_in_the_place_of_the_journal_is_not_followed() {
    let (folder, path) = place();
    let other = folder.path().join("other");
    for is_link in [true, false] {
        fs::copy(&path, &other).expect("copied");
        let before = fs::read(&other).expect("read");
        if is_link { symlink(&other, journal(&path)) } else { fs::hard_link(&other, journal(&path)) }
            .expect("linked");
        assert!(matches!(Database::open_write(&path).map(drop), Err(Error::Journal(_))));
        assert!(matches!(Database::open_read(&path).map(drop), Err(Error::Journal(_))));
        assert!(fs::read(&other).expect("read") == before);
        fs::remove_file(journal(&path)).expect("removed");
    }
    insert(&mut Database::open_write(&path).expect("opens")).expect("inserted");
}

#[test]
fn journal_and_copy_have_the_rights_of_the_file() {
    let (folder, path) = place();
    for rights in [0o600, 0o660, 0o644] {
        set_mode(&path, rights);
        let mut database = Database::open_write(&path).expect("opens");
        insert(&mut database).expect("inserted");
        assert_eq!(mode(&journal(&path)), rights);
        let copy = folder.path().join("copy");
        database.copy_to(&copy).expect("copied");
        assert_eq!(mode(&copy), rights);
        fs::remove_file(&copy).expect("removed");
    }
}

/// Puts a copy of the file into its place, by a name of it.
fn replace(path: &Path, name: &Path) {
    let backup = path.with_extension("backup");
    fs::copy(path, &backup).expect("copied");
    set_mode(&backup, 0o600);
    insert(&mut Database::open_write(path).expect("opens")).expect("inserted");
    let before = rows(path);
    let mut taken = Replacement::begin(name).expect("taken");
    taken.prepare(&backup).expect("prepared");
    taken.place().expect("placed");
    assert_eq!(rows(path), before - 1);
}

#[test]
fn a_file_that_is_replaced_keeps_its_rights_and_the_links_that_lead_to_it() {
    let (folder, path) = place();
    let (link, second) = (folder.path().join("link.accdb"), folder.path().join("second.accdb"));
    symlink("x.accdb", &link).expect("linked");
    symlink(&link, &second).expect("linked");
    for (rights, name) in [(0o660, &path), (0o640, &link), (0o604, &second)] {
        set_mode(&path, rights);
        replace(&path, name);
        assert_eq!(mode(&path), rights);
    }
    for link in [&link, &second] {
        assert!(link.symlink_metadata().expect("a link").is_symlink());
    }
    // Where the file is gone the link still says where it belongs.
    let backup = path.with_extension("backup");
    fs::remove_file(&path).expect("removed");
    let mut taken = Replacement::begin(&second).expect("taken");
    taken.prepare(&backup).expect("prepared");
    taken.place().expect("placed");
    assert!(path.is_file() && second.symlink_metadata().expect("a link").is_symlink());
}

#[test]
fn what_a_killed_replacing_left_is_cleared_by_the_next_writer() {
    let (_folder, path) = place();
    let left = path.with_extension("accdb.restoring");
    fs::write(&left, b"half").expect("written");
    drop(Database::open_write(&path).expect("opens"));
    assert!(!left.exists());
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let (folder, path) = place();
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
        assert!(made.success());
    };
    let company = folder.path().join("pipe.accdb");
    pipe(&company);
    for place in [company.as_path(), folder.path(), Path::new("/dev/zero")] {
        assert!(matches!(Database::open_read(place).map(drop), Err(Error::NotAccess(_))));
        assert!(matches!(Database::open_write(place).map(drop), Err(Error::NotAccess(_))));
        assert!(matches!(Replacement::begin(place).map(drop), Err(Error::NotAccess(_))));
    }
    pipe(&journal(&path));
    assert!(matches!(Database::open_read(&path).map(drop), Err(Error::Journal(_))));
    fs::remove_file(journal(&path)).expect("removed");
    pipe(&path.with_extension("laccdb"));
    assert!(matches!(Database::open_write(&path).map(drop), Err(Error::Io { .. })));
    assert!(accdb::shared_session(&path).is_err());
}
