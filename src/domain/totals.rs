//! How the figures of a supplier order are computed: exact integers, rounded half away from zero to cents.

use super::amount::{Money, Percent, Quantity};
use super::company::VatRates;
use super::link::Rounding;
use super::order::{TaxRegime, VatSelector};
use super::supplier_order::VatSlot;

/// An amount left the range of a Currency column, or a product the range it is computed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is beyond what a document can hold")]
pub struct OutOfRange;

/// What the totals depend on beside the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub tax_regime: TaxRegime,
    /// The supplier charges the equivalence surcharge.
    pub surcharge: bool,
    pub rates: VatRates,
    pub prompt_payment: Percent,
    pub withholding: Percent,
    pub rounding: Rounding,
}

/// The figures of a document's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub slots: [VatSlot; 4],
    pub withholding: Money,
    pub total: Money,
}

/// One, in the ten-thousandths of a per cent that a `Percent` counts.
const WHOLE: i128 = 1_000_000;

/// Returns quantity × price × (1 − d₁)(1 − d₂)(1 − d₃), rounded once, to cents.
///
/// Exact for every product up to 10¹² euros before discounts, far beyond what three discounts ever meet.
pub fn line_total(quantity: Quantity, price: Money, discounts: [Percent; 3]) -> Result<Money, OutOfRange> {
    let gross = i128::from(quantity.ten_thousandths()) * i128::from(price.ten_thousandths());
    // Ten-thousandths squared, in cents.
    let exact = Fraction { numerator: gross, denominator: 1_000_000 };
    discounts.into_iter().try_fold(exact, Fraction::less)?.cents()
}

/// Returns the header figures of a document with these lines (selector, line total).
pub fn totals(lines: &[(VatSelector, Money)], terms: &Terms) -> Result<Totals, OutOfRange> {
    let mut slots = [VatSlot::default(); 4];
    for (selector, slot) in (0u8..).zip(&mut slots) {
        let own = lines.iter().filter(|(of, _)| of.get() == selector).map(|(_, total)| *total);
        *slot = slot_figures(own, SlotRates::of(selector, terms), terms)?;
    }
    let bases = sum(slots.iter().map(|slot| slot.base))?;
    let withholding = share(bases, terms.withholding)?;
    let taxes = sum(slots.iter().flat_map(|slot| [slot.vat, slot.surcharge]))?;
    let gross = bases.checked_add(taxes).ok_or(OutOfRange)?;
    let total = gross.checked_sub(withholding).ok_or(OutOfRange)?;
    Ok(Totals { slots, withholding, total })
}

/// The percentages of one slot: as they are written, and as they are charged.
#[derive(Clone, Copy)]
struct SlotRates {
    vat: Percent,
    charged: Percent,
    surcharge: Percent,
}

impl SlotRates {
    /// Without VAT, intra-community or imported: the rates stay in the document and nothing is charged. A surcharge
    /// rate stands there only where it is charged.
    fn of(selector: u8, terms: &Terms) -> SlotRates {
        let rate = |rates: [Percent; 3]| rates.get(usize::from(selector)).copied().unwrap_or_default();
        let taxed = terms.tax_regime == TaxRegime::WITH_VAT;
        let vat = rate(terms.rates.rates);
        let surcharge = if taxed && terms.surcharge { rate(terms.rates.surcharge) } else { Percent::ZERO };
        SlotRates { vat, charged: if taxed { vat } else { Percent::ZERO }, surcharge }
    }
}

fn slot_figures(
    lines: impl Iterator<Item = Money> + Clone,
    rates: SlotRates,
    terms: &Terms,
) -> Result<VatSlot, OutOfRange> {
    let net = sum(lines.clone())?;
    let prompt_payment = share(net, terms.prompt_payment)?;
    let base = net.checked_sub(prompt_payment).ok_or(OutOfRange)?;
    let tax = |rate| match terms.rounding {
        Rounding::PerSlot => share(base, rate),
        Rounding::PerLine => share_by_line(lines.clone(), terms.prompt_payment, rate),
    };
    Ok(VatSlot {
        net,
        prompt_payment_rate: terms.prompt_payment,
        prompt_payment,
        base,
        vat_rate: rates.vat,
        vat: tax(rates.charged)?,
        surcharge_rate: rates.surcharge,
        surcharge: tax(rates.surcharge)?,
    })
}

/// A percentage of an amount, in cents.
fn share(amount: Money, rate: Percent) -> Result<Money, OutOfRange> {
    Fraction::of(amount).times(rate)?.cents()
}

