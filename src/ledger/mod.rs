//! 总账: one project per identity, every claim kept, history carried forward.
//!
//! Enters: the submissions that count and the [`Previous`] issue. Leaves: the [`Ledger`], its [`Metrics`] and [`Changes`].

mod approval;
mod change;
mod claim;
mod compare;
mod consolidate;
mod metrics;
mod previous;
mod project;
mod standing;
mod state;
mod task;

pub use approval::{ApprovalCount, ApprovalView};
pub use change::{Changes, MetricsChange, Mover, ProjectNote, TaskNote};
pub use claim::{Claim, Holding, Kept};
pub use compare::changes;
pub use consolidate::{Consolidated, consolidate};
pub use metrics::{Light, Metrics, MoneyTotals, TaskCount};
pub use previous::{PastIssue, Previous};
pub use project::{Exit, Project, Source, Standing};
pub use standing::time_progress;
pub use state::Closing;
pub use task::{DueChange, Financing, Inspection, Task};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::record::Account;

/// Which issue a ledger is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Year of the issue.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
}

/// The accounts of rows by submission, sheet and table, as consolidation divided them.
pub type RowAccounts = Vec<Vec<Vec<Account>>>;

/// The master ledger as of one day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Year of the issue.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
    /// Counted projects, by locality in roster order, then code, then name. Parts of bundles and
    /// projects taken out are not among them.
    pub projects: Vec<Project>,
    /// Sub-projects (or bundles) that are not the basis of counting.
    pub uncounted: Vec<Project>,
    /// Projects that are listed as taken out (退库, 取消, 合并, 终止); which of them are newly so, [`Changes`] says.
    pub left: Vec<Project>,
    /// Every task there ever was this year, by number, then deadline.
    pub tasks: Vec<Task>,
    /// 银企对接
    pub financing: Vec<Financing>,
    /// 督导记录
    pub inspections: Vec<Inspection>,
    /// Pairs of keys of projects whose names are nearly the same: for a person to look at, never merged.
    #[serde(default)]
    pub lookalikes: Vec<(String, String)>,
}
