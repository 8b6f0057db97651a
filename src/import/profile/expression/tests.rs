use super::*;
use crate::import::profile::ColumnId;
use proptest::prelude::*;

fn known(name: &str) -> Option<Operand> {
    match name {
        "price" => Some(Operand::Column(ColumnId(0))),
        "discount" => Some(Operand::Column(ColumnId(1))),
        "net" => Some(Operand::Compute(0)),
        _ => None,
    }
}

fn parse(text: &str) -> Result<Expression, ParseError> {
    Expression::parse(text, known)
}

/// With `price`, `discount` and `net` as given, in millionths.
fn evaluate(text: &str, decimals: u8, values: [i128; 3]) -> Result<Option<i128>, EvaluateError> {
    let value = |operand| match operand {
        Operand::Column(ColumnId(0)) => Some(values[0]),
        Operand::Column(_) => Some(values[1]),
        Operand::Compute(_) => Some(values[2]),
    };
    parse(text).expect("an expression").evaluate(decimals, value)
}

fn constant(text: &str, decimals: u8) -> i128 {
    evaluate(text, decimals, [0; 3]).expect("a value").expect("no operand is empty")
}

#[test]
fn operators_bind_as_everybody_learnt_at_school() {
    for (text, value) in [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("12 / 3 / 2", 2),
        ("-2 * -3", 6),
        ("2 - -3", 5),
        ("--4", 4),
        ("((((5))))", 5),
    ] {
        assert_eq!(constant(text, 2), value * 1_000_000, "{text}");
    }
}

#[test]
fn a_net_price_is_exact_and_rounded_half_away_from_nought() {
    let net = "price * (100 - discount) / 100";
    assert_eq!(evaluate(net, 4, [12_345_600, 15_000_000, 0]), Ok(Some(10_493_800)));
    for (text, decimals, millionths) in [
        ("1.005", 2, 1_010_000),
        ("0 - 1.005", 2, -1_010_000),
        ("2.5", 0, 3_000_000),
        ("-2.5", 0, -3_000_000),
        ("2 / 3", 4, 666_700),
        ("1 / 3", 6, 333_333),
        ("1 / 3 * 3", 6, 1_000_000),
        ("0 - 0.001", 2, 0),
    ] {
        assert_eq!(constant(text, decimals), millionths, "{text}");
    }
}

#[test]
fn an_empty_operand_makes_an_empty_result() {
    assert_eq!(parse("price + 1").expect("an expression").evaluate(2, |_| None), Ok(None));
}

#[test]
fn what_has_no_value_says_why() {
    assert_eq!(evaluate("1 / (price - price)", 2, [5, 0, 0]), Err(EvaluateError::DivisionByZero));
    let large = 999_999_999_999_000_000;
    assert!(evaluate("price * price * 1", 2, [large, 0, 0]).is_ok());
    assert_eq!(evaluate("price * price * price", 2, [large, 0, 0]), Err(EvaluateError::Overflow));
    assert_eq!(
        evaluate("price", 2, [i128::MIN, 0, 0]),
        Err(EvaluateError::Overflow),
        "rounded away from nought"
    );
}

#[test]
fn a_mistake_is_found_at_its_character() {
    let wrong = |text: &str| parse(text).map(drop).expect_err("a mistake");
    let error = |at, wrong| ParseError { at, wrong };
    assert_eq!(wrong(""), error(1, Wrong::End));
    assert_eq!(wrong("price +"), error(8, Wrong::End));
    assert_eq!(wrong("price * prise"), error(9, Wrong::Name("prise".to_owned())));
    assert_eq!(wrong("precio.x"), error(1, Wrong::Name("precio.x".to_owned())));
    assert_eq!(wrong("año + price"), error(1, Wrong::Name("año".to_owned())));
    assert_eq!(wrong("1.2.3"), error(1, Wrong::Number("1.2.3".to_owned())));
    assert_eq!(wrong("1e3"), error(1, Wrong::Number("1e3".to_owned())));
    assert_eq!(wrong("price ^ 2"), error(7, Wrong::Unexpected("^".to_owned())));
    assert_eq!(wrong("price 2"), error(7, Wrong::Unexpected("2".to_owned())));
    assert_eq!(wrong("* 2"), error(1, Wrong::Unexpected("*".to_owned())));
    assert_eq!(wrong("(1 + (2)"), error(1, Wrong::Bracket));
    assert_eq!(wrong("1 + 2)"), error(6, Wrong::Bracket));
    assert_eq!(wrong("()"), error(2, Wrong::Unexpected(")".to_owned())));
}

#[test]
fn brackets_nest_deeper_than_any_stack() {
    let deep = format!("{}1{}", "(-".repeat(100_000), ")".repeat(100_000));
    assert_eq!(constant(&deep, 2), 1_000_000);
}

/// A tree of whole numbers with its value as a fraction, worked out apart.
fn tree() -> impl Strategy<Value = (String, i128, i128)> {
    let leaf = (-50i128..50).prop_map(|n| (if n < 0 { format!("({n})") } else { n.to_string() }, n, 1));
    leaf.prop_recursive(4, 24, 2, |inner| {
        (inner.clone(), inner, 0..4usize).prop_map(|((a, an, ad), (b, bn, bd), which)| match which {
            0 => (format!("({a} + {b})"), an * bd + bn * ad, ad * bd),
            1 => (format!("({a}-{b})"), an * bd - bn * ad, ad * bd),
            2 => (format!("{a}*{b}"), an * bn, ad * bd),
            _ if bn != 0 => (format!("({a}/({b}))"), an * bd, ad * bn),
            _ => (a, an, ad),
        })
    })
}

proptest! {
    #[test]
    fn any_tree_has_the_value_of_its_fraction((text, over, under) in tree()) {
        let wanted = {
            let scaled = over * 10_000;
            let (whole, rest) = (scaled / under, scaled % under);
            let away = if (over < 0) == (under < 0) { 1 } else { -1 };
            (whole + if rest.abs() * 2 >= under.abs() { away } else { 0 }) * 100
        };
        prop_assert_eq!(constant(&text, 4), wanted, "{}", text);
    }

    #[test]
    fn no_text_panics(text in "[-+*/() 0-9.a-zñ_]{0,40}|\\PC{0,40}", values: [i128; 3], decimals: u8) {
        if let Ok(expression) = parse(&text) {
            let _ = expression.evaluate(decimals, |operand| match operand {
                Operand::Column(ColumnId(at)) => values.get(at).copied(),
                Operand::Compute(_) => Some(values[2]),
            });
        }
    }
}
