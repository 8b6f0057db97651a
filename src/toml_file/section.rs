//! A table of a document, asked key by key.

use super::field::Field;
use super::findings::Findings;
use super::nearest::nearest;
use super::problem::Problem;
use super::tree::Tree;
use std::cell::RefCell;
use toml::de::DeTable;

/// A table of the document. Keys that nobody asked for are unknown: [`Section::close`] says so.
#[derive(Debug)]
pub struct Section<'t, P> {
    pub(super) findings: &'t Findings<'t, P>,
    pub(super) path: String,
    pub(super) start: usize,
    pub(super) table: Option<&'t DeTable<'t>>,
    known: RefCell<Vec<String>>,
}

impl<'t, P: From<Problem> + PartialEq> Section<'t, P> {
    /// The whole document.
    pub fn root(findings: &'t Findings<'t, P>, tree: &'t Tree<'t>) -> Self {
        Self::new(findings, String::new(), 0, Some(&tree.table))
    }

    pub(super) fn new(
        findings: &'t Findings<'t, P>,
        path: String,
        start: usize,
        table: Option<&'t DeTable<'t>>,
    ) -> Self {
        Section { findings, path, start, table, known: RefCell::default() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    /// The value of a key, if it is there.
    pub fn value(&self, key: &str) -> Option<Field<'t, P>> {
        self.known.borrow_mut().push(key.to_owned());
        let value = self.table?.get(key)?;
        Some(Field { findings: self.findings, path: self.path_of(key), value })
    }

    /// The value of a key; its absence is a finding.
    pub fn required(&self, key: &str) -> Option<Field<'t, P>> {
        let field = self.value(key);
        if field.is_none() {
            self.findings.add(self.start, self.path_of(key), Problem::Missing);
        }
        field
    }

    /// A table within this one; one that is absent has no keys.
    pub fn section(&self, key: &str) -> Section<'t, P> {
        let field = self.value(key);
        let table = field.as_ref().and_then(Field::table);
        Self::new(self.findings, self.path_of(key), field.map_or(self.start, |field| field.start()), table)
    }

    /// Like [`Section::section`], for a table that must be there.
    pub fn required_section(&self, key: &str) -> Option<Section<'t, P>> {
        self.required(key)?.section()
    }

    /// The tables of a `[[key]]`; none is a finding.
    pub fn required_sections(&self, key: &str) -> Vec<Section<'t, P>> {
        self.required(key).map(|field| field.sections()).unwrap_or_default()
    }

    /// The tables of a `[[key]]`, if there is one.
    pub fn sections(&self, key: &str) -> Vec<Section<'t, P>> {
        self.value(key).map(|field| field.sections()).unwrap_or_default()
    }

    /// Whether the document has this table.
    pub fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// Reports that something is wrong with the table as a whole.
    pub fn wrong(&self, problem: impl Into<P>) {
        self.findings.add(self.start, self.path.clone(), problem);
    }

    /// Every key of a table whose keys are free, with its value, in the order of the file.
    pub fn entries(&self) -> Vec<(&'t str, Field<'t, P>)> {
        let pairs = self.table.into_iter().flat_map(|table| table.iter());
        let entry = |(key, value): (&'t toml::Spanned<toml::de::DeString<'t>>, _)| {
            let key = key.get_ref().as_ref();
            (key, Field { findings: self.findings, path: self.path_of(key), value })
        };
        let mut entries: Vec<_> = pairs.map(entry).collect();
        entries.sort_by_key(|(_, field)| field.start());
        entries
    }

    /// Reports every key that was not asked for.
    pub fn close(&self) {
        let known = self.known.borrow();
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name: &str = key.get_ref();
            if !known.iter().any(|known| known == name) {
                let nearest = nearest(name, known.iter().map(String::as_str)).to_owned();
                self.findings.add(key.span().start, self.path_of(name), Problem::UnknownKey { nearest });
            }
        }
    }
}
