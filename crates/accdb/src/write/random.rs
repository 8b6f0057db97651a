//! Random numbers for the autonumbers that are not counted up, from a seed that the caller brings.

/// A stream of random numbers (SplitMix64, two of them side by side). It is as unpredictable as its seed, and no
/// more than that: identifiers, not secrets.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    states: [u64; 2],
}

/// The odd step between the states of a stream: 2^64 divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    pub fn from_seed(seed: [u8; 16]) -> Random {
        let whole = u128::from_le_bytes(seed);
        let half = |shift: u32| u64::try_from(whole >> shift & u128::from(u64::MAX)).unwrap_or_default();
        Random { states: [half(0), half(64)] }
    }

    /// A stream of its own for a part of the work, and the rest of this one goes on elsewhere.
    pub fn split(&mut self) -> Random {
        Random { states: self.next_pair() }
    }

    /// A random GUID of the fourth kind, as the file stores it.
    pub fn guid(&mut self) -> [u8; 16] {
        let [one, other] = self.next_pair();
        let mut bytes = (u128::from(one) << 64 | u128::from(other)).to_le_bytes();
        // The third group is stored little-endian: its upper byte holds the kind. The variant is in the fourth.
        let [_, _, _, _, _, _, _, kind, variant, ..] = &mut bytes;
        *kind = *kind & 0x0F | 0x40;
        *variant = *variant & 0x3F | 0x80;
        bytes
    }

    /// Any number but 0.
    pub fn long(&mut self) -> i32 {
        loop {
            let [one, _] = self.next_pair();
            let [a, b, c, d, ..] = one.to_le_bytes();
            match i32::from_le_bytes([a, b, c, d]) {
                0 => {}
                number => return number,
            }
        }
    }

    fn next_pair(&mut self) -> [u64; 2] {
        self.states = self.states.map(|state| state.wrapping_add(STEP));
        let [one, other] = self.states.map(scrambled);
        // Seeds that differ in one half only must not share the other.
        [one ^ other.rotate_left(32), other.wrapping_add(one)]
    }
}

fn scrambled(state: u64) -> u64 {
    let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_seed_gives_one_stream_and_its_parts_others() {
        let stream = |mut random: Random| (0..50).map(|_| random.guid()).collect::<Vec<_>>();
        let seeded = || Random::from_seed([7; 16]);
        assert_eq!(stream(seeded()), stream(seeded()));
        let mut split = seeded();
        let parts = [stream(split.split()), stream(split.split()), stream(split)];
        assert_eq!(parts.concat().into_iter().collect::<HashSet<_>>().len(), 150);
    }

    #[test]
    fn seeds_that_differ_in_one_bit_share_no_number() {
        let of = |bit: usize| {
            let mut seed = [0; 16];
            seed[bit / 8] ^= 1 << (bit % 8);
            Random::from_seed(seed)
        };
        let longs: HashSet<i32> = (0..128).flat_map(|bit| [of(bit).long(), of(bit).split().long()]).collect();
        assert_eq!(longs.len(), 256);
    }

    #[test]
    fn guids_say_that_they_are_random() {
        let mut random = Random::from_seed([1; 16]);
        for _ in 0..100 {
            let guid = random.guid();
            assert_eq!((guid[7] >> 4, guid[8] >> 6), (4, 2));
        }
    }
}
