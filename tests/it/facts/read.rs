//! What the native store reads is what the facts say, order by order and line by line.

use super::expected::{CompanyFacts, LineFacts, OrderFacts, of_demo, of_fixtures};
use factulink::domain::{CustomerLine, CustomerOrder, OrderNumber, Series};
use factulink::store::{NativeStore, OrderRange, OrderSource, demo};
use proving::shared::shared;
use std::collections::BTreeMap;
use std::path::Path;

fn open(path: &Path) -> NativeStore {
    NativeStore::open_read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn every_number(series: Series) -> OrderRange {
    OrderRange { series, from: OrderNumber::FIRST, to: OrderNumber::LAST, since: None, until: None }
}

fn read(store: &mut dyn OrderSource, range: OrderRange) -> Vec<CustomerOrder> {
    let mut orders = Vec::new();
    let mut each = |order| {
        orders.push(order);
        Ok(())
    };
    store.read_orders(range, &mut each).expect("every order can be read");
    orders
}

fn compare_company(folder: &Path, facts: &CompanyFacts) {
    let mut store = open(&folder.join(&facts.file));
    let mut expected: BTreeMap<&str, BTreeMap<i32, &OrderFacts>> = BTreeMap::new();
    for order in &facts.orders {
        expected.entry(&order.series).or_default().insert(order.number, order);
    }
    let series = store.series().expect("series can be found");
    assert_eq!(
        series.iter().map(Series::to_string).collect::<Vec<_>>(),
        Vec::from_iter(expected.keys().copied())
    );
    for series in series {
        let expected = &expected[series.to_string().as_str()];
        let newest = store.newest_number(series).expect("the newest number can be found");
        assert_eq!(newest.map(OrderNumber::get), expected.keys().last().copied());
        let orders = read(&mut store, every_number(series));
        assert!(
            orders.iter().map(|order| order.id.number.get()).eq(expected.keys().copied()),
            "series {series}"
        );
        orders.iter().zip(expected.values()).for_each(|(order, facts)| compare_order(order, facts));
    }
}

fn compare_order(order: &CustomerOrder, facts: &OrderFacts) {
    let name = facts.name();
    assert_eq!(order.id.to_string(), name);
    assert_eq!(order.date.to_string(), facts.date, "{name}");
    assert_eq!((order.customer, &order.customer_name), (facts.customer, &facts.customer_name), "{name}");
    assert_eq!((&order.reference, &order.warehouse), (&facts.reference, &facts.warehouse), "{name}");
    assert_eq!(order.state.0, facts.state, "{name}");
    assert_eq!(order.lines.len(), facts.lines.len(), "{name}");
    let mut lines: Vec<&LineFacts> = facts.lines.iter().collect();
    lines.sort_by_key(|line| line.pos);
    order.lines.iter().zip(lines).for_each(|(line, facts)| compare_line(&name, line, facts));
}

fn compare_line(order: &str, line: &CustomerLine, facts: &LineFacts) {
    let place = format!("{order} line {}", facts.pos);
    assert_eq!(line.position, facts.pos, "{place}");
    assert_eq!(line.article, facts.article.clone().unwrap_or_default(), "{place}");
    assert!(facts.description.is(&line.description), "{place}: {:?}", line.description);
    assert_eq!(Ok(line.quantity), facts.quantity.parse(), "{place}");
    assert_eq!(Ok(line.price), facts.price.parse(), "{place}");
    assert_eq!(line.discounts.map(Ok), facts.discounts.clone().map(|text| text.parse()), "{place}");
    assert_eq!(line.vat.map(|vat| f64::from(vat.get())), facts.vat_type.parse::<f64>().ok(), "{place}");
    assert_eq!(Ok(line.total), facts.total.parse(), "{place}");
}

#[test]
fn every_order_and_line_of_the_fixtures_reads_as_the_facts_say() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("factusol/fixtures");
    let facts = of_fixtures(&folder);
    assert_eq!(facts.len(), 5);
    facts.iter().for_each(|facts| compare_company(&folder, facts));
}

#[test]
fn every_order_and_line_of_the_demo_reads_as_it_was_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let year = "2026".parse().expect("a year");
    demo::create(folder.path(), year).expect("the demo can be made");
    of_demo(year).iter().for_each(|facts| compare_company(folder.path(), facts));
}

#[test]
fn a_range_reads_its_numbers_and_dates_and_nothing_else() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("factusol/fixtures");
    let facts = &of_fixtures(&folder)[1];
    let mut store = open(&folder.join(&facts.file));
    let number = |number| OrderNumber::new(number).expect("a number");
    let day = |text: &str| Some(text.parse().expect("a date"));
    let series: Series = "1".parse().expect("a series");
    let range = OrderRange {
        from: number(20),
        to: number(60),
        since: day("2026-02-01"),
        until: day("2026-03-31"),
        series,
    };
    let expected = |order: &&OrderFacts| {
        order.series == "1"
            && (20..=60).contains(&order.number)
            && ("2026-02-01"..="2026-03-31").contains(&order.date.as_str())
    };
    let mut expected: Vec<&OrderFacts> = facts.orders.iter().filter(expected).collect();
    expected.sort_by_key(|order| order.number);
    assert!(expected.len() > 5, "the range is not trivial");
    let orders = read(&mut store, range);
    assert_eq!(orders.len(), expected.len());
    orders.iter().zip(expected).for_each(|(order, facts)| compare_order(order, facts));
}

#[test]
fn an_error_of_the_caller_ends_the_reading() {
    let Some(shared) = shared() else { return };
    let mut store = open(&shared.join("factusol/fixtures/duofic/0022026.accdb"));
    let mut seen = 0;
    let range = every_number("1".parse().expect("a series"));
    let result = store.read_orders(range, &mut |_| {
        seen += 1;
        if seen == 3 { Err(anyhow::anyhow!("enough")) } else { Ok(()) }
    });
    assert_eq!((seen, result.expect_err("it was ended").to_string().as_str()), (3, "enough"));
}

#[test]
fn a_large_file_holds_the_orders_and_lines_that_were_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.accdb");
    demo::large(&file, "2026".parse().expect("a year"), 1_200, 3).expect("the file can be made");
    let mut store = open(&file);
    let series = store.series().expect("series can be found");
    assert_eq!(series.len(), 1);
    assert_eq!(store.newest_number(series[0]).expect("a number").map(OrderNumber::get), Some(1_200));
    let orders = read(&mut store, every_number(series[0]));
    assert!(orders.len() == 1_200 && orders.iter().all(|order| order.lines.len() == 3));
}
