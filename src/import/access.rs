//! Tables of Access files as sources, and as what values are looked up in.

use super::check::{LookupAnswer, Lookups, Misfit, NoLookups, Outside, RowRecord, Value};
use super::error::{Error, Result};
use super::period::Period;
use super::profile::{LookupSettings, LookupValue, Profile, Scalar};
use super::session::ImportSession;
use super::sink::Sink;
use super::source::{Opening, SourceError};
use super::stages::place_of;
use crate::table::access::{self, AccessRows, Literal, LookupSpec, LookupTable, Manners, Query};
use crate::table::{self, Cell, Facts, OpenOptions, Rows};
use std::path::Path;

/// Opens the table that a profile names as its source.
pub fn open_source(
    file: &Path,
    profile: &Profile,
    _opening: Opening<'_>,
) -> std::result::Result<(Box<dyn Rows>, Facts), SourceError> {
    let table = profile.source.table.clone().unwrap_or_default();
    let filter = literals(&profile.source.filter);
    let filter: Vec<(&str, Literal)> =
        filter.iter().map(|(name, literal)| (name.as_str(), literal.clone())).collect();
    let query = Query { table: &table, columns: None, filter: &filter, manners: Manners::Recovers };
    let rows = AccessRows::open(file, &query)?;
    let (len, sha256) = table::digest(file)?;
    let facts = Facts { len, sha256, sheet: Some(table), encoding: None, delimiter: None };
    Ok((Box::new(rows), facts))
}

/// What a profile looks up, read once, and the table that its rows go to, as it is now.
pub fn lookups<'p>(
    session: &ImportSession<'_>,
    profile: &'p Profile,
    period: Period,
) -> Result<Box<dyn Lookups + 'p>> {
    if profile.lookups.is_empty() && profile.access.is_none() {
        return Ok(Box::new(NoLookups));
    }
    let read = |lookup: &LookupSettings| read_lookup(session, profile, period, lookup);
    let tables = profile.lookups.iter().map(read).collect::<Result<Vec<_>>>()?;
    let output = profile.access.as_ref();
    let sink = output.map(|output| Sink::open(session, profile, period, output)).transpose()?;
    Ok(Box::new(TableLookups { tables, sink }))
}

struct TableLookups<'p> {
    tables: Vec<LookupTable>,
    sink: Option<Sink<'p>>,
}

impl Lookups for TableLookups<'_> {
    fn misfit(&mut self, record: &RowRecord<'_>) -> Option<Misfit> {
        self.sink.as_mut()?.misfit(record)
    }

    fn find(&mut self, lookup: usize, values: &[Value<'_>]) -> std::result::Result<LookupAnswer, Outside> {
        let keys: Vec<Cell<'_>> = values.iter().map(|value| value.as_cell()).collect();
        let Some(table) = self.tables.get_mut(lookup) else { return Ok(LookupAnswer::None) };
        let found = match table.find(&keys) {
            access::FoundRows::None => LookupAnswer::None,
            access::FoundRows::One(value) => LookupAnswer::One(value.to_owned()),
            access::FoundRows::Many => LookupAnswer::Many(Vec::new()),
            access::FoundRows::Refused => LookupAnswer::Refused,
        };
        Ok(match found {
            LookupAnswer::Many(_) => {
                LookupAnswer::Many(table.candidates(&keys).into_iter().map(str::to_owned).collect())
            }
            found => found,
        })
    }
}

fn read_lookup(
    session: &ImportSession<'_>,
    profile: &Profile,
    period: Period,
    lookup: &LookupSettings,
) -> Result<LookupTable> {
    let file = place_of(session, profile, period, &lookup.file);
    let mut keys = Vec::new();
    let mut filter: Vec<(&str, Literal)> = Vec::new();
    for (name, value) in &lookup.filter {
        match value {
            LookupValue::Column(_) => keys.push(name.as_str()),
            LookupValue::Literal(literal) => filter.push((name.as_str(), literal_of(literal))),
        }
    }
    let refuse = literals(&lookup.refuse);
    let refuse: Vec<(&str, Literal)> =
        refuse.iter().map(|(name, literal)| (name.as_str(), literal.clone())).collect();
    let spec = LookupSpec { keys: &keys, filter: &filter, take: &lookup.take, refuse: &refuse };
    let read = match &lookup.table {
        Some(table) => LookupTable::of_table(&file, table, &spec, Manners::Recovers),
        None => of_file(session, &file, &spec),
    };
    read.map_err(Error::Table)
}

fn of_file(session: &ImportSession<'_>, file: &Path, spec: &LookupSpec<'_>) -> table::Result<LookupTable> {
    let watch = session.app.watch;
    let pause = |time| watch.pause(time);
    let mut opened = table::open(file, &OpenOptions::new(session.now().into(), &pause))?;
    LookupTable::of_rows(file, &mut *opened.rows, spec)
}

fn literals(values: &[(String, Scalar)]) -> Vec<(String, Literal)> {
    values.iter().map(|(name, value)| (name.clone(), literal_of(value))).collect()
}

fn literal_of(value: &Scalar) -> Literal {
    match value {
        Scalar::Text(text) => Literal::Text(text.clone()),
        Scalar::Number(number) => Literal::number(number).unwrap_or_else(|| Literal::Text(number.clone())),
        Scalar::Bool(value) => Literal::Bool(*value),
    }
}
