//! Messages of others made fit for people: cleaned, cut, and read out of the JSON that platforms wrap them in.

use super::contract::PlatformTrouble;
use super::json;
use serde_json::Value;

/// Characters of a message.
const MESSAGE_CHARS_MAX: usize = 500;
/// Characters of a platform's own code.
const CODE_CHARS_MAX: usize = 60;

/// Where platforms put the code of what went wrong, in the order of preference.
const CODES: [&str; 4] = ["code", "cod", "error_code", "error"];
const MESSAGES: [&str; 7] = ["message", "msg", "mensaje", "detail", "error_description", "title", "error"];

impl PlatformTrouble {
    /// Something that we found.
    pub(super) fn of(code: &str, message: &str) -> PlatformTrouble {
        PlatformTrouble {
            status: None,
            code: Some(code.to_owned()),
            message: clean(message, MESSAGE_CHARS_MAX),
        }
    }

    /// Something without a code: a connection that failed, say.
    pub(super) fn told(message: &str) -> PlatformTrouble {
        PlatformTrouble { status: None, code: None, message: clean(message, MESSAGE_CHARS_MAX) }
    }

    /// What an object says, or the first object of its list `errors`.
    pub(super) fn within(value: &Value) -> PlatformTrouble {
        let inner = value.pointer("/errors/0").filter(|inner| inner.is_object());
        let first = |names: &[&str]| {
            let of = |value: &Value| names.iter().find_map(|name| value.get(name).and_then(json::scalar));
            inner.and_then(of).or_else(|| of(value))
        };
        let code = first(&CODES).map(|code| clean(&code, CODE_CHARS_MAX)).filter(|code| !code.is_empty());
        let message = first(&MESSAGES).map(|message| clean(&message, MESSAGE_CHARS_MAX));
        PlatformTrouble { status: None, code, message: message.unwrap_or_default() }
    }
}

/// A text of others on one line of at most `max` characters: blanks, controls and marks that turn the direction of
/// writing become one blank.
pub(super) fn clean(text: &str, max: usize) -> String {
    // Most of a long text is thrown away; what is looked at is bounded, too.
    let mut words = text.split(|c: char| c.is_whitespace() || is_unseen(c)).filter(|word| !word.is_empty());
    let mut cleaned = String::new();
    let mut chars = 0;
    while let Some(word) = words.next().filter(|_| chars < max) {
        if !cleaned.is_empty() {
            cleaned.push(' ');
            chars += 1;
        }
        for c in word.chars().take(max.saturating_sub(chars)) {
            cleaned.push(c);
            chars += 1;
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_at_most_500_characters() {
        assert_eq!(clean("  a\r\n\tb\u{1b}[31m\u{202e}c\0", 500), "a b [31m c");
        assert_eq!(clean(&"ñ".repeat(900), 500), "ñ".repeat(500));
        assert_eq!(clean(&"ab ".repeat(900), 500).chars().count(), 500);
        assert_eq!(clean("abc def", 4), "abc");
    }

    #[test]
    fn cleaning_twice_is_cleaning_once() {
        for text in ["", " ", "a  b", "\u{feff}x\u{200b}y", &"long word ".repeat(80)] {
            let once = clean(text, 500);
            assert_eq!(clean(&once, 500), once);
        }
    }

    #[test]
    fn code_and_message_are_found_where_platforms_put_them() {
        let said = |body: &str| {
            let PlatformTrouble { code, message, .. } =
                PlatformTrouble::within(&serde_json::from_str(body).expect("JSON"));
            (code.unwrap_or_default(), message)
        };
        let pair = |code: &str, message: &str| (code.to_owned(), message.to_owned());
        assert_eq!(said(r#"{"code":"1024","message":"already\nsent"}"#), pair("1024", "already sent"));
        assert_eq!(said(r#"{"cod":422,"msg":"x","errors":[{"cod":1070,"msg":"y"}]}"#), pair("1070", "y"));
        assert_eq!(said(r#"{"error":"invalid_client"}"#), pair("invalid_client", "invalid_client"));
        assert_eq!(said(r#"{"code":{"a":1}}"#), pair("", ""));
    }
}
