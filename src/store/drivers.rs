//! Which ODBC drivers Windows has for programs of either width, as its registry lists them.

use super::registry;

/// The driver that opens `.accdb` files, by its exact name; the older one of nearly the same name cannot.
pub const ACCESS_DRIVER: &str = "Microsoft Access Driver (*.mdb, *.accdb)";

/// The bits of a pointer of this program: a driver must be of the same width.
pub const WIDTH: u32 = usize::BITS;

/// The drivers for programs of this one's width, and of the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstalledDrivers {
    pub same_width: Vec<String>,
    pub other_width: Vec<String>,
}

impl InstalledDrivers {
    /// Asks the registry; `None` where there is none, or it does not answer.
    pub fn ask() -> Option<InstalledDrivers> {
        let (same, other) = if WIDTH == 64 { ("/reg:64", "/reg:32") } else { ("/reg:32", "/reg:64") };
        Some(InstalledDrivers { same_width: listed(same)?, other_width: listed(other)? })
    }

    pub fn has_access_driver(&self) -> bool {
        has_access_driver(&self.same_width)
    }

    /// Whether only programs of the other width can reach `.accdb` files.
    pub fn has_access_driver_of_other_width(&self) -> bool {
        has_access_driver(&self.other_width)
    }
}

fn has_access_driver(drivers: &[String]) -> bool {
    drivers.iter().any(|driver| driver.eq_ignore_ascii_case(ACCESS_DRIVER))
}

/// A key that is not there has no drivers.
fn listed(view: &str) -> Option<Vec<String>> {
    let answer = registry::query(r"HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers", &[view])?;
    Some(values(&String::from_utf8_lossy(&answer.stdout)))
}

/// The names of the values in an answer of `reg query`, one to a line: name, type and value, four blanks between them.
fn values(answer: &str) -> Vec<String> {
    let line =
        |line: &str| line.strip_prefix("    ")?.split_once("    REG_").map(|(name, _)| name.to_owned());
    answer.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_the_registry_is_read() {
        let answer = "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\ODBC\\ODBCINST.INI\\ODBC Drivers\r\n    SQL Server    \
                      REG_SZ    Installed\r\n    Microsoft Access Driver (*.mdb, *.accdb)    REG_SZ    Installed\r\n\r\n";
        let same_width = values(answer);
        assert_eq!(same_width, ["SQL Server", ACCESS_DRIVER]);
        let drivers = InstalledDrivers { same_width, other_width: Vec::new() };
        assert!(drivers.has_access_driver() && !drivers.has_access_driver_of_other_width());
        assert!(values("ERROR: El sistema no ha podido encontrar la clave.\r\n").is_empty());
    }

    #[test]
    fn the_older_driver_does_not_count() {
        let older = vec!["Microsoft Access Driver (*.mdb)".to_owned()];
        assert!(!InstalledDrivers { same_width: older, ..Default::default() }.has_access_driver());
    }
}
