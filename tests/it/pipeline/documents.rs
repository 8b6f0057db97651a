//! "Pushed" is a claim about a file that others write, too, and is looked up before more is written on top of it.

use super::world::{DUOFIC, OFICIT, World, key, name, order, year};
use factulink::domain::{CustomerOrder, Reason};
use factulink::pipeline::{self, Outcome, Range, Resolution, ResolveOptions, RunOptions};
use factulink::store::memory::MemoryCompany;

fn copy(world: &World) -> MemoryCompany {
    world.parent(|parent| parent.clone())
}

fn put_back(world: &World, copy: MemoryCompany) {
    world.stores.put(&name(OFICIT), year(2026), copy);
}

fn resolve(world: &World, orders: &[&str], how: Resolution) -> Result<(), pipeline::Error> {
    let options =
        ResolveOptions { orders: orders.iter().map(|order| key(order)).collect(), missing: false, how };
    world.app(|app| pipeline::resolve(app, &options, false)).map(drop)
}

fn waiting(world: &World) -> Vec<(String, Reason)> {
    let waiting = world.status().needs_attention;
    waiting.into_iter().map(|order| (order.order.id.to_string(), order.reason)).collect()
}

fn documents(world: &World) -> usize {
    world.parent(|parent| parent.documents.len())
}

/// Order 1 is written, the file is copied, orders 2 to `last` are written, and the copy is put back.
fn gone_back(last: i32) -> World {
    let world = World::with_orders([1]);
    world.run();
    let old = copy(&world);
    (2..=last).for_each(|number| world.enter(order(&format!("1-{number}"))));
    world.run();
    put_back(&world, old);
    world
}

#[test]
fn a_parent_that_is_an_older_copy_of_itself_is_noticed_before_more_is_written() {
    for last in [2, 3] {
        let world = gone_back(last);
        world.enter(order("1-9"));
        for _ in 0..2 {
            let report = world.run();
            assert_eq!((report.counts.pushed, report.outcome), (0, Outcome::Held));
            let told = report.companies.last().expect("the parent").errors[0].message.clone();
            (2..=last).for_each(|number| assert!(told.contains(&format!("1-00000{number}")), "{told}"));
        }
        let lost: Vec<String> = (2..=last).map(|number| format!("duofic/2026/1-{number}")).collect();
        let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
        assert_eq!(world.explain(lost[0]).reason, Some(Reason::DocumentMissing));
        resolve(&world, &lost, Resolution::Again).expect("they fit");
        assert_eq!(world.run().outcome, Outcome::Ok);
        assert!(world.every_order_is_written_once());
    }
}

#[test]
fn the_nightly_run_notices_it_without_anything_to_write() {
    let world = gone_back(3);
    let range = Some(Range { late_window: Some(100), ..Range::default() });
    let nightly = RunOptions { range, ..RunOptions::default() };
    let report = world.app(|app| pipeline::run(app, &nightly)).expect("run");
    assert_eq!(report.outcome, Outcome::Held);
    assert_eq!(waiting(&world).len(), 2);
}

#[test]
fn one_document_that_a_person_deleted_is_named_and_never_rewritten_by_itself() {
    let world = World::with_orders(1..=3);
    world.run();
    let second = world.parent(|parent| {
        let second = *parent.documents.keys().nth(1).expect("a document");
        parent.documents.remove(&second);
        second
    });
    world.enter(order("1-4"));
    world.enter(order("1-5"));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (2, Outcome::Held), "the others go on");
    assert_eq!(documents(&world), 4);
    assert_eq!(waiting(&world), [("1-000002".to_owned(), Reason::DocumentMissing)]);
    assert_eq!(world.explain("duofic/2026/1-2").detail, Some(second.to_string()));
    resolve(&world, &["duofic/2026/1-2"], Resolution::Keep).expect("it fits");
    world.enter(order("1-6"));
    assert_eq!((world.run().outcome, documents(&world)), (Outcome::Ok, 5));
    assert_eq!(waiting(&world), []);
}

#[test]
fn a_document_that_comes_back_waits_for_nobody() {
    let world = gone_back(3);
    let old = copy(&world);
    world.enter(order("1-4"));
    world.run();
    let mut whole = old.clone();
    for number in [2, 3] {
        let mark = key(&format!("duofic/2026/1-{number}")).trace_mark();
        let mut document = old.documents.values().next().expect("a document").clone();
        document.mark = mark;
        whole.documents.insert(order(&format!("7-{number}")).id, document);
    }
    put_back(&world, whole);
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (1, Outcome::Ok));
    assert_eq!(waiting(&world), []);
}

#[test]
fn an_order_that_changed_before_its_document_got_lost_is_written_as_it_is_now() {
    let world = gone_back(3);
    let mut changed = order("1-2");
    changed.lines[0].quantity = "2".parse().expect("a quantity");
    world.enter(changed);
    world.run();
    world.enter(order("1-4"));
    world.run();
    let again = ["duofic/2026/1-2", "duofic/2026/1-3"];
    resolve(&world, &again, Resolution::Again).expect("they fit");
    world.run();
    let mark = key("duofic/2026/1-2").trace_mark();
    let quantities: Vec<String> = world.parent(|parent| {
        parent.documents_of(&mark).map(|(_, document)| document.lines[0].quantity.to_string()).collect()
    });
    assert_eq!(quantities, ["2"]);
}

