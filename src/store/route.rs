//! How a company's file is reached, and why so.

use std::fmt;

/// How a company's database is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Driver {
    #[default]
    Auto,
    Native,
    Odbc,
}

/// A way to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// [`Driver::Odbc`] or [`Driver::Native`].
    pub driver: Driver,
    pub why: Why,
}

/// What decided for a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The configuration leaves no choice.
    Configured,
    NoAccessDriver,
    /// It is installed, and the file is only read.
    AccessDriver,
    /// Who is entered in the lock file.
    SomebodyInside(String),
    NobodyInside,
    /// A write of our engine's was cut short.
    RecoveryPending,
}

impl Route {
    /// The way to a company where nobody looks for an Access driver.
    pub(super) fn without_choice(configured: Driver) -> Route {
        match configured {
            Driver::Auto => Route { driver: Driver::Native, why: Why::NoAccessDriver },
            driver => Route { driver, why: Why::Configured },
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let driver = if self.driver == Driver::Odbc { "the Access driver" } else { "the native engine" };
        write!(f, "{driver}, because ")?;
        match &self.why {
            Why::Configured => f.write_str("the configuration says so"),
            Why::NoAccessDriver => f.write_str("there is no Access driver for this program"),
            Why::AccessDriver => f.write_str("it is installed and the file is only read"),
            Why::SomebodyInside(users) => write!(f, "the file is open: {users}"),
            Why::NobodyInside => f.write_str("nobody has the file open"),
            Why::RecoveryPending => f.write_str("an interrupted write has to be undone first"),
        }
    }
}
