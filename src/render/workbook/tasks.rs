//! 任务 and 逾期: the assigned tasks by number, and everything that is late, longest first.

use super::cell::{Entry, Value};
use super::frame::Frame;
use super::listing::{self, Column, Listing, Rule};
use super::style::{Flag, Look};
use super::{project, told};
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, TaskState};
use crate::ledger::{Light, Project, Task};
use crate::record::{Datum, Given};
use crate::render::privacy;
use crate::value::{Day, KindId};

/// The sheet of tasks.
pub(super) const SHEET: &str = "任务";
/// The sheet of what is late.
pub(super) const LATE_SHEET: &str = "逾期";

/// Tasks; of one kind's projects only where `kind` says so.
pub(super) fn listing(edition: &Edition<'_>, frame: &Frame, kind: Option<KindId>) -> Listing {
    let tasks = of_kind(edition, kind);
    let mut listing = Listing {
        sheet: SHEET.into(),
        title: "任务清单".into(),
        lead: lead(frame, &tasks),
        columns: columns(),
        frozen: 3,
        unprinted: 1,
        has_cover: true,
        is_record: true,
        ..Listing::default()
    };
    listing.rows = (1..)
        .zip(&tasks)
        .map(|(number, task)| row(edition, number, task))
        .collect();
    listing
}

/// The tasks of a kind's projects, or all.
pub(super) fn of_kind<'a>(edition: &Edition<'a>, kind: Option<KindId>) -> Vec<&'a Task> {
    edition
        .ledger
        .tasks
        .iter()
        .filter(|task| {
            kind.is_none_or(|kind| {
                project_of(edition, task).is_some_and(|project| project.kinds.contains(&kind))
            })
        })
        .collect()
}

/// The task's project in the ledger.
pub(super) fn project_of<'a>(edition: &Edition<'a>, task: &Task) -> Option<&'a Project> {
    let key = task.project.as_deref()?;
    edition.ledger.projects.iter().find(|project| project.key == key)
}

fn lead(frame: &Frame, tasks: &[&Task]) -> String {
    if tasks.is_empty() {
        return format!("{}　没有交办的任务", frame.line());
    }
    let closed = tasks
        .iter()
        .filter(|task| task.state == TaskState::Closed)
        .count();
    let overdue = tasks.iter().filter(|task| task.overdue_days.is_some()).count();
    format!(
        "{}　交办{}项，办结{closed}项，逾期{overdue}项；按任务编号排列",
        frame.line(),
        tasks.len()
    )
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("序号", 5.5),
        Column::new("任务编号", 13.0),
        Column::new("项目名称", 37.0),
        Column::new("属地", 10.5),
        Column::new("任务事项", 29.0),
        Column::new("任务类型", 10.0),
        Column::new("责任部门", 17.0),
        Column::new("责任人", 8.0),
        Column::new("督办专员", 8.0),
        Column::new("交办时间", 11.5),
        Column::new("办结时限", 11.5).note("改过时限的，批注写明原来的时限。"),
        Column::new("办结时间", 11.5),
        Column::new("状态", 9.5)
            .note("逾期：办结时限早于截止日，尚未办结。由时限算出，不由人填。")
            .rule(Rule::Signs),
        Column::new("剩余天数", 8.6)
            .note("办结时限减截止日；负数为已逾期天数。办结的不算。")
            .formula(days_left()),
        Column::new("进展情况", 29.0).note("责任部门在台账或回执里写的；本期没有写的，沿用上期。"),
        Column::new("沿用上期", 7.0).note("本期没有单位列出这项任务，沿用上期。"),
        Column::new("来源", 44.0),
    ]
}

fn days_left() -> String {
    let (state, due) = (listing::this(SHEET, "状态"), listing::this(SHEET, "办结时限"));
    format!("IF(OR({state}=\"○ 办结\",{due}=\"\"),\"\",{due}-截止日)")
}

fn row(edition: &Edition<'_>, number: usize, task: &Task) -> Vec<Entry> {
    let project = project_of(edition, task);
    let left = (task.state == TaskState::Open)
        .then(|| task.due())
        .flatten()
        .map(|due| (due - edition.options.as_of).num_days() as f64);
    let kept = task.sources.is_empty();
    vec![
        Entry::new(Value::Number(number as f64), Look::Serial),
        Entry::text(task.no.clone().unwrap_or_default(), Look::Line),
        Entry::text(project_name(task, project), Look::Wrap),
        Entry::text(
            project
                .map(|project| project::locality(edition, project))
                .unwrap_or_default(),
            Look::Line,
        ),
        Entry::text(text(task, Field::Matter), Look::Wrap),
        Entry::text(text(task, Field::TaskKind), Look::Centre),
        Entry::text(responsible(edition, task), Look::Line),
        Entry::text(text(task, Field::ResponsiblePerson), Look::Centre),
        Entry::text(text(task, Field::Supervisor), Look::Centre),
        day(edition, task, Field::AssignedOn, "交办时间"),
        due(edition, task),
        day(edition, task, Field::ClosedOn, "办结时间"),
        Entry::text(state_word(task), Look::Centre),
        Entry::formula(days_left(), left, Look::Days),
        progress(edition, task),
        Entry::text(if kept { "是" } else { "" }, Look::Centre),
        Entry::text(origin(task), Look::Line),
    ]
}

