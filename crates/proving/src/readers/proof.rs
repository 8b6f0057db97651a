//! What every file that we wrote has to pass.

use super::checker::Checker;
use super::jackcess::Jackcess;
use super::jetdb_reader::Jetdb;
use super::mdbtools::Mdbtools;
use super::reader::{Reader, agree, compare};
use crate::rows::count;
use accdb::Database;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The other programs, as many as are here.
pub struct Proof {
    checker: Option<Checker>,
    jackcess: Option<Jackcess>,
    mdbtools: Option<Mdbtools>,
}

/// What the checker found in a file before we wrote to it; nothing in a file that is ours alone.
pub type Findings = BTreeSet<String>;

impl Proof {
    pub fn here() -> Proof {
        Proof { checker: Checker::here(), jackcess: Jackcess::built(), mdbtools: Mdbtools::installed() }
    }

    /// What is odd about a file that somebody else made.
    pub fn findings(&self, file: &Path) -> Findings {
        self.checker.as_ref().map(|checker| checker.findings(file)).unwrap_or_default()
    }

    /// Passes files that only our own code has written: no finding of the strictest kind.
    pub fn of_our_own(&self, files: &[PathBuf]) {
        for file in files {
            if let Some(checker) = &self.checker {
                checker.strict(file);
            }
        }
        self.by_all(files);
        let Some(jackcess) = &self.jackcess else { return };
        for file in files {
            jackcess.check(file);
            self.go_on_writing(jackcess, file, &Findings::new());
        }
    }

    /// Passes files of others to which we wrote: nothing is found that was not there before.
    pub fn of_others(&self, files: &[PathBuf], before: &[Findings]) {
        for (file, before) in files.iter().zip(before) {
            if let Some(checker) = &self.checker {
                checker.nothing_new(before, file);
            }
        }
        self.by_all(files);
        let Some(jackcess) = &self.jackcess else { return };
        for (file, before) in files.iter().zip(before) {
            jackcess.walk_of_others(file).unwrap_or_else(|said| panic!("Jackcess: {said}"));
            self.go_on_writing(jackcess, file, before);
        }
    }

    /// Passes a parent of ours that is too large to compare value by value: checked strictly, every index walked, added
    /// to, and counted by three readers. Tells how many supplier orders and lines they all count.
    pub fn of_many_rows(&self, parent: &Path) -> (u64, u64) {
        if let Some(checker) = &self.checker {
            checker.strict(parent);
        }
        if let Some(jackcess) = &self.jackcess {
            jackcess.check(parent);
            jackcess.insert(parent, &parent.with_extension("continued"), 3);
        }
        let counted = ["F_PPR", "F_LPP"].map(|table| {
            let ours = count(&Database::open_read(parent).expect("opens"), table);
            assert_eq!(Jetdb::count(parent, table), ours, "jetdb counts {table} otherwise");
            if let Some(mdbtools) = &self.mdbtools {
                assert_eq!(mdbtools.count(parent, table), ours, "mdbtools counts {table} otherwise");
            }
            u64::from(ours)
        });
        counted.into()
    }

    /// Every reader reads what we read.
    fn by_all(&self, files: &[PathBuf]) {
        for file in files {
            let compared: Vec<_> = self.readers().map(|reader| compare(reader, file)).collect();
            agree(&compared);
        }
    }

    /// Jackcess goes on writing where we stopped.
    fn go_on_writing(&self, jackcess: &Jackcess, file: &Path, before: &Findings) {
        let copy = file.with_extension("continued");
        jackcess.insert(file, &copy, 3);
        agree(&[compare(&Jetdb, &copy)]);
        if let Some(checker) = &self.checker {
            checker.no_new_errors(before, &copy);
        }
    }

    fn readers(&self) -> impl Iterator<Item = &dyn Reader> {
        let checker = self.checker.iter().map(|reader| reader as &dyn Reader);
        let jackcess = self.jackcess.iter().map(|reader| reader as &dyn Reader);
        let mdbtools = self.mdbtools.iter().map(|reader| reader as &dyn Reader);
        std::iter::once(&Jetdb as &dyn Reader).chain(checker).chain(jackcess).chain(mdbtools)
    }
}
