//! Where the findings of one document gather.

use super::problem::{Finding, Position};
use super::tree::Tree;
use std::cell::RefCell;
use std::ops::Range;

/// The findings of one document; `P` is what can be wrong with it.
#[derive(Debug)]
pub struct Findings<'t, P> {
    texts: Vec<(&'t str, LineStarts)>,
    found: RefCell<Vec<(usize, Finding<P>)>>,
}

impl<'t, P: PartialEq> Findings<'t, P> {
    /// None yet, of this document.
    pub fn of(tree: &Tree<'t>) -> Self {
        let texts = tree.texts.iter().map(|text| (*text, LineStarts::of(text))).collect();
        Self { texts, found: RefCell::default() }
    }

    pub(super) fn add(&self, at: usize, key: impl Into<String>, problem: impl Into<P>) {
        let (number, text, at) = self.locate(at);
        let at = self.starts(number).map_or_else(|| position(text, at), |starts| starts.position(text, at));
        let finding = Finding { at, key: key.into(), problem: problem.into() };
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
        let (number, _, at) = self.locate(at);
        self.starts(number).map_or(1, |starts| starts.line(at))
    }

    fn starts(&self, number: usize) -> Option<&LineStarts> {
        self.texts.get(number).map(|(_, starts)| starts)
    }

    /// What stands at a place.
    pub(super) fn written(&self, span: Range<usize>) -> &'t str {
        let (_, text, start) = self.locate(span.start);
        text.get(start..start.saturating_add(span.len())).unwrap_or_default()
    }

    /// The text that a place is in, with its number, and the place within it.
    fn locate(&self, at: usize) -> (usize, &'t str, usize) {
        let mut start = 0;
        for (number, (text, _)) in self.texts.iter().enumerate() {
            if at - start <= text.len() {
                return (number, text, at - start);
            }
            start += text.len() + 1;
        }
        (0, "", 0)
    }
}

/// Where the lines of a text begin, but for the first: asked for every value of a file that may have very many.
#[derive(Debug)]
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)).collect())
    }

    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at).saturating_add(1)
    }

    fn position(&self, text: &str, at: usize) -> Position {
        let line = self.line(at);
        let start = line.checked_sub(2).and_then(|before| self.0.get(before)).copied().unwrap_or_default();
        let before = text.get(start..at.min(text.len())).unwrap_or_default().trim_start_matches('\u{feff}');
        Position { line, column: before.chars().count().saturating_add(1) }
    }
}

/// The line and column of a byte offset; past the end is the end.
pub(super) fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text).trim_start_matches('\u{feff}');
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_are_known_tell_every_place_as_counting_does() {
        for text in ["", "a", "\u{feff}a = 1\nb\n", "\n\nñ = 2\r\n\n"] {
            let starts = LineStarts::of(text);
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                assert_eq!(starts.position(text, at), position(text, at), "{text:?} at {at}");
                assert_eq!(starts.line(at), position(text, at).line);
            }
        }
    }
}
