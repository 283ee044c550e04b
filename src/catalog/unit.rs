//! 单位 and 专班.

use serde::{Deserialize, Serialize};

use crate::value::UnitId;

/// What sort of unit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitClass {
    /// 街道办事处
    Subdistrict,
    /// 镇、乡
    Township,
    /// 管委会
    AdminCommittee,
    /// 市直部门
    Department,
    /// A reporter outside the members, as 市发展改革服务中心
    Centre,
}

/// 单位: an organisation that hands in ledgers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// 全称, as in `issue.json`: 超化镇人民政府.
    pub name: String,
    /// 简称, as the bulletin prints it: 超化镇.
    pub short: String,
    /// Locality, department …
    pub class: UnitClass,
    /// Other spellings, exact after folding.
    #[serde(default)]
    pub also: Vec<String>,
    /// Spellings that count only where they stand alone: a cell that says 财政, never 财政 within a longer text.
    #[serde(default)]
    pub also_alone: Vec<String>,
}

impl Unit {
    /// 属地?
    pub fn is_locality(&self) -> bool {
        matches!(
            self.class,
            UnitClass::Subdistrict | UnitClass::Township | UnitClass::AdminCommittee
        )
    }

    /// Full name, short name, aliases; not those that count only alone.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.short.as_str()]
            .into_iter()
            .chain(self.also.iter().map(String::as_str))
    }
}

/// 专班: a task force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// `coordination`, `joint_approval`, `fiscal`, `financing`, `delivery`.
    pub id: String,
    /// 综合专班
    pub name: String,
    /// Other spellings.
    pub also: Vec<String>,
    /// 牵头单位
    pub lead: UnitId,
    /// 成员单位
    pub members: Vec<UnitId>,
    /// Does it owe a 工作小结 and a 工作计划 every week?
    pub reports: bool,
    /// What it does, for the bulletin.
    pub duty: String,
}
