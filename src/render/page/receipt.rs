//! `回执/<unit>.html`: what a unit has to mend, its tasks, how it stands; readable on a phone.

use std::collections::BTreeSet;

use serde::Serialize;

use super::findings::{self, FindingView, Tally};
use super::{output, paths, words};
use crate::bulletin::{Edition, wording};
use crate::catalog::{Field, TaskState};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::ledger::{Metrics, Task};
use crate::render::filter::Exact;
use crate::render::workbook::listed;
use crate::render::{Output, Templates};
use crate::value::{Ratio, UnitId};

#[derive(Debug, Serialize)]
struct View<'a> {
    name: &'a str,
    unit: &'a str,
    number: &'a str,
    as_of: String,
    draft_mark: Option<&'a str>,
    answer_to: &'a str,
    resubmit: String,
    is_missing: bool,
    missing_for: u32,
    files: Vec<FileView<'a>>,
    tally: Tally,
    findings: Vec<FindingView<'a>>,
    understood: Vec<FindingView<'a>>,
    mended: Vec<FindingView<'a>>,
    is_first: bool,
    standing: Option<Standing>,
    own_tasks: Vec<TaskView>,
    others_tasks: Vec<TaskView>,
    contact: Option<&'a str>,
    phone: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FileView<'a> {
    name: &'a str,
    state: &'static str,
    rows: u32,
    late: bool,
    why: Option<&'a str>,
}

/// How the unit's projects stand.
#[derive(Debug, Serialize)]
struct Standing {
    projects: usize,
    annual_plan: Option<crate::value::Wanyuan>,
    annual_done: Option<crate::value::Wanyuan>,
    rate: Option<Exact>,
    behind: Option<Exact>,
    overdue_start: usize,
    red: usize,
    yellow: usize,
    green: usize,
}

#[derive(Debug, Serialize)]
struct TaskView {
    no: Option<String>,
    matter: String,
    project: Option<String>,
    unit: String,
    person: Option<String>,
    supervisor: Option<String>,
    due: Option<String>,
    /// 还有5天, 今天到期, 逾期3天, 已办结.
    left: String,
    /// Past its day.
    is_late: bool,
}

pub(super) fn pages(edition: &Edition<'_>, templates: &Templates) -> Result<Vec<Output>> {
    let catalog = edition.catalog;
    let names = catalog.units.iter().map(|unit| unit.name.as_str());
    catalog
        .unit_ids()
        .zip(paths("回执", names))
        .map(|(unit, path)| {
            Ok(output(
                path,
                templates.render("receipt.html", &view(edition, unit))?,
            ))
        })
        .collect()
}

fn view<'a>(edition: &Edition<'a>, unit: UnitId) -> View<'a> {
    let catalog = edition.catalog;
    let issue = edition.issue;
    let (understood, listed) = listed(edition, unit);
    let missing_for = edition.rollcall.missing_for.iter().find(|(id, _)| *id == unit);
    let letters = &catalog.office.letters;
    View {
        name: &issue.head.name,
        unit: &catalog.unit(unit).name,
        number: &issue.head.number,
        as_of: wording::full_date(edition.options.as_of),
        draft_mark: issue.head.draft_mark.as_deref(),
        answer_to: &catalog.office.answer_to,
        resubmit: wording::full_date(issue.days.resubmit),
        is_missing: edition.rollcall.missing.contains(&unit),
        missing_for: missing_for.map_or(0, |(_, issues)| *issues),
        files: files(edition, unit),
        tally: findings::tally(listed.iter().copied()),
        findings: findings::views(listed),
        understood: findings::views(understood),
        mended: findings::views(mended(edition, unit)),
        is_first: edition.previous.is_none(),
        standing: standing(edition, unit),
        own_tasks: tasks(edition, |task| task.responsible_unit == Some(unit)),
        others_tasks: tasks(edition, |task| {
            task.responsible_unit != Some(unit)
                && task.state == TaskState::Open
                && locality(edition, task) == Some(unit)
        }),
        contact: Some(letters.contact.as_str()).filter(|text| !text.is_empty()),
        phone: Some(letters.phone.as_str()).filter(|text| !text.is_empty()),
    }
}

