//! What becomes of rows: each line stands for a kind of mistake that ledgers really have.

use super::ledger::*;
use crate::import::check::{
    Checker, Code, Error, LoadedNumbers, Mended, NoLookups, NothingLoaded, NumberSpan, Outside, RowOutcome,
    match_titles,
};
use crate::import::period::Period;
use crate::import::profile::*;
use crate::table::{Cell, RowBuffer};
use proptest::prelude::*;

/// One row with some other cells breaks just these rules.
fn breaks(cells: &[(&str, &str)], expected: &[(&str, &str)]) {
    let profile = ledger();
    let (became, _) = judge(&profile, &[with_texts(&profile, cells)]);
    let expected: Vec<_> =
        expected.iter().map(|(code, column)| (Code::named(code), (*column).to_owned())).collect();
    assert_eq!(became[0].violations, expected, "{cells:?}");
    assert_eq!(
        became[0].outcome,
        if expected.is_empty() { RowOutcome::Accepted } else { RowOutcome::Rejected }
    );
}

fn passes(cells: &[(&str, &str)]) {
    breaks(cells, &[]);
}

/// A row is accepted, with this value in a column.
fn becomes(cells: &[(&str, &str)], column: &str, value: &str, mended: &[Mended]) {
    let profile = ledger();
    let (became, summary) = judge(&profile, &[with_texts(&profile, cells)]);
    assert_eq!(became[0].violations, [], "{cells:?}");
    assert_eq!(became[0].values[id(&profile, column).0], value, "{cells:?}");
    let expected: Vec<_> = mended.iter().map(|mended| (*mended, column.to_owned())).collect();
    assert_eq!(became[0].mended, expected, "{cells:?}");
    assert_eq!(summary.mended.values().sum::<u64>(), u64::try_from(mended.len()).expect("few"));
}

const FACTURA: [(&str, &str); 5] = [
    ("type", "01"),
    ("series", "F001"),
    ("doc_type", "06"),
    ("doc", "20999918817"),
    ("name", "EMPRESA DE PRUEBA"),
];

const NOTE: [(&str, &str); 9] = [
    ("type", "07"),
    ("series", "BC01"),
    ("base", "-100"),
    ("tax", "-18"),
    ("total", "-118"),
    ("ref_date", "01/10/2026"),
    ("ref_type", "03"),
    ("ref_series", "B001"),
    ("ref_number", "7"),
];

fn and<'c>(row: &[(&'c str, &'c str)], more: &[(&'c str, &'c str)]) -> Vec<(&'c str, &'c str)> {
    [row, more].concat()
}

#[test]
fn sound_rows_pass() {
    passes(&[]);
    passes(&FACTURA);
    passes(&NOTE);
    passes(&[("base", "-0.00"), ("tax", "0"), ("total", "0")]);
}

#[test]
fn periods_and_days() {
    breaks(&[("period", "20260900")], &[("period", "period")]);
    breaks(&[("period", "")], &[("required", "period")]);
    for bad in ["31/11/2026", "10/31/2026", "05/10/26", "46304", "hoy"] {
        breaks(&[("issued", bad)], &[("date", "issued")]);
    }
    breaks(&[("issued", "01/11/2026")], &[("outside_period", "issued")]);
    breaks(&[("due", "04/10/2026")], &[("not_before", "due")]);
    passes(&[("due", "01/01/0001")]);
    passes(&[("due", "15/12/2026")]);
    passes(&[("issued", "2026-10-31T23:59:59")]);
}

#[test]
fn a_day_that_is_wrong_itself_is_no_measure_for_others() {
    breaks(&[("issued", "31/11/2026"), ("due", "04/10/2026")], &[("date", "issued")]);
}

#[test]
fn types_and_series() {
    for bad in ["12", "BV", "003"] {
        breaks(&[("type", bad)], &[("list", "type")]);
    }
    becomes(&[("type", "3")], "type", "03", &[Mended::Padded]);
    breaks(&and(&FACTURA, &[("series", "B001")]), &[("series_for_type", "series")]);
    breaks(&[("series", "F001")], &[("series_for_type", "series")]);
    breaks(&[("series", "\u{412}001")], &[("pattern", "series")]);
    breaks(&[("series", "B-01")], &[("pattern", "series")]);
    for bad in ["B01", "B0001"] {
        breaks(&[("series", bad)], &[("length", "series")]);
    }
    becomes(&[("series", " b001 ")], "series", "B001", &[]);
    passes(&[("series", "0001")]);
    passes(&[("series", "EB01")]);
}

