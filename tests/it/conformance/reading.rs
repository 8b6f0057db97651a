//! The reverse: every table of every file that others wrote, read by us, equals what other readers say.

use super::checker::Checker;
use super::files::sound_files;
use super::jackcess::Jackcess;
use super::jetdb_reader::Jetdb;
use super::mdbtools::Mdbtools;
use super::reader::{Compared, Reader, agree, compare};

fn compare_all(reader: &dyn Reader) {
    let compared: Vec<Compared> = sound_files().iter().map(|file| compare(reader, file)).collect();
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
        jackcess.check(&sound_files());
    }
}
