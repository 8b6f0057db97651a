//! The demo's customer orders: a few dozen for each subsidiary, every kind that the rules tell apart among them.

use super::amounts::{percents, quantity};
use super::articles::{DISCONTINUED, REFERENCED, RENAMED, UNKNOWN, orderable};
use super::customers::CUSTOMERS;
use crate::domain::totals::line_total;
use crate::domain::{
    Article, CustomerLine, CustomerOrder, Money, OrderId, OrderNumber, OrderState, Percent, Quantity, Series,
    VatSelector, Year,
};
use chrono::{Days, NaiveDate};

/// An order being written down, line by line.
pub(super) struct Draft<'a> {
    articles: &'a [Article],
    order: CustomerOrder,
}

impl<'a> Draft<'a> {
    pub fn new(articles: &'a [Article], id: OrderId, date: NaiveDate, customer: usize) -> Self {
        let customer = &CUSTOMERS[customer % CUSTOMERS.len()];
        let order = CustomerOrder {
            id,
            date,
            customer: customer.code,
            customer_name: customer.name.to_owned(),
            reference: String::new(),
            state: OrderState(0),
            warehouse: "GEN".to_owned(),
            delivery_term: String::new(),
            nets: [Money::ZERO; 4],
            lines: Vec::new(),
        };
        Draft { articles, order }
    }

    /// An article that the subsidiary has.
    pub fn line(self, article: &str, pieces: Quantity, discounts: [Percent; 3]) -> Self {
        let found = self.articles.iter().find(|known| known.code.eq_ignore_ascii_case(article));
        let article = found.expect("the subsidiary has the article").clone();
        let price = sale_price(article.cost);
        let total = line_total(pieces, price, discounts).expect("a small amount");
        let line = CustomerLine {
            article: article.code,
            description: article.description,
            quantity: pieces,
            pending: pieces,
            price,
            discounts,
            total,
            vat: Some(article.vat),
            cost: article.cost,
            ..empty_line()
        };
        self.push(line)
    }

    pub fn pieces(self, article: &str, pieces: &str) -> Self {
        self.line(article, quantity(pieces), [Percent::ZERO; 3])
    }

    /// A line of text without an article.
    pub fn text(self, text: &str) -> Self {
        self.push(CustomerLine { description: text.to_owned(), ..empty_line() })
    }

    /// Changes what is beside the lines.
    pub fn with(mut self, change: impl FnOnce(&mut CustomerOrder)) -> Self {
        change(&mut self.order);
        self
    }

    pub fn done(self) -> CustomerOrder {
        self.order
    }

    fn push(mut self, mut line: CustomerLine) -> Self {
        line.position = i32::try_from(self.order.lines.len() + 1).expect("a few lines");
        let net = &mut self.order.nets[line.vat.unwrap_or_default().slot()];
        *net = net.checked_add(line.total).expect("a small amount");
        self.order.lines.push(line);
        self
    }
}

fn empty_line() -> CustomerLine {
    CustomerLine {
        position: 0,
        article: String::new(),
        description: String::new(),
        quantity: Quantity::ZERO,
        cancelled: Quantity::ZERO,
        pending: Quantity::ZERO,
        price: Money::ZERO,
        discounts: [Percent::ZERO; 3],
        total: Money::ZERO,
        vat: Some(VatSelector::default()),
        cost: Money::ZERO,
        size: String::new(),
        colour: String::new(),
    }
}

/// What customers pay: four thirds of the cost.
fn sale_price(cost: Money) -> Money {
    Money::from_ten_thousandths(cost.ten_thousandths() * 4 / 3)
}

pub(super) fn id(series: char, number: i32) -> OrderId {
    let series: Series = series.to_string().parse().expect("a letter or digit");
    OrderId { series, number: OrderNumber::new(number).expect("1 or more") }
}

pub(super) fn day(year: Year, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(i32::from(year.get()), month, day).expect("a day of the calendar")
}

/// An ordinary order: customer, articles, quantities and discounts follow from its place in the row alone.
pub(super) fn ordinary(
    articles: &[Article],
    goods: &[&Article],
    id: OrderId,
    date: NaiveDate,
    lines: usize,
) -> CustomerOrder {
    let place = id.number.get().unsigned_abs() as usize;
    let discounts = [["0", "0", "0"], ["5", "0", "0"], ["12.35", "0", "0"], ["33.33", "2.5", "0"]];
    let mut draft = Draft::new(articles, id, date, place);
    for line in 0..lines {
        let article = goods[(place * 7 + line * 5) % goods.len()];
        let pieces = quantity(&(1 + (place + line * 3) % 12).to_string());
        draft = draft.line(&article.code, pieces, percents(discounts[(place + line) % discounts.len()]));
    }
    draft.with(|order| order.reference = format!("Su ped. nº {place}")).done()
}

