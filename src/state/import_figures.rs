//! The figures of a job, and their stored form: JSON with names and a version, since people and programs read them
//! long after the program that wrote them.

use super::error::{Error, Result};
use super::values;
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the stored form that this program writes and reads.
const VERSION: u32 = 1;

/// Counts by name.
pub type Counts = BTreeMap<String, u64>;

/// What was counted and added up while a job was prepared; of a table that it fills, also what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    pub rows: RowCounts,
    /// Name of a column and the sum of its accepted rows, in decimals.
    pub sums: BTreeMap<String, String>,
    /// Violations by the code of their rule.
    pub violations: Counts,
    pub mended: Counts,
    pub warnings: Counts,
    /// Numbers that nobody bears, by key.
    pub gaps: Counts,
    /// Of a table of an Access file.
    pub table: Option<TableCounts>,
}

/// Every row read has exactly one of these outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowCounts {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub blank: u64,
    pub skipped: u64,
}

impl RowCounts {
    /// Whether every row read has its outcome.
    pub fn add_up(&self) -> bool {
        let parts = [self.accepted, self.rejected, self.blank, self.skipped];
        parts.iter().try_fold(0u64, |sum, part| sum.checked_add(*part)) == Some(self.read)
    }
}

/// What became of rows on their way into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableCounts {
    pub new: u64,
    pub changed: u64,
    pub known: u64,
    pub held: u64,
}

impl Figures {
    /// Adds the figures of a part that was appended; its gaps replace those of the same keys.
    ///
    /// `None` where a sum is no decimal or leaves 128 bits.
    pub fn with_part(mut self, part: &Figures) -> Option<Figures> {
        self.rows = self.rows.plus(&part.rows);
        for (name, sum) in &part.sums {
            let before = self.sums.get(name).map_or("0", String::as_str);
            let both = add_decimals(before, sum)?;
            self.sums.insert(name.clone(), both);
        }
        add_counts(&mut self.violations, &part.violations);
        add_counts(&mut self.mended, &part.mended);
        add_counts(&mut self.warnings, &part.warnings);
        self.gaps.extend(part.gaps.iter().map(|(key, gaps)| (key.clone(), *gaps)));
        self.table = self.table.or(part.table);
        Some(self)
    }
}

impl RowCounts {
    fn plus(self, other: &RowCounts) -> RowCounts {
        RowCounts {
            read: self.read.saturating_add(other.read),
            accepted: self.accepted.saturating_add(other.accepted),
            rejected: self.rejected.saturating_add(other.rejected),
            blank: self.blank.saturating_add(other.blank),
            skipped: self.skipped.saturating_add(other.skipped),
        }
    }
}

fn add_counts(counts: &mut Counts, more: &Counts) {
    for (name, count) in more {
        let total = counts.entry(name.clone()).or_default();
        *total = total.saturating_add(*count);
    }
}

/// The exact sum of two decimals, with as many decimal places as the longer one.
fn add_decimals(a: &str, b: &str) -> Option<String> {
    let places = decimal_places(a).max(decimal_places(b));
    let sum = units(a, places)?.checked_add(units(b, places)?)?;
    let (sign, digits) =
        (if sum < 0 { "-" } else { "" }, format!("{:0width$}", sum.unsigned_abs(), width = places + 1));
    let (whole, fraction) = digits.split_at_checked(digits.len().checked_sub(places)?)?;
    let point = if places == 0 { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

fn decimal_places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

fn units(text: &str, places: usize) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<places$}").parse().ok()
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    rows: &'a RowCounts,
    sums: &'a BTreeMap<String, String>,
    violations: &'a Counts,
    mended: &'a Counts,
    warnings: &'a Counts,
    gaps: &'a Counts,
    table: Option<&'a TableCounts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "version")]
    _version: u32,
    rows: RowCounts,
    sums: BTreeMap<String, String>,
    violations: Counts,
    mended: Counts,
    warnings: Counts,
    gaps: Counts,
    table: Option<TableCounts>,
}

/// The version alone, read before the rest is.
#[derive(Deserialize)]
struct Numbered {
    version: u32,
}

pub(super) fn to_json(figures: &Figures) -> Result<String> {
    let written = Written {
        version: VERSION,
        rows: &figures.rows,
        sums: &figures.sums,
        violations: &figures.violations,
        mended: &figures.mended,
        warnings: &figures.warnings,
        gaps: &figures.gaps,
        table: figures.table.as_ref(),
    };
    serde_json::to_string(&written).map_err(Error::Unwritable)
}

pub(super) fn figures(row: &Row<'_>, column: &str) -> Result<Figures> {
    let Numbered { version } = values::json(row, column)?;
    if version != VERSION {
        return Err(Error::damaged(format_args!("{column} of version {version}")));
    }
    let Read { rows, sums, violations, mended, warnings, gaps, table, .. } = values::json(row, column)?;
    Ok(Figures { rows, sums, violations, mended, warnings, gaps, table })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_added_exactly() {
        for (a, b, sum) in [
            ("2010623.23", "0.77", "2010624.00"),
            ("-1.5", "0.25", "-1.25"),
            ("-0.05", "0.05", "0.00"),
            ("0.001", "-0.01", "-0.009"),
            ("7", "8", "15"),
            ("170141183460469231731687303715884105.727", "0.000", "170141183460469231731687303715884105.727"),
        ] {
            assert_eq!(add_decimals(a, b).as_deref(), Some(sum), "{a} + {b}");
        }
        assert_eq!(add_decimals("one", "1"), None);
        assert_eq!(add_decimals(&i128::MAX.to_string(), "1"), None);
    }

    #[test]
    fn rows_add_up_only_when_each_has_its_outcome() {
        let rows = RowCounts { read: 2004, accepted: 1918, rejected: 81, blank: 4, skipped: 1 };
        assert!(rows.add_up());
        assert!(!RowCounts { skipped: 0, ..rows }.add_up());
    }

    #[test]
    fn the_stored_form_is_pinned() {
        let figures = Figures {
            rows: RowCounts { read: 3, accepted: 2, rejected: 1, blank: 0, skipped: 0 },
            sums: BTreeMap::from([("total".to_owned(), "1.50".to_owned())]),
            violations: Counts::from([("required".to_owned(), 1)]),
            ..Figures::default()
        };
        let pinned = concat!(
            r#"{"version":1,"rows":{"read":3,"accepted":2,"rejected":1,"blank":0,"skipped":0},"#,
            r#""sums":{"total":"1.50"},"violations":{"required":1},"mended":{},"warnings":{},"gaps":{},"table":null}"#
        );
        assert_eq!(
            to_json(&figures).expect("a form"),
            pinned,
            "another form is another version, and a migration"
        );
    }
}
