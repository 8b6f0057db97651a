//! Rows in, outcomes out: every row of a file in its order, through every rule of its profile.

use super::code::{Code, Mended};
use super::error::Error;
use super::field::Parsed;
use super::intervals::NumberSpan;
use super::lookup::{HeldByLookup, Lookups, Misfit, compute, look_up};
use super::plan::CheckPlan;
use super::record::{RowState, Violation};
use super::summary::Summary;
use super::titles::{Placement, TitlesProblem};
use super::unique::{Claims, LoadedNumbers};
use super::value::Value;
use crate::import::period::Period;
use crate::import::profile::{ColumnId, Level, Profile};
use crate::table::Row;
use std::borrow::Cow;

/// The beginning of a text that takes at most so many units of UTF-16, without blanks at its end.
fn cut(text: &str, room: usize) -> &str {
    let mut units = 0;
    let fits = |(_, c): &(usize, char)| {
        units += c.len_utf16();
        units <= room
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    text.get(..end).unwrap_or_default().trim_end()
}

/// What becomes of a row. A blank one counts only if one with content follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOutcome {
    Blank,
    Skipped,
    Rejected,
    Accepted,
}

/// A row as it was found; valid until the next one is checked.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'c> {
    pub outcome: RowOutcome,
    /// Every rule that the row breaks, in the order of the columns; none of an accepted row.
    pub violations: &'c [Violation],
    pub warnings: &'c [Violation],
    pub mended: &'c [(Mended, ColumnId)],
    /// An accepted row that does not go on.
    pub held: Option<&'c HeldByLookup>,
    pub record: RowRecord<'c>,
}

/// The values of a row. Of a rejected one those that could be read; nothing is looked up or computed for it.
#[derive(Debug, Clone, Copy)]
pub struct RowRecord<'c> {
    row: &'c RowState,
    found: &'c [String],
    computed: &'c [Value<'static>],
}

impl<'c> RowRecord<'c> {
    pub fn value(&self, column: ColumnId) -> Value<'c> {
        self.row.value(column)
    }

    /// By its place in [`Profile::lookups`].
    pub fn lookup(&self, place: usize) -> Value<'c> {
        self.found.get(place).map_or(Value::Empty, |value| Value::Text(value))
    }

    /// By its place in [`Profile::computes`].
    pub fn compute(&self, place: usize) -> Value<'c> {
        self.computed.get(place).copied().unwrap_or(Value::Empty)
    }
}

/// Checks the rows of one file.
pub struct Checker<'a> {
    profile: &'a Profile,
    plan: CheckPlan,
    claims: Claims<'a>,
    lookups: &'a mut dyn Lookups,
    summary: Summary,
    /// The number of the row before.
    last: u64,
    /// Blank rows since the last one with content.
    blank: u64,
    row: RowState,
    mended: Vec<Mended>,
    held: Option<HeldByLookup>,
    found: Vec<String>,
    computed: Vec<Value<'static>>,
}

