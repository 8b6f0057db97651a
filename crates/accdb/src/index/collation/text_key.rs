//! The key of a text: primary weights, then accents, then what is recorded by its place.
//!
//! Source: docs/format.md, "Text keys".

use super::orders::Collation;
use super::weights::{Kind, Weight};

/// Units of a text that take part in its key.
const UNITS_MAX: usize = 255;
/// Ends the primary weights, and starts the symbols.
const SEPARATOR: u8 = 1;
/// Stands for a character without an accent.
const NO_ACCENT: u8 = 2;
/// The mark of a kana that is not small.
const KANA_PLAIN: u8 = 3;

/// Appends the key of `text` to `key`, without the flag byte.
///
/// Only the first 255 units count, and no spaces at their end.
pub(crate) fn append_text(key: &mut Vec<u8>, text: &str, collation: &Collation, descending: bool) {
    let start = key.len();
    if text.is_ascii() {
        let cut = text.as_bytes().get(..UNITS_MAX).unwrap_or(text.as_bytes());
        let kept = trim_end(cut, |byte| *byte == b' ');
        append_ascending(key, kept.iter().copied().map(u16::from), collation);
        complement(key, start, descending);
    } else {
        let cut: Vec<u16> = text.encode_utf16().take(UNITS_MAX).collect();
        append_units(key, &cut, collation, descending);
    }
}

/// As [`append_text`], for UTF-16 units that may be no whole characters.
pub(crate) fn append_units(key: &mut Vec<u8>, units: &[u16], collation: &Collation, descending: bool) {
    let start = key.len();
    let cut = units.get(..UNITS_MAX).unwrap_or(units);
    append_ascending(key, trim_end(cut, |unit| *unit == 0x20).iter().copied(), collation);
    complement(key, start, descending);
}

/// Turns what stands from `start` on into the key of a descending column.
fn complement(key: &mut Vec<u8>, start: usize, descending: bool) {
    if descending {
        key.iter_mut().skip(start).for_each(|byte| *byte = !*byte);
        key.push(0);
    }
}

/// The slice without the unwanted items at its end.
fn trim_end<T>(items: &[T], unwanted: impl Fn(&T) -> bool) -> &[T] {
    let kept = items.iter().rposition(|item| !unwanted(item)).map_or(0, |last| last + 1);
    items.get(..kept).unwrap_or_default()
}

fn append_ascending(key: &mut Vec<u8>, units: impl Iterator<Item = u16>, collation: &Collation) {
    let mut marks = Marks::default();
    let mut units = units.peekable();
    while let Some(unit) = units.next() {
        let pair = collation.pair(unit, units.peek().copied());
        let weight = match pair {
            Some(letter) => {
                units.next();
                letter
            }
            None => collation.weight(unit),
        };
        key.extend_from_slice(weight.primary.get());
        marks.add(&weight);
    }
    key.push(SEPARATOR);
    marks.finish(key);
    key.push(0);
}

/// Everything of a key beyond its primary weights.
#[derive(Default)]
struct Marks {
    /// Characters that wrote a primary weight so far.
    written: usize,
    secondary: Vec<u8>,
    /// How many characters the secondary weights stand for.
    accented: usize,
    /// 1 when the first secondary weight stands for no character: a modifier came before any.
    lead: usize,
    symbols: Vec<u8>,
    kana: Vec<u8>,
}

impl Marks {
    fn add(&mut self, weight: &Weight) {
        match weight.kind {
            Kind::Plain => self.written += 1,
            Kind::Expansion => self.written += 2,
            Kind::Ignore => {}
            Kind::Accent => self.add_accent(weight.secondary.get()),
            Kind::Kana { mark } => {
                self.kana.push(mark);
                match weight.secondary.get() {
                    [] => self.written += 1,
                    accent => self.add_accent(accent),
                }
            }
            Kind::Modify => weight.secondary.get().iter().for_each(|change| self.modify(*change)),
            Kind::Symbol => self.add_symbol(weight.secondary.get()),
        }
    }

    /// Makes the secondary weights stand for all characters written so far.
    fn pad(&mut self) {
        let missing = self.written.saturating_sub(self.accented);
        self.secondary.resize(self.secondary.len() + missing, NO_ACCENT);
        self.accented = self.accented.max(self.written);
    }

