//! Every byte of five kinds of page, changed to four other values: 81,920 files.
//!
//! Each is opened, every table read by its scan, from both ends of every index and row by row, and the walk goes
//! through it. What may come of it:
//!
//! * *noticed*: opening or reading fails with an error that names a page, or the walk calls the file damaged;
//! * *no meaning*: everything reads as before and the walk calls the file sound. The byte is free space, garbage that
//!   writers leave, a statistic, or a hint;
//! * *another value*: the walk calls the file sound, and what is read is different. No checksum stands in the format,
//!   so a value that no index repeats can become another value of its type and nothing in the file contradicts it. This
//!   is allowed where the byte is part of such a value and shows as nothing but that: on a page of rows or of long
//!   values exactly one row is different and all others, and the row identities, are as before; on a definition the
//!   definition itself is visibly another one (a name, a type of the same size, a scale). On a page of an index or of
//!   usage maps it is never allowed.
//!
//! Nothing panics; the reads of the storage are counted, and stay within a multiple of what the sound file takes; the
//! process stays below 512 MiB. For its memory to be its own the proof runs in a process of its own.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexId, IndexSpec, MemoryStorage, PageNo,
    Result, Row, Storage, Strictness, TableDef, TableSpec, Value,
};
use proving::budget::rounds;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const PAGE: usize = 4096;
const VALUES: usize = 4;
const NOW: f64 = 46_090.75;
/// Set in the process that does the work.
const WORKER: &str = "FACTULINK_BYTE_DAMAGE";

