//! A folder with a profile and its files, a platform in memory, and commands that end where a test says.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::clock::Clock;
use factulink::import::report::{ImportOutcome, JobPage};
use factulink::import::{self, ImportApp, ImportRunOptions, ImportSettings, JobWatch, JobWords, Platforms};
use factulink::platform::memory::{Act, ActMoment, Memory};
use factulink::platform::{self, Platform, PlatformSettings};
use factulink::table::{Disk, Files};
use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Columns of the state that tell when and how often, not what.
const PASSING: [&str; 5] = ["created_at", "since", "pruned_at", "attempts", "not_before"];

/// One that is written here and kept from run to run, as a machine is.
pub struct World {
    folder: TempDir,
    pub memory: Memory,
    time: Cell<DateTime<Utc>>,
    /// How far the clock goes on with each look at it.
    pub tick: Cell<TimeDelta>,
    /// Whether the platform shows a row as soon as it has it.
    pub shows_rows: Cell<bool>,
    pub settings: ImportSettings,
    pub options: ImportRunOptions,
}

/// A command on bulk files.
pub type Command = fn(&ImportApp<'_>, &World) -> Result<ImportOutcome, import::Error>;

/// `import run`, as the world has its options.
pub fn run(app: &ImportApp<'_>, world: &World) -> Result<ImportOutcome, import::Error> {
    import::run(app, &world.options).map(|report| report.outcome)
}

/// How one run ended.
pub enum Life {
    /// At the step that was asked for.
    Killed,
    Ended(Result<ImportOutcome, import::Error>),
}

impl World {
    /// An empty one with a profile.
    pub fn new(profile: &str, text: &str) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path().to_owned();
        let settings = ImportSettings {
            profiles: base.join("profiles"),
            work: base.join("import"),
            env_file: base.join(".env"),
            keep: 12,
            base,
        };
        let time = Cell::new("2026-11-02T08:00:00Z".parse().expect("a time"));
        let tick = Cell::new(TimeDelta::milliseconds(3));
        let world = World {
            folder,
            memory: Memory::new(),
            time,
            tick,
            shows_rows: Cell::new(true),
            settings,
            options: ImportRunOptions::default(),
        };
        world.put(&format!("profiles/{profile}.toml"), text);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that is some days old.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        let file = std::fs::File::options().write(true).open(&path).expect("a file");
        let old: DateTime<Utc> = "2026-11-01T08:00:00Z".parse().expect("a time");
        file.set_modified(old.into()).expect("a time");
    }

    /// Lets time go by.
    pub fn pass(&self, time: TimeDelta) {
        self.time.set(self.time.get() + time);
    }

    /// A command, which is ended at a step; tells how many steps it came to.
    pub fn live(&self, command: Command, ends_at: Option<usize>, files: &dyn Files) -> (Life, usize) {
        let watch = Steps { world: self, count: Cell::new(0), ends_at };
        let app = ImportApp {
            settings: &self.settings,
            state: &self.path("state.db"),
            config: None,
            clock: self,
            watch: &watch,
            platforms: self,
            words: self,
            files,
            scratch: None,
            jitter: &|| 0.5,
        };
        let run = catch_unwind(AssertUnwindSafe(|| command(&app, self)));
        let life = match run {
            Ok(ended) => Life::Ended(ended),
            Err(reason) if reason.is::<Killed>() => Life::Killed,
            Err(reason) => resume_unwind(reason),
        };
        (life, watch.count.get())
    }

    /// A command that nobody disturbs.
    pub fn does(&self, command: Command) -> ImportOutcome {
        match self.live(command, None, &Disk).0 {
            Life::Ended(Ok(outcome)) => outcome,
            Life::Ended(Err(error)) => panic!("{error:?}"),
            Life::Killed => panic!("nobody killed it"),
        }
    }

    /// Every file below a folder, with its digest.
    pub fn files(&self, folder: &str) -> BTreeMap<String, String> {
        files_below(self.folder.path(), folder)
    }

    /// Every row of the tables of bulk files, without what passes.
    pub fn state(&self) -> Vec<String> {
        state_of(&self.path("state.db"))
    }

    /// The chunk files that the state knows are there as it knows them.
    pub fn assert_recorded_chunks_are_whole(&self, context: &str) {
        assert_recorded_chunks_are_whole(self.folder.path(), context);
    }

    /// Each chunk was taken once, and what had perhaps been sent was looked up before it was sent again.
    pub fn assert_taken_once(&self, context: &str) {
        assert_eq!(self.memory.taken_twice(), 0, "{context}");
        let mut sent = Vec::new();
        for act in self.memory.acts() {
            match act {
                Act::Submit { key, .. } => {
                    assert!(!sent.contains(&key), "{context}: {key} was sent again and nobody had looked");
                    sent.push(key);
                }
                Act::LookUp { key } => sent.retain(|other| *other != key),
                _ => {}
            }
        }
    }
}

