//! What a row contradicts in itself: B06, B07, B08, B10.

use super::row::{TableReader, identity};
use super::submission::{Datum, Given, Record};
use crate::catalog::{Field, Form, TaskState};
use crate::finding::{Code, Finding};
use crate::value::{Amount, Area, CellRef, Wanyuan};

impl TableReader<'_, '_> {
    /// What is wrong within these records.
    pub(super) fn check(&self, records: &[Record], findings: &mut Vec<Finding>) {
        for record in records {
            let (name, code) = identity(record);
            let mut found = Vec::new();
            if matches!(self.schema.form, Form::Project | Form::Financing) {
                found.extend(self.exceeds(record, Code::B06, (Field::Granted, Field::Disbursed)));
                found.extend(self.exceeds(record, Code::B07, (Field::Disbursed, Field::Spent)));
                found.extend(self.stated_rate(record));
            }
            if self.schema.form == Form::Task {
                found.extend(self.closed_without_date(record));
            }
            for finding in found {
                let shown = name.clone().or_else(|| code.clone());
                findings.push(match shown {
                    Some(shown) => finding.project(shown, code.clone()),
                    None => finding,
                });
            }
        }
    }

    fn exceeds(&self, record: &Record, code: Code, (base, part): (Field, Field)) -> Option<Finding> {
        let (base_at, base) = amount(record, base)?;
        let (at, part) = amount(record, part)?;
        if part.value <= base.value || part.agrees_with(&base) {
            return None;
        }
        let (base_heading, heading) = (self.heading_at(base_at), self.heading_at(at));
        let finding = Finding::new(
            code,
            self.place.at(at.first.row, at.first.col),
            format!(
                "{heading} {}大于{base_heading} {}",
                money(part.value),
                money(base.value)
            ),
            "核对两个数，改正有误的一个",
        );
        Some(
            finding
                .column(heading)
                .expected(format!("不大于 {}", money(base.value))),
        )
    }

    fn closed_without_date(&self, record: &Record) -> Option<Finding> {
        let column = self
            .table
            .columns
            .iter()
            .find(|column| column.field == Some(Field::ClosedOn))?;
        let closed = record.datum(Field::State) == Some(&Datum::Task(TaskState::Closed));
        let dated = record
            .entry(Field::ClosedOn)
            .is_some_and(|entry| !matches!(entry.given, Given::Nothing));
        (closed && !dated).then(|| {
            Finding::new(
                Code::B08,
                self.place.at(record.row, column.col),
                format!("任务已办结，{}没有填", super::row::plain_heading(&column.heading)),
                "请补填实际办结的日期；还没有办结的，改回办理中",
            )
            .column(column.heading.clone())
            .expected("日期，如 2023-05-16")
        })
    }

    fn stated_rate(&self, record: &Record) -> Option<Finding> {
        let (_, done) = amount(record, Field::AnnualDone)?;
        let (_, plan) = amount(record, Field::AnnualPlan)?;
        let entry = record.entry(Field::CompletionRate)?;
        let Given::Value(Datum::Rate {
            millionths,
            tolerance,
        }) = entry.given
        else {
            return None;
        };
        let (done, plan) = (i128::from(done.value.yuan()), i128::from(plan.value.yuan()));
        if plan <= 0 {
            return None;
        }
        // |stated − done ÷ plan| > half a unit of the last digit, without dividing.
        let agrees = |done: i128, plan: i128| {
            let off = (i128::from(millionths) * plan - done * 1_000_000).abs();
            off <= i128::from(tolerance) * plan
        };
        // A rate that fits once a figure is moved by 10⁴ speaks of that slip (B09), not of itself.
        const SLIP: i128 = 10_000;
        let slipped = millionths > 0 && (agrees(done * SLIP, plan) || agrees(done, plan * SLIP));
        if agrees(done, plan) || slipped {
            return None;
        }
        let at = entry.at;
        let heading = self.heading_at(at);
        let percent = |millionths: i128| {
            let tenths = (millionths * 2 + 1_000).div_euclid(2_000);
            format!("{}.{}%", tenths / 10, tenths % 10)
        };
        let computed = (done * 2_000_000 + plan).div_euclid(plan * 2);
        Some(
            Finding::new(
                Code::B10,
                self.place.at(at.first.row, at.first.col),
                format!(
                    "{heading}填的是{}，本年完成÷年度计划是{}",
                    super::row::shown_at(self.grid, at.first.row, at.first.col),
                    percent(computed)
                ),
                "核对完成数和计划数；比率不用手填，可用公式",
            )
            .column(heading)
            .expected(percent(computed)),
        )
    }

    fn heading_at(&self, at: Area) -> String {
        let CellRef { col, .. } = at.first;
        self.table
            .columns
            .iter()
            .find(|column| column.col == col)
            .map(|column| super::row::plain_heading(&column.heading))
            .unwrap_or_default()
    }
}

fn amount(record: &Record, field: Field) -> Option<(Area, Amount)> {
    let entry = record.entry(field)?;
    match entry.given {
        Given::Value(Datum::Amount(amount)) => Some((entry.at, amount)),
        _ => None,
    }
}

/// 万元, no more decimals than needed: `1,234.5`.
pub(super) fn money(amount: Wanyuan) -> String {
    let yuan = amount.yuan();
    let (sign, yuan) = if yuan < 0 { ("-", -yuan) } else { ("", yuan) };
    let whole = (yuan / 10_000).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = format!("{:04}", yuan % 10_000);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        format!("{sign}{grouped}万元")
    } else {
        format!("{sign}{grouped}.{fraction}万元")
    }
}
