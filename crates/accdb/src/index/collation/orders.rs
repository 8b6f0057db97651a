//! What each sort order weighs by: a public table, and the letters that an order without one has moved.
//!
//! All orders of version 0 that files of Access have shown are General Legacy with some letters moved. Which those are,
//! and which characters were seen to weigh as in General Legacy, is told here; it was counted over the indexes of such
//! files. What is not told here has to be proven by the file in hand (`index::proof`), but for Spanish: of it enough
//! was seen to take all other characters for unmoved.
//!
//! Source: docs/format.md, "Other orders".

use super::weights::{GENERAL, GENERAL_LEGACY, Kind, Table, Weight};
use crate::format::column::SortOrder;

/// A sort order: how each unit of a text weighs.
pub(crate) struct Collation {
    order: SortOrder,
    table: &'static Table,
    /// Characters with a weight that the table does not give them, as a run of the table tells it.
    moved: &'static [(&'static str, &'static str)],
    /// Two characters that are one letter.
    pairs: &'static [([char; 2], &'static str)],
    /// The first and the last of characters that weigh as in the table.
    seen: &'static [(char, char)],
}

const fn of(order: SortOrder, table: &'static Table) -> Collation {
    Collation { order, table, moved: &[], pairs: &[], seen: &[] }
}

const fn legacy(lcid: u16, sort_id: u8) -> Collation {
    of(SortOrder { lcid, sort_id, version: 0 }, &GENERAL_LEGACY)
}

