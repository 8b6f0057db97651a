//! A month of invented sales to try bulk files on: the ledger, profiles, and the reports that it is reconciled with.
//!
//! The same year gives the same bytes. Names, tax numbers and branches are invented; the platform and the accounting
//! program behind the folders are played by `examples/demo.rs`.

mod branches;
mod ledger;
mod sale;
#[cfg(test)]
mod tests;

use super::period::Period;
use super::profile::STARTERS;
use crate::domain::{Lang, Year};
use std::path::PathBuf;

/// The profile that reads the demo's ledger; it extends the starter `sunat-ventas`.
pub const PROFILE: &str = "ventas-demo";
const BASE: &str = "sunat-ventas";
const MONTH: u8 = 10;

/// A file of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFile {
    /// From the configuration's folder on.
    pub path: PathBuf,
    pub text: String,
}

/// What `[import]` says in the demo's configuration.
pub const SECTION: &str = "[import]\nprofiles = \"profiles\"\nwork = \"import\"\n";

/// Folders in which the platform and the accounting program are reached.
pub const FOLDERS: [&str; 4] = ["platform/in", "platform/out", "platform/taken", "accounting"];

/// Every file: the ledger of October, two profiles, the registry, centres and accounts.
pub fn files(year: Year, lang: Lang) -> Vec<DemoFile> {
    let year = year.get();
    let month = Period::Month { year, month: MONTH };
    let (number, name) = (value(month, "mm"), value(month, "month"));
    let ledger = format!("input/{year}/{number}. PLE {name} {}.csv", value(month, "yy"));
    let (own, base) = profiles(lang);
    [
        (format!("profiles/{BASE}.toml"), base.to_owned()),
        (format!("profiles/{PROFILE}.toml"), own.to_owned()),
        (ledger, ledger::text(year, MONTH)),
        ("platform/out/series.csv".to_owned(), branches::registry()),
        ("accounting/centros.csv".to_owned(), branches::centres()),
        ("accounting/cuentas.csv".to_owned(), branches::accounts()),
    ]
    .map(|(path, text)| DemoFile { path: path.into(), text })
    .into()
}

/// The demo's own profile, and the starter that it extends.
fn profiles(lang: Lang) -> (&'static str, &'static str) {
    let base = STARTERS.iter().find(|starter| starter.name == BASE);
    match lang {
        Lang::Es => (include_str!("templates/ventas-demo.es.toml"), base.map_or("", |base| base.es)),
        Lang::En => (include_str!("templates/ventas-demo.en.toml"), base.map_or("", |base| base.en)),
    }
}

fn value(period: Period, placeholder: &str) -> String {
    period.value(placeholder).unwrap_or_default()
}
