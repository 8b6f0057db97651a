//! The content hash of a customer order: equal as long as nothing that matters has changed.

use super::amount::{Money, Percent, Quantity};
use super::ids::BadId;
use super::order::{CustomerLine, CustomerOrder, OrderState, VatSelector};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The first 16 bytes of a SHA-256 over an order's canonical form; shown as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        ContentHash(bytes)
    }

    pub(super) fn of(form: &[u8]) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&Sha256::digest(form)[..16]);
        ContentHash(short)
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What a canonical form starts with. Another form needs another number here, or stored hashes would seem to say
/// that every order has changed.
const FORM: i64 = 1;

/// Returns the hash of what matters in an order.
///
/// The canonical form, in this order: form number (1); series, number, date, customer, customer name, reference, 1 if
/// it is cancelled and else 0, warehouse, delivery term, four nets, number of lines; then each line: position,
/// article, description, quantity, cancelled quantity, price, three discounts, total, VAT selector, cost, size,
/// colour. Amounts count in ten-thousandths, the date in days from 0001-01-01, which is day 1. Every number n is
/// folded to 2n, or -2n - 1 below zero, and written seven bits to a byte, the lowest first, the eighth bit set in all
/// bytes but the last. A text is its length in bytes, as such a number, and its UTF-8. Most amounts take one to three
/// bytes so, which halves what has to be hashed.
///
/// Company and year are not in it, so that an order copied into the next year's file is recognised. Neither is what
/// delivering the goods changes (the states below "cancelled", the pending quantities): every order would seem to
/// have changed after it was taken.
pub fn content_hash(order: &CustomerOrder) -> ContentHash {
    let mut form = Form(Vec::with_capacity(128 + 96 * order.lines.len()));
    form.header(order);
    for line in &order.lines {
        form.line(line);
    }
    ContentHash::of(&form.0)
}

struct Form(Vec<u8>);

impl Form {
    fn header(&mut self, order: &CustomerOrder) {
        self.number(FORM);
        self.text(order.id.series.get().encode_utf8(&mut [0; 4]));
        self.number(order.id.number.get());
        self.number(order.date.num_days_from_ce());
        self.number(order.customer);
        self.text(&order.customer_name);
        self.text(&order.reference);
        self.number(i64::from(order.state == OrderState::CANCELLED));
        self.text(&order.warehouse);
        self.text(&order.delivery_term);
        order.nets.into_iter().for_each(|net| self.money(net));
        self.length(order.lines.len());
    }

    fn line(&mut self, line: &CustomerLine) {
        self.number(line.position);
        self.text(&line.article);
        self.text(&line.description);
        self.quantity(line.quantity);
        self.quantity(line.cancelled);
        self.money(line.price);
        line.discounts.into_iter().for_each(|discount| self.percent(discount));
        self.money(line.total);
        self.number(line.vat.map_or(u8::MAX, VatSelector::get));
        self.money(line.cost);
        self.text(&line.size);
        self.text(&line.colour);
    }

    fn number(&mut self, number: impl Into<i64>) {
        let number = number.into();
        let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
        while rest > 0x7F {
            self.0.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    fn length(&mut self, length: usize) {
        self.number(i64::try_from(length).expect("a length in memory"));
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
    }

    fn money(&mut self, money: Money) {
        self.number(money.ten_thousandths());
    }

    fn quantity(&mut self, quantity: Quantity) {
        self.number(quantity.ten_thousandths());
    }

    fn percent(&mut self, percent: Percent) {
        self.number(percent.ten_thousandths());
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ContentHash {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let plain = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = plain.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        let bad = || BadId { found: text.to_owned(), expected: "a content hash (32 hexadecimal digits)" };
        value.map(|value| ContentHash(value.to_be_bytes())).ok_or_else(bad)
    }
}

impl TryFrom<String> for ContentHash {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> String {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{line, order, quantity};

    fn sample() -> CustomerOrder {
        order(vec![
            line(1, "OFI-A4-80", "10", "18.45"),
            line(2, "", "0", "0"),
            line(3, "ÑAQUE-9", "-2", "1.5"),
        ])
    }

    #[test]
    fn the_hash_of_a_known_order_never_changes_between_versions() {
        // Computed apart, with another language's SHA-256, from the form that `content_hash` documents.
        assert_eq!(content_hash(&sample()).to_string(), "8da3f70f016ce086176564ff0c21fc16");
    }

    #[test]
    fn every_relevant_change_changes_the_hash() {
        let changes: [fn(&mut CustomerOrder); 12] = [
            |order| order.id = "2-000123".parse().expect("an id"),
            |order| order.date = order.date.succ_opt().expect("a day"),
            |order| order.customer += 1,
            |order| order.customer_name.push(' '),
            |order| order.reference.push('x'),
            |order| order.state = OrderState::CANCELLED,
            |order| order.warehouse = "TIE".into(),
            |order| order.delivery_term.push('1'),
            |order| order.nets.swap(0, 1),
            |order| order.lines[0].quantity = quantity("11"),
            |order| order.lines[2].cancelled = quantity("1"),
            |order| drop(order.lines.pop()),
        ];
        let mut hashes: Vec<ContentHash> = changes
            .iter()
            .map(|change| {
                let mut changed = sample();
                change(&mut changed);
                content_hash(&changed)
            })
            .chain([content_hash(&sample())])
            .collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), changes.len() + 1);
    }

    #[test]
    fn a_delivery_is_no_change() {
        let mut served = sample();
        served.state = OrderState(2);
        served.lines[0].pending = Quantity::ZERO;
        assert_eq!(content_hash(&served), content_hash(&sample()));
    }

    #[test]
    fn a_text_that_moves_from_one_field_to_the_next_is_a_change() {
        let (mut one, mut other) = (sample(), sample());
        (one.customer_name, one.reference) = ("ab".into(), "c".into());
        (other.customer_name, other.reference) = ("a".into(), "bc".into());
        assert_ne!(content_hash(&one), content_hash(&other));
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = content_hash(&sample());
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!("+0000000000000000000000000000000".parse::<ContentHash>().is_err());
    }
}
