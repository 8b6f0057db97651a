//! The content hash of a customer order: equal as long as nothing that matters has changed.

use super::amount::{Money, Percent, Quantity};
use super::ids::BadId;
use super::order::{CustomerLine, CustomerOrder, OrderState};
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

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What a canonical form starts with. Another form needs another number here, or stored hashes would seem to say
/// that every order has changed.
const FORM: u8 = 1;

/// Returns the hash of what matters in an order.
///
/// The canonical form, in this order; integers little-endian, amounts as 64-bit ten-thousandths, texts as a 32-bit
/// length in bytes and their UTF-8, the date as 32-bit days from 0001-01-01 (which is day 1): form number (1); series
/// (text), number, date, customer, customer name, reference, whether it is cancelled (one byte), warehouse, delivery
/// term, four nets, number of lines; then each line: position, article, description, quantity, cancelled quantity,
/// price, three discounts, total, VAT selector (one byte), cost, size, colour.
///
/// Company and year are not in it, so that an order copied into the next year's file is recognised. Neither is what
/// delivering the goods changes (the states below "cancelled", the pending quantities): every order would seem to
/// have changed after it was taken.
pub fn content_hash(order: &CustomerOrder) -> ContentHash {
    let mut form = Form(Vec::with_capacity(256 + 160 * order.lines.len()));
    form.header(order);
    for line in &order.lines {
        form.line(line);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(&form.0)[..16]);
    ContentHash(short)
}

struct Form(Vec<u8>);

impl Form {
    fn header(&mut self, order: &CustomerOrder) {
        self.byte(FORM);
        self.text(order.id.series.get().encode_utf8(&mut [0; 4]));
        self.number(order.id.number.get());
        self.number(order.date.num_days_from_ce());
        self.number(order.customer);
        self.text(&order.customer_name);
        self.text(&order.reference);
        self.byte(u8::from(order.state == OrderState::CANCELLED));
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
        self.byte(line.vat.get());
        self.money(line.cost);
        self.text(&line.size);
        self.text(&line.colour);
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn number(&mut self, number: i32) {
        self.0.extend(number.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        let length = u32::try_from(length).expect("no order holds four thousand million bytes or lines");
        self.0.extend(length.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
    }

    fn money(&mut self, money: Money) {
        self.0.extend(money.ten_thousandths().to_le_bytes());
    }

    fn quantity(&mut self, quantity: Quantity) {
        self.0.extend(quantity.ten_thousandths().to_le_bytes());
    }

    fn percent(&mut self, percent: Percent) {
        self.0.extend(percent.ten_thousandths().to_le_bytes());
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
        assert_eq!(content_hash(&sample()).to_string(), "2df784e42ceba14f31734971ae28ff8a");
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
