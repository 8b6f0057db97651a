//! Names of cells: `AK3` is column 36, counted from 0 on, of row 3.

/// Columns and rows that a sheet has at most.
pub(in crate::table) const COLUMNS: usize = 16_384;
pub(super) const ROWS: u64 = 1_048_576;

/// Column, from 0 on, and row, from 1 on; `None` where it is no cell of a sheet.
pub(super) fn parse(name: &[u8]) -> Option<(usize, u64)> {
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, digits) = name.split_at_checked(letters)?;
    Some((column(letters)?, row(digits)?))
}

fn column(letters: &[u8]) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let value = |letter: &u8| usize::from(letter.to_ascii_uppercase() - b'A' + 1);
    let number = letters.iter().fold(0, |number, letter| number * 26 + value(letter));
    (number <= COLUMNS).then(|| number - 1)
}

/// A row's number, of digits alone.
pub(super) fn row(digits: &[u8]) -> Option<u64> {
    number(digits).filter(|row| (1..=ROWS).contains(row))
}

/// A number of at most ten digits and nothing else.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// The name of a cell.
pub(super) fn format(column: usize, row: u64) -> String {
    letters(column) + &row.to_string()
}

/// The name of a column.
pub(in crate::table) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_read_as_it_is_written() {
        for column in 0..COLUMNS {
            assert_eq!(parse(format(column, 7).as_bytes()), Some((column, 7)));
        }
        assert_eq!(format(36, 3), "AK3");
        assert_eq!(parse(b"XFD1048576"), Some((16_383, 1_048_576)));
        assert_eq!(parse(b"aa10"), Some((26, 10)));
    }

    #[test]
    fn what_is_no_cell_is_none() {
        for name in [
            "",
            "A",
            "1",
            "1A",
            "XFE1",
            "A0",
            "A1048577",
            "AAAA1",
            "A-1",
            "$A$1",
            "A1B",
            "A 1",
            "A99999999999",
        ] {
            assert_eq!(parse(name.as_bytes()), None, "{name}");
        }
    }
}
