//! Regular expressions of a profile: linear in time, bounded in size, anchored by us.

use super::Field;
use crate::import::profile::ProfileProblem;
use regex::{Regex, RegexBuilder};

/// What a pattern may take when it is compiled, in bytes.
const COMPILED_MAX: usize = 64 * 1024;

/// A pattern that a whole value must match.
pub(super) fn whole(field: &Field<'_>) -> Option<Regex> {
    compile(field, |pattern| format!("^(?:{pattern})$"))
}

/// A pattern that a value must begin with.
pub(super) fn beginning(field: &Field<'_>) -> Option<Regex> {
    compile(field, |pattern| format!("^(?:{pattern})"))
}

fn compile(field: &Field<'_>, anchored: impl Fn(&str) -> String) -> Option<Regex> {
    let pattern = field.filled_text()?;
    // On its own first: `a)(b` would close our group and open one of its own.
    let compiled = build(pattern).and_then(|_| build(&anchored(pattern)));
    if let Err(error) = &compiled {
        field.wrong(problem(error));
    }
    compiled.ok()
}

fn build(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(COMPILED_MAX).build()
}

fn problem(error: &regex::Error) -> ProfileProblem {
    match error {
        regex::Error::CompiledTooBig(_) => ProfileProblem::PatternTooLarge,
        error => ProfileProblem::Pattern { message: last_line(&error.to_string()) },
    }
}

/// What is wrong, without the picture above it that shows where.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