fn files<'a>(edition: &Edition<'a>, unit: UnitId) -> Vec<FileView<'a>> {
    let lines = edition
        .rollcall
        .lines
        .iter()
        .filter(|line| line.unit == Some(unit));
    lines
        .filter_map(|line| {
            Some(FileView {
                name: line.file.as_deref()?,
                state: words::file_state(line.state),
                rows: line.rows,
                late: line.late,
                why: line.why.as_deref(),
            })
        })
        .collect()
}

/// Findings of the last issue that are gone.
fn mended<'a>(edition: &Edition<'a>, unit: UnitId) -> Vec<&'a Finding> {
    // Who sent nothing has mended nothing.
    if edition.rollcall.missing.contains(&unit) {
        return Vec::new();
    }
    let own = |findings: &'a [Finding]| findings.iter().filter(move |finding| finding.unit == Some(unit));
    let now: BTreeSet<String> = own(edition.findings).map(Finding::subject).collect();
    let before = edition.previous.map_or(&[][..], |previous| &previous.findings);
    own(before)
        .filter(|old| old.waived.is_none() && old.severity < Severity::Note && !now.contains(&old.subject()))
        .collect()
}

fn standing(edition: &Edition<'_>, unit: UnitId) -> Option<Standing> {
    let of = |list: &[(UnitId, Metrics)]| {
        list.iter()
            .find(|(id, _)| *id == unit)
            .map(|(_, metrics)| metrics.clone())
    };
    let metrics = of(&edition.issue.localities).or_else(|| of(&edition.issue.departments))?;
    if metrics.projects == 0 {
        return None;
    }
    let rate: Option<Ratio> = metrics.completion_rate();
    Some(Standing {
        projects: metrics.projects,
        annual_plan: metrics.annual_plan,
        annual_done: metrics.annual_done,
        rate: rate.map(Exact),
        behind: rate.map(|rate| Exact(rate.minus(edition.issue.time_progress))),
        overdue_start: metrics.overdue_start,
        red: metrics.red,
        yellow: metrics.yellow,
        green: metrics.green,
    })
}

fn locality(edition: &Edition<'_>, task: &Task) -> Option<UnitId> {
    let key = task.project.as_ref()?;
    let project = edition
        .ledger
        .projects
        .iter()
        .find(|project| &project.key == key)?;
    project.locality
}

/// Open ones first, the earliest deadline first.
fn tasks(edition: &Edition<'_>, wanted: impl Fn(&Task) -> bool) -> Vec<TaskView> {
    let mut tasks: Vec<&Task> = edition.ledger.tasks.iter().filter(|task| wanted(task)).collect();
    tasks.sort_by_key(|task| (task.state == TaskState::Closed, task.due()));
    tasks.into_iter().map(|task| task_view(edition, task)).collect()
}

fn task_view(edition: &Edition<'_>, task: &Task) -> TaskView {
    let year = edition.options.year;
    let text = |field| task.text(field).map(str::to_owned);
    TaskView {
        no: task.no.clone(),
        matter: text(Field::Matter).unwrap_or_else(|| "—".to_owned()),
        project: text(Field::Name),
        unit: words::unit(task.responsible_unit, edition.catalog),
        person: text(Field::ResponsiblePerson),
        supervisor: text(Field::Supervisor),
        due: task.day(Field::Due).map(|day| wording::date(day, year)),
        left: days_left(task, edition),
        is_late: task.overdue_days.is_some(),
    }
}

fn days_left(task: &Task, edition: &Edition<'_>) -> String {
    if task.state == TaskState::Closed {
        return "已办结".to_owned();
    }
    match (task.overdue_days, task.due()) {
        (Some(days), _) => format!("逾期{days}天"),
        (None, Some(due)) => match (due - edition.options.as_of).num_days() {
            0 => "当天到期".to_owned(),
            days => format!("还有{days}天"),
        },
        (None, None) => "未定时限".to_owned(),
    }
}
