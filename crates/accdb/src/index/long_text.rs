//! Keys of long texts: Access keeps the start of one, and a check value for the rest.
//!
//! Seen at six entries of two indexes in a file of Access 2010, ascending and descending, each of one column.

/// The longest part of a key that a text takes, its flag counted.
pub(super) const TEXT_MAX: usize = 510;
const KEPT: usize = TEXT_MAX - 2;
/// x^16 + x^15 + x^2 + 1.
const POLYNOMIAL: u16 = 0x8005;

/// Cuts the part of a key that starts at `start` if it is too long.
pub(super) fn cut(key: &mut Vec<u8>, start: usize) {
    if key.len().saturating_sub(start) <= TEXT_MAX {
        return;
    }
    let rest = key.split_off(start.saturating_add(KEPT));
    key.extend(check_value(&rest).to_le_bytes());
}

/// The remainder of the bytes as one long number.
fn check_value(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |remainder, byte| {
        (0..8).rev().map(|bit| u16::from(byte >> bit & 1)).fold(remainder, |remainder: u16, bit| {
            let carried = if remainder & 0x8000 == 0 { 0 } else { POLYNOMIAL };
            (remainder << 1 | bit) ^ carried
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        hex.as_bytes().chunks(2).map(pair).collect()
    }

    /// The rests of six keys of a file of Access, and what stands there for them.
    #[test]
    fn the_check_value_is_that_of_access() {
        for (rest, stands) in [
            ("350102020202020202020202020e0101018007068200", "43EC"),
            ("010101815f0682819b068200", "1DAC"),
            ("35010202020202020202020202020202020202020202020202020e0101018013068200", "A22D"),
            ("cafefdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdf1fefefe7fecf97dff00", "37DD"),
            ("fefefe7ea0f97d7e64f97dff00", "C1A1"),
            ("cafefdfdfdfdfdfdfdfdfdfdfdf1fefefe7ff8f97dff00", "9A4E"),
        ] {
            assert_eq!(check_value(&bytes(rest)).to_le_bytes().to_vec(), bytes(stands), "{rest}");
        }
    }

    #[test]
    fn a_part_is_cut_only_where_it_is_too_long() {
        for (len, left) in [(0, 0), (509, 509), (510, 510), (511, 510), (2_000, 510)] {
            let mut key = vec![7; 20 + len];
            cut(&mut key, 20);
            assert_eq!(key.len(), 20 + left, "{len}");
        }
    }
}
