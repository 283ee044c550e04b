//! Figures and days as the page prints them: the bulletin's own roundings, in the few shapes a screen needs.

use chrono::{Datelike, NaiveDate};

use crate::bulletin::Edition;
use crate::catalog::{Field, TaskState};
use crate::ledger::{Project, Task};
use crate::record::Datum;
use crate::value::{Day, Precision, Ratio, UnitId, Wanyuan};

/// 第2期 without 第 and 期; an earlier year's is never asked for.
pub(super) fn issue_number(edition: &Edition<'_>) -> u32 {
    edition.options.number
}

/// Rounded half away from zero to whole 10^`places` yuan.
fn rounded(amount: Wanyuan, unit: i64) -> i64 {
    let yuan = amount.yuan();
    let half = (yuan.abs() + unit / 2) / unit;
    if yuan < 0 { -half } else { half }
}

/// `3,149,856`: 万元 in a table.
pub(super) fn wan(amount: Wanyuan) -> String {
    thousands(rounded(amount, 10_000))
}

/// `3,149,856`, `缺`.
pub(super) fn wan_or_missing(amount: Option<Wanyuan>) -> String {
    amount.map_or_else(|| "缺".to_owned(), wan)
}

/// `314.99亿元`, `8117万元`: an amount in a sentence.
pub(super) fn money(amount: Wanyuan) -> String {
    let (number, unit) = money_parts(amount);
    number + unit
}

/// Number and unit apart, as the large figures have them.
pub(super) fn money_parts(amount: Wanyuan) -> (String, &'static str) {
    // 9999.5万元 rounds to 1.00亿元.
    if amount.yuan().abs() >= 99_995_000 {
        let hundredths = rounded(amount, 1_000_000);
        (
            format!("{}{}.{:02}", minus(hundredths), hundredths.abs() / 100, hundredths.abs() % 100),
            "亿元",
        )
    } else {
        (rounded(amount, 10_000).to_string(), "万元")
    }
}

/// A tick of an axis in 亿元 or a bar's label: always 亿元, two decimals.
pub(super) fn yi(amount: Wanyuan) -> String {
    let hundredths = rounded(amount, 1_000_000);
    format!("{}{}.{:02}", minus(hundredths), hundredths.abs() / 100, hundredths.abs() % 100)
}

/// `+2.30亿元`, `-174万元`; `持平` where nothing changed.
pub(super) fn money_change(amount: Wanyuan) -> String {
    if amount == Wanyuan::ZERO {
        "持平".to_owned()
    } else if amount.is_negative() {
        money(amount)
    } else {
        format!("+{}", money(amount))
    }
}

/// `+981`, `-174`, `—`: a change of 万元 in a table.
pub(super) fn wan_change(amount: Wanyuan) -> String {
    if amount == Wanyuan::ZERO {
        "—".to_owned()
    } else if amount.is_negative() {
        wan(amount)
    } else {
        format!("+{}", wan(amount))
    }
}

/// `+3个`, `持平`.
pub(super) fn count_change(now: usize, before: usize, unit: &str) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("+{}{unit}", now - before),
        std::cmp::Ordering::Less => format!("-{}{unit}", before - now),
        std::cmp::Ordering::Equal => "持平".to_owned(),
    }
}

/// `22.3`: a rate in a table; 100 only where it is exactly that.
pub(super) fn rate(ratio: Ratio) -> String {
    if ratio.is_zero() {
        return "0".to_owned();
    }
    if ratio.is_one() {
        return "100".to_owned();
    }
    let tenths = ratio.scaled(3);
    // 2999 ÷ 3000 is not all of it.
    let (part, base) = ratio.parts();
    let tenths = if tenths == 1000 && part < base { 999 } else { tenths };
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// `22.3`, `—`.
pub(super) fn rate_or_dash(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "—".to_owned(), rate)
}

