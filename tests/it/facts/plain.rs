//! What the program should write for an order, computed slowly and plainly from `docs/domain.md` alone.

use super::expected::{CompanyFacts, LineFacts, OrderFacts};
use super::rows::{Row, read};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;
use std::path::Path;

/// What becomes of an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    Incomplete,
    Skipped(&'static str),
    Held(&'static str),
    Pushed(Document),
}

/// The columns of a supplier order, header and lines, but for its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub header: BTreeMap<String, String>,
    pub lines: Vec<BTreeMap<String, String>>,
}

/// How a subsidiary is joined to the parent, as the configuration of the test says.
#[derive(Debug, Clone)]
pub struct Joined {
    pub target_series: &'static str,
    pub supplier: i32,
    pub negative_is_held: bool,
}

/// The masters of the parent.
pub struct Parent {
    articles: Vec<Row>,
    prices: Vec<Row>,
    suppliers: Vec<Row>,
    warehouses: Vec<Row>,
    newest: Option<(Row, String)>,
}

const RATES: [&str; 3] = ["21", "10", "4"];
const SURCHARGES: [&str; 3] = ["5.2", "1.4", "0.5"];

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// To cents, half away from zero.
pub fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// The exact product, rounded once.
pub fn line_total(quantity: Decimal, price: Decimal, discounts: [Decimal; 3]) -> Decimal {
    let hundred = Decimal::ONE_HUNDRED;
    cents(discounts.iter().fold(quantity * price, |left, discount| left * (hundred - discount) / hundred))
}

impl Parent {
    /// Reads the masters, and the newest order that somebody entered.
    pub fn read(file: &Path) -> Parent {
        let newest = read(file, "F_PPR").into_iter().filter(|row| !row.text("REFPPR").starts_with("FL "));
        let newest = newest.max_by_key(|row| (row.text("FECPPR").to_owned(), row.number("CODPPR")));
        let lines = read(file, "F_LPP");
        let state = |header: &Row| {
            let own = lines.iter().filter(|line| {
                line.text("TIPLPP") == header.text("TIPPPR")
                    && line.number("CODLPP") == header.number("CODPPR")
            });
            own.max_by_key(|line| line.number("POSLPP"))
                .map(|line| line.text("ESTLPP").to_owned())
                .unwrap_or_default()
        };
        Parent {
            articles: read(file, "F_ART"),
            prices: read(file, "F_LPA"),
            suppliers: read(file, "F_PRO"),
            warehouses: read(file, "F_ALM"),
            newest: newest.map(|header| (header.clone(), state(&header))),
        }
    }

    fn article(&self, code: &str) -> &Row {
        let article = self.articles.iter().find(|article| article.text("CODART") == code);
        article.unwrap_or_else(|| panic!("the parent has no {code}"))
    }

    fn supplier(&self, code: i32) -> &Row {
        let supplier =
            self.suppliers.iter().find(|supplier| supplier.number("CODPRO") == Decimal::from(code));
        supplier.unwrap_or_else(|| panic!("the parent has no supplier {code}"))
    }

    /// Price and discounts: the supplier's price, else the cost, else the order's own cost.
    fn price(&self, article: &Row, supplier: i32, line: &Row) -> Option<(Decimal, [Decimal; 3])> {
        let code = article.text("CODART");
        let agreed = self
            .prices
            .iter()
            .find(|price| price.text("ARTLPA") == code && price.number("PROLPA") == Decimal::from(supplier));
        if let Some(agreed) = agreed {
            return Some((
                agreed.number("PRELPA"),
                ["DT1LPA", "DT2LPA", "DT3LPA"].map(|name| agreed.number(name)),
            ));
        }
        if !article.number("PCOART").is_zero() {
            let discounts = ["DT0ART", "DT1ART", "DT2ART"].map(|name| article.number(name));
            return Some((article.number("PCOART"), discounts));
        }
        let cost = line.number("COSLPC");
        (!cost.is_zero()).then_some((cost, [Decimal::ZERO; 3]))
    }
}

/// The rows of one order in the subsidiary's file, for what the facts do not tell.
pub struct Source {
    headers: Vec<Row>,
    lines: Vec<Row>,
}

impl Source {
    pub fn read(file: &Path) -> Source {
        Source { headers: read(file, "F_PCL"), lines: read(file, "F_LPC") }
    }

    fn header(&self, order: &OrderFacts) -> &Row {
        let found = self.headers.iter().find(|row| {
            row.text("TIPPCL") == order.series && row.number("CODPCL") == Decimal::from(order.number)
        });
        found.expect("the order is in the file")
    }

    fn line(&self, order: &OrderFacts, position: i32) -> &Row {
        let found = self.lines.iter().find(|row| {
            row.text("TIPLPC") == order.series
                && row.number("CODLPC") == Decimal::from(order.number)
                && row.number("POSLPC") == Decimal::from(position)
        });
        found.expect("the line is in the file")
    }
}

