//! Every total of the bulletin down to file, sheet and cell; values that disagree; values kept from earlier issues.

use serde::Serialize;

use super::super::words;
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, Item, Step, TaskState};
use crate::finding::Place;
use crate::ledger::{ApprovalCount, Claim, Holding, Kept, Metrics, Project, Task};
use crate::render::filter::Exact;
use crate::value::{ApprovalId, KindId, UnitId, Wanyuan};

/// A value and the cell it stands in.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sourced {
    value: String,
    place: Option<PlaceView>,
    unit: Option<String>,
    /// 沿用第1期
    kept: Option<String>,
}

/// A cell of a sheet of a file.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PlaceView {
    cell: Option<String>,
    sheet: Option<String>,
    file: String,
}

impl PlaceView {
    pub(super) fn of(place: &Place) -> PlaceView {
        PlaceView {
            cell: place.cell.map(|cell| cell.to_string()),
            sheet: place.sheet.as_deref().map(str::to_owned),
            file: place.file.to_string(),
        }
    }
}

/// One value on which ledgers disagree.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Conflict {
    project: String,
    anchor: String,
    field: String,
    chosen: Sourced,
    others: Vec<Sourced>,
}

/// One value that nobody gave this time.
#[derive(Debug, Clone, Serialize)]
pub(super) struct KeptValue {
    subject: String,
    anchor: Option<String>,
    field: String,
    value: Sourced,
}

/// The totals and what they are made of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Totals {
    all: Sums,
    localities: Vec<Group>,
    kinds: Vec<Group>,
    money: Vec<MoneyGroup>,
    approvals: Vec<ApprovalGroup>,
    tasks: TaskGroup,
}