/// `● 逾期`, `▲ 办理中`, `○ 办结`: computed, never typed.
pub(super) fn state_word(task: &Task) -> &'static str {
    match (task.state, task.overdue_days) {
        (TaskState::Closed, _) => "○ 办结",
        (TaskState::Open, Some(_)) => "● 逾期",
        (TaskState::Open, None) => "▲ 办理中",
    }
}

/// 责任部门, as the bulletin prints it, else as written.
pub(super) fn responsible(edition: &Edition<'_>, task: &Task) -> String {
    match task.responsible_unit {
        Some(unit) => edition.catalog.unit(unit).short.clone(),
        None => text(task, Field::ResponsibleUnit),
    }
}

/// The project's name in the ledger, else as the task names it.
pub(super) fn project_name(task: &Task, project: Option<&Project>) -> String {
    project.map_or_else(|| text(task, Field::Name), |project| project.name.clone())
}

/// A text of a task; anything else in words.
pub(super) fn text(task: &Task, field: Field) -> String {
    let chosen = task
        .values
        .get(&field)
        .and_then(|holding| holding.chosen.as_ref());
    match chosen.map(|claim| &claim.given) {
        Some(Given::Value(Datum::Text(text))) => text.clone(),
        Some(Given::Value(datum)) => told::shown(datum),
        _ => String::new(),
    }
}

fn day(edition: &Edition<'_>, task: &Task, field: Field, label: &str) -> Entry {
    let (flag, note) = task.values.get(&field).map_or((Flag::Plain, None), |holding| {
        told::of_holding(edition, holding, label, |_| "责任部门")
    });
    Entry::day(task.day(field)).flag(flag).note(note)
}

/// 进展情况, as the last one wrote it.
fn progress(edition: &Edition<'_>, task: &Task) -> Entry {
    let (flag, note) = task
        .values
        .get(&Field::PhysicalProgress)
        .map_or((Flag::Plain, None), |holding| {
            told::of_holding(edition, holding, "进展情况", |_| "责任部门")
        });
    let words = privacy::mask(&text(task, Field::PhysicalProgress), &[]);
    Entry::text(words, Look::Wrap).flag(flag).note(note)
}

/// 办结时限, with the deadlines before.
fn due(edition: &Edition<'_>, task: &Task) -> Entry {
    let mut entry = day(edition, task, Field::Due, "办结时限");
    let changes: Vec<String> = task
        .due_changes
        .iter()
        .map(|change| {
            format!(
                "第{}期改时限：{} → {}",
                change.number,
                told::day_text(change.from),
                told::day_text(change.to)
            )
        })
        .collect();
    if !changes.is_empty() {
        let mut note = entry.note.take().map(|note| note + "\n").unwrap_or_default();
        note.push_str(&changes.join("\n"));
        entry.note = Some(note);
    }
    entry
}

fn origin(task: &Task) -> String {
    if let Some(source) = task.sources.first() {
        let mut place = source.place.clone();
        place.cell = None;
        return format!("{place} › 第{}行", source.row + 1);
    }
    let kept = task
        .values
        .get(&Field::Matter)
        .and_then(|holding| holding.chosen.as_ref())
        .map(|claim| claim.place.to_string())
        .unwrap_or_default();
    if task.vanished {
        format!("{kept}（本期清单未列，H05）")
    } else {
        kept
    }
}

/// Something late.
struct Late {
    kind: &'static str,
    unit: String,
    project: String,
    locality: String,
    matter: String,
    due: Day,
    days: i64,
    light: String,
    person: String,
    supervisor: String,
}

