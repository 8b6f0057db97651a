//! What a field makes of a value.

use super::*;
use crate::import::profile::{Bound, Sign};
use chrono::NaiveDate;
use proptest::prelude::*;

fn rules(kind: Type) -> FieldRules {
    FieldRules { kind: Some(kind), collapse: true, ..FieldRules::default() }
}

fn read(rules: &FieldRules, cell: Cell<'_>) -> Result<String, Code> {
    let period = Period::month(2026, 10).expect("a month");
    let parsed = FieldReader::of_column(rules, period).read(cell, &mut Vec::new());
    parsed.map_err(|problem| problem.into_parts().0).map(|parsed| match parsed {
        Parsed::Text(text) => text.into_owned(),
        Parsed::Other(value) => value.to_string(),
    })
}

fn text(rules: &FieldRules, text: &str) -> Result<String, Code> {
    read(rules, Cell::Text(text))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// Fields of every kind, with keys that change texts, refuse them, or give them another meaning.
fn all_rules() -> Vec<FieldRules> {
    let some = |kind| FieldRules { max: Some(8), empty: vec!["0".to_owned()], ..rules(kind) };
    let kinds = [Type::Text, Type::Digits, Type::Decimal, Type::Integer, Type::Date, Type::Bool];
    let mut all: Vec<FieldRules> = kinds.into_iter().flat_map(|kind| [rules(kind), some(kind)]).collect();
    let pad = Some(crate::import::profile::Pad { to: 3, from: 1 });
    all.push(FieldRules { pad, ..rules(Type::Digits) });
    all.push(FieldRules { max: Some(2), cut: true, ..rules(Type::Digits) });
    all.push(FieldRules { list: vec!["01".to_owned()], list_any_case: true, ..rules(Type::Text) });
    all.push(FieldRules { sign: Some(Sign::Positive), ..rules(Type::Decimal) });
    all.push(FieldRules { within_period: true, ..rules(Type::Date) });
    all
}

proptest! {
    #[test]
    fn a_cell_that_is_read_at_sight_is_what_reading_it_gives(
        texts in prop::collection::vec("[-+=]?[0-9a ]{1,3}[.,/]?[0-9]{0,9}|0?1/10/2026|#N/A|NO", 1..8),
        number in prop_oneof![-1e4..1e4, (-99_999_i32..99_999).prop_map(|units| f64::from(units) / 100.0)],
    ) {
        let period = Period::month(2026, 10).expect("a month");
        let mut cells: Vec<Cell<'_>> = texts.iter().chain(&texts).map(|text| Cell::Text(text)).collect();
        cells.extend([Cell::Number(number), Cell::Number(number.round()), Cell::Date(day(2026, 10, 31))]);
        for rules in all_rules() {
            let field = FieldReader::of_column(&rules, period);
            for cell in &cells {
                let at_sight = field.at_sight(*cell).map(|outcome| match outcome {
                    KnownValue::Same => Parsed::Text(raw_text(*cell)),
                    KnownValue::Other(value) => Parsed::Other(value),
                });
                let mut mended = Vec::new();
                let read = field.read(*cell, &mut mended);
                if let Some(at_sight) = at_sight {
                    prop_assert_eq!((Ok(at_sight), 0), (read, mended.len()), "{:?} by {:?}", cell, rules);
                }
            }
        }
    }
}

#[test]
fn cells_without_a_value_are_told_apart() {
    for kind in [Type::Text, Type::Digits, Type::Decimal, Type::Date, Type::Bool, Type::Integer] {
        let rules = rules(kind);
        assert_eq!(read(&rules, Cell::Empty), Ok(String::new()));
        assert_eq!(text(&rules, " \u{A0}\t"), Ok(String::new()));
        assert_eq!(read(&rules, Cell::Error("#N/A")), Err(Code::CellError));
        assert_eq!(text(&rules, "#N/D"), Err(Code::CellError));
        assert_eq!(read(&rules, Cell::NoValue), Err(Code::FormulaWithoutValue));
        assert_eq!(text(&rules, "1\u{200B}"), Err(Code::ControlCharacter));
        assert_eq!(text(&rules, "1\0"), Err(Code::ControlCharacter));
        assert_eq!(read(&rules, Cell::Number(f64::NAN)), Err(Code::CellError));
    }
}

#[test]
fn a_number_cell_read_as_a_text_is_its_shortest_decimal() {
    assert_eq!(read(&rules(Type::Digits), Cell::Number(20_999_918_817.0)), Ok("20999918817".to_owned()));
    assert_eq!(read(&rules(Type::Digits), Cell::Number(800.5)), Err(Code::Digits));
    assert_eq!(read(&rules(Type::Digits), Cell::Number(-5.0)), Err(Code::Digits));
    for kind in [Type::Text, Type::Digits] {
        assert_eq!(read(&rules(kind), Cell::Number(999_999_999_999_999.0)), Ok("999999999999999".to_owned()));
        assert_eq!(read(&rules(kind), Cell::Number(4_007_000_000_012_346_000.0)), Err(Code::OutOfRange));
        assert_eq!(text(&rules(kind), "4007000000012345678"), Ok("4007000000012345678".to_owned()));
    }
    assert_eq!(text(&rules(Type::Digits), "2.09E+10"), Err(Code::Digits));
    assert_eq!(text(&rules(Type::Digits), "００１"), Err(Code::Digits));
    let typed = FieldRules { pad: Some(crate::import::profile::Pad { to: 2, from: 1 }), ..rules(Type::Text) };
    assert_eq!(read(&typed, Cell::Number(3.0)), Ok("03".to_owned()));
    assert_eq!(read(&rules(Type::Text), Cell::Decimal { units: 1050, decimals: 2 }), Ok("10.50".to_owned()));
}

#[test]
fn days_come_from_cells_serials_and_texts_but_serials_never_from_texts() {
    let rules = FieldRules { empty: vec!["01/01/0001".to_owned()], ..rules(Type::Date) };
    assert_eq!(read(&rules, Cell::Date(day(2026, 10, 9))), Ok("09/10/2026".to_owned()));
    assert_eq!(read(&rules, Cell::Number(46_304.5)), Ok("09/10/2026".to_owned()));
    assert_eq!(read(&rules, Cell::Number(20_261_009.0)), Err(Code::Date));
    assert_eq!(text(&rules, "46304"), Err(Code::Date));
    assert_eq!(text(&rules, "01/01/0001"), Ok(String::new()));
    assert_eq!(read(&rules, Cell::Bool(true)), Err(Code::Date));
    let compact = FieldRules { dates: vec![DateForm::Compact], ..rules };
    assert_eq!(text(&compact, "20261009"), Ok("09/10/2026".to_owned()));
    assert_eq!(read(&compact, Cell::Number(20_261_009.0)), Ok("09/10/2026".to_owned()));
}

#[test]
fn a_day_outside_the_period_is_told() {
    let rules = FieldRules { within_period: true, ..rules(Type::Date) };
    assert_eq!(text(&rules, "01/10/2026"), Ok("01/10/2026".to_owned()));
    assert_eq!(text(&rules, "31/10/2026"), Ok("31/10/2026".to_owned()));
    for outside in ["30/09/2026", "01/11/2026", "05/10/2025"] {
        assert_eq!(text(&rules, outside), Err(Code::OutsidePeriod), "{outside}");
    }
}

#[test]
fn limits_hold_of_the_rounded_value() {
    let bound = |text: i128| Some(Bound::Number(text * 1_000_000));
    let percent = FieldRules { from: bound(0), to: bound(100), ..rules(Type::Decimal) };
    assert_eq!(text(&percent, "100.0011"), Ok("100.00".to_owned()));
    assert_eq!(text(&percent, "101"), Err(Code::OutOfRange));
    assert_eq!(text(&percent, "-1"), Err(Code::OutOfRange));
    let price = FieldRules { over: bound(0), ..rules(Type::Decimal) };
    assert_eq!(text(&price, "0,00"), Err(Code::OutOfRange));
    assert_eq!(read(&price, Cell::Number(0.01)), Ok("0.01".to_owned()));
    let problem = FieldReader::of_column(&price, Period::None).read(Cell::Text("0"), &mut Vec::new());
    assert_eq!(problem.expect_err("nought").into_parts().1.as_deref(), Some("> 0"));
}

#[test]
fn nought_has_no_sign() {
    let minus = FieldRules { sign: Some(Sign::Negative), ..rules(Type::Decimal) };
    assert_eq!(text(&minus, "0"), Ok("0.00".to_owned()));
    assert_eq!(text(&minus, "-1"), Ok("-1.00".to_owned()));
    assert_eq!(text(&minus, "1"), Err(Code::Sign));
}

#[test]
fn a_whole_number_is_not_rounded_into_being() {
    assert_eq!(read(&rules(Type::Integer), Cell::Number(28.999_999_999_999_996)), Err(Code::Number));
    assert_eq!(text(&rules(Type::Integer), "5,00"), Ok("5".to_owned()));
    assert_eq!(text(&rules(Type::Integer), "5.5"), Err(Code::Number));
}

#[test]
fn placeholders_count_for_number_cells_too() {
    let rules = FieldRules { empty: vec!["0".to_owned()], ..rules(Type::Decimal) };
    assert_eq!(read(&rules, Cell::Number(0.0)), Ok(String::new()));
    assert_eq!(text(&rules, "0"), Ok(String::new()));
    assert_eq!(read(&rules, Cell::Number(1.0)), Ok("1.00".to_owned()));
}

proptest! {
    #[test]
    fn no_cell_panics(content in "\\PC*", number: f64, units: i128, decimals: u8) {
        let cells = [Cell::Text(&content), Cell::Number(number), Cell::Decimal { units, decimals }];
        for kind in [Type::Text, Type::Digits, Type::Decimal, Type::Date, Type::Bool, Type::Integer] {
            for cell in cells {
                let _ = read(&rules(kind), cell);
            }
        }
    }
}