/// One order, and all that is known of it.
pub struct Case<'a> {
    pub order: &'a OrderFacts,
    pub company: &'a CompanyFacts,
    pub joined: &'a Joined,
    pub parent: &'a Parent,
    pub source: &'a Source,
}

impl Case<'_> {
    /// What should become of the order: first what ends it early, then line by line.
    pub fn fate(&self) -> Fate {
        let order = self.order;
        if order.lines.is_empty() {
            return Fate::Incomplete;
        }
        if order.state == 4 {
            return Fate::Skipped("cancelled");
        }
        let mut ours: Vec<&LineFacts> = order.lines.iter().filter(|line| line.parent).collect();
        ours.sort_by_key(|line| line.pos);
        if ours.is_empty() {
            return Fate::Skipped("no_parent_lines");
        }
        ours.retain(|line| !self.quantity(line).is_zero());
        if ours.is_empty() {
            return Fate::Skipped("nothing_to_order");
        }
        match ours.iter().find_map(|line| self.held(line)) {
            Some(reason) => Fate::Held(reason),
            None => self.document(&ours),
        }
    }

    fn quantity(&self, line: &LineFacts) -> Decimal {
        decimal(&line.quantity) - self.source.line(self.order, line.pos).number("ANULPC")
    }

    fn held(&self, line: &LineFacts) -> Option<&'static str> {
        let Some(code) = &line.parent_article else { return Some("article_unknown") };
        let article = self.parent.article(code);
        if !article.number("NPUART").is_zero() || !article.number("DSCART").is_zero() {
            return Some("article_retired");
        }
        (self.joined.negative_is_held && self.quantity(line) < Decimal::ZERO).then_some("negative_quantity")
    }

    fn document(&self, ours: &[&LineFacts]) -> Fate {
        let mut nets = [Decimal::ZERO; 4];
        let mut lines = Vec::new();
        for (place, line) in ours.iter().enumerate() {
            let Some(cells) = self.line(line, place + 1, &mut nets) else {
                return Fate::Held("price_missing");
            };
            lines.push(cells);
        }
        Fate::Pushed(Document { header: self.header(nets), lines })
    }

    /// A line, whose total is added to the net of its slot; `None` where nothing tells a price.
    fn line(
        &self,
        line: &LineFacts,
        position: usize,
        nets: &mut [Decimal; 4],
    ) -> Option<BTreeMap<String, String>> {
        let supplier = self.parent.supplier(self.joined.supplier);
        let article = self.parent.article(line.parent_article.as_ref().expect("it was found"));
        let raw = self.source.line(self.order, line.pos);
        let quantity = self.quantity(line);
        let (price, discounts) = self.parent.price(article, self.joined.supplier, raw)?;
        let total = line_total(quantity, price, discounts);
        let selector = match supplier.text("TIVPRO") {
            forced @ ("1" | "2" | "3" | "4") => decimal(forced) - Decimal::ONE,
            _ => article.number("TIVART"),
        };
        let slot: usize = selector.normalize().to_string().parse().expect("0 to 3");
        nets[slot] += total;
        let mut cells = Cells::default();
        cells.text("TIPLPP", self.joined.target_series).number("POSLPP", Decimal::from(position));
        cells.text("ARTLPP", article.text("CODART")).text("DESLPP", article.text("DESART"));
        cells.number("CANLPP", quantity).number("PENLPP", quantity);
        cells.number("PRELPP", price).number("TOTLPP", total).number("IVALPP", selector);
        for (name, discount) in ["DT1LPP", "DT2LPP", "DT3LPP"].into_iter().zip(discounts) {
            cells.number(name, discount);
        }
        for name in ["ALTLPP", "ANCLPP", "FONLPP", "BULLPP", "FIMLPP"] {
            cells.number(name, Decimal::ZERO);
        }
        for (name, value) in
            [("FFALPP", NO_DATE), ("FCOLPP", NO_DATE), ("MEMLPP", ""), ("IMALPP", ""), ("SUMLPP", "")]
        {
            cells.text(name, value);
        }
        cells.text("CE1LPP", raw.text("CE1LPC")).text("CE2LPP", raw.text("CE2LPC"));
        cells.text("ESTLPP", self.parent.newest.as_ref().map_or("", |(_, line_state)| line_state));
        Some(cells.0)
    }

    fn header(&self, nets: [Decimal; 4]) -> BTreeMap<String, String> {
        let Case { order, company, joined, parent, source } = *self;
        let supplier = parent.supplier(joined.supplier);
        let mut cells = Cells::default();
        cells.text("TIPPPR", joined.target_series);
        cells.text("REFPPR", &mark(order, company)).text("FECPPR", &order.date);
        cells.number("PROPPR", Decimal::from(joined.supplier)).number("ESTPPR", Decimal::ZERO);
        let known = parent.warehouses.iter().any(|row| row.text("CODALM") == order.warehouse);
        cells.text("ALMPPR", if known { &order.warehouse } else { "GEN" });
        for (to, from) in OF_SUPPLIER {
            cells.text(to, supplier.text(from));
        }
        for (to, from) in [("TIVPPR", "IVAPRO"), ("REQPPR", "REQPRO"), ("PRTPPR", "TPOPRO")] {
            cells.number(to, supplier.number(from));
        }
        for name in ["EDOPPR", "ECPPPR", "EPOPPR", "EPRPPR", "ETEPPR"] {
            cells.text(name, parent.newest.as_ref().map_or("", |(newest, _)| newest.text(name)));
        }
        for name in ["AATPPR", "COMPPR", "PASPPR"] {
            cells.text(name, "");
        }
        for name in ["ENVPPR", "EMAPPR", "INCPPR", "TIVA1PPR"] {
            cells.number(name, Decimal::ZERO);
        }
        cells.number("TIVA2PPR", Decimal::ONE).number("TIVA3PPR", Decimal::TWO);
        cells.number("USUPPR", Decimal::from(90)).number("USMPPR", Decimal::from(90));
        cells.text("FUMPPR", super::world::TODAY).text("PENPPR", source.header(order).text("PENPCL"));
        let theirs =
            if order.reference.is_empty() { String::new() } else { format!(", ref. {}", order.reference) };
        cells.text(
            "OB1PPR",
            &format!("Pedido {} de {} {}{theirs}", order.name(), company.company, company.exercise),
        );
        cells.text("OB2PPR", &format!("Cliente {} {}", order.customer, order.customer_name));
        figures(&mut cells, supplier, nets);
        cells.0
    }
}

