//! 批注: why a cell is marked – 沿用上期, 台账不一致, “/” – and from which cells its value comes.

use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, Item, Rank, TaskState};
use crate::ledger::{Claim, Holding, Kept, Project};
use crate::record::{Datum, Given};
use crate::value::{Day, Precision, UnitId, Wanyuan};

use super::style::Flag;
use chrono::Datelike;

/// How a value of a project is marked, and why.
pub(super) fn of_item(
    edition: &Edition<'_>,
    project: &Project,
    item: Item,
    label: &str,
) -> (Flag, Option<String>) {
    match project.values.get(&item) {
        Some(holding) => of_holding(edition, holding, label, |unit| {
            basis(edition, project, item, unit)
        }),
        None => (Flag::Plain, None),
    }
}

/// How a value is marked, and why; `basis` says by what right a unit's value was taken.
pub(super) fn of_holding(
    edition: &Edition<'_>,
    holding: &Holding,
    label: &str,
    basis: impl Fn(UnitId) -> &'static str,
) -> (Flag, Option<String>) {
    let Some(chosen) = &holding.chosen else {
        return (Flag::Plain, None);
    };
    if let Some(kept) = holding.kept {
        return (Flag::Kept, Some(kept_note(edition, chosen, kept, label)));
    }
    if !holding.set_aside.is_empty() {
        let mut note = format!("{label}台账不一致，按{}采用。", basis(chosen.unit));
        push_claim(edition, &mut note, "采用", chosen);
        for claim in holding.set_aside.iter().filter_map(|&at| holding.others.get(at)) {
            push_claim(edition, &mut note, "未采用", claim);
        }
        return (Flag::Disputed, Some(note));
    }
    match chosen.given {
        Given::Nothing => {
            let unit = &edition.catalog.unit(chosen.unit).short;
            (
                Flag::Plain,
                Some(format!("{unit}填“/”，表示没有这个数。\n　{}", chosen.place)),
            )
        }
        Given::Value(_) | Given::Unusable => (Flag::Plain, None),
    }
}

fn kept_note(edition: &Edition<'_>, chosen: &Claim, kept: Kept, label: &str) -> String {
    let issue = if kept.year == edition.options.year {
        format!("第{}期", kept.number)
    } else {
        format!("{}年第{}期", kept.year, kept.number)
    };
    let why = if edition.rollcall.missing.contains(&chosen.unit) {
        format!("{}本期未报", edition.catalog.unit(chosen.unit).short)
    } else {
        "本期各台账都没有这个数".to_owned()
    };
    format!("沿用上期（{issue}）：{why}。\n{label}取自 {}", chosen.place)
}

fn push_claim(edition: &Edition<'_>, note: &mut String, word: &str, claim: &Claim) {
    let unit = &edition.catalog.unit(claim.unit).short;
    let value = match &claim.given {
        Given::Value(datum) => shown(datum),
        Given::Nothing => "“/”".to_owned(),
        Given::Unusable => "认不出的值".to_owned(),
    };
    note.push_str(&format!("\n{word} {value}：{unit}\n　{}", claim.place));
}

