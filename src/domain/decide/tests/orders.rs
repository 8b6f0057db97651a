//! What becomes of whole orders.

use super::*;

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
fn a_served_order_is_transferred_with_a_warning() {
    for state in [2, 3] {
        let verdict = world().decide(&CustomerOrder { state: OrderState(state), ..simple() });
        assert!(matches!(verdict.outcome, Outcome::Queued(_)));
        assert_eq!(verdict.warnings, [Warning::AlreadyServed { state }]);
    }
    assert!(world().decide(&simple()).warnings.is_empty());
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
    let mut newest = manual("1-33", "2026-08-06");
    newest.slots[0].vat_rate = percent("18");
    world.manual_orders = vec![newest];
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
        ManualLine { article: "OFI-A4-80".into(), quantity: quantity("10"), vat: vat(0), total: money("50") };
    world.manual_orders = vec![ManualOrder { lines: vec![goods], ..manual("1-33", "2026-03-16") }];
    let held = world.held(&simple());
    assert_eq!((held.reason, held.candidates), (Reason::HandMadeTwin, vec!["1-000033".into()]));
    world.manual_orders[0].date = day("2026-11-20");
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
fn a_verdict_reads_back_from_json() {
    for order in [worked_order(), with_return(), CustomerOrder { state: OrderState::CANCELLED, ..simple() }] {
        let verdict = worked_world().decide(&order);
        let json = serde_json::to_string(&verdict).expect("serialises");
        assert_eq!(serde_json::from_str::<Verdict>(&json).expect("reads back"), verdict);
    }
}
