//! Numbers that carry a check digit: RUC, NIF, EAN, IBAN.

use super::code::Code;
use crate::import::profile::Check;

/// Judges a cleaned text; the first thing that is wrong with it is the error: for a RUC `digits`, `length`, `prefix`,
/// `check_digit`, in this order.
pub fn verify(check: Check, text: &str) -> Result<(), Code> {
    match check {
        Check::PeRuc => pe_ruc(text),
        Check::EsNif => es_nif(text),
        Check::Ean => ean(text),
        Check::Iban => iban(text),
    }
}

fn must(holds: bool, code: Code) -> Result<(), Code> {
    if holds { Ok(()) } else { Err(code) }
}

fn value(byte: u8) -> u32 {
    u32::from(byte.wrapping_sub(b'0'))
}

/// The tax number of Peru: weights 5 4 3 2 7 6 5 4 3 2, eleven minus the sum modulo eleven.
fn pe_ruc(text: &str) -> Result<(), Code> {
    must(text.bytes().all(|byte| byte.is_ascii_digit()), Code::Digits)?;
    must(text.len() == 11, Code::Length)?;
    let prefixes = ["10", "15", "16", "17", "20"];
    must(prefixes.iter().any(|prefix| text.starts_with(prefix)), Code::Prefix)?;
    let sum: u32 =
        text.bytes().zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).map(|(byte, weight)| value(byte) * weight).sum();
    let digit = match 11 - sum % 11 {
        10 => 0,
        11 => 1,
        digit => digit,
    };
    must(text.bytes().last().map(value) == Some(digit), Code::CheckDigit)
}

const NIF_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// The tax number of Spain. Blanks, points and hyphens do not count, nor does a leading ES, and a DNI may have lost
/// its first nought. Programs disagree whether a company's control is a digit or a letter, so either passes.
fn es_nif(text: &str) -> Result<(), Code> {
    let upper = text.to_uppercase();
    let signs: String = upper.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-')).collect();
    let number = signs.strip_prefix("ES").unwrap_or(&signs);
    let is_dni = number.len() == 8 && number.starts_with(|first: char| first.is_ascii_digit());
    let number = if is_dni { format!("0{number}") } else { number.to_owned() };
    must(number.chars().count() == 9, Code::Length)?;
    let [first, middle @ .., control] = number.as_bytes() else {
        return Err(Code::Length);
    };
    must(middle.len() == 7 && middle.iter().all(u8::is_ascii_digit), Code::Pattern)?;
    match first {
        b'0'..=b'9' => nif_letter(*first, middle, *control),
        b'X' | b'Y' | b'Z' => nif_letter(first - b'X' + b'0', middle, *control),
        b'K' | b'L' | b'M' => nif_letter(b'0', middle, *control),
        b'A'..=b'J' | b'N' | b'P'..=b'S' | b'U' | b'V' | b'W' => company_control(middle, *control),
        _ => Err(Code::Pattern),
    }
}

fn nif_letter(first: u8, middle: &[u8], control: u8) -> Result<(), Code> {
    let number = middle.iter().fold(value(first), |number, byte| number * 10 + value(*byte));
    let letter = usize::try_from(number % 23).ok().and_then(|at| NIF_LETTERS.get(at));
    must(letter == Some(&control), Code::CheckDigit)
}

fn company_control(middle: &[u8], control: u8) -> Result<(), Code> {
    let weigh = |(at, byte): (usize, &u8)| {
        let doubled = value(*byte) * 2;
        if at % 2 == 0 { doubled / 10 + doubled % 10 } else { value(*byte) }
    };
    let sum: u32 = middle.iter().enumerate().map(weigh).sum();
    let digit = (10 - sum % 10) % 10;
    let letter = usize::try_from(digit).ok().and_then(|at| b"JABCDEFGHI".get(at));
    must(letter == Some(&control) || control.is_ascii_digit() && value(control) == digit, Code::CheckDigit)
}

