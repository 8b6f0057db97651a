//! What is done to every text before any rule: blanks, controls, the words of cell errors.

use std::borrow::Cow;

/// A control, a zero-width or a direction mark, or the sign of a text that was decoded wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlCharacter;

/// Makes blanks of tabs, line breaks and every Unicode blank, runs of them one (`collapse`), and trims the ends.
///
/// A text that is clean already is borrowed.
pub fn clean(text: &str, collapse: bool) -> Result<Cow<'_, str>, ControlCharacter> {
    if is_plain(text.as_bytes()) {
        return Ok(Cow::Borrowed(text));
    }
    let trimmed = text.trim_matches(char::is_whitespace);
    let mut out: Option<String> = None;
    let mut blank = false;
    for (at, letter) in trimmed.char_indices() {
        let is_blank = letter.is_whitespace();
        if !is_blank && is_control(letter) {
            return Err(ControlCharacter);
        }
        let kept = !(is_blank && blank && collapse);
        if out.is_none() && (!kept || (is_blank && letter != ' ')) {
            out = Some(trimmed.get(..at).unwrap_or_default().to_owned());
        }
        if let (Some(out), true) = (&mut out, kept) {
            out.push(if is_blank { ' ' } else { letter });
        }
        blank = is_blank;
    }
    Ok(out.map_or(Cow::Borrowed(trimmed), Cow::Owned))
}

/// Whether there is nothing in it but blanks.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Visible ASCII, with single blanks between: by far most of what is read.
fn is_plain(bytes: &[u8]) -> bool {
    let visible = |byte: &u8| byte.wrapping_sub(b'!') <= b'~' - b'!';
    if bytes.iter().all(visible) {
        return true;
    }
    let mut before = b' ';
    for byte in bytes {
        if !(visible(byte) || (*byte == b' ' && before != b' ')) {
            return false;
        }
        before = *byte;
    }
    before != b' '
}

fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FFFD}')
}

/// What spreadsheet programs write into a text file where a cell has no value, in English and in Spanish.
const ERRORS: [&str; 23] = [
    "#N/A",
    "#N/D",
    "#VALUE!",
    "#¡VALOR!",
    "#VALOR!",
    "#REF!",
    "#¡REF!",
    "#DIV/0!",
    "#¡DIV/0!",
    "#NAME?",
    "#¿NOMBRE?",
    "#NUM!",
    "#¡NUM!",
    "#NULL!",
    "#¡NULO!",
    "#SPILL!",
    "#¡DESBORDAMIENTO!",
    "#CALC!",
    "#¡CALC!",
    "#FIELD!",
    "#¡CAMPO!",
    "#BUSY!",
    "#GETTING_DATA",
];

/// Whether a cleaned text is the word for a cell error, in any letter case.
pub fn is_error_word(text: &str) -> bool {
    text.starts_with('#') && ERRORS.contains(&text.to_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str) -> String {
        clean(text, true).expect("no control character").into_owned()
    }

    #[test]
    fn every_kind_of_blank_is_a_blank_and_runs_are_one() {
        assert_eq!(cleaned("  LA\r\nÑUSTA\u{A0}\u{2003} S.A. \t"), "LA ÑUSTA S.A.");
        assert_eq!(cleaned("\u{3000}"), "");
        assert_eq!(cleaned("a\u{A0}b"), "a b");
        assert_eq!(clean(" a  b\t", false).expect("clean"), "a  b");
    }

    #[test]
    fn what_is_clean_is_not_copied() {
        for text in ["", "PLAZA NORTE", "Bisutería", "  Bisutería fina "] {
            assert!(matches!(clean(text, true), Ok(Cow::Borrowed(_))), "{text:?}");
        }
    }

    #[test]
    fn controls_and_marks_without_width_are_refused() {
        let marks =
            ['\0', '\u{7}', '\u{7F}', '\u{80}', '\u{200B}', '\u{202E}', '\u{2066}', '\u{FEFF}', '\u{FFFD}'];
        for mark in marks {
            assert_eq!(clean(&format!("a{mark}b"), true), Err(ControlCharacter), "{mark:?}");
            assert_eq!(clean(&format!("{mark}"), true), Err(ControlCharacter), "{mark:?}");
        }
    }

    #[test]
    fn error_words_are_known_in_both_languages() {
        for word in ["#N/A", "#n/d", "#¡VALOR!", "#¡valor!", "#REF!", "#DIV/0!"] {
            assert!(is_error_word(word), "{word}");
        }
        for word in ["", "#", "N/A", "#1", "# 12", "#N/A!"] {
            assert!(!is_error_word(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in "\\PC*|[ a\\t\\n\u{A0}\u{2003}é]*", collapse: bool) {
            if let Ok(once) = clean(&text, collapse) {
                prop_assert_eq!(clean(&once, collapse), Ok(once.clone()));
            }
        }

        #[test]
        fn the_fast_way_says_what_the_slow_one_says(text in "[ -~]*") {
            let slow = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(clean(&text, true), Ok(Cow::Borrowed(slow.as_str())));
        }
    }
}
