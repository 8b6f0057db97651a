//! Names of branches, cost centres and accounts: when two are the same, and how much alike two others are.
//!
//! Only equality decides anything; a score is for a person to look at.

use std::cmp::Ordering;
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in capitals, its blanks collapsed: how platforms compare what they were sent.
pub fn compared(text: &str) -> String {
    collapse(&text.to_uppercase())
}

/// Runs of blanks become one, those at the ends go.
pub(super) fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Marks dropped, capitals, and of all else than 0-9 and A-Z a blank.
fn plain(text: &str) -> String {
    let unmarked = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_uppercase);
    let kept = unmarked.map(|c| if c.is_ascii_digit() || c.is_ascii_uppercase() { c } else { ' ' });
    collapse(&kept.collect::<String>())
}

/// The groups of words that a profile treats alike.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The words of a group and what stands for them; the longest group first.
    groups: Vec<(Vec<String>, String)>,
}

impl Names {
    /// Of several groups of one length the first goes first. A group of which nothing is left is none.
    pub fn new(words: &[(String, String)]) -> Names {
        let group = |(from, to): &(String, String)| (plain(from), plain(to));
        let mut groups: Vec<_> = words.iter().map(group).filter(|(from, _)| !from.is_empty()).collect();
        groups.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        Names { groups: groups.into_iter().map(|(from, to)| (words_of(&from), to)).collect() }
    }