/// Figures as the bulletin prints them and as they add up.
#[derive(Debug, Clone, Serialize)]
struct Sums {
    projects: usize,
    total_investment: Option<Wanyuan>,
    annual_plan: Option<Wanyuan>,
    annual_done: Option<Wanyuan>,
    rate: Option<Exact>,
    rate_done: Wanyuan,
    rate_plan: Wanyuan,
    rate_projects: usize,
    started: usize,
    due_to_start: usize,
    overdue_start: usize,
    red: usize,
    yellow: usize,
    green: usize,
    without_light: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    id: String,
    name: String,
    sums: Sums,
    projects: Vec<ProjectRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ProjectRow {
    anchor: String,
    name: String,
    code: Option<String>,
    total_investment: Sourced,
    annual_plan: Sourced,
    annual_done: Sourced,
    status: Sourced,
    planned_start: Sourced,
    light: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct MoneyGroup {
    id: String,
    name: String,
    steps: Vec<MoneySum>,
    rows: Vec<MoneyRow>,
}

#[derive(Debug, Clone, Serialize)]
struct MoneySum {
    word: String,
    sum: Option<Wanyuan>,
}

#[derive(Debug, Clone, Serialize)]
struct MoneyRow {
    anchor: String,
    name: String,
    values: Vec<Sourced>,
}

#[derive(Debug, Clone, Serialize)]
struct ApprovalGroup {
    id: String,
    name: String,
    count: ApprovalCount,
    rows: Vec<ApprovalRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ApprovalRow {
    anchor: String,
    name: String,
    state: Sourced,
}

#[derive(Debug, Clone, Serialize)]
struct TaskGroup {
    total: usize,
    closed: usize,
    overdue: usize,
    rows: Vec<TaskRow>,
}

#[derive(Debug, Clone, Serialize)]
struct TaskRow {
    no: Option<String>,
    matter: String,
    unit: String,
    due: Sourced,
    state: &'static str,
    overdue_days: Option<i64>,
    place: Option<PlaceView>,
}

impl Totals {
    /// All of them, of this issue.
    pub(super) fn of(edition: &Edition<'_>) -> Totals {
        let catalog = edition.catalog;
        let rows = Rows { edition };
        let units = catalog.unit_ids().map(Some).chain([None]);
        Totals {
            all: Sums::of(&edition.issue.totals),
            localities: units.filter_map(|unit| rows.locality(unit)).collect(),
            kinds: catalog.kind_ids().filter_map(|kind| rows.kind(kind)).collect(),
            money: catalog.kind_ids().filter_map(|kind| rows.money(kind)).collect(),
            approvals: catalog
                .approval_ids()
                .filter_map(|id| rows.approval(id))
                .collect(),
            tasks: rows.tasks(),
        }
    }
}

impl Sums {
    fn of(metrics: &Metrics) -> Sums {
        Sums {
            projects: metrics.projects,
            total_investment: metrics.total_investment,
            annual_plan: metrics.annual_plan,
            annual_done: metrics.annual_done,
            rate: metrics.completion_rate().map(Exact),
            rate_done: metrics.rate_done,
            rate_plan: metrics.rate_plan,
            rate_projects: metrics.rate_projects,
            started: metrics.started,
            due_to_start: metrics.due_to_start,
            overdue_start: metrics.overdue_start,
            red: metrics.red,
            yellow: metrics.yellow,
            green: metrics.green,
            without_light: metrics.without_light(),
        }
    }
}

/// Rows of tables, made from the ledger.
struct Rows<'e, 'a> {
    edition: &'e Edition<'a>,
}

impl Rows<'_, '_> {
    fn projects(&self) -> impl Iterator<Item = (usize, &Project)> {
        self.edition.ledger.projects.iter().enumerate()
    }

    fn locality(&self, unit: Option<UnitId>) -> Option<Group> {
        let own = || {
            self.projects()
                .filter(move |(_, project)| project.locality == unit)
        };
        own().next()?;
        let name = unit.map_or_else(
            || "未列属地".to_owned(),
            |unit| self.edition.catalog.unit(unit).short.clone(),
        );
        Some(Group {
            id: unit.map_or_else(|| "unit-none".to_owned(), |unit| format!("unit-{}", unit.0)),
            name,
            sums: Sums::of(&Metrics::of(own().map(|(_, project)| project))),
            projects: own().map(|(at, project)| self.project(at, project)).collect(),
        })
    }

    /// The kind's projects; their cells stand with their localities.
    fn kind(&self, kind: KindId) -> Option<Group> {
        let own = || {
            self.projects()
                .filter(move |(_, project)| project.kinds.contains(&kind))
        };
        own().next()?;
        Some(Group {
            id: format!("kind-{}", kind.0),
            name: self.edition.catalog.kind(kind).name.clone(),
            sums: Sums::of(&Metrics::of(own().map(|(_, project)| project))),
            projects: own().map(|(at, project)| self.project(at, project)).collect(),
        })
    }

    fn project(&self, at: usize, project: &Project) -> ProjectRow {
        let field = |field| self.sourced(project.values.get(&Item::Field(field)));
        ProjectRow {
            anchor: anchor(at),
            name: project.name.clone(),
            code: project.code.clone(),
            total_investment: field(Field::TotalInvestment),
            annual_plan: field(Field::AnnualPlan),
            annual_done: field(Field::AnnualDone),
            status: field(Field::Status),
            planned_start: field(Field::PlannedStart),
            light: project
                .standing
                .light
                .map(|light| format!("{}{}", light.sign(), light.word())),
        }
    }

    fn money(&self, kind: KindId) -> Option<MoneyGroup> {
        let entry = self.edition.catalog.kind(kind);
        let words = entry.money.as_ref()?;
        let sums = &self.edition.issue.money.iter().find(|(id, _)| *id == kind)?.1;
        let rows = self.projects().filter_map(|(at, project)| {
            let holding = |step| project.values.get(&Item::Money(kind, step));
            Step::ALL
                .iter()
                .any(|step| holding(*step).is_some())
                .then(|| MoneyRow {
                    anchor: anchor(at),
                    name: project.name.clone(),
                    values: Step::ALL
                        .iter()
                        .map(|step| self.sourced(holding(*step)))
                        .collect(),
                })
        });
        Some(MoneyGroup {
            id: format!("money-{}", kind.0),
            name: entry.name.clone(),
            steps: Step::ALL
                .iter()
                .zip(words)
                .map(|(step, word)| MoneySum {
                    word: word.clone(),
                    sum: sums.step(*step),
                })
                .collect(),
            rows: rows.collect(),
        })
    }

    fn approval(&self, id: ApprovalId) -> Option<ApprovalGroup> {
        let item = self.edition.catalog.approval(id);
        let count = self
            .edition
            .issue
            .approvals
            .iter()
            .find(|(known, _)| *known == id)?
            .1;
        let rows = self.projects().map(|(at, project)| {
            let mut state = self.sourced(project.values.get(&Item::Field(Field::Approval(id))));
            if state.place.is_none() {
                ApprovalState::None.word().clone_into(&mut state.value);
            }
            ApprovalRow {
                anchor: anchor(at),
                name: project.name.clone(),
                state,
            }
        });
        Some(ApprovalGroup {
            id: format!("approval-{}", id.0),
            name: item.name.clone(),
            count,
            rows: rows.collect(),
        })
    }

    fn tasks(&self) -> TaskGroup {
        let count = &self.edition.issue.tasks;
        TaskGroup {
            total: count.total,
            closed: count.closed,
            overdue: count.overdue,
            rows: self
                .edition
                .ledger
                .tasks
                .iter()
                .map(|task| self.task(task))
                .collect(),
        }
    }

    fn task(&self, task: &Task) -> TaskRow {
        TaskRow {
            no: task.no.clone(),
            matter: task.text(Field::Matter).unwrap_or("—").to_owned(),
            unit: words::unit(task.responsible_unit, self.edition.catalog),
            due: self.sourced(task.values.get(&Field::Due)),
            state: match task.state {
                TaskState::Open => "未办结",
                TaskState::Closed => "已办结",
            },
            overdue_days: task.overdue_days,
            place: task.sources.first().map(|source| PlaceView::of(&source.place)),
        }
    }

    fn sourced(&self, holding: Option<&Holding>) -> Sourced {
        match holding.and_then(|holding| Some((holding.chosen.as_ref()?, holding.kept))) {
            Some((claim, kept)) => sourced(self.edition, claim, kept),
            None => Sourced {
                value: "缺".to_owned(),
                place: None,
                unit: None,
                kept: None,
            },
        }
    }
}

/// The anchor of a project's row.
pub(super) fn anchor(position: usize) -> String {
    format!("project-{}", position + 1)
}

fn sourced(edition: &Edition<'_>, claim: &Claim, kept: Option<Kept>) -> Sourced {
    let year = edition.options.year;
    Sourced {
        value: words::given(&claim.given, edition.catalog, year),
        place: Some(PlaceView::of(&claim.place)),
        unit: Some(edition.catalog.unit(claim.unit).short.clone()),
        kept: kept.map(|kept| {
            let of = if kept.year == year {
                String::new()
            } else {
                format!("{}年", kept.year)
            };
            let age = if kept.issues_ago > 1 {
                format!("，{}期未更新", kept.issues_ago)
            } else {
                String::new()
            };
            format!("沿用{of}第{}期{age}", kept.number)
        }),
    }
}

/// Every value on which this week's ledgers disagree, with all that they say.
pub(super) fn conflicts(edition: &Edition<'_>) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (at, project) in edition.ledger.projects.iter().enumerate() {
        for (item, holding) in &project.values {
            let Some(chosen) = holding.chosen.as_ref().filter(|_| !holding.set_aside.is_empty()) else {
                continue;
            };
            let others = holding
                .set_aside
                .iter()
                .filter_map(|position| holding.others.get(*position));
            conflicts.push(Conflict {
                project: project.name.clone(),
                anchor: anchor(at),
                field: words::item(*item, edition.catalog),
                chosen: sourced(edition, chosen, holding.kept),
                others: others.map(|claim| sourced(edition, claim, None)).collect(),
            });
        }
    }
    conflicts
}

/// Every value kept from an earlier issue, projects first, then tasks.
pub(super) fn kept(edition: &Edition<'_>) -> Vec<KeptValue> {
    let kept_value = |holding: &Holding| {
        let claim = holding.chosen.as_ref()?;
        Some(sourced(edition, claim, Some(holding.kept?)))
    };
    let mut values = Vec::new();
    for (at, project) in edition.ledger.projects.iter().enumerate() {
        for (item, holding) in &project.values {
            values.extend(kept_value(holding).map(|value| KeptValue {
                subject: project.name.clone(),
                anchor: Some(anchor(at)),
                field: words::item(*item, edition.catalog),
                value,
            }));
        }
    }
    for task in &edition.ledger.tasks {
        let matter = task.text(Field::Matter).unwrap_or("—");
        let subject = task
            .no
            .as_ref()
            .map_or_else(|| matter.to_owned(), |no| format!("{no} {matter}"));
        for (field, holding) in &task.values {
            values.extend(kept_value(holding).map(|value| KeptValue {
                subject: subject.clone(),
                anchor: None,
                field: words::field(*field, edition.catalog),
                value,
            }));
        }
    }
    values
}
