//! The story of one order.

use super::world::{World, key, of_article};
use factulink::pipeline::{self, Outcome};
use serde_json::{Value, json};

fn json(world: &World, order: &str) -> Value {
    serde_json::to_value(world.explain(order)).expect("JSON")
}

#[test]
fn a_pushed_order_tells_its_lines_its_document_and_its_attempts() {
    let world = World::with_orders([1]);
    world.run();
    let told = json(&world, "duofic/2026/1-1");
    assert_eq!(
        (&told["version"], &told["order"], &told["state"]),
        (&json!(1), &json!("duofic/2026/1-000001"), &json!("pushed"))
    );
    let line = &told["lines"][0];
    let facts =
        json!([line["position"], line["article"], line["target_article"], line["decision"], line["rule"]]);
    assert_eq!(facts, json!([1, "OFI-1", "OFI-1", "parent", "usual_supplier"]));
    assert_eq!(json!([line["quantity"], line["price"], line["total"]]), json!(["3", "5", "15"]));
    let target = json!({"company": "oficit", "year": 2026, "document": "7-000001", "reference": "FL duofic/2026 1-000001"});
    assert_eq!(told["target"], target);
    assert_eq!(told["attempts"], json!([{"at": "2026-06-15T10:00:00Z", "outcome": "done", "error": null}]));
}

#[test]
fn a_captured_order_shows_its_lines_undecided() {
    let world = World::with_orders([1]);
    world.scan();
    let told = json(&world, "duofic/2026/1-1");
    assert_eq!((&told["state"], &told["target"]), (&json!("captured"), &Value::Null));
    assert_eq!(told["lines"][0]["decision"], Value::Null);
}

#[test]
fn a_held_order_names_what_was_looked_for() {
    let world = World::new();
    world.subsidiary(|company| company.articles[0].code = "OFI-2".into());
    world.enter(of_article("1-1", "OFI-2"));
    world.run();
    let told = json(&world, "duofic/2026/1-1");
    assert_eq!((&told["reason"], &told["target"]), (&json!("article_unknown"), &Value::Null));
    assert_eq!(told["lines"][0]["decision"], "held");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("OFI-2")));
}

#[test]
fn an_order_that_no_scan_has_seen_is_an_error_of_its_own() {
    let world = World::with_orders([1]);
    let unknown = world.app(|app| pipeline::explain(app, &key("duofic/2026/1-9"))).expect_err("unknown");
    assert!(matches!(unknown, pipeline::Error::UnknownOrder(_)));
    assert_eq!(unknown.outcome(), Outcome::Usage);
}
