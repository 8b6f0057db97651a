//! A company's articles and purchase prices, indexed for a run.

use super::article::{Article, PurchasePrice};
use super::code::CodeKey;
use std::collections::HashMap;

/// The articles of a company, found by the ways in which others name them. Results carry the company's own spelling.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    articles: Vec<Article>,
    codes: Index,
    barcodes: Index,
    equivalents: Index,
}

/// Places in the list of articles.
type Index = HashMap<CodeKey, Vec<usize>>;

impl Catalogue {
    pub fn new(articles: Vec<Article>) -> Catalogue {
        let (mut codes, mut barcodes, mut equivalents) = (Index::new(), Index::new(), Index::new());
        for (place, article) in articles.iter().enumerate() {
            enter(&mut codes, &article.code, place);
            enter(&mut equivalents, &article.equivalent, place);
            article.barcodes.iter().for_each(|barcode| enter(&mut barcodes, barcode, place));
        }
        Catalogue { articles, codes, barcodes, equivalents }
    }

    pub fn len(&self) -> usize {
        self.articles.len()
    }

    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The article that an order line of this company names. Codes that differ only in letter case or outer blanks
    /// are one as long as no article is spelt exactly so.
    pub fn article(&self, code: &str, key: &CodeKey) -> Option<&Article> {
        let mut exact = self.by_code(key).filter(|article| article.code == code);
        exact.next().or_else(|| self.by_code(key).next())
    }

    pub fn by_code<'a>(&'a self, key: &CodeKey) -> impl Iterator<Item = &'a Article> + use<'a> {
        self.found(&self.codes, key)
    }

    pub fn by_barcode<'a>(&'a self, key: &CodeKey) -> impl Iterator<Item = &'a Article> + use<'a> {
        self.found(&self.barcodes, key)
    }

    pub fn by_equivalent<'a>(&'a self, key: &CodeKey) -> impl Iterator<Item = &'a Article> + use<'a> {
        self.found(&self.equivalents, key)
    }

    fn found<'a>(&'a self, index: &'a Index, key: &CodeKey) -> impl Iterator<Item = &'a Article> + use<'a> {
        index.get(key).into_iter().flatten().map(|place| &self.articles[*place])
    }
}

fn enter(index: &mut Index, code: &str, place: usize) {
    let key = CodeKey::of(code);
    if key.is_empty() {
        return;
    }
    let places = index.entry(key).or_default();
    if !places.contains(&place) {
        places.push(place);
    }
}

/// Rows of F_LPA by article; empty where this version of Factusol has no such table.
#[derive(Debug, Clone, Default)]
pub struct PriceList(HashMap<CodeKey, Vec<PurchasePrice>>);

impl PriceList {
    pub fn new(rows: impl IntoIterator<Item = PurchasePrice>) -> PriceList {
        let mut list = PriceList::default();
        for row in rows {
            list.0.entry(CodeKey::of(&row.article)).or_default().push(row);
        }
        list
    }

    /// The rows of an article.
    pub fn of(&self, article: &str) -> &[PurchasePrice] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&CodeKey::of(article)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::article;

    fn codes<'a>(found: impl Iterator<Item = &'a Article>) -> Vec<&'a str> {
        found.map(|article| article.code.as_str()).collect()
    }

    #[test]
    fn articles_are_found_in_their_own_spelling() {
        let catalogue = Catalogue::new(vec![article("Ofi-A4 "), article("ÑAQUE-1")]);
        assert_eq!(codes(catalogue.by_code(&CodeKey::of("OFI-A4"))), ["Ofi-A4 "]);
        assert_eq!(codes(catalogue.by_code(&CodeKey::of("ñaque-1"))), ["ÑAQUE-1"]);
        assert_eq!(codes(catalogue.by_code(&CodeKey::of("OFI"))), [""; 0]);
    }

    #[test]
    fn a_bar_code_of_two_articles_finds_both_and_an_empty_one_none() {
        let with = |code, barcodes: &[&str]| Article {
            barcodes: barcodes.iter().map(|code| (*code).to_owned()).collect(),
            ..article(code)
        };
        let catalogue = Catalogue::new(vec![with("A", &["840", "841", " 840"]), with("B", &["840", ""])]);
        assert_eq!(codes(catalogue.by_barcode(&CodeKey::of("840"))), ["A", "B"]);
        assert_eq!(codes(catalogue.by_barcode(&CodeKey::of(""))), [""; 0]);
    }

    #[test]
    fn an_exact_spelling_comes_before_a_similar_one() {
        let catalogue = Catalogue::new(vec![article(" a"), article("a")]);
        let find =
            |code: &str| catalogue.article(code, &CodeKey::of(code)).map(|article| article.code.clone());
        assert_eq!(find("a").as_deref(), Some("a"));
        assert_eq!(find("A").as_deref(), Some(" a"));
    }

    #[test]
    fn prices_are_found_by_article() {
        let row = PurchasePrice { article: "OFI-1".into(), supplier: 12, ..PurchasePrice::default() };
        let list = PriceList::new([row.clone()]);
        assert_eq!(list.of(" ofi-1"), [row]);
        assert!(list.of("OFI-2").is_empty() && PriceList::default().of("OFI-1").is_empty());
    }
}
