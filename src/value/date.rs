//! Dates as people write them: `2023.5.8`, `5月底`, `二季度`, serial numbers.

use chrono::{Datelike, Days, NaiveDate};

use super::text::fold;
use super::{Day, Precision};

/// A date read from a cell, and whether something had to be supplied for it (V07).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDay {
    /// The date with its precision, standing for the last day it allows.
    pub day: Day,
    /// The year was not written and is the as-of date's.
    pub year_supplied: bool,
}

/// What became of a cell in a date column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayText {
    /// A date.
    Day(WrittenDay),
    /// `2023.1` where the trailing zero of October may be lost (V10).
    OctoberOrJanuary,
    /// No date (V03).
    No,
}

/// Years that a ledger can speak of.
const YEARS: std::ops::RangeInclusive<i32> = 1980..=2099;

/// Reads a date from text. `trusts_zero`: does the text keep a trailing zero (a text cell of a workbook does, a csv does not)?
pub fn parse_day(text: &str, as_of: NaiveDate, trusts_zero: bool) -> DayText {
    let folded = fold(without_time(text));
    let body = arabic(strip_around(folded.trim_start_matches(['\'', '’', '‘'])));
    if !trusts_zero && is_october_or_january(&body) {
        return DayText::OctoberOrJanuary;
    }
    let read = worded(&body, as_of)
        .or_else(|| separated(&body))
        .or_else(|| bare(&body));
    match read {
        Some(day) if YEARS.contains(&day.day.date.year()) => DayText::Day(day),
        _ => DayText::No,
    }
}

/// Reads a date from a number: a serial, `20230508`, `202305`, `2023`, `2023.5`. `decimals` are those its format shows.
pub fn day_of_number(number: f64, decimals: Option<u8>) -> DayText {
    if !number.is_finite() {
        return DayText::No;
    }
    let whole = number.trunc();
    if number.fract().abs() > 0.0 && (1990.0..2100.0).contains(&number) {
        return year_and_month(number, decimals);
    }
    let written = match whole {
        whole if (20_000.0..80_000.0).contains(&whole) => serial(whole).map(Day::exact),
        whole if (1990.0..2100.0).contains(&whole) => digits(&format!("{whole:.0}"))
            .and_then(|year| coarse(i32::try_from(year).ok()?, 12, Precision::Year)),
        whole if (19_000_000.0..21_000_000.0).contains(&whole) || (190_000.0..210_000.0).contains(&whole) => {
            return match bare(&format!("{whole:.0}")) {
                Some(day) => DayText::Day(day),
                None => DayText::No,
            };
        }
        _ => None,
    };
    match written {
        Some(day) if YEARS.contains(&day.date.year()) => DayText::Day(WrittenDay {
            day,
            year_supplied: false,
        }),
        _ => DayText::No,
    }
}

/// The day of an Excel serial in the 1900 system; the time of day is dropped.
pub fn serial(number: f64) -> Option<NaiveDate> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    // Excel counts a 29 February 1900 that never was; serials below 61 stand one day later.
    let base = if number < 61.0 { 31 } else { 30 };
    let days = digits(&format!("{:.0}", number.trunc()))?;
    NaiveDate::from_ymd_opt(1899, 12, base)?.checked_add_days(Days::new(days.into()))
}

/// `2023-05-08 10:30:00` and `2023-05-08T10:30` without the time of day.
fn without_time(text: &str) -> &str {
    let text = text.trim();
    match text.split_once([' ', 'T', '\u{A0}', '\u{3000}']) {
        Some((date, time)) if time.contains(':') => date,
        _ => text,
    }
}

/// `2023.5` as a number is May; `2023.1` is January or October unless its format shows two decimals.
fn year_and_month(number: f64, decimals: Option<u8>) -> DayText {
    let shown = match decimals {
        Some(2) => format!("{number:.2}"),
        _ => format!("{number}"),
    };
    let Some((year, month)) = shown.split_once('.') else {
        return DayText::No;
    };
    if month == "1" {
        return DayText::OctoberOrJanuary;
    }
    let day = digits(year)
        .zip(digits(month))
        .filter(|_| month.len() <= 2)
        .and_then(|(year, month)| coarse(i32::try_from(year).ok()?, month, Precision::Month));
    match day {
        Some(day) => DayText::Day(WrittenDay {
            day,
            year_supplied: false,
        }),
        None => DayText::No,
    }
}

