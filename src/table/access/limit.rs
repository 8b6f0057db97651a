//! How far a number may move.

use rust_decimal::Decimal;

/// What a share is counted in.
const MILLION: i64 = 1_000_000;

/// Whether a number moves by more than `at_most` millionths of what it was. From nought every move is too far: no
/// share of it is any.
pub(super) fn is_too_far(before: Decimal, after: Decimal, at_most: i128) -> bool {
    let moved = after.checked_sub(before).and_then(|moved| moved.abs().checked_mul(MILLION.into()));
    let allowed = Decimal::try_from_i128_with_scale(at_most, 0).ok();
    let allowed = allowed.and_then(|at_most| at_most.checked_mul(before.abs()));
    // Past 28 digits nobody knows, and a person looks.
    moved.zip(allowed).is_none_or(|(moved, allowed)| moved > allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_the_share_itself_is_allowed_both_ways() {
        let far = |before: &str, after: &str| {
            let number = |text: &str| text.parse().expect("a number");
            is_too_far(number(before), number(after), 300_000)
        };
        assert!(!far("100", "130") && !far("100", "70") && !far("-100", "-130"));
        assert!(far("100", "130.0001") && far("100", "69.9999") && far("100", "-100"));
        assert!(far("112.46", "147.3226"), "31 %");
        assert!(far("0", "0.0001") && !far("0", "0") && !far("0.00", "0"));
    }

    #[test]
    fn what_cannot_be_computed_is_too_far() {
        assert!(is_too_far(Decimal::MAX, Decimal::MIN, 1));
        assert!(
            is_too_far(Decimal::ONE, Decimal::MAX, 1) && is_too_far(Decimal::ONE, Decimal::TWO, i128::MAX)
        );
    }
}
