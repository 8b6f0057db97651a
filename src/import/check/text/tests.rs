//! What the rules of a text make of it.

use super::*;
use crate::import::profile::FieldRules;
use proptest::prelude::*;

fn text_column() -> FieldRules {
    FieldRules { kind: Some(Type::Text), ..FieldRules::default() }
}

fn apply(rules: &FieldRules, text: &str) -> (Result<String, Code>, Vec<Mended>) {
    let mut mended = Vec::new();
    let rules = TextRules::new(rules, Period::None, true);
    let result = rules.apply(Cow::Borrowed(text), &mut mended);
    (result.map(Cow::into_owned).map_err(|problem| problem.into_parts().0), mended)
}

fn is(rules: &FieldRules, text: &str, expected: &str) {
    assert_eq!(apply(rules, text).0, Ok(expected.to_owned()), "{text:?}");
}

fn fails(rules: &FieldRules, text: &str, code: Code) {
    assert_eq!(apply(rules, text).0, Err(code), "{text:?}");
}

#[test]
fn removed_characters_leave_no_blanks_and_are_told() {
    let rules = FieldRules { remove: "'`´‘’“”\",".chars().collect(), ..text_column() };
    assert_eq!(
        apply(&rules, "LA \"ÑUSTA’ DORADA´, S.A.C.` “EIRL”"),
        (Ok("LA ÑUSTA DORADA S.A.C. EIRL".to_owned()), vec![Mended::Removed])
    );
    is(&rules, "','", "");
    fails(&rules, "'+51 999", Code::FormulaText);
    fails(&rules, "=1+1", Code::FormulaText);
    is(&rules, "A@B", "A@B");
}

#[test]
fn a_placeholder_that_is_uncovered_stands_for_nothing() {
    let rules = FieldRules { remove: vec!['\''], empty: vec!["-".to_owned()], ..text_column() };
    is(&rules, "''-''", "");
    is(&rules, "'-'", "");
    fails(&rules, "'--'", Code::FormulaText);
}

#[test]
fn only_free_texts_are_guarded_against_formulas() {
    let any = Regex::new("^.*$").expect("a pattern");
    for first in ["=1", "+1", "-1", "@1"] {
        fails(&text_column(), first, Code::FormulaText);
        is(&FieldRules { keep_formula: true, ..text_column() }, first, first);
        is(&FieldRules { pattern: Some(any.clone()), ..text_column() }, first, first);
    }
    fails(&FieldRules { list: vec!["A".to_owned()], ..text_column() }, "=1", Code::List);
}

#[test]
fn padding_fills_digits_only_and_comes_before_list_and_length() {
    let kind = FieldRules {
        pad: Some(Pad { to: 2, from: 1 }),
        list: ["01", "03"].map(str::to_owned).to_vec(),
        ..text_column()
    };
    assert_eq!(apply(&kind, "3"), (Ok("03".to_owned()), vec![Mended::Padded]));
    for text in ["003", "BV", "12", "B"] {
        fails(&kind, text, Code::List);
    }
    let dni = FieldRules {
        kind: Some(Type::Digits),
        length: Some(8),
        pad: Some(Pad { to: 8, from: 7 }),
        ..FieldRules::default()
    };
    is(&dni, "1234567", "01234567");
    fails(&dni, "123456", Code::Length);
    fails(&dni, "123456789", Code::Length);
    fails(&dni, "1234567A", Code::Digits);
    fails(&dni, "１2345678", Code::Digits);
}

#[test]
fn length_comes_before_pattern_and_counts_characters() {
    let rules = FieldRules {
        case: Some(Case::Upper),
        length: Some(4),
        pattern: Some(Regex::new("^(?:[0-9A-Z]{4})$").expect("a pattern")),
        ..text_column()
    };
    is(&rules, "b001", "B001");
    fails(&rules, "B-0", Code::Length);
    fails(&rules, "B-01", Code::Pattern);
    fails(&rules, "В001", Code::Pattern);
    let problem = TextRules::new(&rules, Period::None, true).apply("B-01".into(), &mut Vec::new());
    assert_eq!(problem.expect_err("a hyphen").into_parts().1.as_deref(), Some("[0-9A-Z]{4}"));
}

#[test]
fn what_is_too_long_is_cut_and_trimmed_or_refused() {
    let rules = FieldRules { max: Some(4), ..text_column() };
    is(&rules, "ÑÑÑÑ", "ÑÑÑÑ");
    fails(&rules, "ÑÑÑÑÑ", Code::Length);
    let cut = FieldRules { cut: true, ..rules };
    assert_eq!(apply(&cut, "ABC DE"), (Ok("ABC".to_owned()), vec![Mended::Cut]));
}

#[test]
fn a_list_without_case_gives_its_own_spelling() {
    let list = ["Bisutería", "Moda"].map(str::to_owned).to_vec();
    let rules = FieldRules { list, list_any_case: true, ..text_column() };
    is(&rules, "BISUTERÍA", "Bisutería");
    is(&rules, "moda", "Moda");
    fails(&rules, "Hogar", Code::List);
    fails(&FieldRules { list_any_case: false, ..rules }, "moda", Code::List);
}

#[test]
fn the_code_of_a_profile_stands_for_those_of_its_tests_alone() {
    let rules = FieldRules {
        pattern: Some(Regex::new("^F...$").expect("a pattern")),
        code: Some("series_for_type".to_owned()),
        length: Some(4),
        ..text_column()
    };
    fails(&rules, "B001", Code::SeriesForType);
    fails(&rules, "B01", Code::Length);
}

proptest! {
    #[test]
    fn changing_twice_is_changing_once(text in "[a-zñ0-9' ,-]{0,12}|\\PC{0,12}") {
        let rules = FieldRules {
            remove: vec!['\'', ','],
            empty: vec!["-".to_owned()],
            pad: Some(Pad { to: 3, from: 1 }),
            case: Some(Case::Upper),
            max: Some(8),
            cut: true,
            keep_formula: true,
            ..text_column()
        };
        if let Ok(text) = clean(&text, true).map(Cow::into_owned)
            && let (Ok(once), _) = apply(&rules, &text)
        {
            prop_assert_eq!(apply(&rules, &once).0, Ok(once.clone()));
            prop_assert_eq!(clean(&once, true), Ok(Cow::Borrowed(once.as_str())));
        }
    }
}