/// Article numbers of 8, 12, 13 or 14 digits.
fn ean(text: &str) -> Result<(), Code> {
    must(text.bytes().all(|byte| byte.is_ascii_digit()), Code::Digits)?;
    must(matches!(text.len(), 8 | 12 | 13 | 14), Code::Length)?;
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = text.bytes().rev().zip(weights).map(|(byte, weight)| value(byte) * weight).sum();
    must(sum.is_multiple_of(10), Code::CheckDigit)
}

/// Account numbers by ISO 13616; blanks do not count. Of the lengths of countries only Spain's is known here.
fn iban(text: &str) -> Result<(), Code> {
    let number: String =
        text.chars().filter(|sign| *sign != ' ').map(|sign| sign.to_ascii_uppercase()).collect();
    let length = number.chars().count();
    must((15..=34).contains(&length) && (!number.starts_with("ES") || length == 24), Code::Length)?;
    let Some((country, rest)) = number.as_bytes().split_at_checked(4) else {
        return Err(Code::Length);
    };
    let [a, b, c, d] = country else { return Err(Code::Length) };
    let head = a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit();
    must(head && rest.iter().all(u8::is_ascii_alphanumeric), Code::Pattern)?;
    let remainder = rest.iter().chain(country).fold(0, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + value(*byte)) % 97,
        letter => (remainder * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    must(remainder == 1, Code::CheckDigit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ruc_fails_by_digits_length_prefix_and_check_digit_in_this_order() {
        // Made-up numbers.
        assert_eq!(pe_ruc("20999918817"), Ok(()));
        assert_eq!(pe_ruc("10999955512"), Ok(()));
        assert_eq!(pe_ruc("20999918818"), Err(Code::CheckDigit));
        assert_eq!(pe_ruc("30999918817"), Err(Code::Prefix));
        assert_eq!(pe_ruc("2099991881"), Err(Code::Length));
        assert_eq!(pe_ruc("2.09E+10"), Err(Code::Digits));
        assert_eq!(pe_ruc(""), Err(Code::Length));
        assert_eq!(pe_ruc("２0999918817"), Err(Code::Digits));
    }

    #[test]
    fn a_nif_of_each_kind_is_known() {
        let good = [
            "12345678Z",
            "12345678-z",
            "ES12345678Z",
            "00000014Z",
            "0000014Z",
            "X0000000T",
            "Y0000000Z",
            "A58818501",
            "A5881850A",
            "P5881850A",
            "K0867756N",
        ];
        for text in good {
            assert_eq!(es_nif(text), Ok(()), "{text}");
        }
        assert_eq!(es_nif("12345678A"), Err(Code::CheckDigit));
        assert_eq!(es_nif("A58818502"), Err(Code::CheckDigit));
        assert_eq!(es_nif("123456789"), Err(Code::CheckDigit));
        assert_eq!(es_nif("T1234567A"), Err(Code::Pattern));
        assert_eq!(es_nif("1234X678Z"), Err(Code::Pattern));
        assert_eq!(es_nif("1234"), Err(Code::Length));
        assert_eq!(es_nif("1234567Ñ9"), Err(Code::Pattern));
    }

    #[test]
    fn article_and_account_numbers_are_judged_by_their_check_digits() {
        assert_eq!(ean("4006381333931"), Ok(()));
        assert_eq!(ean("96385074"), Ok(()));
        assert_eq!(ean("4006381333932"), Err(Code::CheckDigit));
        assert_eq!(ean("400638133393"), Err(Code::CheckDigit));
        assert_eq!(ean("40063813339"), Err(Code::Length));
        assert_eq!(ean("400638133393X"), Err(Code::Digits));
        assert_eq!(iban("ES91 2100 0418 4502 0005 1332"), Ok(()));
        assert_eq!(iban("GB82 WEST 1234 5698 7654 32"), Ok(()));
        assert_eq!(iban("ES91 2100 0418 4502 0005 1333"), Err(Code::CheckDigit));
        assert_eq!(iban("ES91 2100 0418 4502 0005 133"), Err(Code::Length));
        assert_eq!(iban("1291210004184502000513"), Err(Code::Pattern));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9A-Z .-]{0,40}|\\PC*") {
            for check in [Check::PeRuc, Check::EsNif, Check::Ean, Check::Iban] {
                let _ = verify(check, &text);
            }
        }
    }
}
