//! What `init` wrote, and what to do next.

use super::show::{Show, View, line};
use serde::Serialize;
use std::path::PathBuf;

/// The files that `init` made.
#[derive(Debug, Serialize)]
pub struct Initialised {
    version: u32,
    command: &'static str,
    dry_run: bool,
    files: Vec<PathBuf>,
    /// The demo's month of sales: ledger, profiles, reports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bulk: Vec<PathBuf>,
    /// The command to run next.
    next: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<String>,
    #[serde(skip)]
    advice: &'static str,
}

impl Initialised {
    pub fn configuration(file: PathBuf, dry_run: bool) -> Initialised {
        let next = format!("factulink --config {} status", quoted(&file));
        Initialised::new(vec![file], next, "init.edit", dry_run)
    }

    /// The configuration comes first among the files.
    pub fn demo(files: Vec<PathBuf>, bulk: Vec<PathBuf>, dry_run: bool) -> Initialised {
        let file = files.first().map(|file| quoted(file)).unwrap_or_default();
        let call = |command: &str| format!("factulink --config {file} {command}");
        let then = Some(call("import run --dry-run"));
        Initialised { bulk, then, ..Initialised::new(files, call("run"), "init.try", dry_run) }
    }

    fn new(files: Vec<PathBuf>, next: String, advice: &'static str, dry_run: bool) -> Initialised {
        let (bulk, then) = (Vec::new(), None);
        Initialised { version: 1, command: "init", dry_run, files, bulk, next, then, advice }
    }
}

fn quoted(file: &std::path::Path) -> String {
    let file = file.display().to_string();
    if file.contains(' ') { format!("\"{file}\"") } else { file }
}

impl Show for Initialised {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        line(&mut text, view.catalogue.text(if self.dry_run { "init.would_write" } else { "init.wrote" }));
        self.files
            .iter()
            .chain(&self.bulk)
            .for_each(|file| line(&mut text, format_args!("  {}", file.display())));
        line(&mut text, view.catalogue.text(self.advice));
        let calls = std::iter::once(&self.next).chain(&self.then);
        calls.for_each(|call| line(&mut text, format_args!("  {call}")));
        text
    }
}
