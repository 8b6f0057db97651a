//! The one record that says what is wrong, and what it says.

use super::codes::{ACCESS, GRAMMAR, SQLITE};
use super::phrases::PHRASES;
use super::states::{CLASSES, STATES};
use super::trouble::Trouble;
use crate::store::odbc::Record;

/// What the records of one failed call mean; `file` is where the database lies, or what errors call it.
///
/// Every record is looked at: by its native code, then by its state, then by its text, which may be in any language,
/// and last by the class of its state. What only says that the driver could not note something down counts where
/// nothing else is said. A path that leads nowhere is something that passes where it lies on a share.
pub fn classify(records: &[Record], file: &str) -> Trouble {
    if records.is_empty() {
        return Trouble::DriverSilent;
    }
    let ways: [fn(&Record) -> Option<Trouble>; 4] = [by_native, by_state, by_text, by_class];
    let meanings = || ways.iter().flat_map(|way| records.iter().filter_map(way));
    let telling = meanings().find(|trouble| *trouble != Trouble::RegistryKey).or_else(|| meanings().next());
    match telling.unwrap_or(Trouble::Unknown) {
        Trouble::BadPath | Trouble::NotFound if is_on_share(file) => Trouble::ShareAway,
        trouble => trouble,
    }
}

fn by_native(record: &Record) -> Option<Trouble> {
    let codes: &[(i32, Trouble)] = if of_sqlite(record) { &SQLITE } else { &ACCESS };
    let known = codes.iter().find(|(code, _)| *code == record.native).map(|(_, trouble)| *trouble);
    known.or_else(|| GRAMMAR.contains(&record.native).then_some(Trouble::Syntax))
}

fn of_sqlite(record: &Record) -> bool {
    record.message.contains("[SQLite]")
}

fn by_state(record: &Record) -> Option<Trouble> {
    STATES.iter().find(|(state, _)| record.state.eq_ignore_ascii_case(state)).map(|(_, trouble)| *trouble)
}

fn by_text(record: &Record) -> Option<Trouble> {
    let message = record.message.to_lowercase();
    let found = |(pieces, _): &&(&[&str], Trouble)| pieces.iter().all(|piece| message.contains(piece));
    PHRASES.iter().find(found).map(|(_, trouble)| *trouble)
}

fn by_class(record: &Record) -> Option<Trouble> {
    let class = record.state.get(..2)?;
    CLASSES.iter().find(|(known, _)| class.eq_ignore_ascii_case(known)).map(|(_, trouble)| *trouble)
}

/// `\\server\share\…`, and not `\\?\C:\…`, which is a long way of writing a path of this machine.
fn is_on_share(file: &str) -> bool {
    match file.strip_prefix(r"\\?\") {
        Some(long) => long.to_ascii_uppercase().starts_with(r"UNC\"),
        None => file.starts_with(r"\\") || file.starts_with("//"),
    }
}
