//! What sentences and boards are written from: the ledger's figures, counted once, in the office's order.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::wording::{self, Listed};
use super::{Days, Material, owed};
use crate::catalog::TaskState;
use crate::catalog::{ApprovalState, Catalog, Field};
use crate::finding::{Code, Finding};
use crate::ledger::{
    ApprovalCount, Changes, Holding, Ledger, Light, Metrics, MoneyTotals, PastIssue, Project, Task, TaskCount,
};
use crate::narrative::Section;
use crate::record::Datum;
use crate::value::{ApprovalId, Day, KindId, Ratio, TeamId, UnitId, Wanyuan};

/// The figures of an issue, and what they stand on.
pub(super) struct Facts<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ledger: &'a Ledger,
    pub(super) material: &'a Material<'a>,
    /// Open findings only: waived ones are settled.
    pub(super) findings: Vec<&'a Finding>,
    /// The same by the code and the name of the project they speak of.
    about: BTreeMap<&'a str, Vec<&'a Finding>>,
    pub(super) year: i32,
    pub(super) number: u32,
    pub(super) as_of: NaiveDate,
    pub(super) days: Days,
    /// 时序进度
    pub(super) time: Ratio,
    /// The last issue of the same year: figures of another year start anew and are not compared.
    pub(super) changes: Option<&'a Changes>,
    pub(super) last: Option<&'a PastIssue>,
    pub(super) time_before: Option<Ratio>,
    pub(super) totals: Metrics,
    pub(super) kinds: Vec<(KindId, Metrics)>,
    pub(super) money: Vec<(KindId, MoneyTotals)>,
    pub(super) localities: Vec<(UnitId, Metrics)>,
    pub(super) departments: Vec<(UnitId, Metrics)>,
    pub(super) teams: Vec<(TeamId, Metrics)>,
    pub(super) approvals: Vec<(ApprovalId, ApprovalCount)>,
    pub(super) tasks: TaskCount,
    /// 应开未开, longest first.
    pub(super) overdue: Vec<&'a Project>,
    /// 红灯, late starts first, then by how far they lag.
    pub(super) red: Vec<&'a Project>,
    /// 逾期任务, by deadline.
    pub(super) overdue_tasks: Vec<&'a Task>,
    pub(super) owed: Vec<(TeamId, Vec<Section>)>,
}

impl<'a> Facts<'a> {
    /// Counts everything once.
    pub(super) fn gather(material: &'a Material<'a>, findings: &'a [Finding]) -> Facts<'a> {
        let (catalog, ledger) = (material.catalog, material.ledger);
        let (year, as_of) = (material.options.year, material.options.as_of);
        let projects = &ledger.projects;
        let of = |belongs: &dyn Fn(&Project) -> bool| Metrics::of(projects.iter().filter(|p| belongs(p)));
        let changes = material
            .changes
            .filter(|changes| changes.year == year && changes.as_of.year() == as_of.year());
        let last = changes.and_then(|changes| {
            let issues = &material.previous?.issues;
            issues
                .iter()
                .rfind(|past| (past.year, past.number) == (changes.year, changes.number))
        });
        let departments = super::departments::members(material);
        let findings: Vec<&Finding> = (findings.iter())
            .filter(|finding| finding.waived.is_none())
            .collect();
        Facts {
            catalog,
            ledger,
            material,
            about: by_project(&findings),
            findings,
            year,
            number: material.options.number,
            as_of,
            days: Days::of(&catalog.calendar, as_of),
            time: catalog.limits.time_progress(as_of),
            changes,
            last,
            time_before: changes.map(|changes| catalog.limits.time_progress(changes.as_of)),
            totals: Metrics::of(projects),
            kinds: catalog
                .kind_ids()
                .map(|kind| (kind, of(&|p| p.kinds.contains(&kind))))
                .collect(),
            money: (catalog.kind_ids())
                .filter(|kind| catalog.kind(*kind).money.is_some())
                .map(|kind| (kind, MoneyTotals::of(projects, kind)))
                .collect(),
            localities: (catalog.unit_ids())
                .filter(|unit| catalog.unit(*unit).is_locality())
                .map(|unit| (unit, of(&|p| p.locality == Some(unit))))
                .collect(),
            departments: (departments.iter())
                .map(|(unit, keys)| (*unit, of(&|p| keys.contains(&p.key.as_str()))))
                .filter(|(_, metrics)| metrics.projects > 0)
                .collect(),
            teams: (catalog.team_ids())
                .map(|team| {
                    (
                        team,
                        of(&|p| p.kinds.iter().any(|kind| catalog.kind(*kind).team == team)),
                    )
                })
                .filter(|(_, metrics)| metrics.projects > 0)
                .collect(),
            approvals: catalog
                .approval_ids()
                .map(|id| (id, approval_count(ledger, id, as_of)))
                .collect(),
            tasks: task_count(ledger),
            overdue: overdue(ledger),
            red: red(catalog, ledger, as_of),
            overdue_tasks: overdue_tasks(ledger),
            owed: owed::owed(material),
        }
    }

    /// 简称
    pub(super) fn short(&self, unit: UnitId) -> String {
        self.catalog.unit(unit).short.clone()
    }

    /// 全称
    pub(super) fn full(&self, unit: UnitId) -> String {
        self.catalog.unit(unit).name.clone()
    }

    /// A project as a sentence names it, with its locality.
    pub(super) fn name(&self, project: &Project) -> String {
        wording::project_name(&project.name, project.locality, self.catalog)
    }

    /// A date in a sentence.
    pub(super) fn date(&self, day: Day) -> String {
        wording::date(day, self.year)
    }

    /// An exact date in a sentence.
    pub(super) fn on(&self, date: NaiveDate) -> String {
        self.date(Day::exact(date))
    }

    /// 截至
    pub(super) fn as_of_text(&self) -> String {
        self.on(self.as_of)
    }

    /// Names side by side, cut at the configured length.
    pub(super) fn list(&self, names: &[String], measure: &str, board: Option<&str>) -> String {
        wording::list(
            names,
            Listed {
                measure,
                board,
                limit: self.catalog.limits.list_length,
            },
        )
    }

    /// A project by its key.
    pub(super) fn project(&self, key: &str) -> Option<&'a Project> {
        let ledger = self.ledger;
        ledger
            .projects
            .iter()
            .chain(&ledger.uncounted)
            .find(|project| project.key == key)
    }

