//! Which way to a file `doctor` says would be taken; and the password of a driver.

use super::world::Demo;
#[cfg(unix)]
use super::world::leave_lock_file;
use factulink::store::auto::{AutoStores, Sight};
use factulink::store::location::{self, SharedSession};
use factulink::store::odbc::{Failure, Record};
use factulink::store::{
    self, Backups, CompanyFile, CompanyStore, Driver, Error, NativeStores, Route, Stores,
};
use std::path::Path;

/// A machine on which the Access driver is installed, or is not, and really looks at the files.
#[derive(Clone, Copy)]
struct Machine {
    driver: bool,
}

impl Sight for Machine {
    fn has_access_driver(&self) -> bool {
        self.driver
    }

    fn shared_session(&self, file: &Path) -> store::Result<Option<SharedSession>> {
        location::shared_session(file)
    }

    fn is_recovery_pending(&self, file: &Path) -> store::Result<bool> {
        location::is_recovery_pending(file)
    }
}

/// A driver that opens what our engine opens, or does not start.
struct AccessDriver {
    starts: bool,
}

impl Stores for AccessDriver {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> store::Result<Box<dyn CompanyStore>> {
        if self.starts {
            return NativeStores.open(file, write);
        }
        let record =
            Record { state: "IM003".to_owned(), native: 160, message: "system error 1114".to_owned() };
        let failure = Failure { action: "connecting", records: vec![record] };
        Err(Error::driver(&file.path.display().to_string(), failure))
    }
}

/// The choice that the program makes, on that machine.
struct Choice {
    machine: Machine,
    odbc: AccessDriver,
}

impl Choice {
    fn on(driver: bool) -> Choice {
        Choice { machine: Machine { driver }, odbc: AccessDriver { starts: true } }
    }

    fn auto(&self) -> AutoStores<'_> {
        AutoStores { native: &NativeStores, odbc: &self.odbc, sight: &self.machine }
    }
}

impl Stores for Choice {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn route(&self, file: &CompanyFile, write: bool) -> store::Result<Route> {
        self.auto().route(&file.path, write)
    }

    fn open(&self, file: &CompanyFile, write: bool) -> store::Result<Box<dyn CompanyStore>> {
        match file.driver {
            Driver::Odbc => self.odbc.open(file, write),
            _ => self.auto().open(file, write),
        }
    }
}

const ROUTES: [&str; 9] = [
    "route_native",
    "route_odbc",
    "route_without_driver",
    "route_reads_by_driver",
    "route_writes_by_engine",
    "route_writes_by_driver",
    "route_recovers",
    "route_unknown",
    "route_driver_broken",
];

/// What is said of the way to a company.
fn routes(demo: &Demo, stores: &dyn Stores, company: &str) -> Vec<&'static str> {
    let found = demo.doctor_with(&[], stores);
    ROUTES.into_iter().filter(|fact| found.has(fact, company)).collect()
}

#[test]
fn without_the_driver_every_company_is_left_to_the_engine() {
    let demo = Demo::new();
    for company in ["oficit", "duofic", "ofifactory"] {
        assert_eq!(routes(&demo, &Choice::on(false), company), ["route_without_driver"]);
    }
}

#[test]
fn with_the_driver_companies_are_read_through_it_and_the_parent_is_written_by_the_engine() {
    let demo = Demo::new();
    assert_eq!(routes(&demo, &Choice::on(true), "duofic"), ["route_reads_by_driver"]);
    let parent = routes(&demo, &Choice::on(true), "oficit");
    assert_eq!(parent, ["route_reads_by_driver", "route_writes_by_engine"]);
}

