//! One backup: a whole copy that is known to be sound, or none.

use super::error::{Error, Result, at, io_at};
use crate::files;
use accdb::{Database, Leftover, Strictness};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// What Access has left in a file, by kind, and how much of it. None of it does any harm.
pub type Leftovers = BTreeMap<Leftover, u64>;

/// What a copy is called until it is whole and known to be sound.
pub(super) const PARTIAL: &str = "partial";

/// Walks a whole file that Access may have written, too: what Access leaves behind itself is no damage, and is counted
/// by kind. `file` is what errors call it.
///
/// Errors: [`Error::Unsound`], and [`Error::At`] where it cannot be read.
pub fn check(file: &Path, db: &Database) -> Result<Leftovers> {
    let report = db.check(Strictness::AnyWriter).map_err(at(file))?;
    let Some(first) = report.errors().next() else { return Ok(report.leftovers()) };
    let finding =
        [first.page.map(|page| format!("page {page}")), first.table.clone(), Some(first.what.clone())];
    let finding = finding.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Err(Error::Unsound { file: file.to_owned(), finding, findings: report.errors })
}

/// Copies a database to a new file, which has its name only when it is on the disk and sound; makes the folder first.
///
/// Errors name the copy, or `file` where it is the database itself that is unsound. Nothing is left of what failed.
pub fn back_up(file: &Path, db: &Database, to: &Path) -> Result<()> {
    let partial = to.with_extension(PARTIAL);
    if let Some(folder) = to.parent() {
        files::make_folder(folder).map_err(io_at(folder, "making the folder"))?;
    }
    remove_if_there(&partial)?;
    let done = copy_and_check(file, db, &partial).and_then(|()| accdb::rename(&partial, to).map_err(at(to)));
    if done.is_err() {
        // What is wrong with it has been told; the next backup would remove it as well.
        let _ = fs::remove_file(&partial);
    }
    done
}

/// What is wrong with the copy, was wrong with the file.
fn copy_and_check(file: &Path, db: &Database, partial: &Path) -> Result<()> {
    db.copy_to(partial).map_err(at(partial))?;
    let copy = Database::open_read(partial).map_err(at(file))?;
    check(file, &copy).map(drop)
}

pub(super) fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_at(path, "removing")(error)),
        _ => Ok(()),
    }
}