/// 应开未开, 任务逾期, 承诺逾期: longest first.
pub(super) fn late(edition: &Edition<'_>, frame: &Frame) -> Listing {
    let starts = late_starts(edition);
    let tasks = late_tasks(edition);
    let promises = late_promises(edition);
    let mut lead = format!("{}　", frame.line());
    if starts.is_empty() && tasks.is_empty() && promises.is_empty() {
        lead.push_str("没有应开未开的项目，没有逾期的任务和承诺");
    } else {
        lead.push_str(&format!("应开未开{}个，任务逾期{}项", starts.len(), tasks.len()));
        if !promises.is_empty() {
            lead.push_str(&format!("，承诺到期未兑现{}项", promises.len()));
        }
        lead.push_str("；按逾期天数从多到少");
    }
    let mut all: Vec<Late> = starts.into_iter().chain(tasks).chain(promises).collect();
    all.sort_by_key(|late| std::cmp::Reverse(late.days));
    Listing {
        sheet: LATE_SHEET.into(),
        title: "逾期情况".into(),
        lead,
        columns: late_columns(),
        rows: (1..).zip(&all).map(|(number, late)| late.row(number)).collect(),
        frozen: 4,
        has_cover: true,
        ..Listing::default()
    }
}

fn late_columns() -> Vec<Column> {
    vec![
        Column::new("序号", 5.5),
        Column::new("类型", 11.0),
        Column::new("责任单位", 18.0),
        Column::new("项目名称", 37.0),
        Column::new("属地", 11.0),
        Column::new("事项", 28.0),
        Column::new("期限", 14.8),
        Column::new("逾期（天）", 9.0)
            .note("截止日减期限；当天到期的为0。")
            .formula(days_late()),
        Column::new("亮灯", 7.6).rule(Rule::Signs),
        Column::new("责任人", 9.0),
        Column::new("督办专员", 9.0),
    ]
}

fn days_late() -> String {
    format!("截止日-{}", listing::this(LATE_SHEET, "期限"))
}

impl Late {
    fn row(&self, number: usize) -> Vec<Entry> {
        vec![
            Entry::new(Value::Number(number as f64), Look::Serial),
            Entry::text(self.kind, Look::Centre),
            Entry::text(self.unit.as_str(), Look::Line),
            Entry::text(self.project.as_str(), Look::Wrap),
            Entry::text(self.locality.as_str(), Look::Line),
            Entry::text(self.matter.as_str(), Look::Wrap),
            Entry::day(Some(self.due)),
            Entry::formula(days_late(), Some(self.days as f64), Look::Days),
            Entry::text(self.light.as_str(), Look::Centre),
            Entry::text(self.person.as_str(), Look::Centre),
            Entry::text(self.supervisor.as_str(), Look::Centre),
        ]
    }
}

fn late_starts(edition: &Edition<'_>) -> Vec<Late> {
    let projects = edition.ledger.projects.iter();
    projects
        .filter_map(|project| {
            let days = project.standing.overdue_days?;
            let locality = project::locality(edition, project);
            Some(Late {
                kind: "应开未开",
                unit: locality.clone(),
                project: project.name.clone(),
                locality,
                matter: if days == 0 {
                    "计划开工日期就是截止日，尚未开工".into()
                } else {
                    "计划开工日期已过，尚未开工".into()
                },
                due: project.day(Field::PlannedStart)?,
                days,
                light: light(project.standing.light),
                person: project::text(project, Field::ResponsiblePerson),
                supervisor: String::new(),
            })
        })
        .collect()
}

fn late_tasks(edition: &Edition<'_>) -> Vec<Late> {
    let tasks = edition.ledger.tasks.iter();
    tasks
        .filter_map(|task| {
            let project = project_of(edition, task);
            Some(Late {
                kind: "任务逾期",
                unit: responsible(edition, task),
                project: project_name(task, project),
                locality: project
                    .map(|project| project::locality(edition, project))
                    .unwrap_or_default(),
                matter: text(task, Field::Matter),
                due: task.day(Field::Due)?,
                days: task.overdue_days?,
                light: String::new(),
                person: text(task, Field::ResponsiblePerson),
                supervisor: text(task, Field::Supervisor),
            })
        })
        .collect()
}

fn late_promises(edition: &Edition<'_>) -> Vec<Late> {
    let as_of = edition.options.as_of;
    let mut late = Vec::new();
    for project in &edition.ledger.projects {
        for id in edition.catalog.approval_ids() {
            let view = project.approval(id, as_of);
            let Some(by) = view.promised_by.filter(|_| view.is_promise_overdue) else {
                continue;
            };
            let approval = edition.catalog.approval(id);
            let how = if view.state == ApprovalState::Deferred {
                "容缺办理"
            } else {
                "告知承诺"
            };
            late.push(Late {
                kind: "承诺逾期",
                unit: edition.catalog.unit(approval.owner).short.clone(),
                project: project.name.clone(),
                locality: project::locality(edition, project),
                matter: format!("{}{how}，承诺到期未办结", approval.name),
                due: by,
                days: (as_of - by.date).num_days(),
                light: String::new(),
                person: String::new(),
                supervisor: String::new(),
            });
        }
    }
    late
}

fn light(light: Option<Light>) -> String {
    light.map_or_else(String::new, |light| format!("{} {}", light.sign(), light.word()))
}
