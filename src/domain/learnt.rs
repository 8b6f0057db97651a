//! What documents entered by hand teach: VAT rates, rounding, delivery address.

use super::address::Address;
use super::amount::{Money, Percent};
use super::company::{ManualOrder, Supplier, VatRates};
use super::ids::DocumentId;
use super::link::{Link, Rounding};
use super::order::{TaxRegime, VatSelector};
use super::totals::{Terms, totals};
use serde::{Deserialize, Serialize};

/// What the target file taught or was configured: the same for every order of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learnt {
    pub vat: Result<VatRates, VatDisagreement>,
    /// Where the manual orders fit the other rounding rule better.
    pub rounding: Option<RoundingAdvice>,
    pub delivery: Address,
    pub line_state: String,
    /// Codes of F_ALM.
    pub warehouses: Vec<String>,
}

/// A manual supplier order and the file's settings (F_CFG) give different percentages for a VAT slot (1 to 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("slot {slot}: {manual} in {document}, {configured} in F_CFG")]
pub struct VatDisagreement {
    pub slot: u8,
    pub surcharge: bool,
    pub document: DocumentId,
    pub manual: Percent,
    pub configured: Percent,
}

/// Of the manual orders on which the rules differ, more fit `better` than the configured one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundingAdvice {
    pub better: Rounding,
    pub fit: usize,
    pub fit_configured: usize,
}

/// Learns from `manual_orders`, newest first, what the documents for `supplier` need.
pub fn learn(
    manual_orders: &[ManualOrder],
    supplier: &Supplier,
    file_rates: Option<VatRates>,
    link: &Link,
    warehouses: Vec<String>,
) -> Learnt {
    let newest = manual_orders.first();
    Learnt {
        vat: vat_rates(manual_orders, supplier, file_rates, link),
        rounding: rounding_advice(manual_orders, link.rounding),
        delivery: newest.map(|manual| manual.delivery.clone()).unwrap_or_default(),
        line_state: newest.map(|manual| manual.line_state.clone()).unwrap_or_default(),
        warehouses,
    }
}

/// The rates (`docs/domain.md`, "Amounts"): manual orders of the same regime, then F_CFG, then the configuration.
///
/// Native orders leave the percentages of unused slots at zero, so each slot is learnt from the newest order that
/// has one. A manual rate that differs from F_CFG's is an error: one of them is out of date.
pub fn vat_rates(
    manual_orders: &[ManualOrder],
    supplier: &Supplier,
    file_rates: Option<VatRates>,
    link: &Link,
) -> Result<VatRates, VatDisagreement> {
    let none = [Percent::ZERO; 3];
    let file = file_rates.unwrap_or(VatRates { rates: none, surcharge: none });
    let mut learnt = VatRates { rates: link.vat_rates, surcharge: link.vat_surcharge };
    for slot in 0..3 {
        let vat = Seen { slot, surcharge: false, manual_orders, supplier, file: file.rates[slot] };
        let surcharge = Seen { slot, surcharge: true, manual_orders, supplier, file: file.surcharge[slot] };
        learnt.rates[slot] = vat.rate(learnt.rates[slot])?;
        learnt.surcharge[slot] = surcharge.rate(learnt.surcharge[slot])?;
    }
    Ok(learnt)
}

/// One percentage and where it may be seen.
struct Seen<'a> {
    slot: usize,
    surcharge: bool,
    manual_orders: &'a [ManualOrder],
    supplier: &'a Supplier,
    file: Percent,
}

impl Seen<'_> {
    fn rate(&self, configured: Percent) -> Result<Percent, VatDisagreement> {
        match self.newest_native() {
            Some((document, manual)) if !self.file.is_zero() && manual != self.file => Err(VatDisagreement {
                slot: self.slot as u8 + 1,
                surcharge: self.surcharge,
                document,
                manual,
                configured: self.file,
            }),
            Some((_, manual)) => Ok(manual),
            None if !self.file.is_zero() => Ok(self.file),
            None => Ok(configured),
        }
    }

    fn newest_native(&self) -> Option<(DocumentId, Percent)> {
        let alike = self.manual_orders.iter().filter(|manual| {
            manual.tax_regime == self.supplier.tax_regime && manual.surcharge == self.supplier.surcharge
        });
        let rates = alike.map(|manual| {
            let slot = &manual.slots[self.slot];
            (manual.id, if self.surcharge { slot.surcharge_rate } else { slot.vat_rate })
        });
        rates.into_iter().find(|(_, rate)| !rate.is_zero())
    }
}

/// Recomputes the VAT of manual orders both ways; advises the rule that is not configured where more orders fit it.
/// Orders on which both rules agree, or whose figures come about in another way, say nothing.
pub fn rounding_advice(manual_orders: &[ManualOrder], configured: Rounding) -> Option<RoundingAdvice> {
    let better = match configured {
        Rounding::PerSlot => Rounding::PerLine,
        Rounding::PerLine => Rounding::PerSlot,
    };
    let (mut fit, mut fit_configured) = (0, 0);
    for manual in manual_orders {
        let written = manual.slots.map(|slot| slot.vat);
        let (Some(one), Some(other)) = (recomputed(manual, configured), recomputed(manual, better)) else {
            continue;
        };
        fit_configured += usize::from(one == written && other != written);
        fit += usize::from(other == written && one != written);
    }
    (fit > fit_configured).then_some(RoundingAdvice { better, fit, fit_configured })
}

