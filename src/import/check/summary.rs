//! What became of all rows of a file.

use super::code::{Code, Mended};
use super::decimal;
use super::record::{RowState, Violation};
use super::value::Value;
use crate::import::profile::{ColumnId, Output, Profile, Type};
use std::collections::BTreeMap;

/// Counts and sums: `read = accepted + rejected + blank + skipped`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
    /// Between rows with content; those below the last one are not rows.
    pub blank: u64,
    pub skipped: u64,
    /// Of rejected rows; a row may break several rules.
    pub violations: BTreeMap<Code, u64>,
    /// Of accepted rows, as are warnings and sums.
    pub mended: BTreeMap<Mended, u64>,
    /// With `gap`: the numbers that are missing.
    pub warnings: BTreeMap<Code, u64>,
    /// Accepted rows that a lookup holds, by its code.
    pub held: BTreeMap<Code, u64>,
    /// Missing numbers by key: `01/F007`. At most 10,000 keys.
    pub gaps: BTreeMap<String, u64>,
    pub sums: Vec<Sum>,
}

/// The sum of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    pub column: ColumnId,
    /// Of 10^-`decimals`.
    pub units: i128,
    pub decimals: u8,
}

/// With all decimals and a point: `2010623.23`.
impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        decimal::push_wide(self.units, self.decimals, '.', &mut text);
        f.write_str(&text)
    }
}

impl Summary {
    /// Nothing read yet. Summed are the decimal columns of the CSV output, or all where there is none.
    pub fn new(profile: &Profile) -> Summary {
        let in_output = |column: ColumnId| match &profile.csv {
            Some(csv) => {
                csv.columns.iter().any(|(_, value)| matches!(value, Output::Column(id) if *id == column))
            }
            None => true,
        };
        let sum = |(at, column): (usize, &crate::import::profile::Column)| {
            let decimals = column.field.decimals.unwrap_or(2).min(decimal::DECIMALS_MAX);
            let summed = column.field.kind == Some(Type::Decimal) && in_output(ColumnId(at));
            summed.then_some(Sum { column: ColumnId(at), units: 0, decimals })
        };
        Summary { sums: profile.columns.iter().enumerate().filter_map(sum).collect(), ..Summary::default() }
    }

    pub(super) fn accept(&mut self, row: &RowState) {
        self.accepted += 1;
        count(&mut self.warnings, &row.warnings);
        for (mended, _) in &row.mended {
            *self.mended.entry(*mended).or_default() += 1;
        }
        for sum in &mut self.sums {
            if let Value::Amount { units, .. } = row.value(sum.column) {
                sum.units += i128::from(units);
            }
        }
    }

    pub(super) fn reject(&mut self, row: &RowState) {
        self.rejected += 1;
        count(&mut self.violations, &row.violations);
    }
}

fn count(counts: &mut BTreeMap<Code, u64>, violations: &[Violation]) {
    for violation in violations {
        *counts.entry(violation.rule.clone()).or_default() += 1;
    }
}
