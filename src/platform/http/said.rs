//! What a response says, read once, and without our secrets.

use crate::platform::contract::PlatformTrouble;
use crate::platform::secret::Secret;
use serde_json::Value;

/// Shorter secrets would be found in any text.
const SECRET_CHARS_MIN: usize = 4;
const HIDDEN: &str = "***";

/// The body of a response that is no document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ResponseContent {
    Json(Value),
    Text(String),
}

impl ResponseContent {
    pub(super) fn read(body: &[u8], secrets: &[&Secret]) -> ResponseContent {
        match serde_json::from_slice(body) {
            Ok(mut value) => {
                hide_in(&mut value, secrets);
                ResponseContent::Json(value)
            }
            Err(_) => ResponseContent::Text(hide(&String::from_utf8_lossy(body), secrets)),
        }
    }

    pub(super) fn json(&self) -> Option<&Value> {
        match self {
            ResponseContent::Json(value) => Some(value),
            ResponseContent::Text(_) => None,
        }
    }

    /// The same as a message.
    pub(super) fn trouble(&self, status: u16) -> PlatformTrouble {
        let said = match self {
            ResponseContent::Json(value) if value.is_object() => PlatformTrouble::within(value),
            ResponseContent::Json(value) => PlatformTrouble::told(&value.to_string()),
            ResponseContent::Text(text) => PlatformTrouble::told(text),
        };
        PlatformTrouble { status: Some(status), ..said }
    }
}

/// Goes no deeper than what was parsed, and that has its limit in the parser.
fn hide_in(value: &mut Value, secrets: &[&Secret]) {
    match value {
        Value::String(text) => *text = hide(text, secrets),
        Value::Array(values) => values.iter_mut().for_each(|value| hide_in(value, secrets)),
        Value::Object(values) => values.values_mut().for_each(|value| hide_in(value, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text without secrets.
pub(super) fn hide(text: &str, secrets: &[&Secret]) -> String {
    let long_enough = |secret: &&&Secret| secret.expose().chars().count() >= SECRET_CHARS_MIN;
    secrets
        .iter()
        .filter(long_enough)
        .fold(text.to_owned(), |text, secret| text.replace(secret.expose(), HIDDEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(body: &str) -> PlatformTrouble {
        let secrets = [Secret::new("se\"creto".to_owned()), Secret::new("ab".to_owned())];
        ResponseContent::read(body.as_bytes(), &secrets.each_ref()).trouble(401)
    }

    #[test]
    fn a_secret_that_comes_back_is_hidden() {
        assert_eq!(trouble(r#"{"message":"no: se\"creto ab"}"#).message, "no: *** ab");
        assert_eq!(trouble("<p>se\"creto</p>").message, "<p>***</p>");
        assert_eq!(trouble(r#"["se\"creto"]"#).message, r#"["***"]"#);
        assert_eq!(trouble(r#"{"errors":[{"code":"se\"creto"}]}"#).code.as_deref(), Some("***"));
    }
}