/// The first two serve all orders of their version that stand not here.
static COLLATIONS: [Collation; 10] = [
    of(SortOrder::GENERAL_LEGACY, &GENERAL_LEGACY),
    of(SortOrder::GENERAL, &GENERAL),
    // Spanish.
    Collation { moved: &[("ñÑ", "p6304")], ..of(SortOrder::SPANISH, &GENERAL_LEGACY) },
    // Traditional Spanish: ch is a letter, and so, by all that is known, are ñ and ll, which nobody has seen there.
    Collation {
        pairs: &[(['c', 'h'], "p4E04")],
        seen: &[
            ('\u{3}', '\u{3}'),
            (' ', ' '),
            ('-', '.'),
            ('0', '9'),
            ('A', 'G'),
            ('I', 'J'),
            ('L', 'V'),
            ('_', '_'),
            ('a', 'j'),
            ('l', 'p'),
            ('r', 'y'),
        ],
        ..legacy(1034, 0)
    },
    // German, telephone book.
    Collation {
        moved: &[("äÄ", "x4A51"), ("öÖ", "x6451"), ("üÜ", "x6F51")],
        seen: &[
            ('\u{3}', '\u{3}'),
            (' ', ' '),
            ('&', ')'),
            (',', '9'),
            ('A', 'Z'),
            ('_', '_'),
            ('a', 'z'),
            ('~', '~'),
            ('Å', 'Å'),
            ('Ó', 'Ó'),
            ('ß', 'ß'),
            ('á', 'ã'),
            ('å', 'å'),
            ('ç', 'ç'),
            ('è', 'ê'),
            ('í', 'í'),
            ('ñ', 'ñ'),
            ('ó', 'ô'),
            ('ø', 'ø'),
            ('ú', 'ú'),
        ],
        ..legacy(1031, 1)
    },
    // Japanese.
    Collation {
        seen: &[(' ', ' '), ('(', ')'), (',', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'), ('~', '~')],
        ..legacy(1041, 0)
    },
    // Polish.
    Collation {
        seen: &[('.', '.'), ('0', '8'), ('A', 'V'), ('X', 'X'), ('_', '_'), ('a', 'p'), ('r', 'z')],
        ..legacy(1045, 0)
    },
    // Turkish: the letters i with and without a dot are two.
    Collation {
        moved: &[("Iı", "p5806"), ("İ", "p59"), ("Öö", "p6502"), ("Şş", "p6C07"), ("Üü", "p7003")],
        seen: &[('.', '.'), ('0', '9'), ('A', 'H'), ('J', 'W'), ('_', '_'), ('a', 'z')],
        ..legacy(1055, 0)
    },
    // Ukrainian.
    Collation {
        seen: &[
            ('0', '2'),
            ('A', 'J'),
            ('L', 'X'),
            ('_', '_'),
            ('a', 'z'),
            ('а', 'в'),
            ('д', 'д'),
            ('з', 'и'),
            ('к', 'л'),
            ('н', 'у'),
            ('х', 'ц'),
            ('ы', 'ы'),
            ('я', 'я'),
            ('Б', 'Б'),
            ('З', 'З'),
            ('Р', 'Т'),
            ('Ч', 'Ч'),
        ],
        ..legacy(1058, 0)
    },
    // Chinese, by sound.
    Collation {
        moved: &[
            ("数", "pB92E"),
            ("据", "p9E8F"),
            ("库", "pA0A6"),
            ("的", "p8BC2"),
            ("关", "p93D9"),
            ("系", "pC1E7"),
            ("查", "p8609"),
            ("询", "pC628"),
            ("主", "pD2A6"),
            ("题", "pBC88"),
        ],
        seen: &[('0', '1'), ('3', '9'), ('A', 'J'), ('L', 'V'), ('_', '_'), ('a', 'y')],
        ..legacy(2052, 0)
    },
];

impl Collation {
    /// The collation of an order, or the one that it agrees with as far as the file proves it.
    pub fn of(order: SortOrder) -> &'static Collation {
        let [legacy, general, ..] = &COLLATIONS;
        let own = COLLATIONS.iter().find(|collation| collation.order == order);
        own.unwrap_or(if order.version == 0 { legacy } else { general })
    }

    pub(super) fn weight(&self, unit: u16) -> Weight {
        let is_moved =
            |(letters, _): &&(&str, &str)| letters.chars().any(|letter| u32::from(letter) == unit.into());
        match self.moved.iter().find(is_moved) {
            Some((_, run)) => Weight::parse(run),
            None => self.table.weight(unit),
        }
    }

    /// The weight of two units that are one letter.
    pub(super) fn pair(&self, first: u16, second: Option<u16>) -> Option<Weight> {
        if self.pairs.is_empty() {
            return None;
        }
        let lower = |unit: u16| char::from_u32(unit.into()).map(|letter| letter.to_ascii_lowercase());
        let units = [lower(first)?, lower(second?)?];
        self.pairs.iter().find(|(pair, _)| *pair == units).map(|(_, run)| Weight::parse(run))
    }

    /// Whether it is known of an order, without any proof, how it weighs a character.
    pub fn knows(order: SortOrder, character: char) -> bool {
        let own = Collation::of(order);
        let is_seen = |(first, last): &(char, char)| (*first..=*last).contains(&character);
        let is_moved = |(letters, _): &(&str, &str)| letters.contains(character);
        order.is_known()
            || own.order == order && (own.seen.iter().any(is_seen) || own.moved.iter().any(is_moved))
    }

    /// Whether it is known of an order that two characters are one letter in it.
    pub fn knows_pair(order: SortOrder, pair: [char; 2]) -> bool {
        Collation::of(order).pairs.iter().any(|(known, _)| *known == pair)
    }

    /// A character of a text whose key depends on as how many a character before it counts, which was not seen in this
    /// order: an accent or a symbol behind an expansion.
    pub fn behind_expansion(order: SortOrder, text: &str) -> Option<char> {
        let own = Collation::of(order);
        let kind = |character: &char| own.weight(u16::try_from(u32::from(*character)).unwrap_or(0xD800)).kind;
        let mut rest = text.chars().skip_while(|character| kind(character) != Kind::Expansion).skip(1);
        if order.is_known() {
            None
        } else {
            rest.find(|character| !matches!(kind(character), Kind::Plain | Kind::Expansion))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_is_not_told_of_weighs_as_general_of_its_version() {
        let order = |version| SortOrder { lcid: 1036, sort_id: 0, version };
        for (version, general) in [(0, SortOrder::GENERAL_LEGACY), (1, SortOrder::GENERAL)] {
            assert!(std::ptr::eq(Collation::of(order(version)), Collation::of(general)));
            assert!(!Collation::knows(order(version), 'a'));
        }
        // Spanish of another version, or another order of German, is not the one that was seen.
        assert!(!Collation::knows(SortOrder { version: 1, ..SortOrder::SPANISH }, 'a'));
        assert!(!Collation::knows(SortOrder { lcid: 1031, sort_id: 0, version: 0 }, 'ä'));
        assert!(Collation::knows(SortOrder { lcid: 1031, sort_id: 1, version: 0 }, 'ä'));
        assert!(Collation::knows(SortOrder::SPANISH, 'Ж'));
    }

    #[test]
    fn moved_letters_are_not_among_those_that_were_seen_unmoved() {
        for collation in &COLLATIONS {
            let moved = collation.moved.iter().flat_map(|(letters, _)| letters.chars());
            let is_seen =
                |letter: char| collation.seen.iter().any(|(first, last)| (*first..=*last).contains(&letter));
            assert_eq!(
                moved.filter(|letter| is_seen(*letter)).collect::<String>(),
                "",
                "{}",
                collation.order
            );
            assert!(collation.seen.iter().all(|(first, last)| first <= last), "{}", collation.order);
        }
    }
}