const NO_DATE: &str = "1900-01-01";

/// Columns of a header, and those of the supplier's record that they repeat.
const OF_SUPPLIER: [(&str, &str); 12] = [
    ("CLIPPR", "CCLPRO"),
    ("PNOPPR", "NOFPRO"),
    ("PDOPPR", "DOMPRO"),
    ("PPOPPR", "POBPRO"),
    ("PCPPPR", "CPOPRO"),
    ("PPRPPR", "PROPRO"),
    ("PNIPPR", "NIFPRO"),
    ("PTEPPR", "TELPRO"),
    ("PEMPPR", "EMAPRO"),
    ("PPAPPR", "PAIPRO"),
    ("FOPPPR", "FPAPRO"),
    ("TPOPPR", "PORPRO"),
];

/// The table of "Amounts", slot by slot.
fn figures(cells: &mut Cells, supplier: &Row, nets: [Decimal; 4]) {
    let (zero, hundred) = (Decimal::ZERO, Decimal::ONE_HUNDRED);
    let taxed = supplier.number("IVAPRO").is_zero();
    let surcharged = taxed && !supplier.number("REQPRO").is_zero();
    let prompt = supplier.number("PPAPRO");
    let (mut bases, mut taxes) = (zero, zero);
    for (place, net) in nets.into_iter().enumerate() {
        let slot = |stem: &str| format!("{stem}{}PPR", place + 1);
        let discount = cents(net * prompt / hundred);
        let base = net - discount;
        bases += base;
        cells.number(&slot("NET"), net).number(&slot("BAS"), base);
        cells.number(&slot("PPPA"), prompt).number(&slot("IPPA"), discount);
        for stem in ["PDTO", "IDTO", "PPOR", "IPOR", "PFIN", "IFIN"] {
            cells.number(&slot(stem), zero);
        }
        let Some(rate) = RATES.get(place).map(|rate| decimal(rate)) else { continue };
        let vat = if taxed { cents(base * rate / hundred) } else { zero };
        let extra = if surcharged { decimal(SURCHARGES[place]) } else { zero };
        let surcharge = cents(base * extra / hundred);
        taxes += vat + surcharge;
        cells.number(&slot("PIVA"), rate).number(&slot("IIVA"), vat);
        cells.number(&slot("PREC"), extra).number(&slot("IREC"), surcharge);
    }
    let withheld = cents(bases * supplier.number("RETPRO") / hundred);
    cells.number("PRET1PPR", supplier.number("RETPRO")).number("IRET1PPR", withheld);
    cells.number("TOTPPR", bases + taxes - withheld);
}

pub fn mark(order: &OrderFacts, company: &CompanyFacts) -> String {
    format!("FL {}/{} {}", company.company, company.exercise, order.name())
}

/// Columns and what should stand in them; texts no longer than their columns.
#[derive(Default)]
struct Cells(BTreeMap<String, String>);

impl Cells {
    fn text(&mut self, column: &str, value: &str) -> &mut Self {
        let size = match column {
            "PTEPPR" => 20,
            "OB1PPR" | "OB2PPR" => 100,
            _ => usize::MAX,
        };
        self.0.insert(column.to_owned(), value.chars().take(size).collect());
        self
    }

    fn number(&mut self, column: &str, value: Decimal) -> &mut Self {
        self.0.insert(column.to_owned(), value.normalize().to_string());
        self
    }
}
