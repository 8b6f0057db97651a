//! CRC-32, the one of Ethernet and ZIP (polynomial 0xEDB88320), with the processor's help where it has any: a commit
//! runs over twice the bytes of the pages that it changes.

use crc32fast::Hasher;

/// A checksum in the making.
#[derive(Debug, Clone)]
pub(super) struct Crc(Hasher);

impl Crc {
    pub fn new() -> Crc {
        Crc(Hasher::new())
    }

    /// Takes in more bytes.
    pub fn add(mut self, bytes: &[u8]) -> Crc {
        self.0.update(bytes);
        self
    }

    pub fn value(self) -> u32 {
        self.0.finalize()
    }
}

/// The checksum of some bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_check_values() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc(b""), 0);
        assert_eq!(crc(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_parted() {
        let bytes: Vec<u8> = (0..100_u8).map(|i| i.wrapping_mul(37)).collect();
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(Crc::new().add(head).add(tail).value(), crc(&bytes));
        }
    }
}
