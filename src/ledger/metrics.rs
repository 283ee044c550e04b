//! The figures of a set of projects.

use serde::{Deserialize, Serialize};

use super::Project;
use crate::catalog::{Field, Step};
use crate::value::{KindId, Ratio, Wanyuan};

/// 亮灯
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// ●
    Red,
    /// ▲
    Yellow,
    /// ○
    Green,
}

impl Light {
    /// 红 黄 绿
    pub const fn word(self) -> &'static str {
        match self {
            Light::Red => "红",
            Light::Yellow => "黄",
            Light::Green => "绿",
        }
    }

    /// ● ▲ ○: told apart in black and white.
    pub const fn sign(self) -> &'static str {
        match self {
            Light::Red => "●",
            Light::Yellow => "▲",
            Light::Green => "○",
        }
    }
}

/// The figures of a set of projects. Amounts nobody gave are left out; a sum of none is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metrics {
    /// 项目个数
    pub projects: usize,
    /// 储备项目
    pub reserve: usize,
    /// 总投资
    pub total_investment: Option<Wanyuan>,
    /// 年度计划投资
    pub annual_plan: Option<Wanyuan>,
    /// 本年完成投资
    pub annual_done: Option<Wanyuan>,
    /// 完成 of the projects that have both figures: the rate's numerator.
    pub rate_done: Wanyuan,
    /// 计划 of the projects that have both figures: the rate's denominator.
    pub rate_plan: Wanyuan,
    /// How many projects have both figures.
    pub rate_projects: usize,
    /// 已开工
    pub started: usize,
    /// 停工
    pub halted: usize,
    /// 应开工
    pub due_to_start: usize,
    /// 应开未开
    pub overdue_start: usize,
    /// ●
    pub red: usize,
    /// ▲
    pub yellow: usize,
    /// ○
    pub green: usize,
}

impl Metrics {
    /// The figures of these projects.
    pub fn of<'a>(projects: impl IntoIterator<Item = &'a Project>) -> Metrics {
        let mut metrics = Metrics::default();
        for project in projects {
            metrics.add(project);
        }
        metrics
    }

    /// 完成率; `None` without a denominator.
    pub fn completion_rate(&self) -> Option<Ratio> {
        Ratio::of_amounts(self.rate_done, self.rate_plan)
    }

    /// 不亮灯
    pub fn without_light(&self) -> usize {
        self.projects - self.red - self.yellow - self.green
    }

    fn add(&mut self, project: &Project) {
        self.projects += 1;
        add_amount(
            &mut self.total_investment,
            project.wanyuan(Field::TotalInvestment),
        );
        let (plan, done) = (
            project.wanyuan(Field::AnnualPlan),
            project.wanyuan(Field::AnnualDone),
        );
        add_amount(&mut self.annual_plan, plan);
        add_amount(&mut self.annual_done, done);
        if let (Some(plan), Some(done)) = (plan, done) {
            self.rate_plan += plan;
            self.rate_done += done;
            self.rate_projects += 1;
        }
        let status = project.status();
        self.reserve += usize::from(status == Some(crate::catalog::Status::Reserve));
        self.halted += usize::from(status == Some(crate::catalog::Status::Halted));
        self.started += usize::from(project.standing.started);
        self.due_to_start += usize::from(project.standing.due);
        self.overdue_start += usize::from(project.standing.overdue_days.is_some());
        match project.standing.light {
            Some(Light::Red) => self.red += 1,
            Some(Light::Yellow) => self.yellow += 1,
            Some(Light::Green) => self.green += 1,
            None => {}
        }
    }
}

/// 资金: the three steps of one kind's money chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTotals {
    /// 下达、发行、投放、授信
    pub granted: Option<Wanyuan>,
    /// 拨付
    pub disbursed: Option<Wanyuan>,
    /// 支付、使用
    pub spent: Option<Wanyuan>,
}

impl MoneyTotals {
    /// The sums over these projects.
    pub fn of<'a>(projects: impl IntoIterator<Item = &'a Project>, kind: KindId) -> MoneyTotals {
        let mut totals = MoneyTotals::default();
        for project in projects {
            add_amount(&mut totals.granted, project.money(kind, Step::Granted));
            add_amount(&mut totals.disbursed, project.money(kind, Step::Disbursed));
            add_amount(&mut totals.spent, project.money(kind, Step::Spent));
        }
        totals
    }

    /// A step's sum.
    pub fn step(&self, step: Step) -> Option<Wanyuan> {
        match step {
            Step::Granted => self.granted,
            Step::Disbursed => self.disbursed,
            Step::Spent => self.spent,
        }
    }
}

fn add_amount(sum: &mut Option<Wanyuan>, amount: Option<Wanyuan>) {
    if let Some(amount) = amount {
        *sum = Some(sum.unwrap_or_default() + amount);
    }
}

/// 任务: how many, closed, overdue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCount {
    /// 累计交办
    pub total: usize,
    /// 已办结
    pub closed: usize,
    /// 逾期
    pub overdue: usize,
}

impl TaskCount {
    /// Over these tasks.
    pub fn of<'a>(tasks: impl IntoIterator<Item = &'a super::Task>) -> TaskCount {
        let mut count = TaskCount::default();
        for task in tasks {
            count.total += 1;
            count.closed += usize::from(task.state == crate::catalog::TaskState::Closed);
            count.overdue += usize::from(task.overdue_days.is_some());
        }
        count
    }
}
