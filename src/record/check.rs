//! What a row contradicts in itself: B06, B07, B08, B10.

use super::fault::quoted;
use super::row::{TableReader, identity};
use super::submission::{Datum, Given, Record};
use crate::catalog::{Field, Form, TaskState};
use crate::finding::{Code, Finding};
use crate::value::{Amount, Area, Scale, Wanyuan};

/// 万元 for 亿元, or the other way round.
const SLIP: i128 = 10_000;

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
        let (base_heading, base_scale) = self.heading_at(base_at);
        let (heading, scale) = self.heading_at(at);
        let finding = Finding::new(
            code,
            self.place.at(at.first.row, at.first.col),
            format!(
                "{heading} {}大于{base_heading} {}",
                money(part.value, scale),
                money(base.value, base_scale)
            ),
            "核对两个数，改正有误的一个",
        );
        Some(
            finding
                .column(heading)
                .expected(format!("不大于 {}", money(base.value, scale))),
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
        let slipped = millionths > 0 && (agrees(done * SLIP, plan) || agrees(done, plan * SLIP));
        if agrees(done, plan) || slipped {
            return None;
        }
        let at = entry.at;
        let (heading, _) = self.heading_at(at);
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
                    self.written_at(at),
                    percent(computed)
                ),
                "核对完成数和计划数；比率不用手填，可用公式",
            )
            .column(heading)
            .expected(percent(computed)),
        )
    }

    /// Heading and unit of money of the column a value stands in.
    fn heading_at(&self, at: Area) -> (String, Scale) {
        self.table
            .columns
            .iter()
            .find(|column| column.col == at.first.col)
            .map_or((String::new(), Scale::Wan), |column| {
                (super::row::plain_heading(&column.heading), column.scale)
            })
    }

    /// The cell as its format shows it, in quotation marks.
    fn written_at(&self, at: Area) -> String {
        self.grid
            .at(at.first.row, at.first.col)
            .map_or_else(String::new, |(_, cell)| quoted(&self.reader.as_shown(cell)))
    }
}

fn amount(record: &Record, field: Field) -> Option<(Area, Amount)> {
    let entry = record.entry(field)?;
    match entry.given {
        Given::Value(Datum::Amount(amount)) => Some((entry.at, amount)),
        _ => None,
    }
}

/// An amount in the unit of its column, thousands grouped: `1,234.5万元`.
pub(super) fn money(amount: Wanyuan, scale: Scale) -> String {
    let plain = scale.show(amount);
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.map_or_else(String::new, |fraction| format!(".{fraction}"));
    format!("{sign}{grouped}{fraction}{}", scale.name())
}
