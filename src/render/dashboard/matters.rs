//! 需协调、逾期、未报: what the first screen asks its reader to do.

use serde::Serialize;

use super::words;
use crate::bulletin::{BoardCell, Edition};
use crate::catalog::{ApprovalState, Field};
use crate::ledger::{Project, Task};
use crate::narrative::Section;
use crate::rollcall::FileState;
use crate::value::UnitId;

/// The bulletin's annex of what leaders are asked for.
const REQUESTS: &str = "annex-6";
/// Overdue tasks on the first screen.
const FIRST_TASKS: usize = 6;

/// The three columns under the figures.
#[derive(Debug, Serialize)]
pub(super) struct Matters {
    /// 需市领导协调
    coordination: Vec<Matter>,
    /// The longest overdue tasks.
    tasks: Vec<TaskRow>,
    /// 较上期+3项
    tasks_change: String,
    /// 未报送
    missing: Vec<MissingUnit>,
    /// How many are expected.
    expected: usize,
    /// Remarks under it.
    remarks: String,
}

/// Something only leaders can settle.
#[derive(Debug, Serialize)]
struct Matter {
    title: String,
    /// Conditions of the project table; empty: no link.
    which: String,
    lead: String,
    text: String,
    /// 提请协调
    ask: String,
}

/// A task in a list.
#[derive(Debug, Serialize)]
pub(super) struct TaskRow {
    days: i64,
    project: String,
    matter: String,
    unit: String,
    person: String,
    supervisor: String,
    assigned: String,
    due: String,
    no: String,
    /// Its project is in the table.
    listed: bool,
}

/// A unit that has not handed in.
#[derive(Debug, Serialize)]
struct MissingUnit {
    name: String,
    text: String,
}

/// The three columns.
pub(super) fn matters(edition: &Edition<'_>) -> Matters {
    let overdue = overdue_tasks(edition);
    let before = edition
        .issue
        .changes
        .as_ref()
        .map(|changes| changes.tasks.0.overdue);
    let tasks_change =
        before.map(
            |before| match words::count_change(edition.issue.tasks.overdue, before, "项") {
                same if same == "持平" => "与上期持平".to_owned(),
                change => format!("较上期{change}"),
            },
        );
    Matters {
        coordination: coordination(edition),
        tasks: overdue.into_iter().take(FIRST_TASKS).collect(),
        tasks_change: tasks_change.unwrap_or_default(),
        missing: edition
            .rollcall
            .missing
            .iter()
            .map(|unit| missing(edition, *unit))
            .collect(),
        expected: edition.catalog.units.len(),
        remarks: remarks(edition),
    }
}

/// All overdue tasks, the longest first.
pub(super) fn overdue_tasks(edition: &Edition<'_>) -> Vec<TaskRow> {
    let mut overdue: Vec<(&Task, i64)> = edition
        .ledger
        .tasks
        .iter()
        .filter_map(|task| Some((task, task.overdue_days?)))
        .collect();
    // Stable: what is equally late stays in the ledger's order.
    overdue.sort_by_key(|(_, days)| -days);
    overdue
        .into_iter()
        .map(|(task, days)| task_row(edition, task, days))
        .collect()
}

fn task_row(edition: &Edition<'_>, task: &Task, days: i64) -> TaskRow {
    let text = |field| task.text(field).map(words::no_phone).unwrap_or_default();
    let day = |field| {
        task.day(field)
            .map(|day| words::precise_day(edition, day))
            .unwrap_or_default()
    };
    let project = task
        .project
        .as_deref()
        .and_then(|key| edition.ledger.projects.iter().find(|project| project.key == key));
    TaskRow {
        days,
        listed: project.is_some(),
        project: project.map_or_else(|| text(Field::Name), |project| words::no_phone(&project.name)),
        matter: text(Field::Matter),
        unit: unit_of(edition, task),
        person: text(Field::ResponsiblePerson),
        supervisor: text(Field::Supervisor),
        assigned: day(Field::AssignedOn),
        due: day(Field::Due),
        no: task.no.clone().unwrap_or_default(),
    }
}

fn unit_of(edition: &Edition<'_>, task: &Task) -> String {
    task.responsible_unit.map_or_else(
        || words::task_unit(edition, task),
        |unit| edition.catalog.unit(unit).short.clone(),
    )
}

/// The bulletin's own list, so that the page and the printed annex cannot disagree.
fn coordination(edition: &Edition<'_>) -> Vec<Matter> {
    let boards = edition.issue.annexes.iter().filter(|board| board.id == REQUESTS);
    boards
        .flat_map(|board| &board.rows)
        .filter_map(|row| {
            let said = |cell: &BoardCell| match cell {
                BoardCell::Text(text) => text.clone(),
                _ => String::new(),
            };
            let [_, matter, situation, ask, lead] = row.cells.as_slice() else {
                return None;
            };
            Some(Matter {
                which: conditions(edition, &row.keys),
                title: words::no_phone(&said(matter)),
                lead: said(lead),
                text: words::no_phone(&said(situation)),
                ask: sentence(&words::no_phone(&said(ask))),
            })
        })
        .collect()
}

