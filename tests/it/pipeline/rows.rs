//! A row costs only what depends on it.

use super::world::{DUOFIC, World, name, of_article, order};
use factulink::domain::{
    Article, CustomerLine, CustomerOrder, OrderId, Percent, PurchasePrice, Quantity, Reason, Supplier,
    Warning,
};
use factulink::pipeline::Outcome;

const FAULT: &str = "0012026.accdb: F_ART OFI-2: TIVART holds 4, which is not a VAT selector (0 to 3)";

fn fault() -> Option<String> {
    Some(FAULT.to_owned())
}

/// A second article of both companies, of which the parent's record cannot be read.
fn with_odd_article() -> World {
    let world = World::with_orders([1]);
    let second = |article: &Article| Article { code: "OFI-2".into(), ..article.clone() };
    world.subsidiary(|company| company.articles.push(second(&company.articles[0])));
    world.parent(|company| company.articles.push(Article { fault: fault(), ..second(&company.articles[0]) }));
    world
}

fn reason(world: &World, order: &str) -> Option<Reason> {
    world.explain(order).reason
}

#[test]
fn an_article_that_cannot_be_read_holds_the_orders_that_name_it_and_no_other() {
    let world = with_odd_article();
    world.enter(of_article("1-2", "OFI-2"));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.counts.held, report.outcome), (1, 1, Outcome::Held));
    let told = world.explain("duofic/2026/1-2");
    assert_eq!(told.reason, Some(Reason::ArticleUnreadable));
    assert!(told.detail.expect("a detail").contains(FAULT));
}

#[test]
fn a_record_of_the_subsidiary_that_has_an_odd_vat_costs_nothing() {
    let world = World::with_orders([1]);
    world.subsidiary(|company| company.articles[0].fault = fault());
    assert_eq!(world.run().counts.pushed, 1);
}

#[test]
fn a_supplier_or_a_price_that_cannot_be_read_holds_what_depends_on_it() {
    let world = World::with_orders([1]);
    world.parent(|company| company.suppliers[0].fault = fault());
    world.run();
    assert_eq!(reason(&world, "duofic/2026/1-1"), Some(Reason::SupplierUnreadable));

    let world = World::with_orders([1]);
    let row =
        |supplier, fault| PurchasePrice { article: "OFI-1".into(), supplier, fault, ..Default::default() };
    world.parent(|company| company.prices = vec![row(13, fault())]);
    assert_eq!(world.run().counts.pushed, 1, "another supplier's price costs nothing");
    world.parent(|company| company.prices = vec![row(12, fault())]);
    world.enter(order("1-2"));
    world.run();
    assert_eq!(reason(&world, "duofic/2026/1-2"), Some(Reason::PriceUnreadable));

    let world = World::with_orders([1]);
    world.parent(|company| {
        company.suppliers.push(Supplier { code: 99, fault: fault(), ..Default::default() })
    });
    assert_eq!(world.run().counts.pushed, 1, "nor does another supplier's record");
}

#[test]
fn a_line_without_a_vat_selector_stops_neither_its_order_nor_its_company() {
    let world = World::with_orders([1]);
    let mut odd = order("1-2");
    odd.lines[0].vat = None;
    world.enter(odd);
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (2, Outcome::Ok));
}

#[test]
fn an_order_that_cannot_be_read_waits_by_name_and_the_others_go_on() {
    let world = World::with_orders([1, 2, 3]);
    world.subsidiary(|company| company.unreadable.insert(order("1-2").id));
    for pushed in [2, 0] {
        let report = world.run();
        assert_eq!((report.counts.pushed, report.outcome), (pushed, Outcome::Held));
        assert_eq!(report.waiting, 1);
    }
    let waiting = world.status().needs_attention;
    let named: Vec<_> = waiting.iter().map(|order| (order.order.to_string(), order.reason)).collect();
    assert_eq!(named, [("duofic/2026/1-000002".to_owned(), Reason::OrderUnreadable)]);
    assert!(waiting[0].detail.as_deref().expect("why").contains("CANLPC"));
    world.subsidiary(|company| company.unreadable.clear());
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome, report.waiting), (1, Outcome::Ok, 0));
}