/// The VAT of each slot by one rule; nothing where the bases do not come from the lines alone.
fn recomputed(manual: &ManualOrder, rounding: Rounding) -> Option<[Money; 4]> {
    if manual.tax_regime != TaxRegime::WITH_VAT {
        return None;
    }
    let [one, two, three, _] = manual.slots;
    let terms = Terms {
        tax_regime: manual.tax_regime,
        surcharge: false,
        rates: VatRates { rates: [one, two, three].map(|slot| slot.vat_rate), surcharge: [Percent::ZERO; 3] },
        prompt_payment: one.prompt_payment_rate,
        withholding: Percent::ZERO,
        rounding,
    };
    let lines: Vec<(VatSelector, Money)> = manual.lines.iter().map(|line| (line.vat, line.total)).collect();
    let computed = totals(&lines, &terms).ok()?;
    let same_bases = computed.slots.iter().zip(&manual.slots).all(|(ours, theirs)| ours.base == theirs.base);
    same_bases.then(|| computed.slots.map(|slot| slot.vat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{link, manual, money, percent, percents, vat};

    fn rates(of: &Result<VatRates, VatDisagreement>) -> [String; 3] {
        of.clone().expect("rates agree").rates.map(|rate| rate.to_string())
    }

    fn cfg(rates: [&str; 3]) -> Option<VatRates> {
        Some(VatRates { rates: percents(rates), surcharge: percents(["0", "0", "0"]) })
    }

    #[test]
    fn each_slot_is_learnt_from_the_newest_manual_order_that_uses_it() {
        let (mut newest, mut older) = (manual("1-000033", "2026-08-06"), manual("1-000032", "2026-07-30"));
        newest.slots[0].vat_rate = percent("22");
        older.slots[0].vat_rate = percent("21");
        older.slots[2].vat_rate = percent("5");
        let learnt = learn(&[newest, older], &Supplier::default(), None, &link(), vec![]);
        assert_eq!(rates(&learnt.vat), ["22", "10", "5"], "the second slot comes from the configuration");
    }

    #[test]
    fn orders_of_another_regime_teach_no_rates() {
        let mut abroad = manual("1-000033", "2026-08-06");
        abroad.slots[0].vat_rate = percent("19");
        abroad.tax_regime = TaxRegime(2);
        let mut surcharged = manual("1-000032", "2026-08-05");
        surcharged.slots[0].vat_rate = percent("18");
        surcharged.surcharge = true;
        let learnt = vat_rates(&[abroad, surcharged], &Supplier::default(), cfg(["20", "0", "0"]), &link());
        assert_eq!(rates(&learnt), ["20", "10", "4"], "F_CFG, then the configuration where it has nothing");
    }

    #[test]
    fn a_native_rate_that_differs_from_the_settings_stops_the_link() {
        let mut newest = manual("1-000033", "2026-08-06");
        newest.slots[1].vat_rate = percent("12");
        let disagreement = vat_rates(&[newest], &Supplier::default(), cfg(["21", "10", "4"]), &link());
        let expected = VatDisagreement {
            slot: 2,
            surcharge: false,
            document: "1-000033".parse().expect("a document"),
            manual: percent("12"),
            configured: percent("10"),
        };
        assert_eq!(disagreement, Err(expected));
    }

    #[test]
    fn delivery_address_and_line_state_come_from_the_newest_order() {
        let (mut newest, older) = (manual("1-000033", "2026-08-06"), manual("1-000032", "2026-07-30"));
        newest.delivery.street = "C/ Ejemplo, 1".into();
        newest.line_state = "P".into();
        let learnt = learn(&[newest.clone(), older], &Supplier::default(), None, &link(), vec!["GEN".into()]);
        assert_eq!((learnt.delivery, learnt.line_state.as_str()), (newest.delivery, "P"));
        let nothing = learn(&[], &Supplier::default(), None, &link(), vec![]);
        assert_eq!((nothing.delivery, nothing.line_state.as_str()), (Address::default(), ""));
    }

    fn three_times_1_03(vat_amount: &str) -> ManualOrder {
        let mut manual = manual("1-000033", "2026-08-06");
        manual.lines = ["a", "b", "c"].map(|article| manual_line(article, "1.03")).to_vec();
        manual.slots[0].net = money("3.09");
        manual.slots[0].base = money("3.09");
        manual.slots[0].vat_rate = percent("21");
        manual.slots[0].vat = money(vat_amount);
        manual
    }

    fn manual_line(article: &str, total: &str) -> crate::domain::company::ManualLine {
        let quantity = crate::domain::samples::quantity("1");
        crate::domain::company::ManualLine {
            article: article.into(),
            quantity,
            vat: vat(0),
            total: money(total),
        }
    }

    #[test]
    fn the_rounding_that_fits_the_manual_orders_better_is_advised() {
        let per_line = [three_times_1_03("0.66")];
        let advice = RoundingAdvice { better: Rounding::PerLine, fit: 1, fit_configured: 0 };
        assert_eq!(rounding_advice(&per_line, Rounding::PerSlot), Some(advice));
        assert_eq!(rounding_advice(&per_line, Rounding::PerLine), None);
        assert_eq!(rounding_advice(&[three_times_1_03("0.65")], Rounding::PerSlot), None);
    }

    #[test]
    fn orders_with_other_discounts_say_nothing_about_rounding() {
        let mut discounted = three_times_1_03("0.66");
        discounted.slots[0].base = money("3.00");
        assert_eq!(rounding_advice(&[discounted], Rounding::PerSlot), None);
    }
}
