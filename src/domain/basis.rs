//! What a decision took from the parent: looked up again before the order is written.

use super::code::CodeKey;
use super::context::Context;
use super::hash::ContentHash;
use super::manual_orders::Goods;
use super::supplier_order::SupplierOrder;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fmt::Write;

impl Context {
    /// A hash of whatever a document hangs on in the parent: the supplier's record, the rates, each of its articles
    /// with its prices, and the documents that somebody entered for the same goods. `ordered_on` is the customer's
    /// date.
    ///
    /// The form is this program's own: another one finds that everything differs, and decides anew.
    pub fn basis(&self, document: &SupplierOrder, ordered_on: NaiveDate) -> ContentHash {
        let mut form = String::new();
        let mut add =
            |part: &dyn std::fmt::Debug| write!(form, "{part:?};").expect("a text takes everything");
        add(&self.supplier);
        add(&self.learnt.vat);
        let codes: BTreeSet<&str> = document.lines.iter().map(|line| line.article.as_str()).collect();
        for code in codes {
            self.parent_articles.by_code(&CodeKey::of(code)).for_each(|article| add(article));
            add(&self.parent_prices.of(code));
        }
        let goods =
            || document.lines.iter().map(|line| (line.article.as_str(), line.quantity)).collect::<Goods>();
        for date in BTreeSet::from([ordered_on, document.date]) {
            add(&self.manual_orders.twins(date, goods));
        }
        ContentHash::of(form.as_bytes())
    }
}
