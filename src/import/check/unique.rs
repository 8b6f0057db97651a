//! Relations between rows: numbers that come twice, numbers that were loaded before, numbers that nobody bears.

use super::code::Code;
use super::error::{Error, Outside};
use super::intervals::{Intervals, NumberSpan};
use super::record::RowState;
use super::rule::{RulePlan, number};
use super::value::{Format, Value, write_value};
use crate::import::profile::{ColumnId, RuleKind, RuleScope};
use std::collections::{BTreeMap, HashMap};

/// Numbers that earlier jobs of the profile loaded, or that earlier parts of the job have.
pub trait LoadedNumbers {
    /// All of a key, merged, in ascending order; asked once for most keys. Where a rule has no numbers, a key that was
    /// loaded has the number 0. Of a rule whose scope is the file, other jobs do not count.
    fn of_key(&mut self, key: &str, scope: RuleScope) -> Result<Vec<NumberSpan>, Outside>;

    /// Whether the file is a further part of a job, so that rules whose scope is the file ask, too.
    fn has_parts(&self) -> bool {
        false
    }
}

/// Nothing was loaded before.
#[derive(Debug, Clone, Copy)]
pub struct NothingLoaded;

impl LoadedNumbers for NothingLoaded {
    fn of_key(&mut self, _: &str, _: RuleScope) -> Result<Vec<NumberSpan>, Outside> {
        Ok(Vec::new())
    }
}

/// Stands between the parts of a key; no cleaned text holds it.
const BETWEEN: char = '\u{1F}';

/// Stands around the number of the second and every further rule, in front of its keys.
const RULE: char = '\u{1E}';

/// Keys with gaps that are named; of further ones the numbers are counted only.
const GAPS_MAX: usize = 10_000;

/// Keys whose loaded numbers are kept at hand.
const LOADED_MAX: usize = 20_000;

/// A `unique` rule.
#[derive(Debug)]
pub struct UniqueRule {
    key: Vec<ColumnId>,
    numbers: Option<(ColumnId, ColumnId)>,
    scope: RuleScope,
    gaps: bool,
    /// Keeps the keys of several rules apart; the first has none, so that its keys stay readable.
    prefix: String,
}

impl UniqueRule {
    /// `place` among the rules between rows.
    pub fn new(kind: &RuleKind, place: usize) -> Option<UniqueRule> {
        let RuleKind::Unique { key, numbers, scope, gaps } = kind else { return None };
        let prefix = if place == 0 { String::new() } else { format!("{RULE}{}{RULE}", place + 1) };
        Some(UniqueRule { key: key.clone(), numbers: *numbers, scope: *scope, gaps: *gaps, prefix })
    }

    /// The column at which a repetition is told.
    fn column(&self) -> ColumnId {
        let first = self.numbers.map(|(first, _)| first).or(self.key.first().copied());
        first.unwrap_or(ColumnId(0))
    }

    fn write_key(&self, row: &RowState, key: &mut String) {
        key.clear();
        key.push_str(&self.prefix);
        for (at, column) in self.key.iter().enumerate() {
            if at > 0 {
                key.push(BETWEEN);
            }
            write_value(&row.value(*column), Format::default(), key);
        }
    }

    /// The numbers that a row bears; `None` where it does not say so soundly, and this was told elsewhere.
    fn span(&self, row: &RowState) -> Result<Option<NumberSpan>, (ColumnId, Code)> {
        let Some((first, last)) = self.numbers else {
            return Ok(Some(NumberSpan { first: 0, last: 0 }));
        };
        let last = if row.has_passed(last) && row.value(last).is_empty() { first } else { last };
        match (number(row, first), number(row, last)) {
            (Some(first), Some(number)) if number < first => Err((last, Code::RangeReversed)),
            (Some(first), Some(last)) => Ok(Some(NumberSpan { first, last })),
            (None, _) if is_beyond(row, first) => Err((first, Code::OutOfRange)),
            (_, None) if is_beyond(row, last) => Err((last, Code::OutOfRange)),
            _ => Ok(None),
        }
    }

