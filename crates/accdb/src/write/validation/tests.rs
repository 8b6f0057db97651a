use super::*;
use crate::error::Error;
use crate::format::column::ColumnType;
use crate::format::testing;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

fn table(column_type: ColumnType) -> TableDef {
    let mut table = testing::table(&[(column_type, false, 40), (ColumnType::Long, false, 4)]);
    (table.columns[0].name, table.columns[1].name) = ("Value".to_owned(), "Other one".to_owned());
    table
}

/// What a rule of the first column says of a value: `None` where it cannot tell.
fn holds(rule: &str, value: Value<'static>) -> Option<bool> {
    let column_type = match value {
        Value::Text(_) => ColumnType::Text,
        Value::Double(_) => ColumnType::Double,
        Value::Currency(_) => ColumnType::Currency,
        Value::DateTime(_) => ColumnType::DateTime,
        Value::Boolean(_) => ColumnType::Boolean,
        _ => ColumnType::Long,
    };
    let mut table = table(column_type);
    table.columns[0].validation = Some(rule.to_owned());
    verdict(&table, &[value, Value::Long(5)])
}

fn verdict(table: &TableDef, values: &[Value<'_>]) -> Option<bool> {
    match Validation::all(table).iter().try_for_each(|rule| rule.check(table, values, &WriteContext::of(NOW)))
    {
        Ok(()) => Some(true),
        Err(Error::Rule { rule: Rule::Violated(_), .. }) => Some(false),
        Err(_) => None,
    }
}

fn text(text: &'static str) -> Value<'static> {
    Value::Text(text.into())
}

/// All rules that were seen in 297 files of Access.
#[test]
fn the_rules_that_access_files_have_are_evaluated() {
    let day = |day: f64| Value::DateTime(day.into());
    for (rule, good, bad) in [
        (">=0", vec![Value::Long(0), Value::Double(0.5)], vec![Value::Long(-1), Value::Currency(-1)]),
        (">=#1/1/1900#", vec![day(2.0), day(46_000.5)], vec![day(1.0), day(-3.0)]),
        ("<Date()", vec![day(46_089.9)], vec![day(46_090.0), day(46_090.75)]),
        (">0", vec![Value::Long(1)], vec![Value::Long(0), Value::Double(-0.0)]),
        ("Between 0 And 1", vec![Value::Double(0.0), Value::Currency(10_000)], vec![Value::Double(1.000_1)]),
        ("<=1 And >=0", vec![Value::Long(1)], vec![Value::Long(2), Value::Long(-1)]),
        (">10", vec![Value::Long(11)], vec![Value::Long(10)]),
        ("Is Not Null", vec![Value::Long(0)], vec![Value::Null]),
    ] {
        good.into_iter()
            .for_each(|value| assert_eq!(holds(rule, value.clone()), Some(true), "{value:?} {rule}"));
        bad.into_iter()
            .for_each(|value| assert_eq!(holds(rule, value.clone()), Some(false), "{value:?} {rule}"));
    }
}

#[test]
fn texts_are_compared_without_case_and_listed_and_matched() {
    for (rule, good, bad) in [
        ("\"A\" Or 'b'", vec!["a", "B"], vec!["c", "ab", ""]),
        ("In (\"Señor\", \"Señora\")", vec!["SEÑOR"], vec!["Senor"]),
        ("Not In (\"x\")", vec!["y"], vec!["X"]),
        ("Like \"F##-*\"", vec!["f12-", "F00-abc"], vec!["F1-", "F123-x", "xF12-"]),
        ("Not Like '*@*.?'", vec!["a@b", "plain"], vec!["a@b.c"]),
        ("Like \"*ab*ab\"", vec!["abab", "xabyabab"], vec!["ab", "ababx"]),
        ("<>\"\"", vec!["x"], vec![""]),
        (">=\"m\"", vec!["M", "ñ"], vec!["l"]),
        ("=\"say \"\"yes\"\"\"", vec!["Say \"yes\""], vec!["yes"]),
    ] {
        good.into_iter().for_each(|value| assert_eq!(holds(rule, text(value)), Some(true), "{value} {rule}"));
        bad.into_iter().for_each(|value| assert_eq!(holds(rule, text(value)), Some(false), "{value} {rule}"));
    }
}

#[test]
fn not_binds_closer_than_and_and_that_closer_than_or() {
    let long = |rule, value| holds(rule, Value::Long(value));
    assert_eq!([1, 2, 7].map(|value| long("1 Or >1 And <5", value)), [Some(true), Some(true), Some(false)]);
    assert_eq!([1, 3, 7].map(|value| long("(1 Or >1) And <5", value)), [Some(true), Some(true), Some(false)]);
    assert_eq!(
        [2, 3, 9].map(|value| long("Not 2 And Not >5", value)),
        [Some(false), Some(true), Some(false)]
    );
    assert_eq!([-1, 0].map(|value| long("-1 Or =0 And <>0", value)), [Some(true), Some(false)]);
    assert_eq!([true, false].map(|value| holds("True", Value::Boolean(value))), [Some(true), Some(false)]);
    assert_eq!([true, false].map(|value| holds("<0", Value::Boolean(value))), [Some(true), Some(false)]);
}

#[test]
fn a_null_breaks_only_a_rule_that_asks_for_it() {
    for rule in
        [">0", "In (1,2)", "Not 3", "Between 1 And 2", "Is Null Or >5", "Like \"a\"", "<Date() And >0"]
    {
        assert_eq!(holds(rule, Value::Null), Some(true), "{rule}");
    }
    for rule in ["Is Not Null", "Not Is Null", "Is Not Null And >0"] {
        assert_eq!(holds(rule, Value::Null), Some(false), "{rule}");
    }
    assert_eq!(holds("Is Null Or >5", Value::Long(3)), Some(false));
}

#[test]
fn the_rule_of_a_table_names_its_columns() {
    let mut table = table(ColumnType::Long);
    table.validation = Some("[value]<[Other one] Or [Other one] Is Null".to_owned());
    let verdict = |one, other| verdict(&table, &[one, other]);
    assert_eq!(verdict(Value::Long(1), Value::Long(2)), Some(true));
    assert_eq!(verdict(Value::Long(2), Value::Long(2)), Some(false));
    assert_eq!(verdict(Value::Long(2), Value::Null), Some(true));
    assert_eq!(verdict(Value::Null, Value::Long(2)), Some(true));
}

#[test]
fn a_binary_fraction_is_compared_as_one_and_a_decimal_exactly() {
    let decimal = |magnitude| Value::Decimal { negative: false, magnitude, scale: 1 };
    let one = |value: &Value<'_>, other: &Value<'_>| compare(value, other, None);
    assert_eq!(one(&Value::Double(0.1), &decimal(1)), Ok(Some(Ordering::Equal)));
    assert_eq!(one(&Value::Single(0.1), &decimal(1)), Ok(Some(Ordering::Greater)));
    assert_eq!(one(&Value::Double(1e300), &decimal(1)), Ok(Some(Ordering::Greater)));
    let wide = Value::Decimal { negative: false, magnitude: 10_u128.pow(28), scale: 28 };
    assert_eq!(one(&Value::BigInt(i64::MAX), &wide), Ok(Some(Ordering::Greater)));
    assert_eq!(one(&Value::BigInt(i64::MIN), &wide), Ok(Some(Ordering::Less)));
    assert_eq!(one(&Value::Guid([0; 16]), &decimal(1)), Err(Undecided));
}

#[test]
fn what_is_not_understood_takes_no_value() {
    for rule in [
        "Len([Value])>3",
        ">0 Xor <5",
        "[No such]>0",
        "Value>0",
        ">1+1",
        "Like \"[a-z]*\"",
        "Like \"a%\"",
        ">",
        "In ()",
        "(>0",
        ">0)",
        "Between 1",
        "\"open",
        "DLookup(\"a\",\"b\")",
        "#1/1/26",
        "Is Nothing",
        "Not",
        "",
    ] {
        assert_eq!(holds(rule, Value::Long(4)), None, "{rule}");
    }
    assert_eq!(holds(&"(".repeat(10_000), Value::Long(4)), None);
    assert_eq!(holds(&"Not ".repeat(10_000), Value::Long(4)), None);
    // A number and a text, or blanks at the end.
    assert_eq!((holds(">0", text("7")), holds("\"a\"", text("a "))), (None, None));
}

proptest::proptest! {
    #[test]
    fn no_expression_panics(rule in "([<>=()\\[\\]\"'#,. 0-9*?-]|And |Or |Not |In |Like |Is |Null|Between |Date)*") {
        let _ = holds(&rule, Value::Long(4));
    }
}
