//! What is known of earlier issues: the last ledger with every claim, and a line for each issue before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ApprovalCount, Ledger, Metrics, MoneyTotals, TaskCount};
use crate::finding::Finding;
use crate::narrative::Narrative;
use crate::rollcall::{Past, SeenInput};
use crate::value::{ApprovalId, KindId, UnitId};

/// The state that a published issue leaves behind for the next one (`state.json` in its archive).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Previous {
    /// The last issue's ledger, kept values and claims included.
    pub ledger: Ledger,
    /// Every issue so far this series, oldest first; the last is the ledger's own.
    pub issues: Vec<PastIssue>,
    /// Every input file of every issue.
    pub inputs: Vec<SeenInput>,
    /// The last issue's findings, for 已改、仍在、新增.
    pub findings: Vec<Finding>,
    /// Answers that accept a finding, carried on while the value stays: (finding's fingerprint, reason, source).
    pub accepted: Vec<(String, String, String)>,
    /// For each unit, for how many issues in a row nothing came.
    pub missing_for: Vec<(UnitId, u32)>,
    /// The last number given to a supervision letter this year.
    pub last_letter: u32,
    /// Letters sent: (unit, year, issue number, letter number, keys of projects and tasks it named).
    pub letters: Vec<(UnitId, i32, u32, u32, Vec<String>)>,
    /// The last issue's 工作计划 and 会议决定, for what became of them.
    #[serde(default)]
    pub narratives: Vec<Narrative>,
    /// Key of each project overdue to start and how many issues in a row it has been printed so.
    pub reported: Vec<(String, u32)>,
}

/// One published issue, in figures: for trends and for the list of issues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastIssue {
    /// Year.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
    /// Totals.
    pub totals: Metrics,
    /// By kind.
    pub kinds: Vec<(KindId, Metrics)>,
    /// By locality.
    pub localities: Vec<(UnitId, Metrics)>,
    /// By kind that follows money.
    pub money: Vec<(KindId, MoneyTotals)>,
    /// By approval.
    pub approvals: Vec<(ApprovalId, ApprovalCount)>,
    /// Tasks.
    pub tasks: TaskCount,
    /// Errors, warnings.
    pub findings: (usize, usize),
    /// Units that handed in nothing.
    pub missing: Vec<UnitId>,
    /// Projects it is the first to name: newly listed, newly late, newly gone. An archive of before knows none.
    #[serde(default)]
    pub named: Vec<String>,
}

impl Previous {
    /// What the roll-call must know.
    pub fn past(&self) -> Past<'_> {
        Past {
            inputs: &self.inputs,
            missing_for: &self.missing_for,
        }
    }
}
