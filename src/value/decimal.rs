//! Exact decimals: what stands between a cell's number and an amount.

use super::{Amount, Scale, Wanyuan};

/// A decimal as somebody wrote it: `units` ÷ 10^`decimals`. `1.50` keeps its two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The digits, signed.
    pub units: i128,
    /// How many of them stand behind the point.
    pub decimals: u32,
}

impl Decimal {
    /// The shortest decimal of a cell's number: 15 significant digits, as Excel shows them. `None` where it is not finite
    /// or far beyond any amount.
    pub fn of_number(number: f64) -> Option<Decimal> {
        if !number.is_finite() || number.abs() >= 1e21 {
            return None;
        }
        if let Some(decimal) = Decimal::of_few_digits(number) {
            return Some(decimal);
        }
        Decimal::of_digits(number)
    }

    /// The same for a number with at most four decimals, as nearly all are, without writing it out: where the decimal is
    /// the nearest one to the number and has no more than 15 digits, no other has.
    fn of_few_digits(number: f64) -> Option<Decimal> {
        const MOST: f64 = 1e15;
        [(1.0, 0), (10.0, 1), (100.0, 2), (1_000.0, 3), (10_000.0, 4)]
            .into_iter()
            .map(|(power, decimals)| ((number * power).round(), power, decimals))
            .find(|&(units, power, _)| units.abs() < MOST && (units / power).total_cmp(&number).is_eq())
            .map(|(units, _, decimals)| Decimal {
                #[expect(clippy::cast_possible_truncation, reason = "a whole number below 10¹⁵")]
                units: units as i128,
                decimals,
            })
    }

    fn of_digits(number: f64) -> Option<Decimal> {
        // `{:e}` with 14 decimals is 15 significant digits; the exponent says where the point stands.
        let written = format!("{number:.14e}");
        let (mantissa, exponent) = written.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let negative = mantissa.starts_with('-');
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0');
        let behind = i32::try_from(digits.len()).ok()? - 1 - exponent;
        let mut units: i128 = if digits.is_empty() {
            0
        } else {
            digits.parse().ok()?
        };
        if behind < 0 {
            units = units.checked_mul(10_i128.checked_pow(behind.unsigned_abs())?)?;
        } else if behind > 30 {
            // Below any written decimal: 1e-20 is nothing.
            return Some(Decimal {
                units: 0,
                decimals: 0,
            });
        }
        Some(Decimal {
            units: if negative { -units } else { units },
            decimals: u32::try_from(behind).unwrap_or(0),
        })
    }

    /// Plain digits with at most one point and commas between groups of three: `-1,200.50`. Width is folded by the caller.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = ungrouped(whole)?;
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(&whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        if digits.ends_with('.') || whole.len() > 20 || fraction.len() > 15 {
            return None;
        }
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal {
            units: if negative { -units } else { units },
            decimals: u32::try_from(fraction.len()).ok()?,
        })
    }

    /// As an amount, scaled exactly and rounded half up to one yuan; `true` where the rounding changed it.
    pub fn amount(self, scale: Scale) -> Option<(Amount, bool)> {
        let divisor = 10_i128.checked_pow(self.decimals)?;
        let yuan = self.units.checked_mul(i128::from(scale.yuan()))?;
        let rounded = half_up(yuan, divisor)?;
        let step = (i128::from(scale.yuan()) / divisor).max(1);
        let amount = Amount {
            value: Wanyuan::from_yuan(i64::try_from(rounded).ok()?),
            step: Wanyuan::from_yuan(i64::try_from(step).ok()?),
        };
        Some((amount, rounded.checked_mul(divisor)? != yuan))
    }

    /// × 10⁶ with half a unit of the last digit × 10⁶, `shift` more places to the left (2 for a percentage).
    pub fn millionths(self, shift: u32) -> Option<(i64, i64)> {
        let divisor = 10_i128.checked_pow(self.decimals.checked_add(shift)?)?;
        let scaled = self.units.checked_mul(1_000_000)?;
        let half = (500_000 / divisor).max(1);
        let rounded = half_up(scaled, divisor)?;
        Some((i64::try_from(rounded).ok()?, i64::try_from(half).ok()?))
    }

    /// Rounded half away from zero to so many decimals, as a number format shows it.
    #[must_use]
    pub fn shown(self, decimals: u32) -> Decimal {
        let Some(fewer) = self.decimals.checked_sub(decimals) else {
            // More than nine zeros say nothing more.
            let more = (decimals - self.decimals).min(9);
            return Decimal {
                units: self.units.saturating_mul(10_i128.pow(more)),
                decimals: self.decimals + more,
            };
        };
        let divisor = 10_i128.checked_pow(fewer).unwrap_or(i128::MAX);
        let half = (self.units.abs().saturating_mul(2).saturating_add(divisor)) / divisor.saturating_mul(2);
        Decimal {
            units: if self.units < 0 { -half } else { half },
            decimals,
        }
    }

    /// Below zero?
    pub fn is_negative(self) -> bool {
        self.units < 0
    }
}

