//! Numbers and orders that policy may change.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// 时序进度节点: a stated share of the year at a day, instead of days elapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// On this day …
    pub on: NaiveDate,
    /// … this many thousandths should be done.
    pub thousandths: u32,
}

/// Safety limits, lights, tolerances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// A file's size, bytes.
    pub file_bytes: u64,
    /// A file unpacked, bytes, counted while inflating.
    pub unpacked_bytes: u64,
    /// Filled cells of a sheet.
    pub sheet_cells: u64,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Seconds that reading one file may take.
    pub read_seconds: u64,
    /// Memory that reading one file may take, MiB.
    pub read_memory_mib: u64,
    /// 黄灯: behind the time progress by up to this many points.
    pub yellow_points: u32,
    /// 黄灯: planned start passed by up to this many days.
    pub yellow_days: u32,
    /// 时序进度 nodes; empty: days elapsed.
    pub nodes: Vec<Node>,
    /// A kept value (沿用上期) older than this many issues is a finding.
    pub kept_issues: u32,
    /// 银企对接, 任务: due within so many days counts as due soon.
    pub due_soon_days: u32,
    /// Lists in sentences name so many, then 等N个.
    pub list_length: usize,
}

/// Whose ledger a value is taken from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// The lead of the project's kind (of several, the first in the order of kinds).
    KindLead,
    /// The project's own locality.
    OwnLocality,
    /// The department that grants the approval.
    ApprovalOwner,
    /// Any other lead, in the order of kinds.
    OtherLeads,
    /// Any locality, in roster order.
    Localities,
    /// Any department, in roster order.
    Departments,
}

/// The table of authority: for each group of fields, ranks from first to last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// 总投资
    pub total_investment: Vec<Rank>,
    /// 年度计划, 完成, 日期, 状态, 进度
    pub progress: Vec<Rank>,
    /// 手续
    pub approvals: Vec<Rank>,
    /// Everything else.
    pub other: Vec<Rank>,
}

/// How a bundle (打捆) and its sub-projects count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleCount {
    /// The bundle counts as one.
    Bundle,
    /// Each sub-project counts.
    Parts,
}
