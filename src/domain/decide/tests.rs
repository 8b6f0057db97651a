use super::*;
use crate::domain::amount::{Money, Percent, Quantity};
use crate::domain::article::{Article, PurchasePrice};
use crate::domain::catalogue::Catalogue;
use crate::domain::company::{Address, NativeLine, NativeOrder, Supplier, VatRates};
use crate::domain::context::Masters;
use crate::domain::link::{
    DateRule, MatchKind, NegativeRule, OwnershipRule, PriceSource, QuantityRule, Rounding,
};
use crate::domain::order::{CustomerLine, TaxRegime, VatSelector};
use crate::domain::samples::{
    article, day, line, link, money, native, order, percent, percents, quantity, vat,
};
use crate::domain::text_size::TextSizes;
use std::sync::Arc;

/// A subsidiary whose every article starting with `OFI-` or `D-` is bought from the parent (its supplier 12), and a
/// parent that has every `OFI-` article.
struct World {
    link: Link,
    own: Vec<Article>,
    parent_records: Vec<i32>,
    references: Vec<PurchasePrice>,
    parent: Vec<Article>,
    prices: Vec<PurchasePrice>,
    supplier: Supplier,
    file_rates: Option<VatRates>,
    natives: Vec<NativeOrder>,
    warehouses: Vec<String>,
}

fn from_parent(code: &str) -> Article {
    Article { usual_supplier: 12, ..article(code) }
}

fn world() -> World {
    let codes = ["OFI-A4-80", "OFI-TON-12A", "OFI-LIB-ESC"];
    World {
        link: link(),
        own: codes
            .iter()
            .map(|code| from_parent(code))
            .chain([article("PROPIO-1"), from_parent("D-77")])
            .collect(),
        parent_records: vec![12],
        references: vec![],
        parent: codes.iter().map(|code| article(code)).collect(),
        prices: vec![],
        supplier: Supplier { code: 12, name: "Oficit".into(), ..Supplier::default() },
        file_rates: None,
        natives: vec![],
        warehouses: vec!["GEN".into(), "Tie".into()],
    }
}

impl World {
    fn decide(&self, order: &CustomerOrder) -> Verdict {
        let masters = Masters {
            articles: Catalogue::new(self.own.clone()),
            parent_records: self.parent_records.clone(),
            references: self.references.clone(),
            parent_articles: Arc::new(Catalogue::new(self.parent.clone())),
            parent_suppliers: std::slice::from_ref(&self.supplier),
            parent_prices: self.prices.clone(),
            warehouses: self.warehouses.clone(),
            file_rates: self.file_rates,
            natives: &self.natives,
            sizes: TextSizes::default(),
        };
        let year = "2026".parse().expect("a year");
        let context = Context::new(&self.link, masters, day("2026-11-21"), year);
        let key = OrderKey { company: self.link.subsidiary.clone(), year, id: order.id };
        decide(order, &key, &self.link, &context)
    }

    fn queued(&self, order: &CustomerOrder) -> SupplierOrder {
        match self.decide(order).outcome {
            Outcome::Queued(document) => *document,
            other => panic!("not queued: {other:?}"),
        }
    }

    fn held(&self, order: &CustomerOrder) -> Held {
        match self.decide(order).outcome {
            Outcome::Held(held) => held,
            other => panic!("not held: {other:?}"),
        }
    }

    fn article(&mut self, code: &str) -> &mut Article {
        self.parent.iter_mut().find(|article| article.code == code).expect("an article of the parent")
    }
}

/// Ten of one article.
fn simple() -> CustomerOrder {
    order(vec![line(1, "OFI-A4-80", "10", "30")])
}

fn decisions(verdict: &Verdict) -> Vec<(i32, Decision, String)> {
    verdict.lines.iter().map(|line| (line.position, line.decision, line.rule.to_string())).collect()
}

fn worked_world() -> World {
    let mut world = world();
    let costs = [
        ("OFI-A4-80", "18.45", ["10", "0", "0"], 0),
        ("OFI-TON-12A", "27.3333", ["5", "2.5", "0"], 0),
        ("OFI-LIB-ESC", "12.95", ["0", "0", "0"], 2),
    ];
    for (code, cost, discounts, selector) in costs {
        let article = world.article(code);
        (article.cost, article.cost_discounts, article.vat) =
            (money(cost), percents(discounts), vat(selector));
    }
    world
}

