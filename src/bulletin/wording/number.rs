//! Amounts, rates, dates.

use chrono::{Datelike, NaiveDate};

use crate::value::{Day, Precision, Ratio, Wanyuan};

const YUAN_PER_WAN: i64 = 10_000;
const WAN_PER_YI: i64 = 10_000;

/// An amount in a sentence, without its sign: from 1 亿 up in 亿元 with two decimals, below in whole 万元.
pub fn money(amount: Wanyuan) -> String {
    let wan = round(amount.abs().yuan(), YUAN_PER_WAN);
    if wan >= WAN_PER_YI {
        format!("{}亿元", yi(amount.abs()))
    } else if wan == 0 && amount != Wanyuan::ZERO {
        "不足1万元".to_owned()
    } else {
        format!("{wan}万元")
    }
}

/// 亿元 with two decimals, without the unit: `314.99`.
pub fn yi(amount: Wanyuan) -> String {
    let hundredths = round(amount.yuan(), YUAN_PER_WAN * WAN_PER_YI / 100);
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.abs();
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A rate in a sentence: one decimal and %. All of it is 100%, none of it 0%, and what falls short of all never
/// rounds up to it.
pub fn percent(rate: Ratio) -> String {
    if rate.is_one() {
        "100%".to_owned()
    } else if rate.is_zero() {
        "0%".to_owned()
    } else {
        format!("{}%", table_percent(rate))
    }
}

/// A difference of rates without its sign: `13.8个百分点`.
pub fn points(difference: Ratio) -> String {
    format!("{}个百分点", tenths(difference.scaled(3).abs()))
}

/// A count with its measure word: `26个`.
pub fn count(number: usize, measure: &str) -> String {
    format!("{number}{measure}")
}

/// A date in a sentence: `5月12日`, with the year where it is another than `year`; coarser dates by the end they
/// stand for: `3月底`, `二季度末`.
pub fn date(day: Day, year: i32) -> String {
    let of = day.date;
    let prefix = if of.year() == year {
        String::new()
    } else {
        format!("{}年", of.year())
    };
    let text = match day.precision {
        Precision::Day => format!("{}月{}日", of.month(), of.day()),
        Precision::TenDays => {
            let part = match of.day() {
                1..=10 => "上旬",
                11..=20 => "中旬",
                _ => "下旬",
            };
            format!("{}月{part}", of.month())
        }
        Precision::Month => format!("{}月底", of.month()),
        Precision::Quarter => {
            let quarter = ["一", "二", "三", "四"][(of.month0() / 3) as usize];
            format!("{quarter}季度末")
        }
        Precision::Half => if of.month() <= 6 {
            "上半年末"
        } else {
            "下半年末"
        }
        .to_owned(),
        Precision::Year => if prefix.is_empty() { "年底" } else { "底" }.to_owned(),
    };
    prefix + &text
}

/// `2023年5月12日`
pub fn full_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// An amount in a table of 万元: `3,149,856`.
pub fn table_money(amount: Wanyuan) -> String {
    let wan = round(amount.yuan(), YUAN_PER_WAN);
    let digits = wan.abs().to_string();
    let mut text = String::from(if wan < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate in a table, without %: `22.3`. What falls short of all is 99.9 at most.
pub fn table_percent(rate: Ratio) -> String {
    let mut scaled = rate.scaled(3);
    let (numerator, denominator) = rate.parts();
    if scaled == 1000 && numerator < denominator {
        scaled = 999;
    }
    let sign = if scaled < 0 { "-" } else { "" };
    format!("{sign}{}", tenths(scaled.abs()))
}

/// A difference of rates in a table, signed: `+1.5`, `-13.8`, `0.0`.
pub fn table_points(difference: Ratio) -> String {
    let scaled = difference.scaled(3);
    let sign = match scaled {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    format!("{sign}{}", tenths(scaled.abs()))
}

/// 1 to 99 in Chinese: 一, 十, 十二, 二十三. For headings, 附表 and 第三部分.
pub fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0 => "〇".to_owned(),
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        20..=99 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => number.to_string(),
    }
}

fn tenths(number: i128) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// `amount ÷ unit`, half away from zero.
fn round(amount: i64, unit: i64) -> i64 {
    let quotient = (i128::from(amount).abs() * 2 + i128::from(unit)) / (i128::from(unit) * 2);
    let quotient = i64::try_from(quotient).unwrap_or(i64::MAX);
    if amount < 0 { -quotient } else { quotient }
}
