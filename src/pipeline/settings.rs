//! What a run needs to know, checked by the configuration before anything starts.

use crate::domain::{CompanyName, Link, OrderKey, Series, TraceMark, Year};
use crate::store::{CompanyFile, Driver, OdbcOptions, Secret, odbc};
use std::path::PathBuf;

/// A company: its name and where its files lie, one for each exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanySettings {
    pub name: CompanyName,
    /// A path in which `{year}` stands for the exercise; empty where there is a connection string instead.
    pub path: String,
    pub driver: Driver,
    /// `{year}` stands for the exercise in the connection string and the attributes, too.
    pub odbc: OdbcOptions,
}

impl CompanySettings {
    /// Whether every exercise has a file of its own.
    pub fn is_yearly(&self) -> bool {
        self.odbc.connection.as_ref().unwrap_or(&self.path).contains("{year}")
    }

    /// Where its files lie, or what messages call the source that it is; `{year}` stands for the exercise.
    pub fn place(&self) -> String {
        self.odbc.connection.as_deref().map_or_else(|| self.path.clone(), odbc::label)
    }

    /// The file of one exercise.
    pub fn file(&self, year: Year) -> CompanyFile {
        let of_year = |text: &str| text.replace("{year}", &year.to_string());
        CompanyFile {
            company: self.name.clone(),
            year,
            path: PathBuf::from(of_year(&self.place())),
            driver: self.driver,
            odbc: OdbcOptions {
                connection: self.odbc.connection.as_deref().map(of_year),
                attributes: self.odbc.attributes.as_deref().map(of_year),
                password: self.odbc.password.clone(),
            },
        }
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
    /// Names that the company had before, and that marks in the parent bear; `None`: nothing is said of that.
    pub formerly: Option<Vec<CompanyName>>,
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

impl Settings {
    /// Whether a company of that name is configured, or was given another one.
    pub fn is_configured(&self, name: &CompanyName) -> bool {
        let known = |subsidiary: &Subsidiary| {
            subsidiary.company.name == *name
                || subsidiary.formerly.iter().flatten().any(|former| former == name)
        };
        self.subsidiaries.iter().any(known)
    }

    /// The names under which marks of a company may stand in the parent: its own, then those that it had before.
    pub fn names_of(&self, company: &CompanyName) -> impl Iterator<Item = CompanyName> {
        let own = self.subsidiaries.iter().find(|subsidiary| subsidiary.company.name == *company);
        let former = own.and_then(|subsidiary| subsidiary.formerly.clone()).unwrap_or_default();
        std::iter::once(company.clone()).chain(former)
    }

    /// The marks that an order's document may bear.
    pub fn marks_of(&self, key: &OrderKey) -> impl Iterator<Item = TraceMark> {
        let (year, id) = (key.year, key.id);
        self.names_of(&key.company).map(move |company| OrderKey { company, year, id }.trace_mark())
    }

    /// Fills in the passwords that stand in environment variables; one that is not set is missed by whoever needs it.
    pub fn fill_passwords(&mut self, variable: impl Fn(&str) -> Option<String>) {
        let subsidiaries = self.subsidiaries.iter_mut().map(|subsidiary| &mut subsidiary.company);
        let companies = std::iter::once(&mut self.parent).chain(subsidiaries);
        for password in companies.filter_map(|company| company.odbc.password.as_mut()) {
            password.value = variable(&password.variable).map(Secret::new);
        }
    }
}

/// The whole of what the pipeline is configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub parent: CompanySettings,
    pub subsidiaries: Vec<Subsidiary>,
    pub push: Push,
    pub backup: Backup,
}
