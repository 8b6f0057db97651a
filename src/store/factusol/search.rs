//! Which of the references of supplier orders are wanted trace marks.

use super::fields::Cells;
use super::map::References;
use crate::domain::{DocumentId, TraceMark};
use crate::store::{Census, Result};
use std::collections::{HashMap, HashSet};

/// A search for marks among the rows of F_PPR.
pub(crate) struct Search<'a> {
    pub references: &'a References,
    pub wanted: HashMap<&'a str, &'a TraceMark>,
    pub found: HashMap<TraceMark, DocumentId>,
    /// Documents that bear a mark, by the company that it names.
    pub census: Census,
}

impl<'a> Search<'a> {
    pub fn new(references: &'a References, wanted: &'a HashSet<TraceMark>) -> Self {
        let wanted = wanted.iter().map(|mark| (mark.as_str(), mark)).collect();
        Search { references, wanted, found: HashMap::new(), census: Census::new() }
    }

    /// Most references are no marks: their first characters say so, and nothing else of the row is looked at.
    pub fn look(&mut self, row: &impl Cells) -> Result<()> {
        let reference = self.references.reference(row)?;
        let mark = reference.trim();
        let Some((company, _)) = mark.strip_prefix(TraceMark::PREFIX).and_then(|rest| rest.split_once('/'))
        else {
            return Ok(());
        };
        match self.census.get_mut(company) {
            Some(count) => *count += 1,
            None => drop(self.census.insert(company.to_owned(), 1)),
        }
        if let Some(&mark) = self.wanted.get(mark) {
            // Were a mark there twice, the first document keeps it.
            self.found.entry(mark.clone()).or_insert(self.references.id(row)?);
        }
        Ok(())
    }
}