/// Divided and rounded half up; `None` for numbers that no ledger speaks of.
fn half_up(number: i128, divisor: i128) -> Option<i128> {
    let twice = number.checked_mul(2)?.checked_add(divisor)?;
    Some(twice.div_euclid(divisor.checked_mul(2)?))
}

/// Takes out commas that stand between groups of three digits; `None` where they stand anywhere else.
fn ungrouped(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| whole.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(number: f64) -> (i128, u32) {
        let decimal = Decimal::of_number(number).unwrap();
        (decimal.units, decimal.decimals)
    }

    #[test]
    fn a_number_is_its_shortest_decimal() {
        assert_eq!(of(0.1 + 0.2), (3, 1));
        assert_eq!(of(17761.8), (177_618, 1));
        assert_eq!(of(1200.0), (1200, 0));
        assert_eq!(of(-3.25), (-325, 2));
        assert_eq!(of(0.0), (0, 0));
        for beyond in [f64::NAN, f64::INFINITY, 1e21, -1e22] {
            assert!(Decimal::of_number(beyond).is_none(), "{beyond}");
        }
    }

    #[test]
    fn a_number_is_shown_with_as_many_decimals_as_its_format_has() {
        let shown = |number: f64, decimals| {
            let shown = Decimal::of_number(number).unwrap().shown(decimals);
            (shown.units, shown.decimals)
        };
        assert_eq!((shown(2.5, 0), shown(-2.5, 0)), ((3, 0), (-3, 0)));
        assert_eq!((shown(1.5, 3), shown(12.0, 2)), ((1500, 3), (1200, 2)));
        let is_negative = |number: f64| Decimal::of_number(number).unwrap().is_negative();
        assert!(is_negative(-0.1) && !is_negative(0.0) && !is_negative(0.1));
    }

    #[test]
    fn scaling_is_exact_and_rounds_half_up_to_a_yuan() {
        let amount = |text: &str, scale| Decimal::parse(text).unwrap().amount(scale).unwrap();
        let (exact, changed) = amount("1.2345", Scale::Wan);
        assert_eq!(
            (exact.value.yuan(), exact.step.yuan(), changed),
            (12_345, 1, false)
        );
        let (rounded, changed) = amount("1.23455", Scale::Wan);
        assert_eq!((rounded.value.yuan(), changed), (12_346, true));
        let (yi, _) = amount("1.23", Scale::Yi);
        assert_eq!((yi.value.yuan(), yi.step.yuan()), (123_000_000, 1_000_000));
    }

    #[test]
    fn commas_stand_between_groups_of_three() {
        for (text, units) in [("1,200", 1200), ("12,200", 12_200), ("123,456,789", 123_456_789)] {
            assert_eq!(Decimal::parse(text).unwrap().units, units);
        }
        for wrong in ["1,20", ",200", "1,,200", "12,3456", "1.2.3", "", ".", "-", "5."] {
            assert!(Decimal::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn numbers_that_no_ledger_speaks_of_are_none() {
        let tiny = Decimal {
            units: 1,
            decimals: 38,
        };
        assert_eq!((tiny.amount(Scale::Wan), tiny.millionths(0)), (None, None));
        let shown = Decimal {
            units: 15,
            decimals: 1,
        }
        .shown(30);
        assert_eq!(shown.millionths(0), Some((1_500_000, 1)));
    }

    proptest! {
        #[test]
        fn few_digits_are_what_writing_them_out_gives(units in -2_000_000_000_000_000_i64..2_000_000_000_000_000, power in 0..7, off in -2_i64..=2) {
            let near = units as f64 / 10_f64.powi(power);
            let number = f64::from_bits(near.to_bits().saturating_add_signed(off));
            if let Some(few) = Decimal::of_few_digits(number) {
                prop_assert_eq!(Some(few), Decimal::of_digits(number));
            }
        }

        #[test]
        fn amounts_round_trip(yuan in -1_000_000_000_000_i64..1_000_000_000_000) {
            let decimal = Decimal::of_number(yuan as f64 / 10_000.0).unwrap();
            let (amount, changed) = decimal.amount(Scale::Wan).unwrap();
            prop_assert_eq!(amount.value.yuan(), yuan);
            prop_assert!(!changed);
        }

        #[test]
        fn any_text_and_any_number_is_safe(text in "\\PC*", number in any::<f64>()) {
            if let Some(decimal) = Decimal::parse(&text) {
                let _ = decimal.amount(Scale::Yi);
                let _ = decimal.millionths(2);
                let _ = decimal.shown(2);
            }
            if let Some(decimal) = Decimal::of_number(number) {
                let _ = decimal.amount(Scale::Yi);
                let _ = decimal.millionths(2);
                let _ = decimal.shown(2);
            }
        }
    }
}