#[test]
fn numbers_of_vouchers() {
    breaks(&[("first", "123456789"), ("last", "")], &[("length", "first")]);
    for bad in ["A12", "１２", "-12", "12.5"] {
        breaks(&[("first", bad), ("last", "")], &[("digits", "first")]);
    }
    breaks(&[("first", "")], &[("required", "first")]);
    breaks(&[("first", ""), ("last", "")], &[("required", "first")]);
    becomes(&[("last", "")], "last", "00000012", &[Mended::LastFilled]);
    breaks(&[("last", "11")], &[("range_reversed", "last")]);
    passes(&[("first", "1"), ("last", "10000")]);
    breaks(&[("first", "1"), ("last", "10001")], &[("range_too_wide", "last")]);
}

#[test]
fn customers() {
    breaks(&and(&FACTURA, &[("doc", "20999918818")]), &[("check_digit", "doc")]);
    breaks(&and(&FACTURA, &[("doc", "30999918817")]), &[("prefix", "doc")]);
    breaks(&and(&FACTURA, &[("doc", "2099991881")]), &[("length", "doc")]);
    breaks(&and(&FACTURA, &[("doc", "2.09E+10")]), &[("digits", "doc")]);
    let dni = [("doc_type", "1"), ("name", "CLIENTE")];
    becomes(
        &[("doc_type", "01"), ("name", "CLIENTE"), ("doc", "1234567")],
        "doc",
        "01234567",
        &[Mended::Padded],
    );
    breaks(&and(&dni, &[("doc", "123456")]), &[("length", "doc")]);
    breaks(&and(&dni, &[("doc", "1234567A")]), &[("digits", "doc")]);
    breaks(&and(&dni, &[("doc", "-")]), &[("required", "doc")]);
    breaks(&[("doc", "12345678"), ("name", "CLIENTE")], &[("required", "doc_type")]);
    breaks(&[("doc_type", "01")], &[("required", "doc"), ("required", "name")]);
    breaks(&and(&FACTURA, &[("doc_type", ""), ("doc", ""), ("name", "")]), &[("required", "doc_type")]);
    breaks(&[("doc_type", "09"), ("doc", "X")], &[("list", "doc_type")]);
    becomes(&[("doc_type", "04"), ("doc", "ce-01"), ("name", "V")], "doc", "CE-01", &[]);
    breaks(&[("doc_type", "04"), ("doc", "CE/01"), ("name", "V")], &[("pattern", "doc")]);
    breaks(&[("doc_type", "07"), ("doc", "1234567890123"), ("name", "V")], &[("length", "doc")]);
}

#[test]
fn names() {
    for bad in ["=HYPERLINK(A1)", "'+51 999 000 000", "@SUMA", "\"-x"] {
        breaks(&[("name", bad)], &[("formula_text", "name")]);
    }
    passes(&[("name", "TIENDA @ CASA")]);
    becomes(&[("name", "LA \"ÑUSTA\", S.A.")], "name", "LA ÑUSTA S.A.", &[Mended::Removed]);
    becomes(&[("name", &"Ñ".repeat(101))], "name", &"Ñ".repeat(100), &[Mended::Cut]);
    for bad in ["A\0B", "A\u{7}", "\u{200B}A", "\u{202E}A", "A\u{FFFD}"] {
        breaks(&[("name", bad)], &[("control_character", "name")]);
    }
    breaks(&[("name", "#N/A")], &[("cell_error", "name")]);
}

