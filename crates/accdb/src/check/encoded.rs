//! Stored text: whether it can be decoded, told piece by piece.

/// What a compressed text starts with.
const COMPRESSED: [u8; 2] = [0xFF, 0xFE];

/// Takes a text in pieces and tells whether it has no half characters. A compressed text starts with runs of bytes and
/// switches to runs of two-byte units and back at every zero byte.
#[derive(Debug, Default)]
pub(super) struct TextCheck {
    length: usize,
    first: [u8; 2],
    in_units: bool,
    half: bool,
    broken: bool,
}

impl TextCheck {
    /// Whether a text that is there as a whole is sound.
    pub fn whole(bytes: &[u8]) -> bool {
        let mut check = TextCheck::default();
        check.add(bytes);
        check.is_sound()
    }

    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(first) = self.first.get_mut(self.length) {
                *first = *byte;
            } else if *byte == 0 {
                self.broken |= self.in_units && self.half;
                (self.in_units, self.half) = (!self.in_units, false);
            } else {
                self.half = self.in_units && !self.half;
            }
            self.length = self.length.saturating_add(1);
        }
    }

    pub fn is_sound(&self) -> bool {
        if self.length >= 2 && self.first == COMPRESSED {
            return !self.broken && !self.half;
        }
        self.length.is_multiple_of(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::text;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_sound_if_it_can_be_decoded(
            compressed: bool, tail in prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..40), cut: prop::sample::Index,
        ) {
            let bytes = if compressed { [&COMPRESSED[..], &tail].concat() } else { tail };
            let decoded = text::decode(&bytes);
            let (one, other) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut pieces = TextCheck::default();
            pieces.add(one);
            pieces.add(other);
            prop_assert_eq!(pieces.is_sound(), decoded.is_ok());
            if let Ok(text) = decoded {
                prop_assert_eq!(String::from_utf16_lossy(&text::units(&bytes)), text);
            }
        }
    }
}