/// Every file in a folder of `base` and below it, with its digest.
pub fn files_below(base: &Path, folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![base.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(base).expect("below").display().to_string();
                files.insert(name, digest(&path));
            }
        }
    }
    files
}

/// Every row of the tables of bulk files, without what passes; none where there is no state.
pub fn state_of(file: &Path) -> Vec<String> {
    let mut rows = Vec::new();
    if !file.is_file() {
        return rows;
    }
    let state = Connection::open(file).expect("a state");
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'import\\_%' ESCAPE '\\'
               AND name <> 'import_attempts' ORDER BY name";
    let mut tables = state.prepare(sql).expect("a statement");
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).expect("tables");
    for table in tables {
        rows.extend(rows_of(&state, &table.expect("a name")));
    }
    rows
}

/// The chunk files that the state of a folder knows are there as it knows them.
pub fn assert_recorded_chunks_are_whole(base: &Path, context: &str) {
    if !base.join("state.db").is_file() {
        return;
    }
    let state = Connection::open(base.join("state.db")).expect("a state");
    let Ok(mut chunks) = state.prepare("SELECT file, sha256 FROM import_chunks") else { return };
    let chunks = chunks.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    for chunk in chunks.expect("chunks") {
        let (file, sha256) = chunk.expect("a chunk");
        assert_eq!(digest(&base.join(&file)), sha256, "{context}: {file}");
    }
}

fn digest(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rows_of(state: &Connection, table: &str) -> Vec<String> {
    let mut all = state.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")).expect("a statement");
    let names: Vec<String> = all.column_names().map(str::to_owned).collect();
    let lasting = |name: &(usize, &String)| !PASSING.contains(&name.1.as_str());
    let row = |row: &rusqlite::Row<'_>| {
        let values = names
            .iter()
            .enumerate()
            .filter(lasting)
            .map(|(at, name)| Ok(format!("{name}={:?}", row.get::<_, Value>(at)?)));
        Ok(format!("{table}: {}", values.collect::<Result<Vec<_>, rusqlite::Error>>()?.join(" ")))
    };
    let rows = all.query_map([], row).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// What a run is ended with.
struct Killed;

/// Counts the steps of a run and ends it at one of them.
struct Steps<'w> {
    world: &'w World,
    count: Cell<usize>,
    ends_at: Option<usize>,
}

impl JobWatch for Steps<'_> {
    fn pause(&self, time: Duration) {
        self.world.time.set(self.world.time.get() + time);
    }

    fn step(&self) {
        self.count.set(self.count.get() + 1);
        if self.ends_at == Some(self.count.get()) {
            // Not a panic that is shown: it is no failure.
            resume_unwind(Box::new(Killed));
        }
    }
}

impl Clock for World {
    fn now(&self) -> DateTime<Utc> {
        self.time.set(self.time.get() + self.tick.get());
        self.time.get()
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl Platforms for World {
    fn open<'p>(&'p self, _: &'p PlatformSettings) -> Result<Box<dyn Platform + 'p>, platform::Error> {
        let (platform, shows_rows) = (self.memory.clone(), self.shows_rows.get());
        Ok(Box::new(self.memory.with_hook(move |moment, act| {
            match (moment, act) {
                (ActMoment::Before, Act::Answer { path }) => {
                    platform.put_document(path, super::ledger::answer(&platform).as_bytes(), None);
                }
                (ActMoment::After, Act::Register { .. }) if shows_rows => {
                    super::ledger::show_rows(&platform);
                }
                _ => {}
            }
            Ok(())
        })))
    }
}

impl JobWords for World {
    fn remedy(&self, rule: &str, column: &str, found: &str, _: Option<&str>) -> String {
        format!("{rule} {column} {found}")
    }

    fn html(&self, page: &JobPage) -> String {
        page.job.state.clone()
    }

    fn csv(&self, page: &JobPage) -> Vec<u8> {
        page.job.state.clone().into_bytes()
    }
}