#[test]
fn amounts() {
    breaks(&[("base", "1,234")], &[("ambiguous_number", "base")]);
    for bad in ["(18.00)", "118.00-", "S/ 1", "1E+02", ".5", "5.", "1.23.456"] {
        breaks(&[("base", bad)], &[("number", "base")]);
    }
    breaks(&[("base", "1000000000000")], &[("out_of_range", "base")]);
    becomes(&[("base", "100.0049")], "base", "100.00", &[Mended::Rounded]);
    passes(&[("total", "118.05")]);
    passes(&[("total", "117.95")]);
    breaks(&[("total", "118.06")], &[("sum", "total")]);
    breaks(&[("total", "#REF!")], &[("cell_error", "total")]);
    breaks(&[("total", "")], &[("required", "total")]);
    breaks(
        &and(&NOTE, &[("base", "100"), ("tax", "18"), ("total", "118")]),
        &[("sign", "base"), ("sign", "tax"), ("sign", "total")],
    );
    breaks(
        &[("base", "-100"), ("tax", "-18"), ("total", "-118")],
        &[("sign", "base"), ("sign", "tax"), ("sign", "total")],
    );
    breaks(&[("currency", "USD")], &[("required", "rate")]);
    breaks(&[("currency", "EUR")], &[("list", "currency")]);
    becomes(&[("currency", "USD"), ("rate", "3,789")], "rate", "3.789", &[]);
}

#[test]
fn notes_name_the_voucher_they_change() {
    let without = [("ref_date", ""), ("ref_type", ""), ("ref_series", ""), ("ref_number", "")];
    let placeholders =
        [("ref_date", "01/01/0001"), ("ref_type", "00"), ("ref_series", "-"), ("ref_number", "-")];
    let all = ["ref_date", "ref_type", "ref_series", "ref_number"].map(|column| ("required", column));
    breaks(&and(&NOTE, &without), &all);
    breaks(&and(&NOTE, &placeholders), &all);
    passes(&placeholders);
    breaks(&and(&NOTE, &[("ref_date", "06/10/2026")]), &[("not_after", "ref_date")]);
    breaks(&and(&NOTE, &[("ref_series", "B0001")]), &[("length", "ref_series")]);
}

#[test]
fn segments_and_branches() {
    becomes(&[("segment", "BISUTERÍA")], "segment", "Bisutería", &[]);
    breaks(&[("segment", "Hogar")], &[("list", "segment")]);
    becomes(&[("branch", " Plaza \u{A0}norte\n")], "branch", "PLAZA NORTE", &[]);
    breaks(&[("branch", "\u{A0}")], &[("required", "branch")]);
}

#[test]
fn cells_of_a_workbook() {
    let profile = ledger();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 9).expect("a day");
    let rows = [
        with(
            &profile,
            &[("type", Cell::Number(3.0)), ("issued", Cell::Date(day)), ("first", Cell::Number(12.0))],
        ),
        with(&profile, &[("issued", Cell::Number(46_304.0)), ("series", Cell::Text("B002"))]),
        with(&profile, &[("total", Cell::NoValue), ("series", Cell::Text("B004"))]),
        with(&profile, &[("total", Cell::Error("#N/A")), ("series", Cell::Text("B004"))]),
        with(&profile, &[("first", Cell::Number(800.5))]),
        with(
            &profile,
            &[
                ("base", Cell::Number(84.745_762_711_864_42)),
                ("tax", Cell::Number(15.254_237_288_135_585)),
                ("total", Cell::Number(100.0)),
                ("series", Cell::Text("B003")),
            ],
        ),
    ];
    let (became, summary) = judge(&profile, &rows);
    let codes: Vec<_> = became
        .iter()
        .map(|row| row.violations.iter().map(|(code, _)| code.name()).collect::<Vec<_>>())
        .collect();
    let expected =
        [vec![], vec![], vec!["formula_without_value"], vec!["cell_error"], vec!["digits"], vec![]];
    assert_eq!(codes, expected);
    assert_eq!(became[1].values[id(&profile, "issued").0], "09/10/2026");
    assert_eq!(summary.mended[&Mended::Rounded], 2);
    assert_eq!(
        summary.sums.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["284.75", "51.25", "336.00"]
    );
}

