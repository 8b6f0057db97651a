//! The rules of texts and digits: what is changed in them, and what they must be.

use super::clean::clean;
use super::code::{Code, Mended};
use super::identity;
use crate::import::period::Period;
use crate::import::profile::{Case, Check, FieldRules, Pad, Type};
use regex::Regex;
use std::borrow::Cow;

/// A rule that a value breaks, and what it should have been. Boxed, for it is rare, and passed on with every value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem(Box<(Code, Option<String>)>);

impl FieldProblem {
    pub fn of(code: Code) -> FieldProblem {
        FieldProblem(Box::new((code, None)))
    }

    pub fn expecting(code: Code, expected: impl Into<String>) -> FieldProblem {
        FieldProblem(Box::new((code, Some(expected.into()))))
    }

    pub fn into_parts(self) -> (Code, Option<String>) {
        *self.0
    }
}

/// The keys of texts of one column, or of one column in a `[[rule]]`.
#[derive(Debug)]
pub struct TextRules {
    empty: Vec<String>,
    remove: CharSet,
    replace: Vec<(String, String)>,
    case: Option<Case>,
    map: Vec<(String, String)>,
    /// A first `= + - @` is refused.
    guarded: bool,
    digits: bool,
    pad: Option<Pad>,
    length: Option<usize>,
    max: Option<usize>,
    cut: bool,
    list: Vec<String>,
    /// The list in small letters, where letter case does not count.
    list_lower: Option<Vec<String>>,
    pattern: Option<Regex>,
    is: Option<String>,
    check: Option<Check>,
    /// Instead of the codes of `list`, `pattern`, `is` and `check`.
    code: Option<Code>,
}

impl TextRules {
    /// `in_column`: the keys are a column's own, not those of a `[[rule]]`, which sees values that are guarded already.
    pub fn new(rules: &FieldRules, period: Period, in_column: bool) -> TextRules {
        let free = rules.list.is_empty() && rules.pattern.is_none() && rules.check.is_none();
        let lower = || rules.list.iter().map(|text| text.to_lowercase()).collect();
        TextRules {
            empty: rules.empty.clone(),
            remove: CharSet::new(&rules.remove),
            replace: rules.replace.clone(),
            case: rules.case,
            map: rules.map.clone(),
            guarded: in_column && free && rules.kind == Some(Type::Text) && !rules.keep_formula,
            digits: rules.kind == Some(Type::Digits),
            pad: rules.pad,
            length: rules.length,
            max: rules.max,
            cut: rules.cut,
            list: rules.list.clone(),
            list_lower: rules.list_any_case.then(lower),
            pattern: rules.pattern.clone(),
            is: rules.is.as_ref().map(|template| template.fill(|name| period.value(name))),
            check: rules.check,
            code: rules.code.as_deref().map(Code::named),
        }
    }

    /// Whether every text passes as it is.
    pub fn is_idle(&self) -> bool {
        let asks = self.asks() || self.digits || self.max.is_some();
        !asks && !self.changes() && self.empty.is_empty()
    }

    /// The length up to which digits pass as they are; `None`: that needs a closer look.
    pub fn digits_max(&self) -> Option<usize> {
        let looks = self.asks() || self.changes() || self.empty.iter().any(|empty| is_digits(empty));
        (self.digits && !looks).then_some(self.max.unwrap_or(usize::MAX))
    }

    /// Whether a text may become another one, but for being cut.
    fn changes(&self) -> bool {
        !self.remove.is_empty
            || !self.replace.is_empty()
            || !self.map.is_empty()
            || self.case.is_some()
            || self.pad.is_some()
    }

    /// Whether more is asked of a text than to be digits, or not too long.
    fn asks(&self) -> bool {
        self.guarded
            || self.length.is_some()
            || !self.list.is_empty()
            || self.pattern.is_some()
            || self.is.is_some()
            || self.check.is_some()
    }

    /// Whether there are texts that stand for nothing.
    pub fn has_placeholders(&self) -> bool {
        !self.empty.is_empty()
    }

    /// Whether a cleaned text stands for nothing.
    pub fn is_empty(&self, text: &str) -> bool {
        text.is_empty() || self.empty.iter().any(|empty| empty == text)
    }