fn is_october_or_january(body: &str) -> bool {
    body.split_once('.')
        .is_some_and(|(year, month)| year.len() == 4 && month == "1" && digits(year).is_some())
}

/// Words around a date that say nothing about which day it is.
fn strip_around(text: &str) -> &str {
    const BEFORE: [&str; 9] = ["预计", "计划", "暂定", "力争", "拟于", "已于", "拟", "于", "约"];
    const BEHIND: [&str; 9] = ["之前", "以前", "前", "左右", "完成", "开工", "竣工", "完工", "。"];
    let mut rest = text;
    for _ in 0..2 {
        rest = BEFORE
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .unwrap_or(rest);
        rest = BEHIND
            .iter()
            .find_map(|word| rest.strip_suffix(word))
            .unwrap_or(rest);
    }
    rest
}

/// Chinese digits before 年, 月, 日, 季度 to Arabic ones: 二〇二三年五月 → 2023年5月.
fn arabic(text: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    if !text.contains(|c: char| DIGITS.contains(c) || c == '十') {
        return text.to_owned();
    }
    let value = |c: char| DIGITS.chars().position(|digit| digit == c);
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, value(letter), letters.peek().copied()) {
            (_, Some(tens), Some('十')) => {
                letters.next();
                let ones = letters.peek().copied().and_then(value);
                if ones.is_some() {
                    letters.next();
                }
                out.push_str(&(tens * 10 + ones.unwrap_or(0)).to_string());
            }
            ('十', ..) => {
                let ones = letters.peek().copied().and_then(value);
                if ones.is_some() {
                    letters.next();
                }
                out.push_str(&(10 + ones.unwrap_or(0)).to_string());
            }
            (_, Some(digit), _) => out.push_str(&digit.to_string()),
            _ => out.push(letter),
        }
    }
    out
}

/// Dates with 年, 月, 日, 旬, 季度, 半年, 年底 in them.
fn worded(body: &str, as_of: NaiveDate) -> Option<WrittenDay> {
    let (year, rest) = match body.split_once('年') {
        Some((year, rest)) if year.ends_with(|c: char| c.is_ascii_digit()) => {
            let written = digits(year)?;
            let year = match year.len() {
                4 => i32::try_from(written).ok()?,
                2 => 2000 + i32::try_from(written).ok()?,
                _ => return None,
            };
            (Some(year), rest.strip_prefix('度').unwrap_or(rest))
        }
        _ => (None, body),
    };
    let year_supplied = year.is_none();
    let year = year.unwrap_or(as_of.year());
    let day = within_year(year, rest, year_supplied)?;
    Some(WrittenDay { day, year_supplied })
}

/// What stands behind the year.
fn within_year(year: i32, rest: &str, year_supplied: bool) -> Option<Day> {
    match rest {
        "" | "内" if !year_supplied => return coarse(year, 12, Precision::Year),
        "底" | "末" | "年底" | "年末" | "年内" => return coarse(year, 12, Precision::Year),
        "上半年" => return coarse(year, 1, Precision::Half),
        "下半年" => return coarse(year, 7, Precision::Half),
        _ => {}
    }
    if let Some(quarter) = quarter(rest) {
        return coarse(year, quarter * 3, Precision::Quarter);
    }
    let (month, rest) = rest.split_once('月')?;
    let month = digits(month).filter(|_| month.len() <= 2)?;
    match rest.strip_prefix('份').unwrap_or(rest) {
        "" | "底" | "末" | "内" => coarse(year, month, Precision::Month),
        "上旬" | "初" => ten_days(year, month, 1),
        "中旬" | "中" => ten_days(year, month, 11),
        "下旬" => ten_days(year, month, 21),
        day => {
            let day = day.strip_suffix(['日', '号']).unwrap_or(day);
            let day = digits(day).filter(|_| day.len() <= 2)?;
            NaiveDate::from_ymd_opt(year, month, day).map(Day::exact)
        }
    }
}