#[test]
fn everything_that_is_wrong_is_told_in_the_order_of_the_columns() {
    let cells = [("branch", ""), ("base", "x"), ("series", "B"), ("issued", "x"), ("period", "")];
    let expected = [
        ("required", "period"),
        ("date", "issued"),
        ("length", "series"),
        ("number", "base"),
        ("required", "branch"),
    ];
    breaks(&cells, &expected);
}

#[test]
fn a_violation_says_what_was_found_and_what_would_be_right() {
    let profile = ledger();
    let mut buffer = RowBuffer::new();
    let (mut none, mut lookups) = (NothingLoaded, NoLookups);
    let period = Period::month(2026, 10).expect("a month");
    let mut checker = Checker::new(&profile, period, &placed(&profile), &mut none, &mut lookups);
    let mut told = |cells: &[(&str, &str)]| {
        buffer.clear();
        with_texts(&profile, cells).iter().for_each(|cell| buffer.push(*cell));
        let checked = checker.check(&buffer.row(2, Some(2))).expect("no source fails");
        let violation = checked.violations.first().expect("a violation");
        (violation.found.clone(), violation.expected.clone().unwrap_or_default())
    };
    let pair = |found: &str, expected: &str| (found.to_owned(), expected.to_owned());
    assert_eq!(told(&[("total", "118,06")]), pair("118.06", "118.00"));
    assert_eq!(told(&[("series", " b0001")]), pair(" b0001", "4"));
    assert_eq!(told(&[("period", "20260900")]), pair("20260900", "20261000"));
    assert_eq!(told(&[("currency", "EUR")]), pair("EUR", "PEN, USD"));
    assert_eq!(told(&[("due", "4/10/2026")]), pair("4/10/2026", "≥ 05/10/2026"));
    assert_eq!(told(&[("issued", "30/09/2026")]), pair("30/09/2026", "01/10/2026 – 31/10/2026"));
    assert_eq!(told(&[("last", "11")]), pair("11", "≥ 00000012"));
    assert_eq!(told(&[("total", "-118"), ("base", "0"), ("tax", "-118")]).1, "+");
}

#[test]
fn a_tax_that_is_no_usual_share_is_a_warning() {
    let profile = ledger();
    let rows = [
        with_texts(&profile, &[("tax", "17"), ("total", "117")]),
        with_texts(&profile, &[("tax", "10.10"), ("total", "110.10"), ("first", "13"), ("last", "13")]),
        with_texts(
            &profile,
            &[("tax", "0"), ("base", "0"), ("exempt", "118"), ("first", "14"), ("last", "14")],
        ),
        // Not counted: the row is rejected.
        with_texts(&profile, &[("tax", "17"), ("total", "118")]),
    ];
    let (became, summary) = judge(&profile, &rows);
    assert_eq!(became[0].warnings, [(Code::TaxRate, "tax".to_owned())]);
    assert!(became[1].warnings.is_empty() && became[2].warnings.is_empty());
    assert_eq!(summary.warnings.into_iter().collect::<Vec<_>>(), [(Code::TaxRate, 1)]);
}

/// Rows of one series, each with its first and last number, and whether they are right otherwise.
fn numbered<'c>(profile: &Profile, rows: &[(&'c str, &'c str, bool)]) -> Vec<Vec<Cell<'c>>> {
    let row = |(first, last, right): &(&'c str, &'c str, bool)| {
        let total = if *right { "118" } else { "119" };
        with_texts(profile, &[("first", first), ("last", last), ("total", total)])
    };
    rows.iter().map(row).collect()
}

fn codes(profile: &Profile, rows: &[(&str, &str, bool)]) -> Vec<String> {
    let (became, _) = judge(profile, &numbered(profile, rows));
    let code = |row: &Became| {
        row.violations.iter().map(|(code, column)| format!("{code} {column}")).collect::<Vec<_>>().join(", ")
    };
    became.iter().map(code).collect()
}

#[test]
fn numbers_come_once_whatever_their_noughts_and_ranges() {
    let profile = ledger();
    let rows = [
        ("12", "12", true),
        ("00000012", "00000012", true),
        ("20", "29", true),
        ("25", "25", true),
        ("15", "20", true),
        ("30", "", true),
        ("28", "35", true),
        ("13", "19", true),
    ];
    let expected =
        ["", "duplicate first", "", "duplicate first", "duplicate first", "", "duplicate first", ""];
    assert_eq!(codes(&profile, &rows), expected);
}

