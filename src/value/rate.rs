//! Rates as a cell shows them: `38.2%`, `0.382`, `38.2` under a heading with %.

use super::Decimal;
use super::money::strip_about;
use super::text::fold;

/// A stated rate: millionths of 1 and half a unit of its last digit, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenRate {
    /// × 10⁶.
    pub millionths: i64,
    /// × 10⁶.
    pub tolerance: i64,
}

/// Up to here a bare number is a fraction, beyond it a percentage: 1.5 is 150 %.
const LARGEST_FRACTION_TENTHS: i128 = 15;

/// Reads a rate from text. `percent`: does the heading say %?
pub fn parse_rate(text: &str, percent: bool, about: &[String]) -> Option<WrittenRate> {
    let folded = fold(text);
    let rest = strip_about(folded.trim_start_matches(['\'', '’']), about);
    match rest.strip_suffix('%') {
        Some(digits) => rate(Decimal::parse(digits)?, true),
        None => rate_of(Decimal::parse(rest)?, percent),
    }
}

/// A rate from a number that is shown as a plain number.
pub fn rate_of(shown: Decimal, percent: bool) -> Option<WrittenRate> {
    let fraction = shown.units.abs().checked_mul(10)?
        <= LARGEST_FRACTION_TENTHS.checked_mul(10_i128.checked_pow(shown.decimals)?)?;
    rate(shown, percent || !fraction)
}

/// A rate from a number with a percent format that shows `decimals`: 0.311 as 31.1%.
pub fn rate_shown_as_percent(number: Decimal, decimals: u8) -> Option<WrittenRate> {
    let hundredfold = Decimal {
        units: number.units.checked_mul(100)?,
        decimals: number.decimals,
    };
    rate(hundredfold.shown(decimals.into()), true)
}

fn rate(shown: Decimal, percent: bool) -> Option<WrittenRate> {
    let (millionths, tolerance) = shown.millionths(if percent { 2 } else { 0 })?;
    Some(WrittenRate {
        millionths,
        tolerance,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, percent: bool) -> Option<(i64, i64)> {
        parse_rate(text, percent, &["左右".to_owned()]).map(|rate| (rate.millionths, rate.tolerance))
    }

    #[test]
    fn a_rate_is_what_its_cell_shows() {
        assert_eq!(read("38.2%", false), Some((382_000, 500)));
        assert_eq!(read("38％左右", false), Some((380_000, 5_000)));
        assert_eq!(read("0.382", false), Some((382_000, 500)));
        assert_eq!(read("38.2", false), Some((382_000, 500)));
        assert_eq!(read("1.5", false), Some((1_500_000, 50_000)));
        assert_eq!(read("1.2", true), Some((12_000, 500)));
        assert_eq!(read("正常", false), None);
    }

    #[test]
    fn a_percent_format_hides_what_it_does_not_show() {
        let number = Decimal::of_number(0.3149).unwrap();
        let shown = rate_shown_as_percent(number, 0).unwrap();
        assert_eq!((shown.millionths, shown.tolerance), (310_000, 5_000));
    }

    proptest! {
        #[test]
        fn any_text_and_any_number_is_safe(text in "\\PC*", number in any::<f64>(), decimals in any::<u8>()) {
            let _ = (read(&text, true), read(&text, false));
            if let Some(number) = Decimal::of_number(number) {
                let _ = (rate_of(number, true), rate_shown_as_percent(number, decimals));
            }
        }
    }
}
