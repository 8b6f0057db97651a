//! Tax identifiers (NIF) as they are compared.

/// Returns the identifier in upper case, without blanks, dots and hyphens, and without the prefix `ES`.
///
/// The prefix goes only where a whole identifier of nine characters is left, so that nothing else is cut short.
pub fn normalised(tax_id: &str) -> String {
    let plain = tax_id.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | '-'));
    let upper: String = plain.flat_map(char::to_uppercase).collect();
    match upper.strip_prefix("ES") {
        Some(national) if national.chars().count() == 9 => national.to_owned(),
        _ => upper,
    }
}

/// Whether two identifiers are the same one; an empty one is nobody's.
pub fn same(one: &str, other: &str) -> bool {
    let one = normalised(one);
    !one.is_empty() && one == normalised(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for spelling in ["B12345678", "b-12.345.678", " ES B 12345678 ", "es-b12345678", "ESB12345678"] {
            assert_eq!(normalised(spelling), "B12345678", "{spelling:?}");
        }
        assert!(same("x0000001t", "ES-X0000001T"));
    }

    #[test]
    fn a_prefix_that_belongs_to_the_identifier_stays() {
        assert_eq!(normalised("ES123"), "ES123");
        assert_ne!(normalised("PT123456789"), "123456789");
    }

    #[test]
    fn an_empty_identifier_is_nobodys() {
        assert!(!same("", " - "));
    }
}
