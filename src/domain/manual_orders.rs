//! Supplier orders that somebody entered by hand for a customer order that factulink would transfer as well.

use super::amount::Quantity;
use super::code::CodeKey;
use super::company::ManualOrder;
use super::ids::DocumentId;
use chrono::{Days, NaiveDate};
use std::collections::HashMap;

/// How many days an order and its manual twin may lie apart.
pub const DAYS_APART: u64 = 5;

/// The manual orders of one supplier, by date.
#[derive(Debug, Clone, Default)]
pub struct ManualOrders(Vec<Entry>);

#[derive(Debug, Clone)]
struct Entry {
    date: NaiveDate,
    id: DocumentId,
    goods: Goods,
}

/// Each article with its quantity, over all lines; what adds up to nothing is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods(HashMap<CodeKey, i128>);

impl<'a> FromIterator<(&'a str, Quantity)> for Goods {
    fn from_iter<I: IntoIterator<Item = (&'a str, Quantity)>>(lines: I) -> Self {
        let mut goods = HashMap::new();
        for (article, quantity) in lines {
            *goods.entry(CodeKey::of(article)).or_default() += i128::from(quantity.ten_thousandths());
        }
        goods.retain(|article, quantity| !article.is_empty() && *quantity != 0);
        Goods(goods)
    }
}

impl ManualOrders {
    pub fn new<'a>(manual_orders: impl IntoIterator<Item = &'a ManualOrder>, supplier: i32) -> ManualOrders {
        let own = manual_orders.into_iter().filter(|manual| manual.supplier == supplier);
        let mut entries: Vec<Entry> = own
            .map(|manual| {
                let goods = manual.lines.iter().map(|line| (line.article.as_str(), line.quantity)).collect();
                Entry { date: manual.date, id: manual.id, goods }
            })
            .collect();
        entries.sort_by_key(|entry| (entry.date, entry.id));
        ManualOrders(entries)
    }

    /// The documents with the same goods around `date`. `goods` is asked for only if there is a document to compare.
    pub fn twins(&self, date: NaiveDate, goods: impl FnOnce() -> Goods) -> Vec<DocumentId> {
        let near = self.near(date);
        if near.is_empty() {
            return Vec::new();
        }
        let goods = goods();
        if goods.0.is_empty() {
            return Vec::new();
        }
        near.iter().filter(|entry| entry.goods == goods).map(|entry| entry.id).collect()
    }

    fn near(&self, date: NaiveDate) -> &[Entry] {
        let first = date.checked_sub_days(Days::new(DAYS_APART)).unwrap_or(NaiveDate::MIN);
        let last = date.checked_add_days(Days::new(DAYS_APART)).unwrap_or(NaiveDate::MAX);
        let from = self.0.partition_point(|entry| entry.date < first);
        let to = self.0.partition_point(|entry| entry.date <= last);
        &self.0[from..to]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::company::ManualLine;
    use crate::domain::samples::{day, manual, money, quantity, vat};

    fn document(id: &str, date: &str, goods: &[(&str, &str)]) -> ManualOrder {
        let line = |(article, ordered): &(&str, &str)| ManualLine {
            article: (*article).into(),
            quantity: quantity(ordered),
            vat: vat(0),
            total: money("1"),
        };
        ManualOrder { lines: goods.iter().map(line).collect(), ..manual(id, date) }
    }

    fn twins(manual_orders: &[ManualOrder], goods: &[(&str, &str)]) -> Vec<String> {
        let goods = || goods.iter().map(|(article, ordered)| (*article, quantity(ordered))).collect();
        let twins = ManualOrders::new(manual_orders, 12).twins(day("2026-03-12"), goods);
        twins.iter().map(DocumentId::to_string).collect()
    }

    #[test]
    fn the_same_goods_within_five_days_are_a_twin() {
        let goods = [("OFI-1", "10"), ("OFI-2", "3")];
        let manual_orders = ["2026-03-06", "2026-03-07", "2026-03-17", "2026-03-18"]
            .iter()
            .zip(1..)
            .map(|(date, number)| document(&format!("1-{number}"), date, &goods))
            .collect::<Vec<_>>();
        assert_eq!(twins(&manual_orders, &goods), ["1-000002", "1-000003"]);
    }

    #[test]
    fn lines_may_be_ordered_spelt_and_split_differently() {
        let manual_orders =
            [document("1-1", "2026-03-12", &[("ofi-2", "3"), ("", "1"), ("OFI-1", "4"), ("OFI-1", "6")])];
        assert_eq!(twins(&manual_orders, &[("OFI-1", "10"), ("OFI-2", "3")]), ["1-000001"]);
    }

    #[test]
    fn other_goods_quantities_or_suppliers_are_no_twin() {
        let goods = [("OFI-1", "10")];
        let mut foreign = document("1-3", "2026-03-12", &goods);
        foreign.supplier = 4;
        let manual_orders = [
            document("1-1", "2026-03-12", &[("OFI-1", "9")]),
            document("1-2", "2026-03-12", &[("OFI-1", "10"), ("OFI-2", "1")]),
            foreign,
        ];
        assert_eq!(twins(&manual_orders, &goods), [""; 0]);
    }
}
