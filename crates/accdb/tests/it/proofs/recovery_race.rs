//! An interrupted commit and several processes that open the file at the same moment; and one that may not write.

use super::commits::interrupted;
use accdb::{Database, Error, FaultyStorage, FileStorage};
use proving::budget::rounds;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// What a process is to do, and with which file.
const TASK: &str = "FACTULINK_TEST_TASK";
const FILE: &str = "FACTULINK_TEST_FILE";

/// Longer than any recovery, on any machine.
const PATIENCE: u32 = 20_000;

/// The file of an interrupted commit with its journal, and what it was before.
struct Stage {
    _folder: TempDir,
    file: PathBuf,
    before: Vec<u8>,
}

impl Stage {
    fn new() -> Stage {
        let ((image, before), folder) = (interrupted(), tempfile::tempdir().expect("a folder"));
        let file = folder.path().join("orders.accdb");
        std::fs::write(&file, image.database).expect("can be written");
        std::fs::write(journal(&file), image.journal).expect("can be written");
        Stage { _folder: folder, file, before }
    }

    fn start(&self, task: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "proofs::recovery_race::another_process", "--nocapture"]);
        command.env(TASK, task).env(FILE, &self.file).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Starts a process for each task and lets them go together; what each has said.
    fn race(&self, tasks: &[&str]) -> Vec<String> {
        let start = |task: &&str| self.start(task).spawn().expect("the program starts");
        let processes: Vec<Child> = tasks.iter().map(start).collect();
        std::thread::sleep(Duration::from_millis(40));
        std::fs::write(go(&self.file), b"").expect("can be written");
        processes.into_iter().map(said).collect()
    }

    fn assert_as_before(&self) {
        assert!(std::fs::read(&self.file).expect("can be read") == self.before);
    }
}

fn journal(file: &Path) -> PathBuf {
    file.with_extension("accdb-journal")
}

fn go(file: &Path) -> PathBuf {
    file.with_extension("go")
}

/// What a process has found.
fn said(process: Child) -> String {
    let output = process.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = said.lines().find_map(|line| line.split_once("found: "));
    found.unwrap_or_else(|| panic!("it said: {said}")).1.to_owned()
}

/// The other process of the tests below. Run with them, as one of them, it has nothing to do.
#[test]
fn another_process() {
    let (Ok(task), Some(file)) = (std::env::var(TASK), std::env::var_os(FILE)) else { return };
    let file = PathBuf::from(file);
    let found = match task.as_str() {
        "recover" => recover(&file),
        "write" => open(&file, Database::open_write),
        "read" => open(&file, Database::open_read),
        "look" => look(&file),
        other => panic!("no task is called {other}"),
    };
    println!("found: {found}");
}

/// Waits for the start, and then tries until it works. Only what another's presence explains may come in between.
fn persist<T>(file: &Path, mut attempt: impl FnMut() -> Result<T, Error>) -> T {
    let pause = || std::thread::sleep(Duration::from_millis(1));
    (0..PATIENCE).take_while(|_| !go(file).exists()).for_each(|_| pause());
    for _ in 0..PATIENCE {
        match attempt() {
            Err(Error::InUse | Error::RecoveryPending | Error::Unstable) => pause(),
            other => return other.unwrap_or_else(|error| panic!("{error}")),
        }
    }
    panic!("somebody holds the file for good")
}

fn open(file: &Path, how: fn(&Path) -> Result<Database, Error>) -> String {
    persist(file, || how(file).map(drop));
    "opened".to_owned()
}

/// Opens the file as a writer does, and counts what is written.
fn recover(file: &Path) -> String {
    let written = persist(file, || {
        let (storage, control) = FaultyStorage::new(Box::new(FileStorage::open_exclusive(file)?));
        let journal = FileStorage::open_exclusive(&journal(file))?;
        let _database = Database::open_with_journal(Box::new(storage), Box::new(journal))?;
        // Whoever comes meanwhile finds it in use.
        std::thread::sleep(Duration::from_millis(3));
        Ok(control.writes())
    });
    if written > 0 { "a commit to undo".to_owned() } else { "nothing to do".to_owned() }
}

/// Opens the file once for reading, and once for writing.
fn look(file: &Path) -> String {
    let read = match Database::open_read(file) {
        Ok(database) => format!("{} orders", database.table("Orders").expect("a table").row_count),
        Err(Error::RecoveryPending) => "recovery pending".to_owned(),
        Err(other) => panic!("{other}"),
    };
    let written = Database::open_write(file).err().expect("there is no right to write");
    assert!(
        matches!(&written, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied)
    );
    read
}

#[test]
fn of_several_processes_that_find_an_interrupted_commit_one_undoes_it() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let races = rounds(3, 25, 100, 1_000);
    for _ in 0..races {
        let stage = Stage::new();
        let each = stage.race(&["recover"; 4]);
        assert_eq!(each.iter().filter(|found| *found == "a commit to undo").count(), 1, "{each:?}");
        each.into_iter().for_each(|each| *found.entry(each).or_default() += 1);
        stage.assert_as_before();
    }
    println!("{races} races of 4 processes: {found:?}");
}

#[test]
fn readers_and_writers_that_meet_an_interrupted_commit_all_get_the_file_as_before() {
    let races = rounds(3, 25, 100, 1_000);
    for _ in 0..races {
        let stage = Stage::new();
        stage.race(&["write", "read", "write", "read"]);
        stage.assert_as_before();
        assert!(!journal(&stage.file).exists(), "the journal is gone");
    }
    println!("{races} races of 2 writers and 2 readers");
}

#[cfg(unix)]
mod without_the_right_to_write {
    use super::*;
    use proving::shared::skipped;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    /// Nobody's number.
    const NOBODY: u32 = 65_534;

    fn set_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("our own folder");
    }

    impl Stage {
        fn folder(&self) -> &Path {
            self.file.parent().expect("a folder")
        }

        /// Takes the right to write from everything; what a process without special rights then finds.
        fn look(&self) -> Option<String> {
            for entry in self.folder().read_dir().expect("a folder") {
                set_mode(&entry.expect("an entry").path(), 0o444);
            }
            set_mode(self.folder(), 0o555);
            let mut command = self.start("look");
            let is_root = std::fs::write(self.folder().join("probe"), b"").is_ok();
            if is_root {
                command.uid(NOBODY).gid(NOBODY).current_dir("/");
            }
            let found = command.spawn().map(said);
            set_mode(self.folder(), 0o755);
            if found.is_err() {
                skipped("another user may not run this program");
            }
            found.ok()
        }
    }

    #[test]
    fn a_file_is_read_and_an_interrupted_commit_waits() {
        let stage = Stage::new();
        let half_written = std::fs::read(&stage.file).expect("can be read");
        let Some(found) = stage.look() else { return };
        assert_eq!(found, "recovery pending");
        assert!(std::fs::read(&stage.file).expect("can be read") == half_written, "nothing is touched");
        set_mode(&stage.file, 0o644);
        set_mode(&journal(&stage.file), 0o644);
        drop(Database::open_read(&stage.file).expect("who may write undoes it"));
        stage.assert_as_before();
        assert_eq!(stage.look().expect("as before"), "40 orders");
    }
}
