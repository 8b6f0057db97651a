//! What stands in the supplier order.

use super::*;

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
    assert_eq!(cuts, [("SupplierPhone", 25, 20), ("DeliveryTerm", 41, 40), ("RemarkTwo", 111, 100)]);
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
    assert_eq!([warehouse("TIE"), warehouse("SUR"), warehouse("")], ["Tie", "GEN", "GEN"]);
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
fn delivery_address_and_line_state_are_learnt_from_the_newest_manual_order() {
    let mut world = world();
    let delivery = Address { street: "C/ Ejemplo, 1".into(), ..Address::default() };
    world.manual_orders = vec![ManualOrder {
        delivery: delivery.clone(),
        line_state: "P".into(),
        ..manual("1-33", "2026-08-06")
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
fn an_exempt_article_counts_without_vat() {
    let mut world = world();
    world.article("OFI-A4-80").vat = VatSelector::EXEMPT;
    let document = world.queued(&simple());
    assert_eq!((document.slots[3].base, document.total), (money("50"), money("50")));
}
