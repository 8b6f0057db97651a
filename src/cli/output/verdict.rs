//! The sentences for reasons, rules and warnings.

use crate::cli::messages::Catalogue;
use crate::domain::{Reason, Rule, Warning};

/// What a reason means and what to do.
pub fn reason(reason: Reason, catalogue: &Catalogue) -> String {
    catalogue.say(&format!("verdict.reason.{reason}"), &[])
}

/// What decided about a line.
pub fn rule(rule: &Rule, catalogue: &Catalogue) -> String {
    match rule {
        Rule::Include(pattern) => catalogue.say("verdict.rule.include", &[("pattern", pattern)]),
        Rule::Exclude(pattern) => catalogue.say("verdict.rule.exclude", &[("pattern", pattern)]),
        Rule::Reason(found) => reason(*found, catalogue),
        plain => catalogue.say(&format!("verdict.rule.{plain}"), &[]),
    }
}

/// What somebody may want to know of an order.
pub fn warning(warning: &Warning, catalogue: &Catalogue) -> String {
    match warning {
        Warning::AlreadyServed { state } => {
            catalogue.say("verdict.warning.already_served", &[("state", state)])
        }
        Warning::NoDate => catalogue.say("verdict.warning.no_date", &[]),
        Warning::SizeUnchecked { position, size, colour } => catalogue.say(
            "verdict.warning.size_unchecked",
            &[("position", position), ("size", size), ("colour", colour)],
        ),
        Warning::ArticleNowhere { position, article } => {
            catalogue.say("verdict.warning.article_nowhere", &[("position", position), ("article", article)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;
    use std::collections::BTreeSet;

    /// Everything there is a sentence for: its key, and what it is.
    fn sentences(catalogue: &Catalogue) -> Vec<(String, String)> {
        let patterns =
            [("include", Rule::Include("OFI-*".into())), ("exclude", Rule::Exclude("OFI-*".into()))];
        let size = Warning::SizeUnchecked { position: 3, size: "XL".into(), colour: "RO".into() };
        let warnings = [
            ("already_served", Warning::AlreadyServed { state: 2 }),
            ("no_date", Warning::NoDate),
            ("size_unchecked", size),
            ("article_nowhere", Warning::ArticleNowhere { position: 3, article: "OFI-1".into() }),
        ];
        let reasons = Reason::ALL.iter().map(|of| (format!("reason.{of}"), reason(*of, catalogue)));
        let plain = Rule::plain().map(|of| (format!("rule.{of}"), rule(of, catalogue)));
        let patterns = patterns.map(|(key, of)| (format!("rule.{key}"), rule(&of, catalogue)));
        let warnings = warnings.map(|(key, of)| (format!("warning.{key}"), warning(&of, catalogue)));
        reasons.chain(plain).chain(patterns).chain(warnings).collect()
    }

    #[test]
    fn everything_that_can_be_decided_has_a_sentence_of_its_own_and_none_is_left_over() {
        for catalogue in Lang::ALL.map(Catalogue::new) {
            let sentences = sentences(&catalogue);
            let keys: BTreeSet<&str> = sentences.iter().map(|(key, _)| key.as_str()).collect();
            assert_eq!(keys, catalogue.keys_below("verdict.").collect());
            let texts: BTreeSet<&str> = sentences.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts.len(), sentences.len());
            assert!(texts.iter().all(|text| !text.contains(['{', '}']) && text.contains(' ')));
        }
    }
}