    /// The key as people read it: `01/F007`.
    fn shown(&self, key: &str) -> String {
        key.strip_prefix(&self.prefix).unwrap_or(key).replace(BETWEEN, "/")
    }
}

/// Digits of a number that has no room in 63 bits.
fn is_beyond(row: &RowState, column: ColumnId) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    row.has_passed(column) && matches!(row.value(column), Value::Text(text) if digits(text))
}

/// What the row at hand claims.
#[derive(Debug)]
struct Claim {
    rule: usize,
    key: String,
    span: NumberSpan,
    /// None of the numbers is taken.
    free: bool,
}

/// What all rows up to here claim.
pub struct Claims<'a> {
    rules: Vec<UniqueRule>,
    accepted: Intervals,
    /// Numbers of rejected rows that can be read: they are no gaps.
    rejected: Intervals,
    loaded: Loaded<'a>,
    /// Claims of the row at hand are the first `pending_len`; the others keep their buffers.
    pending: Vec<Claim>,
    pending_len: usize,
}

impl<'a> Claims<'a> {
    pub fn new(rules: Vec<UniqueRule>, earlier: &'a mut dyn LoadedNumbers) -> Claims<'a> {
        Claims {
            rules,
            accepted: Intervals::new(),
            rejected: Intervals::new(),
            loaded: Loaded { earlier, known: HashMap::new() },
            pending: Vec::new(),
            pending_len: 0,
        }
    }

    /// Begins a row.
    pub fn clear(&mut self) {
        self.pending_len = 0;
    }

    /// Asks one rule of the row. Its numbers are claimed by [`accept`](Self::accept) only.
    pub fn check(&mut self, place: usize, plan: &RulePlan, row: &mut RowState) -> Result<(), Error> {
        let rule = self.rules.get(place).filter(|rule| rule.key.iter().all(|column| row.has_passed(*column)));
        let Some(rule) = rule else { return Ok(()) };
        let span = match rule.span(row) {
            Ok(Some(span)) => span,
            Ok(None) => return Ok(()),
            Err((column, code)) => {
                plan.report(row, column, code, row.value(column).to_string(), None);
                return Ok(());
            }
        };
        if self.pending.len() <= self.pending_len {
            self.pending.push(Claim { rule: place, key: String::new(), span, free: false });
        }
        let Some(claim) = self.pending.get_mut(self.pending_len) else { return Ok(()) };
        (claim.rule, claim.span) = (place, span);
        rule.write_key(row, &mut claim.key);
        self.pending_len += 1;
        claim.free = !self.accepted.overlaps(&claim.key, span)?;
        let code = if !claim.free {
            Code::Duplicate
        } else if self.loaded.overlaps(&claim.key, rule.scope, span)? {
            Code::AlreadyLoaded
        } else {
            return Ok(());
        };
        plan.report(row, rule.column(), code, row.value(rule.column()).to_string(), None);
        Ok(())
    }

    /// The row is accepted: its numbers are taken.
    pub fn accept(&mut self) -> Result<(), Error> {
        for claim in self.pending.iter().take(self.pending_len) {
            if claim.free {
                self.accepted.insert_free(&claim.key, claim.span)?;
            } else {
                self.accepted.insert(&claim.key, claim.span)?;
            }
        }
        Ok(())
    }

    /// The row is rejected: it claims nothing, but its numbers are not missing.
    pub fn reject(&mut self) -> Result<(), Error> {
        for claim in self.pending.iter().take(self.pending_len) {
            if self.rules.get(claim.rule).is_some_and(|rule| rule.gaps) {
                self.rejected.insert(&claim.key, claim.span)?;
            }
        }
        Ok(())
    }

    /// Shows the numbers of accepted rows that later jobs must know, by key, merged and in ascending order.
    pub fn visit_accepted(
        &mut self,
        mut visit: impl FnMut(&str, NumberSpan) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let rules = &self.rules;
        self.accepted.visit(|key, span| match rule_of(rules, key) {
            Some(rule) if rule.scope == RuleScope::Profile => visit(key, span),
            _ => Ok(()),
        })
    }

    /// Shows the numbers of all accepted rows.
    pub fn visit_all(
        &mut self,
        visit: impl FnMut(&str, NumberSpan) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.accepted.visit(visit)
    }

    /// Numbers between the lowest and the highest accepted one of a key that no accepted row bears, neither here nor
    /// in an earlier job, and no readable rejected one: how many by key, and how many in all.
    pub fn gaps(&mut self) -> Result<(BTreeMap<String, u64>, u64), Error> {
        let (mut by_key, mut total) = (BTreeMap::new(), 0_u64);
        if !self.rules.iter().any(|rule| rule.gaps) {
            return Ok((by_key, total));
        }
        let Claims { rules, accepted, rejected, loaded, .. } = self;
        let mut before: Option<(String, i64)> = None;
        accepted.visit::<Error>(|key, span| {
            let hole = match &mut before {
                Some((current, last)) if current == key => {
                    let hole =
                        NumberSpan { first: last.saturating_add(1), last: span.first.saturating_sub(1) };
                    *last = span.last;
                    Some(hole)
                }
                other => {
                    *other = Some((key.to_owned(), span.last));
                    None
                }
            };
            let Some((hole, rule)) = hole.zip(rule_of(rules, key).filter(|rule| rule.gaps)) else {
                return Ok(());
            };
            let missing = count_missing((key, rule.scope), hole, rejected, loaded)?;
            total = total.saturating_add(missing);
            let shown = rule.shown(key);
            if missing > 0 && (by_key.len() < GAPS_MAX || by_key.contains_key(&shown)) {
                let count = by_key.entry(shown).or_insert(0_u64);
                *count = count.saturating_add(missing);
            }
            Ok(())
        })?;
        Ok((by_key, total))
    }
}

fn rule_of<'r>(rules: &'r [UniqueRule], key: &str) -> Option<&'r UniqueRule> {
    if !key.starts_with(RULE) {
        return rules.first();
    }
    rules.iter().skip(1).find(|rule| key.starts_with(&rule.prefix))
}

