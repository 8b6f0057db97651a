//! What each UTF-16 unit weighs in the two sort orders whose tables are public.
//!
//! The weights are facts tabulated from Jackcess (Apache-2.0) and laid out anew by `tools/collation.py`: a line per 256
//! units, so that a process parses only the lines its texts need. A line is a list of runs,
//! `KIND[PRIMARY][/SECONDARY][*COUNT]` with weights in hexadecimal digits; a weight followed by `+` goes up by one from
//! unit to unit of its run. The kinds: `p` plain, `x` expansion, `a` accent, `m` modify, `k` kana, `K` small kana, `s`
//! symbol, `i` ignore, `v` private (computed). Lines of surrogates are empty: they are computed too.
//!
//! Source: docs/format.md, "Text keys".

use std::sync::OnceLock;

/// The units of a line of the table.
const BLOCK: usize = 256;
/// The private use area of General, U+E000 to U+F8FF.
const PRIVATE_FIRST: u16 = 0xE000;

/// How a unit takes part in a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ignore,
    /// Writes its primary weight.
    Plain,
    /// Writes the primary weights of two characters, and counts as both for the places of what follows.
    Expansion,
    /// Writes its primary weight and a secondary one for its place.
    Accent,
    /// Adds its secondary weight to that of the character before.
    Modify,
    /// Writes its primary weight, a secondary one if it has any, and a mark: 3, or 2 if small.
    Kana {
        mark: u8,
    },
    /// Is recorded by its position alone.
    Symbol,
}

/// Up to eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bytes {
    bytes: [u8; 8],
    len: u8,
}

impl Bytes {
    /// The last `len` bytes of the big-endian `number`.
    fn of(number: u64, len: usize) -> Bytes {
        let len = len.min(8);
        let mut bytes = number.to_be_bytes();
        bytes.rotate_left(8 - len);
        Bytes { bytes, len: u8::try_from(len).unwrap_or(8) }
    }

    pub fn get(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// The weight of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weight {
    pub kind: Kind,
    pub primary: Bytes,
    pub secondary: Bytes,
}

impl Weight {
    /// A weight as a run of the table tells it, of one unit.
    pub fn parse(run: &str) -> Weight {
        Run::parse(run).map_or(Weight::IGNORE, |run| run.weight(0, 0))
    }

    const IGNORE: Weight = Weight {
        kind: Kind::Ignore,
        primary: Bytes { bytes: [0; 8], len: 0 },
        secondary: Bytes { bytes: [0; 8], len: 0 },
    };

    fn accent(primary: u16, secondary: u8) -> Weight {
        Weight {
            kind: Kind::Accent,
            primary: Bytes::of(primary.into(), 2),
            secondary: Bytes::of(secondary.into(), 1),
        }
    }

    /// Half a character outside the basic plane, the same in both orders.
    fn surrogate(unit: u16) -> Weight {
        const LOW_FIRST: u16 = 0xDC00;
        let less = match unit.checked_sub(LOW_FIRST) {
            None => 10238,
            Some(0..8) => 9992,
            Some(8..262) => 9990,
            Some(262..516) => 9988,
            Some(516..770) => 9986,
            Some(_) => 9984,
        };
        Weight::accent(unit.wrapping_sub(less), 0x3F)
    }

    /// A unit of the private use area: the primary weight goes up every four units, its low byte from 02 to FF.
    fn private(unit: u16) -> Weight {
        let nth = unit.wrapping_sub(PRIVATE_FIRST);
        let (high, low) = (0xA9 + nth / 4 / 254, 2 + nth / 4 % 254);
        let primary = high << 8 | low;
        match nth % 4 {
            0 => Weight {
                kind: Kind::Plain,
                primary: Bytes::of(primary.into(), 2),
                secondary: Bytes::default(),
            },
            1 => Weight::accent(primary, 0x43),
            2 => Weight::accent(primary, 0x84),
            _ => Weight::accent(primary, 0xC5),
        }
    }
}

/// A weight as a run tells it: digits, and whether it goes up.
#[derive(Clone, Copy)]
struct Stepped {
    first: u64,
    step: u64,
    len: usize,
}

impl Stepped {
    fn parse(text: &str) -> Option<Stepped> {
        let digits = text.trim_end_matches('+');
        let step = u64::from(digits.len() < text.len());
        let first = if digits.is_empty() { 0 } else { u64::from_str_radix(digits, 16).ok()? };
        Some(Stepped { first, step, len: digits.len() / 2 })
    }

