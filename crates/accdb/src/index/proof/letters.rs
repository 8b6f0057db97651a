//! Which characters and pairs of them a text is made of, as a proof counts them.

use crate::format::column::SortOrder;

/// Two characters next to each other.
pub(super) type Pair = [char; 2];

/// The start of a text that its key is sure to depend on: characters within the first 255 units, and no spaces at the
/// end.
pub(super) fn in_key(text: &str) -> &str {
    let cut = text.char_indices().nth(127).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    cut.trim_end_matches(' ')
}

/// The start of a text that its key may depend on.
pub(super) fn may_be_in_key(text: &str) -> &str {
    let cut = text.char_indices().nth(255).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    cut.trim_end_matches(' ')
}

/// The characters next to each other.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = Pair> {
    let standing = || text.chars().map(standing_for);
    standing().zip(standing().skip(1)).map(|(first, second)| [first, second])
}

/// The character that a proof of this one is a proof of: one digit for all of them, the lower case of a letter.
pub(super) fn standing_for(character: char) -> char {
    match character {
        '0'..='9' => '0',
        _ if character.is_uppercase() => other_case(character).unwrap_or(character),
        _ => character,
    }
}

/// The same letter in the other case. The letters i are two in Turkish, with a dot and without: each is its own here.
pub(super) fn other_case(character: char) -> Option<char> {
    let is_lower = character.to_lowercase().eq([character]);
    let other = if is_lower { only(character.to_uppercase()) } else { only(character.to_lowercase()) }?;
    let comes_back = other.to_lowercase().eq([character]) || other.to_uppercase().eq([character]);
    (comes_back && !matches!(character, 'i' | 'I' | 'ı' | 'İ')).then_some(other)
}

fn only(mut characters: impl Iterator<Item = char>) -> Option<char> {
    characters.next().filter(|_| characters.next().is_none())
}

/// A mark that lengthens or repeats the kana before it, whose weight it takes.
pub(super) fn depends_on_others(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{309D}' | '\u{309E}' | '\u{30FC}' | '\u{30FD}' | '\u{30FE}')
}

/// Whether two characters are one letter in some order of the language, so that each alone proves nothing of them.
pub(super) fn may_be_a_letter(order: SortOrder, [first, second]: Pair) -> bool {
    const LANGUAGE: u16 = 0x03FF;
    let letters: &[&str] = match order.lcid & LANGUAGE {
        // Czech and Slovak.
        0x05 | 0x1B => &["ch"],
        // Danish and Norwegian.
        0x06 | 0x14 => &["aa"],
        // Spanish.
        0x0A => &["ch", "ll"],
        // Hungarian.
        0x0E => &["cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs"],
        // Croatian and Serbian.
        0x1A => &["dz", "dž", "lj", "nj"],
        // Albanian.
        0x1C => &["dh", "gj", "ll", "nj", "rr", "sh", "th", "xh", "zh"],
        // Vietnamese.
        0x2A => &["ch", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"],
        // Welsh.
        0x52 => &["ch", "dd", "ff", "ng", "ll", "ph", "rh", "th"],
        _ => &[],
    };
    letters.iter().any(|letter| letter.chars().eq([first, second]))
}

/// A character as messages name it.
pub(super) fn named(character: char) -> String {
    format!("{character:?} (U+{:04X})", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_stands_for_both_cases_where_these_are_one_letter_and_a_digit_for_all() {
        let of = |text: &str| text.chars().map(standing_for).collect::<String>();
        assert_eq!(of("Añ-Ñ7"), "añ-ñ0");
        // The sign of the kelvin is no K, ß has no capital of one character, and the letters i are their own.
        assert_eq!(of("\u{212A}ßIiİı"), "\u{212A}ßIiİı");
        assert_eq!(other_case('é'), Some('É'));
    }

    #[test]
    fn what_a_key_depends_on_ends_with_255_units() {
        let long = "\u{1F600}".repeat(300);
        assert_eq!((in_key(&long).chars().count(), may_be_in_key(&long).chars().count()), (127, 255));
        assert_eq!((in_key("a b  "), may_be_in_key("a b  ")), ("a b", "a b"));
    }
}
