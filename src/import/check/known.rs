//! What a field made of the cells that it read lately. Days of a month, types, series, currencies, shops: few texts
//! fill most columns of a ledger, and each is cleaned, matched and judged once.
//!
//! Promises: what is known is what reading the cell anew would give.

use super::field::Parsed;
use super::value::Value;
use std::cell::Cell;

/// Longer texts are names and addresses, which seldom come again.
const TEXT_MAX: usize = 24;

/// A power of two; more than the series or the shops of most ledgers.
const PLACES: usize = 256;

/// Texts and what became of them; a text takes the place of an earlier one that has the same.
#[derive(Debug)]
pub struct KnownTexts {
    places: Box<[Cell<Option<Entry>>]>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    outcome: KnownValue,
}

/// A text, noughts behind it, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    bytes: [u8; TEXT_MAX],
    len: usize,
}

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownValue {
    /// The text itself is the value.
    Same,
    Other(Value<'static>),
}

impl KnownTexts {
    pub fn new() -> KnownTexts {
        KnownTexts { places: (0..PLACES).map(|_| Cell::new(None)).collect() }
    }

    /// What became of a text, if it is known.
    pub fn get(&self, text: &str) -> Option<KnownValue> {
        let key = Key::of(text)?;
        let entry = self.places.get(key.place())?.get()?;
        (entry.key == key).then_some(entry.outcome)
    }

    /// Keeps what became of a text. A text that became another is not kept, for its room.
    pub fn keep(&self, text: &str, parsed: &Parsed<'_>) {
        let outcome = match parsed {
            Parsed::Text(same) if same == text => KnownValue::Same,
            Parsed::Text(_) => return,
            Parsed::Other(value) => KnownValue::Other(*value),
        };
        let Some(key) = Key::of(text) else { return };
        if let Some(place) = self.places.get(key.place()) {
            place.set(Some(Entry { key, outcome }));
        }
    }
}

impl Key {
    fn of(text: &str) -> Option<Key> {
        let mut bytes = [0; TEXT_MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Key { bytes, len: text.len() })
    }

    /// Mixes the words of the text; the highest bits of a product depend on all bits below.
    fn place(&self) -> usize {
        let (words, _) = self.bytes.as_chunks();
        let mixed = words.iter().fold(0_u64, |mixed, word| mixed.rotate_left(25) ^ u64::from_le_bytes(*word));
        let product = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(product >> (u64::BITS - PLACES.trailing_zeros())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_as_what_it_became_and_no_other_is() {
        let known = KnownTexts::new();
        let long = "x".repeat(TEXT_MAX + 1);
        for text in ["", "B001", "B001\0", &long] {
            assert_eq!(known.get(text), None, "{text:?}");
        }
        known.keep("B001", &Parsed::Text("B001".into()));
        known.keep("-", &Parsed::EMPTY);
        known.keep("b001", &Parsed::Text("B001".into()));
        known.keep(&long, &Parsed::Text(long.as_str().into()));
        assert_eq!(known.get("B001"), Some(KnownValue::Same));
        assert_eq!(known.get("-"), Some(KnownValue::Other(Value::Empty)));
        for text in ["B001\0", "B00", "b001", "", &long] {
            assert_eq!(known.get(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_later_text_takes_the_place_of_an_earlier_one() {
        let known = KnownTexts::new();
        let texts: Vec<String> = (0..10 * PLACES).map(|number| number.to_string()).collect();
        for text in &texts {
            known.keep(text, &Parsed::Text(text.as_str().into()));
            assert_eq!(known.get(text), Some(KnownValue::Same));
        }
        let kept = texts.iter().filter(|text| known.get(text).is_some()).count();
        assert!((PLACES / 2..=PLACES).contains(&kept), "{kept} are spread over all places");
    }
}
