//! What the companies are known to hold: the fixtures' facts.json, or the demo's own data in the same shape.

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