/// `22.3%`
pub(super) fn percent(ratio: Ratio) -> String {
    rate(ratio) + "%"
}

/// `13.8` of a difference of rates, by absolute value.
pub(super) fn points(difference: Ratio) -> String {
    let tenths = difference.scaled(3).abs();
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `+1.5`, `-13.8`, `0.0`: a difference in a table.
pub(super) fn signed_points(difference: Ratio) -> String {
    let tenths = difference.scaled(3);
    let sign = match tenths.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    };
    format!("{sign}{}", points(difference))
}

/// 低于时序进度13.8个百分点, 与时序进度持平.
pub(super) fn against_time(rate: Ratio, time: Ratio) -> String {
    let difference = rate.minus(time);
    if difference.scaled(3) == 0 {
        "与时序进度持平".to_owned()
    } else if difference.is_negative() {
        format!("低于时序进度{}个百分点", points(difference))
    } else {
        format!("高于时序进度{}个百分点", points(difference))
    }
}

/// `3,149,856` of a count.
fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = minus(number).to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn minus(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

/// `—` for none.
pub(super) fn count(number: usize) -> String {
    if number == 0 { "—".to_owned() } else { number.to_string() }
}

/// 5月12日; another year's in full.
pub(super) fn day(edition: &Edition<'_>, date: NaiveDate) -> String {
    let year = if date.year() == edition.options.year {
        String::new()
    } else {
        format!("{}年", date.year())
    };
    format!("{year}{}月{}日", date.month(), date.day())
}

/// 2023年5月12日
pub(super) fn full_day(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A date no finer than it was written: 5月12日, 5月上旬, 3月, 二季度, 上半年, 2024年.
pub(super) fn precise_day(edition: &Edition<'_>, given: Day) -> String {
    let date = given.date;
    let year = if date.year() == edition.options.year && given.precision != Precision::Year {
        String::new()
    } else {
        format!("{}年", date.year())
    };
    match given.precision {
        Precision::Day => day(edition, date),
        Precision::TenDays => {
            let part = ["上旬", "中旬", "下旬"][usize::try_from((date.day() - 1) / 10).unwrap_or(0).min(2)];
            format!("{year}{}月{part}", date.month())
        }
        Precision::Month => format!("{year}{}月", date.month()),
        Precision::Quarter => {
            let quarter = ["一", "二", "三", "四"][usize::try_from((date.month() - 1) / 3).unwrap_or(0).min(3)];
            format!("{year}{quarter}季度")
        }
        Precision::Half => format!("{year}{}半年", if date.month() <= 6 { "上" } else { "下" }),
        Precision::Year => year,
    }
}

/// Is the task still open?
pub(super) fn is_open(task: &Task) -> bool {
    task.state == TaskState::Open
}

/// For how many issues in a row nothing came, this one included.
pub(super) fn missing_for(edition: &Edition<'_>, unit: UnitId) -> u32 {
    let found = edition.rollcall.missing_for.iter().find(|(missing, _)| *missing == unit);
    found.map_or(0, |(_, issues)| *issues)
}

/// 责任单位 as the bulletin prints it.
pub(super) fn responsible(edition: &Edition<'_>, project: &Project) -> String {
    project
        .datum(Field::ResponsibleUnit)
        .map(|datum| datum_words(edition, datum))
        .unwrap_or_default()
}

/// 责任部门 of a task that is on no roster, as written.
pub(super) fn task_unit(edition: &Edition<'_>, task: &Task) -> String {
    task.datum(Field::ResponsibleUnit)
        .map(|datum| datum_words(edition, datum))
        .unwrap_or_default()
}

/// What a ledger said, in full: 1,234.5万元, 5月12日, 在建.
pub(super) fn datum(edition: &Edition<'_>, datum: &Datum) -> String {
    datum_words(edition, datum)
}

fn datum_words(edition: &Edition<'_>, datum: &Datum) -> String {
    match datum {
        Datum::Amount(amount) => exact_wan(amount.value),
        Datum::Day(given) => precise_day(edition, *given),
        Datum::Text(text) => no_phone(text),
        Datum::Code(code) => code.to_string(),
        Datum::Status(status) => status.word().to_owned(),
        Datum::Approval { state, .. } => state.word().to_owned(),
        Datum::Task(TaskState::Open) => "未办结".to_owned(),
        Datum::Task(TaskState::Closed) => "已办结".to_owned(),
        Datum::Rate { millionths, .. } => Ratio::of(i128::from(*millionths), 1_000_000).map(percent).unwrap_or_default(),
        Datum::Unit(unit) => edition.catalog.unit(*unit).short.clone(),
        Datum::Kinds(kinds) => {
            let names: Vec<&str> = kinds.iter().map(|&kind| edition.catalog.kind(kind).short.as_str()).collect();
            names.join("、")
        }
    }
}

/// Every decimal of it: `2,476.35`, where a rounded figure would hide what the ledgers disagree about.
fn exact_wan(amount: Wanyuan) -> String {
    let yuan = amount.yuan();
    let decimals = format!("{:04}", yuan.unsigned_abs() % 10_000);
    let decimals = decimals.trim_end_matches('0');
    let whole = thousands(yuan / 10_000);
    let whole = if yuan < 0 && yuan > -10_000 { format!("-{whole}") } else { whole };
    if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") }
}

/// The text without telephone and identity numbers: they never leave the ledgers of those who sent them.
pub(super) fn no_phone(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || (run.len() == 17 && (c == 'X' || c == 'x')) {
            run.push(c);
            continue;
        }
        if is_private_number(&run) {
            out.push_str("（号码略）");
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// A mobile telephone or an identity card; a project code's groups and a bare code of 20 digits are neither.
fn is_private_number(run: &str) -> bool {
    let mobile = run.len() == 11 && run.starts_with('1') && run.as_bytes()[1] >= b'3';
    let identity = run.len() == 18 && !run.starts_with('0');
    mobile || identity
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(yuan: i64) -> Wanyuan {
        Wanyuan::from_yuan(yuan)
    }

    #[test]
    fn amounts_read_as_the_bulletin_writes_them() {
        for (amount, expected) in [
            (31_498_559_000, "314.99亿元"),
            (81_170_000, "8117万元"),
            (12_345_000, "1235万元"),
            (100_500_000, "1.01亿元"),
            (99_995_000, "1.00亿元"),
            (99_994_000, "9999万元"),
            (-1_740_000, "-174万元"),
        ] {
            assert_eq!(money(yuan(amount)), expected);
        }
        assert_eq!(wan(yuan(31_498_559_000)), "3,149,856");
        assert_eq!(exact_wan(yuan(24_763_500)), "2,476.35");
        assert_eq!(exact_wan(yuan(-500)), "-0.05");
    }

    #[test]
    fn rates_are_rounded_from_the_exact_fraction() {
        let of = |part, base| Ratio::of(part, base).unwrap();
        assert_eq!(percent(of(251_682, 1_127_578)), "22.3%");
        assert_eq!(percent(of(2225, 10_000)), "22.3%");
        assert_eq!(percent(of(2999, 3000)), "99.9%");
        assert_eq!(percent(of(40, 40)), "100%");
        assert_eq!(percent(of(0, 39)), "0%");
        assert_eq!(signed_points(of(1, 1000).minus(of(15, 1000))), "-1.4");
    }

    #[test]
    fn telephones_and_identity_numbers_are_left_out_and_codes_are_not() {
        assert_eq!(no_phone("张三 13812345678，在建"), "张三 （号码略），在建");
        assert_eq!(no_phone("41018319800101123X"), "（号码略）");
        for kept in ["2301-410183-04-01-123456", "23014101830401123456", "总投资12345678901万元"] {
            assert_eq!(no_phone(kept), kept);
        }
    }
}