    fn add_accent(&mut self, accent: &[u8]) {
        self.pad();
        self.secondary.extend_from_slice(accent);
        self.accented += 1;
        self.written += 1;
    }

    fn modify(&mut self, change: u8) {
        self.pad();
        match self.secondary.last_mut() {
            Some(last) => *last = last.wrapping_add(change),
            None => {
                self.secondary.push(change);
                self.lead = 1;
            }
        }
    }

    fn add_symbol(&mut self, code: &[u8]) {
        let plain = self.written.saturating_sub(self.accented);
        let place = (self.secondary.len() + plain).saturating_sub(self.lead);
        let [.., high, low] = (0x8000 | (7 + 4 * place)).to_be_bytes();
        self.symbols.extend([high, low, 6]);
        self.symbols.extend_from_slice(code);
    }

    fn finish(&self, key: &mut Vec<u8>) {
        key.extend_from_slice(trim_end(&self.secondary, |weight| *weight <= NO_ACCENT));
        if self.kana.is_empty() && self.symbols.is_empty() {
            return;
        }
        key.extend([SEPARATOR, SEPARATOR]);
        if !self.kana.is_empty() {
            append_kana(key, &self.kana, !self.symbols.is_empty());
        }
        if !self.symbols.is_empty() {
            key.push(SEPARATOR);
            key.extend_from_slice(&self.symbols);
        }
    }
}

