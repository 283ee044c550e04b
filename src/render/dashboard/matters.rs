//! 需协调、逾期、未报: what the first screen asks its reader to do.

use serde::Serialize;

use super::words;
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field};
use crate::ledger::{Project, Task};
use crate::narrative::Section;
use crate::rollcall::FileState;
use crate::value::{ApprovalId, UnitId, Wanyuan};

/// Late starts named one by one; the table has the others.
const NAMED: usize = 4;
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

/// By rule, the widest first: ready and long late, the largest late starts, what one approval holds up, tasks long
/// overdue, and what units ask for in their own words.
fn coordination(edition: &Edition<'_>) -> Vec<Matter> {
    let late = late_starts(edition);
    let long = i64::from(edition.catalog.limits.yellow_days);
    let (ready, others): (Vec<_>, Vec<_>) = late
        .into_iter()
        .partition(|late| late.missing.is_empty() && late.days > long);
    let mut matters = Vec::new();
    matters.extend(ready_matter(edition, &ready, long));
    let mut largest: Vec<&LateStart<'_>> = others.iter().filter(|late| late.plan.is_some()).collect();
    largest.sort_by_key(|late| -late.plan.unwrap_or_default());
    largest.truncate(NAMED);
    matters.extend(largest.iter().map(|late| late_matter(edition, late)));
    let named: Vec<&str> = largest.iter().map(|late| late.project.key.as_str()).collect();
    let rest: Vec<&LateStart<'_>> = others
        .iter()
        .filter(|late| !named.contains(&late.project.key.as_str()))
        .collect();
    matters.extend(approval_matters(edition, &rest));
    matters.extend(task_matter(edition, long));
    matters.extend(requests(edition));
    matters
}

/// A project that should have started.
struct LateStart<'a> {
    project: &'a Project,
    days: i64,
    plan: Option<Wanyuan>,
    missing: Vec<(ApprovalId, ApprovalState)>,
}

fn late_starts<'a>(edition: &Edition<'a>) -> Vec<LateStart<'a>> {
    let as_of = edition.options.as_of;
    let missing = |project: &Project| {
        let states = edition
            .catalog
            .approval_ids()
            .map(|id| (id, project.approval(id, as_of).state));
        states
            .filter(|(_, state)| !matches!(state, ApprovalState::Granted | ApprovalState::NotApplicable))
            .collect()
    };
    edition
        .ledger
        .projects
        .iter()
        .filter_map(|project| {
            Some(LateStart {
                project,
                days: project.standing.overdue_days?,
                plan: project.wanyuan(Field::AnnualPlan),
                missing: missing(project),
            })
        })
        .collect()
}

fn ready_matter(edition: &Edition<'_>, ready: &[LateStart<'_>], long: i64) -> Option<Matter> {
    if ready.is_empty() {
        return None;
    }
    let plan: Wanyuan = ready.iter().filter_map(|late| late.plan).sum();
    let done: Wanyuan = ready
        .iter()
        .filter_map(|late| late.project.wanyuan(Field::AnnualDone))
        .sum();
    let done = if done == Wanyuan::ZERO {
        "尚未完成投资".to_owned()
    } else {
        format!("完成{}", words::money(done))
    };
    Some(Matter {
        title: format!("手续齐备、超期{long}天以上未开工（{}个）", ready.len()),
        which: "start=ready-long".to_owned(),
        lead: delivery_team(edition),
        text: format!("年度计划投资共{}，{done}。", words::money(plan)),
    })
}

/// The task force that every locality belongs to: it sees to starts on site.
fn delivery_team(edition: &Edition<'_>) -> String {
    let localities: Vec<UnitId> = edition
        .catalog
        .unit_ids()
        .filter(|unit| edition.catalog.unit(*unit).is_locality())
        .collect();
    let has_all = |members: &[UnitId]| localities.iter().all(|unit| members.contains(unit));
    let team = edition
        .catalog
        .teams
        .iter()
        .find(|team| !localities.is_empty() && has_all(&team.members));
    team.map(|team| team.name.clone()).unwrap_or_default()
}

fn late_matter(edition: &Edition<'_>, late: &LateStart<'_>) -> Matter {
    let project = late.project;
    let locality = project
        .locality
        .map(|unit| edition.catalog.unit(unit).short.clone())
        .unwrap_or_default();
    let name = words::no_phone(&project.name);
    // 项目名不含属地的，写明属地。
    let title = if locality.is_empty() || name.contains(locality.trim_end_matches("街道")) {
        name.clone()
    } else {
        format!("{name}（{locality}）")
    };
    let plan = late
        .plan
        .map(|plan| format!("年度计划投资{}，", words::money(plan)))
        .unwrap_or_default();
    let due = project
        .day(Field::PlannedStart)
        .map(|day| words::precise_day(edition, day))
        .unwrap_or_default();
    let over = if late.days == 0 {
        "今日到期".to_owned()
    } else {
        format!("超{}天", late.days)
    };
    Matter {
        title,
        which: format!("q={name}"),
        lead: locality,
        text: format!(
            "{plan}应于{due}开工，{over}，{}。",
            stands(edition, &late.missing)
        ),
    }
}

