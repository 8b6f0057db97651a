//! Text as it is stored: UTF-16, or compressed to a byte a character.

use crate::error::Malformed;
use std::borrow::Cow;

/// What a compressed text starts with.
const COMPRESSED: [u8; 2] = [0xFF, 0xFE];
/// A text with more characters than this is never compressed (from other writers).
const COMPRESSED_CHARS_MAX: usize = 1024;

/// Decodes a stored text. A compressed text of ASCII characters alone is lent, not copied.
///
/// Half a surrogate pair, which Access can store and Rust's text cannot, becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Malformed> {
    if let Some(text) = lend(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match bytes.strip_prefix(&COMPRESSED) {
        Some(runs) => decode_compressed(runs).map(Cow::Owned),
        None => decode_plain(bytes).map(Cow::Owned),
    }
}

/// The UTF-16 units of a stored text, halves of surrogate pairs included.
pub(crate) fn units(bytes: &[u8]) -> Vec<u16> {
    let wide = |run: &[u8]| -> Vec<u16> {
        run.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect()
    };
    let Some(runs) = bytes.strip_prefix(&COMPRESSED) else { return wide(bytes) };
    let runs = runs.split(|byte| *byte == 0).enumerate();
    runs.flat_map(
        |(number, run)| {
            if number % 2 == 0 { run.iter().copied().map(u16::from).collect() } else { wide(run) }
        },
    )
    .collect()
}

/// A stored text that is a text as it stands: compressed, and of ASCII characters alone; or empty.
#[inline]
pub(crate) fn lend(bytes: &[u8]) -> Option<&str> {
    match bytes {
        [] => Some(""),
        [0xFF, 0xFE, runs @ ..] if is_ascii(runs) => std::str::from_utf8(runs).ok(),
        _ => None,
    }
}

/// Decodes UTF-16LE.
pub(crate) fn decode_plain(bytes: &[u8]) -> Result<String, Malformed> {
    let mut text = String::with_capacity(bytes.len());
    push_units(bytes, &mut text)?;
    Ok(text)
}

/// Encodes a text as the column stores it: compressed where the column asks for it and it is shorter so.
pub(crate) fn encode(text: &str, compress: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len().saturating_add(2));
    append(&mut bytes, text, compress);
    bytes
}

/// As [`encode`], after whatever `bytes` holds already.
pub(crate) fn append(bytes: &mut Vec<u8>, text: &str, compress: bool) {
    if !compress || !is_compressible(text) {
        return bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    }
    bytes.extend(COMPRESSED);
    match text.is_ascii() {
        true => bytes.extend_from_slice(text.as_bytes()),
        false => bytes.extend(text.chars().filter_map(|char| u8::try_from(u32::from(char)).ok())),
    }
}

/// Encodes a text as UTF-16LE.
pub(crate) fn encode_plain(text: &str) -> Vec<u8> {
    encode(text, false)
}

/// The rule seen in every compressed column: only U+0001 to U+00FF, and at least three characters, for two would
/// be no shorter.
fn is_compressible(text: &str) -> bool {
    let lengths = 3..=COMPRESSED_CHARS_MAX;
    match text.is_ascii() {
        true => lengths.contains(&text.len()) && !text.as_bytes().contains(&0),
        false => {
            lengths.contains(&text.chars().count())
                && text.chars().all(|char| (1..=0xFF).contains(&u32::from(char)))
        }
    }
}

/// Decodes what follows the mark: runs of bytes and of UTF-16 units in turn, each ended by a zero byte.
fn decode_compressed(runs: &[u8]) -> Result<String, Malformed> {
    let mut text = String::with_capacity(runs.len().saturating_mul(2));
    for (number, run) in runs.split(|byte| *byte == 0).enumerate() {
        if number % 2 == 0 {
            push_latin(run, &mut text);
        } else {
            push_units(run, &mut text)?;
        }
    }
    Ok(text)
}

