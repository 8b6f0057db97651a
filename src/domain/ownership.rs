//! Which lines are the parent's.

use super::article::Article;
use super::code::CodeKey;
use super::company::Supplier;
use super::link::{Ownership, OwnershipRule};
use super::matching::{Matching, Sought};
use super::pattern::PatternSet;
use super::reason::Reason;
use super::rule::Rule;
use super::tax_id;
use super::verdict::Decision;

/// The ownership rules of a link, ready to be asked.
#[derive(Debug, Clone)]
pub struct Owners {
    rule: OwnershipRule,
    include: PatternSet,
    exclude: PatternSet,
    /// The parent's records in the subsidiary's F_PRO.
    records: Vec<i32>,
}

/// The parent's records in the subsidiary's F_PRO: the configured one, else those with the parent's tax id.
pub fn parent_records(ownership: &Ownership, suppliers: &[Supplier], parent_tax_id: &str) -> Vec<i32> {
    if let Some(configured) = ownership.supplier {
        return vec![configured];
    }
    let same = suppliers.iter().filter(|supplier| tax_id::same(&supplier.tax_id, parent_tax_id));
    // 0 is "no supplier" in PHAART.
    same.map(|supplier| supplier.code).filter(|code| *code != 0).collect()
}

impl Owners {
    pub fn new(ownership: &Ownership, records: Vec<i32>) -> Owners {
        Owners {
            rule: ownership.rule,
            include: ownership.include.iter().collect(),
            exclude: ownership.exclude.iter().collect(),
            records,
        }
    }

    /// Whether lines cannot be told apart because the parent's supplier record is not known.
    pub fn in_the_dark(&self) -> bool {
        self.rule == OwnershipRule::Supplier && self.records.is_empty()
    }

    /// Whose the line is: the rule that makes it the parent's, or what it is instead and by which rule.
    pub fn claim(&self, sought: Sought<'_>, matching: &Matching<'_>) -> Result<Rule, (Decision, Rule)> {
        if sought.key.is_empty() {
            return Err((Decision::FreeText, Rule::FreeText));
        }
        if let Some(pattern) = self.exclude.find(sought.key) {
            return Err((Decision::Excluded, Rule::Exclude(pattern.to_owned())));
        }
        if let Some(pattern) = self.include.find(sought.key) {
            return Ok(Rule::Include(pattern.to_owned()));
        }
        self.by_rule(sought, matching).map_err(|rule| match rule {
            // Whose it is cannot be told, and leaving it out would lose it without a word.
            Rule::NotInSubsidiary if matching.knows_code(sought.key) => {
                (Decision::Held, Rule::Reason(Reason::ArticleNotInSubsidiary))
            }
            rule => (Decision::Own, rule),
        })
    }

    fn by_rule(&self, sought: Sought<'_>, matching: &Matching<'_>) -> Result<Rule, Rule> {
        match self.rule {
            OwnershipRule::List => Err(Rule::NotListed),
            OwnershipRule::Supplier => self.by_supplier(sought.article),
            OwnershipRule::Catalogue => in_catalogue(sought, matching),
        }
    }

    fn by_supplier(&self, article: Option<&Article>) -> Result<Rule, Rule> {
        let article = article.ok_or(Rule::NotInSubsidiary)?;
        let ours = self.records.contains(&article.usual_supplier);
        if ours { Ok(Rule::UsualSupplier) } else { Err(Rule::NotUsualSupplier) }
    }
}

/// In the parent's catalogue and usable there. Several articles are enough: which one it is decides the matching.
fn in_catalogue(sought: Sought<'_>, matching: &Matching<'_>) -> Result<Rule, Rule> {
    if let Some(target) = matching.map.get(sought.key) {
        return usable(matching.parent.by_code(&CodeKey::of(target)));
    }
    let hits = matching.kinds.iter().map(|kind| matching.hits(*kind, sought)).find(|hits| !hits.is_empty());
    usable(hits.into_iter().flatten())
}

