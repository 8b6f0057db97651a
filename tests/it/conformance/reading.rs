//! The reverse: every table of every file that others wrote, read by us, equals what other readers say.

use super::checker::Checker;
use super::jackcess::Jackcess;
use super::jetdb_reader::Jetdb;
use super::mdbtools::Mdbtools;
use super::reader::{Compared, Reader, agree, compare};
use crate::shared::{access_files, shared};
use std::path::PathBuf;

/// Files of Access itself, the fixtures, and of the hostile ones those that are sound as Access files.
fn sound_files() -> Vec<PathBuf> {
    let Some(shared) = shared() else { return Vec::new() };
    let refused = ["encrypted", "flip-tdef", "header-only", "text-file", "truncated", "zero-length"];
    let mut files = access_files(&shared.join("accdb/real"));
    files.extend(access_files(&shared.join("factusol/fixtures")));
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a plain name");
        !refused.iter().any(|start| name.starts_with(start))
    });
    files
}

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