/// By what right a unit's value was taken: the first rank of the field's authority that it holds.
fn basis(edition: &Edition<'_>, project: &Project, item: Item, unit: UnitId) -> &'static str {
    let catalog = edition.catalog;
    let authority = &catalog.authority;
    let (ranks, approval) = match item {
        Item::Field(Field::TotalInvestment) => (&authority.total_investment, None),
        Item::Field(Field::Approval(id)) => (&authority.approvals, Some(id)),
        Item::Field(
            Field::AnnualPlan
            | Field::AnnualDone
            | Field::CumulativeDone
            | Field::PlannedStart
            | Field::StartedOn
            | Field::PlannedCompletion
            | Field::CompletedOn
            | Field::Status
            | Field::PhysicalProgress,
        ) => (&authority.progress, None),
        Item::Money(..) => return "牵头单位",
        Item::Field(_) => (&authority.other, None),
    };
    let leads_own_kind = project.kinds.iter().any(|&kind| catalog.kind(kind).lead == unit);
    let leads_any = catalog.kinds.iter().any(|kind| kind.lead == unit);
    let is_locality = catalog.unit(unit).is_locality();
    ranks
        .iter()
        .find_map(|rank| match rank {
            Rank::KindLead if leads_own_kind => Some("牵头单位"),
            Rank::OwnLocality if project.locality == Some(unit) => Some("属地"),
            Rank::ApprovalOwner if approval.is_some_and(|id| catalog.approval(id).owner == unit) => {
                Some("审批部门")
            }
            Rank::OtherLeads if leads_any => Some("其他牵头单位"),
            Rank::Localities if is_locality => Some("属地台账"),
            Rank::Departments if !is_locality => Some("部门台账"),
            _ => None,
        })
        .unwrap_or("花名册次序")
}

/// A value in words, as notes write it.
pub(super) fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Amount(amount) => amount_text(amount.value),
        Datum::Day(day) => day_text(*day),
        Datum::Text(text) => text.clone(),
        Datum::Code(code) => code.to_string(),
        Datum::Status(status) => status.word().to_owned(),
        Datum::Approval { state, .. } => state.word().to_owned(),
        Datum::Task(TaskState::Open) => "未办结".to_owned(),
        Datum::Task(TaskState::Closed) => "已办结".to_owned(),
        Datum::Rate { millionths, .. } => format!("{}%", *millionths as f64 / 10_000.0),
        Datum::Unit(_) | Datum::Kinds(_) => String::new(),
    }
}

/// `10,731` or `1,693.15`: thousands apart, no decimal more than there is.
pub(super) fn amount_text(amount: Wanyuan) -> String {
    let yuan = amount.yuan().unsigned_abs();
    let digits = (yuan / 10_000).to_string();
    let mut text = String::new();
    if amount.is_negative() {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let rest = format!("{:04}", yuan % 10_000);
    let rest = rest.trim_end_matches('0');
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// `2023-05-12`, or no more than was said: 2023年5月, 2023年第2季度.
pub(super) fn day_text(day: Day) -> String {
    let (year, month) = (day.date.year(), day.date.month());
    match day.precision {
        Precision::Day => day.date.to_string(),
        Precision::TenDays => {
            let part = match day.date.day() {
                1..=10 => "上旬",
                11..=20 => "中旬",
                _ => "下旬",
            };
            format!("{year}年{month}月{part}")
        }
        Precision::Month => format!("{year}年{month}月"),
        Precision::Quarter => format!("{year}年第{}季度", (month - 1) / 3 + 1),
        Precision::Half => format!("{year}年{}半年", if month <= 6 { "上" } else { "下" }),
        Precision::Year => format!("{year}年"),
    }
}

/// `○ 已办结`: how an approval stands, sign and word.
pub(super) const fn approval_sign(state: ApprovalState) -> &'static str {
    match state {
        ApprovalState::Granted => "○ 已办结",
        ApprovalState::InHand => "▲ 办理中",
        ApprovalState::Deferred => "▲ 容缺",
        ApprovalState::Promised => "▲ 承诺",
        ApprovalState::None => "● 未办",
        ApprovalState::NotApplicable => "— 不涉及",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn amounts_in_notes_have_thousands_and_the_decimals_they_have() {
        assert_eq!(amount_text(Wanyuan::from_yuan(107_310_000)), "10,731");
        assert_eq!(amount_text(Wanyuan::from_yuan(16_931_500)), "1,693.15");
        assert_eq!(amount_text(Wanyuan::from_yuan(-5_000)), "-0.5");
        assert_eq!(
            amount_text(Wanyuan::from_yuan(12_345_678_900_000)),
            "1,234,567,890"
        );
    }

    #[test]
    fn a_date_in_a_note_says_no_more_than_was_said() {
        let date = NaiveDate::from_ymd_opt(2023, 6, 30).unwrap();
        let quarter = Day {
            date,
            precision: Precision::Quarter,
        };
        assert_eq!(day_text(quarter), "2023年第2季度");
        assert_eq!(day_text(Day::exact(date)), "2023-06-30");
    }
}