#[test]
fn a_rejected_row_claims_nothing_so_its_correction_is_accepted() {
    let profile = ledger();
    let rows = [("12", "12", false), ("12", "12", true), ("12", "12", false)];
    assert_eq!(codes(&profile, &rows), ["sum total", "", "duplicate first, sum total"]);
}

#[test]
fn the_same_number_of_another_series_or_type_is_another() {
    let profile = ledger();
    let rows = [
        with_texts(&profile, &[]),
        with_texts(&profile, &[("series", "B002")]),
        with_texts(&profile, &FACTURA),
    ];
    let (became, _) = judge(&profile, &rows);
    assert!(became.iter().all(|row| row.outcome == RowOutcome::Accepted));
}

#[test]
fn gaps_are_numbers_that_nobody_bears_between_accepted_ones() {
    let profile = ledger();
    let rows = [
        ("10", "10", true),
        ("20", "24", true),
        // Readable, though rejected: no gap.
        ("12", "13", false),
        // Below the lowest and above the highest accepted one: no gaps.
        ("5", "5", false),
        ("40", "40", false),
        // Not readable.
        ("19", "18", true),
    ];
    let (_, summary) = judge(&profile, &numbered(&profile, &rows));
    assert_eq!(summary.gaps.into_iter().collect::<Vec<_>>(), [("03/B001".to_owned(), 7)]);
    assert_eq!(summary.warnings[&Code::Gap], 7);
}

/// What earlier jobs loaded.
struct Earlier(Vec<NumberSpan>);

impl LoadedNumbers for Earlier {
    fn of_key(&mut self, key: &str, _: RuleScope) -> Result<Vec<NumberSpan>, Outside> {
        Ok(if key == "03\u{1F}B001" { self.0.clone() } else { Vec::new() })
    }
}

#[test]
fn what_an_earlier_job_loaded_is_neither_loaded_again_nor_missing() {
    let profile = ledger();
    let mut earlier = Earlier(vec![NumberSpan { first: 1, last: 9 }, NumberSpan { first: 12, last: 14 }]);
    let rows =
        [("10", "10", true), ("9", "9", true), ("13", "18", true), ("16", "16", true), ("16", "16", true)];
    let (became, summary) = judge_after(&profile, &numbered(&profile, &rows), &mut earlier);
    let codes: Vec<_> =
        became.iter().map(|row| row.violations.first().map_or("", |(code, _)| code.name())).collect();
    assert_eq!(codes, ["", "already_loaded", "already_loaded", "", "duplicate"]);
    // 11; 12 to 14 were loaded, 15 is borne by the row that was rejected.
    assert_eq!(summary.gaps.into_iter().collect::<Vec<_>>(), [("03/B001".to_owned(), 1)]);
}

#[test]
fn numbers_without_room_are_told_instead_of_passed() {
    let mut profile = ledger();
    let (first, last) = (id(&profile, "first"), id(&profile, "last"));
    profile.columns[first.0].field.max = None;
    profile.columns[last.0].field.max = None;
    let wide = "9".repeat(30);
    assert_eq!(codes(&profile, &[(&wide, "", true)]), ["out_of_range first"]);
    assert_eq!(codes(&profile, &[("1", &wide, true)]), ["out_of_range last"]);
    let padded = format!("{}12", "0".repeat(30));
    assert_eq!(codes(&profile, &[(&padded, "12", true), ("12", "", true)]), ["", "duplicate first"]);
}

