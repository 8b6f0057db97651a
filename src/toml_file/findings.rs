//! Where the findings of one document gather.

use super::problem::{Finding, Position};
use super::tree::Tree;
use std::cell::RefCell;
use std::ops::Range;

/// The findings of one document; `P` is what can be wrong with it.
#[derive(Debug)]
pub struct Findings<'t, P> {
    text: &'t str,
    found: RefCell<Vec<Finding<P>>>,
}

impl<'t, P> Findings<'t, P> {
    /// None yet, of this document.
    pub fn of(tree: &Tree<'t>) -> Self {
        Self { text: tree.text, found: RefCell::default() }
    }

    pub(super) fn add(&self, at: usize, key: impl Into<String>, problem: impl Into<P>) {
        let finding = Finding { at: position(self.text, at), key: key.into(), problem: problem.into() };
        self.found.borrow_mut().push(finding);
    }

    /// Every finding, in the order of the file.
    pub fn into_sorted(self) -> Vec<Finding<P>> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|finding| finding.at);
        found
    }

    pub(super) fn line(&self, at: usize) -> usize {
        position(self.text, at).line
    }

    /// What stands at a place of the text.
    pub(super) fn written(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }
}

/// The line and column of a byte offset; past the end is the end.
pub(super) fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text).trim_start_matches('\u{feff}');
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
