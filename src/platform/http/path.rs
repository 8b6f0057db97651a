//! Paths below the address: what a value may hold, and what may be sent.

use crate::platform::contract::PlaceholderValues;
use crate::template::Template;

/// A template filled in with values that cannot change the path around them.
pub(super) fn fill(template: &Template, values: &PlaceholderValues<'_>) -> String {
    template.fill(|placeholder| values(placeholder).map(|value| encode_value(&value)))
}

/// Only letters, digits and `- . _ ~` stay; a value of points alone would be a step in the path.
fn encode_value(value: &str) -> String {
    let steps = value.chars().all(|c| c == '.');
    encode(value, |byte| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || (byte == b'.' && !steps))
}

/// A path as it is written, with what no request may carry encoded.
pub(super) fn sendable(path: &str) -> String {
    encode(path, |byte| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte))
}

/// Values of a form: blanks, too, are encoded.
pub(super) fn form_encoded(fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{name}={}", encode_value(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

fn encode(text: &str, stays: impl Fn(u8) -> bool) -> String {
    let byte = |byte: u8| if stays(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(ticket: &str) -> String {
        let template = Template::parse("/v1/files/{ticket}?a=ñ", |_| true).expect("a template");
        sendable(&fill(&template, &|_| Some(ticket.to_owned())))
    }

    #[test]
    fn a_ticket_cannot_leave_its_place_in_the_path() {
        assert_eq!(filled("2026-01.x_~"), "/v1/files/2026-01.x_~?a=%C3%B1");
        assert_eq!(filled("../x?y#z%&= \r\n"), "/v1/files/..%2Fx%3Fy%23z%25%26%3D%20%0D%0A?a=%C3%B1");
        assert_eq!(filled(".."), "/v1/files/%2E%2E?a=%C3%B1");
    }

    #[test]
    fn a_path_keeps_what_it_has_encoded_itself() {
        assert_eq!(sendable("/a b%20c#d\\\r\nX: y"), "/a%20b%20c%23d%5C%0D%0AX:%20y");
    }

    #[test]
    fn a_form_holds_any_password() {
        assert_eq!(form_encoded(&[("a", "x y&z=%"), ("b", "ñ+")]), "a=x%20y%26z%3D%25&b=%C3%B1%2B");
    }
}
