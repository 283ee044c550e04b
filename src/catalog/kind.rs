//! 项目类别 and 手续.

use serde::{Deserialize, Serialize};

use crate::value::{TeamId, UnitId};

/// 项目类别: one of the kinds of projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectKind {
    /// `three_batches`
    pub id: String,
    /// “三个一批”项目
    pub name: String,
    /// 三个一批, for headings and sheet names; never with quotation marks
    pub short: String,
    /// Words that name it in a 项目类型 column, a sheet's name or a title.
    pub also: Vec<String>,
    /// 牵头专班
    pub team: TeamId,
    /// 牵头单位: whose ledger decides.
    pub lead: UnitId,
    /// 签约 → 开工 → 投产
    pub milestones: Vec<String>,
    /// The kind's own words for granted, disbursed, spent; `None` where investment is followed instead.
    pub money: Option<[String; 3]>,
    /// Names of the kind's own fund, where a step is split by source: 中央预算内投资, 中央.
    pub funds: Vec<String>,
}

/// 手续: an approval before start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalItem {
    /// `eia`
    pub id: String,
    /// 环评
    pub name: String,
    /// Headings that name it: 环境影响评价, 环保.
    pub also: Vec<String>,
    /// The department that grants it.
    pub owner: UnitId,
}
