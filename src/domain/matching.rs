//! Which article of the parent a line names: exactly one, or the order is held.

use super::article::{Article, PurchasePrice};
use super::catalogue::Catalogue;
use super::code::CodeKey;
use super::link::MatchKind;
use super::reason::Reason;
use super::verdict::MatchedBy;
use std::collections::HashMap;

/// How articles of the subsidiary are found in the parent.
#[derive(Debug, Clone, Copy)]
pub struct Matching<'a> {
    pub parent: &'a Catalogue,
    /// `[subsidiary.articles]`: subsidiary's code to parent's code.
    pub map: &'a HashMap<CodeKey, String>,
    /// In their order; the first that hits counts.
    pub kinds: &'a [MatchKind],
}

/// An article of the subsidiary, with the ways in which it may name one of the parent's.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// As the order line spells it, and as it is compared.
    pub code: &'a str,
    pub key: &'a CodeKey,
    /// `None`: the subsidiary's file does not have it.
    pub article: Option<&'a Article>,
    /// Its F_LPA rows of the parent's supplier record.
    pub purchase_prices: &'a [PurchasePrice],
}

/// No article of the parent, or none that is certain or usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatch {
    pub reason: Reason,
    /// The parent's articles that it could be; where there is none, what was looked for.
    pub named: Vec<String>,
}

impl<'a> Matching<'a> {
    /// The one article of the parent.
    pub fn find(&self, sought: Sought<'_>) -> Result<(&'a Article, MatchedBy), NoMatch> {
        if let Some(target) = self.map.get(sought.key) {
            let hits = distinct(self.parent.by_code(&CodeKey::of(target)));
            return only(&hits, MatchedBy::Articles)?.ok_or_else(|| unknown(vec![target.clone()]));
        }
        for kind in self.kinds {
            if let Some((article, by)) = only(&self.hits(*kind, sought), matched_by(*kind))? {
                self.contradiction(*kind, article, sought)?;
                return Ok((article, by));
            }
        }
        Err(unknown(self.looked_for(sought)))
    }

    /// Whether the parent has an article of the line's own code, or of the one that it is mapped to.
    pub fn knows_code(&self, key: &CodeKey) -> bool {
        self.map.contains_key(key) || self.parent.by_code(key).next().is_some()
    }

    /// The parent's articles that one kind of naming leads to.
    pub fn hits(&self, kind: MatchKind, sought: Sought<'_>) -> Vec<&'a Article> {
        let parent = self.parent;
        match kind {
            MatchKind::Code => distinct(parent.by_code(sought.key)),
            MatchKind::Reference => {
                distinct(sought.references().flat_map(|reference| parent.by_code(&CodeKey::of(reference))))
            }
            MatchKind::Ean => {
                let barcodes = sought.article.into_iter().flat_map(|article| &article.barcodes);
                distinct(barcodes.flat_map(|barcode| parent.by_barcode(&CodeKey::of(barcode))))
            }
            MatchKind::Equivalent => distinct(self.equivalents(sought)),
        }
    }

    /// An equivalent code names the other article's code or its equivalent code, from either side.
    fn equivalents(&self, sought: Sought<'_>) -> impl Iterator<Item = &'a Article> {
        let key = CodeKey::of(sought.article.map_or("", |article| &article.equivalent));
        let (codes, equivalents) = (self.parent.by_code(&key), self.parent.by_equivalent(&key));
        let (codes, equivalents): (Vec<_>, Vec<_>) = (codes.collect(), equivalents.collect());
        codes.into_iter().chain(equivalents).chain(self.parent.by_equivalent(sought.key))
    }

    /// A reference and a code that name different articles contradict each other, whichever comes first.
    fn contradiction(&self, kind: MatchKind, found: &Article, sought: Sought<'_>) -> Result<(), NoMatch> {
        let other = match kind {
            MatchKind::Reference => MatchKind::Code,
            MatchKind::Code => MatchKind::Reference,
            MatchKind::Ean | MatchKind::Equivalent => return Ok(()),
        };
        if !self.kinds.contains(&other) {
            return Ok(());
        }
        let hits = self.hits(other, sought);
        let others = hits.iter().filter(|hit| !std::ptr::eq(**hit, found)).map(|hit| hit.code.clone());
        let named: Vec<String> = std::iter::once(found.code.clone()).chain(others).collect();
        if named.len() == 1 { Ok(()) } else { Err(NoMatch { reason: Reason::ArticleConflict, named }) }
    }

    /// What the configured kinds had to go by.
    fn looked_for(&self, sought: Sought<'_>) -> Vec<String> {
        let article = sought.article;
        let mut all = Vec::new();
        for kind in self.kinds {
            match kind {
                MatchKind::Code => all.push(sought.code.trim().to_owned()),
                MatchKind::Reference => all.extend(sought.references().map(str::to_owned)),
                MatchKind::Ean => {
                    all.extend(article.into_iter().flat_map(|article| article.barcodes.clone()))
                }
                MatchKind::Equivalent => all.extend(article.map(|article| article.equivalent.clone())),
            }
        }
        all.retain(|text| !text.is_empty());
        all
    }
}

impl<'a> Sought<'a> {
    /// `REFART`, then every `REFLPA`.
    fn references(self) -> impl Iterator<Item = &'a str> {
        let own = self.article.map(|article| article.reference.as_str());
        let at_parent = self.purchase_prices.iter().map(|row| row.reference.as_str());
        own.into_iter().chain(at_parent).filter(|reference| !reference.trim().is_empty())
    }
}

/// The hit if there is one; more than one, or one that is retired or cannot be read, is an error.
fn only<'a>(hits: &[&'a Article], by: MatchedBy) -> Result<Option<(&'a Article, MatchedBy)>, NoMatch> {
    let named = || hits.iter().map(|hit| hit.code.clone()).collect();
    match hits {
        [] => Ok(None),
        [retired] if retired.retired => Err(NoMatch { reason: Reason::ArticleRetired, named: named() }),
        [hit] => match &hit.fault {
            None => Ok(Some((hit, by))),
            Some(fault) => Err(NoMatch { reason: Reason::ArticleUnreadable, named: vec![fault.clone()] }),
        },
        _ => Err(NoMatch { reason: Reason::ArticleAmbiguous, named: named() }),
    }
}

