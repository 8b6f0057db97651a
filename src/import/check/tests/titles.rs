//! Where columns are found, and what is said of a file that lacks them.

use super::ledger::*;
use crate::import::check::{NamedTitle, Placement, TitlesProblem, match_titles};
use crate::import::profile::*;

/// Three columns and a title that is known and not used.
fn small(titles: Titles) -> Profile {
    let mut profile = empty_profile();
    column(&mut profile, "kind", "Tipo Comprobante", keys(Type::Text));
    column(&mut profile, "total", "Importe", keys(Type::Decimal));
    column(&mut profile, "branch", "Sucursal", keys(Type::Text));
    profile.source.ignore = texts(&["Estado"]);
    profile.source.titles = titles;
    profile
}

fn placed_in(profile: &Profile, titles: &[&str]) -> Result<Placement, TitlesProblem> {
    match_titles(&[title_row(1, titles)], profile)
}

fn cells(profile: &Profile, titles: &[&str]) -> Vec<usize> {
    placed_in(profile, titles).expect("its titles").cells
}

#[test]
fn letter_case_blanks_and_order_do_not_matter() {
    let profile = small(Titles::Same);
    assert_eq!(cells(&profile, &["Sucursal ", "ESTADO", "tipo\r\ncomprobante", "\u{A0}Importe"]), [2, 3, 0]);
    let exact = small(Titles::Exact);
    assert_eq!(cells(&exact, &["Estado", "Tipo  Comprobante", "Importe", "Sucursal"]), [1, 2, 3]);
    let turned = placed_in(&exact, &["Importe", "Tipo Comprobante", "Sucursal", "Estado"]);
    assert_eq!(turned.expect_err("another order").misplaced.as_deref(), Some("Importe"));
}

#[test]
fn missing_and_unknown_titles_are_named_with_the_nearest() {
    let problem = placed_in(&small(Titles::Same), &["Tipo Comprobant", "Importe", "Tienda", "Estado"]);
    let problem = problem.expect_err("two titles are others");
    let named = |title: &str, nearest: Option<&str>| NamedTitle {
        title: title.to_owned(),
        nearest: nearest.map(str::to_owned),
    };
    assert_eq!(
        problem.missing,
        [named("Sucursal", None), named("Tipo Comprobante", Some("Tipo Comprobant"))]
    );
    assert_eq!(problem.unknown, [named("Tipo Comprobant", Some("Tipo Comprobante")), named("Tienda", None)]);
    assert!(problem.twice.is_empty());
}

#[test]
fn a_title_that_stands_twice_is_told_also_where_others_do_not_matter() {
    let twice = ["Tipo Comprobante", "Importe", "Sucursal", "SUCURSAL", "Estado"];
    for titles in [Titles::Same, Titles::Exact, Titles::Contains] {
        assert_eq!(placed_in(&small(titles), &twice).expect_err("twice").twice, ["Sucursal"]);
    }
}

#[test]
fn other_titles_matter_unless_the_profile_asks_for_its_own_only() {
    let more = ["Tipo Comprobante", "Nota", "Importe", "Sucursal", "Estado"];
    let problem = placed_in(&small(Titles::Same), &more).expect_err("one more");
    assert_eq!(problem.unknown.len(), 1);
    assert_eq!(cells(&small(Titles::Contains), &more), [0, 2, 3]);
    // What is ignored need not be there then, either.
    assert_eq!(cells(&small(Titles::Contains), &more[..4]), [0, 2, 3]);
    assert_eq!(
        placed_in(&small(Titles::Same), &["Tipo Comprobante", "Importe", "Sucursal"])
            .expect_err("one less")
            .missing[0]
            .title,
        "Estado"
    );
}

#[test]
fn titles_of_a_file_of_rejects_are_no_columns() {
    let profile = small(Titles::Same);
    let titles = ["Tipo Comprobante", "Importe", "Sucursal", "Estado", "#Fila", "#Regla", "#Remedio"];
    let placement = placed_in(&profile, &titles).expect("its own rejects");
    assert_eq!((placement.cells, placement.width), (vec![0, 1, 2], 7));
}

#[test]
fn an_empty_column_without_title_is_none() {
    let placement =
        placed_in(&small(Titles::Same), &["Tipo Comprobante", "Importe", "Sucursal", "Estado", " ", ""]);
    assert_eq!(placement.expect("its titles").width, 4);
}

#[test]
fn a_title_that_stands_several_times_is_named_with_its_turn() {
    let mut profile = small(Titles::Same);
    for (name, nth) in [("second", 2), ("first", 1)] {
        let id = column(&mut profile, name, "Descripción", keys(Type::Text));
        profile.columns[id.0].place = ColumnPlace::Title { title: "Descripción".to_owned(), nth };
    }
    let titles = ["Descripción", "Tipo Comprobante", "Importe", "DESCRIPCIÓN", "Sucursal", "Estado"];
    assert_eq!(cells(&profile, &titles), [1, 2, 4, 3, 0]);
}

#[test]
fn columns_by_letter_need_no_titles() {
    let mut profile = small(Titles::None);
    profile.source.title_rows = 0;
    for (at, column) in profile.columns.iter_mut().enumerate() {
        column.place = ColumnPlace::Index(at * 2);
    }
    let placement = match_titles(&[], &profile).expect("places");
    assert_eq!((placement.cells, placement.width, placement.row), (vec![0, 2, 4], 5, 0));
}

#[test]
fn of_two_rows_of_titles_the_lower_counts_and_where_it_is_blank_the_upper() {
    let mut profile = small(Titles::Same);
    profile.source.title_rows = 2;
    let rows = [
        title_row(1, &["Comprobante", "", "Sucursal", "Estado"]),
        title_row(2, &["Tipo Comprobante", "Importe", "", ""]),
    ];
    let placement = match_titles(&rows, &profile).expect("its titles");
    assert_eq!((placement.cells, placement.row), (vec![0, 1, 2], 2));
}

#[test]
fn a_file_of_rejects_has_one_row_of_titles() {
    let mut profile = small(Titles::Same);
    profile.source.title_rows = 3;
    let rows = [
        title_row(1, &["Tipo Comprobante", "Importe", "Sucursal", "Estado", "#Fila"]),
        title_row(2, &["01", "118.00", "NORTE", "1", "7"]),
    ];
    let placement = match_titles(&rows[..1], &profile).expect("its titles");
    assert_eq!((placement.cells, placement.row), (vec![0, 1, 2], 1));
}

#[test]
fn headings_above_the_titles_are_told_by_the_row_that_looks_like_them() {
    let profile = small(Titles::Same);
    let rows = [
        title_row(1, &["REGISTRO DE VENTAS"]),
        title_row(2, &[""]),
        title_row(3, &["Tipo Comprobante", "Importe", "Sucursal", "Estado"]),
        title_row(4, &["01", "118.00", "NORTE", "1"]),
    ];
    let problem = match_titles(&rows, &profile).expect_err("headings");
    assert_eq!(problem.looks_like, Some(3));
    assert_eq!(problem.missing.len(), 4);
    // The same where the sheet leaves the rows above out.
    assert_eq!(match_titles(&rows[2..], &profile).expect_err("not in row 1").looks_like, Some(3));
    assert_eq!(match_titles(&rows[3..], &profile).expect_err("no titles at all").looks_like, None);
}

#[test]
fn an_empty_file_lacks_every_title() {
    let problem = match_titles(&[], &ledger()).expect_err("nothing");
    assert_eq!(problem.missing.len(), 20, "no more are named");
    assert!(problem.missing.iter().all(|title| title.nearest.is_none()));
}
