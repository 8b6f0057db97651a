//! Files to work on: copies of the fixtures, and tables made for a test.

use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, IndexSpec, MemoryStorage, TableSpec, Value};
use chrono::NaiveDateTime;
use factulink::table::access::{BackupSettings, Manners, Mode, Query, TableTarget, TableWriter};
use factulink::table::{Cell, Rows};
use proving::shared::shared;
use std::path::{Path, PathBuf};

/// A folder with a copy of one file of the bulk fixtures.
pub struct Copied {
    pub folder: tempfile::TempDir,
    pub file: PathBuf,
    /// Where the fixtures are.
    pub fixtures: PathBuf,
}

impl Copied {
    /// `None` in a plain clone.
    pub fn of(path: &str) -> Option<Copied> {
        let fixtures = shared()?.join("bulk/fixtures");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(Path::new(path).file_name().expect("a name"));
        std::fs::write(&file, std::fs::read(fixtures.join(path)).expect("a fixture")).expect("a copy");
        Some(Copied { folder, file, fixtures })
    }

    pub fn backups(&self) -> BackupSettings {
        BackupSettings { folder: self.folder.path().join("backups"), keep: 3 }
    }

    pub fn backup_count(&self) -> usize {
        std::fs::read_dir(self.backups().folder).map_or(0, Iterator::count)
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.file).expect("a file")
    }

    pub fn facts(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.fixtures.join("facts.json")).expect("the facts");
        serde_json::from_str(&text).expect("JSON")
    }
}

pub fn now() -> NaiveDateTime {
    "2026-11-30T18:00:00".parse().expect("a time")
}

/// The same as an OLE date, near enough.
pub const NOW: f64 = 46_356.75;

/// A decimal as it is written.
pub fn decimal(text: &str) -> Cell<'static> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let units = [whole, fraction].concat().parse().expect("digits");
    Cell::Decimal { units, decimals: fraction.len().try_into().expect("few digits") }
}

/// Every row of a table as texts, as `|` joins them.
pub fn shown(rows: &mut dyn Rows) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().expect("a row") {
        let cells = (0..row.len()).map(|at| match row.cell(at) {
            Cell::Text(text) => text.to_owned(),
            Cell::Decimal { units, decimals } => format!("{units}/{decimals}"),
            other => format!("{other:?}"),
        });
        all.push(format!("{} {}", row.number, cells.collect::<Vec<_>>().join("|")));
    }
    all
}

/// Prices: article and supplier are the key, and there is an index on them or not.
pub fn prices(indexed: bool) -> (Database, MemoryStorage) {
    let storage = MemoryStorage::default();
    let created = Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW));
    let mut database = created.expect("creates");
    let spec = TableSpec::new("PRICES")
        .column(ColumnSpec::text("ARTICLE", 13))
        .column(ColumnSpec::new("SUPPLIER", ColumnType::Long))
        .column(ColumnSpec::new("PRICE", ColumnType::Currency))
        .column(ColumnSpec::new("UNITS", ColumnType::Integer))
        .column(ColumnSpec::text("NOTE", 10))
        .column(ColumnSpec::new("SINCE", ColumnType::DateTime))
        .column(ColumnSpec::new("OPEN", ColumnType::Boolean));
    let spec = if indexed { spec.index(IndexSpec::primary_key(["SUPPLIER", "ARTICLE"])) } else { spec };
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&spec).expect("creates");
    let old = [
        (0, Value::Text("A-1".into())),
        (1, Value::Long(6)),
        (2, Value::Currency(1_000_000)),
        (3, Value::Integer(12)),
        // What is not given is NULL: such rows come from other programs.
    ];
    transaction.insert("PRICES", &old).expect("inserts");
    transaction.commit().expect("commits");
    (database, storage)
}

pub const TARGET: TableTarget<'_> = TableTarget {
    table: "PRICES",
    key: &["ARTICLE", "SUPPLIER"],
    columns: &["PRICE", "UNITS", "NOTE"],
    only_new: &[],
    mode: Mode::Upsert,
    change: None,
};

/// All of the table of prices.
pub const ALL: Query<'_> =
    Query { table: "PRICES", columns: None, filter: &[], manners: Manners::ChangesNothing };

/// The prices in a file.
pub fn file(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("prices.accdb");
    let (_, storage) = prices(true);
    std::fs::write(&path, storage.to_vec()).expect("a file");
    path
}

pub fn open(path: &Path) -> factulink::table::Result<TableWriter> {
    let backups = BackupSettings { folder: path.with_file_name("backups"), keep: 1 };
    TableWriter::open(path, &TARGET, backups, now())
}
