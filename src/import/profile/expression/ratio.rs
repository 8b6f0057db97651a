//! Ratios of whole numbers: exact, and checked.

use super::PLACES;

/// A fraction in its lowest terms, the denominator above nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    fn new(over: i128, under: i128) -> Option<Ratio> {
        let divisor = common_divisor(over, under)?;
        let (over, under) = (over.checked_div(divisor)?, under.checked_div(divisor)?);
        if under < 0 {
            return Some(Ratio { over: over.checked_neg()?, under: under.checked_neg()? });
        }
        Some(Ratio { over, under })
    }

    pub fn of_millionths(millionths: i128) -> Option<Ratio> {
        Ratio::new(millionths, 10i128.pow(PLACES))
    }

    pub fn is_zero(self) -> bool {
        self.over == 0
    }

    pub fn negate(self) -> Option<Ratio> {
        Some(Ratio { over: self.over.checked_neg()?, under: self.under })
    }

    pub fn invert(self) -> Option<Ratio> {
        Ratio::new(self.under, self.over)
    }

    pub fn add(self, other: Ratio) -> Option<Ratio> {
        let shared = common_divisor(self.under, other.under)?;
        let (ours, theirs) = (other.under.checked_div(shared)?, self.under.checked_div(shared)?);
        let over = self.over.checked_mul(ours)?.checked_add(other.over.checked_mul(theirs)?)?;
        Ratio::new(over, self.under.checked_mul(ours)?)
    }

    /// Reduced crosswise first, so that only a product that is really too large is one.
    pub fn multiply(self, other: Ratio) -> Option<Ratio> {
        let (left, right) = (Ratio::new(self.over, other.under)?, Ratio::new(other.over, self.under)?);
        Some(Ratio { over: left.over.checked_mul(right.over)?, under: left.under.checked_mul(right.under)? })
    }

    /// In millionths, rounded half away from nought to so many decimal places.
    pub fn round(self, decimals: u32) -> Option<i128> {
        let scaled = Ratio::new(10i128.checked_pow(decimals)?, 1)?.multiply(self)?;
        let (whole, rest) = (scaled.over.checked_div(scaled.under)?, scaled.over.checked_rem(scaled.under)?);
        let far = rest.unsigned_abs() >= scaled.under.unsigned_abs().checked_sub(rest.unsigned_abs())?;
        let rounded = if far && rest != 0 { whole.checked_add(rest.signum())? } else { whole };
        rounded.checked_mul(10i128.checked_pow(PLACES.checked_sub(decimals)?)?)
    }
}

/// The greatest common divisor, above nought; none of two noughts.
fn common_divisor(left: i128, right: i128) -> Option<i128> {
    let (mut left, mut right) = (left.unsigned_abs(), right.unsigned_abs());
    while right != 0 {
        (left, right) = (right, left.checked_rem(right)?);
    }
    i128::try_from(left).ok().filter(|divisor| *divisor != 0)
}
