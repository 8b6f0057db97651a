//! Reads a whole database and tells where it breaks the rules of the format.
//!
//!     cargo run --example check -- club.accdb

use accdb::{CheckReport, Database, Strictness};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).ok_or("check FILE")?;
    let report = check(Path::new(&file))?;
    println!("{report}");
    if report.is_sound() { Ok(()) } else { Err("the database is not sound".into()) }
}

/// Holds the file to what any writer of such files keeps.
pub fn check(file: &Path) -> accdb::Result<CheckReport> {
    Database::open_read(file)?.check(Strictness::AnyWriter)
}
