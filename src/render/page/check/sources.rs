//! Every total of the bulletin down to file, sheet and cell; values that disagree.

use serde::Serialize;

use super::super::words;
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, Item, Step, TaskState};
use crate::finding::Place;
use crate::ledger::{ApprovalCount, Claim, Holding, Kept, Metrics, Project, Task};
use crate::render::filter::Exact;
use crate::value::{KindId, UnitId, Wanyuan};

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

/// Values of one row that come from one sheet, with their cells.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Origin {
    /// 总投资 F11、状态 K11
    cells: String,
    sheet: Option<String>,
    file: String,
    /// 沿用第1期
    kept: Option<String>,
}

/// The totals and what they are made of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Totals {
    all: Sums,
    localities: Vec<Group>,
    kinds: Vec<Group>,
    money: Vec<MoneyGroup>,
    approvals: Approvals,
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
    total_investment: String,
    annual_plan: String,
    annual_done: String,
    status: String,
    planned_start: String,
    light: Option<String>,
    from: Vec<Origin>,
}

#[derive(Debug, Clone, Serialize)]
struct MoneyGroup {
    id: String,
    name: String,
    steps: Vec<MoneySum>,
    rows: Vec<ValuesRow>,
}

#[derive(Debug, Clone, Serialize)]
struct MoneySum {
    word: String,
    sum: Option<Wanyuan>,
}

/// A project's values, in the order of the columns.
#[derive(Debug, Clone, Serialize)]
struct ValuesRow {
    anchor: String,
    name: String,
    values: Vec<String>,
    from: Vec<Origin>,
}

/// 手续: a column each.
#[derive(Debug, Clone, Serialize)]
struct Approvals {
    columns: Vec<ApprovalColumn>,
    rows: Vec<ValuesRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ApprovalColumn {
    name: String,
    count: ApprovalCount,
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
            approvals: rows.approvals(),
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
        const FIELDS: [Field; 5] = [
            Field::TotalInvestment,
            Field::AnnualPlan,
            Field::AnnualDone,
            Field::Status,
            Field::PlannedStart,
        ];
        let items = FIELDS.map(Item::Field);
        let [total_investment, annual_plan, annual_done, status, planned_start] =
            items.map(|item| self.value(project.values.get(&item)));
        ProjectRow {
            anchor: anchor(at),
            name: project.name.clone(),
            code: project.code.clone(),
            total_investment,
            annual_plan,
            annual_done,
            status,
            planned_start,
            light: project
                .standing
                .light
                .map(|light| format!("{}{}", light.sign(), light.word())),
            from: self.origins(project, &items),
        }
    }

    fn money(&self, kind: KindId) -> Option<MoneyGroup> {
        let entry = self.edition.catalog.kind(kind);
        let words = entry.money.as_ref()?;
        let sums = &self.edition.issue.money.iter().find(|(id, _)| *id == kind)?.1;
        let items = Step::ALL.map(|step| Item::Money(kind, step));
        let own = self
            .projects()
            .filter(|(_, project)| items.iter().any(|item| project.values.contains_key(item)));
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
            rows: own
                .map(|(at, project)| self.values(at, project, &items))
                .collect(),
        })
    }

    fn approvals(&self) -> Approvals {
        let catalog = self.edition.catalog;
        let counts = &self.edition.issue.approvals;
        let items: Vec<Item> = counts
            .iter()
            .map(|(id, _)| Item::Field(Field::Approval(*id)))
            .collect();
        let columns = counts.iter().map(|(id, count)| ApprovalColumn {
            name: catalog.approval(*id).name.clone(),
            count: *count,
        });
        let rows = self.projects().map(|(at, project)| {
            let mut row = self.values(at, project, &items);
            for (value, item) in row.values.iter_mut().zip(&items) {
                if project
                    .values
                    .get(item)
                    .is_none_or(|holding| holding.chosen.is_none())
                {
                    ApprovalState::None.word().clone_into(value);
                }
            }
            row
        });
        Approvals {
            columns: columns.collect(),
            rows: rows.collect(),
        }
    }

    fn values(&self, at: usize, project: &Project, items: &[Item]) -> ValuesRow {
        ValuesRow {
            anchor: anchor(at),
            name: project.name.clone(),
            values: items
                .iter()
                .map(|item| self.value(project.values.get(item)))
                .collect(),
            from: self.origins(project, items),
        }
    }

    /// What counts, in print.
    fn value(&self, holding: Option<&Holding>) -> String {
        let chosen = holding.and_then(|holding| holding.chosen.as_ref());
        chosen.map_or_else(
            || MISSING.to_owned(),
            |claim| words::given(&claim.given, self.edition.catalog, self.edition.options.year),
        )
    }

    fn origins(&self, project: &Project, items: &[Item]) -> Vec<Origin> {
        let held = items.iter().filter_map(|item| {
            let name = words::item(*item, self.edition.catalog);
            Some((name, project.values.get(item)?))
        });
        origins(held, self.edition.options.year)
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
                value: MISSING.to_owned(),
                place: None,
                unit: None,
                kept: None,
            },
        }
    }
}

/// A value that nobody gave.
const MISSING: &str = "缺";

/// The sheets that values were taken from, in the order of their first mention, each with its cells.
fn origins<'h>(held: impl Iterator<Item = (String, &'h Holding)>, year: i32) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::new();
    for (name, holding) in held {
        let Some(claim) = &holding.chosen else {
            continue;
        };
        let place = &claim.place;
        let kept = holding.kept.map(|kept| since(kept, year));
        let cell = place
            .cell
            .map_or_else(|| name.clone(), |cell| format!("{name} {cell}"));
        let known = origins.iter_mut().find(|origin| {
            origin.file == *place.file
                && origin.sheet.as_deref() == place.sheet.as_deref()
                && origin.kept == kept
        });
        match known {
            Some(origin) => {
                origin.cells.push('、');
                origin.cells.push_str(&cell);
            }
            None => origins.push(Origin {
                cells: cell,
                sheet: place.sheet.as_deref().map(str::to_owned),
                file: place.file.to_string(),
                kept,
            }),
        }
    }
    origins
}

/// 沿用第2期; 沿用第1期，2期未更新
pub(super) fn since(kept: Kept, year: i32) -> String {
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
        kept: kept.map(|kept| since(kept, year)),
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
