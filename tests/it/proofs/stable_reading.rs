//! The program itself, as the writer that is read from and as the reader that is written to.

use accdb::{Database, Error, Row, TableDef, Value};
use proving::beside::{Counted, Stop, opened};
use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{scope, sleep};
use std::time::Duration;
use tempfile::TempDir;

struct Demo(TempDir);

impl Demo {
    fn new() -> Demo {
        let demo = Demo(tempfile::tempdir().expect("a folder"));
        let mut init = Command::new(env!("CARGO_BIN_EXE_factulink"));
        let status = init.args(["init", "--quiet", "--year", "2026", "--demo"]).arg(demo.0.path()).status();
        assert!(status.expect("the program starts").success());
        let configuration = std::fs::read_to_string(demo.path("factulink.toml")).expect("a configuration");
        let batches = format!("{configuration}\n[push]\nbatch = 2\n");
        std::fs::write(demo.path("factulink.toml"), batches).expect("written");
        demo
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factulink"));
        command.args(arguments).args(["--year", "2026", "--config"]).arg(self.path("factulink.toml"));
        command.stdout(Stdio::null());
        command
    }
}

/// The rows of a document: the header, then its lines, each with every value.
type Document = Vec<Vec<(usize, Value<'static>)>>;

/// A kind of document: its tables and their keys.
struct Kind {
    headers: (&'static str, [&'static str; 2]),
    lines: (&'static str, [&'static str; 2]),
}

const SUPPLIER: Kind =
    Kind { headers: ("F_PPR", ["TIPPPR", "CODPPR"]), lines: ("F_LPP", ["TIPLPP", "CODLPP"]) };
const CUSTOMER: Kind =
    Kind { headers: ("F_PCL", ["TIPPCL", "CODPCL"]), lines: ("F_LPC", ["TIPLPC", "CODLPC"]) };

impl Kind {
    /// The last `count` documents in the order of their key.
    fn last(&self, database: &Database, count: usize) -> Result<BTreeMap<String, Document>, Error> {
        let (headers, lines) = (database.table(self.headers.0)?, database.table(self.lines.0)?);
        let index = |table: &TableDef, key: &[&str]| table.index_on(key).expect("a key");
        let mut rows = database.range(&headers, index(&headers, &self.headers.1), Unbounded, Unbounded)?;
        let mut documents = BTreeMap::new();
        while let Some(row) = rows.prev_row()? {
            let value = |name: &str| row.get(headers.column(name).expect("a column")).map(Value::into_owned);
            let key = [value(self.headers.1[0])?, value(self.headers.1[1])?];
            let mut document = vec![values(&row, &headers)?];
            let own = index(&lines, &self.lines.1);
            let mut own = database.range(&lines, own, Included(&key), Included(&key))?;
            while let Some(line) = own.next_row()? {
                document.push(values(&line, &lines)?);
            }
            documents.insert(format!("{key:?}"), document);
            if documents.len() == count {
                break;
            }
        }
        Ok(documents)
    }
}

fn values(row: &Row<'_>, table: &TableDef) -> Result<Vec<(usize, Value<'static>)>, Error> {
    (0..table.columns.len()).map(|place| Ok((place, row.get(place)?.into_owned()))).collect()
}

fn last(path: &Path, kind: &Kind, count: usize, counted: &Counted) -> BTreeMap<String, Document> {
    let database = opened(|| Database::open_read_with(path, &counted));
    let read =
        database.and_then(|mut database| database.read_consistent(&counted, |db| kind.last(db, count))?);
    read.expect("reading beside the program")
}

#[test]
fn what_is_seen_of_the_parent_while_the_program_pushes_is_what_it_wrote() {
    let demo = Demo::new();
    let (parent, counted) = (demo.path("0012026.accdb"), Counted::default());
    let mut program = demo.command(&["run", "--quiet"]).spawn().expect("the program starts");
    let (mut seen, mut reads) = (BTreeMap::new(), 0);
    let status = loop {
        let ended = program.try_wait().expect("a child");
        seen.extend(last(&parent, &SUPPLIER, 6, &counted));
        reads += 1;
        if let Some(status) = ended {
            break status;
        }
        if cfg!(windows) {
            // The moment in which the program can open it to write: it waits for a second, not for ever.
            sleep(Duration::from_millis(100));
        }
    };
    assert_eq!(status.code(), Some(90), "some orders of the demo wait for a person");
    let written = last(&parent, &SUPPLIER, usize::MAX, &counted);
    let torn = seen.iter().find(|(key, document)| written.get(*key) != Some(document));
    assert!(torn.is_none(), "{torn:?}");
    println!(
        "{reads} reads while the program pushed: {} documents seen, none torn, {} times read again, {} times waited",
        seen.len(),
        counted.read_again.load(Relaxed),
        counted.waited.load(Relaxed),
    );
    assert!(seen.len() > 10, "{} documents seen", seen.len());
}

/// Adds copies of a document under the numbers after its own, one in a commit, until it is told to stop.
fn add_copies(path: &Path, kind: &Kind, document: &Document, stop: &AtomicBool) -> i32 {
    let mut database = Database::open_write(path).expect("opens");
    let mut copies = 0;
    while !stop.load(Relaxed) {
        copies += 1;
        let number_of = |(table, [_, number]): (&str, [&str; 2])| {
            database.table(table).expect("a table").column(number).expect("a column")
        };
        let numbers = [number_of(kind.headers), number_of(kind.lines)];
        let mut transaction = database.begin(46_000.0).expect("begins");
        for (nth, row) in document.iter().enumerate() {
            let (table, number) =
                if nth == 0 { (kind.headers.0, numbers[0]) } else { (kind.lines.0, numbers[1]) };
            let mut row = row.clone();
            let (_, Value::Long(number)) = &mut row[number.position()] else { panic!("a number") };
            *number += copies;
            transaction.insert(table, &row).expect("inserts");
        }
        transaction.commit().expect("readers disturb no commit");
        sleep(Duration::from_millis(2));
    }
    copies
}

#[test]
#[cfg_attr(windows, ignore = "our writer keeps readers out there: nothing is read again")]
fn a_scan_of_the_program_beside_a_writer_ends_well_and_its_log_counts_what_it_read_again() {
    let demo = Demo::new();
    let (file, counted, stop) = (demo.path("0022026.accdb"), Counted::default(), AtomicBool::new(false));
    let (_, newest) = last(&file, &CUSTOMER, 1, &counted).pop_last().expect("an order");
    let (copies, scans, counts) = scope(|threads| {
        let writer = threads.spawn(|| add_copies(&file, &CUSTOMER, &newest, &stop));
        let (stopped, mut scans, mut counts) = (Stop(&stop), 0, 0);
        while scans < 40 && counts < 3 {
            let scan = demo.command(&["scan", "-vv", "--dry-run"]).output().expect("the program starts");
            let log = String::from_utf8_lossy(&scan.stderr).into_owned();
            assert!(matches!(scan.status.code(), Some(0 | 90)), "{:?}\n{log}", scan.status);
            scans += 1;
            counts += log.lines().filter(|line| line.contains("read again")).count();
        }
        drop(stopped);
        (writer.join().expect("the writer never fails"), scans, counts)
    });
    println!("{scans} scans of the program beside {copies} commits: {counts} of its reads were begun again");
    assert!(counts > 0, "a read that was begun again is in the log");
}
