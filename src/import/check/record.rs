//! The values of the row at hand, and what was found wrong with it: buffers that are filled anew for every row.

use super::code::{Code, Mended};
use super::field::Parsed;
use super::value::Value;
use crate::import::profile::{ColumnId, Level};
use std::ops::Range;

/// A rule that does not hold of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub rule: Code,
    /// `None`: of the row as a whole.
    pub column: Option<ColumnId>,
    /// What the file has, nothing cleaned; of rules between columns the value as it was read.
    pub found: String,
    /// What would be right, where there is one answer: a sum, a length, a list, the pattern.
    pub expected: Option<String>,
}

/// A value in the buffers.
#[derive(Debug, Clone, Copy)]
enum Stored {
    Text { start: usize, end: usize },
    Other(Value<'static>),
}

/// How far a field has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    /// Keys of a `[[rule]]` do not hold; those of its column do.
    RuleFailed,
    /// There is no value to go by.
    Failed,
}

/// Values and findings of one row.
#[derive(Debug, Default)]
pub struct RowState {
    text: String,
    fields: Vec<(Stored, State)>,
    pub violations: Vec<Violation>,
    pub warnings: Vec<Violation>,
    pub mended: Vec<(Mended, ColumnId)>,
}

impl RowState {
    /// Forgets the row before; all `columns` are empty.
    pub fn clear(&mut self, columns: usize) {
        self.text.clear();
        self.fields.clear();
        self.fields.resize(columns, (Stored::Other(Value::Empty), State::Sound));
        self.violations.clear();
        self.warnings.clear();
        self.mended.clear();
    }

    pub fn set(&mut self, column: ColumnId, parsed: &Parsed<'_>) {
        match parsed {
            Parsed::Other(value) => self.set_value(column, *value),
            Parsed::Text(text) => self.set_text(column, text),
        }
    }

    pub fn set_text(&mut self, column: ColumnId, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        if let Some((value, _)) = self.fields.get_mut(column.0) {
            *value = Stored::Text { start, end: self.text.len() };
        }
    }

    pub fn set_value(&mut self, column: ColumnId, value: Value<'static>) {
        if let Some((stored, _)) = self.fields.get_mut(column.0) {
            *stored = Stored::Other(value);
        }
    }

    pub fn value(&self, column: ColumnId) -> Value<'_> {
        match self.fields.get(column.0) {
            Some((Stored::Text { start, end }, _)) => Value::Text(self.slice(*start..*end)),
            Some((Stored::Other(value), _)) => *value,
            None => Value::Empty,
        }
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// Whether a column's own keys hold, so that rules can go by its value.
    pub fn has_passed(&self, column: ColumnId) -> bool {
        self.fields.get(column.0).is_some_and(|(_, state)| *state != State::Failed)
    }

    /// Whether neither its column nor a rule before found something wrong with a field.
    pub fn is_sound(&self, column: ColumnId) -> bool {
        self.fields.get(column.0).is_some_and(|(_, state)| *state == State::Sound)
    }

    /// Keeps rules from going by a column.
    pub fn fail(&mut self, column: ColumnId) {
        self.mark(column, State::Failed);
    }

    pub fn fail_rule(&mut self, column: ColumnId) {
        if self.is_sound(column) {
            self.mark(column, State::RuleFailed);
        }
    }

    fn mark(&mut self, column: ColumnId, state: State) {
        if let Some(field) = self.fields.get_mut(column.0) {
            field.1 = state;
        }
    }

    /// Takes over what was mended in a field.
    pub fn keep_mended(&mut self, column: ColumnId, mended: &mut Vec<Mended>) {
        if !mended.is_empty() {
            self.mended.extend(mended.drain(..).map(|mended| (mended, column)));
        }
    }

    /// Notes what does not hold; one rule at one column once.
    pub fn report(&mut self, level: Level, violation: Violation) {
        let list = match level {
            Level::Reject => &mut self.violations,
            Level::Warning => &mut self.warnings,
        };
        let same = |told: &Violation| told.rule == violation.rule && told.column == violation.column;
        if !list.iter().any(same) {
            list.push(violation);
        }
    }

    /// Puts what was found into the order of the columns; within one in the order in which it was asked.
    pub fn sort(&mut self) {
        self.violations.sort_by_key(|violation| violation.column);
        self.warnings.sort_by_key(|violation| violation.column);
    }
}
