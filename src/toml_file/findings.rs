//! Where the findings of one document gather.

use super::problem::{Finding, Position};
use super::tree::Tree;
use std::cell::RefCell;
use std::ops::Range;

/// The findings of one document; `P` is what can be wrong with it.
#[derive(Debug)]
pub struct Findings<'t, P> {
    texts: Vec<&'t str>,
    found: RefCell<Vec<(usize, Finding<P>)>>,
}

impl<'t, P: PartialEq> Findings<'t, P> {
    /// None yet, of this document.
    pub fn of(tree: &Tree<'t>) -> Self {
        Self { texts: tree.texts.clone(), found: RefCell::default() }
    }

    pub(super) fn add(&self, at: usize, key: impl Into<String>, problem: impl Into<P>) {
        let (number, text, at) = self.locate(at);
        let finding = Finding { at: position(text, at), key: key.into(), problem: problem.into() };
        self.found.borrow_mut().push((number, finding));
    }

    /// Every finding, in the order of the file.
    pub fn into_sorted(self) -> Vec<Finding<P>> {
        self.into_sorted_with_text().into_iter().map(|(_, finding)| finding).collect()
    }

    /// Every finding with the number of the text it is in, from 0 on: the uppermost of those laid over one another.
    ///
    /// What was found twice, because a value was read for two ends, is told once.
    pub fn into_sorted_with_text(self) -> Vec<(usize, Finding<P>)> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(text, finding)| (*text, finding.at));
        let mut told: Vec<(usize, Finding<P>)> = Vec::new();
        for (text, finding) in found {
            let mut here = told.iter().rev().take_while(|(at, other)| *at == text && other.at == finding.at);
            if !here.any(|(_, other)| *other == finding) {
                told.push((text, finding));
            }
        }
        told
    }

    pub(super) fn line(&self, at: usize) -> usize {
        let (_, text, at) = self.locate(at);
        position(text, at).line
    }

    /// What stands at a place.
    pub(super) fn written(&self, span: Range<usize>) -> &'t str {
        let (_, text, start) = self.locate(span.start);
        text.get(start..start.saturating_add(span.len())).unwrap_or_default()
    }

    /// The text that a place is in, with its number, and the place within it.
    fn locate(&self, at: usize) -> (usize, &'t str, usize) {
        let mut start = 0;
        for (number, text) in self.texts.iter().enumerate() {
            if at - start <= text.len() {
                return (number, text, at - start);
            }
            start += text.len() + 1;
        }
        (0, "", 0)
    }
}

/// The line and column of a byte offset; past the end is the end.
pub(super) fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text).trim_start_matches('\u{feff}');
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
