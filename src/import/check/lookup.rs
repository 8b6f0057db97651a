//! Values that are looked up in other tables, and values that are computed of a row's own.

use super::checker::RowRecord;
use super::code::Code;
use super::decimal;
use super::error::{Error, Outside};
use super::record::{RowState, Violation};
use super::value::Value;
use crate::import::profile::expression::Operand;
use crate::import::profile::{Compute, LookupValue, Profile};

/// Answers the `[[lookup]]`s of a profile, and for the table that its rows go to.
pub trait Lookups {
    /// `lookup` is a place in [`Profile::lookups`], `values` those of its filter's columns, in the order of the filter.
    fn find(&mut self, lookup: usize, values: &[Value<'_>]) -> Result<LookupAnswer, Outside>;

    /// What of a row that is right so far has no room in its table.
    fn misfit(&mut self, _record: &RowRecord<'_>) -> Option<Misfit> {
        None
    }
}

/// A value that does not fit the column of the table that it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub violation: Violation,
    /// Of a text that is nothing but the value of a column: the units of UTF-16 that there is room for.
    pub room: Option<usize>,
}

/// What a lookup finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupAnswer {
    One(String),
    None,
    /// The values of those that fit.
    Many(Vec<String>),
    /// There is one, and the profile refuses it.
    Refused,
}

/// For profiles without lookups.
#[derive(Debug, Clone, Copy)]
pub struct NoLookups;

impl Lookups for NoLookups {
    fn find(&mut self, _: usize, _: &[Value<'_>]) -> Result<LookupAnswer, Outside> {
        Ok(LookupAnswer::None)
    }
}

/// Why an accepted row does not go on: a lookup gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldByLookup {
    /// The profile's own name for it.
    pub code: Code,
    /// A place in [`Profile::lookups`].
    pub lookup: usize,
    /// Where several fit.
    pub candidates: Vec<String>,
}

/// Looks everything up for an accepted row; the first lookup without a value holds it.
pub fn look_up(
    profile: &Profile,
    row: &RowState,
    lookups: &mut dyn Lookups,
    found: &mut Vec<String>,
) -> Result<Option<HeldByLookup>, Error> {
    for (place, lookup) in profile.lookups.iter().enumerate() {
        let column = |(_, value): &(String, LookupValue)| match value {
            LookupValue::Column(column) => Some(row.value(*column)),
            LookupValue::Literal(_) => None,
        };
        let values: Vec<Value<'_>> = lookup.filter.iter().filter_map(column).collect();
        let (code, candidates) = match lookups.find(place, &values).map_err(Error::Lookup)? {
            LookupAnswer::One(value) => {
                found.push(value);
                continue;
            }
            LookupAnswer::None => (&lookup.none, Vec::new()),
            LookupAnswer::Many(candidates) => (&lookup.many, candidates),
            LookupAnswer::Refused => (&lookup.refused, Vec::new()),
        };
        return Ok(Some(HeldByLookup { code: Code::named(code), lookup: place, candidates }));
    }
    Ok(None)
}

/// Computes every `[[compute]]` of a row, each of which may use those before it. The error is the name of one that has
/// no value: a division by nought, or too many digits.
pub fn compute(profile: &Profile, row: &RowState, computed: &mut Vec<Value<'static>>) -> Result<(), String> {
    for compute in &profile.computes {
        let value = |operand: Operand| match operand {
            Operand::Column(column) => millionths(row.value(column)),
            Operand::Compute(place) => computed.get(place).copied().and_then(millionths),
        };
        let result =
            compute.expression.evaluate(compute.decimals, value).map_err(|_| compute.name.clone())?;
        let result = result.map_or(Some(Value::Empty), |result| amount(result, compute));
        computed.push(result.ok_or_else(|| compute.name.clone())?);
    }
    Ok(())
}

fn millionths(value: Value<'_>) -> Option<i128> {
    match value {
        Value::Amount { units, decimals } => Some(decimal::millionths(units, decimals)),
        Value::Integer(number) => Some(decimal::millionths(number, 0)),
        _ => None,
    }
}

fn amount(millionths: i128, compute: &Compute) -> Option<Value<'static>> {
    let decimals = compute.decimals.min(decimal::DECIMALS_MAX);
    let scale = 10_i128.pow(u32::from(decimal::DECIMALS_MAX - decimals));
    Some(Value::Amount { units: i64::try_from(millionths / scale).ok()?, decimals })
}
