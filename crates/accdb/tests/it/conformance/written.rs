//! What we write, as other programs see it: into files of others, and into databases made from nothing.

use crate::creating::random_file;
use crate::writing::{fill, user_tables};
use accdb::Database;
use proving::readers::files::sound_files;
use proving::readers::proof::Proof;
use proving::rows::Numbers;
use proving::shared::shared_if_there;
use std::path::Path;

/// Enough for a second page in most tables, and for a split in many indexes.
const ROWS: u32 = 60;

// The companies have the most tables: they are two of three parts, so that threads share the work.

#[test]
fn others_read_the_rows_that_we_add_to_parents() {
    add_to_files(Kind::Parent);
}

#[test]
fn others_read_the_rows_that_we_add_to_subsidiaries() {
    add_to_files(Kind::Subsidiary);
}

#[test]
fn others_read_the_rows_that_we_add_to_all_other_files() {
    add_to_files(Kind::Other);
}

#[derive(PartialEq)]
enum Kind {
    Parent,
    Subsidiary,
    Other,
}

impl Kind {
    /// By the folder in which the file lies.
    fn of(file: &Path) -> Kind {
        match file.parent().and_then(Path::file_name).and_then(|name| name.to_str()) {
            Some("oficit" | "oficit-empty") => Kind::Parent,
            Some("duofic" | "ofifactory") => Kind::Subsidiary,
            _ => Kind::Other,
        }
    }
}

fn add_to_files(kind: Kind) {
    let folder = tempfile::tempdir().expect("a folder");
    let proof = Proof::here();
    let sound: Vec<_> = sound_files().into_iter().filter(|file| Kind::of(file) == kind).collect();
    assert!(!sound.is_empty() || shared_if_there().is_none(), "there are files of every kind");
    let before: Vec<_> = sound.iter().map(|file| proof.findings(file)).collect();
    let mut copies = Vec::new();
    for (nth, file) in sound.iter().enumerate() {
        let copy = folder.path().join(format!("{nth:02}.accdb"));
        std::fs::write(&copy, std::fs::read(file).expect("a file")).expect("a copy");
        add_rows(file, &copy);
        copies.push(copy);
    }
    proof.of_others(&copies, &before);
}

/// Adds rows to every table of users; a table that takes none keeps what it has, and why is printed.
fn add_rows(original: &Path, copy: &Path) {
    let mut database = Database::open_write(copy).expect("nobody else has it open");
    let names = user_tables(&database);
    for name in &names {
        let had = counts(&database, name);
        let inserted = fill(&mut database, name, ROWS, &mut Numbers::new(7)).unwrap_or_else(|refused| {
            println!("{}: {name} takes no row: {refused}", original.display());
            0
        });
        // Where the definition was wrong before, it is by as much now.
        assert_eq!(counts(&database, name), had.map(|count| count + inserted), "{name}");
    }
}

/// The rows of a table, and how many its definition says that there are.
fn counts(database: &Database, name: &str) -> [u32; 2] {
    let table = database.table(name).expect("a table");
    let rows = database.count_rows(&table).expect("sound pages");
    [u32::try_from(rows).expect("fewer rows than numbers"), table.row_count]
}

#[test]
fn others_read_databases_made_from_nothing() {
    let made: Vec<_> = (100..112).map(random_file).collect();
    let files: Vec<_> = made.iter().map(|(_, file)| file.clone()).collect();
    Proof::here().of_our_own(&files);
}
