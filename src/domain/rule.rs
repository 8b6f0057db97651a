//! The rules that decide about a line, each with an identifier for `explain`.

use super::ids::BadId;
use super::lang::Lang;
use super::reason::Reason;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// What decided about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Rule {
    /// The line has no article.
    FreeText,
    /// The article's usual supplier in the subsidiary is the parent, or is not.
    UsualSupplier,
    NotUsualSupplier,
    /// The subsidiary's file does not have the article, so nothing says whose it is.
    NotInSubsidiary,
    /// The parent has the article, does not have it, or has retired it.
    InParentCatalogue,
    NotInParentCatalogue,
    RetiredInParent,
    /// Ownership is by list, and no pattern of it names the article.
    NotListed,
    /// A configured pattern names the article.
    Include(String),
    Exclude(String),
    ZeroQuantity,
    /// The reason for which the whole order is skipped, or this line held or left out.
    Reason(Reason),
}

const INCLUDE: &str = "include:";
const EXCLUDE: &str = "exclude:";

/// The rules without a content of their own: identifier, Spanish, English.
const PLAIN: &[(Rule, &str, &str, &str)] = &[
    (Rule::FreeText, "free_text", "línea de texto libre", "free-text line"),
    (
        Rule::UsualSupplier,
        "usual_supplier",
        "la matriz es su proveedor habitual en la filial",
        "the parent is its usual supplier in the subsidiary",
    ),
    (
        Rule::NotUsualSupplier,
        "not_usual_supplier",
        "la matriz no es su proveedor habitual en la filial",
        "the parent is not its usual supplier in the subsidiary",
    ),
    (
        Rule::NotInSubsidiary,
        "not_in_subsidiary",
        "la filial no tiene la ficha del artículo",
        "the subsidiary does not have the article on file",
    ),
    (
        Rule::InParentCatalogue,
        "in_parent_catalogue",
        "está en el catálogo de la matriz",
        "it is in the parent's catalogue",
    ),
    (
        Rule::NotInParentCatalogue,
        "not_in_parent_catalogue",
        "no está en el catálogo de la matriz",
        "it is not in the parent's catalogue",
    ),
    (
        Rule::RetiredInParent,
        "retired_in_parent",
        "está descatalogado o no utilizable en la matriz",
        "it is discontinued or not usable in the parent",
    ),
    (Rule::NotListed, "not_listed", "ningún patrón de include lo nombra", "no pattern of include names it"),
    (Rule::ZeroQuantity, "zero_quantity", "no queda cantidad que pedir", "no quantity is left to order"),
];

impl Rule {
    /// The identifier in JSON output: `usual_supplier`, `include:OFI-*`, `article_unknown`.
    pub fn id(&self) -> Cow<'static, str> {
        match self {
            Rule::Include(pattern) => format!("{INCLUDE}{pattern}").into(),
            Rule::Exclude(pattern) => format!("{EXCLUDE}{pattern}").into(),
            Rule::Reason(reason) => reason.id().into(),
            plain => plain.row().1.into(),
        }
    }

    /// What it says, for people.
    pub fn sentence(&self, lang: Lang) -> Cow<'static, str> {
        match (self, lang) {
            (Rule::Include(pattern), Lang::Es) => format!("incluido por el patrón {pattern}").into(),
            (Rule::Include(pattern), Lang::En) => format!("included by the pattern {pattern}").into(),
            (Rule::Exclude(pattern), Lang::Es) => format!("excluido por el patrón {pattern}").into(),
            (Rule::Exclude(pattern), Lang::En) => format!("excluded by the pattern {pattern}").into(),
            (Rule::Reason(reason), lang) => reason.sentence(lang).into(),
            (plain, Lang::Es) => plain.row().2.into(),
            (plain, Lang::En) => plain.row().3.into(),
        }
    }

    fn row(&self) -> &'static (Rule, &'static str, &'static str, &'static str) {
        PLAIN.iter().find(|row| row.0 == *self).expect("every plain rule has a row")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.id())
    }
}

impl FromStr for Rule {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        if let Some(pattern) = text.strip_prefix(INCLUDE) {
            return Ok(Rule::Include(pattern.to_owned()));
        }
        if let Some(pattern) = text.strip_prefix(EXCLUDE) {
            return Ok(Rule::Exclude(pattern.to_owned()));
        }
        let plain = PLAIN.iter().find(|row| row.1 == text).map(|row| row.0.clone());
        let bad = || BadId { found: text.to_owned(), expected: "a rule" };
        plain.or_else(|| text.parse().ok().map(Rule::Reason)).ok_or_else(bad)
    }
}

impl TryFrom<String> for Rule {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> String {
        rule.id().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn all() -> Vec<Rule> {
        let patterns = [Rule::Include("OFI-*".into()), Rule::Exclude("*:?".into())];
        let reasons = Reason::ALL.iter().copied().map(Rule::Reason);
        PLAIN.iter().map(|row| row.0.clone()).chain(patterns).chain(reasons).collect()
    }

    #[test]
    fn every_rule_has_its_own_identifier_and_reads_back() {
        for rule in all() {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        let ids: HashSet<String> = all().iter().map(Rule::to_string).collect();
        assert_eq!(ids.len(), all().len());
    }

    #[test]
    fn every_rule_has_a_sentence_in_both_languages() {
        let sentences: HashSet<Cow<'_, str>> =
            Lang::ALL.iter().flat_map(|lang| all().into_iter().map(|rule| rule.sentence(*lang))).collect();
        assert_eq!(sentences.len(), 2 * all().len());
    }
}
