//! Tables for people.

use super::show::View;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// A column: the key of its title, and whether it holds numbers.
pub struct Column(pub &'static str, pub bool);

/// A table without lines, titles first; numbers stand to the right. Ends with a line break; no rows, no table.
pub fn table(view: &View<'_>, columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(columns.iter().map(|Column(key, _)| view.catalogue.text(key)));
    table.add_rows(rows);
    if table.is_empty() {
        return String::new();
    }
    if let Some(width) = view.width {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    for (column, Column(_, number)) in table.column_iter_mut().zip(columns) {
        column.set_cell_alignment(if *number { CellAlignment::Right } else { CellAlignment::Left });
    }
    table.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
