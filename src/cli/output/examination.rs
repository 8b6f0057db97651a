//! What `doctor` found: what was seen, what it means, and what to do.

use super::sentence;
use super::show::{Show, View, byte_size, line};
use super::tasks::result_words;
use crate::pipeline::doctor::{Examination, Finding, Severity};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Display;

/// An examination as it is shown.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Examined {
    pub examination: Examination,
    /// Show what is as it should be, too; JSON has it in any case.
    #[serde(skip)]
    pub all: bool,
}

impl Show for Examined {
    fn text(&self, view: &View<'_>) -> String {
        let examination = &self.examination;
        let mut text = String::new();
        let at = view.time(examination.generated_at);
        line(&mut text, view.heading(&view.say("examined.title", &[("at", &at)])));
        let shown = |finding: &&Finding| self.all || finding.severity > Severity::Ok;
        for finding in examination.findings.iter().filter(shown) {
            text += &one(finding, view);
        }
        line(&mut text, summary(examination, view));
        if !self.all {
            line(&mut text, view.catalogue.text("examined.all"));
        }
        text
    }
}

fn summary(examination: &Examination, view: &View<'_>) -> String {
    let checks: BTreeSet<_> = examination.findings.iter().map(|finding| finding.check).collect();
    let [problems, warnings, notes] =
        [Severity::Problem, Severity::Warning, Severity::Note].map(|severity| examination.count(severity));
    if problems + warnings + notes == 0 {
        return view.say("examined.sound", &[("checks", &checks.len())]);
    }
    let values: [(&str, &dyn Display); 4] =
        [("problems", &problems), ("warnings", &warnings), ("notes", &notes), ("checks", &checks.len())];
    view.say("examined.count", &values)
}

fn one(finding: &Finding, view: &View<'_>) -> String {
    let (key, alarms) = match finding.severity {
        Severity::Ok => ("examined.ok", false),
        Severity::Note => ("examined.note", false),
        Severity::Warning => ("examined.warning", true),
        Severity::Problem => ("examined.problem", true),
    };
    let severity = format!("{:<8}", view.catalogue.text(key));
    let severity = if alarms { view.alarming(&severity) } else { severity };
    let check = view.say(&format!("doctor.check.{}", finding.check.name()), &[]);
    let place = place(finding);
    let mut text = String::new();
    line(&mut text, format_args!("{severity} {check}{place}: {}", say(finding, "seen", view)));
    if let Some(failure) = &finding.error {
        line(&mut text, format_args!("         {}", sentence::company_failure(failure, view.catalogue)));
    }
    if finding.severity > Severity::Ok {
        for (title, part) in [("examined.means", "means"), ("examined.do", "do")] {
            let title = view.catalogue.text(title);
            line(&mut text, format_args!("         {title}: {}", say(finding, part, view)));
        }
    }
    text
}

/// ` (duofic 2026)`, where it is a company's.
fn place(finding: &Finding) -> String {
    match (&finding.company, finding.year) {
        (Some(company), Some(year)) => format!(" ({company} {year})"),
        (Some(company), None) => format!(" ({company})"),
        (None, _) => String::new(),
    }
}

fn say(finding: &Finding, part: &str, view: &View<'_>) -> String {
    let worded: Vec<(&str, String)> =
        finding.values.iter().map(|(name, value)| (*name, worded(name, value, view))).collect();
    let values: Vec<(&str, &dyn Display)> =
        worded.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    view.say(&format!("doctor.{}.{part}", finding.fact.name()), &values)
}

/// A value as people read it: sizes, moments and results of tasks by their names, anything else as it is.
fn worded(name: &str, value: &str, view: &View<'_>) -> String {
    let words = match name {
        "bytes" | "free" | "left" | "needed" | "used" => value.parse().ok().map(byte_size),
        "at" | "last" | "now" => value.parse().ok().map(|at| view.time(at)),
        "result" => value.parse().ok().map(|code| result_words(code, view)),
        _ => None,
    };
    words.unwrap_or_else(|| value.to_owned())
}
