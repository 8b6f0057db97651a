//! One finding, and all of them.

use super::fact::{Check, Fact, Severity};
use crate::domain::{CompanyName, Year};
use crate::pipeline::error::Error;
use crate::pipeline::report::Failure;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

/// What was seen at one place.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub check: Check,
    pub fact: Fact,
    pub severity: Severity,
    pub company: Option<CompanyName>,
    pub year: Option<Year>,
    /// What goes with the fact, by the names that its texts use.
    pub values: BTreeMap<&'static str, String>,
    /// The error that was met.
    pub error: Option<Failure>,
}

impl Finding {
    pub fn new(fact: Fact) -> Finding {
        let (check, severity) = fact.verdict();
        let (company, year, error) = (None, None, None);
        Finding { check, fact, severity, company, year, values: BTreeMap::new(), error }
    }

    pub fn with(mut self, name: &'static str, value: impl Display) -> Finding {
        self.values.insert(name, value.to_string());
        self
    }

    pub(super) fn of(mut self, company: &CompanyName, year: Year) -> Finding {
        self.company = Some(company.clone());
        self.year = Some(year);
        self
    }

    pub(super) fn because(mut self, error: Error) -> Finding {
        self.error = Some(Failure::from(Arc::new(error)));
        self
    }
}

/// Everything that was looked at, in its order.
#[derive(Debug, Serialize)]
pub struct Examination {
    pub version: u32,
    pub generated_at: DateTime<Utc>,
    /// Whether every company's file was read from end to end.
    pub deep: bool,
    pub findings: Vec<Finding>,
}

impl Examination {
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether somebody has to act.
    pub fn finds_something(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity >= Severity::Warning)
    }
}
