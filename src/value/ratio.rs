//! Shares of two amounts or counts, kept exact until they are printed.

use serde::{Serialize, Serializer};

use super::Wanyuan;

/// 率: an exact fraction with a positive denominator. Serialises as a fraction of 1 (`0.2232`).
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `None` where the base is zero or negative: a share of nothing is not 0 %.
    pub fn of(part: i128, base: i128) -> Option<Ratio> {
        (base > 0).then_some(Ratio {
            numerator: part,
            denominator: base,
        })
    }

    /// The share of two amounts.
    pub fn of_amounts(part: Wanyuan, base: Wanyuan) -> Option<Ratio> {
        Ratio::of(part.yuan().into(), base.yuan().into())
    }

    /// The share of two counts.
    pub fn of_counts(part: usize, base: usize) -> Option<Ratio> {
        Ratio::of(part as i128, base as i128)
    }

    /// Zero, as a base to compare with.
    pub const ZERO: Ratio = Ratio {
        numerator: 0,
        denominator: 1,
    };

    /// As a float, for JSON and charts only; nothing that is printed is rounded from it.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// `self − other`, exact.
    #[must_use]
    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio {
            numerator: self.numerator * other.denominator - other.numerator * self.denominator,
            denominator: self.denominator * other.denominator,
        }
        .reduced()
    }

    /// The fraction `numerator ÷ denominator` itself.
    pub fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// The value × 10^`digits`, rounded half away from zero (四舍五入 by absolute value).
    pub fn scaled(self, digits: u32) -> i128 {
        let scaled = self.numerator * 10_i128.pow(digits);
        let half = (scaled.abs() * 2 + self.denominator) / (self.denominator * 2);
        if scaled < 0 { -half } else { half }
    }

    /// Is it below zero? Exact.
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Is it exactly zero?
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Is it exactly one?
    pub fn is_one(self) -> bool {
        self.numerator == self.denominator
    }

    fn reduced(self) -> Ratio {
        let divisor = gcd(self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).unwrap_or(1).max(1);
        Ratio {
            numerator: self.numerator / divisor,
            denominator: self.denominator / divisor,
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> std::cmp::Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_rounds_up_by_the_exact_fraction() {
        let half = Ratio::of(2225, 10_000).unwrap();
        assert_eq!(half.scaled(3), 223);
        assert_eq!(Ratio::of(-2225, 10_000).unwrap().scaled(3), -223);
    }

    #[test]
    fn a_difference_is_exact_and_reduced() {
        let ratio = |numerator, denominator| Ratio::of(numerator, denominator).unwrap();
        assert_eq!(ratio(1, 2).minus(ratio(1, 3)).parts(), (1, 6));
        assert_eq!(ratio(1, 4).minus(ratio(1, 2)).parts(), (-1, 4));
        assert_eq!(ratio(3, 7).minus(Ratio::ZERO).parts(), (3, 7));
        assert!(ratio(1, 4).minus(ratio(1, 2)).is_negative() && !Ratio::ZERO.is_negative());
        assert!(ratio(2, 6).minus(ratio(1, 3)).is_zero() && !ratio(1, 3).is_zero());
        assert!(ratio(4, 4).is_one() && !ratio(3, 4).is_one());
        assert_eq!(Ratio::ZERO.parts(), (0, 1));
    }

    #[test]
    fn a_share_of_nothing_is_no_share() {
        assert!(Ratio::of(1, 0).is_none());
    }

    #[test]
    fn order_does_not_depend_on_the_denominators() {
        assert!(Ratio::of(1, 3).unwrap() < Ratio::of(2, 5).unwrap());
        assert_eq!(Ratio::of(1, 2), Ratio::of(2, 4));
    }
}