fn count_missing(
    (key, scope): (&str, RuleScope),
    hole: NumberSpan,
    rejected: &mut Intervals,
    loaded: &mut Loaded<'_>,
) -> Result<u64, Error> {
    let mut missing = 0_u64;
    let mut from = hole.first;
    while from <= hole.last {
        let borne = [rejected.next(key, from)?, loaded.next(key, scope, from)?].into_iter().flatten().min();
        let Some(borne) = borne.filter(|borne| borne.first <= hole.last) else {
            return Ok(missing.saturating_add(hole.last.abs_diff(from)).saturating_add(1));
        };
        missing = missing.saturating_add(borne.first.max(from).abs_diff(from));
        let Some(after) = borne.last.checked_add(1) else { break };
        from = after;
    }
    Ok(missing)
}

/// Loaded numbers, of most keys asked once.
struct Loaded<'a> {
    earlier: &'a mut dyn LoadedNumbers,
    known: HashMap<Box<str>, Box<[NumberSpan]>>,
}

impl Loaded<'_> {
    fn overlaps(&mut self, key: &str, scope: RuleScope, span: NumberSpan) -> Result<bool, Error> {
        Ok(self.next(key, scope, span.first)?.is_some_and(|next| next.first <= span.last))
    }

    /// The lowest interval of a key that ends at `from` or above.
    fn next(&mut self, key: &str, scope: RuleScope, from: i64) -> Result<Option<NumberSpan>, Error> {
        if scope == RuleScope::File && !self.earlier.has_parts() {
            return Ok(None);
        }
        let lowest =
            |spans: &[NumberSpan]| spans.get(spans.partition_point(|span| span.last < from)).copied();
        if let Some(spans) = self.known.get(key) {
            return Ok(lowest(spans));
        }
        let spans = self.earlier.of_key(key, scope).map_err(Error::Loaded)?;
        let found = lowest(&spans);
        if self.known.len() >= LOADED_MAX {
            self.known.clear();
        }
        self.known.insert(Box::from(key), spans.into_boxed_slice());
        Ok(found)
    }
}
