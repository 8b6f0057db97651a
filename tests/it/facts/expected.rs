//! What the companies are known to hold: the fixtures' facts.json, or the demo's own data in the same shape.

use factulink::domain::{CustomerOrder, Year};
use factulink::store::demo;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Deserialize)]
pub struct CompanyFacts {
    pub company: String,
    #[serde(deserialize_with = "number_of_text")]
    pub exercise: u16,
    /// Relative to the folder of the facts.
    pub file: PathBuf,
    pub parent_supplier: Option<i32>,
    /// In the order in which they were entered.
    pub orders: Vec<OrderFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct OrderFacts {
    pub series: String,
    pub number: i32,
    pub customer: i32,
    pub customer_name: String,
    pub date: String,
    pub state: i16,
    pub reference: String,
    pub warehouse: String,
    pub lines: Vec<LineFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct LineFacts {
    pub pos: i32,
    pub article: Option<String>,
    pub description: TextFacts,
    pub quantity: String,
    pub price: String,
    pub discounts: [String; 3],
    pub vat_type: String,
    pub total: String,
    pub parent: bool,
    pub parent_article: Option<String>,
}

/// A text, or of a long one its length and what it hashes to.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum TextFacts {
    Text(String),
    Long { chars: usize, sha256: String },
}

impl TextFacts {
    pub fn is(&self, text: &str) -> bool {
        match self {
            TextFacts::Text(expected) => text == expected,
            TextFacts::Long { chars, sha256 } => {
                text.chars().count() == *chars && hex(&sha2::Sha256::digest(text)) == *sha256
            }
        }
    }
}

use sha2::Digest;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn number_of_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().map_err(serde::de::Error::custom)
}

impl OrderFacts {
    pub fn name(&self) -> String {
        format!("{}-{:06}", self.series, self.number)
    }
}

/// The facts of the fixtures in `folder`.
pub fn of_fixtures(folder: &Path) -> Vec<CompanyFacts> {
    #[derive(Deserialize)]
    struct Facts {
        companies: Vec<CompanyFacts>,
    }
    let text = std::fs::read_to_string(folder.join("facts.json")).expect("facts.json can be read");
    let facts: Facts = serde_json::from_str(&text).expect("facts.json has the known shape");
    facts.companies
}

/// What follows from the demo's data, by the words of facts.json: a line is the parent's if its article's usual
/// supplier is the parent; the parent's article is the one its reference names, or its code where that is empty.
pub fn of_demo(year: Year) -> Vec<CompanyFacts> {
    let companies = demo::companies(year);
    let parent = &companies[0];
    let facts = |company: &demo::DemoCompany| CompanyFacts {
        company: company.name.to_owned(),
        exercise: year.get(),
        file: format!("{}{year}.accdb", company.identity.code).into(),
        parent_supplier: company.link.map(|link| link.parent),
        orders: company.orders.iter().map(|order| demo_order(order, company, parent)).collect(),
    };
    companies.iter().map(facts).collect()
}

fn demo_order(order: &CustomerOrder, company: &demo::DemoCompany, parent: &demo::DemoCompany) -> OrderFacts {
    let line = |line: &factulink::domain::CustomerLine| {
        let article = company.articles.iter().find(|article| same(&article.code, &line.article));
        let link = company.link.expect("a subsidiary");
        let ours = article.filter(|article| article.usual_supplier == link.parent);
        let named = ours.map(|article| {
            let renamed = link.articles.iter().find(|(own, _)| same(own, &article.code));
            let reference = if article.reference.is_empty() { &article.code } else { &article.reference };
            renamed.map_or(reference.as_str(), |(_, theirs)| theirs)
        });
        let found = named.and_then(|code| parent.articles.iter().find(|article| same(&article.code, code)));
        LineFacts {
            pos: line.position,
            article: (!line.article.is_empty()).then(|| line.article.clone()),
            description: TextFacts::Text(line.description.clone()),
            quantity: line.quantity.to_string(),
            price: line.price.to_string(),
            discounts: line.discounts.map(|discount| discount.to_string()),
            vat_type: line.vat.expect("a selector").get().to_string(),
            total: line.total.to_string(),
            parent: ours.is_some(),
            parent_article: found.map(|article| article.code.clone()),
        }
    };
    OrderFacts {
        series: order.id.series.to_string(),
        number: order.id.number.get(),
        customer: order.customer,
        customer_name: order.customer_name.clone(),
        date: order.date.to_string(),
        state: order.state.0,
        reference: order.reference.clone(),
        warehouse: order.warehouse.clone(),
        lines: order.lines.iter().map(line).collect(),
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}
