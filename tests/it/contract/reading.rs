//! Orders and masters, as they are read.

use super::content::{article, company, date, id, parent, price, supplier};
use super::makers::Maker;
use factulink::domain::*;
use factulink::store::memory::MemoryCompany;
use factulink::store::{CompanyStore, OrderRange};

fn range(from: i32, to: i32) -> OrderRange {
    let number = |number| OrderNumber::new(number).expect("a number");
    OrderRange { series: id("1-1").series, from: number(from), to: number(to), since: None, until: None }
}

fn read(store: &mut dyn CompanyStore, range: OrderRange) -> Vec<CustomerOrder> {
    let mut orders = Vec::new();
    let mut take = |order| {
        orders.push(order);
        Ok(())
    };
    store.read_orders(range, &mut take).expect("read");
    orders
}

fn numbers(store: &mut dyn CompanyStore, range: OrderRange) -> Vec<i32> {
    read(store, range).into_iter().map(|order| order.id.number.get()).collect()
}

pub fn series_come_ascending_and_without_doubles(make: Maker) {
    let Some(made) = make(&company(&[
        ("2-1", "2026-01-01"),
        ("A-7", "2026-01-01"),
        ("1-3", "2026-01-01"),
        ("1-4", "2026-01-01"),
    ])) else {
        return;
    };
    let series: Vec<String> =
        made.read().series().expect("series").into_iter().map(|series| series.to_string()).collect();
    assert_eq!(series, ["1", "2", "A"]);
}

pub fn the_newest_number_is_the_highest_of_its_series(make: Maker) {
    let Some(made) = make(&company(&[("1-3", "2026-01-01"), ("1-17", "2026-01-01"), ("2-99", "2026-01-01")]))
    else {
        return;
    };
    let mut store = made.read();
    assert_eq!(store.newest_number(id("1-1").series).expect("read"), OrderNumber::new(17));
    assert_eq!(store.newest_number(id("5-1").series).expect("read"), None);
}

pub fn orders_come_ascending_with_their_lines_by_position(make: Maker) {
    let content = company(&[("1-9", "2026-03-01"), ("1-2", "2026-03-02"), ("1-5", "2026-03-03")]);
    let Some(made) = make(&content) else { return };
    let expected: Vec<CustomerOrder> = content.orders.values().cloned().collect();
    assert_eq!(read(&mut *made.read(), range(1, i32::MAX)), expected);
}

pub fn a_range_includes_both_ends_and_no_other_series(make: Maker) {
    let days = ["1-1", "1-2", "1-3", "1-4", "2-2", "0-3"].map(|id| (id, "2026-01-01"));
    let Some(made) = make(&company(&days)) else { return };
    assert_eq!(numbers(&mut *made.read(), range(2, 3)), [2, 3]);
}

pub fn a_range_of_dates_includes_both_days(make: Maker) {
    let Some(made) = make(&company(&[
        ("1-1", "2026-02-27"),
        ("1-2", "2026-02-28"),
        ("1-3", "2026-03-01"),
        ("1-4", "2026-03-02"),
    ])) else {
        return;
    };
    let days =
        OrderRange { since: Some(date("2026-02-28")), until: Some(date("2026-03-01")), ..range(1, i32::MAX) };
    assert_eq!(numbers(&mut *made.read(), days), [2, 3]);
}

pub fn an_empty_range_reads_nothing(make: Maker) {
    let Some(made) = make(&company(&[("1-1", "2026-01-01"), ("1-9", "2026-01-01")])) else { return };
    assert_eq!(numbers(&mut *made.read(), range(2, 8)), [0; 0]);
    assert_eq!(numbers(&mut *made.read(), range(8, 2)), [0; 0]);
}

pub fn the_reading_ends_with_the_error_of_whoever_reads(make: Maker) {
    let Some(made) = make(&company(&[("1-1", "2026-01-01"), ("1-2", "2026-01-01"), ("1-3", "2026-01-01")]))
    else {
        return;
    };
    let mut seen = 0;
    let mut take = |_| {
        seen += 1;
        anyhow::ensure!(seen < 2, "enough");
        Ok(())
    };
    let error = made.read().read_orders(range(1, 9), &mut take).expect_err("ended");
    assert_eq!((error.to_string().as_str(), seen), ("enough", 2));
}

pub fn masters_are_read_as_they_stand(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.read();
    assert_eq!(store.articles().expect("articles"), [article("OFI-1")]);
    assert_eq!(store.suppliers().expect("suppliers"), [supplier()]);
    assert_eq!(store.warehouses().expect("warehouses"), ["GEN"]);
    assert_eq!(store.text_sizes().expect("sizes").get(TextColumn::LineState), 1);
    store.check_target().expect("a target");
}

pub fn purchase_prices_are_those_of_one_supplier(make: Maker) {
    let Some(made) = make(&MemoryCompany { prices: vec![price(12), price(13)], ..parent() }) else { return };
    assert_eq!(made.read().purchase_prices(13).expect("prices"), [price(13)]);
}

pub fn a_company_without_masters_has_none(make: Maker) {
    let Some(made) = make(&MemoryCompany::default()) else { return };
    let mut store = made.read();
    assert!(
        store.articles().expect("articles").is_empty() && store.suppliers().expect("suppliers").is_empty()
    );
    assert!(store.purchase_prices(12).expect("prices").is_empty());
    assert!(store.series().expect("series").is_empty());
    assert_eq!(store.configured_vat().expect("rates"), None);
    assert!(store.manual_orders(10).expect("orders").is_empty());
}
