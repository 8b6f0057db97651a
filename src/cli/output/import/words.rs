//! The words for codes: what a reason means, what to do about it, and the one or two words of a state or an outcome.
//!
//! Values come out of files and answers of platforms: they are data, and shown so that no terminal acts on them.

use super::{figures, page};
use crate::cli::messages::{Catalogue, fill};
use crate::clock::Clock;
use crate::domain::Lang;
use crate::import::report::{HeldRow, JobPage, ViolationStory};
use crate::import::{self};
use std::collections::BTreeMap;
use std::fmt::Display;

/// What goes with a code, by the names that its texts use.
pub type Details = BTreeMap<String, String>;

/// Details that count something, and are shown in groups of three.
const COUNTS: [&str; 10] =
    ["count", "rows", "read", "rejected", "taken", "sent", "limit", "attempts", "chunk_size", "allowed"];

/// A value is cut after so many characters.
const VALUE_CHARS_MAX: usize = 200;

/// What a code means, in a clause without a full stop. A code that is in no list is one of the profile's own.
pub fn reason_text(code: &str, details: &Details, catalogue: &Catalogue) -> String {
    said(code, "text", details, catalogue).unwrap_or_else(|| {
        let code = visible(code);
        let values = with(details, "code", &code);
        worded(catalogue.text("import.of_profile"), &values, catalogue.lang())
    })
}

/// What to do about it.
pub fn remedy_text(code: &str, details: &Details, catalogue: &Catalogue) -> String {
    said(code, "remedy", details, catalogue)
        .unwrap_or_else(|| catalogue.text("import.see_profile").to_owned())
}

/// Why a table did not take a row, without what it is about.
pub fn held_text(held: &HeldRow, catalogue: &Catalogue) -> String {
    let text = reason_text(&held.kind, &Details::new(), catalogue);
    if held.kind == held.reason { text } else { format!("{text} ({})", visible(&held.reason)) }
}

/// What to do about a row that a table did not take.
pub fn held_remedy(held: &HeldRow, catalogue: &Catalogue) -> String {
    remedy_text(&held.kind, &Details::new(), catalogue)
}

/// A word of a closed list: `held` of `state`.
pub fn word(section: &str, word: &str, catalogue: &Catalogue) -> String {
    catalogue.find(&format!("word.{section}.{word}")).map_or_else(|| visible(word), str::to_owned)
}

/// A number of rows that met an outcome: `81 rejected`.
pub fn rows_of(outcome: &str, count: u64, catalogue: &Catalogue) -> String {
    let shown = figures::count(count, catalogue.lang());
    match catalogue.find(&format!("word.rows.{outcome}")) {
        Some(text) => fill(text, &[("count", &shown)]),
        None => format!("{shown} {}", visible(outcome)),
    }
}

/// The details of a row that breaks a rule, as the texts of rules use them.
pub fn of_violation(violation: &ViolationStory) -> Details {
    let ViolationStory { column, title, found, expected, .. } = violation;
    let title = if title.is_empty() { column } else { title };
    let named = [("title", title.clone()), ("column", column.clone()), ("found", found.clone())];
    let expected = expected.iter().map(|expected| ("expected", expected.clone()));
    named.into_iter().chain(expected).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A copy of details with one more.
pub fn with(details: &Details, name: &str, value: &str) -> Details {
    let mut details = details.clone();
    details.insert(name.to_owned(), value.to_owned());
    details
}

/// A value from outside: what is invisible or would turn the line around is spelt out, and what is long is cut.
pub fn visible(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => spelt(value.get(..end).unwrap_or_default()) + "…",
        None => spelt(value),
    }
}

/// The same, whole.
pub fn spelt(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    for c in value.chars() {
        if is_invisible(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

fn is_invisible(c: char) -> bool {
    let marks = ['\u{200b}'..='\u{200f}', '\u{2028}'..='\u{202e}', '\u{2060}'..='\u{2069}'];
    c.is_control() || c == '\u{feff}' || c == '\u{fffd}' || marks.iter().any(|range| range.contains(&c))
}

/// The text of a code; `why` names a variant that says more.
fn said(code: &str, part: &str, details: &Details, catalogue: &Catalogue) -> Option<String> {
    let find = |code: &str| catalogue.find(&format!("reason.{code}.{part}"));
    let variant = details.get("why").and_then(|why| find(&format!("{code}_{why}")));
    Some(worded(variant.or_else(|| find(code))?, details, catalogue.lang()))
}

/// Fills a text. What stands in square brackets is left out where one of its values is not known; elsewhere an unknown
/// value is an ellipsis.
fn worded(text: &str, details: &Details, lang: Lang) -> String {
    let value = |name: &str| details.get(name).filter(|value| !value.is_empty());
    let mut chosen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let (inner, tail) = after.split_once(']').unwrap_or((after, ""));
        let names = placeholders(inner);
        chosen.push_str(before);
        match names.as_slice() {
            // A name of the configuration: [source].
            [] => chosen.push_str(&format!("[{inner}]")),
            names if names.iter().all(|name| value(name).is_some()) => chosen.push_str(inner),
            _ => {}
        }
        rest = tail;
    }
    chosen.push_str(rest);
    let shown = |name| (name, value(name).map_or("…".to_owned(), |value| shown(name, value, lang)));
    let values: Vec<(&str, String)> = placeholders(text).into_iter().map(shown).collect();
    let values: Vec<(&str, &dyn Display)> =
        values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    fill(&chosen, &values)
}

/// The names that a text has placeholders for.
fn placeholders(text: &str) -> Vec<&str> {
    let inner = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(inner, _)| inner);
    inner.map(|inner| inner.split('|').next().unwrap_or(inner)).collect()
}

fn shown(name: &str, value: &str, lang: Lang) -> String {
    let count = COUNTS.contains(&name).then(|| value.parse().ok()).flatten();
    count.map_or_else(|| visible(value), |count| figures::count(count, lang))
}

/// The words that stages write into files for people.
pub struct ImportWords<'c> {
    pub catalogue: &'c Catalogue,
    pub clock: &'c dyn Clock,
}

