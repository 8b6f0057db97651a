//! A profile made ready for one file: which cell is which column, and what is asked in which order.

use super::clean::{clean, is_blank};
use super::code::{Code, Mended};
use super::error::Error;
use super::field::{FieldReader, Parsed, raw_text};
use super::known::KnownValue;
use super::record::{RowState, Violation};
use super::rule::{RulePlan, What, order_problem};
use super::text::FieldProblem;
use super::titles::Placement;
use super::unique::{Claims, UniqueRule};
use super::value::Value;
use crate::import::period::Period;
use crate::import::profile::{ColumnId, DefaultValue, Level, Profile, RuleKind};
use crate::table::{Cell, Row};

/// What is asked of every row.
#[derive(Debug)]
pub struct CheckPlan {
    columns: Vec<ColumnPlan>,
    /// Columns with keys that compare them to others.
    ordered: Vec<ColumnId>,
    rules: Vec<RulePlan>,
    skip: Vec<(ColumnId, Vec<String>)>,
    width: usize,
    /// Whether a text row may have more fields than that.
    open_end: bool,
    /// Whether a workbook row may not have a value right of the titles.
    closed: bool,
    /// Places between the titles that have none.
    untitled: Vec<usize>,
    /// Whether it is a file of rejects, whose texts bear an apostrophe where a program would take them for formulas.
    of_rejects: bool,
}

#[derive(Debug)]
struct ColumnPlan {
    id: ColumnId,
    cell: usize,
    field: FieldReader,
    default: Option<DefaultValue>,
}

impl CheckPlan {
    pub fn new(profile: &Profile, period: Period, placement: &Placement) -> (CheckPlan, Vec<UniqueRule>) {
        let columns = profile.columns.iter().zip(&placement.cells).enumerate();
        let columns: Vec<ColumnPlan> = columns
            .map(|(at, (column, cell))| ColumnPlan {
                id: ColumnId(at),
                cell: *cell,
                field: FieldReader::of_column(&column.field, period),
                default: column.default.clone(),
            })
            .collect();
        let mut unique = Vec::new();
        let mut rules = Vec::new();
        for rule in &profile.rules {
            rules.push(RulePlan::new(rule, profile, period, unique.len()));
            if matches!(rule.what, RuleKind::Unique { .. }) {
                unique.extend(UniqueRule::new(&rule.what, unique.len()));
            }
        }
        let lower = |texts: &[String]| texts.iter().map(|text| text.to_lowercase()).collect();
        let has_order =
            |plan: &&ColumnPlan| plan.field.limits.not_before.or(plan.field.limits.not_after).is_some();
        let plan = CheckPlan {
            ordered: columns.iter().filter(has_order).map(|plan| plan.id).collect(),
            columns,
            rules,
            skip: profile.source.skip.iter().map(|(column, texts)| (*column, lower(texts))).collect(),
            width: placement.width,
            open_end: placement.titles.is_empty(),
            closed: placement.closed,
            untitled: placement.untitled.clone(),
            of_rejects: placement.is_of_rejects(),
        };
        (plan, unique)
    }

    pub fn is_blank(&self, row: &Row<'_>) -> bool {
        (0..row.len()).all(|at| is_blank_cell(row.cell(at)))
    }

    /// The place of a value in a workbook's row that stands right of the last title.
    pub fn value_outside(&self, row: &Row<'_>) -> Option<usize> {
        let looked_at = self.closed && row.line.is_none();
        let mut beyond = if looked_at { self.width..row.len() } else { 0..0 };
        beyond.find(|at| !is_blank_cell(row.cell(*at)))
    }

    /// The place of a value between the titles that has none above it.
    pub fn value_without_title(&self, row: &Row<'_>) -> Option<usize> {
        self.untitled.iter().copied().find(|at| !is_blank_cell(row.cell(*at)))
    }

    pub fn is_skipped(&self, row: &Row<'_>) -> bool {
        self.skip.iter().any(|(column, texts)| {
            let raw = raw_text(self.cell_of(*column, row));
            let Ok(text) = clean(&raw, true) else { return false };
            let same = |skipped: &String| {
                skipped.eq_ignore_ascii_case(&text) || (!text.is_ascii() && *skipped == text.to_lowercase())
            };
            texts.iter().any(same)
        })
    }

    /// A text row with fewer or more fields than titles; empty fields beyond them are none.
    pub fn ragged(&self, row: &Row<'_>) -> Option<Violation> {
        row.line?;
        let beyond = |at| !is_blank_cell(row.cell(at));
        let more = !self.open_end && row.len() > self.width && (self.width..row.len()).any(beyond);
        (row.len() < self.width || more).then(|| Violation {
            rule: Code::Columns,
            column: None,
            found: row.len().to_string(),
            expected: Some(self.width.to_string()),
        })
    }

