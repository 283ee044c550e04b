//! Money in 万元, exact to four decimals: one unit of the last decimal is one yuan.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 万元, held as whole yuan, so that sums are exact in any order.
///
/// In JSON it is a number of 万元 (`17761.8`), in the reader's pipe a count of yuan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wanyuan(i64);

impl Wanyuan {
    /// Nothing, as a sum of no amounts; a missing amount is `None`, never this.
    pub const ZERO: Wanyuan = Wanyuan(0);

    /// From whole yuan: `from_yuan(177_618_000)` is 17761.8 万元.
    pub const fn from_yuan(yuan: i64) -> Wanyuan {
        Wanyuan(yuan)
    }

    /// Whole yuan, which is 万元 × 10⁴.
    pub const fn yuan(self) -> i64 {
        self.0
    }

    /// As a float of 万元, for spreadsheets, charts and JSON.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 10_000.0
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Wanyuan {
        Wanyuan(self.0.abs())
    }

    /// Below zero?
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Wanyuan {
    type Output = Wanyuan;
    fn add(self, other: Wanyuan) -> Wanyuan {
        Wanyuan(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Wanyuan {
    fn add_assign(&mut self, other: Wanyuan) {
        *self = *self + other;
    }
}

impl Sub for Wanyuan {
    type Output = Wanyuan;
    fn sub(self, other: Wanyuan) -> Wanyuan {
        Wanyuan(self.0.saturating_sub(other.0))
    }
}

impl Neg for Wanyuan {
    type Output = Wanyuan;
    fn neg(self) -> Wanyuan {
        Wanyuan(-self.0)
    }
}

impl Sum for Wanyuan {
    fn sum<I: Iterator<Item = Wanyuan>>(amounts: I) -> Wanyuan {
        amounts.fold(Wanyuan::ZERO, Add::add)
    }
}

impl Serialize for Wanyuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            serializer.serialize_i64(self.0)
        } else if self.0 % 10_000 == 0 {
            serializer.serialize_i64(self.0 / 10_000)
        } else {
            serializer.serialize_f64(self.to_f64())
        }
    }
}

impl<'de> Deserialize<'de> for Wanyuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Wanyuan, D::Error> {
        if deserializer.is_human_readable() {
            let amount = f64::deserialize(deserializer)?;
            #[expect(clippy::cast_possible_truncation, reason = "amounts stay far below 2^53 yuan")]
            Ok(Wanyuan((amount * 10_000.0).round() as i64))
        } else {
            i64::deserialize(deserializer).map(Wanyuan)
        }
    }
}

/// An amount as somebody wrote it: its value and the size of one unit of its last written decimal.
///
/// `1.23亿元` is 12300 万元 with a step of 100 万元; `936` is 936 with a step of 1 万元.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// The value.
    pub value: Wanyuan,
    /// One unit of the last written decimal.
    pub step: Wanyuan,
}

impl Amount {
    /// Do two amounts say the same, within half a unit of the coarser one's last written decimal?
    pub fn agrees_with(&self, other: &Amount) -> bool {
        let step = self.step.max(other.step).yuan();
        (i128::from(self.value.yuan()) - i128::from(other.value.yuan())).abs() * 2 <= i128::from(step)
    }
}

/// 金额单位: what one unit of a column's numbers is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scale {
    /// 元
    Yuan,
    /// 千元
    Thousand,
    /// 万元
    Wan,
    /// 百万元
    Million,
    /// 亿元
    Yi,
}

impl Scale {
    /// The yuan of one unit.
    pub const fn yuan(self) -> i64 {
        match self {
            Scale::Yuan => 1,
            Scale::Thousand => 1_000,
            Scale::Wan => 10_000,
            Scale::Million => 1_000_000,
            Scale::Yi => 100_000_000,
        }
    }

    /// As it is written behind a number.
    pub const fn name(self) -> &'static str {
        match self {
            Scale::Yuan => "元",
            Scale::Thousand => "千元",
            Scale::Wan => "万元",
            Scale::Million => "百万元",
            Scale::Yi => "亿元",
        }
    }

    /// The heading in one line, without a unit in brackets.
    pub fn without_unit(heading: &str) -> String {
        let mut label: String = heading.split_whitespace().collect();
        for scale in [
            Scale::Million,
            Scale::Wan,
            Scale::Yi,
            Scale::Thousand,
            Scale::Yuan,
        ] {
            for (open, close) in [('（', '）'), ('(', ')')] {
                label = label.replace(&format!("{open}{}{close}", scale.name()), "");
            }
        }
        label
    }

    /// An amount as a number of this unit, exact, without trailing zeros: 9347 万元 is `0.9347` in 亿元.
    pub fn show(self, amount: Wanyuan) -> String {
        let (yuan, unit) = (i128::from(amount.yuan()), i128::from(self.yuan()));
        let sign = if yuan < 0 { "-" } else { "" };
        let (whole, rest) = (yuan.abs() / unit, yuan.abs() % unit);
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let digits = unit.ilog10() as usize;
        let fraction = format!("{rest:0digits$}");
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_shown_in_the_unit_of_its_column() {
        assert_eq!(Scale::Yi.show(Wanyuan::from_yuan(93_470_000)), "0.9347");
        assert_eq!(Scale::Wan.show(Wanyuan::from_yuan(33_880_000)), "3388");
        assert_eq!(Scale::Wan.show(Wanyuan::from_yuan(-3_388)), "-0.3388");
        assert_eq!(Scale::Yuan.show(Wanyuan::from_yuan(3_388)), "3388");
    }

    #[test]
    fn an_amount_comes_back_from_json_to_the_yuan() {
        for yuan in [0, 1, -15_000, 1_234_567, 93_470_000] {
            let amount = Wanyuan::from_yuan(yuan);
            let json = serde_json::to_string(&amount).unwrap();
            assert_eq!(serde_json::from_str::<Wanyuan>(&json).unwrap(), amount, "{json}");
            assert_eq!(amount.is_negative(), yuan < 0);
        }
    }

    #[test]
    fn a_heading_is_named_without_its_unit() {
        assert_eq!(Scale::without_unit("总投资\n（亿元）"), "总投资");
    }
}
