//! A reader, and the comparison of what it says of a file with what the engine says.

use super::dump::{Cell, FileDump};
use super::kept::{Kept, Question};
use super::view::View;
use accdb::{Column, Value};
use std::path::Path;

/// A program that reads Access files. What it is known to do differently is stated in these functions of
/// its own, as narrowly as it is known, and nowhere else.
pub trait Reader {
    /// Its name, for messages.
    fn name(&self) -> &'static str;
    /// What its answers depend on beside the file: another one wherever they could be others. `None` for a reader that
    /// is quick enough to be asked every time.
    fn version(&self) -> Option<String> {
        None
    }
    /// Every table of the file.
    fn read(&self, file: &Path) -> FileDump;
    /// Whether it reads columns like this one at all.
    fn compares(&self, column: &Column) -> bool;
    /// A value of ours as it shows it.
    fn ours(&self, column: &Column, value: &Value<'_>) -> Cell;
    /// What it shows, where that has to be put in order before it is compared.
    fn theirs(&self, _column: &Column, cell: Cell) -> Cell {
        cell
    }
}

/// What a comparison of one file found.
#[derive(Debug, Default)]
pub struct Compared {
    /// Values that were compared.
    pub values: usize,
    pub differences: Vec<String>,
}

/// Compares what the reader says of every table of a file with what the engine says.
pub fn compare(reader: &dyn Reader, file: &Path) -> Compared {
    View::of(reader, file).against(&reader.read(file))
}

/// The same of a sample, about which the reader need not be asked each time.
pub fn compare_sample(reader: &dyn Reader, file: &Path, kept: &Kept) -> Compared {
    let Some(question) = Question::about(file, reader, "rows") else { return compare(reader, file) };
    let ours = View::of(reader, file);
    let differences = kept.settle(&question, &ours.answer(), || ours.against(&reader.read(file)).differences);
    Compared { values: ours.values(), differences }
}

/// Fails with the first differences, if there are any.
pub fn agree(compared: &[Compared]) {
    let differences: Vec<&String> = compared.iter().flat_map(|compared| &compared.differences).collect();
    assert!(
        differences.is_empty(),
        "{} differences: {:#?}",
        differences.len(),
        &differences[..differences.len().min(20)]
    );
}
