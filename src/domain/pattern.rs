//! Article code patterns: `*` is any text, `?` any one character.

use super::code::CodeKey;
use std::collections::HashMap;
use std::str::Chars;

/// Patterns that a code is held against; codes without wildcards cost no more in thousands than in tens.
#[derive(Debug, Clone, Default)]
pub struct PatternSet {
    exact: HashMap<CodeKey, String>,
    wild: Vec<Wild>,
}

#[derive(Debug, Clone)]
struct Wild {
    text: String,
    folded: Vec<char>,
}

impl PatternSet {
    /// The pattern that the code matches, as it is written in the configuration.
    pub fn find(&self, code: &CodeKey) -> Option<&str> {
        let exact = self.exact.get(code);
        let wild =
            || self.wild.iter().find(|wild| matches(&wild.folded, code.as_str())).map(|wild| &wild.text);
        exact.or_else(wild).map(String::as_str)
    }
}

impl<S: AsRef<str>> FromIterator<S> for PatternSet {
    fn from_iter<I: IntoIterator<Item = S>>(patterns: I) -> Self {
        let mut set = PatternSet::default();
        for text in patterns {
            let (text, key) = (text.as_ref().to_owned(), CodeKey::of(text.as_ref()));
            if text.contains(['*', '?']) {
                set.wild.push(Wild { text, folded: key.as_str().chars().collect() });
            } else {
                set.exact.entry(key).or_insert(text);
            }
        }
        set
    }
}

/// Whether the pattern covers the whole text. Goes back only to the newest `*`, so the time is at most the product
/// of the lengths.
fn matches(pattern: &[char], text: &str) -> bool {
    let mut text = text.chars();
    let mut at = 0;
    let mut retry: Option<(usize, Chars<'_>)> = None;
    loop {
        let mut rest = text.clone();
        match (pattern.get(at), rest.next()) {
            (Some('*'), _) => {
                at += 1;
                retry = Some((at, text.clone()));
            }
            (None, None) => return true,
            (Some(wanted), Some(found)) if *wanted == '?' || *wanted == found => {
                at += 1;
                text = rest;
            }
            _ => {
                let Some((after, from)) = &mut retry else { return false };
                if from.next().is_none() {
                    return false;
                }
                (at, text) = (*after, from.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(pattern: &str, code: &str) -> bool {
        PatternSet::from_iter([pattern]).find(&CodeKey::of(code)) == Some(pattern)
    }

    #[test]
    fn stars_and_question_marks_match_as_in_a_shell() {
        for (pattern, code) in [
            ("OFI-*", "ofi-a4"),
            ("*", ""),
            ("*", "X"),
            ("?1", "Ñ1"),
            ("a*b*c", "aXXbYYbc"),
            ("OFI-?", "OFI-é"),
        ] {
            assert!(hits(pattern, code), "{pattern} {code}");
        }
        for (pattern, code) in [("OFI-*", "xOFI-1"), ("?", ""), ("a*b", "abc"), ("OFI", "OFI-1"), ("??", "Ñ")]
        {
            assert!(!hits(pattern, code), "{pattern} {code}");
        }
    }

    #[test]
    fn the_pattern_that_hit_is_named_as_it_was_written() {
        let set = PatternSet::from_iter(["Ofi-12 ", "DUO-*"]);
        assert_eq!(set.find(&CodeKey::of("OFI-12")), Some("Ofi-12 "));
        assert_eq!(set.find(&CodeKey::of("duo-9")), Some("DUO-*"));
        assert_eq!(set.find(&CodeKey::of("x")), None);
    }

    #[test]
    fn a_pattern_of_many_stars_ends() {
        assert!(!hits(&"*a".repeat(30), &"a".repeat(29)));
        assert!(!hits(&format!("{}b", "*a".repeat(30)), &"a".repeat(2_000)));
    }

    /// The same by its definition.
    fn slow(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) => {
                slow(rest, text) || text.split_first().is_some_and(|(_, tail)| slow(pattern, tail))
            }
            (Some((wanted, rest)), Some((found, tail))) => {
                (*wanted == '?' || wanted == found) && slow(rest, tail)
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn matching_agrees_with_its_definition(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            prop_assert_eq!(matches(&chars(&pattern), &text), slow(&chars(&pattern), &chars(&text)));
        }
    }
}
