//! Every company by the driver that its configuration names.

use super::contract::{Backups, CompanyFile, CompanyStore, Driver, Stores};
use super::error::Result;
use super::native::NativeStores;
#[cfg(feature = "odbc")]
use super::odbc::{DriverManager, OdbcStores};

/// Opens company databases, each as it is to be reached.
#[derive(Clone)]
pub struct CompanyStores {
    #[cfg(feature = "odbc")]
    odbc: OdbcStores,
}

impl Default for CompanyStores {
    fn default() -> Self {
        CompanyStores {
            #[cfg(feature = "odbc")]
            odbc: OdbcStores::over(DriverManager),
        }
    }
}

impl CompanyStores {
    fn of(&self, file: &CompanyFile) -> &dyn Stores {
        match file.driver {
            #[cfg(feature = "odbc")]
            Driver::Odbc => &self.odbc,
            // A program without ODBC has refused such a configuration.
            #[cfg(not(feature = "odbc"))]
            Driver::Odbc => &NativeStores,
            Driver::Auto | Driver::Native => &NativeStores,
        }
    }
}

impl Stores for CompanyStores {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        self.of(file).open(file, write)
    }

    fn exists(&self, file: &CompanyFile) -> Result<bool> {
        self.of(file).exists(file)
    }
}