    fn at(self, nth: u64) -> Bytes {
        Bytes::of(self.first.wrapping_add(nth.wrapping_mul(self.step)), self.len)
    }
}

/// A run of units of one line.
#[derive(Clone, Copy)]
struct Run {
    kind: char,
    primary: Stepped,
    secondary: Stepped,
    count: u64,
}

impl Run {
    fn parse(text: &str) -> Option<Run> {
        let (weights, count) = text.split_once('*').unwrap_or((text, "1"));
        let mut rest = weights.chars();
        let kind = rest.next()?;
        let (primary, secondary) = rest.as_str().split_once('/').unwrap_or((rest.as_str(), ""));
        Some(Run {
            kind,
            primary: Stepped::parse(primary)?,
            secondary: Stepped::parse(secondary)?,
            count: count.parse().ok()?,
        })
    }

    /// The weight of the run's unit `nth`, which is `unit`.
    fn weight(&self, nth: u64, unit: u16) -> Weight {
        let kind = match self.kind {
            'p' => Kind::Plain,
            'x' => Kind::Expansion,
            'a' => Kind::Accent,
            'm' => Kind::Modify,
            'k' => Kind::Kana { mark: 3 },
            'K' => Kind::Kana { mark: 2 },
            's' => Kind::Symbol,
            'v' => return Weight::private(unit),
            _ => return Weight::IGNORE,
        };
        Weight { kind, primary: self.primary.at(nth), secondary: self.secondary.at(nth) }
    }
}

type Block = Box<[Weight; BLOCK]>;

/// The weights of all units, parsed as they are needed.
pub(super) struct Table {
    lines: &'static str,
    blocks: [OnceLock<Block>; BLOCK],
}

pub(super) static GENERAL: Table =
    Table { lines: include_str!("general.txt"), blocks: [const { OnceLock::new() }; BLOCK] };
pub(super) static GENERAL_LEGACY: Table =
    Table { lines: include_str!("general_legacy.txt"), blocks: [const { OnceLock::new() }; BLOCK] };

impl Table {
    pub(super) fn weight(&self, unit: u16) -> Weight {
        if (0xD800..0xE000).contains(&unit) {
            return Weight::surrogate(unit);
        }
        let [high, low] = unit.to_be_bytes();
        let block = self.blocks.get(usize::from(high)).map(|block| block.get_or_init(|| self.parse(high)));
        block.and_then(|block| block.get(usize::from(low))).copied().unwrap_or(Weight::IGNORE)
    }

    /// Parses a line. The table is ours and a test compares all of it with its source, so what does not parse is
    /// ignored rather than an error every caller would carry.
    fn parse(&self, block: u8) -> Block {
        let mut weights = Box::new([Weight::IGNORE; BLOCK]);
        let line = self.lines.lines().nth(block.into()).unwrap_or_default();
        let units = (0..=u8::MAX).map(|low| u16::from_be_bytes([block, low]));
        let runs = line.split_ascii_whitespace().filter_map(Run::parse);
        let places = runs.flat_map(|run| (0..run.count).map(move |nth| (run, nth)));
        for ((weight, unit), (run, nth)) in weights.iter_mut().zip(units).zip(places) {
            *weight = run.weight(nth, unit);
        }
        weights
    }
}

#[cfg(test)]
mod tests;
