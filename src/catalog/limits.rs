//! Numbers and orders that policy may change.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::value::{Ratio, Scale};

/// 时序进度节点: a stated share of the year at a day, instead of days elapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// On this day …
    pub on: NaiveDate,
    /// … this many thousandths should be done.
    pub thousandths: u32,
}

/// Safety limits, lights, tolerances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl Limits {
    /// 时序进度: days elapsed in the year, this day included, ÷ days of the year; where the configuration lists
    /// nodes of that year, along the straight line between the two that enclose the day, and level after the last.
    pub fn time_progress(&self, as_of: NaiveDate) -> Ratio {
        let days = NaiveDate::from_ymd_opt(as_of.year(), 12, 31).map_or(365, |day| day.ordinal());
        let today = i128::from(as_of.ordinal());
        let mut nodes: Vec<(i128, i128)> = (self.nodes.iter())
            .filter(|node| node.on.year() == as_of.year())
            .map(|node| (node.on.ordinal().into(), node.thousandths.into()))
            .collect();
        nodes.sort_unstable();
        nodes.dedup_by_key(|&mut (day, _)| day);
        let Some(&last) = nodes.last() else {
            return Ratio::of(today, days.into()).unwrap_or(Ratio::ZERO);
        };
        let after = nodes.iter().position(|&(day, _)| day >= today);
        let (to, high) = after.map_or(last, |at| nodes[at]);
        if today >= to {
            return Ratio::of(high, 1000).unwrap_or(Ratio::ZERO);
        }
        let (from, low) = after
            .and_then(|at| at.checked_sub(1))
            .map_or((0, 0), |at| nodes[at]);
        let share = low * (to - from) + (high - low) * (today - from);
        Ratio::of(share, 1000 * (to - from)).unwrap_or(Ratio::ZERO)
    }
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleCount {
    /// The bundle counts as one.
    #[default]
    Bundle,
    /// Each sub-project counts.
    Parts,
}

/// 金额单位: how bare numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// What a number is where neither cell, heading nor title names a unit.
    pub read_as: Scale,
}

impl Default for Money {
    fn default() -> Money {
        Money { read_as: Scale::Wan }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn limits(nodes: Vec<Node>) -> Limits {
        Limits {
            file_bytes: 0,
            unpacked_bytes: 0,
            sheet_cells: 0,
            sheets: 0,
            read_seconds: 0,
            read_memory_mib: 0,
            yellow_points: 10,
            yellow_days: 30,
            nodes,
            kept_issues: 3,
            due_soon_days: 7,
            list_length: 8,
        }
    }

    #[test]
    fn time_progress_is_the_elapsed_share_of_the_year() {
        let plain = limits(Vec::new());
        assert_eq!(
            plain.time_progress(day(2023, 5, 12)),
            Ratio::of(132, 365).unwrap()
        );
        assert_eq!(plain.time_progress(day(2024, 3, 1)), Ratio::of(61, 366).unwrap());
        assert!(plain.time_progress(day(2023, 12, 31)).is_one());
    }

    #[test]
    fn nodes_of_the_year_bend_the_line() {
        let node = |month, last, thousandths| Node {
            on: day(2023, month, last),
            thousandths,
        };
        let bent = limits(vec![node(6, 30, 600), node(3, 31, 250)]);
        assert_eq!(
            bent.time_progress(day(2023, 3, 31)),
            Ratio::of(250, 1000).unwrap()
        );
        assert_eq!(
            bent.time_progress(day(2023, 6, 30)),
            Ratio::of(600, 1000).unwrap()
        );
        assert_eq!(bent.time_progress(day(2024, 3, 1)), Ratio::of(61, 366).unwrap());
        assert_eq!(
            bent.time_progress(day(2023, 12, 31)),
            Ratio::of(600, 1000).unwrap()
        );
        assert_eq!(
            bent.time_progress(day(2023, 5, 15)),
            Ratio::of(250 * 91 + 350 * 45, 91_000).unwrap()
        );
    }
}
