//! What was decided is looked up again under the lock, before it is written.

use super::world::{World, money};
use factulink::domain::{
    Address, ManualLine, ManualOrder, Percent, Quantity, Reason, TaxRegime, VatRates, VatSelector, VatSlot,
};
use factulink::pipeline::{Outcome, RetryOptions};
use factulink::store::memory::{Call, MemoryCompany};

fn queued(orders: i32) -> World {
    let world = World::with_orders(1..=orders);
    world.scan();
    assert_eq!(world.enqueue().counts.queued, u64::try_from(orders).expect("a count"));
    world
}

/// Somebody has entered the goods of one of the orders by hand.
fn twin() -> ManualOrder {
    let quantity: Quantity = "3".parse().expect("a quantity");
    let line =
        ManualLine { article: "OFI-1".into(), quantity, vat: VatSelector::default(), total: money("15") };
    ManualOrder {
        id: "1-000900".parse().expect("a document"),
        date: "2026-06-15".parse().expect("a date"),
        supplier: 12,
        tax_regime: TaxRegime::WITH_VAT,
        surcharge: false,
        delivery: Address::default(),
        slots: [VatSlot::default(); 4],
        total: money("15"),
        lines: vec![line],
        line_state: String::new(),
    }
}

fn reason_after(change: impl FnOnce(&mut MemoryCompany)) -> Option<Reason> {
    let world = queued(1);
    world.parent(change);
    let report = world.push();
    assert_eq!((report.counts.pushed, report.outcome), (0, Outcome::Held));
    assert_eq!(world.parent(|parent| parent.documents.len()), 0);
    world.explain("duofic/2026/1-1").reason
}

#[test]
fn whatever_the_verdict_hung_on_in_the_parent_is_looked_up_again() {
    assert_eq!(reason_after(|parent| parent.suppliers.clear()), Some(Reason::SupplierMissing));
    assert_eq!(reason_after(|parent| parent.articles.clear()), Some(Reason::ArticleUnknown));
    assert_eq!(reason_after(|parent| parent.articles[0].retired = true), Some(Reason::ArticleRetired));
    assert_eq!(reason_after(|parent| parent.articles[0].cost = money("0")), Some(Reason::PriceMissing));
    assert_eq!(reason_after(|parent| parent.manual_orders = vec![twin()]), Some(Reason::HandMadeTwin));
    let second = |parent: &mut MemoryCompany| parent.articles.push(parent.articles[0].clone());
    assert_eq!(reason_after(second), Some(Reason::ArticleAmbiguous));
}

#[test]
fn what_still_can_be_written_is_written_as_it_is_now() {
    let rates = |first: &str| {
        let rates = [first, "10", "4"].map(|rate| rate.parse::<Percent>().expect("a rate"));
        Some(VatRates { rates, surcharge: [Percent::ZERO; 3] })
    };
    let world = queued(1);
    world.parent(|parent| {
        parent.vat = rates("22");
        parent.articles[0].cost = money("6");
    });
    assert_eq!(world.push().counts.pushed, 0, "it goes back to be decided");
    assert_eq!(world.push().counts.pushed, 1);
    let written = world.parent(|parent| parent.documents.values().next().cloned()).expect("a document");
    assert_eq!(
        (written.lines[0].price, written.slots[0].vat_rate),
        (money("6"), "22".parse().expect("a rate"))
    );
}

#[test]
fn a_run_decides_and_writes_in_one_go_what_it_had_to_decide_anew() {
    let world = queued(2);
    world.parent(|parent| parent.articles[0].cost = money("6"));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (2, Outcome::Ok));
    assert!(world.every_order_is_written_once());
}

#[test]
fn a_long_queue_costs_one_reading_of_the_masters() {
    let world = queued(40);
    let articles = || world.parent(|parent| parent.calls[&Call::Articles]);
    let before = articles();
    assert_eq!(world.push().counts.pushed, 40);
    assert_eq!(articles(), before + 1);
}

#[test]
fn a_dry_run_looks_it_up_as_well() {
    let world = queued(1);
    world.parent(|parent| parent.suppliers.clear());
    let report = world.rehearse_run();
    assert_eq!((report.would_write.len(), report.counts.held), (0, 1));
}

#[test]
fn orders_of_a_company_that_is_not_configured_any_more_are_not_written() {
    let mut world = queued(1);
    world.settings.subsidiaries.remove(0);
    assert_eq!(world.push().counts.pushed, 0);
    assert_eq!(world.parent(|parent| parent.documents.len()), 0);
}

#[test]
fn a_parked_order_that_is_put_back_is_looked_up_as_well() {
    let world = queued(1);
    let mark = super::world::key("duofic/2026/1-1").trace_mark();
    world.parent(|parent| parent.refused.insert(mark.clone()));
    assert_eq!(world.push().counts.parked, 1);
    world.parent(|parent| {
        parent.refused.clear();
        parent.suppliers.clear();
    });
    world.retry(RetryOptions::Parked);
    world.run();
    assert_eq!(world.explain("duofic/2026/1-1").reason, Some(Reason::SupplierMissing));
}
