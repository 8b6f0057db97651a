//! `_x000D_` and its kin: how workbooks write characters that XML cannot hold.

/// Decodes every `_xHHHH_` of a text; two that are a surrogate pair are one character, one alone is U+FFFD.
pub(super) fn decode(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((plain, escape)) = rest.find("_x").and_then(|at| rest.split_at_checked(at)) {
        decoded.push_str(plain);
        let (char, behind) = escaped(escape).unwrap_or(('_', escape.get(1..).unwrap_or_default()));
        decoded.push(char);
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

/// The character that a text begins with, escaped, and what stands behind it.
fn escaped(text: &str) -> Option<(char, &str)> {
    let (first, behind) = unit(text)?;
    let (pair, behind_pair) = match unit(behind) {
        Some((second, behind_pair)) if (0xd800..0xdc00).contains(&first) => ([first, second], behind_pair),
        _ => ([first, 0], behind),
    };
    match char::decode_utf16(pair).next()? {
        Ok(char) if u32::from(char) > 0xffff => Some((char, behind_pair)),
        Ok(char) => Some((char, behind)),
        Err(_) => Some((char::REPLACEMENT_CHARACTER, behind)),
    }
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, behind) = text.strip_prefix("_x")?.split_at_checked(4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let behind = behind.strip_prefix('_').filter(|_| is_hex)?;
    Some((u16::from_str_radix(digits, 16).ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        decode(text.to_string())
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decoded("a_x000D_b_x000a_"), "a\rb\n");
        assert_eq!(decoded("_x005F_x000D_"), "_x000D_");
        assert_eq!(decoded("_xD83D__xDE00_!"), "😀!");
    }

    #[test]
    fn half_a_pair_is_no_character() {
        assert_eq!(decoded("_xD83D_a"), "\u{fffd}a");
        assert_eq!(decoded("_xD83D__x0041_"), "\u{fffd}A");
        assert_eq!(decoded("_xDE00_"), "\u{fffd}");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in ["_x", "_x00D_", "_x000G_", "_X000D_", "_x000D", "__x_x00é_", "_x+00D_", "no_xml"] {
            assert_eq!(decoded(text), text);
        }
    }
}
