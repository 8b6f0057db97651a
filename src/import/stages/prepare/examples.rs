//! The first rows that break each rule, for the page of the job.

use super::place::failed;
use crate::import::check::Checked;
use crate::import::error::Result;
use crate::import::profile::Profile;
use crate::import::report::Example;
use crate::import::{JobWords, page, story};
use crate::table::{Files, Row};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Rows of each rule that are kept.
const ROWS_MAX: usize = 10;

/// Collects examples while rows come.
pub struct Examples<'p> {
    profile: &'p Profile,
    words: &'p dyn JobWords,
    part: u32,
    by_rule: BTreeMap<String, Vec<Example>>,
}

impl<'p> Examples<'p> {
    pub fn new(profile: &'p Profile, words: &'p dyn JobWords, part: u32) -> Examples<'p> {
        Examples { profile, words, part, by_rule: BTreeMap::new() }
    }

    pub fn add(&mut self, row: &Row<'_>, checked: &Checked<'_>) {
        for violation in checked.violations {
            let kept = self.by_rule.entry(violation.rule.name().to_owned()).or_default();
            if kept.len() < ROWS_MAX {
                let violation = story::violation(self.profile, self.words, violation);
                kept.push(Example { part: self.part, row: row.number, line: row.line, violation });
            }
        }
    }

    /// Keeps them in the job's folder, behind those of its earlier parts.
    pub fn keep(mut self, files: &dyn Files, folder: &Path) -> Result<()> {
        let mut all = page::kept_examples(folder);
        for (rule, mut examples) in std::mem::take(&mut self.by_rule) {
            let kept = all.entry(rule).or_default();
            kept.retain(|example| example.part != self.part);
            kept.append(&mut examples);
            kept.truncate(ROWS_MAX);
        }
        let file = folder.join(page::EXAMPLES);
        let part = file.with_extension("part");
        let bytes = serde_json::to_vec(&all).unwrap_or_default();
        let written = files.remove(&part).and_then(|()| files.create(&part)).and_then(|mut out| {
            out.write_all(&bytes)?;
            out.sync()
        });
        written.and_then(|()| files.rename(&part, &file)).map_err(failed(&file, "writing the examples"))
    }
}
