//! A text as a tree of tables and values that know their places.

use super::findings::position;
use super::problem::{Finding, Problem};
use toml::de::DeTable;

/// The text of a file as bytes; the finding is the first place that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Finding<Problem>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).and_then(|sound| std::str::from_utf8(sound).ok());
        let at = position(sound.unwrap_or_default(), usize::MAX);
        Finding { at, key: String::new(), problem: Problem::Encoding }
    })
}

/// A document that is valid TOML.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) table: DeTable<'t>,
}

impl<'t> Tree<'t> {
    /// Parses a text; every place that is no TOML is a finding, one a line for each problem.
    pub fn parse(text: &'t str) -> Result<Self, Vec<Finding<Problem>>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { text, table: table.into_inner() });
        }
        let mut findings: Vec<_> = errors.iter().map(|error| syntax(text, error)).collect();
        findings.dedup_by_key(|finding| (finding.at.line, finding.problem.clone()));
        Err(findings)
    }
}

fn syntax(text: &str, error: &toml::de::Error) -> Finding<Problem> {
    let start = error.span().map_or(0, |span| span.start);
    // The parser points at the letter after the backslash.
    let backslash = text.get(..start).and_then(|before| before.strip_suffix('\\'));
    let (start, problem) = match backslash {
        Some(before) => (before.len(), Problem::Backslash),
        None => (start, Problem::Syntax { message: error.message().to_owned() }),
    };
    Finding { at: position(text, start), key: String::new(), problem }
}