    /// The project of a task, where the ledger knows it.
    pub(super) fn task_project(&self, task: &Task) -> Option<&'a Project> {
        self.project(task.project.as_deref()?)
    }

    /// A task's project as a sentence names it.
    pub(super) fn task_project_name(&self, task: &Task) -> String {
        match self.task_project(task) {
            Some(project) => self.name(project),
            None => wording::printed(task.text(Field::Name).unwrap_or_default()),
        }
    }

    /// 责任单位 as the bulletin prints it.
    pub(super) fn task_unit(&self, task: &Task) -> String {
        match task.responsible_unit {
            Some(unit) => self.short(unit),
            None => task
                .text(Field::ResponsibleUnit)
                .unwrap_or("责任单位缺报")
                .to_owned(),
        }
    }

    /// Approvals that the project still needs.
    pub(super) fn outstanding(&self, project: &Project) -> Vec<ApprovalId> {
        let needed = self.catalog.approval_ids().filter(|id| {
            let state = project.approval(*id, self.as_of).state;
            !matches!(state, ApprovalState::Granted | ApprovalState::NotApplicable)
        });
        needed.collect()
    }

    /// 手续齐备: nothing that it needs is outstanding.
    pub(super) fn is_ready(&self, project: &Project) -> bool {
        self.outstanding(project).is_empty()
    }

    /// Names of approvals side by side: 环评、施工许可.
    pub(super) fn approval_names(&self, ids: &[ApprovalId]) -> String {
        let names: Vec<&str> = ids
            .iter()
            .map(|id| self.catalog.approval(*id).name.as_str())
            .collect();
        names.join("、")
    }

    /// Handed in nothing that counts.
    pub(super) fn is_missing(&self, unit: UnitId) -> bool {
        self.material.rollcall.missing.contains(&unit)
    }

    /// Are these projects' figures of this year all an earlier issue's (沿用上期)? None at all are not.
    pub(super) fn is_kept(&self, belongs: impl Fn(&Project) -> bool) -> bool {
        let mut any = false;
        for project in self.ledger.projects.iter().filter(|project| belongs(project)) {
            if let Some(holding) = holding(project, Field::AnnualDone) {
                if holding.kept.is_none() {
                    return false;
                }
                any = true;
            }
        }
        any
    }

    /// Open findings of these codes about this project.
    pub(super) fn has_finding(&self, project: &Project, codes: &[Code]) -> bool {
        let names = project.code.as_deref().into_iter().chain([project.name.as_str()]);
        names
            .filter_map(|name| self.about.get(name))
            .flatten()
            .any(|finding| codes.contains(&finding.code) && concerns(finding, project))
    }

    /// How the project fell behind: time progress × plan − done, in yuan; negative where it is ahead.
    pub(super) fn shortfall(&self, project: &Project) -> Option<Wanyuan> {
        let (plan, done) = (
            project.wanyuan(Field::AnnualPlan)?,
            project.wanyuan(Field::AnnualDone)?,
        );
        Some(self.expected(plan) - done)
    }

    /// What of a year's plan should be done by now.
    pub(super) fn expected(&self, plan: Wanyuan) -> Wanyuan {
        let (part, whole) = self.time.parts();
        let yuan = i128::from(plan.yuan()) * part / whole;
        Wanyuan::from_yuan(i64::try_from(yuan).unwrap_or(i64::MAX))
    }

    /// The project as the last issue had it.
    pub(super) fn before(&self, project: &Project) -> Option<&'a Project> {
        self.changes?;
        let key = project.previous_key.as_ref()?;
        let before = &self.material.previous?.ledger;
        before.projects.iter().find(|project| project.key == *key)
    }

    /// 全市6类重要项目
    pub(super) fn subject(&self) -> String {
        let kinds = self.catalog.kinds.len();
        format!("{}{kinds}类{}", self.whole_region(), self.catalog.office.subject)
    }

    /// 全市, 全县: what the region calls itself.
    pub(super) fn whole_region(&self) -> String {
        let last = self
            .catalog
            .region
            .chars()
            .last()
            .filter(|c| "市县区州旗盟".contains(*c));
        format!("全{}", last.unwrap_or('市'))
    }
}

