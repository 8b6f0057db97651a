//! The demo with its orders queued, and the parent behind a driver that does as a stage says.

use super::double::{Double, Stage};
use super::driver;
use super::loading::load;
use crate::cli::call::{Ended, Noon};
use crate::doctor::world::{Demo, copy};
use accdb::{Database, Value};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::pipeline::Clock;
use factulink::store::odbc::{DriverManager, OdbcStores, Strict};
use factulink::store::{self, Backups, CompanyFile, CompanyStore, Driver, NativeStores, Stores};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// So much later than noon.
struct Later(TimeDelta);

impl Clock for Later {
    fn now(&self) -> DateTime<Utc> {
        Noon.now() + self.0
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// Companies behind the driver, and those that our own engine opens.
struct Both(OdbcStores);

impl Stores for Both {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> store::Result<Box<dyn CompanyStore>> {
        let behind: &dyn Stores = if file.driver == Driver::Odbc { &self.0 } else { &NativeStores };
        behind.open(file, write)
    }

    fn exists(&self, file: &CompanyFile) -> store::Result<bool> {
        let behind: &dyn Stores = if file.driver == Driver::Odbc { &self.0 } else { &NativeStores };
        behind.exists(file)
    }
}

pub struct Queued {
    pub demo: Demo,
}

/// For each reference of ours, how often it stands in the parent and with how many lines.
pub type Marked = BTreeMap<String, (i64, i64)>;

impl Queued {
    /// The same with a parent that our own engine opens.
    pub fn native() -> Demo {
        let demo = Demo::new();
        copy(made_once(), &demo.folder);
        demo
    }

    /// `None` where there is no driver.
    pub fn new() -> Option<Queued> {
        let library = driver::sqlite()?;
        let demo = Queued::native();
        let folder = demo.folder.display();
        let connection = format!(
            "connection = '{};DBQ={folder}/001{{year}}.accdb'\ndriver = \"odbc\"",
            driver::connection(&library, &demo.path("001{year}.db"))
        );
        demo.configure("path = \"001{year}.accdb\"", &connection);
        Some(Queued { demo })
    }

    /// Calls the program so many minutes after noon.
    pub fn call(&mut self, stage: &Rc<Stage>, minutes: i64, args: &[&str]) -> Ended {
        self.demo.place.clock = Arc::new(Later(TimeDelta::minutes(minutes)));
        let driver = Double { inner: Strict(DriverManager), stage: Rc::clone(stage) };
        self.demo.call(args, &Both(OdbcStores::over(driver).waiting_by(|_| {})))
    }

    fn database(&self) -> PathBuf {
        self.demo.path("0012026.db")
    }

    pub fn marked(&self) -> Marked {
        let database = Connection::open(self.database()).expect("a database");
        let text = "SELECT REFPPR, COUNT(DISTINCT TIPPPR || '-' || CODPPR), COUNT(CODLPP) FROM F_PPR
                    LEFT JOIN F_LPP ON TIPLPP = TIPPPR AND CODLPP = CODPPR
                    WHERE REFPPR LIKE 'FL %' GROUP BY REFPPR";
        let mut query = database.prepare(text).expect("prepared");
        let rows = query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    }

    /// Rows of lines whose document is not there.
    pub fn stray_lines(&self) -> i64 {
        let database = Connection::open(self.database()).expect("a database");
        let text = "SELECT COUNT(*) FROM F_LPP WHERE NOT EXISTS
                    (SELECT 1 FROM F_PPR WHERE TIPLPP = TIPPPR AND CODLPP = CODPPR)";
        database.query_row(text, [], |row| row.get(0)).expect("a count")
    }
}

/// What the parent has when everything is pushed.
pub fn whole() -> &'static Marked {
    static WHOLE: OnceLock<Marked> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let mut world = Queued::new().expect("the driver is there");
        assert_eq!(world.call(&Stage::quiet(), 0, &["push"]).code, 0);
        let whole = world.marked();
        assert!(whole.len() > 12 && whole.values().all(|(times, lines)| *times == 1 && *lines > 0));
        whole
    })
}

/// The demo, scanned and enqueued, with the parent as a database of SQLite's.
fn made_once() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let demo = Demo::new();
        for command in ["scan", "enqueue"] {
            let ended = demo.call(&[command], &NativeStores);
            assert!([0, 90].contains(&ended.code), "{}", ended.stdout);
        }
        // Some orders are enough, and a push ends with what it met itself only where nobody waits for a person.
        let state = Connection::open(demo.path("state.db")).expect("a state");
        let few = "UPDATE orders SET state = 'skipped' WHERE state = 'held' OR id % 4 > 0";
        state.execute(few, []).expect("updated");
        drop(state);
        load(&demo.parent(), &demo.path("0012026.db"));
        let outer = tempfile::tempdir().expect("a folder");
        let folder = outer.path().join("queued");
        copy(&demo.folder, &folder);
        (outer, folder)
    });
    &made.1
}

/// Enters an order of a company again under so many further numbers of its series.
pub fn enter_again(file: &Path, series: &str, number: i32, times: i32) {
    let mut db = Database::open_write(file).expect("opened");
    let newest = 900_000;
    let mut copies = Vec::new();
    for (table, [tip, cod]) in [("F_PCL", ["TIPPCL", "CODPCL"]), ("F_LPC", ["TIPLPC", "CODLPC"])] {
        let def = db.table(table).expect("a table");
        let [tip, cod] = [tip, cod].map(|name| def.column(name).expect("a column"));
        let mut rows = db.scan(&def);
        while let Some(row) = rows.next_row().expect("a row") {
            let is = |column, value| row.get(column).expect("a value") == value;
            if is(tip, Value::Text(series.into())) && is(cod, Value::Long(number)) {
                let value = |at| (at, row.get(at).expect("a value").into_owned());
                copies.push((table, cod, (0..def.columns.len()).map(value).collect::<Vec<_>>()));
            }
        }
    }
    let mut transaction = db.begin(46_000.0).expect("begun");
    for time in 1..=times {
        for (table, cod, row) in &mut copies {
            row[cod.position()].1 = Value::Long(newest + time);
            transaction.insert(table, row).expect("inserted");
        }
    }
    transaction.commit().expect("committed");
}