impl import::JobWords for ImportWords<'_> {
    fn remedy(&self, rule: &str, column: &str, found: &str, expected: Option<&str>) -> String {
        let values = [("title", Some(column)), ("found", Some(found)), ("expected", expected)];
        let known = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        remedy_text(rule, &known.collect(), self.catalogue)
    }

    fn html(&self, page: &JobPage) -> String {
        page::html(page, self.catalogue, self.clock)
    }

    fn csv(&self, page: &JobPage) -> Vec<u8> {
        page::csv(page, self.catalogue, self.clock)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Greenwich;
    use super::*;
    use crate::import::JobWords as _;

    fn details(values: &[(&str, &str)]) -> Details {
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn text(code: &str, values: &[(&str, &str)]) -> String {
        reason_text(code, &details(values), &Catalogue::new(Lang::En))
    }

    #[test]
    fn titles_say_what_is_missing_unknown_twice_and_where_they_are() {
        assert_eq!(
            text("titles", &[("missing", "Sucursal"), ("unknown", "Tienda"), ("nearest", "Sucursal")]),
            "the titles are not those of the profile; missing: Sucursal; unknown: Tienda (nearest: Sucursal)"
        );
        assert_eq!(
            text("titles", &[("twice", "Sucursal"), ("missing", "Nro_Caja")]),
            "the titles are not those of the profile; missing: Nro_Caja; more than once: Sucursal"
        );
        let remedy = remedy_text("titles", &details(&[("row", "3")]), &Catalogue::new(Lang::En));
        assert!(remedy.contains("row 3 looks like them"), "{remedy}");
        let remedy = remedy_text("titles", &Details::new(), &Catalogue::new(Lang::En));
        assert_eq!(
            remedy,
            "mend the titles in the file; titles that are known and not used belong into ignore of the profile"
        );
    }

    #[test]
    fn a_variant_of_a_reason_says_more() {
        let text_of_13 = text("name", &[("why", "month"), ("found", "13")]);
        assert_eq!(text_of_13, "the name says a month or year that there is not: 13");
        assert_eq!(text("name", &[("why", "unheard_of")]), "the name does not tell the period");
    }

    #[test]
    fn names_of_the_configuration_keep_their_brackets_and_counts_their_groups() {
        let remedy = remedy_text("too_many_rows", &Details::new(), &Catalogue::new(Lang::En));
        assert!(remedy.contains("limits in [source]"), "{remedy}");
        let text = reason_text("too_many_pairs", &details(&[("limit", "50000")]), &Catalogue::new(Lang::Es));
        assert!(text.contains("50.000"), "{text}");
    }

    #[test]
    fn a_code_that_the_profile_made_up_says_so() {
        assert_eq!(text("article_unknown", &[]), "rule article_unknown of the profile");
        assert_eq!(text("article_unknown", &[("found", "X-1")]), "rule article_unknown of the profile: X-1");
        let catalogue = Catalogue::new(Lang::Es);
        assert_eq!(reason_text("a_b", &Details::new(), &catalogue), "regla a_b del perfil");
    }

    #[test]
    fn a_value_that_looks_like_a_text_of_ours_stays_a_value() {
        assert_eq!(
            text("digits", &[("found", "{title}[x]")]),
            "only digits are allowed, and it is {title}[x]"
        );
    }

    #[test]
    fn what_a_terminal_would_act_on_is_spelt_out() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(visible(&"x".repeat(500)).chars().count(), VALUE_CHARS_MAX + 1);
        assert_eq!(visible("Bisutería ñ"), "Bisutería ñ");
    }

    #[test]
    fn a_remedy_is_in_the_language_of_the_user() {
        let remedy = |lang, rule| {
            let catalogue = Catalogue::new(lang);
            let words = ImportWords { catalogue: &catalogue, clock: &Greenwich };
            words.remedy(rule, "Importe", "", None)
        };
        assert_eq!(remedy(Lang::En, "required"), "fill in Importe");
        assert_eq!(remedy(Lang::Es, "required"), "rellene Importe");
    }
}