#[test]
#[cfg(unix)]
fn a_parent_that_is_open_is_written_through_the_driver_and_one_that_was_left_is_not() {
    let demo = Demo::new();
    let lock = leave_lock_file(&demo.parent());
    let parent = || routes(&demo, &Choice::on(true), "oficit");
    assert_eq!(parent(), ["route_reads_by_driver", "route_writes_by_engine"], "a lock file left behind");
    let held = std::fs::File::open(&lock).expect("opens");
    held.try_lock().expect("locks");
    assert_eq!(parent(), ["route_reads_by_driver", "route_writes_by_driver"]);
    assert_eq!(routes(&demo, &Choice::on(false), "oficit"), ["route_without_driver"]);
    let told = demo.call(&["doctor", "--lang", "en"], &Choice::on(true));
    assert!(
        told.stdout.contains("through the Access driver now: it is open (MOSTRADOR-1 (Admin))"),
        "{}",
        told.stdout
    );
}

#[test]
#[cfg(unix)]
fn a_subsidiary_that_is_open_is_read_as_ever() {
    let demo = Demo::new();
    let held = std::fs::File::open(leave_lock_file(&demo.duofic())).expect("opens");
    held.try_lock().expect("locks");
    assert_eq!(routes(&demo, &Choice::on(true), "duofic"), ["route_reads_by_driver"]);
    assert_eq!(routes(&demo, &Choice::on(false), "duofic"), ["route_without_driver"]);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_seen_is_no_way_to_the_file() {
    let demo = Demo::new();
    let lock = demo.parent().with_extension("laccdb");
    std::os::unix::fs::symlink(&lock, &lock).expect("a link to itself");
    assert_eq!(routes(&demo, &Choice::on(true), "oficit"), ["route_reads_by_driver", "route_unknown"]);
}

/// A reader's lock file needs the right, too; our own engine reads without it.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_in_which_the_driver_cannot_make_its_lock_file_is_noticed() {
    let demo = Demo::new();
    demo.configure("002{year}.accdb", "/proc/version");
    for (driver, told) in [(true, true), (false, false)] {
        let found = demo.doctor_with(&[], &Choice::on(driver));
        assert_eq!(found.has("folder_refuses_driver", "duofic"), told);
    }
    assert!(demo.doctor_with(&[], &Choice::on(true)).has("folder_takes_files", "ofifactory"));
}

#[test]
fn a_driver_that_does_not_start_is_noticed_though_every_file_is_read() {
    let demo = Demo::new();
    let broken = Choice { odbc: AccessDriver { starts: false }, ..Choice::on(true) };
    let found = demo.doctor_with(&[], &broken);
    assert!(found.has("route_driver_broken", "duofic") && found.has("readable", "duofic"));
}

#[test]
#[cfg(feature = "odbc")]
fn a_driver_that_is_configured_and_not_there_is_no_fault_of_the_file() {
    let demo = Demo::new();
    demo.configure("[parent]", "[parent]\ndriver = \"odbc\"");
    let broken = Choice { odbc: AccessDriver { starts: false }, ..Choice::on(false) };
    let found = demo.doctor_with(&[], &broken);
    assert!(found.has("driver_missed", "oficit") && !found.has("unreadable", "oficit"));
}

#[test]
fn a_driver_that_is_configured_is_no_choice() {
    let demo = Demo::new();
    demo.configure("[parent]", "[parent]\ndriver = \"native\"");
    assert_eq!(routes(&demo, &NativeStores, "oficit"), ["route_native"]);
    assert_eq!(routes(&demo, &NativeStores, "duofic"), ["route_without_driver"]);
}

#[test]
#[cfg(feature = "odbc")]
fn a_password_that_is_not_set_is_missed_and_one_that_is_set_is_never_shown() {
    let mut demo = Demo::new();
    demo.configure("[parent]", "[parent]\ndriver = \"odbc\"\npassword_env = \"OFICIT_PASSWORD\"");
    let found = demo.doctor();
    assert!(found.has("password_missing", "oficit") && !found.has("readable", "oficit"));
    assert!(found.has("readable", "duofic"), "the others are looked at");
    demo.place.variables.insert("OFICIT_PASSWORD", "s3cret".to_owned());
    let told = demo.call(&["doctor", "--all", "-vv"], &NativeStores);
    assert!(told.stdout.contains("OFICIT_PASSWORD is set"), "{}", told.stdout);
    assert!(!format!("{told:?}").contains("s3cret"), "{told:?}");
}