/// 二季度, 第2季度, Q2, 二季度末.
fn quarter(text: &str) -> Option<u32> {
    let inner = text
        .strip_suffix("季度")
        .or_else(|| text.strip_suffix("季度末"))
        .or_else(|| text.strip_suffix("季度底"))
        .map(|inner| inner.strip_prefix('第').unwrap_or(inner))
        .or_else(|| text.strip_prefix(['Q', 'q']))?;
    digits(inner).filter(|quarter| (1..=4).contains(quarter))
}

/// `2023.5.8`, `2023-5-8`, `2023/5/8`, `2023.5`.
fn separated(body: &str) -> Option<WrittenDay> {
    // 2023。5。8 is what a Chinese keyboard makes of 2023.5.8.
    let parts: Vec<&str> = body
        .trim_end_matches(['.', '日', '-', '/'])
        .split(['.', '-', '/', '、', '。'])
        .collect();
    let year = |text: &str| match text.len() {
        4 => digits(text).and_then(|year| i32::try_from(year).ok()),
        _ => None,
    };
    let small = |text: &str| digits(text).filter(|_| text.len() <= 2);
    let day = match parts.as_slice() {
        [y, m, d] => NaiveDate::from_ymd_opt(year(y)?, small(m)?, small(d)?).map(Day::exact)?,
        [y, m] => coarse(year(y)?, small(m)?, Precision::Month)?,
        _ => return None,
    };
    Some(WrittenDay {
        day,
        year_supplied: false,
    })
}

/// `20230508`, `202305`, `2023`, and a serial as text.
fn bare(body: &str) -> Option<WrittenDay> {
    let number = digits(body)?;
    let year = |number: u32| i32::try_from(number).ok();
    let day = match body.len() {
        8 => NaiveDate::from_ymd_opt(year(number / 10_000)?, number / 100 % 100, number % 100)
            .map(Day::exact)?,
        6 => coarse(year(number / 100)?, number % 100, Precision::Month)?,
        4 => coarse(year(number)?, 12, Precision::Year)?,
        5 => Day::exact(serial(f64::from(number))?),
        _ => return None,
    };
    Some(WrittenDay {
        day,
        year_supplied: false,
    })
}

fn coarse(year: i32, month: u32, precision: Precision) -> Option<Day> {
    NaiveDate::from_ymd_opt(year, month, 1).map(|date| Day::coarse(date, precision))
}

