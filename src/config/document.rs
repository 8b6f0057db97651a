//! Reading a TOML document key by key: every value knows its place and its path, and what is wrong is collected.

use super::error::{Finding, Kind, Position, Problem};
use super::nearest::nearest;
use crate::domain::Percent;
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where the findings of one document gather.
pub(super) struct Findings<'t> {
    text: &'t str,
    found: RefCell<Vec<Finding>>,
}

impl<'t> Findings<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default() }
    }

    pub fn add(&self, at: usize, key: impl Into<String>, problem: Problem) {
        self.found.borrow_mut().push(Finding { at: position(self.text, at), key: key.into(), problem });
    }

    /// Every finding, in the order of the file.
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|finding| finding.at);
        found
    }

    pub fn line(&self, at: usize) -> usize {
        position(self.text, at).line
    }
}

/// The line and column of a byte offset; past the end is the end.
pub(super) fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text).trim_start_matches('\u{feff}');
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// A table of the document. Keys that nobody asked for are unknown: [`Section::close`] says so.
pub(super) struct Section<'t> {
    findings: &'t Findings<'t>,
    path: String,
    start: usize,
    table: Option<&'t DeTable<'t>>,
    known: RefCell<Vec<&'static str>>,
}

impl<'t> Section<'t> {
    pub fn root(findings: &'t Findings<'t>, table: &'t DeTable<'t>) -> Self {
        Self { findings, path: String::new(), start: 0, table: Some(table), known: RefCell::default() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key, if it is there.
    pub fn value(&self, key: &'static str) -> Option<Field<'t>> {
        self.known.borrow_mut().push(key);
        let value = self.table?.get(key)?;
        Some(Field { findings: self.findings, path: self.path_of(key), value })
    }

    /// The value of a key; its absence is a finding.
    pub fn required(&self, key: &'static str) -> Option<Field<'t>> {
        let field = self.value(key);
        if field.is_none() {
            self.findings.add(self.start, self.path_of(key), Problem::Missing);
        }
        field
    }

    /// A table within this one; one that is absent has no keys.
    pub fn section(&self, key: &'static str) -> Section<'t> {
        let field = self.value(key);
        let table = field.as_ref().and_then(Field::table);
        self.inner(self.path_of(key), field.map_or(self.start, |field| field.start()), table)
    }

    /// Like [`Section::section`], for a table that must be there.
    pub fn required_section(&self, key: &'static str) -> Option<Section<'t>> {
        let field = self.required(key)?;
        let table = field.table()?;
        Some(self.inner(self.path_of(key), field.start(), Some(table)))
    }

    /// The tables of a `[[key]]`; none is a finding.
    pub fn sections(&self, key: &'static str) -> Vec<Section<'t>> {
        let Some(field) = self.required(key) else { return Vec::new() };
        let DeValue::Array(tables) = field.value.get_ref() else {
            field.wrong_type(Kind::Tables);
            return Vec::new();
        };
        if tables.is_empty() {
            field.wrong(Problem::Empty);
        }
        let numbered = tables.iter().zip(1..);
        let element = |(value, number)| {
            let path = format!("{key}[{number}]");
            let field = Field { findings: self.findings, path: path.clone(), value };
            Some(self.inner(path, field.start(), Some(field.table()?)))
        };
        numbered.filter_map(element).collect()
    }

    fn inner(&self, path: String, start: usize, table: Option<&'t DeTable<'t>>) -> Section<'t> {
        Section { findings: self.findings, path, start, table, known: RefCell::default() }
    }

    /// Every key of a table whose keys are free, with its value, in the order of the file.
    pub fn entries(&self) -> Vec<(&'t str, Field<'t>)> {
        let pairs = self.table.into_iter().flat_map(|table| table.iter());
        let field = |(key, value): (&'t Spanned<_>, &'t Spanned<DeValue<'t>>)| {
            let key: &'t std::borrow::Cow<'t, str> = key.get_ref();
            (key.as_ref(), Field { findings: self.findings, path: self.path_of(key), value })
        };
        let mut entries: Vec<_> = pairs.map(field).collect();
        entries.sort_by_key(|(_, field)| field.start());
        entries
    }

    /// Reports every key that was not asked for.
    pub fn close(&self) {
        let known = self.known.borrow();
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let nearest = nearest(name, known.iter().copied()).to_owned();
                self.findings.add(key.span().start, self.path_of(name), Problem::UnknownKey { nearest });
            }
        }
    }
}

/// A value and the path that leads to it. What a reading method cannot read it reports, and yields `None`.
pub(super) struct Field<'t> {
    findings: &'t Findings<'t>,
    path: String,
    value: &'t Spanned<DeValue<'t>>,
}

impl<'t> Field<'t> {
    pub fn start(&self) -> usize {
        self.span().start
    }

    fn span(&self) -> Range<usize> {
        self.value.span()
    }

    pub fn line(&self) -> usize {
        self.findings.line(self.start())
    }

    pub fn wrong(&self, problem: Problem) {
        self.findings.add(self.start(), self.path.clone(), problem);
    }

    fn wrong_type(&self, expected: Kind) {
        self.wrong(Problem::WrongType { expected, found: kind(self.value.get_ref()) });
    }

    fn table(&self) -> Option<&'t DeTable<'t>> {
        let DeValue::Table(table) = self.value.get_ref() else {
            self.wrong_type(Kind::Table);
            return None;
        };
        Some(table)
    }

    /// The text, if it is one; reports nothing.
    pub fn as_text(&self) -> Option<&'t str> {
        self.value.get_ref().as_str()
    }

    pub fn text(&self) -> Option<&'t str> {
        let DeValue::String(text) = self.value.get_ref() else {
            self.wrong_type(Kind::Text);
            return None;
        };
        Some(text)
    }

    pub fn filled_text(&self) -> Option<&'t str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.wrong(Problem::Empty);
            return None;
        }
        Some(text)
    }

    /// A text with a form of its own; `problem` says what is wrong with one that has not got it.
    pub fn parsed<T: FromStr>(&self, problem: impl Fn(String) -> Problem) -> Option<T> {
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
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let fitting =
            number.filter(|number| limits.contains(number)).and_then(|number| T::try_from(number).ok());
        if fitting.is_none() {
            let (low, high) = limits.into_inner();
            self.wrong(Problem::OutOfRange { found: integer.to_string(), low, high });
        }
        fitting
    }

    /// A percentage from 0 to 100, read as the decimal that is written.
    pub fn percent(&self) -> Option<Percent> {
        let written = match self.value.get_ref() {
            DeValue::Integer(integer) => integer.to_string(),
            DeValue::Float(float) => float.as_str().to_owned(),
            _ => {
                self.wrong_type(Kind::Number);
                return None;
            }
        };
        let Ok(percent) = written.parse::<Percent>() else {
            self.wrong(Problem::NotAnAmount { found: written });
            return None;
        };
        if percent.is_negative() || percent > Percent::from_ten_thousandths(100 * 10_000) {
            self.wrong(Problem::OutOfRange { found: written, low: 0, high: 100 });
            return None;
        }
        Some(percent)
    }

    /// One word of a closed list.
    pub fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let chosen = choices.iter().find(|(word, _)| *word == text);
        if chosen.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            let nearest = nearest(text, words.iter().copied()).to_owned();
            self.wrong(Problem::NotOneOf { found: text.to_owned(), nearest, allowed: words.join(", ") });
        }
        chosen.map(|(_, value)| *value)
    }

    /// The elements of a list.
    pub fn list(&self) -> Option<Vec<Field<'t>>> {
        let DeValue::Array(values) = self.value.get_ref() else {
            self.wrong_type(Kind::List);
            return None;
        };
        let path = |number| format!("{}[{number}]", self.path);
        let numbered = values.iter().zip(1..);
        Some(
            numbered
                .map(|(value, number)| Field { findings: self.findings, path: path(number), value })
                .collect(),
        )
    }

    /// The elements of a list that `read` can read, none of them twice.
    pub fn distinct<T: PartialEq>(&self, read: impl Fn(&Field<'t>) -> Option<T>) -> Option<Vec<T>> {
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
    fn written(&self) -> String {
        self.findings.text.get(self.span()).unwrap_or_default().to_owned()
    }
}

fn kind(value: &DeValue<'_>) -> Kind {
    match value {
        DeValue::String(_) => Kind::Text,
        DeValue::Integer(_) => Kind::Integer,
        DeValue::Float(_) => Kind::Number,
        DeValue::Boolean(_) => Kind::Boolean,
        DeValue::Datetime(_) => Kind::Date,
        DeValue::Array(_) => Kind::List,
        DeValue::Table(_) => Kind::Table,
    }
}