/// With its full stop; nothing stays nothing.
fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with('。') {
        text.to_owned()
    } else {
        format!("{text}。")
    }
}

/// Projects that should have started: is an approval of it still missing?
fn late_starts<'e>(edition: &'e Edition<'_>) -> impl Iterator<Item = (&'e Project, bool)> {
    let as_of = edition.options.as_of;
    let is_open = move |project: &Project| {
        edition.catalog.approval_ids().any(|id| {
            let state = project.approval(id, as_of).state;
            !matches!(state, ApprovalState::Granted | ApprovalState::NotApplicable)
        })
    };
    let projects = edition.ledger.projects.iter();
    projects
        .filter(|project| project.standing.overdue_days.is_some())
        .map(move |project| (project, is_open(project)))
}

/// The conditions under which the project table shows just these projects; empty where there are none such.
fn conditions(edition: &Edition<'_>, keys: &[String]) -> String {
    let projects = &edition.ledger.projects;
    if let [key] = keys {
        let project = projects.iter().find(|project| project.key == *key);
        return project.map_or_else(String::new, |project| search(edition, project));
    }
    let long = i64::from(edition.catalog.limits.yellow_days);
    let mut ready: Vec<&str> = late_starts(edition)
        .filter(|(project, has_open)| !has_open && project.standing.overdue_days > Some(long))
        .map(|(project, _)| project.key.as_str())
        .collect();
    let mut wanted: Vec<&str> = keys.iter().map(String::as_str).collect();
    ready.sort_unstable();
    wanted.sort_unstable();
    if !wanted.is_empty() && ready == wanted {
        "start=ready-long".to_owned()
    } else {
        String::new()
    }
}

/// The search that finds one project: by its name, by its code where another's name holds it.
fn search(edition: &Edition<'_>, project: &Project) -> String {
    let name = words::no_phone(&project.name);
    let mut others = edition
        .ledger
        .projects
        .iter()
        .filter(|other| other.key != project.key);
    match &project.code {
        Some(code) if others.any(|other| other.name.contains(&project.name)) => format!("q={code}"),
        _ => format!("q={name}"),
    }
}

/// 连续2期未报；10个项目的数沿用上期
fn missing(edition: &Edition<'_>, unit: UnitId) -> MissingUnit {
    let mut parts = Vec::new();
    let repeated = edition
        .rollcall
        .lines
        .iter()
        .any(|line| line.unit == Some(unit) && line.state == FileState::Repeated);
    let times = words::missing_for(edition, unit);
    if repeated {
        parts.push("所报为上期文件".to_owned());
    } else if times > 1 {
        parts.push(format!("连续{times}期未报"));
    } else {
        parts.push("本期未报".to_owned());
    }
    let kept = edition.ledger.projects.iter().filter(|project| {
        let mut holdings = project.values.values();
        holdings.any(|holding| {
            holding.kept.is_some() && holding.chosen.as_ref().is_some_and(|claim| claim.unit == unit)
        })
    });
    match kept.count() {
        0 => {}
        count => parts.push(format!("{count}个项目的数沿用上期")),
    }
    MissingUnit {
        name: edition.catalog.unit(unit).short.clone(),
        text: parts.join("；"),
    }
}

/// 应开未开26个，其中15个手续已全部办结。另有10项5月12日到期未办结，不计逾期。……本期未报。
fn remarks(edition: &Edition<'_>) -> String {
    let mut remarks: Vec<String> = Vec::new();
    let late: Vec<bool> = late_starts(edition).map(|(_, has_open)| has_open).collect();
    let ready = late.iter().filter(|has_open| !**has_open).count();
    match (late.len(), ready) {
        (0, _) => {}
        (all, 0) => remarks.push(format!("应开未开{all}个，都有手续未办结。")),
        (all, ready) if all == ready => remarks.push(format!("应开未开{all}个，手续都已办结。")),
        (all, ready) => remarks.push(format!("应开未开{all}个，其中{ready}个手续已全部办结。")),
    }
    let today = edition.options.as_of;
    let due = edition
        .ledger
        .tasks
        .iter()
        .filter(|task| words::is_open(task) && task.due() == Some(today))
        .count();
    if due > 0 {
        remarks.push(format!(
            "另有{due}项任务{}到期未办结，不计逾期。",
            words::day(edition, today)
        ));
    }
    let owed: Vec<String> = edition
        .issue
        .owed
        .iter()
        .filter(|(_, sections)| !sections.is_empty())
        .map(|(team, sections)| {
            let names: Vec<&str> = sections
                .iter()
                .map(|section| {
                    if *section == Section::Plan {
                        "工作计划"
                    } else {
                        "工作小结"
                    }
                })
                .collect();
            format!("{}{}", edition.catalog.team(*team).name, names.join("和"))
        })
        .collect();
    if !owed.is_empty() {
        remarks.push(format!("{}本期未报。", owed.join("、")));
    }
    remarks.concat()
}