fn unknown(looked_for: Vec<String>) -> NoMatch {
    NoMatch { reason: Reason::ArticleUnknown, named: looked_for }
}

fn distinct<'a>(articles: impl Iterator<Item = &'a Article>) -> Vec<&'a Article> {
    let mut all: Vec<&Article> = Vec::new();
    for article in articles {
        if !all.iter().any(|seen| std::ptr::eq(*seen, article)) {
            all.push(article);
        }
    }
    all
}

fn matched_by(kind: MatchKind) -> MatchedBy {
    match kind {
        MatchKind::Reference => MatchedBy::Reference,
        MatchKind::Code => MatchedBy::Code,
        MatchKind::Ean => MatchedBy::Ean,
        MatchKind::Equivalent => MatchedBy::Equivalent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::article;

    /// What is found for `sought` with these articles in the parent: code and kind, or reason and names.
    fn find(
        parent: Vec<Article>,
        kinds: &[MatchKind],
        map: &[(&str, &str)],
        sought: &Article,
        references: &[&str],
    ) -> Result<(String, MatchedBy), (Reason, Vec<String>)> {
        let parent = Catalogue::new(parent);
        let map = map.iter().map(|(from, to)| (CodeKey::of(from), (*to).to_owned())).collect();
        let rows: Vec<PurchasePrice> = references
            .iter()
            .map(|reference| PurchasePrice { reference: (*reference).to_owned(), ..PurchasePrice::default() })
            .collect();
        let key = CodeKey::of(&sought.code);
        let sought = Sought { code: &sought.code, key: &key, article: Some(sought), purchase_prices: &rows };
        let found = Matching { parent: &parent, map: &map, kinds }.find(sought);
        found.map(|(article, by)| (article.code.clone(), by)).map_err(|none| (none.reason, none.named))
    }

    const USUAL: &[MatchKind] = &[MatchKind::Reference, MatchKind::Code];

    fn referring(code: &str, reference: &str) -> Article {
        Article { reference: reference.into(), ..article(code) }
    }

    fn names(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn the_reference_names_the_parents_code_in_the_parents_spelling() {
        let found = find(vec![article("Ñaque-75")], USUAL, &[], &referring("D-00103", " ÑAQUE-75 "), &[]);
        assert_eq!(found, Ok(("Ñaque-75".into(), MatchedBy::Reference)));
    }

    #[test]
    fn a_reference_of_the_price_list_counts_as_well() {
        let found = find(vec![article("OF-1")], USUAL, &[], &article("D-1"), &["", "of-1"]);
        assert_eq!(found, Ok(("OF-1".into(), MatchedBy::Reference)));
    }

    #[test]
    fn without_a_reference_that_hits_the_same_code_is_taken() {
        let found = find(vec![article("OF-1")], USUAL, &[], &referring("of-1", "NOTHING"), &[]);
        assert_eq!(found, Ok(("OF-1".into(), MatchedBy::Code)));
    }

    #[test]
    fn the_configured_pair_comes_before_everything_else() {
        let parent = vec![article("OFI-12"), article("DUO-77")];
        let found = find(parent, USUAL, &[("duo-77", "ofi-12")], &referring("DUO-77", "DUO-77"), &[]);
        assert_eq!(found, Ok(("OFI-12".into(), MatchedBy::Articles)));
    }

    #[test]
    fn a_configured_pair_that_leads_nowhere_is_not_passed_over() {
        let found = find(vec![article("DUO-77")], USUAL, &[("DUO-77", "OFI-12")], &article("DUO-77"), &[]);
        assert_eq!(found, Err((Reason::ArticleUnknown, names(&["OFI-12"]))));
    }

    #[test]
    fn two_hits_of_one_kind_are_ambiguous() {
        let parent = || vec![article("OF-1"), article("OF-2")];
        let found = find(parent(), USUAL, &[], &referring("D-1", "OF-1"), &["OF-2"]);
        assert_eq!(found, Err((Reason::ArticleAmbiguous, names(&["OF-1", "OF-2"]))));
        let same_twice = find(parent(), USUAL, &[], &referring("D-1", "OF-1"), &["of-1"]);
        assert_eq!(same_twice, Ok(("OF-1".into(), MatchedBy::Reference)));
    }

    #[test]
    fn a_reference_and_a_code_that_name_different_articles_contradict_each_other() {
        let parent = || vec![article("OF-1"), article("D-1")];
        let sought = referring("D-1", "OF-1");
        let conflict = |codes| Err((Reason::ArticleConflict, names(codes)));
        assert_eq!(find(parent(), USUAL, &[], &sought, &[]), conflict(&["OF-1", "D-1"]));
        let reversed = [MatchKind::Code, MatchKind::Reference];
        assert_eq!(find(parent(), &reversed, &[], &sought, &[]), conflict(&["D-1", "OF-1"]));
        let code_alone = find(parent(), &[MatchKind::Code], &[], &sought, &[]);
        assert_eq!(
            code_alone,
            Ok(("D-1".into(), MatchedBy::Code)),
            "a kind that is not configured has no say"
        );
    }

    #[test]
    fn a_retired_hit_is_named_and_not_passed_over() {
        let parent = vec![Article { retired: true, ..article("OF-1") }, article("X")];
        let found = find(parent, USUAL, &[], &referring("D-1", "OF-1"), &[]);
        assert_eq!(found, Err((Reason::ArticleRetired, names(&["OF-1"]))));
    }

    #[test]
    fn without_a_hit_the_names_that_were_tried_are_told() {
        let found = find(vec![], USUAL, &[], &referring("SIN-PAR-1", "NO EXISTE"), &[]);
        assert_eq!(found, Err((Reason::ArticleUnknown, names(&["NO EXISTE", "SIN-PAR-1"]))));
    }

    #[test]
    fn bar_codes_and_equivalent_codes_count_only_when_asked_for() {
        let with_barcode = |code: &str| Article { barcodes: vec!["840001".into()], ..article(code) };
        let equivalent = |code: &str, other: &str| Article { equivalent: other.into(), ..article(code) };
        let by_barcode = |kinds| find(vec![with_barcode("OF-1")], kinds, &[], &with_barcode("D-1"), &[]);
        assert!(by_barcode(USUAL).is_err());
        assert_eq!(by_barcode(&[MatchKind::Ean]), Ok(("OF-1".into(), MatchedBy::Ean)));
        for (parent, own) in [
            (article("OF-1"), equivalent("D-1", "of-1")),
            (equivalent("OF-1", "D-1"), article("D-1")),
            (equivalent("OF-1", "E"), equivalent("D-1", "e")),
        ] {
            let found = find(vec![parent], &[MatchKind::Equivalent], &[], &own, &[]);
            assert_eq!(found, Ok(("OF-1".into(), MatchedBy::Equivalent)));
        }
    }
}