#[test]
fn a_decision_that_does_not_fit_is_refused_and_nothing_is_done() {
    let world = gone_back(3);
    world.enter(order("1-4"));
    world.run();
    let mixed = ["duofic/2026/1-2", "duofic/2026/1-1"];
    let refused = resolve(&world, &mixed, Resolution::Again).expect_err("the second is where it was");
    assert_eq!(refused.outcome(), Outcome::Usage);
    assert_eq!(waiting(&world).len(), 2);
    assert!(resolve(&world, &["duofic/2026/1-3"], Resolution::New).is_err());
    assert!(resolve(&world, &["duofic/2026/1-99"], Resolution::Keep).is_err());
}

#[test]
fn what_a_person_has_kept_stays_so() {
    let world = World::with_orders([1, 2]);
    world.run();
    world.subsidiary(|company| company.orders.remove(&order("1-2").id));
    world.run();
    world.run();
    assert_eq!(waiting(&world), [("1-000002".to_owned(), Reason::DeletedAfterPush)]);
    resolve(&world, &["duofic/2026/1-2"], Resolution::Keep).expect("it fits");
    world.run();
    assert_eq!(waiting(&world), []);
}

#[test]
fn an_order_that_is_held_on_a_guess_is_let_pass_by_a_person() {
    let world = World::new();
    world.enter(CustomerOrder { date: "2062-06-15".parse().expect("a date"), ..order("1-1") });
    assert_eq!(world.run().outcome, Outcome::Held);
    world.retry(pipeline::RetryOptions::Held);
    assert_eq!(world.run().outcome, Outcome::Held, "to ask again is not to say yes");
    resolve(&world, &["duofic/2026/1-1"], Resolution::New).expect("it fits");
    assert_eq!(world.run().counts.pushed, 1);
}

#[test]
fn documents_that_lie_far_back_are_counted() {
    let world = World::with_orders(1..=700);
    world.run();
    world.parent(|parent| {
        let old: Vec<_> = parent.documents.keys().take(3).copied().collect();
        old.iter().for_each(|id| drop(parent.documents.remove(id)));
    });
    world.enter(order("1-701"));
    assert_eq!(world.run().counts.pushed, 0);
    assert_eq!(waiting(&world).len(), 3);
}

#[test]
fn a_parent_of_which_no_index_knows_all_documents_is_not_written() {
    let world = World::with_orders([1]);
    world.parent(|parent| parent.unindexed.insert(order("7-9").id));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (0, Outcome::Database));
    world.parent(|parent| parent.unindexed.clear());
    assert_eq!(world.run().counts.pushed, 1);
}

#[test]
fn an_order_that_no_index_knows_is_named_and_the_others_go_on() {
    let world = World::with_orders([1, 2]);
    world.subsidiary(|company| company.unindexed.insert(order("1-2").id));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (1, Outcome::Database));
    assert_eq!(waiting(&world), [("1-000002".to_owned(), Reason::OrderUnreadable)]);
    world.subsidiary(|company| company.unindexed.clear());
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (1, Outcome::Ok));
}

#[test]
fn a_company_that_is_renamed_is_noticed_with_the_state_and_without() {
    for with_state in [true, false] {
        let mut world = World::with_orders(1..=5);
        // Another company has orders of the same numbers, and one that is alike.
        world.stores.with(&name(super::world::OFIFACTORY), year(2026), |company| company.put(order("1-5")));
        world.run();
        let before = documents(&world);
        world.stores.put(&name("duofic-sl"), year(2026), world.subsidiary(|company| company.clone()));
        world.settings.subsidiaries[0].company.name = name("duofic-sl");
        world.settings.subsidiaries[0].link.subsidiary = name("duofic-sl");
        if !with_state {
            std::fs::remove_file(world.state_path()).expect("the state is gone");
            drop(std::fs::remove_file(world.state_path().with_extension("db-wal")));
        }
        for _ in 0..2 {
            let report = world.run();
            let written = report.counts.pushed - report.counts.found;
            assert_eq!((written, report.outcome), (0, Outcome::Config), "{with_state}");
            let blamed = report.companies.iter().filter(|company| !company.errors.is_empty());
            assert_eq!(blamed.map(|company| company.name.as_str()).collect::<Vec<_>>(), ["duofic-sl"]);
        }
        assert_eq!(documents(&world), before);
        world.settings.subsidiaries[0].formerly = Some(vec![name(DUOFIC)]);
        let report = world.run();
        assert_eq!((report.outcome, documents(&world)), (Outcome::Ok, before), "{with_state}: {report:?}");
        world.stores.with(&name("duofic-sl"), year(2026), |company| company.put(order("1-6")));
        assert_eq!((world.run().counts.pushed, documents(&world)), (1, before + 1));
    }
}

#[test]
fn a_company_that_is_really_another_one_is_written_once_somebody_says_so() {
    let mut world = World::with_orders(1..=3);
    world.run();
    let mut other = super::world::subsidiary();
    other.put(CustomerOrder { customer_name: "Otra".into(), ..order("1-1") });
    world.stores.put(&name("nueva"), year(2026), other);
    world.settings.subsidiaries[0].company.name = name("nueva");
    world.settings.subsidiaries[0].link.subsidiary = name("nueva");
    assert_eq!(world.run().outcome, Outcome::Config);
    world.settings.subsidiaries[0].formerly = Some(vec![]);
    assert_eq!((world.run().counts.pushed, documents(&world)), (1, 4));
}