/// A sound file with one table of everything, and the pages to be damaged.
struct Sound {
    bytes: Vec<u8>,
    targets: [(&'static str, PageNo); 5],
    table: PageNo,
}

fn sound() -> Sound {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let table = TableSpec::new("T")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Name", 60))
        .column(ColumnSpec::new("Total", ColumnType::Currency))
        .column(ColumnSpec::new("Paid", ColumnType::Boolean))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .index(IndexSpec::primary_key(["Id"]))
        .index(IndexSpec::plain("Name", ["Name"]));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table).expect("creates");
    for number in 0..40_u16 {
        let notes = "nota ".repeat(usize::from([4, 60, 1200][usize::from(number % 3)] / (1 + number / 20)));
        let row = [
            (1, Value::Text(format!("Cañón {}", u32::from(number) * 7919 % 40).into())),
            (2, Value::Currency(i64::from(number) * 12_345)),
            (3, Value::Boolean(number % 2 == 0)),
            (4, Value::Text(notes.into())),
        ];
        transaction.insert("T", &row).expect("inserts");
    }
    transaction.commit().expect("commits");
    let table = database.table("T").expect("there");
    let bytes = storage.to_vec();
    let owned_by = |kind: u8, owner: [u8; 4]| {
        let mut pages = bytes.chunks_exact(PAGE).zip(0..);
        let found = pages.find(|(page, _)| page[0] == kind && page[4..8] == owner);
        PageNo(found.expect("such a page").1)
    };
    let owner = table.page().0.to_le_bytes();
    let targets = [
        ("definition", table.page()),
        ("usage maps", table.owned_pages().page),
        ("rows", owned_by(1, owner)),
        ("long values", owned_by(1, *b"LVAL")),
        ("index", table.indexes[1].root()),
    ];
    let table = table.page();
    Sound { bytes, targets, table }
}

/// Bytes with one changed, and a count of how often they are read.
struct Counting {
    sound: Arc<Vec<u8>>,
    at: usize,
    value: u8,
    reads: Arc<AtomicU64>,
}

impl Storage for Counting {
    fn len(&self) -> io::Result<u64> {
        Ok(self.sound.len() as u64)
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let start = usize::try_from(at).expect("small");
        let bytes = self.sound.get(start..start + into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(bytes);
        if let Some(byte) = self.at.checked_sub(start).and_then(|place| into.get_mut(place)) {
            *byte = self.value;
        }
        Ok(())
    }

    fn write_at(&mut self, _at: u64, _bytes: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn set_len(&mut self, _len: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a file reads as: of each table its definition and a hash of each row, by every way to it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Content {
    definitions: BTreeMap<PageNo, u64>,
    rows: BTreeMap<(PageNo, PageNo, u8), u64>,
    by_index: BTreeMap<(PageNo, usize), Vec<(PageNo, u8)>>,
}

fn read_all(database: &Database) -> Result<Content> {
    let mut content = Content::default();
    for entry in database.tables()? {
        let table = match database.table(&entry.name) {
            // A link has no rows here.
            Err(Error::Unsupported(_)) => continue,
            table => table?,
        };
        content.definitions.insert(table.page(), hash_of(&format!("{} {:?}", entry.name, table.columns)));
        read_table(database, &table, &mut content)?;
    }
    Ok(content)
}

fn read_table(database: &Database, table: &TableDef, content: &mut Content) -> Result<()> {
    let mut scan = database.scan(table);
    while let Some(row) = scan.next_row()? {
        let id = row.id();
        content.rows.insert((table.page(), id.page, id.slot.0), hash_of_row(&row, table)?);
    }
    for index in 0..table.indexes.len() {
        let whole = || database.range(table, IndexId::at(index), Bound::Unbounded, Bound::Unbounded);
        let (mut up, mut down) = (whole()?, whole()?);
        let mut order = Vec::new();
        while let Some(row) = up.next_row()? {
            order.push((row.id().page, row.id().slot.0));
        }
        let mut back = Vec::new();
        while let Some(id) = down.prev_id()? {
            database.row(table, id)?;
            back.push((id.page, id.slot.0));
        }
        back.reverse();
        if order != back {
            return Err(Error::Damaged {
                page: table.indexes[index].root(),
                what: "another order backwards".into(),
            });
        }
        content.by_index.insert((table.page(), index), order);
    }
    Ok(())
}

fn hash_of_row(row: &Row<'_>, table: &TableDef) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for column in 0..table.columns.len() {
        match row.get(column)? {
            Value::Text(text) => text.hash(&mut hasher),
            Value::Binary(bytes) => bytes.hash(&mut hasher),
            other => format!("{other:?}").hash(&mut hasher),
        }
    }
    Ok(hasher.finish())
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Noticed,
    NoMeaning,
    AnotherValue,
}

/// Opens, reads and walks one file; what came of it, and how many reads it took.
fn try_one(
    sound: &Sound,
    bytes: &Arc<Vec<u8>>,
    before: &Content,
    kind: &str,
    at: usize,
    value: u8,
) -> (Outcome, u64) {
    let reads = Arc::new(AtomicU64::new(0));
    let storage = Counting { sound: Arc::clone(bytes), at, value, reads: Arc::clone(&reads) };
    let outcome = judge(sound, before, kind, at, Database::open(Box::new(storage)));
    (outcome, reads.load(Ordering::Relaxed))
}

fn judge(sound: &Sound, before: &Content, kind: &str, at: usize, opened: Result<Database>) -> Outcome {
    let place = format!("{kind}, byte {}", at % PAGE);
    let database = match opened {
        Ok(database) => database,
        Err(error) => return noticed(&error, &place),
    };
    let report = database.check(Strictness::OwnWriter).expect("memory can be read");
    if !report.is_sound() {
        assert!(report.errors().all(|finding| finding.page.is_some()), "{place}: {report}");
        // Reading it all the same must end, in whatever way.
        let _ = read_all(&database);
        return Outcome::Noticed;
    }
    let after = match read_all(&database) {
        Ok(after) => after,
        Err(error) => return noticed(&error, &place),
    };
    if after == *before {
        return Outcome::NoMeaning;
    }
    let (same_rows, different) = compare(before, &after);
    let definition_differs = before.definitions.get(&sound.table) != after.definitions.get(&sound.table);
    let allowed = match kind {
        "rows" | "long values" => same_rows && different == 1 && before.by_index == after.by_index,
        "definition" => definition_differs && same_rows && before.by_index == after.by_index,
        _ => false,
    };
    assert!(allowed, "{place}: {different} rows read differently and the walk calls the file sound");
    Outcome::AnotherValue
}

fn compare(before: &Content, after: &Content) -> (bool, usize) {
    let same_rows = before.rows.keys().eq(after.rows.keys());
    let different = before.rows.iter().filter(|(id, hash)| after.rows.get(*id) != Some(*hash)).count();
    (same_rows, different)
}

fn noticed(error: &Error, place: &str) -> Outcome {
    let names_a_page = matches!(error, Error::Damaged { .. } | Error::Truncated { .. });
    assert!(names_a_page, "{place}: {error}");
    Outcome::Noticed
}

/// Four values that the byte does not have: extremes, and one bit flipped.
fn values(byte: u8) -> [u8; VALUES] {
    let other = |value: u8, instead: u8| if value == byte { instead } else { value };
    [other(0, 0x55), other(0xFF, 0xAA), byte ^ 1, byte ^ 0x80]
}

#[test]
fn every_changed_byte_is_noticed_or_has_no_meaning_or_is_a_value() {
    if std::env::var_os(WORKER).is_none() {
        return in_a_process_of_its_own();
    }
    let sound = sound();
    let bytes = Arc::new(sound.bytes.clone());
    let unchanged = Counting { sound: Arc::clone(&bytes), at: 0, value: bytes[0], reads: Arc::default() };
    let database = Database::open(Box::new(unchanged)).expect("sound");
    let report = database.check(Strictness::OwnWriter).expect("memory can be read");
    assert!(report.is_sound(), "{report}");
    let before = read_all(&database).expect("sound");
    let (_, usual) = try_one(&sound, &bytes, &before, "header", 0, bytes[0]);

    let files = rounds(300, PAGE * VALUES, 5 * PAGE * VALUES, 5 * PAGE * VALUES);
    let step = 5 * PAGE * VALUES / files;
    let next = AtomicUsize::new(0);
    let work = || {
        let mut outcomes: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
        let mut most_reads = 0;
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed) * step;
            if nth >= 5 * PAGE * VALUES {
                break;
            }
            let (kind, page) = sound.targets[nth / (PAGE * VALUES)];
            let at = usize::try_from(page.0).expect("small") * PAGE + nth / VALUES % PAGE;
            let value = values(bytes[at])[nth % VALUES];
            let (outcome, reads) = try_one(&sound, &bytes, &before, kind, at, value);
            *outcomes.entry((kind, outcome)).or_default() += 1;
            most_reads = most_reads.max(reads);
        }
        (outcomes, most_reads)
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let done: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().expect("no file makes it panic")).collect()
    });
    let mut outcomes: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
    for (kind, count) in done.iter().flat_map(|(outcomes, _)| outcomes) {
        *outcomes.entry(*kind).or_default() += count;
    }
    let most_reads = done.iter().map(|(_, reads)| *reads).max().unwrap_or(0);
    let total: usize = outcomes.values().sum();
    println!(
        "byte damage: {total} files, at most {most_reads} reads of a file (sound: {usual}), {} KiB",
        peak_kib()
    );
    for ((kind, outcome), count) in &outcomes {
        println!("byte damage: {kind}, {outcome:?}: {count}");
    }
    assert!(total >= files);
    assert!(most_reads < 8 * usual, "{most_reads} reads of a file that takes {usual}");
    assert!(peak_kib() < 512 * 1024);
    for kind in sound.targets.map(|(kind, _)| kind) {
        assert!(outcomes.contains_key(&(kind, Outcome::Noticed)), "{kind}");
    }
}

/// The most memory that this process has had, where the system tells.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn in_a_process_of_its_own() {
    let this = std::env::current_exe().expect("a path");
    let name = "proofs::byte_damage::every_changed_byte_is_noticed_or_has_no_meaning_or_is_a_value";
    let mut command = std::process::Command::new(this);
    let output = command.args(["--exact", name, "--nocapture"]).env(WORKER, "1").output().expect("it starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    stdout.lines().filter(|line| line.starts_with("byte damage")).for_each(|line| println!("{line}"));
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("byte damage: "), "{stdout}");
}
