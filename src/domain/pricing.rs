//! Quantity and price of a line.

use super::amount::{Money, Percent, Quantity};
use super::article::{Article, PurchasePrice};
use super::catalogue::PriceList;
use super::link::{PriceSource, QuantityRule};
use super::order::CustomerLine;

/// A purchase price and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub price: Money,
    pub discounts: [Percent; 3],
    pub source: PriceSource,
}

/// What is ordered of the line; `None` where quantity less cancelled is no quantity any more.
pub fn quantity_of(line: &CustomerLine, rule: QuantityRule) -> Option<Quantity> {
    match rule {
        QuantityRule::Ordered => line.quantity.checked_sub(line.cancelled),
        QuantityRule::Pending => Some(line.pending),
    }
}

/// The first price of the ranking that is not zero. `prices` are F_LPA rows of the parent's file.
///
/// # Errors
///
/// What is wrong with a row of the price list whose turn it is: another source would give another price.
pub fn price_of<'a>(
    line: &CustomerLine,
    article: &Article,
    prices: &'a PriceList,
    supplier: i32,
    ranking: &[PriceSource],
) -> Result<Option<Price>, &'a str> {
    for source in ranking {
        let (price, discounts) = match source {
            PriceSource::Supplier => {
                match prices.of(&article.code).iter().find(|row| row.supplier == supplier) {
                    Some(PurchasePrice { fault: Some(fault), .. }) => return Err(fault),
                    Some(row) => (row.price, row.discounts),
                    None => continue,
                }
            }
            PriceSource::Cost => (article.cost, article.cost_discounts),
            PriceSource::Order => (line.cost, [Percent::ZERO; 3]),
        };
        if !price.is_zero() {
            return Ok(Some(Price { price, discounts, source: *source }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{article, line, money, percents, quantity};

    const RANKING: &[PriceSource] = &[PriceSource::Supplier, PriceSource::Cost, PriceSource::Order];

    fn row(supplier: i32, price: &str) -> PurchasePrice {
        PurchasePrice {
            article: "OFI-1".into(),
            supplier,
            price: money(price),
            discounts: percents(["5", "2.5", "0"]),
            ..PurchasePrice::default()
        }
    }

    /// Price and source for an article that costs `cost`, on a line whose cost is 3.
    fn found(rows: Vec<PurchasePrice>, cost: &str, ranking: &[PriceSource]) -> Option<(Money, PriceSource)> {
        let article = Article { cost: money(cost), ..article("ofi-1") };
        let line = CustomerLine { cost: money("3"), ..line(1, "A", "1", "9") };
        let prices = PriceList::new(rows);
        let price = price_of(&line, &article, &prices, 12, ranking).expect("sound rows")?;
        Some((price.price, price.source))
    }

    #[test]
    fn the_suppliers_own_price_comes_first() {
        let price = found(vec![row(3, "1"), row(12, "2")], "5", RANKING);
        assert_eq!(price, Some((money("2"), PriceSource::Supplier)));
    }

    #[test]
    fn without_a_price_list_its_rule_yields_nothing() {
        assert_eq!(found(vec![], "5", RANKING), Some((money("5"), PriceSource::Cost)));
        assert_eq!(found(vec![row(12, "0")], "5", RANKING), Some((money("5"), PriceSource::Cost)));
        assert_eq!(found(vec![], "5", &[PriceSource::Supplier]), None);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_not_passed_over_for_another_price() {
        let fault = Some("DT1LPA holds NaN".to_owned());
        let prices = PriceList::new([PurchasePrice { fault, ..row(12, "2") }]);
        let of = |ranking: &[PriceSource]| {
            let price = price_of(&line(1, "A", "1", "9"), &article("OFI-1"), &prices, 12, ranking);
            price.map(|price| price.map(|price| price.source)).map_err(str::to_owned)
        };
        assert_eq!(of(RANKING), Err("DT1LPA holds NaN".to_owned()));
        assert_eq!(of(&[PriceSource::Order]), Ok(None), "a row that is not asked for costs nothing");
    }

    #[test]
    fn the_order_comes_when_it_is_its_turn() {
        assert_eq!(found(vec![], "0", RANKING), Some((money("3"), PriceSource::Order)));
        let reversed = [PriceSource::Order, PriceSource::Cost];
        assert_eq!(found(vec![], "5", &reversed), Some((money("3"), PriceSource::Order)));
    }

    #[test]
    fn discounts_go_with_the_price() {
        let article = Article { cost_discounts: percents(["10", "0", "1"]), ..article("OFI-1") };
        let of = |ranking: &[PriceSource]| {
            let prices = PriceList::new([row(12, "2")]);
            let price = price_of(&line(1, "A", "1", "9"), &article, &prices, 12, ranking);
            price.expect("sound rows").expect("a price").discounts
        };
        assert_eq!(of(RANKING), percents(["5", "2.5", "0"]));
        assert_eq!(of(&[PriceSource::Cost]), percents(["10", "0", "1"]));
    }

    #[test]
    fn cancelled_goods_are_not_ordered() {
        let mut some = line(1, "A", "10", "1");
        (some.cancelled, some.pending) = (quantity("4"), quantity("1.5"));
        assert_eq!(quantity_of(&some, QuantityRule::Ordered), Some(quantity("6")));
        assert_eq!(quantity_of(&some, QuantityRule::Pending), Some(quantity("1.5")));
        some.cancelled = Quantity::from_ten_thousandths(i64::MIN);
        assert_eq!(quantity_of(&some, QuantityRule::Ordered), None);
    }
}
