//! What is read out of a platform's JSON by pointers: a ticket, a state, a number of rows.

use super::contract::{PlatformTrouble, ProcessingProgress};
use super::settings::{Poll, StateValue};
use super::trouble::clean;
use serde_json::Value;

/// A ticket or a state is not longer.
const TEXT_CHARS_MAX: usize = 200;

/// A text, number or truth value as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The ticket at a pointer. One that is empty, too long, or holds controls is none.
#[cfg(any(test, feature = "http"))]
pub(super) fn ticket(value: &Value, pointer: &str) -> Option<String> {
    let text = scalar(value.pointer(pointer)?)?;
    let sound = !text.is_empty() && clean(&text, TEXT_CHARS_MAX) == text;
    sound.then_some(text)
}

/// How far something is, by the state in a document.
pub(super) fn progress(value: &Value, poll: &Poll) -> ProcessingProgress {
    let state = value.pointer(&poll.state);
    let is = |known: &[StateValue]| state.is_some_and(|state| known.iter().any(|known| equals(state, known)));
    if is(&poll.done) {
        ProcessingProgress::Done {
            rows: poll.rows.as_deref().and_then(|pointer| rows(value.pointer(pointer)?)),
        }
    } else if is(&poll.failed) {
        ProcessingProgress::Failed(PlatformTrouble::within(value))
    } else if is(&poll.pending) {
        ProcessingProgress::Pending
    } else {
        let state = state.and_then(scalar).unwrap_or_default();
        ProcessingProgress::Strange { state: clean(&state, TEXT_CHARS_MAX) }
    }
}

/// A number stands for its digits: `3` in a profile is `3` or `"3"`.
fn equals(value: &Value, known: &StateValue) -> bool {
    match (value, known) {
        (Value::Bool(value), StateValue::Bool(known)) => value == known,
        (Value::Bool(_), StateValue::Text(_)) | (_, StateValue::Bool(_)) => false,
        (value, StateValue::Text(known)) => scalar(value).is_some_and(|value| value == *known),
    }
}

fn rows(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    fn text(text: &str) -> StateValue {
        StateValue::Text(text.to_owned())
    }

    fn of(json: &str) -> ProcessingProgress {
        let poll = Poll {
            place: Template::literal("/x"),
            state: "/state".to_owned(),
            rows: Some("/rows".to_owned()),
            done: vec![text("done"), StateValue::Bool(true), text("6")],
            failed: vec![text("failed"), StateValue::Bool(false)],
            pending: vec![text("processing")],
        };
        progress(&serde_json::from_str(json).expect("JSON"), &poll)
    }

    #[test]
    fn a_known_state_is_progress() {
        assert_eq!(of(r#"{"state":"done","rows":7}"#), ProcessingProgress::Done { rows: Some(7) });
        assert_eq!(of(r#"{"state":true,"rows":"7"}"#), ProcessingProgress::Done { rows: Some(7) });
        assert_eq!(of(r#"{"state":6}"#), ProcessingProgress::Done { rows: None });
        assert_eq!(of(r#"{"state":"processing"}"#), ProcessingProgress::Pending);
        let failed = ProcessingProgress::Failed(PlatformTrouble {
            message: "why".to_owned(),
            ..PlatformTrouble::default()
        });
        assert_eq!(of(r#"{"state":false,"message":"why"}"#), failed);
    }

    #[test]
    fn an_unknown_state_is_not_guessed() {
        for (json, state) in [
            (r#"{"state":"DONE"}"#, "DONE"),
            (r#"{"state":"true"}"#, "true"),
            (r#"{"state":"a\u0007b"}"#, "a b"),
            (r#"{"state":null}"#, ""),
            (r#"{"state":["done"]}"#, ""),
            (r"{}", ""),
            (r"[]", ""),
        ] {
            assert_eq!(of(json), ProcessingProgress::Strange { state: state.to_owned() }, "{json}");
        }
    }

    #[test]
    fn rows_that_are_no_count_are_none() {
        for rows in ["-1", "1.5", r#""x""#, "null", "1e400"] {
            let json = format!(r#"{{"state":"done","rows":{rows}}}"#);
            let Ok(value) = serde_json::from_str::<Value>(&json) else { continue };
            assert_eq!(of(&value.to_string()), ProcessingProgress::Done { rows: None }, "{rows}");
        }
    }

    #[test]
    fn a_ticket_is_a_short_text_without_controls() {
        let of = |json: &str| ticket(&serde_json::from_str(json).expect("JSON"), "/t");
        assert_eq!(of(r#"{"t":"20260100000001"}"#).as_deref(), Some("20260100000001"));
        assert_eq!(of(r#"{"t":20260100000001}"#).as_deref(), Some("20260100000001"));
        for none in [r#"{"t":""}"#, r#"{"t":"a\r\nb"}"#, r#"{"t":null}"#, r#"{"t":[]}"#, r"{}"] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(of(&format!(r#"{{"t":"{}"}}"#, "x".repeat(300))), None);
    }
}
