//! Finding trace marks in the parent. Its reference has no index as a rule, so that every question goes through the
//! table: few marks are asked for one by one, many by one question for all there are.

use super::driver::Parameter;
use super::sql;
use super::view::View;
use crate::domain::{DocumentId, TraceMark};
use crate::store::factusol::{F_PPR, HEADER_KEY, References, Search, Source};
use crate::store::{Census, Result};
use std::collections::{HashMap, HashSet};

/// Marks that are asked for one by one.
const FEW: usize = 4;

/// Documents by their marks, and how many there are where all were met.
type Found = (HashMap<TraceMark, DocumentId>, Option<Census>);

/// The document that bears each mark; were there several, the first that is met.
pub(super) fn find(view: &View<'_>, wanted: &HashSet<TraceMark>) -> Result<Found> {
    if wanted.is_empty() {
        return Ok((HashMap::new(), None));
    }
    let references = References::bind(view.table(F_PPR, &HEADER_KEY)?)?;
    let mut search = Search::new(&references, wanted);
    let column = sql::name(references.reference.name);
    if wanted.len() <= FEW {
        let mut query = view.select(&references.table, &format!(" WHERE {column} = ?"))?;
        for mark in wanted {
            query.run(&[Parameter::Text(mark.as_str().into())], |row| search.look(row).map(|()| true))?;
        }
        Ok((search.found, None))
    } else {
        let mut query = view.select(&references.table, &format!(" WHERE {column} LIKE ?"))?;
        let like = format!("%{}%", TraceMark::PREFIX);
        query.run(&[Parameter::Text(like.into())], |row| search.look(row).map(|()| true))?;
        Ok((search.found, Some(search.census)))
    }
}
