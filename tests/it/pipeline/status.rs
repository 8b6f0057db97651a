//! What is known, for people and programs.

use super::world::{DUOFIC, World, order};
use factulink::domain::CustomerOrder;
use factulink::store::memory::{Call, Fault, Harm};
use serde_json::{Value, json};

fn json(world: &World) -> Value {
    serde_json::to_value(world.status()).expect("JSON")
}

#[test]
fn before_the_first_run_nothing_is_known_and_no_file_is_made() {
    let world = World::new();
    let status = json(&world);
    assert_eq!(status["orders"]["captured"], 0);
    assert_eq!(status["runs"], json!([]));
    assert_eq!(world.state_bytes(), []);
}

#[test]
fn status_tells_watermarks_orders_and_runs() {
    let world = World::with_orders(1..=3);
    world.enter(CustomerOrder { customer: 900, ..order("1-4") });
    world.run();
    let status = json(&world);
    let duofic = json!({
        "name": "duofic", "role": "subsidiary", "year": 2026, "path": "duofic2026.accdb", "driver": "native",
        "reachable": true, "error": null,
        "watermarks": [{"series": "1", "code": 4, "scanned_at": "2026-06-15T10:00:00Z"}],
        "backup": null,
    });
    assert_eq!(status["companies"][0], duofic);
    assert_eq!(status["companies"][2]["role"], "parent");
    let orders = json!({
        "captured": 0, "queued": 0, "leased": 0, "pushed": 3, "skipped": 1, "held": 0, "parked": 0, "incomplete": 0,
    });
    assert_eq!(status["orders"], orders);
    let run = json!({
        "id": 1, "command": "run", "started_at": "2026-06-15T10:00:00Z", "finished_at": "2026-06-15T10:00:00Z",
        "exit_code": 0, "captured": 4, "queued": 3, "pushed": 3, "held": 0,
    });
    assert_eq!(status["runs"], json!([run]));
}

#[test]
fn status_says_which_company_cannot_be_reached_and_why() {
    let world = World::new();
    world.fault(DUOFIC, Fault::always(Call::Open, Harm::Busy));
    let status = json(&world);
    assert_eq!(status["companies"][0]["reachable"], false);
    assert_eq!(status["companies"][0]["error"]["name"], "try-later");
    assert_eq!(status["companies"][1]["reachable"], true);
}

#[test]
fn status_lists_what_waits_for_a_person() {
    let world = World::new();
    world.subsidiary(|company| company.articles[0].code = "OFI-2".into());
    world.enter(super::world::of_article("1-1", "OFI-2"));
    world.run();
    let waiting = json(&world)["needs_attention"][0].clone();
    assert_eq!(waiting["order"], "duofic/2026/1-000001");
    assert_eq!((&waiting["state"], &waiting["reason"]), (&json!("held"), &json!("article_unknown")));
    assert_eq!(waiting["since"], "2026-06-15T10:00:00Z");
}

#[test]
fn status_looks_on_while_another_factulink_works() {
    let world = World::with_orders([1]);
    let mut working = factulink::state::State::open(&world.state_path()).expect("a state");
    let writing = working.begin().expect("a transaction");
    assert_eq!(world.status().orders.captured, 0);
    drop(writing);
}
