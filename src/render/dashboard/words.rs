//! Figures and days as the page prints them: the bulletin's own wording, in the few shapes a screen needs.

use chrono::NaiveDate;

use crate::bulletin::{Edition, wording};
use crate::catalog::{Field, TaskState};
use crate::ledger::{Project, Task};
use crate::record::Datum;
use crate::render::{figure, privacy};
use crate::value::{Day, Ratio, UnitId, Wanyuan};

/// `3,149,856`: 万元 in a table.
pub(super) fn wan(amount: Wanyuan) -> String {
    wording::table_money(amount)
}

/// `3,149,856`, `缺`.
pub(super) fn wan_or_missing(amount: Option<Wanyuan>) -> String {
    amount.map_or_else(|| "缺".to_owned(), wan)
}

/// `314.99亿元`, `8117万元`: an amount in a sentence.
pub(super) fn money(amount: Wanyuan) -> String {
    wording::money(amount)
}

/// Number and unit apart, as the large figures have them: `314.99`, `亿元`.
pub(super) fn money_parts(amount: Wanyuan) -> (String, &'static str) {
    let said = signed(amount, money(amount));
    for unit in ["亿元", "万元"] {
        if let Some(number) = said.strip_suffix(unit) {
            return (number.to_owned(), unit);
        }
    }
    (said, "")
}

/// `+2.30亿元`, `-174万元`; `持平` where nothing changed.
pub(super) fn money_change(change: Wanyuan) -> String {
    if change == Wanyuan::ZERO {
        return "持平".to_owned();
    }
    let sign = if change.is_negative() { "-" } else { "+" };
    format!("{sign}{}", money(change))
}

/// `+981`, `-174`, `—`: a change of 万元 in a table.
pub(super) fn wan_change(change: Wanyuan) -> String {
    if change == Wanyuan::ZERO {
        "—".to_owned()
    } else if change.is_negative() {
        wan(change)
    } else {
        format!("+{}", wan(change))
    }
}

fn signed(amount: Wanyuan, text: String) -> String {
    if amount.is_negative() {
        format!("-{text}")
    } else {
        text
    }
}

/// `+3个`, `-2个`, `持平`.
pub(super) fn count_change(now: usize, before: usize, unit: &str) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("+{}{unit}", now - before),
        std::cmp::Ordering::Less => format!("-{}{unit}", before - now),
        std::cmp::Ordering::Equal => "持平".to_owned(),
    }
}

/// `22.3`: a rate in a table.
pub(super) fn rate(ratio: Ratio) -> String {
    wording::table_percent(ratio)
}

/// `22.3`, `—`.
pub(super) fn rate_or_dash(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "—".to_owned(), rate)
}

/// `22.3%`
pub(super) fn percent(ratio: Ratio) -> String {
    wording::percent(ratio)
}

/// `+1.5`, `-13.8`, `0.0`: a difference in a table.
pub(super) fn signed_points(difference: Ratio) -> String {
    wording::table_points(difference)
}

/// `—` for none.
pub(super) fn count(number: usize) -> String {
    if number == 0 {
        "—".to_owned()
    } else {
        number.to_string()
    }
}

/// 5月12日; another year's in full.
pub(super) fn day(edition: &Edition<'_>, date: NaiveDate) -> String {
    precise_day(edition, Day::exact(date))
}

/// A date no finer than it was written: 5月12日, 5月上旬, 3月底, 二季度末.
pub(super) fn precise_day(edition: &Edition<'_>, day: Day) -> String {
    wording::date(day, edition.options.year)
}

/// 全市, 全县: what the region calls itself.
pub(super) fn whole_region(edition: &Edition<'_>) -> String {
    let last = edition.catalog.region.chars().last();
    let word = last.filter(|c| "市县区州旗盟".contains(*c)).unwrap_or('市');
    format!("全{word}")
}

/// The text with telephone and identity numbers masked: they never leave the ledgers of those who sent them.
pub(super) fn no_phone(text: &str) -> String {
    privacy::mask(text, &[])
}

/// Is the task still open?
pub(super) fn is_open(task: &Task) -> bool {
    task.state == TaskState::Open
}

/// For how many issues in a row nothing came, this one included.
pub(super) fn missing_for(edition: &Edition<'_>, unit: UnitId) -> u32 {
    let found = edition
        .rollcall
        .missing_for
        .iter()
        .find(|(missing, _)| *missing == unit);
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
        Datum::Amount(amount) => figure::exact(amount.value),
        Datum::Day(given) => precise_day(edition, *given),
        Datum::Text(text) => no_phone(text),
        Datum::Code(code) => code.to_string(),
        Datum::Status(status) => status.word().to_owned(),
        Datum::Approval { state, .. } => state.word().to_owned(),
        Datum::Task(TaskState::Open) => "未办结".to_owned(),
        Datum::Task(TaskState::Closed) => "已办结".to_owned(),
        Datum::Rate { millionths, .. } => Ratio::of(i128::from(*millionths), 1_000_000)
            .map(percent)
            .unwrap_or_default(),
        Datum::Unit(unit) => edition.catalog.unit(*unit).short.clone(),
        Datum::Kinds(kinds) => {
            let names: Vec<&str> = kinds
                .iter()
                .map(|&kind| edition.catalog.kind(kind).short.as_str())
                .collect();
            names.join("、")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_figures_stand_apart_from_their_unit() {
        let parts = |yuan| money_parts(Wanyuan::from_yuan(yuan));
        assert_eq!(parts(31_498_559_000), ("314.99".to_owned(), "亿元"));
        assert_eq!(parts(-81_170_000), ("-8117".to_owned(), "万元"));
    }

    #[test]
    fn changes_bear_their_sign() {
        assert_eq!(money_change(Wanyuan::from_yuan(230_010_000)), "+2.30亿元");
        assert_eq!(wan_change(Wanyuan::from_yuan(-1_740_000)), "-174");
        assert_eq!(wan_change(Wanyuan::ZERO), "—");
        assert_eq!(count_change(19, 21, "个"), "-2个");
    }
}
