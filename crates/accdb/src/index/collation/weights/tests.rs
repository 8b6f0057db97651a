use super::*;
use crate::index::testing::shared;

fn hex(number: u64, digits: &str) -> Vec<u8> {
    number.to_be_bytes()[8 - digits.len() / 2..].to_vec()
}

/// A published line in words: what each of its units writes.
fn expected(line: &str, expansions: &[u16]) -> Vec<(u16, Weight)> {
    let fields: Vec<&str> = line.split(',').chain([""; 8]).collect();
    let number = |digits: &str| u64::from_str_radix(digits, 16).unwrap_or(0);
    let (first, last) = (number(fields[0]) as u16, number(fields[1]) as u16);
    let weight = |unit: u16| {
        let nth = u64::from(unit - first);
        let primary = hex(number(fields[3]) + nth * fields[4].parse().unwrap_or(0), fields[3]);
        let secondary = hex(number(fields[5]) + nth * fields[6].parse().unwrap_or(0), fields[5]);
        let kind = match (fields[2], fields[7]) {
            ("plain", "") if expansions.contains(&unit) => Kind::Expansion,
            ("plain", "") => Kind::Plain,
            ("accent", "") => Kind::Accent,
            ("modify", "") => Kind::Modify,
            ("kana", "") => Kind::Kana { mark: 3 },
            ("kana", "1") => Kind::Kana { mark: 2 },
            ("symbol", "") => Kind::Symbol,
            ("ignore", "") => Kind::Ignore,
            ("private", "") => return private(nth as u16),
            other => panic!("no such kind: {other:?}"),
        };
        weight(kind, &primary, &secondary)
    };
    (first..=last).map(|unit| (unit, weight(unit))).collect()
}

fn weight(kind: Kind, primary: &[u8], secondary: &[u8]) -> Weight {
    let bytes = |of: &[u8]| {
        let mut bytes = [0; 8];
        bytes[..of.len()].copy_from_slice(of);
        Bytes { bytes, len: of.len() as u8 }
    };
    Weight { kind, primary: bytes(primary), secondary: bytes(secondary) }
}

/// Counts the private weights up one by one.
fn private(nth: u16) -> Weight {
    let mut primary = [0xA9, 0x02];
    for _ in 0..nth / 4 {
        primary = if primary[1] == 0xFF { [primary[0] + 1, 2] } else { [primary[0], primary[1] + 1] };
    }
    match [&[][..], &[0x43], &[0x84], &[0xC5]][usize::from(nth % 4)] {
        [] => weight(Kind::Plain, &primary, &[]),
        secondary => weight(Kind::Accent, &primary, secondary),
    }
}

/// `expansions` are counted as two characters by real files; the published table does not tell.
fn agrees_with(name: &str, collation: &Table, expansions: &[u16]) {
    let Some(shared) = shared() else { return };
    let table =
        std::fs::read_to_string(shared.join("accdb/collation").join(name)).expect("the published weights");
    let units: Vec<_> = table.lines().skip(1).flat_map(|line| expected(line, expansions)).collect();
    assert_eq!(units.len(), 0x10000 - 0x800, "every unit but the surrogates");
    for (unit, weight) in units {
        assert_eq!(collation.weight(unit), weight, "U+{unit:04X} of {name}");
    }
}

#[test]
fn every_unit_of_general_weighs_as_published() {
    agrees_with("general.csv", &GENERAL, &[]);
}

#[test]
fn every_unit_of_general_legacy_weighs_as_published() {
    agrees_with("general_legacy.csv", &GENERAL_LEGACY, &[u16::from(b'\xDF')]);
}

#[test]
fn surrogates_are_computed_in_the_steps_of_the_source() {
    let primary = |unit| GENERAL.weight(unit).primary.get().to_vec();
    assert_eq!(primary(0xD83D), (0xD83D_u16 - 10238).to_be_bytes());
    for (low, less) in [(0, 9992), (7, 9992), (8, 9990), (261, 9990), (262, 9988), (515, 9988), (516, 9986)] {
        assert_eq!(primary(0xDC00 + low), (0xDC00 + low - less).to_be_bytes());
    }
    assert_eq!(primary(0xDFFF), (0xDFFF_u16 - 9984).to_be_bytes());
    assert_eq!(GENERAL_LEGACY.weight(0xDFFF).secondary.get(), [0x3F]);
}