#[test]
fn a_queued_order_that_cannot_be_read_any_more_is_not_written() {
    let world = World::with_orders([1]);
    world.scan();
    world.enqueue();
    world.subsidiary(|company| company.unreadable.insert(order("1-1").id));
    assert_eq!(world.run().counts.pushed, 0);
}

#[test]
fn a_header_that_names_no_order_is_told_and_the_others_go_on() {
    let world = World::with_orders([1]);
    world.subsidiary(|company| company.odd_headers = vec!["?-5".to_owned(), "1-0".to_owned()]);
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (1, Outcome::Held));
    let duofic = report.companies.iter().find(|company| company.name == name(DUOFIC)).expect("duofic");
    assert_eq!(duofic.errors.len(), 2);
}

#[test]
fn a_date_outside_the_years_around_its_exercise_is_held() {
    for (date, written) in [
        ("2062-06-15", 0),
        ("2028-01-01", 0),
        ("2024-12-31", 0),
        ("2027-12-31", 1),
        ("2025-01-01", 1),
        ("1900-01-01", 1),
    ] {
        let world = World::new();
        world.enter(CustomerOrder { date: date.parse().expect("a date"), ..order("1-1") });
        let report = world.run();
        assert_eq!(report.counts.pushed, written, "{date}");
        let expected = (written == 0).then_some(Reason::DateImplausible);
        assert_eq!(reason(&world, "duofic/2026/1-1"), expected, "{date}");
    }
}

fn line(position: i32, article: &str) -> CustomerLine {
    let quantity: Quantity = "1".parse().expect("a quantity");
    let discounts = [Percent::ZERO; 3];
    CustomerLine { position, quantity, discounts, ..of_article("1-1", article).lines[0].clone() }
}

fn of_lines(id: &str, articles: &[&str]) -> CustomerOrder {
    let lines: Vec<_> = (1..).zip(articles).map(|(position, article)| line(position, article)).collect();
    let net = super::world::money(&(21 * lines.len()).to_string());
    let mut nets = order(id).nets;
    nets[0] = net;
    CustomerOrder { nets, lines, id: id.parse::<OrderId>().expect("an order"), ..order(id) }
}

#[test]
fn a_line_whose_article_the_subsidiary_lacks_and_the_parent_has_holds_its_order() {
    let world = World::new();
    world.parent(|company| {
        let second = Article { code: "JOB-A".into(), ..company.articles[0].clone() };
        company.articles.push(second);
    });
    world.enter(of_lines("1-1", &["OFI-1", "JOB-A"]));
    assert_eq!(world.run().counts.held, 1);
    assert_eq!(reason(&world, "duofic/2026/1-1"), Some(Reason::ArticleNotInSubsidiary));
}

#[test]
fn a_line_whose_article_is_mapped_holds_its_order_where_the_subsidiary_lacks_it() {
    let mut world = World::new();
    world.settings.subsidiaries[0].link.articles = [("JOB-X".to_owned(), "OFI-1".to_owned())].into();
    world.enter(of_lines("1-1", &["OFI-1", "job-x"]));
    world.run();
    assert_eq!(reason(&world, "duofic/2026/1-1"), Some(Reason::ArticleNotInSubsidiary));
}

#[test]
fn a_line_whose_article_nobody_has_is_left_out_with_a_warning() {
    let world = World::new();
    world.enter(of_lines("1-1", &["OFI-1", "JOB-A"]));
    world.enter(of_lines("1-2", &["JOB-A"]));
    assert_eq!(world.run().counts.pushed, 1);
    for (order, position) in [("duofic/2026/1-1", 2), ("duofic/2026/1-2", 1)] {
        let expected = Warning::ArticleNowhere { position, article: "JOB-A".into() };
        assert_eq!(world.explain(order).warnings, [expected]);
    }
}