/// The percentage of every line after prompt payment discount, each in cents, added up.
fn share_by_line(
    lines: impl Iterator<Item = Money>,
    prompt_payment: Percent,
    rate: Percent,
) -> Result<Money, OutOfRange> {
    let mut all = Money::ZERO;
    for line in lines {
        let one = Fraction::of(line).less(prompt_payment)?.times(rate)?.cents()?;
        all = all.checked_add(one).ok_or(OutOfRange)?;
    }
    Ok(all)
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, OutOfRange> {
    Money::checked_sum(amounts).ok_or(OutOfRange)
}

/// An exact number of cents; the denominator is a power of ten.
#[derive(Clone, Copy)]
struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    fn of(amount: Money) -> Fraction {
        Fraction { numerator: i128::from(amount.ten_thousandths()), denominator: 100 }
    }

    fn times(self, rate: Percent) -> Result<Fraction, OutOfRange> {
        self.scaled(i128::from(rate.ten_thousandths()))
    }

    /// What is left after a discount.
    fn less(self, discount: Percent) -> Result<Fraction, OutOfRange> {
        if discount.is_zero() {
            return Ok(self);
        }
        self.scaled(WHOLE - i128::from(discount.ten_thousandths()))
    }

    fn scaled(self, by: i128) -> Result<Fraction, OutOfRange> {
        let numerator = self.numerator.checked_mul(by).ok_or(OutOfRange)?;
        let denominator = self.denominator.checked_mul(WHOLE).ok_or(OutOfRange)?;
        Ok(Fraction { numerator, denominator })
    }

    /// Rounded half away from zero.
    fn cents(self) -> Result<Money, OutOfRange> {
        let (whole, rest) = (self.numerator / self.denominator, self.numerator % self.denominator);
        // The denominator is at most 10²⁴, so twice the rest fits.
        let rounded = if rest.abs() * 2 >= self.denominator { whole + rest.signum() } else { whole };
        let ten_thousandths = rounded.checked_mul(100).and_then(|value| i64::try_from(value).ok());
        ten_thousandths.map(Money::from_ten_thousandths).ok_or(OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{money, percent, percents, quantity, vat};
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy::MidpointAwayFromZero};

    fn terms() -> Terms {
        Terms {
            tax_regime: TaxRegime::WITH_VAT,
            surcharge: false,
            rates: VatRates {
                rates: percents(["21", "10", "4"]),
                surcharge: percents(["5.2", "1.4", "0.5"]),
            },
            prompt_payment: Percent::ZERO,
            withholding: Percent::ZERO,
            rounding: Rounding::PerSlot,
        }
    }

    fn worked_lines() -> [(VatSelector, Money); 3] {
        let total = |can, pre, discounts| line_total(quantity(can), money(pre), percents(discounts));
        [
            (vat(0), total("10", "18.45", ["10", "0", "0"]).expect("in range")),
            (vat(0), total("3", "27.3333", ["5", "2.5", "0"]).expect("in range")),
            (vat(2), total("7", "12.95", ["0", "0", "0"]).expect("in range")),
        ]
    }

    fn figures(totals: &Totals, of: impl Fn(&VatSlot) -> Money) -> [String; 4] {
        totals.slots.map(|slot| of(&slot).to_string())
    }

    #[test]
    fn the_worked_example_agrees_to_the_cent() {
        assert_eq!(worked_lines().map(|(_, total)| total.to_string()), ["166.05", "75.95", "90.65"]);
        let totals = totals(&worked_lines(), &terms()).expect("in range");
        assert_eq!(figures(&totals, |slot| slot.net), ["242", "0", "90.65", "0"]);
        assert_eq!(figures(&totals, |slot| slot.base), ["242", "0", "90.65", "0"]);
        assert_eq!(totals.slots.map(|slot| slot.vat_rate.to_string()), ["21", "10", "4", "0"]);
        assert_eq!(figures(&totals, |slot| slot.vat), ["50.82", "0", "3.63", "0"]);
        assert_eq!(totals.slots.map(|slot| slot.surcharge_rate.to_string()), ["0", "0", "0", "0"]);
        assert_eq!((totals.withholding, totals.total), (Money::ZERO, money("387.10")));
    }

    #[test]
    fn the_worked_example_with_surcharge_agrees_to_the_cent() {
        let totals = totals(&worked_lines(), &Terms { surcharge: true, ..terms() }).expect("in range");
        assert_eq!(totals.slots.map(|slot| slot.surcharge_rate.to_string()), ["5.2", "1.4", "0.5", "0"]);
        assert_eq!(figures(&totals, |slot| slot.surcharge), ["12.58", "0", "0.45", "0"]);
        assert_eq!(totals.total, money("400.13"));
    }

    #[test]
    fn without_vat_the_total_is_the_sum_of_the_bases() {
        for regime in 1..=3 {
            let abroad = Terms { tax_regime: TaxRegime(regime), surcharge: true, ..terms() };
            let totals = totals(&worked_lines(), &abroad).expect("in range");
            assert_eq!(figures(&totals, |slot| slot.vat), ["0"; 4]);
            assert_eq!(figures(&totals, |slot| slot.surcharge), ["0"; 4]);
            assert_eq!(totals.slots[0].vat_rate, percent("21"));
            assert_eq!(totals.total, money("332.65"));
        }
    }

    #[test]
    fn three_lines_of_1_03_tell_the_rounding_rules_apart() {
        let lines = [(vat(0), money("1.03")); 3];
        let per_slot = totals(&lines, &terms()).expect("in range");
        let per_line = totals(&lines, &Terms { rounding: Rounding::PerLine, ..terms() }).expect("in range");
        assert_eq!(per_slot.slots[0].vat, money("0.65"));
        assert_eq!(per_line.slots[0].vat, money("0.66"));
        assert_eq!((per_slot.total, per_line.total), (money("3.74"), money("3.75")));
    }

    #[test]
    fn prompt_payment_lowers_the_base_and_withholding_the_total() {
        let paid_at_once = Terms { prompt_payment: percent("2"), withholding: percent("19"), ..terms() };
        let totals =
            totals(&[(vat(0), money("100.25")), (vat(3), money("50"))], &paid_at_once).expect("in range");
        // 2.005 and 1.00 of discount; 98.24 and 49.00 of base.
        assert_eq!(figures(&totals, |slot| slot.prompt_payment), ["2.01", "0", "0", "1"]);
        assert_eq!(figures(&totals, |slot| slot.base), ["98.24", "0", "0", "49"]);
        assert_eq!(figures(&totals, |slot| slot.vat), ["20.63", "0", "0", "0"]);
        assert_eq!((totals.withholding, totals.total), (money("27.98"), money("139.89")));
    }

    #[test]
    fn exempt_lines_count_without_tax() {
        let totals = totals(&[(VatSelector::EXEMPT, money("10"))], &Terms { surcharge: true, ..terms() });
        let totals = totals.expect("in range");
        assert_eq!(figures(&totals, |slot| slot.base), ["0", "0", "0", "10"]);
        assert_eq!(totals.total, money("10"));
    }

    #[test]
    fn halves_round_away_from_zero_on_both_sides() {
        let cents =
            |can: &str| line_total(quantity(can), money("0.005"), [Percent::ZERO; 3]).expect("in range");
        assert_eq!((cents("1"), cents("-1")), (money("0.01"), money("-0.01")));
        assert_eq!((cents("0.9998"), cents("-0.9998")), (Money::ZERO, Money::ZERO));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let most = Money::from_ten_thousandths(i64::MAX);
        let many = Quantity::from_ten_thousandths(i64::MAX);
        assert_eq!(line_total(many, most, [Percent::ZERO; 3]), Err(OutOfRange));
        assert_eq!(line_total(many, most, percents(["1", "2", "3"])), Err(OutOfRange));
        assert_eq!(totals(&[(vat(0), most), (vat(0), most)], &terms()), Err(OutOfRange));
        assert_eq!(totals(&[(vat(0), most)], &terms()), Err(OutOfRange));
    }

    /// A line total by `Decimal`, in the order of the formula.
    fn plain_line_total(quantity: Quantity, price: Money, discounts: [Percent; 3]) -> Decimal {
        let left = |discount: Percent| Decimal::ONE - discount.to_decimal() / Decimal::ONE_HUNDRED;
        let exact =
            quantity.to_decimal() * price.to_decimal() * discounts.map(left).iter().product::<Decimal>();
        exact.round_dp_with_strategy(2, MidpointAwayFromZero)
    }

    proptest! {
        #[test]
        fn line_totals_agree_with_decimal_arithmetic(
            quantity in -100_000_000i64..100_000_000,
            price in 0i64..100_000_000,
            discounts in proptest::array::uniform3(0i64..1_000_000),
        ) {
            let quantity = Quantity::from_ten_thousandths(quantity);
            let price = Money::from_ten_thousandths(price);
            // Two decimals each, so that the product has a place in a `Decimal`.
            let discounts = discounts.map(|discount| Percent::from_ten_thousandths(discount / 100 * 100));
            let total = line_total(quantity, price, discounts).expect("in range");
            prop_assert_eq!(total.to_decimal(), plain_line_total(quantity, price, discounts).normalize());
        }

        #[test]
        fn no_amount_panics(quantity: i64, price: i64, a: i64, b: i64, c: i64) {
            let discounts = [a, b, c].map(Percent::from_ten_thousandths);
            let price = Money::from_ten_thousandths(price);
            let _ = line_total(Quantity::from_ten_thousandths(quantity), price, discounts);
            let odd = Terms { prompt_payment: discounts[0], withholding: discounts[1], surcharge: true, ..terms() };
            for rounding in [Rounding::PerSlot, Rounding::PerLine] {
                let _ = totals(&[(vat(0), price), (vat(3), price)], &Terms { rounding, ..odd });
            }
        }
    }
}
