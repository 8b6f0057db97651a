//! The rules that decide about a line, each with an identifier for `explain`.

use super::ids::BadId;
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

/// The rules without a content of their own, and their identifiers.
const PLAIN: &[(Rule, &str)] = &[
    (Rule::FreeText, "free_text"),
    (Rule::UsualSupplier, "usual_supplier"),
    (Rule::NotUsualSupplier, "not_usual_supplier"),
    (Rule::NotInSubsidiary, "not_in_subsidiary"),
    (Rule::InParentCatalogue, "in_parent_catalogue"),
    (Rule::NotInParentCatalogue, "not_in_parent_catalogue"),
    (Rule::RetiredInParent, "retired_in_parent"),
    (Rule::NotListed, "not_listed"),
    (Rule::ZeroQuantity, "zero_quantity"),
];

impl Rule {
    /// Every rule without a content of its own.
    pub fn plain() -> impl Iterator<Item = &'static Rule> {
        PLAIN.iter().map(|(rule, _)| rule)
    }

    /// The identifier in JSON output: `usual_supplier`, `include:OFI-*`, `article_unknown`.
    pub fn id(&self) -> Cow<'static, str> {
        match self {
            Rule::Include(pattern) => format!("{INCLUDE}{pattern}").into(),
            Rule::Exclude(pattern) => format!("{EXCLUDE}{pattern}").into(),
            Rule::Reason(reason) => reason.id().into(),
            plain => {
                let row = PLAIN.iter().find(|(rule, _)| rule == plain);
                row.expect("every plain rule has an identifier").1.into()
            }
        }
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
        let plain = PLAIN.iter().find(|(_, id)| *id == text).map(|(rule, _)| rule.clone());
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
        PLAIN.iter().map(|(rule, _)| rule.clone()).chain(patterns).chain(reasons).collect()
    }

    #[test]
    fn every_rule_has_its_own_identifier_and_reads_back() {
        for rule in all() {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        let ids: HashSet<String> = all().iter().map(Rule::to_string).collect();
        assert_eq!(ids.len(), all().len());
    }
}