/// Appends bytes that are a character each; the ASCII ones up to the next other one at a time.
fn push_latin(mut run: &[u8], text: &mut String) {
    while let Some(other) = run.iter().position(|byte| !byte.is_ascii()) {
        let (ascii, rest) = run.split_at_checked(other).unwrap_or_default();
        text.extend(std::str::from_utf8(ascii));
        text.extend(rest.first().copied().map(char::from));
        run = rest.get(1..).unwrap_or_default();
    }
    text.extend(std::str::from_utf8(run));
}

/// Whether all bytes are U+0001 to U+007F; eight at a time, the last eight overlapping others.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let word = |word: &[u8; 8]| u64::from_ne_bytes(*word);
    // A byte of zero has its high bit set once one is taken off, and no other byte below 0x80 has, but for a borrow
    // out of such a zero.
    let odd = |word: u64| word | word.wrapping_sub(ONES);
    let odd_words = words.iter().fold(0, |odd_words, eight| odd_words | odd(word(eight)));
    match bytes.last_chunk() {
        Some(last) => (odd_words | odd(word(last))) & HIGH == 0,
        None => rest.iter().all(|byte| (1..0x80).contains(byte)),
    }
}

fn push_units(bytes: &[u8], text: &mut String) -> Result<(), Malformed> {
    let (units, rest) = bytes.as_chunks();
    if !rest.is_empty() {
        return Err(Malformed { field: "half a character of text", at: bytes.len() });
    }
    if units.iter().fold(0, |bits, [low, high]| bits | low & 0x80 | high) == 0 {
        text.extend(units.iter().map(|[low, _]| char::from(*low)));
        return Ok(());
    }
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    text.extend(char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_format() {
        assert_eq!(encode("foo0", true), [0xFF, 0xFE, 0x66, 0x6F, 0x6F, 0x30]);
        assert_eq!(encode("€", true), [0xAC, 0x20]);
        assert_eq!(decode(&[0xFF, 0xFE, 0x66, 0x6F, 0x6F, 0x30]).unwrap(), "foo0");
        assert_eq!(decode(&[0xAC, 0x20]).unwrap(), "€");
        assert_eq!(decode(&[]).unwrap(), "");
    }

    #[test]
    fn ascii_is_lent_and_other_latin_is_copied() {
        assert!(matches!(decode(b"\xFF\xFEabc"), Ok(Cow::Borrowed("abc"))));
        assert_eq!(decode(b"\xFF\xFEa\xF1o").unwrap(), "año");
    }

    #[test]
    fn mixed_runs_switch_at_every_zero() {
        assert_eq!(decode(b"\xFF\xFEab\0\xAC\x20\0cd").unwrap(), "ab€cd");
        assert_eq!(decode(b"\xFF\xFE\0\xAC\x20").unwrap(), "€");
        assert!(decode(b"\xFF\xFEab\0\xAC").is_err());
    }

    #[test]
    fn short_long_and_wide_texts_stay_plain() {
        for text in ["", "ab", "a€b", "ab\0", &"x".repeat(1025)] {
            assert_eq!(encode(text, true), encode_plain(text), "{text:?}");
        }
        assert_eq!(encode("abc", false), encode_plain("abc"));
        assert_eq!(encode(&"x".repeat(1024), true).len(), 1026);
    }

    #[test]
    fn half_a_pair_is_replaced_and_half_a_unit_refused() {
        assert_eq!(decode(&[0x3D, 0xD8, 0x41, 0]).unwrap(), "\u{FFFD}A");
        assert!(decode(&[0x41]).is_err());
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC{0,40}|[a-zñ€\u{1}\u{ff}]{0,40}", compress: bool) {
            // A plain text that starts with U+FEFF reads as compressed; no column can tell the two apart.
            prop_assume!(!text.starts_with('\u{FEFF}'));
            let stored = encode(&text, compress);
            prop_assert_eq!(decode(&stored).unwrap(), text);
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }
    }
}