/// 环评正在办理, 规划和用地未办结, 手续已全部办结
fn stands(edition: &Edition<'_>, missing: &[(ApprovalId, ApprovalState)]) -> String {
    let name = |id: ApprovalId| edition.catalog.approval(id).name.as_str();
    match missing {
        [] => "手续已全部办结".to_owned(),
        [(id, ApprovalState::InHand)] => format!("{}正在办理", name(*id)),
        [(id, ApprovalState::None)] => format!("{}尚未启动", name(*id)),
        several => {
            let names: Vec<&str> = several.iter().map(|(id, _)| name(*id)).collect();
            format!("{}未办结", names.join("、"))
        }
    }
}

/// Late starts that wait for one approval alone, by approval.
fn approval_matters(edition: &Edition<'_>, late: &[&LateStart<'_>]) -> Vec<Matter> {
    let mut matters = Vec::new();
    for id in edition.catalog.approval_ids() {
        let approval = edition.catalog.approval(id);
        let held_up: Vec<String> = late
            .iter()
            .filter(|late| matches!(late.missing.as_slice(), [(only, _)] if *only == id))
            .map(|late| words::no_phone(&late.project.name))
            .collect();
        if held_up.len() > 1 {
            matters.push(Matter {
                title: format!("只缺{}手续而未开工（{}个）", approval.name, held_up.len()),
                which: format!("start=late&permit={}", approval.id),
                lead: edition.catalog.unit(approval.owner).short.clone(),
                text: format!("{}。", listing(&held_up, edition.catalog.limits.list_length)),
            });
        }
    }
    matters
}

fn task_matter(edition: &Edition<'_>, long: i64) -> Option<Matter> {
    let mut overdue: Vec<(&Task, i64)> = edition
        .ledger
        .tasks
        .iter()
        .filter_map(|task| Some((task, task.overdue_days.filter(|days| *days > long)?)))
        .collect();
    overdue.sort_by_key(|(_, days)| -days);
    if overdue.is_empty() {
        return None;
    }
    let mut units: Vec<String> = Vec::new();
    for (task, _) in &overdue {
        let unit = unit_of(edition, task);
        if !unit.is_empty() && !units.contains(&unit) {
            units.push(unit);
        }
    }
    let said: Vec<String> = overdue
        .iter()
        .map(|(task, days)| {
            let row = task_row(edition, task, *days);
            format!("{}{}{days}天", row.project, row.matter)
        })
        .collect();
    Some(Matter {
        title: format!("逾期{long}天以上的任务（{}项）", overdue.len()),
        which: String::new(),
        lead: if units.len() <= 2 {
            units.join("、")
        } else {
            format!("{}等{}个单位", units[0], units.len())
        },
        text: format!("{}。", listing(&said, NAMED)),
    })
}

/// 甲、乙、丙等12个, then no more.
fn listing(names: &[String], most: usize) -> String {
    if names.len() <= most {
        names.join("、")
    } else {
        format!("{}等{}个", names[..most].join("、"), names.len())
    }
}

/// 需协调事项: the first line of each paragraph or point that a unit or task force sent.
fn requests(edition: &Edition<'_>) -> Vec<Matter> {
    let mut matters = Vec::new();
    for narrative in edition
        .narratives
        .iter()
        .filter(|narrative| narrative.section == Section::Requests)
    {
        let lead = match (narrative.unit, narrative.team) {
            (Some(unit), _) => edition.catalog.unit(unit).short.clone(),
            (None, Some(team)) => edition.catalog.team(team).name.clone(),
            (None, None) => String::new(),
        };
        for line in narrative.markdown.lines() {
            let plain = line
                .trim()
                .trim_start_matches(['-', '*', '+', '#', '>', '|'])
                .trim_start_matches(|c: char| {
                    c.is_ascii_digit() || matches!(c, '.' | '、' | '．' | ')' | '）')
                })
                .trim()
                .replace("**", "");
            // Titles and what is still to be filled in are no requests.
            let is_title = line.trim_start().starts_with('#') || line.trim_start().starts_with('|');
            if !plain.is_empty() && !is_title && !plain.contains("{{") {
                matters.push(Matter {
                    title: words::no_phone(&plain),
                    which: String::new(),
                    lead: lead.clone(),
                    text: String::new(),
                });
            }
        }
    }
    matters
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
    let late = late_starts(edition);
    let ready = late.iter().filter(|late| late.missing.is_empty()).count();
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
