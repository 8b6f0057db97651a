//! One sale of the demo: what a row of the ledger says, before it is text.

use super::branches::Pair;

/// One row in so many is wrong.
const WRONG_EVERY: usize = 100;
/// The round in which a series of invoices has its credit note instead.
const NOTE_ROUND: usize = 49;

/// What is wrong with a row. Each breaks one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Total,
    TaxNumber,
    OtherMonth,
    Type,
    AmbiguousAmount,
    NoName,
    NumberTwice,
    NoSuchDate,
    Formula,
    NoBranch,
}

const WRONGS: [Wrong; 10] = [
    Wrong::Total,
    Wrong::TaxNumber,
    Wrong::OtherMonth,
    Wrong::Type,
    Wrong::AmbiguousAmount,
    Wrong::NoName,
    Wrong::NumberTwice,
    Wrong::NoSuchDate,
    Wrong::Formula,
    Wrong::NoBranch,
];

/// A sale, by its place in the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sale<'p> {
    pub at: usize,
    /// How many sales its series had before.
    pub round: usize,
    pub pair: &'p Pair,
}

impl Sale<'_> {
    pub fn wrong(&self) -> Option<Wrong> {
        let is_wrong = self.at % WRONG_EVERY == WRONG_EVERY / 2;
        WRONGS.get(self.at / WRONG_EVERY % WRONGS.len()).copied().filter(|_| is_wrong)
    }

    /// Credit notes take back the first invoice of their series.
    pub fn is_note(&self) -> bool {
        self.pair.is_of_invoices() && self.round == NOTE_ROUND
    }

    pub fn kind(&self) -> &'static str {
        match self.pair.is_of_invoices() {
            true if self.is_note() => "07",
            true => "01",
            false => "03",
        }
    }

    pub fn number(&self) -> usize {
        if self.is_note() { 1 } else { 1001 + self.round }
    }

    /// From 1 to 31, in the order of the ledger.
    pub fn day(&self) -> usize {
        self.round * 31 / (NOTE_ROUND + 1) + 1
    }

    /// In cents.
    pub fn base(&self) -> usize {
        1000 + self.at * 7919 % 90_000
    }

    /// Eighteen of a hundred, in cents, half a cent upwards.
    pub fn tax(&self) -> usize {
        (self.base() * 18 + 50) / 100
    }

    /// A company's tax number with the check digit that belongs to it, or a person's of eight digits.
    pub fn document(&self) -> String {
        match self.pair.is_of_invoices() || self.wrong() == Some(Wrong::TaxNumber) {
            true => tax_number(self.at),
            false => format!("{:08}", 99_000_000 + self.at),
        }
    }
}

/// An invented tax number: 20999, five digits of its own, and the check digit.
fn tax_number(of: usize) -> String {
    let digits = format!("20999{of:05}");
    let weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 =
        digits.chars().filter_map(|digit| digit.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum();
    let check = (11 - sum % 11) % 10;
    format!("{digits}{check}")
}
