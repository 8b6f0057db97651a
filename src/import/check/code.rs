//! The codes of what is wrong with a row, and the kinds of what was mended in one.

use std::fmt;
use std::sync::Arc;

/// A rule that a row breaks. The list is closed, but for what a profile calls its own rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    Columns,
    CellError,
    FormulaWithoutValue,
    ControlCharacter,
    FormulaText,
    Required,
    Length,
    Digits,
    List,
    Pattern,
    Number,
    AmbiguousNumber,
    OutOfRange,
    Date,
    Period,
    OutsidePeriod,
    NotBefore,
    NotAfter,
    CheckDigit,
    Prefix,
    SeriesForType,
    Sign,
    Sum,
    RangeReversed,
    RangeTooWide,
    Duplicate,
    AlreadyLoaded,
    /// A warning: a tax that is no usual share of its base.
    TaxRate,
    /// A warning: numbers that nobody bears.
    Gap,
    /// A name out of the profile.
    Custom(Arc<str>),
}

/// Every code but [`Code::Custom`], and its name in files, JSON and messages.
const NAMES: [(Code, &str); 29] = [
    (Code::Columns, "columns"),
    (Code::CellError, "cell_error"),
    (Code::FormulaWithoutValue, "formula_without_value"),
    (Code::ControlCharacter, "control_character"),
    (Code::FormulaText, "formula_text"),
    (Code::Required, "required"),
    (Code::Length, "length"),
    (Code::Digits, "digits"),
    (Code::List, "list"),
    (Code::Pattern, "pattern"),
    (Code::Number, "number"),
    (Code::AmbiguousNumber, "ambiguous_number"),
    (Code::OutOfRange, "out_of_range"),
    (Code::Date, "date"),
    (Code::Period, "period"),
    (Code::OutsidePeriod, "outside_period"),
    (Code::NotBefore, "not_before"),
    (Code::NotAfter, "not_after"),
    (Code::CheckDigit, "check_digit"),
    (Code::Prefix, "prefix"),
    (Code::SeriesForType, "series_for_type"),
    (Code::Sign, "sign"),
    (Code::Sum, "sum"),
    (Code::RangeReversed, "range_reversed"),
    (Code::RangeTooWide, "range_too_wide"),
    (Code::Duplicate, "duplicate"),
    (Code::AlreadyLoaded, "already_loaded"),
    (Code::TaxRate, "tax_rate"),
    (Code::Gap, "gap"),
];

impl Code {
    /// The code of this name; a name that is not in the list is the profile's own.
    pub fn named(name: &str) -> Code {
        let known = NAMES.iter().find(|(_, known)| *known == name);
        known.map_or_else(|| Code::Custom(Arc::from(name)), |(code, _)| code.clone())
    }

    /// Its name in snake case.
    pub fn name(&self) -> &str {
        if let Code::Custom(name) = self {
            return name;
        }
        NAMES.iter().find(|(code, _)| code == self).map_or("", |(_, name)| name)
    }

    /// Every code of the closed list, for texts that must be complete.
    pub fn all() -> impl Iterator<Item = &'static Code> {
        NAMES.iter().map(|(code, _)| code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was put right in a value without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mended {
    /// Leading noughts were put in front.
    Padded,
    /// Decimals beyond those of the column went.
    Rounded,
    /// Characters beyond `max` went.
    Cut,
    /// Characters of `remove` went.
    Removed,
    /// It was empty and took the value of another column.
    LastFilled,
}

impl Mended {
    pub const ALL: [Mended; 5] =
        [Mended::Padded, Mended::Rounded, Mended::Cut, Mended::Removed, Mended::LastFilled];

    pub fn name(self) -> &'static str {
        match self {
            Mended::Padded => "padded",
            Mended::Rounded => "rounded",
            Mended::Cut => "cut",
            Mended::Removed => "removed",
            Mended::LastFilled => "last_filled",
        }
    }
}

impl fmt::Display for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_others_are_the_profiles() {
        for code in Code::all() {
            assert_eq!(Code::named(code.name()), *code);
        }
        assert_eq!(Code::named("article_unknown").name(), "article_unknown");
        assert!(matches!(Code::named("article_unknown"), Code::Custom(_)));
    }
}