fn append_kana(key: &mut Vec<u8>, marks: &[u8], symbols_follow: bool) {
    let marks = trim_end(marks, |mark| *mark == KANA_PLAIN);
    let pack =
        |three: &[u8]| three.iter().zip([4, 2, 0]).fold(0x80, |byte, (mark, shift)| byte | mark << shift);
    key.extend(marks.chunks(3).map(pack));
    key.extend([0xFF, 0x02, 0x80, 0xFF, 0x80]);
    key.extend(symbols_follow.then_some(0xFF));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::column::SortOrder;

    fn key(text: &str, order: SortOrder, descending: bool) -> String {
        let mut key = Vec::new();
        append_text(&mut key, text, Collation::of(order), descending);
        key.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    fn both(text: &str) -> [String; 2] {
        [SortOrder::GENERAL, SortOrder::GENERAL_LEGACY].map(|order| key(text, order, false))
    }

    #[test]
    fn the_worked_examples_of_the_format_come_out() {
        for (text, general, legacy) in [
            ("", "0100", "0100"),
            ("A", "0E020100", "4A0100"),
            ("a", "0E020100", "4A0100"),
            ("1", "0D190100", "380100"),
            ("Factura", "0E230E020E0A0E990E9F0E8A0E020100", "534A4D6D6F694A0100"),
            ("cañón", "0E0A0E020E700E7C0E70010202190E00", "4D4A626462010202190E00"),
            (
                "año-nuevo",
                "0E020E700E7C0E700E9F0E210EA20E7C0102190101018013068200",
                "4A6264626F5171640102190101018013068200",
            ),
            ("O'Brien", "0E7C0E090E8A0E320E210E7001010101800B068000", "644C6959516201010101800B068000"),
        ] {
            assert_eq!(both(text), [general, legacy], "{text}");
        }
        assert_eq!(key("A", SortOrder::GENERAL, true), "F1FDFEFF00");
        assert_eq!(key("A", SortOrder::GENERAL_LEGACY, true), "B5FEFF00");
    }

    #[test]
    fn spaces_at_the_end_and_letter_case_do_not_count() {
        assert_eq!(both("Ñandú  "), both("ñANDÚ"));
        assert_eq!(both("  "), both(""));
        assert_ne!(both(" a"), both("a"));
        assert_ne!(both("a\t"), both("a"));
    }

    #[test]
    fn a_character_that_weighs_nothing_changes_no_key() {
        assert_eq!(both("a\u{0}ño"), both("año"));
        assert_eq!(both("\u{0}"), both(""));
        let general = |text| key(text, SortOrder::GENERAL, false);
        assert_eq!(general("a\u{AD}ño"), general("año"), "a soft hyphen");
    }

    #[test]
    fn only_the_first_255_units_count() {
        let long = "x".repeat(255);
        assert_eq!(both(&format!("{long}y")), both(&long));
        let accented = "á".repeat(255);
        assert_eq!(both(&format!("{accented}y")), both(&accented));
        let spaced = format!("{}   y", "x".repeat(252));
        assert_eq!(both(&spaced), both(&"x".repeat(252)), "spaces are stripped after the cut");
    }

    #[test]
    fn small_kana_and_symbols_follow_the_accents() {
        // A small a, then an a whose mark 3 is dropped from the end.
        assert_eq!(key("\u{3041}\u{3042}", SortOrder::GENERAL, false), "7F027F02010101A0FF0280FF8000");
        // A hyphen after it, which the kana part announces with FF.
        assert_eq!(key("\u{3041}-", SortOrder::GENERAL, false), "7F02010101A0FF0280FF80FF01800B068200");
        // Ga carries an accent as well as a mark.
        assert_eq!(key("\u{304C}", SortOrder::GENERAL, false), "7F0A01030101FF0280FF8000");
    }

    /// As 22 keys in files of Access show; no file shows how General counts it.
    #[test]
    fn sharp_s_counts_as_two_characters_in_general_legacy() {
        let legacy = |text| key(text, SortOrder::GENERAL_LEGACY, false);
        assert_eq!(legacy("Nuß-Nougat-Creme"), "626F6B6B62646F554A6D4D695160510101010180170682802F068200",);
        assert_eq!(legacy("ßé"), legacy("ssé"));
        assert_eq!(legacy("ß-"), legacy("ss-"));
        assert_eq!(key("ß-", SortOrder::GENERAL, false), "0E910E9101010101800B068200");
    }

    /// As 12 keys of a file of Access show.
    #[test]
    fn in_spanish_the_letter_after_n_is_one_of_its_own() {
        for (text, expected) in [
            ("Ventas por año", "7151626D4A6B0766646907_4A630464_0100"),
            (
                "Compañías de envíos",
                "4D6460664A6304594A6B074F5107516271596_46B_010202020202020E020202020202020202_0E00",
            ),
            ("Caracoles de Borgoña", "4D4A694A4D645E516B074F51074C6469556463044A0100"),
        ] {
            let expected = expected.replace('_', "");
            assert_eq!(key(text, SortOrder::SPANISH, false), expected, "{text}");
            assert_eq!(key(&text.to_uppercase(), SortOrder::SPANISH, false), expected, "{text}");
        }
        // It counts as one character for what comes after it, and everything else is as in General Legacy.
        assert_eq!(key("ñ-", SortOrder::SPANISH, false), "630401010101800B068200");
        for text in ["Nuß-Nougat-Creme", "pingüino", "chillar", "O'Brien", "_~&"] {
            assert_eq!(
                key(text, SortOrder::SPANISH, false),
                key(text, SortOrder::GENERAL_LEGACY, false),
                "{text}"
            );
        }
    }

    #[test]
    fn letters_of_other_orders_weigh_as_their_files_show() {
        let key = |text, lcid, sort_id| key(text, SortOrder { lcid, sort_id, version: 0 }, false);
        assert_eq!(key("Chico", 1034, 0), "4E04594D640100");
        assert_eq!(key("chCH", 1034, 0), key("CHch", 1034, 0));
        assert_eq!(key("Hcc", 1034, 0), "574D4D0100");
        assert_eq!(
            [key("ä", 1031, 1), key("Ö", 1031, 1), key("ü", 1031, 1)],
            ["4A510100", "64510100", "6F510100"]
        );
        assert_eq!(key("ä", 1031, 0), "4A01130 0".replace(' ', ""));
        assert_eq!([key("Iı", 1055, 0), key("İi", 1055, 0)], ["580658060100", "59590100"]);
        assert_eq!(key("数据", 2052, 0), "B92E9E8F0100");
    }

    #[test]
    fn a_modifier_adds_to_the_accent_before_it_or_leads() {
        let modifier = Collation::of(SortOrder::GENERAL).weight(0x0301).secondary.get()[0];
        assert_eq!(key("\u{301}", SortOrder::GENERAL, false), format!("01{modifier:02X}00"));
        let changed = modifier.wrapping_add(0x0E);
        assert_eq!(key("á\u{301}", SortOrder::GENERAL, false), format!("0E0201{changed:02X}00"));
    }
}
