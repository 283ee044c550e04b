//! 任务, 银企对接, 督导.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Holding, Kept, Source};
use crate::catalog::{Field, TaskState};
use crate::finding::Place;
use crate::record::Datum;
use crate::value::{Area, Day, UnitId, Wanyuan};
use std::collections::BTreeMap;

/// 任务: one assigned task through time.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and most can stand together"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Identity over the issues: the number, else project, matter and unit, folded.
    pub key: String,
    /// Its key in the last issue; `None` where it was not in it.
    #[serde(default)]
    pub previous_key: Option<String>,
    /// 任务编号
    pub no: Option<String>,
    /// The key of its project in the ledger, where it is known there.
    pub project: Option<String>,
    /// Every value with its claims: matter, kind, project's name, units, people, dates, state.
    #[serde(with = "crate::value::pairs")]
    pub values: BTreeMap<Field, Holding>,
    /// 责任部门 on the roster.
    pub responsible_unit: Option<UnitId>,
    /// Its rows this week, the one that counts first.
    pub sources: Vec<Source>,
    /// Units that listed it when it was last listed.
    pub givers: Vec<UnitId>,
    /// Closed or open, as derived.
    pub state: TaskState,
    /// Past its deadline and open: days.
    pub overdue_days: Option<i64>,
    /// Was it overdue in the last issue?
    pub was_overdue: bool,
    /// Closed since the last issue.
    pub newly_closed: bool,
    /// New in this issue.
    pub is_new: bool,
    /// Open, and no longer listed by those who should (H05).
    pub vanished: bool,
    /// Deadlines it had before, oldest first.
    pub due_changes: Vec<DueChange>,
}

/// 改过时限
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueChange {
    /// The deadline before.
    pub from: Day,
    /// The deadline after.
    pub to: Day,
    /// In this issue.
    pub number: u32,
}

impl Task {
    /// The value of a field.
    pub fn datum(&self, field: Field) -> Option<&Datum> {
        self.values.get(&field)?.datum()
    }

    /// A text field.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.datum(field)? {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A date field.
    pub fn day(&self, field: Field) -> Option<Day> {
        match self.datum(field)? {
            Datum::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// 办结时限
    pub fn due(&self) -> Option<NaiveDate> {
        self.day(Field::Due).map(|day| day.date)
    }
}

/// 银企对接: one line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Financing {
    /// The key of its project in the ledger, where it is known there.
    pub project: Option<String>,
    /// The project's name as listed.
    pub name: String,
    /// 融资需求
    pub need: Option<Wanyuan>,
    /// 对接银行
    pub bank: Option<String>,
    /// 对接阶段
    pub stage: Option<String>,
    /// 授信额度
    pub credit_line: Option<Wanyuan>,
    /// Its row.
    pub place: Place,
    /// The cell of each of its values.
    #[serde(with = "crate::value::pairs")]
    pub cells: BTreeMap<Field, Area>,
    /// Whose list.
    pub unit: UnitId,
    /// Set where it is an earlier issue's (沿用上期).
    pub kept: Option<Kept>,
}

/// 督导: one visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The key of its project in the ledger, where it is known there.
    pub project: Option<String>,
    /// The project's name as listed.
    pub name: String,
    /// 督导时间
    pub inspected_on: Option<Day>,
    /// 发现问题; `None` where there was none.
    pub problem: Option<String>,
    /// The key of the open task that deals with it; `None`: proposed for 交办.
    pub task: Option<String>,
    /// Its row.
    pub place: Place,
    /// The cell of each of its values.
    #[serde(with = "crate::value::pairs")]
    pub cells: BTreeMap<Field, Area>,
    /// Whose record.
    pub unit: UnitId,
    /// Set where it is an earlier issue's (沿用上期).
    pub kept: Option<Kept>,
}