#[test]
fn rows_are_blank_skipped_or_ragged_before_anything_else() {
    let profile = ledger();
    let blank = vec![Cell::Text(""), Cell::Text(" \u{A0}"), Cell::Empty];
    let mut short = sound(&profile);
    short.truncate(placed(&profile).width - 1);
    let mut long = with_texts(&profile, &[("first", "13"), ("last", "13")]);
    long.extend([Cell::Text(" "), Cell::Text("")]);
    let mut longer = long.clone();
    longer.push(Cell::Text("x"));
    let rows = [
        blank.clone(),
        sound(&profile),
        blank.clone(),
        blank.clone(),
        vec![Cell::Text(" total\t")],
        short,
        long,
        longer,
        blank.clone(),
        blank,
    ];
    let (became, summary) = judge(&profile, &rows);
    let outcomes: Vec<_> = became.iter().map(|row| row.outcome).collect();
    use RowOutcome::{Accepted, Blank, Rejected, Skipped};
    assert_eq!(
        outcomes,
        [Blank, Accepted, Blank, Blank, Skipped, Rejected, Accepted, Rejected, Blank, Blank]
    );
    let columns = (Code::Columns, String::new());
    assert_eq!(
        (&became[5].violations[..], &became[7].violations[..]),
        (&[columns.clone()][..], &[columns][..])
    );
    // Those below the last row with content are not counted.
    assert_eq!(
        (summary.read, summary.accepted, summary.rejected, summary.blank, summary.skipped),
        (8, 2, 2, 3, 1)
    );
}

#[test]
fn rows_that_a_workbook_leaves_out_are_blank_and_cells_may_be_few() {
    let profile = ledger();
    let placement = placed(&profile);
    let (mut none, mut lookups) = (NothingLoaded, NoLookups);
    let period = Period::month(2026, 10).expect("a month");
    let mut checker = Checker::new(&profile, period, &placement, &mut none, &mut lookups);
    let mut buffer = RowBuffer::new();
    for (number, first) in [(4, "12"), (5, "13"), (9, "14")] {
        buffer.clear();
        let cells = with_texts(&profile, &[("first", first), ("last", "")]);
        cells[..profile.columns.len()].iter().for_each(|cell| buffer.push(*cell));
        let checked = checker.check(&buffer.row(number, None)).expect("no source fails");
        assert_eq!(checked.outcome, RowOutcome::Accepted);
    }
    // 2 and 3 below the titles, 6 to 8 between.
    assert_eq!(checker.finish().expect("no source fails").blank, 5);
    buffer.clear();
    (0..=placement.width)
        .for_each(|at| buffer.push(if at == placement.width { Cell::Bool(false) } else { Cell::Empty }));
    let outside = checker.check(&buffer.row(10, None)).expect_err("a value without a title");
    let Error::Titles(problem) = outside else { panic!("{outside}") };
    assert_eq!(problem.outside, Some((10, placement.width)));
}

#[test]
fn a_corrected_file_of_rejects_loses_the_apostrophes_that_it_was_given() {
    let mut profile = empty_profile();
    column(&mut profile, "total", "Importe", keys(Type::Decimal));
    column(&mut profile, "name", "Nombre", FieldRules { keep_formula: true, ..keys(Type::Text) });
    let row = [Cell::Text("'-118.00"), Cell::Text("'=A"), Cell::Text("12")];
    let values = |titles: &[&str], line| {
        let placement = match_titles(&[title_row(1, titles)], &profile).expect("its titles");
        let (mut none, mut lookups) = (NothingLoaded, NoLookups);
        let mut checker = Checker::new(&profile, Period::None, &placement, &mut none, &mut lookups);
        let mut buffer = RowBuffer::new();
        row[..titles.len()].iter().for_each(|cell| buffer.push(*cell));
        let checked = checker.check(&buffer.row(2, line)).expect("no source fails");
        [0, 1].map(|at| checked.record.value(ColumnId(at)).to_string())
    };
    for line in [Some(2), None] {
        assert_eq!(values(&["Importe", "Nombre", "#Fila"], line), ["-118.00", "=A"]);
        assert_eq!(values(&["Importe", "Nombre"], line), ["", "'=A"]);
    }
}

#[test]
fn a_key_without_numbers_comes_once_too() {
    let mut profile = empty_profile();
    let reference = FieldRules { case: Some(Case::Upper), ..keys(Type::Text) };
    let reference = column(&mut profile, "reference", "Referencia", reference);
    let unique = |key| RuleKind::Unique { key, numbers: None, scope: RuleScope::File, gaps: false };
    rule(&mut profile, Vec::new(), unique(vec![reference]));
    let rows = [vec![Cell::Text("P6-1")], vec![Cell::Text("P6-2")], vec![Cell::Text("p6-1 ")]];
    let (became, _) = judge(&profile, &rows);
    assert_eq!(became[2].violations, [(Code::Duplicate, "reference".to_owned())]);
    assert_eq!(became[1].outcome, RowOutcome::Accepted);
}

