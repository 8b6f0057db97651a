//! Fields in quotes, as RFC 4180 has them; text behind the closing quote belongs to the field, as spreadsheet programs
//! take it.

/// The quote that closes a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Closed {
    pub at: usize,
    /// Whether there are doubled quotes before it.
    pub doubled: bool,
}

/// Finds the closing quote of a field that begins at `start`, behind its opening one.
///
/// `None` where it is not among `bytes`; unless they are `whole`, a quote that is their last byte may be half of two.
pub(super) fn find_close(bytes: &[u8], start: usize, quote: u8, whole: bool) -> Option<Closed> {
    let mut at = start;
    let mut doubled = false;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == quote)?;
        match bytes.get(at + 1) {
            Some(next) if *next == quote => {
                doubled = true;
                at += 2;
            }
            None if !whole => return None,
            _ => return Some(Closed { at, doubled }),
        }
    }
}

/// Puts the text of a field together in its own place: `bytes` begins behind the opening quote and ends before what
/// parts fields. Says how long the text is; what is left over behind it becomes blanks, so that the whole stays UTF-8.
pub(super) fn join(bytes: &mut [u8], quote: u8) -> usize {
    let (mut from, mut to) = (0, 0);
    let mut inside = true;
    while let Some(byte) = bytes.get(from).copied() {
        from += 1;
        if inside && byte == quote {
            if bytes.get(from) != Some(&quote) {
                inside = false;
                continue;
            }
            from += 1;
        }
        if let Some(place) = bytes.get_mut(to) {
            *place = byte;
        }
        to += 1;
    }
    bytes.get_mut(to..).unwrap_or_default().fill(b' ');
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(field: &str) -> String {
        let mut bytes = field.as_bytes().to_vec();
        let len = join(&mut bytes, b'"');
        assert!(std::str::from_utf8(&bytes).is_ok(), "what is left over is text, too");
        String::from_utf8(bytes[..len].to_vec()).unwrap()
    }

    #[test]
    fn doubled_quotes_become_one() {
        assert_eq!(joined("a\"\"b\""), "a\"b");
        assert_eq!(joined("é\"\"ñ\"\"\""), "é\"ñ\"");
    }

    #[test]
    fn text_behind_the_closing_quote_belongs_to_the_field() {
        assert_eq!(joined("a\" b"), "a b");
        assert_eq!(joined("a\"b\"c"), "ab\"c");
    }

    #[test]
    fn a_quote_at_the_end_may_be_half_of_two() {
        assert_eq!(find_close(b"ab\"", 0, b'"', false), None);
        assert_eq!(find_close(b"ab\"", 0, b'"', true), Some(Closed { at: 2, doubled: false }));
        assert_eq!(find_close(b"a\"\"\"", 0, b'"', true), Some(Closed { at: 3, doubled: true }));
    }
}
