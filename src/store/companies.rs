//! Every company by the driver that its configuration names.

#[cfg(feature = "odbc")]
use super::auto::{AutoStores, Machine};
use super::contract::{Backups, CompanyFile, CompanyStore, Stores};
use super::error::Result;
#[cfg(feature = "odbc")]
use super::location;
use super::native::NativeStores;
#[cfg(feature = "odbc")]
use super::odbc::{DriverManager, OdbcStores};
#[cfg(feature = "odbc")]
use super::route::{Driver, Route};
use std::time::Duration;

/// Opens company databases, each as it is to be reached.
#[derive(Clone)]
#[cfg_attr(not(feature = "odbc"), derive(Default))]
pub struct CompanyStores {
    #[cfg(feature = "odbc")]
    odbc: OdbcStores,
    #[cfg(feature = "odbc")]
    machine: Machine,
}

#[cfg(feature = "odbc")]
impl Default for CompanyStores {
    fn default() -> Self {
        CompanyStores { odbc: OdbcStores::over(DriverManager), machine: Machine::default() }
    }
}

#[cfg(feature = "odbc")]
impl CompanyStores {
    /// Has another way of letting time pass between two tries of a driver.
    pub fn waiting_by(self, wait: impl Fn(Duration) + 'static) -> Self {
        CompanyStores { odbc: self.odbc.waiting_by(wait), ..self }
    }

    fn auto(&self) -> AutoStores<'_> {
        AutoStores { native: &NativeStores, odbc: &self.odbc, sight: &self.machine }
    }

    /// A write of our engine's that was interrupted is undone before a driver, which knows nothing of it, sees the
    /// file.
    fn open_by_driver(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        if is_recovery_pending(file)? {
            drop(NativeStores.open(file, false)?);
        }
        self.odbc.open(file, write)
    }

    fn look_by_driver(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        if is_recovery_pending(file)? {
            // It says so; the driver would not, and would read half of that write.
            return NativeStores.look(file);
        }
        self.odbc.look(file)
    }
}

/// What a connection string leads to has no journal of ours.
#[cfg(feature = "odbc")]
fn is_recovery_pending(file: &CompanyFile) -> Result<bool> {
    Ok(file.odbc.connection.is_none() && location::is_recovery_pending(&file.path)?)
}

#[cfg(feature = "odbc")]
impl Stores for CompanyStores {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn route(&self, file: &CompanyFile, write: bool) -> Result<Route> {
        match file.driver {
            Driver::Auto => self.auto().route(&file.path, write),
            driver => Ok(Route::without_choice(driver)),
        }
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        match file.driver {
            Driver::Odbc => self.open_by_driver(file, write),
            Driver::Native => NativeStores.open(file, write),
            Driver::Auto => self.auto().open(file, write),
        }
    }

    fn look(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        match file.driver {
            Driver::Odbc => self.look_by_driver(file),
            Driver::Native => NativeStores.look(file),
            Driver::Auto => self.auto().look(file),
        }
    }

    fn exists(&self, file: &CompanyFile) -> Result<bool> {
        match file.driver {
            Driver::Odbc => self.odbc.exists(file),
            Driver::Auto | Driver::Native => NativeStores.exists(file),
        }
    }
}

#[cfg(not(feature = "odbc"))]
impl CompanyStores {
    /// Without a driver there is nothing to wait for.
    pub fn waiting_by(self, _: impl Fn(Duration) + 'static) -> Self {
        self
    }
}

/// A program without ODBC has refused a configuration that asks for it.
#[cfg(not(feature = "odbc"))]
impl Stores for CompanyStores {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        NativeStores.open(file, write)
    }

    fn look(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        NativeStores.look(file)
    }
}
