//! Where the drivers that stand in for the Access one lie, and a folder that names them.

use crate::program::is_foreign;
use factulink::store::drivers::ACCESS_DRIVER;
use std::path::{Path, PathBuf};

/// The file of a driver, if it is installed here. Without it a test is skipped; with CI set it fails.
pub fn installed(library: &str) -> Option<PathBuf> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu/odbc",
        "/usr/lib/aarch64-linux-gnu/odbc",
        "/usr/lib/i386-linux-gnu/odbc",
        "/usr/lib/odbc",
        "/usr/lib64",
        "/usr/local/lib",
    ];
    // With slashes below Wine, too: the driver manager there is the system's.
    let path = |folder| PathBuf::from(format!("{folder}/{library}"));
    let found = folders.iter().map(path).find(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI needs the ODBC driver {library}");
        println!("skipped: there is no ODBC driver {library}");
    }
    found
}

/// SQLite's driver.
pub fn sqlite() -> Option<PathBuf> {
    installed("libsqlite3odbc.so")
}

/// The connection string of a database of SQLite's.
pub fn connection(driver: &Path, database: &Path) -> String {
    format!("Driver={};Database={}", driver.display(), as_driver_knows(database))
}

/// The name of a file as a driver knows it. Below Wine drivers are libraries of the system that Wine runs on; there
/// each letter of a drive is a link.
fn as_driver_knows(file: &Path) -> String {
    let name = file.display().to_string();
    if !cfg!(windows) {
        return name;
    }
    let prefix = std::env::var("WINEPREFIX").expect("Wine has SQLite's driver, Windows has not");
    let (letter, rest) = name.split_once(':').expect("a path with a drive");
    format!("{prefix}/dosdevices/{}:{}", letter.to_lowercase(), rest.replace('\\', "/"))
}

/// Makes a folder for `ODBCSYSINI` of `folder`, in which the driver has the Access driver's name.
pub fn under_the_name_of_access(folder: &Path, library: &Path) {
    // A program of another width finds the library of its own by the bare name.
    let library = library.file_name().filter(|_| is_foreign()).map_or(library, Path::new);
    let section = format!("[{ACCESS_DRIVER}]\nDriver={}\n", library.display());
    std::fs::write(folder.join("odbcinst.ini"), section).expect("written");
}
