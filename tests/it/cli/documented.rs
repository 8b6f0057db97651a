//! What `docs/cli.md` shows of JSON is what the commands print, key by key.

use super::demo::Demo;
use serde_json::Value;

const PAGE: &str = include_str!("../../../docs/cli.md");

/// The examples of the page, in its order.
fn examples() -> Vec<Value> {
    PAGE.split("```json\n")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split("```").next().expect("an end")).expect("JSON"))
        .collect()
}

/// Every key of the example is in what was printed, with a value of the same kind; of a list the first entry counts.
fn assert_shows(example: &Value, printed: &Value, path: &str) {
    match (example, printed) {
        (Value::Object(shown), Value::Object(fields)) => {
            for (key, value) in shown {
                let field = fields.get(key).unwrap_or_else(|| panic!("{path}: there is no {key}: {printed}"));
                assert_shows(value, field, &format!("{path}.{key}"));
            }
        }
        (Value::Array(shown), Value::Array(entries)) => {
            for (value, entry) in shown.iter().zip(entries.first()) {
                assert_shows(value, entry, path);
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ => {
            assert_eq!(std::mem::discriminant(example), std::mem::discriminant(printed), "{path}: {printed}")
        }
    }
}

#[test]
fn the_shapes_of_json_that_are_documented_are_printed() {
    let demo = Demo::new();
    let called: [&[&str]; 4] = [
        &["explain", "duofic/2026/1-999999", "--json"],
        &["run", "--json"],
        &["status", "--json"],
        &["explain", "duofic/2026/1-000123", "--json"],
    ];
    let examples = examples();
    assert_eq!(examples.len(), called.len());
    for (example, args) in examples.iter().zip(called) {
        assert_shows(example, &demo.call(args).json(), args[0]);
    }
}
