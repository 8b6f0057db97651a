//! What becomes of each line of a customer order.

use super::amount::{Money, Quantity};
use super::article::Article;
use super::code::CodeKey;
use super::context::Context;
use super::link::{Link, NegativeRule};
use super::matching::{Matching, NoMatch, Sought};
use super::order::CustomerLine;
use super::pricing::{Price, price_of, quantity_of};
use super::reason::Reason;
use super::rule::Rule;
use super::totals::line_total;
use super::verdict::{Decision, LineDecision};

/// A line that goes into the supplier order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub line: &'a CustomerLine,
    /// The parent's.
    pub article: &'a Article,
    pub quantity: Quantity,
    pub price: Price,
    pub total: Money,
}

/// What is ordered of a line, if anything.
pub(super) type Choice<'a> = Option<Chosen<'a>>;

/// Decides about lines, one at a time.
pub(super) struct Chooser<'a> {
    link: &'a Link,
    context: &'a Context,
    matching: Matching<'a>,
}

/// Why a line does not go into the supplier order.
struct Refused {
    decision: Decision,
    rule: Rule,
    candidates: Vec<String>,
}

impl Refused {
    fn held(reason: Reason) -> Refused {
        Refused { decision: Decision::Held, rule: Rule::Reason(reason), candidates: Vec::new() }
    }

    fn excluded(rule: Rule) -> Refused {
        Refused { decision: Decision::Excluded, rule, candidates: Vec::new() }
    }
}

impl From<(Decision, Rule)> for Refused {
    fn from((decision, rule): (Decision, Rule)) -> Refused {
        Refused { decision, rule, candidates: Vec::new() }
    }
}

impl From<NoMatch> for Refused {
    fn from(none: NoMatch) -> Refused {
        Refused { candidates: none.named, ..Refused::held(none.reason) }
    }
}

impl<'a> Chooser<'a> {
    pub fn new(link: &'a Link, context: &'a Context) -> Chooser<'a> {
        let parent = context.parent_articles.as_ref();
        let matching = Matching { parent, map: &context.article_map, kinds: &link.ownership.matching };
        Chooser { link, context, matching }
    }

    /// The decision about a line, and what is ordered of it.
    pub fn choose(&self, line: &'a CustomerLine) -> (LineDecision, Choice<'a>) {
        let mut decision = LineDecision::new(line, self.link.quantity);
        match self.chosen(line, &mut decision) {
            Ok(chosen) => (decision, Some(chosen)),
            Err(refused) => {
                decision.decision = refused.decision;
                decision.rule = refused.rule;
                decision.candidates = refused.candidates;
                (decision, None)
            }
        }
    }

    /// Goes through the rules in their order, and leaves in `decision` how far it came.
    fn chosen(&self, line: &'a CustomerLine, decision: &mut LineDecision) -> Result<Chosen<'a>, Refused> {
        let key = CodeKey::of(&line.article);
        let sought = self.sought(line, &key);
        let owner = self.context.owners.claim(sought, &self.matching)?;
        decision.ownership = Some(owner.clone());
        let quantity = self.quantity(line)?;
        let (article, by) = self.matching.find(sought)?;
        decision.target_article = Some(article.code.clone());
        decision.matched_by = Some(by);
        let price = self.price(line, article)?;
        decision.price = Some(price.price);
        decision.price_source = Some(price.source);
        decision.discounts = Some(price.discounts);
        let total = line_total(quantity, price.price, price.discounts);
        let total = total.map_err(|_| Refused::held(Reason::AmountOutOfRange))?;
        decision.total = Some(total);
        (decision.decision, decision.rule) = (Decision::Parent, owner);
        Ok(Chosen { line, article, quantity, price, total })
    }

    fn sought<'k>(&'k self, line: &'k CustomerLine, key: &'k CodeKey) -> Sought<'k> {
        let article = self.context.articles.article(&line.article, key);
        let purchase_prices = self.context.references.of(&line.article);
        Sought { code: &line.article, key, article, purchase_prices }
    }

    fn quantity(&self, line: &CustomerLine) -> Result<Quantity, Refused> {
        let out_of_range = || Refused::held(Reason::AmountOutOfRange);
        let quantity = quantity_of(line, self.link.quantity).ok_or_else(out_of_range)?;
        if quantity.is_zero() {
            return Err(Refused::excluded(Rule::ZeroQuantity));
        }
        match self.link.negative {
            NegativeRule::Hold if quantity.is_negative() => Err(Refused::held(Reason::NegativeQuantity)),
            NegativeRule::Skip if quantity.is_negative() => {
                Err(Refused::excluded(Rule::Reason(Reason::NegativeQuantity)))
            }
            _ => Ok(quantity),
        }
    }

    fn price(&self, line: &CustomerLine, article: &Article) -> Result<Price, Refused> {
        let prices = &self.context.parent_prices;
        match price_of(line, article, prices, self.link.supplier, &self.link.price) {
            Ok(price) => price.ok_or_else(|| Refused::held(Reason::PriceMissing)),
            Err(fault) => {
                Err(Refused { candidates: vec![fault.to_owned()], ..Refused::held(Reason::PriceUnreadable) })
            }
        }
    }
}
