//! Undoes a commit that was cut short, as opening a file does, and says what was found.
//!
//!     cargo run --example recover -- club.accdb

use accdb::{Database, Error, check_recovery};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).ok_or("recover FILE")?;
    println!("{}", recover(Path::new(&file))?);
    Ok(())
}

/// What there was to do.
pub fn recover(file: &Path) -> Result<&'static str, Error> {
    // Looking changes nothing.
    if !check_recovery(file)? {
        return Ok("no commit was interrupted");
    }
    match Database::open_write(file) {
        Ok(_) => Ok("an interrupted commit was undone: the file is as it was before it"),
        Err(Error::InUse) => Ok("somebody else has the file; it is undone by whoever opens it next"),
        Err(other) => Err(other),
    }
}
