//! What we write into files of others: every table that takes a row, in a copy of every file.

use super::files::sound_files;
use super::proof::Proof;
use crate::rows::Numbers;
use crate::writing::{count, fill, user_tables};
use factulink::accdb::Database;
use std::path::Path;

/// Enough for a second page in most tables, and for a split in many indexes.
const ROWS: u32 = 60;

#[test]
fn others_read_the_rows_that_we_add_to_their_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let proof = Proof::here();
    let sound = sound_files();
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
        let had = database.table(name).expect("a table").row_count;
        let inserted = fill(&mut database, name, ROWS, &mut Numbers::new(7)).unwrap_or_else(|refused| {
            println!("{}: {name} takes no row: {refused}", original.display());
            0
        });
        assert_eq!(count(&database, name), had + inserted);
    }
}
