//! 较上期: what changed since an earlier issue, and who moved each total. Sums of movers equal the change exactly.

use serde::{Deserialize, Serialize};

use super::{Metrics, TaskCount};
use crate::value::{KindId, UnitId, Wanyuan};

/// All that changed since `year`-`number`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The issue compared with.
    pub year: i32,
    /// Its number.
    pub number: u32,
    /// 截止日 then.
    pub as_of: chrono::NaiveDate,
    /// Totals then and now.
    pub totals: MetricsChange,
    /// By kind.
    pub kinds: Vec<(KindId, MetricsChange)>,
    /// By locality.
    pub localities: Vec<(UnitId, MetricsChange)>,
    /// Tasks then and now.
    pub tasks: (TaskCount, TaskCount),
    /// Who moved 总投资, by locality (`None`: no locality), largest first.
    pub total_investment: Vec<Mover>,
    /// Who moved 年度计划.
    pub annual_plan: Vec<Mover>,
    /// Who moved 本年完成.
    pub annual_done: Vec<Mover>,
    /// 新增
    pub new: Vec<ProjectNote>,
    /// 退出
    pub left: Vec<ProjectNote>,
    /// 不见了 (H02)
    pub vanished: Vec<ProjectNote>,
    /// 更名: former name in `before`.
    pub renamed: Vec<ProjectNote>,
    /// 新开工
    pub started: Vec<ProjectNote>,
    /// 竣工、投产
    pub finished: Vec<ProjectNote>,
    /// 状态倒退 (H03): status words in `before` and `after`.
    pub went_back: Vec<ProjectNote>,
    /// 新出现的应开未开
    pub newly_overdue: Vec<ProjectNote>,
    /// 上期应开未开, no longer
    pub no_longer_overdue: Vec<ProjectNote>,
    /// 亮灯 changed: words in `before` and `after`.
    pub lights: Vec<ProjectNote>,
    /// 新交办
    pub tasks_new: Vec<TaskNote>,
    /// 新办结
    pub tasks_closed: Vec<TaskNote>,
    /// 新逾期
    pub tasks_overdue: Vec<TaskNote>,
    /// 上期逾期, closed since
    pub tasks_cleared: Vec<TaskNote>,
    /// Findings mended, still open, new: counts.
    pub findings: (usize, usize, usize),
}

/// Figures then and now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricsChange {
    /// Then.
    pub before: Metrics,
    /// Now.
    pub after: Metrics,
}

/// Who moved a total, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mover {
    /// 属地
    pub unit: Option<UnitId>,
    /// By how much in all.
    pub by: Wanyuan,
    /// Of that, brought in by new projects.
    pub by_new: Wanyuan,
    /// Each project's part, largest first: key, name, by how much.
    pub projects: Vec<(String, String, Wanyuan)>,
}

/// A project in a list of changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectNote {
    /// Its key in the ledger.
    pub key: String,
    /// Its name now.
    pub name: String,
    /// 属地
    pub locality: Option<UnitId>,
    /// 总投资
    pub total_investment: Option<Wanyuan>,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// A task in a list of changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskNote {
    /// Its key.
    pub key: String,
    /// 任务编号
    pub no: Option<String>,
    /// 事项
    pub matter: String,
    /// 责任部门
    pub unit: Option<UnitId>,
}
