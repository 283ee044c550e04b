//! 项目: one project, consolidated.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ApprovalView, Holding, Light};
use crate::catalog::{Field, Item, Status, Step};
use crate::finding::Place;
use crate::record::{Datum, Marks};
use crate::value::{Amount, ApprovalId, Day, KindId, Ratio, UnitId, Wanyuan};

/// A project with all that any ledger says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Identity over the issues: the code, else `name@locality`, folded.
    pub key: String,
    /// 项目代码, canonical.
    pub code: Option<String>,
    /// The lead's name for it, else the locality's; marks left out.
    pub name: String,
    /// Its key in the last issue; `None` where it was not in it.
    #[serde(default)]
    pub previous_key: Option<String>,
    /// Its name in the last issue, where that was another.
    pub former_name: Option<String>,
    /// 属地
    pub locality: Option<UnitId>,
    /// In the order of kinds.
    pub kinds: Vec<KindId>,
    /// 哪些单位 gave each kind, for keeping those of units that handed in nothing.
    pub kinds_by: Vec<(KindId, UnitId)>,
    /// ★ and （打捆）
    pub marks: Marks,
    /// Every value with its claims.
    #[serde(with = "crate::value::pairs")]
    pub values: BTreeMap<Item, Holding>,
    /// The rows it stands in this week, in the order of authority.
    pub sources: Vec<Source>,
    /// Units that gave it when it was last given.
    pub givers: Vec<UnitId>,
    /// No ledger has it this week though every unit that gave it handed in something new (H02).
    pub vanished: bool,
    /// New in this issue.
    pub is_new: bool,
    /// What became of it, where it was taken out.
    pub exit: Option<Exit>,
    /// The key of the bundle it is part of.
    pub part_of: Option<String>,
    /// Derived anew each issue.
    pub standing: Standing,
}

/// A row of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Whose.
    pub unit: UnitId,
    /// File and sheet; the cell is the name's, or the row's first.
    pub place: Place,
    /// From 0.
    pub row: u32,
}

/// How a project left the totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// 退库, 取消 … as written.
    pub word: String,
    /// Where it was said.
    pub place: Place,
}

/// What is derived from values and the as-of date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// 已开工
    pub started: bool,
    /// 应开工: the planned start is on or before the as-of date and it is no reserve project.
    pub due: bool,
    /// 应开未开: days since the planned start; 0 on the very day.
    pub overdue_days: Option<i64>,
    /// 亮灯
    pub light: Option<Light>,
}

impl Project {
    /// The value of a field.
    pub fn datum(&self, field: Field) -> Option<&Datum> {
        self.values.get(&Item::Field(field))?.datum()
    }

    /// An amount with its written precision.
    pub fn amount(&self, field: Field) -> Option<Amount> {
        match self.datum(field)? {
            Datum::Amount(amount) => Some(*amount),
            _ => None,
        }
    }

    /// An amount.
    pub fn wanyuan(&self, field: Field) -> Option<Wanyuan> {
        self.amount(field).map(|amount| amount.value)
    }

    /// A date.
    pub fn day(&self, field: Field) -> Option<Day> {
        match self.datum(field)? {
            Datum::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.datum(field)? {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// 项目状态
    pub fn status(&self) -> Option<Status> {
        match self.datum(Field::Status)? {
            Datum::Status(status) => Some(*status),
            _ => None,
        }
    }

    /// A step of a kind's money chain.
    pub fn money(&self, kind: KindId, step: Step) -> Option<Wanyuan> {
        match self.values.get(&Item::Money(kind, step))?.datum()? {
            Datum::Amount(amount) => Some(amount.value),
            _ => None,
        }
    }

    /// 完成率: this year's done over plan, where both are known.
    pub fn completion_rate(&self) -> Option<Ratio> {
        Ratio::of_amounts(self.wanyuan(Field::AnnualDone)?, self.wanyuan(Field::AnnualPlan)?)
    }

    /// An approval as it stands on `as_of`; never mentioned is [`crate::catalog::ApprovalState::None`].
    pub fn approval(&self, id: ApprovalId, as_of: NaiveDate) -> ApprovalView {
        ApprovalView::of(self.datum(Field::Approval(id)), as_of)
    }
}