    /// Reads every column by its own keys.
    pub fn read_columns(&self, row: &Row<'_>, state: &mut RowState, mended: &mut Vec<Mended>) {
        for plan in &self.columns {
            let cell = self.cell(plan, row);
            if plan.read_at_sight(cell, state) {
                continue;
            }
            match plan.field.read(cell, mended) {
                Ok(Parsed::EMPTY) if plan.default.is_some() || !plan.field.required => {}
                Ok(Parsed::EMPTY) => fail(plan.id, FieldProblem::of(Code::Required), cell, state),
                Ok(parsed) => plan.keep(&parsed, state, mended),
                Err(problem) => {
                    mended.clear();
                    fail(plan.id, problem, cell, state);
                }
            }
        }
        for plan in self.columns.iter().filter(|plan| plan.default.is_some()) {
            self.fill(plan, row, state, mended);
        }
        for column in &self.ordered {
            let Some(plan) = self.columns.get(column.0) else { continue };
            if let Some(problem) = order_problem(*column, &plan.field, state) {
                fail(*column, problem, self.cell(plan, row), state);
            }
        }
    }

    /// Gives an empty column its default, which must keep the column's own rules.
    fn fill(&self, plan: &ColumnPlan, row: &Row<'_>, state: &mut RowState, mended: &mut Vec<Mended>) {
        if !state.is_sound(plan.id) || !state.value(plan.id).is_empty() {
            return;
        }
        let cell = match &plan.default {
            Some(DefaultValue::Text(text)) => plan.field.literal(text),
            Some(DefaultValue::Column(other)) if state.has_passed(*other) => self.cell_of(*other, row),
            // The other column has been told; that this one has no value either is the same mistake.
            Some(DefaultValue::Column(_)) => return state.fail(plan.id),
            None => Cell::Empty,
        };
        match plan.field.read(cell, mended) {
            Ok(Parsed::EMPTY) if plan.field.required => {
                fail(plan.id, FieldProblem::of(Code::Required), cell, state)
            }
            Ok(Parsed::EMPTY) => {}
            Ok(parsed) => {
                mended.clear();
                if matches!(plan.default, Some(DefaultValue::Column(_))) {
                    mended.push(Mended::LastFilled);
                }
                plan.keep(&parsed, state, mended);
            }
            Err(problem) => {
                mended.clear();
                fail(plan.id, problem, cell, state);
            }
        }
    }

    /// Asks the rules of the profile in their order.
    pub fn ask_rules(
        &self,
        row: &Row<'_>,
        state: &mut RowState,
        mended: &mut Vec<Mended>,
        claims: &mut Claims<'_>,
    ) -> Result<(), Error> {
        for rule in &self.rules {
            if !rule.applies(state) {
                continue;
            }
            match &rule.what {
                What::Fields(fields) => {
                    let found = |column| raw_text(self.cell_of(column, row)).into_owned();
                    rule.check_fields(fields, state, mended, found);
                }
                What::Range { first, last, at_most } => rule.check_range((*first, *last), *at_most, state),
                What::Sum { of, equals, within } => rule.check_sum(of, *equals, *within, state),
                What::Share { share, of, rates, within } => {
                    rule.check_share((*share, *of), rates, *within, state);
                }
                What::Unique(place) => claims.check(*place, rule, state)?,
            }
        }
        Ok(())
    }

    fn cell_of<'r>(&self, column: ColumnId, row: &Row<'r>) -> Cell<'r> {
        self.columns.get(column.0).map_or(Cell::Empty, |plan| self.cell(plan, row))
    }

    fn cell<'r>(&self, plan: &ColumnPlan, row: &Row<'r>) -> Cell<'r> {
        match row.cell(plan.cell) {
            Cell::Text(text) if self.of_rejects => Cell::Text(without_apostrophe(text)),
            cell => cell,
        }
    }
}

impl ColumnPlan {
    /// Reads a cell that needs no more than a look; `false`: it must be read.
    fn read_at_sight(&self, cell: Cell<'_>, state: &mut RowState) -> bool {
        let may_be_empty = self.default.is_some() || !self.field.required;
        if matches!(cell, Cell::Empty | Cell::Text("")) {
            return may_be_empty;
        }
        match (self.field.at_sight(cell), cell) {
            (Some(KnownValue::Other(Value::Empty)), _) => return may_be_empty,
            (Some(KnownValue::Other(value)), _) => state.set_value(self.id, value),
            (Some(KnownValue::Same), Cell::Text(text)) => state.set_text(self.id, text),
            _ => return false,
        }
        true
    }

    fn keep(&self, parsed: &Parsed<'_>, state: &mut RowState, mended: &mut Vec<Mended>) {
        state.set(self.id, parsed);
        state.keep_mended(self.id, mended);
    }
}

fn fail(column: ColumnId, problem: FieldProblem, cell: Cell<'_>, state: &mut RowState) {
    let found = raw_text(cell).into_owned();
    let (code, expected) = problem.into_parts();
    state.report(Level::Reject, Violation { rule: code, column: Some(column), found, expected });
    state.fail(column);
}

/// Takes away what was put in front of a formula's first character in a file for people.
pub fn without_apostrophe(text: &str) -> &str {
    let bare = text.strip_prefix('\'');
    bare.filter(|bare| bare.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(text)
}

fn is_blank_cell(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => is_blank(text),
        _ => false,
    }
}