fn ten_days(year: i32, month: u32, first: u32) -> Option<Day> {
    NaiveDate::from_ymd_opt(year, month, first).map(|date| Day::coarse(date, Precision::TenDays))
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 5, 5).unwrap()
    }

    fn read(text: &str) -> Option<(String, Precision)> {
        match parse_day(text, as_of(), true) {
            DayText::Day(written) => Some((written.day.date.to_string(), written.day.precision)),
            DayText::OctoberOrJanuary | DayText::No => None,
        }
    }

    #[test]
    fn every_way_of_writing_a_date_is_understood() {
        for (text, date, precision) in [
            ("2023.5.8", "2023-05-08", Precision::Day),
            ("2023-5-8", "2023-05-08", Precision::Day),
            ("2023/5/8", "2023-05-08", Precision::Day),
            ("2023。5。8", "2023-05-08", Precision::Day),
            ("20230508", "2023-05-08", Precision::Day),
            ("202305", "2023-05-31", Precision::Month),
            ("2023", "2023-12-31", Precision::Year),
            ("23年5月8日", "2023-05-08", Precision::Day),
            ("2023年5月8日", "2023-05-08", Precision::Day),
            ("２０２３年５月８日", "2023-05-08", Precision::Day),
            ("5月8日", "2023-05-08", Precision::Day),
            ("6月30日前", "2023-06-30", Precision::Day),
            ("2023-05-08 00:00:00", "2023-05-08", Precision::Day),
            ("2023/5/8 0:00", "2023-05-08", Precision::Day),
            ("2023-05-08T00:00:00", "2023-05-08", Precision::Day),
            ("2023-05-08\u{3000}10:30", "2023-05-08", Precision::Day),
            ("五月二十三日", "2023-05-23", Precision::Day),
            ("2023.5", "2023-05-31", Precision::Month),
            ("2023.10", "2023-10-31", Precision::Month),
            ("2023年10月", "2023-10-31", Precision::Month),
            ("5月", "2023-05-31", Precision::Month),
            ("5月份", "2023-05-31", Precision::Month),
            ("5月底", "2023-05-31", Precision::Month),
            ("2023年5月底", "2023-05-31", Precision::Month),
            ("5月上旬", "2023-05-10", Precision::TenDays),
            ("5月中旬", "2023-05-20", Precision::TenDays),
            ("5月下旬", "2023-05-31", Precision::TenDays),
            ("二季度", "2023-06-30", Precision::Quarter),
            ("2023年第2季度", "2023-06-30", Precision::Quarter),
            ("四季度", "2023-12-31", Precision::Quarter),
            ("上半年", "2023-06-30", Precision::Half),
            ("2024年下半年", "2024-12-31", Precision::Half),
            ("年底", "2023-12-31", Precision::Year),
            ("2023年底", "2023-12-31", Precision::Year),
            ("2024年", "2024-12-31", Precision::Year),
            ("二〇二三年十二月", "2023-12-31", Precision::Month),
            ("45047", "2023-05-01", Precision::Day),
        ] {
            assert_eq!(read(text), Some((date.to_owned(), precision)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "尽快",
            "待定",
            "长期",
            "300天",
            "2023.13.5",
            "2023-02-30",
            "2022-2024",
            "已开工",
            "5.8",
            "13月",
            "5月008日",
            "",
            "年",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_lost_zero_is_october_or_january() {
        assert_eq!(parse_day("2023.1", as_of(), false), DayText::OctoberOrJanuary);
        assert_eq!(read("2023.1").unwrap().0, "2023-01-31");
        assert_eq!(day_of_number(2023.1, None), DayText::OctoberOrJanuary);
        let DayText::Day(october) = day_of_number(2023.1, Some(2)) else {
            panic!("two decimals are shown");
        };
        assert_eq!(october.day.date.to_string(), "2023-10-31");
    }

    #[test]
    fn numbers_in_a_date_column_are_serials_or_written_together() {
        for (number, date) in [
            (45_047.0, "2023-05-01"),
            (45_047.75, "2023-05-01"),
            (20_230_508.0, "2023-05-08"),
            (2023.5, "2023-05-31"),
            (2023.11, "2023-11-30"),
            (2023.0, "2023-12-31"),
        ] {
            let DayText::Day(written) = day_of_number(number, None) else {
                panic!("{number}");
            };
            assert_eq!(written.day.date.to_string(), date, "{number}");
            assert!(!written.year_supplied, "{number}");
        }
        assert_eq!(day_of_number(300.0, None), DayText::No);
        assert_eq!(day_of_number(2023.13, None), DayText::No);
    }

    #[test]
    fn serials_count_a_day_that_never_was() {
        for (number, date) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (62.0, "1900-03-02"),
        ] {
            assert_eq!(serial(number).unwrap().to_string(), date, "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_any_number_is_safe(text in "\\PC*", number in any::<f64>()) {
            let _ = parse_day(&text, as_of(), false);
            let _ = day_of_number(number, Some(2));
            let _ = serial(number);
        }

        #[test]
        fn a_day_is_read_however_it_is_separated(offset in 0_u64..20_000, form in 0_usize..5) {
            let date = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(offset);
            let text = match form {
                0 => date.format("%Y.%-m.%-d").to_string(),
                1 => date.format("%Y-%m-%d").to_string(),
                2 => date.format("%Y/%-m/%-d").to_string(),
                3 => date.format("%Y%m%d").to_string(),
                _ => date.format("%Y年%-m月%-d日").to_string(),
            };
            prop_assert_eq!(read(&text), Some((date.to_string(), Precision::Day)));
        }
    }
}
