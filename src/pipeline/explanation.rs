//! What is kept of how a verdict came about, for `explain`.

use crate::domain::{Cut, LineDecision, Outcome, Verdict, Warning};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A verdict without the document, which is kept beside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Explanation<'a> {
    pub lines: Cow<'a, [LineDecision]>,
    pub candidates: Cow<'a, [String]>,
    pub cuts: Cow<'a, [Cut]>,
    pub warnings: Cow<'a, [Warning]>,
}

impl<'a> From<&'a Verdict> for Explanation<'a> {
    fn from(verdict: &'a Verdict) -> Explanation<'a> {
        let candidates: &[String] = match &verdict.outcome {
            Outcome::Held(held) => &held.candidates,
            Outcome::Queued(_) | Outcome::Skipped(_) => &[],
        };
        Explanation {
            lines: verdict.lines.as_slice().into(),
            candidates: candidates.into(),
            cuts: verdict.cuts.as_slice().into(),
            warnings: verdict.warnings.as_slice().into(),
        }
    }
}
