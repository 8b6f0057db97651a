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
    /// The command to run next.
    next: String,
    #[serde(skip)]
    advice: &'static str,
}

impl Initialised {
    pub fn configuration(file: PathBuf, dry_run: bool) -> Initialised {
        let next = format!("factulink --config {} status", quoted(&file));
        Initialised::new(vec![file], next, "init.edit", dry_run)
    }

    /// The configuration comes first among the files.
    pub fn demo(files: Vec<PathBuf>, dry_run: bool) -> Initialised {
        let file = files.first().map(|file| quoted(file)).unwrap_or_default();
        Initialised::new(files, format!("factulink --config {file} run"), "init.try", dry_run)
    }

    fn new(files: Vec<PathBuf>, next: String, advice: &'static str, dry_run: bool) -> Initialised {
        Initialised { version: 1, command: "init", dry_run, files, next, advice }
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
        self.files.iter().for_each(|file| line(&mut text, format_args!("  {}", file.display())));
        line(&mut text, view.catalogue.text(self.advice));
        line(&mut text, format_args!("  {}", self.next));
        text
    }
}