    /// The form in which two names are equal or not.
    ///
    /// A name of which nothing would be left, one of other letters say, stands for itself: what is between two empty
    /// names is no equality.
    pub fn normalise(&self, text: &str) -> String {
        let mut places: Vec<Place> =
            plain(text).split(' ').map(|word| Place::Word(word.to_owned())).collect();
        for (from, to) in &self.groups {
            replace(&mut places, from, to);
        }
        let texts: Vec<&str> = places.iter().map(Place::text).collect();
        let normal = collapse(&texts.join(" "));
        if normal.is_empty() { compared(text) } else { normal }
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// A word, or what a group was replaced by, which is not replaced again.
#[derive(Debug)]
enum Place {
    Word(String),
    Replaced(String),
}

impl Place {
    fn text(&self) -> &str {
        match self {
            Place::Word(text) | Place::Replaced(text) => text,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self, Place::Word(text) if text == word)
    }
}

/// Replaces a group wherever its words stand, from left to right.
fn replace(places: &mut Vec<Place>, from: &[String], to: &str) {
    let mut at = 0;
    while let Some(found) = places.get(at..at + from.len()) {
        if found.iter().zip(from).all(|(place, word)| place.is_word(word)) {
            places.splice(at..at + from.len(), [Place::Replaced(to.to_owned())]);
        }
        at += 1;
    }
}

/// Characters of a name that a score looks at; a longer one is no name, and would cost its square.
const SCORED_MAX: usize = 256;

/// How much alike two names are: 100 × (1 − distance / length of both), distance in insertions and deletions.
#[derive(Debug, Clone, Copy)]
pub struct Score {
    /// Characters that both have in common, in order, counted in both.
    common: u64,
    length: u64,
}

impl Score {
    /// Two equal names.
    pub const FULL: Score = Score { common: 1, length: 1 };

    /// The better of two normalised names as they are and with their words in order.
    pub fn of(a: &str, b: &str) -> Score {
        Score::plain(a, b).max(Score::plain(&sorted(a), &sorted(b)))
    }

    fn plain(a: &str, b: &str) -> Score {
        let chars = |text: &str| text.chars().take(SCORED_MAX).collect::<Vec<char>>();
        let (a, b) = (chars(a), chars(b));
        match count(a.len().saturating_add(b.len())) {
            0 => Score::FULL,
            length => Score { common: count(common(&a, &b)).saturating_mul(2), length },
        }
    }

    /// Whether it is at least this, of 100.
    pub fn reaches(self, of_hundred: u32) -> bool {
        wide(self.common) * 100 >= u128::from(of_hundred) * wide(self.length)
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn wide(number: u64) -> u128 {
    u128::from(number)
}

fn sorted(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

impl Ord for Score {
    fn cmp(&self, other: &Score) -> Ordering {
        (wide(self.common) * wide(other.length)).cmp(&(wide(other.common) * wide(self.length)))
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Score) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Score {
    fn eq(&self, other: &Score) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Score {}

/// With one decimal, half up.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (wide(self.common) * 2000 + wide(self.length)) / (wide(self.length) * 2);
        write!(f, "{}.{}", tenths / 10, tenths % 10)
    }
}

/// The length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    // How much of `a`, up to each of its places, is in what was seen of `b`.
    let mut lengths = vec![0usize; a.len()];
    for c in b {
        let (mut before, mut left) = (0, 0);
        for (own, length) in a.iter().zip(&mut lengths) {
            let here = if own == c { before + 1 } else { left.max(*length) };
            before = std::mem::replace(length, here);
            left = here;
        }
    }
    lengths.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapidfuzz::distance::indel;

    fn names(words: &[(&str, &str)]) -> Names {
        let words: Vec<_> = words.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        Names::new(&words)
    }

    #[test]
    fn marks_letter_case_and_punctuation_do_not_count() {
        let names = Names::default();
        assert_eq!(names.normalise(" Plaza  La   Viña. "), "PLAZA LA VINA");
        assert_eq!(names.normalise("C.CIVICO-ñ/ü"), "C CIVICO N U");
        assert_eq!(names.normalise("ﬁn Ⅳ ①"), "FIN IV 1", "compatibility forms are taken apart");
        assert_eq!(compared("  plz \t los\u{a0}alamos "), "PLZ LOS ALAMOS");
    }

    #[test]
    fn groups_of_words_are_treated_alike_and_only_whole_words() {
        let names = names(&[
            ("PLZ", "PLAZA"),
            ("M.A.", "MALL AVENTURA"),
            ("V.E.S", "VILLA EL SALVADOR"),
            ("AV", "AVENIDA"),
        ]);
        assert_eq!(names.normalise("PLZ LOS ALAMOS"), "PLAZA LOS ALAMOS");
        assert_eq!(names.normalise("m.a. del puerto"), "MALL AVENTURA DEL PUERTO");
        assert_eq!(names.normalise("V.E.S"), "VILLA EL SALVADOR");
        assert_eq!(names.normalise("AV. LAS AVES"), "AVENIDA LAS AVES");
        assert_eq!(names.normalise("PLZA"), "PLZA");
    }

    #[test]
    fn the_longest_group_goes_first_and_each_place_is_replaced_once() {
        let names = names(&[("A", "B"), ("A A", "C"), ("B", "A"), ("C", "A A A")]);
        assert_eq!(names.normalise("A A A B"), "C B A");
        assert_eq!(names.normalise("C"), "A A A");
    }

    #[test]
    fn a_name_of_which_nothing_is_left_equals_only_itself() {
        let names = Names::default();
        assert_ne!(names.normalise("***"), names.normalise("---"));
        assert_eq!(names.normalise(" *** "), names.normalise("***"));
        assert_ne!(names.normalise("магазин"), names.normalise("киоск"));
        assert_eq!(names.normalise(""), "");
    }

    #[test]
    fn plaza_norte_iii_is_not_plaza_norte_ii() {
        let score = Score::of("PLAZA NORTE III", "PLAZA NORTE II");
        assert_eq!(score.to_string(), "96.6");
        assert!(score < Score::FULL && score.reaches(96) && !score.reaches(97));
    }

    #[test]
    fn the_order_of_words_does_not_lower_a_score() {
        assert_eq!(Score::of("SUR MALL DEL LAGO", "MALL DEL LAGO SUR"), Score::FULL);
        assert_eq!(Score::of("PLAZA LOS PINO", "PLAZA LOS MOLINOS").to_string(), "83.9");
        assert_eq!(Score::of("ABC", "").to_string(), "0.0");
        assert_eq!(Score::of("", ""), Score::FULL);
    }

    const NAME: &str = "[A-C ]{0,140}|[A-Z0-9]{1,12}( [A-Z0-9]{1,12}){0,4}";

    proptest! {
        #[test]
        fn a_score_is_that_of_rapidfuzz(a in NAME, b in NAME) {
            let (a, b) = (collapse(&a), collapse(&b));
            let theirs = |a: &str, b: &str| 100.0 * indel::normalized_similarity(a.chars(), b.chars());
            let best = theirs(&a, &b).max(theirs(&sorted(&a), &sorted(&b)));
            let ours = Score::of(&a, &b);
            let as_number = 100.0 * ours.common as f64 / ours.length as f64;
            prop_assert!((as_number - best).abs() < 1e-9, "{a:?} {b:?}: {as_number} {best}");
            let shown: f64 = ours.to_string().parse().expect("a number");
            prop_assert!((shown - best).abs() <= 0.05 + 1e-9, "{shown} {best}");
        }

        #[test]
        fn normalising_again_changes_nothing_where_no_words_are_treated_alike(text in "\\PC{0,40}") {
            let names = Names::default();
            let once = names.normalise(&text);
            prop_assert_eq!(names.normalise(&once), once.clone());
            prop_assert_eq!(compared(&compared(&text)), compared(&text));
        }

        #[test]
        fn a_score_is_the_same_from_both_sides(a in "[A-D ]{0,70}", b in "[A-D ]{0,70}") {
            prop_assert_eq!(Score::of(&a, &b), Score::of(&b, &a));
        }
    }
}