impl<'a> Checker<'a> {
    pub fn new(
        profile: &'a Profile,
        period: Period,
        placement: &Placement,
        earlier: &'a mut dyn LoadedNumbers,
        lookups: &'a mut dyn Lookups,
    ) -> Checker<'a> {
        let (plan, unique) = CheckPlan::new(profile, period, placement);
        Checker {
            profile,
            plan,
            claims: Claims::new(unique, earlier),
            lookups,
            summary: Summary::new(profile),
            last: placement.row,
            blank: 0,
            row: RowState::default(),
            mended: Vec::new(),
            held: None,
            found: Vec::new(),
            computed: Vec::new(),
        }
    }

    /// Checks the next row. Errors are never the row's own: a file that is another kind, or a source that fails.
    pub fn check(&mut self, row: &Row<'_>) -> Result<Checked<'_>, Error> {
        self.clear();
        self.blank += row.number.saturating_sub(self.last.saturating_add(1));
        self.last = row.number;
        let outcome = self.judge(row)?;
        match outcome {
            RowOutcome::Blank => self.blank += 1,
            RowOutcome::Skipped => self.summary.skipped += 1,
            RowOutcome::Rejected => self.reject()?,
            RowOutcome::Accepted => self.accept()?,
        }
        if outcome != RowOutcome::Blank {
            self.summary.blank += std::mem::take(&mut self.blank);
        }
        Ok(self.checked(outcome))
    }

    /// Counts and sums up to here, without gaps.
    pub fn so_far(&self) -> &Summary {
        &self.summary
    }

    /// Ends the file: counts, sums, and the numbers that are missing.
    pub fn finish(&mut self) -> Result<Summary, Error> {
        let (gaps, missing) = self.claims.gaps()?;
        let mut summary = self.summary.clone();
        summary.read = summary.accepted + summary.rejected + summary.blank + summary.skipped;
        summary.gaps = gaps;
        if missing > 0 {
            *summary.warnings.entry(Code::Gap).or_default() += missing;
        }
        Ok(summary)
    }

    /// Shows the numbers of accepted rows that later jobs of the profile must know (`scope = "profile"`): by key,
    /// merged, in ascending order. A later [`LoadedNumbers`] is asked for the same keys.
    pub fn visit_accepted(
        &mut self,
        visit: impl FnMut(&str, NumberSpan) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.claims.visit_accepted(visit)
    }

    /// Shows the numbers of all accepted rows, whatever the scope of their rule.
    pub fn visit_all(
        &mut self,
        visit: impl FnMut(&str, NumberSpan) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.claims.visit_all(visit)
    }

    fn clear(&mut self) {
        self.row.clear(self.profile.columns.len());
        self.claims.clear();
        self.held = None;
        self.found.clear();
        self.computed.clear();
    }

    fn judge(&mut self, row: &Row<'_>) -> Result<RowOutcome, Error> {
        if self.plan.is_blank(row) {
            return Ok(RowOutcome::Blank);
        }
        if let Some(at) = self.plan.value_outside(row) {
            let outside = Some((row.number, at));
            return Err(TitlesProblem { outside, ..TitlesProblem::default() }.into());
        }
        if let Some(at) = self.plan.value_without_title(row) {
            let untitled = Some((row.number, at));
            return Err(TitlesProblem { untitled, ..TitlesProblem::default() }.into());
        }
        if self.plan.is_skipped(row) {
            return Ok(RowOutcome::Skipped);
        }
        if let Some(violation) = self.plan.ragged(row) {
            self.row.report(Level::Reject, violation);
            return Ok(RowOutcome::Rejected);
        }
        self.plan.read_columns(row, &mut self.row, &mut self.mended);
        self.plan.ask_rules(row, &mut self.row, &mut self.mended, &mut self.claims)?;
        self.compute();
        self.look_up()?;
        self.row.sort();
        Ok(if self.row.violations.is_empty() { RowOutcome::Accepted } else { RowOutcome::Rejected })
    }

    /// Computes the values of a row that is right so far; one that cannot be had rejects it.
    fn compute(&mut self) {
        if !self.row.violations.is_empty() {
            return;
        }
        if let Err(name) = compute(self.profile, &self.row, &mut self.computed) {
            let violation = Violation { rule: Code::OutOfRange, column: None, found: name, expected: None };
            self.row.report(Level::Reject, violation);
        }
    }

    /// Looks up the values of a row that is right so far; one that goes on has to fit its table.
    fn look_up(&mut self) -> Result<(), Error> {
        if !self.row.violations.is_empty() {
            return Ok(());
        }
        if !self.profile.lookups.is_empty() {
            self.held = look_up(self.profile, &self.row, self.lookups, &mut self.found)?;
        }
        if self.held.is_none() {
            self.fit();
        }
        Ok(())
    }

    /// Texts that may be cut are; any other value without room in its table rejects the row.
    fn fit(&mut self) {
        while let Some(misfit) = self.misfit() {
            if !self.cut(&misfit) {
                return self.row.report(Level::Reject, misfit.violation);
            }
        }
    }

    fn misfit(&mut self) -> Option<Misfit> {
        let Checker { row, found, computed, lookups, .. } = self;
        lookups.misfit(&RowRecord { row, found, computed })
    }

    /// Cuts the text of a column with `over = "cut"`; tells whether it has become shorter.
    fn cut(&mut self, misfit: &Misfit) -> bool {
        let Some((id, room)) = misfit.violation.column.zip(misfit.room) else { return false };
        let may_be_cut = self.profile.columns.get(id.0).is_some_and(|column| column.field.cut);
        let Value::Text(text) = self.row.value(id) else { return false };
        let short = cut(text, room);
        if !may_be_cut || short.len() == text.len() {
            return false;
        }
        let short = Parsed::Text(Cow::Owned(short.to_owned()));
        self.row.set(id, &short);
        self.row.keep_mended(id, &mut vec![Mended::Cut]);
        true
    }

    fn reject(&mut self) -> Result<(), Error> {
        self.claims.reject()?;
        self.summary.reject(&self.row);
        Ok(())
    }

    fn accept(&mut self) -> Result<(), Error> {
        self.claims.accept()?;
        if let Some(held) = &self.held {
            *self.summary.held.entry(held.code.clone()).or_default() += 1;
        }
        self.summary.accept(&self.row);
        Ok(())
    }

    fn checked(&self, outcome: RowOutcome) -> Checked<'_> {
        Checked {
            outcome,
            violations: &self.row.violations,
            warnings: &self.row.warnings,
            mended: &self.row.mended,
            held: self.held.as_ref(),
            record: RowRecord { row: &self.row, found: &self.found, computed: &self.computed },
        }
    }
}
