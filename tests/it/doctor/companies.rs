//! Checks of a company's file.

#[cfg(unix)]
use super::world::leave_lock_file;
use super::world::{Demo, overwrite};
use accdb::{CreateOptions, Database};
use factulink::store::{self, Backups, CompanyFile, CompanyStore, NativeStores, Stores};
use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};

#[test]
fn of_sound_companies_all_is_well() {
    let demo = Demo::new();
    let found = demo.doctor_with(&["--deep"], &NativeStores);
    assert_eq!(found.alarms(), Vec::<&str>::new());
    for company in ["oficit", "duofic", "ofifactory"] {
        for fact in [
            "location_sound",
            "file_there",
            "nobody_inside",
            "nothing_pending",
            "readable",
            "schema_sound",
            "sort_order_known",
            "size_sound",
            "identity_sound",
            "integrity_sound",
            "exercise_current",
        ] {
            assert!(found.has(fact, company), "{fact} of {company}");
        }
    }
    for fact in ["writable", "folder_takes_files"] {
        assert!(
            found.has(fact, "oficit") && !found.has(fact, "duofic"),
            "{fact}: only the parent is written"
        );
    }
}

/// As Access leaves them: the catalog counts too many rows, and pages past the end of the file are set aside.
#[test]
fn what_access_leaves_in_a_file_is_told_and_is_no_alarm() {
    const PAGE: usize = 4096;
    let demo = Demo::new();
    let mut bytes = fs::read(demo.duofic()).expect("a file");
    bytes[2 * PAGE + 16] += 3;
    let end = bytes.len() / PAGE;
    let map = PAGE + usize::from(u16::from_le_bytes([bytes[PAGE + 14], bytes[PAGE + 15]])) + 5;
    bytes[map + end / 8] &= !(1 << (end % 8));
    fs::write(demo.duofic(), bytes).expect("written");
    let found = demo.doctor_with(&["--deep"], &NativeStores);
    assert_eq!(found.alarms(), Vec::<&str>::new());
    for fact in ["integrity_sound", "left_counts", "left_pages"] {
        assert!(found.has(fact, "duofic"), "{fact}");
    }
    assert!(!found.has("left_counts", "oficit") && !found.has("left_rows", "duofic"));
    let told = demo.call(&["doctor", "--deep", "--lang", "es"], &NativeStores).stdout;
    assert!(told.contains("no hacen daño") && told.contains("factulink cuenta por su cuenta"), "{told}");
}

#[test]
fn a_file_that_is_not_there_is_missed() {
    let demo = Demo::new();
    fs::remove_file(demo.duofic()).expect("removed");
    let found = demo.doctor();
    assert!(found.has("file_missing", "duofic") && found.has("file_there", "oficit"));
    assert!(!found.has("readable", "duofic"), "nothing more can be said of it");
}

#[test]
fn what_is_no_database_cannot_be_read() {
    let demo = Demo::new();
    fs::write(demo.duofic(), "no database ".repeat(1000)).expect("written");
    assert!(demo.doctor().has("unreadable", "duofic"));
}

/// Every file is in use.
struct Held;

impl Stores for Held {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, _write: bool) -> store::Result<Box<dyn CompanyStore>> {
        Err(store::Error::Busy { file: file.path.display().to_string(), source: None })
    }
}

#[test]
fn a_file_that_somebody_has_for_himself_is_read_later() {
    let found = Demo::new().doctor_with(&[], &Held);
    assert!(found.has("reading_busy", "oficit") && !found.has("unreadable", "oficit"));
}

#[test]
fn an_empty_database_lacks_its_tables_and_says_not_who_it_is() {
    let demo = Demo::new();
    fs::remove_file(demo.duofic()).expect("removed");
    Database::create_file(&demo.duofic(), &CreateOptions::new(46_000.0)).expect("made");
    let found = demo.doctor();
    assert!(found.has("schema_wrong", "duofic") && found.has("identity_other", "duofic"));
    assert!(found.has("schema_sound", "ofifactory"));
}

#[test]
fn a_file_of_another_company_is_noticed() {
    let demo = Demo::new();
    overwrite(&demo.duofic(), "F_EMP", "CODEMP", "009");
    assert!(demo.doctor().has("identity_other", "duofic"));
}

#[test]
fn a_file_of_another_year_is_noticed() {
    let demo = Demo::new();
    overwrite(&demo.duofic(), "F_EMP", "EJEEMP", "2019");
    assert!(demo.doctor().has("identity_other", "duofic"));
}

#[test]
fn a_company_whose_new_exercise_is_not_made_yet_is_noticed() {
    let demo = Demo::in_folder("demo", &["--year", "2025"]);
    let found = demo.doctor();
    assert!(found.has("exercise_other", "oficit") && !found.has("exercise_current", "oficit"));
}

#[test]
fn damage_is_found_where_the_whole_file_is_read() {
    let demo = Demo::new();
    let mut file = OpenOptions::new().write(true).open(demo.duofic()).expect("opens");
    let pages = file.metadata().expect("a length").len() / 4096;
    file.seek(SeekFrom::Start((pages - 20) * 4096)).expect("sought");
    file.write_all(&[0xEE; 4096]).expect("written");
    assert!(demo.doctor_with(&["--deep"], &NativeStores).has("damaged", "duofic"));
    assert!(!demo.doctor().has("damaged", "duofic"), "without it nobody looks there");
}

#[test]
fn a_file_that_is_nearly_full_is_noticed() {
    let demo = Demo::new();
    let file = OpenOptions::new().write(true).open(demo.parent()).expect("opens");
    file.set_len(430_000 * 4096).expect("a hole");
    assert!(demo.doctor().has("size_scarce", "oficit"));
}

#[test]
#[cfg(unix)]
fn who_is_in_a_file_is_named_and_who_has_left_is_not() {
    let demo = Demo::new();
    let lock = leave_lock_file(&demo.parent());
    assert!(demo.doctor().has("nobody_inside", "oficit"), "a lock file that nobody holds was left behind");
    let held = fs::File::open(&lock).expect("opens");
    held.try_lock().expect("locks");
    let ended = demo.call(&["doctor", "--lang", "en"], &NativeStores);
    assert!(ended.stdout.contains("MOSTRADOR-1 (Admin)"), "{}", ended.stdout);
    assert_eq!(ended.code, 0, "somebody at work is no fault: {}", ended.stdout);
}

#[test]
#[cfg(unix)]
fn a_lock_file_that_cannot_be_looked_at_is_told() {
    let demo = Demo::new();
    let lock = demo.parent().with_extension("laccdb");
    std::os::unix::fs::symlink(&lock, &lock).expect("a link to itself");
    assert!(demo.doctor().has("holders_unknown", "oficit"));
}

#[test]
fn a_file_in_a_synced_folder_is_noticed() {
    let demo = Demo::in_folder("OneDrive - Oficit", &[]);
    let found = demo.doctor();
    assert!(found.has("location_synced", "oficit") && found.has("location_synced", ""), "file and state");
}

#[test]
#[cfg(target_os = "linux")]
fn a_parent_that_does_not_take_writing_is_noticed() {
    let demo = Demo::new();
    // Nobody writes there, not even who may write everywhere.
    demo.configure("001{year}.accdb", "/proc/version");
    let found = demo.doctor();
    assert!(found.has("folder_refuses", "oficit"));
    let folder = demo.path("0012027.accdb");
    demo.configure("/proc/version", folder.to_str().expect("a plain path"));
    fs::create_dir(&folder).expect("a folder");
    assert!(demo.doctor().has("not_writable", "oficit"), "a folder is no file to write to");
}
