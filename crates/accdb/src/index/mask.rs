//! The entry-end bitmask of an index page: bit b is set where an entry ends b bytes into the entries.

/// Where the mask stands on its page, and its bytes.
pub(super) const MASK_AT: usize = 27;
pub(super) const MASK_LEN: usize = 453;
const WORD_BITS: usize = 64;

/// The eight bytes from `byte` on, as far as the mask has them.
fn word(mask: &[u8], byte: usize) -> u64 {
    let tail = mask.get(byte..).unwrap_or_default();
    match tail.first_chunk() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => tail.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

fn count(bits: u32) -> usize {
    usize::try_from(bits).unwrap_or(WORD_BITS)
}

/// The first end above `at`.
pub(super) fn end_after(mask: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    while from < MASK_LEN * 8 {
        let bits = word(mask, from / 8) >> (from % 8);
        if bits != 0 {
            return Some(from + count(bits.trailing_zeros()));
        }
        from = from / 8 * 8 + WORD_BITS;
    }
    None
}

/// The last end at or below `at`; without one 0, where the first entry starts.
pub(super) fn end_upto(mask: &[u8], at: usize) -> usize {
    let mut above = at + 1;
    while above > 0 {
        // The eight bytes that hold bit `above - 1` in their last one.
        let last = (above - 1) / 8;
        let first = last.saturating_sub(7);
        let unwanted = (first + 8) * 8 - above.min((first + 8) * 8);
        let bits = word(mask, first) << unwanted;
        if bits != 0 {
            return above - 1 - count(bits.leading_zeros());
        }
        above = first * 8;
    }
    0
}

/// The last end, or 0. It is looked for at `expected` first.
pub(super) fn last_end(mask: &[u8], expected: usize) -> usize {
    let after = mask.get(expected / 8 + 1..).unwrap_or_default();
    let byte = mask.get(expected / 8).copied().unwrap_or(0);
    // The highest end in its byte, and nothing in any later one; all bytes are taken together, which is quick.
    if byte >> (expected % 8) == 1 && after.iter().fold(0, |all, byte| all | byte) == 0 {
        return expected;
    }
    end_upto(mask, MASK_LEN * 8 - 1)
}

/// Makes room for an entry of `len` bytes at the start of an entry: the ends above `at`, of which `used` is the last,
/// move up, and the new entry's is set.
pub(super) fn open(mask: &mut [u8], at: usize, len: usize, used: usize) {
    let (skip, shift) = (len / WORD_BITS, len % WORD_BITS);
    let (first, last) = ((at + 1) / WORD_BITS, (used + len) / WORD_BITS);
    let below = low_bits((at + 1) % WORD_BITS);
    // From the top down, so that a word is read before it is written.
    for nth in (first..=last).rev() {
        let ends_above = |mask: &[u8], back: usize| match nth.checked_sub(skip + back) {
            Some(from) if from == first => word(mask, from * 8) & !below,
            Some(from) if from > first => word(mask, from * 8),
            _ => 0,
        };
        let carried = ends_above(mask, 1).checked_shr(shift_u32(WORD_BITS - shift)).unwrap_or(0);
        let mut moved = ends_above(mask, 0) << shift | carried;
        if nth == first {
            moved |= word(mask, nth * 8) & below;
        }
        put_word(mask, nth * 8, moved);
    }
    set_end(mask, at + len);
}

fn low_bits(bits: usize) -> u64 {
    (1 << bits) - 1
}

fn shift_u32(shift: usize) -> u32 {
    u32::try_from(shift).unwrap_or(0)
}

fn put_word(mask: &mut [u8], byte: usize, word: u64) {
    let tail = mask.get_mut(byte..).unwrap_or_default();
    match tail.first_chunk_mut() {
        Some(chunk) => *chunk = word.to_le_bytes(),
        None => tail.iter_mut().zip(word.to_le_bytes()).for_each(|(byte, new)| *byte = new),
    }
}

/// Sets the end of an entry.
pub(super) fn set_end(mask: &mut [u8], end: usize) {
    if let Some(byte) = mask.get_mut(end / 8) {
        *byte |= 1 << (end % 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mask_of(ends: &[usize]) -> [u8; MASK_LEN] {
        let mut mask = [0; MASK_LEN];
        ends.iter().for_each(|end| set_end(&mut mask, *end));
        mask
    }

    fn ends_of(mask: &[u8]) -> Vec<usize> {
        std::iter::successors(end_after(mask, 0), |end| end_after(mask, *end)).collect()
    }

    #[test]
    fn the_worked_example_of_the_format_reads_as_three_entries_of_nine_bytes() {
        let mut mask = [0; MASK_LEN];
        mask[..4].copy_from_slice(&[0x00, 0x02, 0x04, 0x08]);
        assert_eq!(ends_of(&mask), [9, 18, 27]);
        assert_eq!([8, 9, 10, 26, 27, 3623].map(|at| end_upto(&mask, at)), [0, 9, 9, 18, 27, 27]);
    }

    proptest! {
        #[test]
        fn ends_are_found_from_both_sides(ends in prop::collection::btree_set(1_usize..3624, 0..300), at in 0_usize..3624) {
            let ends: Vec<usize> = ends.into_iter().collect();
            let mask = mask_of(&ends);
            prop_assert_eq!(ends_of(&mask), ends.clone());
            prop_assert_eq!(end_upto(&mask, at), ends.iter().copied().rfind(|end| *end <= at).unwrap_or(0));
            prop_assert_eq!(last_end(&mask, at), ends.last().copied().unwrap_or(0));
            prop_assert_eq!(end_after(&mask, at), ends.iter().copied().find(|end| *end > at));
        }

        #[test]
        fn opening_moves_the_ends_behind_it(
            ends in prop::collection::btree_set(1_usize..3000, 0..300), nth: prop::sample::Index, len in 1_usize..600
        ) {
            let ends: Vec<usize> = ends.into_iter().collect();
            let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
            let at = *nth.get(&starts);
            let mut mask = mask_of(&ends);
            open(&mut mask, at, len, ends.last().copied().unwrap_or(0));
            let moved = ends.iter().filter(|end| **end > at).map(|end| end + len);
            let expected: Vec<usize> = ends.iter().copied().filter(|end| *end <= at).chain([at + len]).chain(moved).collect();
            prop_assert_eq!(ends_of(&mask), expected);
        }
    }
}
