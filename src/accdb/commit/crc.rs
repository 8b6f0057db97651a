//! CRC-32, the one of Ethernet and ZIP (polynomial 0xEDB88320), eight bytes at a step.

type Tables = [[u32; 256]; 8];

static TABLES: Tables = tables();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "runs in the compiler, which would not accept it"
)]
const fn tables() -> Tables {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// A checksum in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crc(u32);

impl Crc {
    pub fn new() -> Crc {
        Crc(u32::MAX)
    }

    /// Takes in more bytes.
    pub fn add(self, bytes: &[u8]) -> Crc {
        let (eights, rest) = bytes.as_chunks::<8>();
        let state = eights.iter().fold(self.0, |state, eight| step(state, *eight));
        Crc(rest.iter().fold(state, |state, byte| state >> 8 ^ entry(0, state.to_le_bytes()[0] ^ byte)))
    }

    pub fn value(self) -> u32 {
        !self.0
    }
}

/// The checksum of some bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    Crc::new().add(bytes).value()
}

fn step(state: u32, bytes: [u8; 8]) -> u32 {
    let [a, b, c, d, e, f, g, h] = bytes;
    let [s, t, u, v] = state.to_le_bytes();
    let first = entry(7, a ^ s) ^ entry(6, b ^ t) ^ entry(5, c ^ u) ^ entry(4, d ^ v);
    first ^ entry(3, e) ^ entry(2, f) ^ entry(1, g) ^ entry(0, h)
}

fn entry(table: usize, byte: u8) -> u32 {
    TABLES.get(table).and_then(|table| table.get(usize::from(byte))).copied().unwrap_or_default()
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
