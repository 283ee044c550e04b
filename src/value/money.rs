//! Amounts as people write them: `1,200`, `１２００`, `1200万`, `1.2亿元`, `约1200`.

use super::text::fold;
use super::{Amount, Decimal, Scale};

/// An amount read from text, and what had to be understood for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenAmount {
    /// The amount; negative ones are the caller's V08.
    pub amount: Amount,
    /// What was understood.
    pub reading: Reading,
}

/// What had to be understood to read a value; the word is printed in V07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Digits, a point, nothing else.
    Plain,
    /// 全角数字
    FullWidth,
    /// 千分位逗号
    Grouped,
    /// The cell names its own unit.
    OwnUnit(Scale),
    /// 约、左右
    About,
    /// More than four decimals of 万元.
    Rounded,
}

/// Reads an amount whose unit is `scale` unless the text itself names one. `about` are the words for 约.
pub fn parse_amount(text: &str, scale: Scale, about: &[String]) -> Option<WrittenAmount> {
    let folded = fold(&space_as_comma(text));
    let mut rest = folded.trim_start_matches(['\'', '’', '‘']);
    let mut reading = if text.chars().any(|c| ('０'..='９').contains(&c)) {
        Reading::FullWidth
    } else if rest.contains(',') {
        Reading::Grouped
    } else {
        Reading::Plain
    };
    let without = strip_about(rest, about);
    if without != rest {
        rest = without;
        reading = Reading::About;
    }
    rest = rest.trim_start_matches("人民币").trim_start_matches(['¥', '￥']);
    let (digits, own) = split_unit(rest);
    let mut used = scale;
    if let Some(own) = own {
        used = own;
        if reading != Reading::About {
            reading = Reading::OwnUnit(own);
        }
    }
    let (amount, changed) = Decimal::parse(digits)?.amount(used)?;
    if changed {
        reading = Reading::Rounded;
    }
    Some(WrittenAmount { amount, reading })
}

/// A space between digits separates thousands or nothing: `1 200` is read as `1,200`, `1 2` is no amount.
fn space_as_comma(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let between_digits = joined.ends_with(char::is_numeric) && word.starts_with(char::is_numeric);
        if between_digits {
            joined.push(',');
        }
        joined.push_str(word);
    }
    joined
}

/// Takes a unit off the end of digits: `1.2亿元` is `1.2` and 亿元.
fn split_unit(text: &str) -> (&str, Option<Scale>) {
    const UNITS: [(&str, Scale); 10] = [
        ("百万元", Scale::Million),
        ("百万", Scale::Million),
        ("亿元", Scale::Yi),
        ("万元", Scale::Wan),
        ("千元", Scale::Thousand),
        ("亿", Scale::Yi),
        ("万", Scale::Wan),
        ("千", Scale::Thousand),
        ("圆", Scale::Yuan),
        ("元", Scale::Yuan),
    ];
    UNITS
        .iter()
        .find_map(|&(unit, scale)| Some((text.strip_suffix(unit)?, Some(scale))))
        .unwrap_or((text, None))
}

/// Takes one word for 约 off either end.
pub(super) fn strip_about<'a>(text: &'a str, about: &[String]) -> &'a str {
    const SIGNS: [&str; 4] = ["≈", "~", "～", "约"];
    let words = || SIGNS.into_iter().chain(about.iter().map(String::as_str));
    let longest = |found: &mut dyn Iterator<Item = &'a str>| found.min_by_key(|rest| rest.len());
    longest(&mut words().filter_map(|word| text.strip_prefix(word)))
        .or_else(|| longest(&mut words().filter_map(|word| text.strip_suffix(word))))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(i64, Reading)> {
        let about = ["约".to_owned(), "左右".to_owned(), "大约".to_owned()];
        parse_amount(text, Scale::Wan, &about).map(|read| (read.amount.value.yuan(), read.reading))
    }

    #[test]
    fn amounts_are_understood_as_they_are_written() {
        for (text, yuan, reading) in [
            ("1200", 12_000_000, Reading::Plain),
            ("1,200", 12_000_000, Reading::Grouped),
            ("1，200", 12_000_000, Reading::Grouped),
            ("１２００", 12_000_000, Reading::FullWidth),
            ("1200万", 12_000_000, Reading::OwnUnit(Scale::Wan)),
            ("1.2亿元", 120_000_000, Reading::OwnUnit(Scale::Yi)),
            ("约1200", 12_000_000, Reading::About),
            ("约1.2亿元", 120_000_000, Reading::About),
            ("500左右", 5_000_000, Reading::About),
            ("1 200", 12_000_000, Reading::Grouped),
            ("'76.0", 760_000, Reading::Plain),
            ("-5", -50_000, Reading::Plain),
        ] {
            assert_eq!(read(text), Some((yuan, reading)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_amount() {
        for text in [
            "待统计",
            "2000+800",
            "3000（一期）",
            "1200-1500",
            "38%",
            "2000万件",
            "一千万",
            "1,20",
            "1 2",
            "",
            "万",
            "936000/2",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_written_decimal_is_kept() {
        let read = parse_amount("1.23亿元", Scale::Wan, &[]).unwrap();
        assert_eq!(read.amount.step.yuan(), 1_000_000);
    }

    proptest! {
        #[test]
        fn any_text_is_safe(text in "\\PC*") {
            let _ = parse_amount(&text, Scale::Wan, &["约".to_owned()]);
        }

        #[test]
        fn what_is_printed_is_read_again(yuan in 0_i64..10_000_000_000) {
            let text = format!("{}.{:04}万元", yuan / 10_000, yuan % 10_000);
            prop_assert_eq!(parse_amount(&text, Scale::Yi, &[]).unwrap().amount.value.yuan(), yuan);
        }
    }
}