fn usable<'a>(hits: impl Iterator<Item = &'a Article>) -> Result<Rule, Rule> {
    let mut retired = hits.map(|hit| hit.retired).peekable();
    if retired.peek().is_none() {
        return Err(Rule::NotInParentCatalogue);
    }
    if retired.all(|retired| retired) { Err(Rule::RetiredInParent) } else { Ok(Rule::InParentCatalogue) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::link::MatchKind;
    use crate::domain::samples::{article, link};
    use std::collections::HashMap;

    struct Case {
        ownership: Ownership,
        parent: Vec<Article>,
    }

    impl Case {
        fn new(rule: OwnershipRule) -> Case {
            Case { ownership: Ownership { rule, ..link().ownership }, parent: vec![] }
        }

        fn claim(&self, code: &str, own: Option<&Article>) -> Result<Rule, (Decision, Rule)> {
            let (catalogue, map) = (Catalogue::new(self.parent.clone()), HashMap::new());
            let kinds = [MatchKind::Reference, MatchKind::Code];
            let matching = Matching { parent: &catalogue, map: &map, kinds: &kinds };
            let key = CodeKey::of(code);
            let sought = Sought { code, key: &key, article: own, purchase_prices: &[] };
            Owners::new(&self.ownership, vec![12]).claim(sought, &matching)
        }
    }

    fn of_supplier(supplier: i32) -> Article {
        Article { usual_supplier: supplier, ..article("A") }
    }

    #[test]
    fn the_usual_supplier_decides() {
        let case = Case::new(OwnershipRule::Supplier);
        assert_eq!(case.claim("A", Some(&of_supplier(12))), Ok(Rule::UsualSupplier));
        for other in [0, 7] {
            let own = case.claim("A", Some(&of_supplier(other)));
            assert_eq!(own, Err((Decision::Own, Rule::NotUsualSupplier)));
        }
        assert_eq!(case.claim("A", None), Err((Decision::Own, Rule::NotInSubsidiary)));
    }

    #[test]
    fn a_line_without_an_article_is_free_text_whatever_the_rule() {
        for rule in [OwnershipRule::Supplier, OwnershipRule::Catalogue, OwnershipRule::List] {
            let mut case = Case::new(rule);
            case.ownership.include = vec!["*".into()];
            assert_eq!(case.claim(" ", None), Err((Decision::FreeText, Rule::FreeText)));
        }
    }

    #[test]
    fn include_adds_to_the_rule_and_exclude_wins() {
        let mut case = Case::new(OwnershipRule::Supplier);
        case.ownership.include = vec!["OFI-*".into()];
        case.ownership.exclude = vec!["ofi-9?".into()];
        assert_eq!(case.claim("ofi-1", None), Ok(Rule::Include("OFI-*".into())));
        let excluded = Err((Decision::Excluded, Rule::Exclude("ofi-9?".into())));
        assert_eq!(case.claim("OFI-91", None), excluded);
        assert_eq!(case.claim("OFI-91", Some(&of_supplier(12))), excluded);
    }

    #[test]
    fn by_list_only_what_is_named_is_the_parents() {
        let mut case = Case::new(OwnershipRule::List);
        case.ownership.include = vec!["OFI-1".into()];
        assert_eq!(case.claim("OFI-1", Some(&of_supplier(0))), Ok(Rule::Include("OFI-1".into())));
        assert_eq!(case.claim("A", Some(&of_supplier(12))), Err((Decision::Own, Rule::NotListed)));
    }

    #[test]
    fn by_catalogue_the_parent_must_have_the_article_in_use() {
        let mut case = Case::new(OwnershipRule::Catalogue);
        case.parent = vec![article("OF-1"), Article { retired: true, ..article("OF-2") }];
        assert_eq!(case.claim("of-1", None), Ok(Rule::InParentCatalogue));
        assert_eq!(case.claim("OF-2", None), Err((Decision::Own, Rule::RetiredInParent)));
        assert_eq!(case.claim("OF-3", None), Err((Decision::Own, Rule::NotInParentCatalogue)));
    }

    #[test]
    fn the_parents_record_is_found_by_its_tax_id() {
        let record = |code, tax_id: &str| Supplier { code, tax_id: tax_id.into(), ..Supplier::default() };
        let records =
            [record(3, "B11111111"), record(12, "es-x0000001t"), record(15, "X 0000001 T"), record(0, "")];
        let ownership = link().ownership;
        assert_eq!(parent_records(&ownership, &records, "X0000001T"), [12, 15]);
        assert_eq!(parent_records(&ownership, &records, ""), [0; 0]);
        let configured = Ownership { supplier: Some(7), ..ownership };
        assert_eq!(parent_records(&configured, &records, "X0000001T"), [7]);
    }
}