fn worked_order() -> CustomerOrder {
    order(vec![
        line(1, "OFI-A4-80", "10", "30"),
        line(2, "OFI-TON-12A", "3", "40"),
        line(3, "OFI-LIB-ESC", "7", "20"),
    ])
}

#[test]
fn the_worked_example_comes_out_to_the_cent() {
    let document = worked_world().queued(&worked_order());
    let totals: Vec<String> = document.lines.iter().map(|line| line.total.to_string()).collect();
    assert_eq!(totals, ["166.05", "75.95", "90.65"]);
    assert_eq!(document.lines.iter().map(|line| line.vat.get()).collect::<Vec<_>>(), [0, 0, 2]);
    assert_eq!(document.lines.iter().map(|line| line.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(document.slots.map(|slot| slot.vat.to_string()), ["50.82", "0", "3.63", "0"]);
    assert_eq!(document.total, money("387.10"));
    assert_eq!(document.mark.as_str(), "FL duofic/2026 1-000123");
    assert_eq!((document.supplier, document.series.get(), document.user), (12, '7', 90));
    assert_eq!((document.date, document.warehouse.as_str()), (day("2026-03-12"), "GEN"));
    assert_eq!(document.lines[0].description, "the parent's OFI-A4-80");
}

#[test]
fn the_surcharge_and_intra_community_variants_come_out_to_the_cent() {
    let mut world = worked_world();
    world.supplier.surcharge = true;
    let document = world.queued(&worked_order());
    assert!(document.surcharge);
    assert_eq!(document.slots.map(|slot| slot.surcharge.to_string()), ["12.58", "0", "0.45", "0"]);
    assert_eq!(document.total, money("400.13"));
    world.supplier.surcharge = false;
    world.supplier.tax_regime = TaxRegime(2);
    let document = world.queued(&worked_order());
    assert_eq!((document.tax_regime, document.total), (TaxRegime(2), money("332.65")));
}

#[test]
fn the_rounding_rule_of_the_link_is_used() {
    let mut world = world();
    world.article("OFI-A4-80").cost = money("1.03");
    let three = order((1..=3).map(|position| line(position, "OFI-A4-80", "1", "2")).collect());
    assert_eq!(world.queued(&three).slots[0].vat, money("0.65"));
    world.link.rounding = Rounding::PerLine;
    assert_eq!(world.queued(&three).slots[0].vat, money("0.66"));
}

#[test]
fn a_cancelled_order_is_skipped() {
    let cancelled = CustomerOrder { state: OrderState::CANCELLED, ..simple() };
    let verdict = world().decide(&cancelled);
    assert_eq!(verdict.outcome, Outcome::Skipped(Reason::Cancelled));
    assert_eq!(decisions(&verdict), [(1, Decision::Excluded, "cancelled".into())]);
}

#[test]
fn an_order_of_a_skipped_customer_is_skipped_before_all_else() {
    let own = CustomerOrder { customer: 900, state: OrderState::CANCELLED, ..simple() };
    assert_eq!(world().decide(&own).outcome, Outcome::Skipped(Reason::CustomerSkipped));
}

#[test]
fn an_order_without_the_parents_articles_is_skipped() {
    let verdict = world().decide(&order(vec![line(1, "PROPIO-1", "1", "1"), line(2, "", "0", "0")]));
    assert_eq!(verdict.outcome, Outcome::Skipped(Reason::NoParentLines));
    let expected =
        [(1, Decision::Own, "not_usual_supplier".into()), (2, Decision::FreeText, "free_text".into())];
    assert_eq!(decisions(&verdict), expected);
}

#[test]
fn own_and_free_text_lines_are_left_behind_and_positions_close_up() {
    let mixed = order(vec![
        line(2, "PROPIO-1", "1", "1"),
        line(4, "ofi-a4-80 ", "2", "1"),
        line(5, "", "0", "0"),
        line(9, "OFI-LIB-ESC", "3", "1"),
    ]);
    let document = world().queued(&mixed);
    let lines: Vec<(i16, &str)> =
        document.lines.iter().map(|line| (line.position, line.article.as_str())).collect();
    assert_eq!(lines, [(1, "OFI-A4-80"), (2, "OFI-LIB-ESC")], "in the parent's spelling");
}

#[test]
fn a_served_order_is_transferred_with_a_warning() {
    for state in [2, 3] {
        let verdict = world().decide(&CustomerOrder { state: OrderState(state), ..simple() });
        assert!(matches!(verdict.outcome, Outcome::Queued(_)));
        assert_eq!(verdict.warnings, [Warning::AlreadyServed { state }]);
    }
    assert!(world().decide(&simple()).warnings.is_empty());
}

#[test]
fn a_line_without_quantity_is_left_out_before_its_article_is_looked_for() {
    let mut nothing_left = line(2, "D-77", "3", "1");
    nothing_left.cancelled = quantity("3");
    let verdict = world().decide(&order(vec![line(1, "OFI-A4-80", "1", "1"), nothing_left.clone()]));
    assert!(matches!(verdict.outcome, Outcome::Queued(_)));
    let lines = decisions(&verdict);
    assert_eq!(lines[0], (1, Decision::Parent, "usual_supplier".into()));
    assert_eq!(lines[1], (2, Decision::Excluded, "zero_quantity".into()));
    let verdict = world().decide(&order(vec![nothing_left]));
    assert_eq!(verdict.outcome, Outcome::Skipped(Reason::NothingToOrder));
}

#[test]
fn the_quantity_is_what_was_ordered_or_what_is_pending() {
    let mut partly = line(1, "OFI-A4-80", "10", "1");
    (partly.cancelled, partly.pending) = (quantity("1"), quantity("4"));
    let mut world = world();
    assert_eq!(world.queued(&order(vec![partly.clone()])).lines[0].quantity, quantity("9"));
    world.link.quantity = QuantityRule::Pending;
    assert_eq!(world.queued(&order(vec![partly])).lines[0].quantity, quantity("4"));
}

fn with_return() -> CustomerOrder {
    order(vec![line(1, "OFI-A4-80", "5", "1"), line(2, "OFI-LIB-ESC", "-2", "1")])
}

#[test]
fn a_negative_quantity_holds_its_order() {
    let verdict = world().decide(&with_return());
    assert_eq!(decisions(&verdict)[1], (2, Decision::Held, "negative_quantity".into()));
    let held = world().held(&with_return());
    assert_eq!(held.reason, Reason::NegativeQuantity);
    assert_eq!(held.detail, "#2 OFI-LIB-ESC [negative_quantity] -2");
}

#[test]
fn a_negative_quantity_is_transferred_where_configured() {
    let mut world = world();
    world.link.negative = NegativeRule::Transfer;
    let document = world.queued(&with_return());
    assert_eq!(document.lines[1].quantity, quantity("-2"));
    assert_eq!((document.lines[1].total, document.total), (money("-10"), money("18.15")));
}

#[test]
fn a_negative_quantity_is_left_out_where_configured() {
    let mut world = world();
    world.link.negative = NegativeRule::Skip;
    assert_eq!(world.queued(&with_return()).lines.len(), 1);
    assert_eq!(
        decisions(&world.decide(&with_return()))[1],
        (2, Decision::Excluded, "negative_quantity".into())
    );
}

#[test]
fn returns_of_others_articles_hold_nothing() {
    let order = order(vec![line(1, "OFI-A4-80", "5", "1"), line(2, "PROPIO-1", "-2", "1")]);
    assert_eq!(world().queued(&order).lines.len(), 1);
}

#[test]
fn an_article_that_the_parent_does_not_have_holds_the_order() {
    let held = world().held(&order(vec![line(1, "OFI-A4-80", "1", "1"), line(2, "D-77", "1", "1")]));
    assert_eq!(held.reason, Reason::ArticleUnknown);
    assert_eq!((held.detail.as_str(), held.candidates.len()), ("#2 D-77 [article_unknown] D-77", 0));
}

#[test]
fn a_code_that_differs_is_found_by_the_reference() {
    let mut world = world();
    world.own[4].reference = "ofi-lib-esc".into();
    let document = world.queued(&order(vec![line(1, "D-77", "1", "1")]));
    assert_eq!(document.lines[0].article, "OFI-LIB-ESC");
}

#[test]
fn a_code_that_differs_is_found_by_the_reference_of_the_price_list() {
    let mut world = world();
    let row =
        PurchasePrice { article: "D-77".into(), reference: "OFI-A4-80".into(), ..PurchasePrice::default() };
    world.references = vec![PurchasePrice { supplier: 12, ..row }];
    let verdict = world.decide(&order(vec![line(1, "D-77", "1", "1")]));
    assert_eq!(verdict.lines[0].target_article.as_deref(), Some("OFI-A4-80"));
}

#[test]
fn a_code_that_differs_is_found_by_the_configured_pair() {
    let mut world = world();
    world.link.articles.insert("d-77".into(), "ofi-ton-12a".into());
    let document = world.queued(&order(vec![line(1, "D-77", "1", "1")]));
    assert_eq!(document.lines[0].article, "OFI-TON-12A");
}

#[test]
fn an_article_that_the_parent_has_discontinued_holds_the_order_and_is_named() {
    let mut world = world();
    world.article("OFI-A4-80").retired = true;
    let held = world.held(&simple());
    assert_eq!(held.reason, Reason::ArticleRetired);
    assert_eq!(held.candidates, ["OFI-A4-80"]);
}

#[test]
fn ambiguous_and_contradictory_articles_hold_the_order_with_their_candidates() {
    let mut world = world();
    world.link.ownership.matching = vec![MatchKind::Ean];
    for article in world.parent.iter_mut().take(2).chain([&mut world.own[4]]) {
        article.barcodes = vec!["8400001".into()];
    }
    let held = world.held(&order(vec![line(1, "D-77", "1", "1")]));
    assert_eq!(
        (held.reason, held.candidates),
        (Reason::ArticleAmbiguous, vec!["OFI-A4-80".into(), "OFI-TON-12A".into()])
    );
    world.link.ownership.matching = vec![MatchKind::Reference, MatchKind::Code];
    world.own[0].reference = "OFI-LIB-ESC".into();
    let held = world.held(&simple());
    assert_eq!(
        (held.reason, held.candidates),
        (Reason::ArticleConflict, vec!["OFI-LIB-ESC".into(), "OFI-A4-80".into()])
    );
}

#[test]
fn the_first_held_line_gives_the_reason_and_the_detail_names_all() {
    let mut world = world();
    world.article("OFI-TON-12A").cost = Money::ZERO;
    let held = world.held(&order(vec![
        line(1, "OFI-A4-80", "1", "1"),
        line(2, "OFI-TON-12A", "1", "1"),
        line(3, "OFI-LIB-ESC", "-1", "1"),
        line(4, "D-77", "1", "1"),
    ]));
    assert_eq!(held.reason, Reason::PriceMissing);
    let expected = "#2 OFI-TON-12A [price_missing] OFI-TON-12A; #3 OFI-LIB-ESC [negative_quantity] -1; \
                    #4 D-77 [article_unknown] D-77";
    assert_eq!(held.detail, expected);
}

#[test]
fn the_price_list_of_the_supplier_comes_before_the_cost() {
    let mut world = world();
    let row = |supplier, price| PurchasePrice {
        article: "OFI-A4-80".into(),
        supplier,
        price: money(price),
        discounts: percents(["10", "0", "0"]),
        reference: String::new(),
    };
    world.prices = vec![row(3, "1"), row(12, "4")];
    let verdict = world.decide(&simple());
    assert_eq!(verdict.lines[0].price_source, Some(PriceSource::Supplier));
    assert_eq!((verdict.lines[0].price, verdict.lines[0].total), (Some(money("4")), Some(money("36"))));
    world.prices = vec![];
    assert_eq!(world.decide(&simple()).lines[0].price_source, Some(PriceSource::Cost), "no such table");
}

#[test]
fn the_forced_vat_type_of_the_supplier_wins_over_the_articles() {
    let mut world = world();
    for (forced, selector) in [(0, 2), (1, 0), (2, 1), (3, 2), (4, 3), (9, 2)] {
        world.article("OFI-A4-80").vat = vat(2);
        world.supplier.forced_vat = forced;
        let document = world.queued(&simple());
        assert_eq!(document.lines[0].vat, vat(selector), "{forced}");
        assert_eq!(document.slots[usize::from(selector)].net, money("50"));
    }
}

#[test]
fn texts_that_do_not_fit_are_cut_counted_and_reported() {
    let mut world = world();
    world.supplier.address.phone = "981 000 000 / 981 000 001".into();
    let mut order = simple();
    order.delivery_term = "Ñ".repeat(41);
    order.customer_name = "x".repeat(100);
    let verdict = world.decide(&order);
    let cuts: Vec<(&str, usize, usize)> =
        verdict.cuts.iter().map(|cut| (cut.column.as_str(), cut.from, cut.to)).collect();
    assert_eq!(cuts, [("PTEPPR", 25, 20), ("PENPPR", 41, 40), ("OB2PPR", 111, 100)]);
    let document = world.queued(&order);
    assert_eq!(document.delivery_term, "Ñ".repeat(40));
    assert_eq!(document.supplier_address.phone, "981 000 000 / 981 00");
}

#[test]
fn the_remarks_say_which_order_it_is_and_for_whom() {
    let document = world().queued(&simple());
    assert_eq!(document.remarks[0], "Pedido 1-000123 de duofic 2026, ref. Su ped. 840");
    assert_eq!(document.remarks[1], "Cliente 16 Bodega Simulada");
    let unnamed = CustomerOrder { reference: " ".into(), customer_name: "".into(), ..simple() };
    assert_eq!(world().queued(&unnamed).remarks, ["Pedido 1-000123 de duofic 2026", "Cliente 16"]);
}

#[test]
fn a_warehouse_that_the_parent_does_not_have_becomes_the_usual_one() {
    let warehouse =
        |code: &str| world().queued(&CustomerOrder { warehouse: code.into(), ..simple() }).warehouse;
    assert_eq!([warehouse("TIE"), warehouse("XXX"), warehouse("")], ["Tie", "GEN", "GEN"]);
}

#[test]
fn the_date_is_the_orders_or_todays() {
    let mut world = world();
    let undated = CustomerOrder { date: day("1900-01-01"), ..simple() };
    assert_eq!(world.queued(&undated).date, day("2026-11-21"));
    assert_eq!(world.decide(&undated).warnings, [Warning::NoDate]);
    world.link.date = DateRule::Today;
    assert_eq!(world.queued(&simple()).date, day("2026-11-21"));
    assert!(world.decide(&undated).warnings.is_empty());
}

#[test]
fn delivery_address_and_line_state_are_learnt_from_the_newest_native_order() {
    let mut world = world();
    let delivery = Address { street: "C/ Ejemplo, 1".into(), ..Address::default() };
    world.natives = vec![NativeOrder {
        delivery: delivery.clone(),
        line_state: "P".into(),
        ..native("1-33", "2026-08-06")
    }];
    let document = world.queued(&simple());
    assert_eq!((document.delivery, document.lines[0].state.as_str()), (delivery, "P"));
}

#[test]
fn size_and_colour_are_copied_and_pointed_out() {
    let mut sized = line(1, "OFI-A4-80", "1", "1");
    (sized.size, sized.colour) = ("XL".into(), "AZU".into());
    let verdict = world().decide(&order(vec![sized.clone()]));
    let expected = Warning::SizeUnchecked { position: 1, size: "XL".into(), colour: "AZU".into() };
    assert_eq!(verdict.warnings, [expected]);
    let document = world().queued(&order(vec![sized]));
    assert_eq!((document.lines[0].size.as_str(), document.lines[0].colour.as_str()), ("XL", "AZU"));
}

#[test]
fn without_the_parents_record_in_the_subsidiary_nothing_is_skipped_unseen() {
    let mut world = world();
    world.parent_records = vec![];
    let verdict = world.decide(&order(vec![line(1, "PROPIO-1", "1", "1"), line(2, "", "0", "0")]));
    assert_eq!(verdict.outcome.reason(), Some(Reason::ParentSupplierUnknown));
    assert_eq!(decisions(&verdict)[0], (1, Decision::Held, "parent_supplier_unknown".into()));
    let only_text = world.decide(&order(vec![line(1, "", "0", "0")]));
    assert_eq!(only_text.outcome, Outcome::Skipped(Reason::NoParentLines));
    world.link.ownership.rule = OwnershipRule::Catalogue;
    assert_eq!(world.queued(&simple()).lines.len(), 1, "the other rules do not need the record");
}

#[test]
fn a_supplier_that_the_parent_does_not_have_holds_what_would_be_written() {
    let mut world = world();
    world.supplier.code = 13;
    assert_eq!(world.held(&simple()).reason, Reason::SupplierMissing);
    let own = world.decide(&order(vec![line(1, "PROPIO-1", "1", "1")]));
    assert_eq!(own.outcome, Outcome::Skipped(Reason::NoParentLines));
}

#[test]
fn vat_rates_that_disagree_hold_what_would_be_written() {
    let mut world = world();
    let mut newest = native("1-33", "2026-08-06");
    newest.slots[0].vat_rate = percent("18");
    world.natives = vec![newest];
    assert_eq!(world.queued(&simple()).slots[0].vat_rate, percent("18"));
    world.file_rates = Some(VatRates { rates: percents(["21", "10", "4"]), surcharge: [Percent::ZERO; 3] });
    let held = world.held(&simple());
    assert_eq!(held.reason, Reason::VatRatesDisagree);
    assert_eq!(held.detail, "slot 1: 18 in 1-000033, 21 in F_CFG");
}

#[test]
fn an_order_that_was_entered_by_hand_as_well_is_held() {
    let mut world = world();
    let goods =
        NativeLine { article: "OFI-A4-80".into(), quantity: quantity("10"), vat: vat(0), total: money("50") };
    world.natives = vec![NativeOrder { lines: vec![goods], ..native("1-33", "2026-03-16") }];
    let held = world.held(&simple());
    assert_eq!((held.reason, held.candidates), (Reason::HandMadeTwin, vec!["1-000033".into()]));
    world.natives[0].date = day("2026-11-20");
    assert_eq!(world.queued(&simple()).lines.len(), 1, "months apart");
    world.link.date = DateRule::Today;
    assert_eq!(
        world.held(&simple()).reason,
        Reason::HandMadeTwin,
        "next to the day that the document would bear"
    );
}

#[test]
fn amounts_that_do_not_fit_hold_the_order() {
    let mut huge = simple();
    huge.lines[0].quantity = Quantity::from_ten_thousandths(i64::MAX);
    assert_eq!(world().held(&huge).reason, Reason::AmountOutOfRange);
    huge.lines[0].cancelled = Quantity::from_ten_thousandths(i64::MIN);
    assert_eq!(world().held(&huge).reason, Reason::AmountOutOfRange);
    // Each line fits; the total with VAT does not.
    let mut world = world();
    world.article("OFI-A4-80").cost = money("900000000000000");
    let one = order(vec![line(1, "OFI-A4-80", "1", "1")]);
    assert_eq!(world.held(&one).reason, Reason::AmountOutOfRange);
}

#[test]
fn more_lines_than_a_document_holds_hold_the_order() {
    let lines: Vec<CustomerLine> =
        (1..=32_768).map(|position| line(position, "OFI-A4-80", "1", "1")).collect();
    let mut long = order(lines);
    assert_eq!(world().held(&long).reason, Reason::TooManyLines);
    long.lines.pop();
    assert_eq!(world().queued(&long).lines.last().map(|line| line.position), Some(i16::MAX));
}

#[test]
fn an_exempt_article_counts_without_vat() {
    let mut world = world();
    world.article("OFI-A4-80").vat = VatSelector::EXEMPT;
    let document = world.queued(&simple());
    assert_eq!((document.slots[3].base, document.total), (money("50"), money("50")));
}

#[test]
fn a_verdict_reads_back_from_json() {
    for order in [worked_order(), with_return(), CustomerOrder { state: OrderState::CANCELLED, ..simple() }] {
        let verdict = worked_world().decide(&order);
        let json = serde_json::to_string(&verdict).expect("serialises");
        assert_eq!(serde_json::from_str::<Verdict>(&json).expect("reads back"), verdict);
    }
}

#[test]
fn a_line_decision_has_the_form_that_explain_promises() {
    let verdict = worked_world().decide(&worked_order());
    let json = serde_json::to_value(&verdict.lines[0]).expect("serialises");
    let expected = serde_json::json!({
        "position": 1, "article": "OFI-A4-80", "target_article": "OFI-A4-80", "decision": "parent",
        "rule": "usual_supplier", "ownership": "usual_supplier", "matched_by": "code", "quantity": "10",
        "price": "18.45", "price_source": "cost", "discounts": ["10", "0", "0"], "total": "166.05", "candidates": []
    });
    assert_eq!(json, expected);
}
