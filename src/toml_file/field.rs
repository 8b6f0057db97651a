//! A value of a document, read as what it has to be.

use super::findings::Findings;
use super::nearest::nearest;
use super::problem::{Kind, Problem};
use super::section::Section;
use std::ops::RangeInclusive;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// A value and the path that leads to it. What a reading method cannot read it reports, and yields `None`.
#[derive(Debug)]
pub struct Field<'t, P> {
    pub(super) findings: &'t Findings<'t, P>,
    pub(super) path: String,
    pub(super) value: &'t Spanned<DeValue<'t>>,
}

impl<'t, P: From<Problem> + PartialEq> Field<'t, P> {
    pub(super) fn start(&self) -> usize {
        self.value.span().start
    }

    pub fn line(&self) -> usize {
        self.findings.line(self.start())
    }

    /// Reports that the value is wrong.
    pub fn wrong(&self, problem: impl Into<P>) {
        self.findings.add(self.start(), self.path.clone(), problem);
    }

    /// Reports that the value is of another type than it must be.
    pub fn wrong_type(&self, expected: Kind) {
        self.wrong(Problem::WrongType { expected, found: self.kind() });
    }

    pub fn kind(&self) -> Kind {
        match self.value.get_ref() {
            DeValue::String(_) => Kind::Text,
            DeValue::Integer(_) => Kind::Integer,
            DeValue::Float(_) => Kind::Number,
            DeValue::Boolean(_) => Kind::Boolean,
            DeValue::Datetime(_) => Kind::Date,
            DeValue::Array(_) => Kind::List,
            DeValue::Table(_) => Kind::Table,
        }
    }

    pub(super) fn table(&self) -> Option<&'t DeTable<'t>> {
        let DeValue::Table(table) = self.value.get_ref() else {
            self.wrong_type(Kind::Table);
            return None;
        };
        Some(table)
    }

    pub fn section(&self) -> Option<Section<'t, P>> {
        Some(Section::new(self.findings, self.path.clone(), self.start(), Some(self.table()?)))
    }

    /// The tables of a `[[key]]`, one at least.
    pub(super) fn sections(&self) -> Vec<Section<'t, P>> {
        let DeValue::Array(tables) = self.value.get_ref() else {
            self.wrong_type(Kind::Tables);
            return Vec::new();
        };
        if tables.is_empty() {
            self.wrong(Problem::Empty);
        }
        self.list().unwrap_or_default().iter().filter_map(Field::section).collect()
    }

    /// The text, if it is one; reports nothing.
    pub fn as_text(&self) -> Option<&'t str> {
        self.value.get_ref().as_str()
    }

    /// The truth value, if it is one; reports nothing.
    pub fn as_boolean(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// The texts of a list, if it is one; reports nothing.
    pub fn as_texts(&self) -> Vec<&'t str> {
        let values = self.value.get_ref().as_array();
        values
            .into_iter()
            .flat_map(|values| values.iter())
            .filter_map(|value| value.get_ref().as_str())
            .collect()
    }

    /// The value of a key of a table, if it is one and has it; reports nothing, and makes no key known.
    pub fn inner(&self, key: &str) -> Option<Field<'t, P>> {
        let value = self.value.get_ref().as_table()?.get(key)?;
        Some(Field { findings: self.findings, path: format!("{}.{key}", self.path), value })
    }

    pub fn text(&self) -> Option<&'t str> {
        let DeValue::String(text) = self.value.get_ref() else {
            self.wrong_type(Kind::Text);
            return None;
        };
        Some(text)
    }

    /// A text that is not blank.
    pub fn filled_text(&self) -> Option<&'t str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.wrong(Problem::Empty);
            return None;
        }
        Some(text)
    }

    /// A text with a form of its own; `problem` says what is wrong with one that has not got it.
    pub fn parsed<T: FromStr>(&self, problem: impl Fn(String) -> P) -> Option<T> {
        let text = self.text()?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.wrong(problem(text.to_owned()));
        }
        parsed
    }

    /// A whole number within limits, both included.
    pub fn integer<T: TryFrom<i64>>(&self, limits: RangeInclusive<i64>) -> Option<T> {
        let DeValue::Integer(integer) = self.value.get_ref() else {
            self.wrong_type(Kind::Integer);
            return None;
        };
        let fitting = whole(integer).filter(|number| limits.contains(number));
        let fitting = fitting.and_then(|number| T::try_from(number).ok());
        if fitting.is_none() {
            let (low, high) = limits.into_inner();
            self.wrong(Problem::OutOfRange { found: integer.to_string(), low, high });
        }
        fitting
    }

    /// A number as it is written, so that no digit of it goes through binary.
    pub fn written_number(&self) -> Option<String> {
        match self.value.get_ref() {
            DeValue::Integer(integer) => {
                Some(whole(integer).map_or_else(|| integer.to_string(), |number| number.to_string()))
            }
            DeValue::Float(float) => Some(float.as_str().to_owned()),
            _ => {
                self.wrong_type(Kind::Number);
                None
            }
        }
    }

    /// A date, written between quotes or not, as its text.
    pub fn date_text(&self) -> Option<String> {
        match self.value.get_ref() {
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => self.text().map(str::to_owned),
        }
    }

    pub fn boolean(&self) -> Option<bool> {
        let DeValue::Boolean(value) = self.value.get_ref() else {
            self.wrong_type(Kind::Boolean);
            return None;
        };
        Some(*value)
    }

    /// One word of a closed list.
    pub fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let chosen = choices.iter().find(|(word, _)| *word == text);
        if chosen.is_none() {
            self.not_one_of(text, choices.iter().map(|(word, _)| *word));
        }
        chosen.map(|(_, value)| *value)
    }

    /// Reports that a word is none of those that could stand here.
    pub fn not_one_of<'w>(&self, found: &str, words: impl Iterator<Item = &'w str>) {
        let words: Vec<_> = words.collect();
        let nearest = nearest(found, words.iter().copied()).to_owned();
        self.wrong(Problem::NotOneOf { found: found.to_owned(), nearest, allowed: words.join(", ") });
    }

    /// The elements of a list.
    pub fn list(&self) -> Option<Vec<Field<'t, P>>> {
        let DeValue::Array(values) = self.value.get_ref() else {
            self.wrong_type(Kind::List);
            return None;
        };
        let path = |number| format!("{}[{number}]", self.path);
        let field = |(value, number)| Field { findings: self.findings, path: path(number), value };
        Some(values.iter().zip(1..).map(field).collect())
    }

    /// The elements of a list that `read` can read, none of them twice.
    pub fn distinct<T: PartialEq>(&self, read: impl Fn(&Field<'t, P>) -> Option<T>) -> Option<Vec<T>> {
        let mut seen: Vec<(T, usize)> = Vec::new();
        for field in self.list()? {
            let Some(value) = read(&field) else { continue };
            match seen.iter().find(|(earlier, _)| *earlier == value) {
                Some((_, first)) => field.wrong(Problem::Repeated { found: field.written(), first: *first }),
                None => seen.push((value, field.line())),
            }
        }
        Some(seen.into_iter().map(|(value, _)| value).collect())
    }

    /// The value as it stands in the file.
    pub fn written(&self) -> String {
        self.findings.written(self.value.span()).to_owned()
    }
}

fn whole(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