#[test]
fn keys_of_several_rules_are_kept_apart() {
    let mut profile = empty_profile();
    let a = column(&mut profile, "a", "A", keys(Type::Text));
    let b = column(&mut profile, "b", "B", keys(Type::Text));
    let unique = |key| RuleKind::Unique { key, numbers: None, scope: RuleScope::File, gaps: false };
    rule(&mut profile, Vec::new(), unique(vec![a]));
    rule(&mut profile, Vec::new(), unique(vec![b]));
    let rows = [
        vec![Cell::Text("x"), Cell::Text("y")],
        vec![Cell::Text("y"), Cell::Text("x")],
        vec![Cell::Text("z"), Cell::Text("x")],
    ];
    let (became, _) = judge(&profile, &rows);
    assert_eq!(became[1].outcome, RowOutcome::Accepted);
    assert_eq!(became[2].violations, [(Code::Duplicate, "b".to_owned())]);
}

#[test]
fn a_rule_may_only_warn() {
    let mut profile = ledger();
    for rule in &mut profile.rules {
        rule.level = Level::Warning;
    }
    let rows = [
        with_texts(&profile, &[("total", "119"), ("series", "F001")]),
        with_texts(&profile, &[("series", "F001")]),
    ];
    let (became, summary) = judge(&profile, &rows);
    let warned: Vec<_> = became
        .iter()
        .map(|row| row.warnings.iter().map(|(code, _)| code.name()).collect::<Vec<_>>())
        .collect();
    assert_eq!(warned, [vec!["series_for_type", "sum"], vec!["series_for_type", "duplicate"]]);
    assert_eq!(summary.accepted, 2);
}

#[test]
fn a_default_that_breaks_the_columns_own_rules_is_told() {
    let mut profile = empty_profile();
    let from = Some(Bound::Number(0));
    let discount = column(&mut profile, "discount", "Dto.", FieldRules { from, ..keys(Type::Decimal) });
    column(&mut profile, "reference", "Referencia", keys(Type::Text));
    profile.columns[discount.0].default = Some(DefaultValue::Text("0".to_owned()));
    let (became, summary) =
        judge(&profile, &[vec![Cell::Text(""), Cell::Text("A")], vec![Cell::Text("-"), Cell::Text("A")]]);
    assert_eq!((became[0].values[0].as_str(), became[0].mended.len()), ("0.00", 0));
    assert_eq!(became[1].violations, [(Code::Number, "discount".to_owned())]);
    assert_eq!(summary.sums[0].units, 0);
    profile.columns[discount.0].default = Some(DefaultValue::Text("-1".to_owned()));
    let (became, _) = judge(&profile, &[vec![Cell::Text("  "), Cell::Text("A")]]);
    assert_eq!(became[0].violations, [(Code::OutOfRange, "discount".to_owned())]);
}

/// What proptest makes fields of.
const FIELDS: &str = "[0-9/.,BF ~-]{0,12}|\\PC{0,6}|20261000|03|05/10/2026|B001|Moda";

proptest! {
    #[test]
    fn no_row_panics_and_every_row_has_one_outcome(
        rows in prop::collection::vec(prop::collection::vec(FIELDS, 0..42), 0..12),
    ) {
        let profile = ledger();
        let mut cells: Vec<Vec<Cell<'_>>> = Vec::new();
        for row in &rows {
            cells.push(row.iter().map(|text| Cell::Text(text)).collect());
        }
        let rows = cells;
        let (became, summary) = judge(&profile, &rows);
        prop_assert_eq!(became.len(), rows.len());
        for row in &became {
            prop_assert_eq!(row.outcome == RowOutcome::Rejected, !row.violations.is_empty());
        }
        let counted = summary.accepted + summary.rejected + summary.blank + summary.skipped;
        prop_assert_eq!(summary.read, counted);
    }
}
