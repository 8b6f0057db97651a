//! What a run needs to know, checked by the configuration before anything starts.

use crate::domain::{CompanyName, Link, Series, Year};
use crate::store::CompanyFile;
use std::path::PathBuf;

/// How a company's database is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    Auto,
    Native,
}

/// A company: its name and where its files lie, one for each exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanySettings {
    pub name: CompanyName,
    /// A path in which `{year}` stands for the exercise.
    pub path: String,
    pub driver: Driver,
}

impl CompanySettings {
    /// Whether every exercise has a file of its own.
    pub fn is_yearly(&self) -> bool {
        self.path.contains("{year}")
    }

    /// The file of one exercise.
    pub fn file(&self, year: Year) -> CompanyFile {
        let path = PathBuf::from(self.path.replace("{year}", &year.to_string()));
        CompanyFile { company: self.name.clone(), year, path }
    }
}

/// A subsidiary and its link to the parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subsidiary {
    pub company: CompanySettings,
    /// Empty: every series found.
    pub series: Vec<Series>,
    /// Numbers below the watermark that every scan looks at again.
    pub late_window: u32,
    pub link: Link,
}

/// How `push` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Push {
    /// Orders per transaction in the parent; `None`: as many as the length of the queue suggests.
    pub batch: Option<usize>,
    /// Transient failures of one order before it is parked.
    pub attempts_max: u32,
}

/// The copies of the parent's files that are made before the first write of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub directory: PathBuf,
    /// Copies of each file that are kept; 0: none is made.
    pub keep: usize,
}

/// The whole of what the pipeline is configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub parent: CompanySettings,
    pub subsidiaries: Vec<Subsidiary>,
    pub push: Push,
    pub backup: Backup,
}