/// Ordinary orders of one series, numbers in a row.
pub(super) fn ordinary_series(
    articles: &[Article],
    parent: i32,
    series: char,
    numbers: std::ops::RangeInclusive<i32>,
    from: NaiveDate,
) -> Vec<CustomerOrder> {
    let goods = orderable(articles, parent);
    let order = |number: i32| {
        let date = from + Days::new(u64::from(number.unsigned_abs() % 28));
        ordinary(articles, &goods, id(series, number), date, 1 + number.unsigned_abs() as usize % 5)
    };
    numbers.map(order).collect()
}

/// Orders that every subsidiary has and that end in different ways. The numbers 104 and 110 are never used; 106 was
/// saved after all the others.
pub(super) fn every_kind(articles: &[Article], year: Year) -> Vec<CustomerOrder> {
    let draft =
        |number| Draft::new(articles, id('1', number), day(year, 3, 2), number.unsigned_abs() as usize);
    vec![
        worked_example(articles, year),
        draft(124)
            .text("Entregar por la mañana, preguntar en recepción")
            .pieces("OFI-BOL-AZ", "3")
            .pieces("PROP-001", "1")
            .done(),
        draft(125).pieces("PROP-002", "1").pieces("PROP-003", "12").done(),
        draft(126).pieces("OFI-13", "4").with(|order| order.state = OrderState::CANCELLED).done(),
        draft(127).done(),
        draft(128).pieces("OFI-CAFE-1K", "0").pieces("OFI-AGUA-05", "2.5").done(),
        draft(129).pieces("OFI-PIZ-120", "1").pieces("OFI-USB-64", "-2").done(),
        draft(130).pieces("OFI-USB-64", "6").pieces(UNKNOWN, "1").done(),
        draft(131).pieces(DISCONTINUED, "10").done(),
        draft(132)
            .pieces("OFI-LIB-DIC", "4")
            .pieces("OFI-SELLO", "2")
            .pieces("OFI-CAFE-1K", "5")
            .pieces("OFI-MESA-160", "1")
            .done(),
        draft(133).pieces("OFI-LIMITE-13", "7").with(at_the_limits).done(),
        draft(134).pieces("OFI-CINTA-48", "36").with(|order| order.state = OrderState(2)).done(),
        draft(135).text("Solo texto: oferta válida 30 días, 5 €").done(),
        draft(136).pieces("OFI-SILLA-ER", "2").with(|order| order.warehouse = "TIE".to_owned()).done(),
        draft(106).pieces("OFI-GRAP-26", "20").done(),
    ]
}

/// Orders of articles that duofic calls otherwise.
pub(super) fn of_other_names(articles: &[Article], year: Year) -> Vec<CustomerOrder> {
    let draft =
        |number| Draft::new(articles, id('1', number), day(year, 4, 9), number.unsigned_abs() as usize);
    vec![
        draft(140).pieces(RENAMED.0, "10").done(),
        draft(141).pieces(REFERENCED.0, "3").pieces("OFI-A4-80", "1").done(),
    ]
}

/// The order of the worked example: three lines of two VAT types.
fn worked_example(articles: &[Article], year: Year) -> CustomerOrder {
    let tones = quantity("3");
    Draft::new(articles, id('1', 123), day(year, 3, 12), 5)
        .line("OFI-A4-80", quantity("10"), percents(["10", "0", "0"]))
        .line("OFI-TON-12A", tones, percents(["5", "2.5", "0"]))
        .pieces("OFI-LIB-ESC", "7")
        .with(|order| order.delivery_term = "48 horas".to_owned())
        .done()
}

/// Every text as long as its column.
fn at_the_limits(order: &mut CustomerOrder) {
    order.reference = "ñ€".repeat(25);
    order.delivery_term = "Entrega: muelle nº 3, de 8:00 a 14:00 ÁÉÍ".chars().take(40).collect();
    order.lines[0].description = "Descripción larga, con acentos y «comillas». ".repeat(40);
    order.lines[0].size = "XXL".to_owned();
    order.lines[0].colour = "AZÑ".to_owned();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incomplete::check_complete;
    use crate::store::factusol::demo::amounts::money;

    #[test]
    fn an_order_adds_up_to_its_header() {
        let articles = super::super::articles::of_duofic();
        let year = Year::new(2026).expect("a year");
        for order in every_kind(&articles, year).into_iter().filter(|order| !order.lines.is_empty()) {
            assert_eq!(check_complete(&order), Ok(()), "{}", order.id);
        }
        assert_eq!(sale_price(money("3")), money("4"));
    }
}
