//! The stores that are held to the contract, each with a company of a given content.

use super::content::date;
#[cfg(feature = "odbc")]
use crate::odbc::{driver, loading};
use factulink::domain::*;
use factulink::store::memory::{MemoryCompany, MemoryStores};
#[cfg(feature = "odbc")]
use factulink::store::odbc::{DriverManager, OdbcStores, Strict};
use factulink::store::{CompanyFile, CompanyStore, Driver, NativeStores, OdbcOptions, Stores, demo};

/// A company that was made, and the way to it. Whatever it lies in goes away with `_keep`.
pub struct Made {
    pub stores: Box<dyn Stores>,
    pub file: CompanyFile,
    pub _keep: Option<Box<dyn std::any::Any>>,
}

/// `None` where what it needs is not installed: that has been said, and the test is over.
pub type Maker = fn(&MemoryCompany) -> Option<Made>;

impl Made {
    pub fn read(&self) -> Box<dyn CompanyStore> {
        self.stores.open(&self.file, false).expect("opened for reading")
    }

    pub fn write(&self) -> Box<dyn CompanyStore> {
        self.stores.open(&self.file, true).expect("opened for writing")
    }
}

pub fn file() -> CompanyFile {
    let year = Year::new(2026).expect("a year");
    CompanyFile {
        company: "oficit".parse().expect("a name"),
        year,
        path: "oficit2026.accdb".into(),
        driver: Driver::Native,
        odbc: OdbcOptions::default(),
    }
}

pub fn memory(content: &MemoryCompany) -> Option<Made> {
    let stores = MemoryStores::default();
    stores.put(&file().company, file().year, content.clone());
    Some(Made { stores: Box::new(stores), file: file(), _keep: None })
}

/// The same content in a file that our own engine has made.
pub fn native(content: &MemoryCompany) -> Option<Made> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = CompanyFile { path: folder.path().join("0012026.accdb"), ..file() };
    let company = demo::DemoCompany {
        name: "oficit",
        identity: Company { exercise: "2026".into(), ..content.identity.clone() },
        link: None,
        articles: content.articles.clone(),
        prices: content.prices.clone(),
        suppliers: content.suppliers.clone(),
        warehouses: content.warehouses.clone(),
        vat: content.vat,
        orders: content.orders.values().cloned().collect(),
        documents: content.documents.iter().map(stored).collect(),
    };
    demo::write_company(&file.path, &company, date("2026-11-20")).expect("the file can be made");
    Some(Made { stores: Box::new(NativeStores), file, _keep: Some(Box::new(folder)) })
}

/// The same content in a database of SQLite's, reached through its driver.
#[cfg(feature = "odbc")]
pub fn odbc(content: &MemoryCompany) -> Option<Made> {
    through(OdbcStores::over(DriverManager), content)
}

/// The same through a driver that refuses what the Access driver refuses.
#[cfg(feature = "odbc")]
pub fn strict(content: &MemoryCompany) -> Option<Made> {
    let driver = Strict(DriverManager);
    through_strict(OdbcStores::over(driver), content)
}

#[cfg(feature = "odbc")]
pub fn through_strict(stores: OdbcStores, content: &MemoryCompany) -> Option<Made> {
    let made = through(stores, content)?;
    // Such a driver does not tell keys: they are read from the file beside the database.
    let connection = made.file.odbc.connection?;
    let file = made.file.path.with_extension("accdb");
    let odbc = OdbcOptions {
        connection: Some(format!("{connection};DBQ={}", file.display())),
        ..OdbcOptions::default()
    };
    Some(Made { file: CompanyFile { odbc, ..made.file }, ..made })
}

/// The same content in a database of PostgreSQL's, reached through its driver.
#[cfg(all(feature = "odbc", unix))]
pub fn postgres(content: &MemoryCompany) -> Option<Made> {
    through_postgres(OdbcStores::over(DriverManager), content)
}

#[cfg(all(feature = "odbc", unix))]
pub fn through_postgres(stores: OdbcStores, content: &MemoryCompany) -> Option<Made> {
    let made = native(content)?;
    let odbc = OdbcOptions {
        connection: Some(crate::odbc::postgres::load(&made.file.path)?),
        ..OdbcOptions::default()
    };
    let file = CompanyFile { driver: Driver::Odbc, odbc, ..made.file };
    Some(Made { stores: Box::new(stores), file, ..made })
}

#[cfg(feature = "odbc")]
pub fn through(stores: OdbcStores, content: &MemoryCompany) -> Option<Made> {
    let library = driver::sqlite()?;
    let made = native(content)?;
    let database = made.file.path.with_extension("db");
    loading::load(&made.file.path, &database);
    let connection = Some(driver::connection(&library, &database));
    let odbc = OdbcOptions { connection, ..OdbcOptions::default() };
    let file = CompanyFile { driver: Driver::Odbc, odbc, path: database, ..made.file };
    Some(Made { stores: Box::new(stores), file, ..made })
}

fn stored((id, order): (&DocumentId, &SupplierOrder)) -> demo::DemoDocument {
    demo::DemoDocument { number: id.number, reference: order.mark.to_string(), order: order.clone() }
}