    /// Changes and judges a cleaned text that is not empty; what becomes empty is not judged.
    pub fn apply<'a>(
        &self,
        text: Cow<'a, str>,
        mended: &mut Vec<Mended>,
    ) -> Result<Cow<'a, str>, FieldProblem> {
        let text = self.shorten(text, mended);
        if self.is_empty(&text) {
            return Ok(Cow::Borrowed(""));
        }
        if self.guarded && text.starts_with(['=', '+', '-', '@']) {
            return Err(FieldProblem::of(Code::FormulaText));
        }
        let text = self.map(fold(text, self.case));
        if self.digits && !is_digits(&text) {
            return Err(FieldProblem::of(Code::Digits));
        }
        let text = self.fit(self.pad(text, mended), mended)?;
        let text = self.listed(text)?;
        self.judge(&text)?;
        Ok(text)
    }

    /// `remove` and `replace`, then blanks again.
    fn shorten<'a>(&self, text: Cow<'a, str>, mended: &mut Vec<Mended>) -> Cow<'a, str> {
        let removes = self.remove.any_in(&text);
        let replaces = self.replace.iter().any(|(from, _)| text.contains(from.as_str()));
        if !removes && !replaces {
            return text;
        }
        if removes {
            mended.push(Mended::Removed);
        }
        let mut text: String = text.chars().filter(|letter| !self.remove.has(*letter)).collect();
        for (from, to) in &self.replace {
            text = text.replace(from.as_str(), to);
        }
        match clean(&text, true) {
            Ok(Cow::Owned(text)) => Cow::Owned(text),
            Ok(Cow::Borrowed(part)) => Cow::Owned(part.to_owned()),
            Err(_) => Cow::Owned(text),
        }
    }

    fn map<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        let to = self.map.iter().find(|(from, _)| *from == text).map(|(_, to)| to.clone());
        to.map_or(text, Cow::Owned)
    }

    fn pad<'a>(&self, text: Cow<'a, str>, mended: &mut Vec<Mended>) -> Cow<'a, str> {
        match self.pad {
            Some(Pad { to, from }) if text.len() < to && text.len() >= from && is_digits(&text) => {
                mended.push(Mended::Padded);
                Cow::Owned(format!("{text:0>to$}"))
            }
            _ => text,
        }
    }

    /// `length` and `max`, in characters.
    fn fit<'a>(&self, text: Cow<'a, str>, mended: &mut Vec<Mended>) -> Result<Cow<'a, str>, FieldProblem> {
        if let Some(length) = self.length.filter(|length| text.chars().count() != *length) {
            return Err(FieldProblem::expecting(Code::Length, length.to_string()));
        }
        let Some(max) = self.max.filter(|max| text.len() > *max && text.chars().count() > *max) else {
            return Ok(text);
        };
        if !self.cut {
            return Err(FieldProblem::expecting(Code::Length, format!("≤ {max}")));
        }
        mended.push(Mended::Cut);
        let kept: String = text.chars().take(max).collect();
        Ok(Cow::Owned(kept.trim_end().to_owned()))
    }

    /// Finds a text in the list, and gives it in the list's spelling.
    fn listed<'a>(&self, text: Cow<'a, str>) -> Result<Cow<'a, str>, FieldProblem> {
        if self.list.is_empty() || self.list.iter().any(|entry| *entry == text) {
            return Ok(text);
        }
        let lower = self.list_lower.as_ref().map(|list| (list, text.to_lowercase()));
        let at = lower.and_then(|(list, text)| list.iter().position(|entry| *entry == text));
        match at.and_then(|at| self.list.get(at)) {
            Some(entry) => Ok(Cow::Owned(entry.clone())),
            None => Err(FieldProblem::expecting(self.code_or(Code::List), self.list.join(", "))),
        }
    }

    fn judge(&self, text: &str) -> Result<(), FieldProblem> {
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            return Err(FieldProblem::expecting(self.code_or(Code::Pattern), unanchored(pattern.as_str())));
        }
        if let Some(is) = self.is.as_ref().filter(|is| *is != text) {
            return Err(FieldProblem::expecting(self.code_or(Code::Period), is));
        }
        let check = self.check.map_or(Ok(()), |check| identity::verify(check, text));
        check.map_err(|code| FieldProblem::of(self.code_or(code)))
    }

    fn code_or(&self, code: Code) -> Code {
        self.code.clone().unwrap_or(code)
    }
}

pub fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn fold(text: Cow<'_, str>, case: Option<Case>) -> Cow<'_, str> {
    let Some(case) = case else { return text };
    let folded = match case {
        Case::Upper if text.is_ascii() => !text.bytes().any(|byte| byte.is_ascii_lowercase()),
        Case::Lower if text.is_ascii() => !text.bytes().any(|byte| byte.is_ascii_uppercase()),
        Case::Upper => text.chars().all(|letter| letter.to_uppercase().eq([letter])),
        Case::Lower => text.chars().all(|letter| letter.to_lowercase().eq([letter])),
    };
    match case {
        _ if folded => text,
        Case::Upper => Cow::Owned(text.to_uppercase()),
        Case::Lower => Cow::Owned(text.to_lowercase()),
    }
}

/// A pattern as the profile has it.
fn unanchored(pattern: &str) -> &str {
    let inner = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$"));
    inner.unwrap_or(pattern)
}

/// A set of characters; those of ASCII by their codes.
#[derive(Debug)]
struct CharSet {
    ascii: [bool; 128],
    others: Vec<char>,
    is_empty: bool,
}

impl CharSet {
    fn new(letters: &[char]) -> CharSet {
        let code = |letter: &char| u8::try_from(*letter).map(usize::from);
        let ascii = std::array::from_fn(|at| letters.iter().any(|letter| code(letter) == Ok(at)));
        let others = letters.iter().copied().filter(|letter| !letter.is_ascii()).collect();
        CharSet { ascii, others, is_empty: letters.is_empty() }
    }

    fn has(&self, letter: char) -> bool {
        match u8::try_from(letter) {
            Ok(byte) if byte.is_ascii() => self.has_byte(byte),
            _ => self.others.contains(&letter),
        }
    }

    fn has_byte(&self, byte: u8) -> bool {
        self.ascii.get(usize::from(byte)).is_some_and(|has| *has)
    }

    fn any_in(&self, text: &str) -> bool {
        !self.is_empty
            && (text.bytes().any(|byte| self.has_byte(byte))
                || (!text.is_ascii() && text.chars().any(|letter| self.others.contains(&letter))))
    }
}

#[cfg(test)]
mod tests;
