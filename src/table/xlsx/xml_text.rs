//! Text of XML: its references resolved, its line ends made one.

use super::xml::malformed;
use crate::table::error::TableFault;

/// Adds text as it is to `into`, line ends as the standard has them.
pub(super) fn take(raw: &[u8], into: &mut String) -> Result<(), TableFault> {
    let text = utf8(raw)?;
    if !raw.contains(&b'\r') {
        into.push_str(text);
        return Ok(());
    }
    let mut lines = text.split('\r');
    into.push_str(lines.next().unwrap_or_default());
    for line in lines {
        into.push('\n');
        into.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
    Ok(())
}

/// Adds text to `into`, references resolved.
pub(super) fn decode(raw: &[u8], into: &mut String) -> Result<(), TableFault> {
    if !raw.contains(&b'&') {
        return take(raw, into);
    }
    let mut pieces = raw.split(|byte| *byte == b'&');
    take(pieces.next().unwrap_or_default(), into)?;
    for piece in pieces {
        let end = piece.iter().position(|byte| *byte == b';').ok_or_else(unknown)?;
        into.push(character(piece.get(..end).unwrap_or_default()).ok_or_else(unknown)?);
        take(piece.get(end + 1..).unwrap_or_default(), into)?;
    }
    Ok(())
}

/// The value of an attribute, references resolved.
pub(super) fn value(raw: &[u8]) -> Result<String, TableFault> {
    let mut text = String::new();
    decode(raw, &mut text)?;
    Ok(text)
}

pub(super) fn utf8(raw: &[u8]) -> Result<&str, TableFault> {
    std::str::from_utf8(raw).map_err(|_| malformed("bytes that are not UTF-8"))
}

fn unknown() -> TableFault {
    malformed("an unknown reference")
}

fn character(reference: &[u8]) -> Option<char> {
    match reference {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x', digits @ ..] => numbered(digits, 16),
        [b'#', digits @ ..] => numbered(digits, 10),
        _ => None,
    }
}

fn numbered(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        assert_eq!(
            value(b"a &amp; b &lt;&gt;&quot;&apos; &#241;&#xF1;&amp;amp;").unwrap(),
            "a & b <>\"' ññ&amp;"
        );
    }

    #[test]
    fn line_ends_become_one() {
        assert_eq!(value(b"a\r\nb\rc\n\r\n&#13;d").unwrap(), "a\nb\nc\n\n\rd");
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in
            ["&", "&;", "& ", "&nbsp;", "&#;", "&#x;", "&#xD800;", "&#x110000;", "&#+9;", "&#-1;", "&AMP;"]
        {
            assert!(value(text.as_bytes()).is_err(), "{text}");
        }
        assert!(value(b"\xff").is_err());
    }
}
