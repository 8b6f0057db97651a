//! Labelled lines under a headline, as every text about bulk files is built of.

use crate::cli::output::{View, line};

/// The labels there are: all lines of a block begin in one column, whichever of them it has.
const LABELS: [&str; 18] = [
    "import.rows",
    "import.sums",
    "import.rejects",
    "import.rejected",
    "import.warnings",
    "import.mended",
    "import.gaps",
    "import.examples",
    "import.chunks",
    "import.table",
    "import.answer",
    "import.registered",
    "import.sends",
    "import.registers",
    "import.unknown",
    "import.waiting",
    "import.do",
    "import.later",
];

/// A text that grows by labelled lines.
pub struct Block<'v, 'c> {
    view: &'v View<'c>,
    width: usize,
    text: String,
}

impl<'v, 'c> Block<'v, 'c> {
    pub fn new(view: &'v View<'c>, head: &str) -> Self {
        let width =
            LABELS.iter().map(|key| view.catalogue.text(key).chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        line(&mut text, head);
        Block { view, width, text }
    }

    /// The first line stands beside the label, the others below it; without lines there is no label.
    pub fn add<L: AsRef<str>>(&mut self, label: &str, lines: impl IntoIterator<Item = L>) {
        let mut label = self.view.catalogue.text(label);
        for content in lines {
            line(&mut self.text, format_args!("  {label:width$}  {}", content.as_ref(), width = self.width));
            label = "";
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}
