//! The reverse: every table of every file that others wrote, read by us, equals what other readers say.

use accdb::Database;
use proving::readers::checker::Checker;
use proving::readers::files::sound_files;
use proving::readers::jackcess::Jackcess;
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::kept::{Answer, KEPT, Question};
use proving::readers::mdbtools::Mdbtools;
use proving::readers::reader::{Compared, Reader, agree, compare_sample};
use proving::readers::view::local_tables;
use std::path::Path;

fn compare_all(reader: &dyn Reader) {
    let compared: Vec<Compared> =
        sound_files().iter().map(|file| compare_sample(reader, file, &KEPT)).collect();
    let values: usize = compared.iter().map(|compared| compared.values).sum();
    println!("{}: {values} values of {} files", reader.name(), compared.len());
    agree(&compared);
}

#[test]
fn every_table_reads_as_jetdb_reads_it() {
    compare_all(&Jetdb);
}

#[test]
fn every_table_reads_as_mdbtools_reads_it() {
    if let Some(mdbtools) = Mdbtools::installed() {
        compare_all(&mdbtools);
    }
}

#[test]
fn every_table_reads_as_jackcess_reads_it() {
    if let Some(jackcess) = Jackcess::built() {
        compare_all(&jackcess);
    }
}

#[test]
fn every_table_reads_as_the_checker_reads_it() {
    if let Some(checker) = Checker::here() {
        compare_all(&checker);
    }
}

#[test]
fn jackcess_finds_every_index_of_every_file_in_order() {
    if let Some(jackcess) = Jackcess::built() {
        let compared: Vec<Compared> = sound_files().iter().map(|file| walked(&jackcess, file)).collect();
        agree(&compared);
    }
}

/// Jackcess walks every index both ways, and meets as many tables, rows and indexes as we do.
fn walked(jackcess: &Jackcess, file: &Path) -> Compared {
    let (ours, indexes) = counted(file);
    let question = Question::about(file, jackcess, "indexes").expect("its answers are kept");
    let ask = || {
        let theirs = jackcess.walk_of_others(file);
        if theirs == Ok(ours.clone()) {
            Vec::new()
        } else {
            vec![format!("ours {ours}, Jackcess: {theirs:?}")]
        }
    };
    Compared { values: indexes, differences: KEPT.settle(&question, &Answer::of([&ours], indexes), ask) }
}

/// The tables, rows and indexes of a file, in the words of Jackcess; and the indexes alone.
fn counted(file: &Path) -> (String, usize) {
    let database = Database::open_read(file).expect("opens");
    let [mut tables, mut rows, mut indexes] = [0; 3];
    for name in local_tables(&database) {
        let table = database.table(&name).expect("a table of the catalog");
        let mut scan = database.scan(&table);
        while scan.next_row().expect("a sound row").is_some() {
            rows += 1;
        }
        tables += 1;
        indexes += table.indexes.len();
    }
    (format!("{tables} tables, {rows} rows, {indexes} indexes"), indexes)
}
