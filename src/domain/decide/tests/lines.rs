//! What becomes of single lines.

use super::*;

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
        ..PurchasePrice::default()
    };
    world.prices = vec![row(3, "1"), row(12, "4")];
    let verdict = world.decide(&simple());
    assert_eq!(verdict.lines[0].price_source, Some(PriceSource::Supplier));
    assert_eq!((verdict.lines[0].price, verdict.lines[0].total), (Some(money("4")), Some(money("36"))));
    world.prices = vec![];
    assert_eq!(world.decide(&simple()).lines[0].price_source, Some(PriceSource::Cost), "no such table");
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