/// The holding of a field that has a value.
pub(super) fn holding(project: &Project, field: Field) -> Option<&Holding> {
    let holding = project.values.get(&crate::catalog::Item::Field(field))?;
    holding.datum().map(|_| holding)
}

/// Who answers for a project: its locality, else the unit that is named responsible.
pub(super) fn responsible(project: &Project) -> Option<UnitId> {
    project
        .locality
        .or_else(|| match project.datum(Field::ResponsibleUnit)? {
            Datum::Unit(unit) => Some(*unit),
            _ => None,
        })
}

fn by_project<'a>(findings: &[&'a Finding]) -> BTreeMap<&'a str, Vec<&'a Finding>> {
    let mut about: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for &finding in findings {
        for name in finding.project_code.iter().chain(&finding.project) {
            about.entry(name.as_str()).or_default().push(finding);
        }
    }
    about
}

/// Is the finding about this project: by code, else by name?
fn concerns(finding: &Finding, project: &Project) -> bool {
    match (&finding.project_code, &project.code) {
        (Some(of), Some(code)) => of == code,
        _ => finding.project.as_deref() == Some(project.name.as_str()),
    }
}

fn approval_count(ledger: &Ledger, id: ApprovalId, as_of: NaiveDate) -> ApprovalCount {
    let mut count = ApprovalCount::default();
    for project in &ledger.projects {
        match project.approval(id, as_of).state {
            ApprovalState::NotApplicable => {}
            state => {
                count.applicable += 1;
                count.granted += usize::from(state == ApprovalState::Granted);
            }
        }
    }
    count
}

fn task_count(ledger: &Ledger) -> TaskCount {
    TaskCount {
        total: ledger.tasks.len(),
        closed: ledger
            .tasks
            .iter()
            .filter(|task| task.state == TaskState::Closed)
            .count(),
        overdue: ledger
            .tasks
            .iter()
            .filter(|task| task.overdue_days.is_some())
            .count(),
    }
}

fn overdue(ledger: &Ledger) -> Vec<&Project> {
    let mut late: Vec<&Project> = (ledger.projects.iter())
        .filter(|project| project.standing.overdue_days.is_some())
        .collect();
    late.sort_by(|a, b| {
        let days = b.standing.overdue_days.cmp(&a.standing.overdue_days);
        days.then_with(|| a.code.cmp(&b.code))
            .then_with(|| a.key.cmp(&b.key))
    });
    late
}

/// Late starts first, longest first; then by how far the rate lags.
fn red<'a>(catalog: &Catalog, ledger: &'a Ledger, as_of: NaiveDate) -> Vec<&'a Project> {
    let mut red: Vec<&Project> = (ledger.projects.iter())
        .filter(|project| project.standing.light == Some(Light::Red))
        .collect();
    let time = catalog.limits.time_progress(as_of);
    let gap = |project: &Project| project.completion_rate().map(|rate| time.minus(rate));
    red.sort_by(|a, b| {
        let late = |project| late_start(catalog, project);
        let order = late(b).cmp(&late(a)).then_with(|| gap(b).cmp(&gap(a)));
        order
            .then_with(|| a.code.cmp(&b.code))
            .then_with(|| a.key.cmp(&b.key))
    });
    red
}

/// Days since the planned start, where that alone makes the light red.
pub(super) fn late_start(catalog: &Catalog, project: &Project) -> Option<i64> {
    let days = project.standing.overdue_days?;
    (days > i64::from(catalog.limits.yellow_days)).then_some(days)
}

fn overdue_tasks(ledger: &Ledger) -> Vec<&Task> {
    let mut late: Vec<&Task> = ledger
        .tasks
        .iter()
        .filter(|task| task.overdue_days.is_some())
        .collect();
    late.sort_by(|a, b| {
        let due = a.due().cmp(&b.due());
        due.then_with(|| a.no.is_none().cmp(&b.no.is_none()))
            .then_with(|| a.no.cmp(&b.no))
            .then_with(|| a.key.cmp(&b.key))
    });
    late
}
