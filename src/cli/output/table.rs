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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::messages::Catalogue;
    use crate::cli::output::import::testing::Greenwich;
    use crate::domain::lang::Lang;

    fn shown(width: Option<u16>) -> String {
        let catalogue = Catalogue::new(Lang::En);
        let view = View { catalogue: &catalogue, colours: false, width, clock: &Greenwich };
        let columns =
            [Column("column.company", false), Column("column.run", true), Column("column.path", false)];
        let path = r"C:\Software DELSOL\FACTUSOL\Datos\FS\0022026.accdb";
        table(&view, &columns, [vec!["duofic".to_owned(), "7".to_owned(), path.to_owned()]])
    }

    #[test]
    fn a_table_fits_the_terminal_and_elsewhere_takes_the_room_it_needs() {
        let wide = shown(None);
        assert!(wide.lines().any(|line| line.ends_with(r"Datos\FS\0022026.accdb")), "{wide}");
        let narrow = shown(Some(40));
        assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
        assert!(narrow.lines().count() > wide.lines().count(), "{narrow}");
    }
}
