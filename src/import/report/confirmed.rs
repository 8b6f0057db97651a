//! `import confirm`: what a person decided of branches.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// `import confirm`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmed {
    pub version: u32,
    pub profile: String,
    /// `decided`, `left`, `forgotten`, `not_known` or `listed`.
    pub done: &'static str,
    /// What was decided, or forgotten; of a branch about which nothing was, its name alone.
    pub decisions: Vec<Decision>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub branch: String,
    /// Null: it is let be.
    pub centre: Option<String>,
    pub since: DateTime<Utc>,
}
