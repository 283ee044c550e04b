//! 附表4 红灯项目清单, 附表5 逾期任务清单, 附表6 需市领导协调事项.

use chrono::Datelike;

use super::facts::{Facts, late_start};
use super::prose::{Placed, whose};
use super::{Board, BoardCell, BoardColumn, kinds, obstacles, tasks, wording};
use crate::catalog::{ApprovalState, Field};
use crate::ledger::{Project, Task};
use crate::narrative::Section;
use crate::value::{ApprovalId, UnitId, Wanyuan};

/// 附表4; `None` without a red project.
pub(super) fn red(facts: &Facts<'_>) -> Option<Board> {
    if facts.red.is_empty() {
        return None;
    }
    let mut board = Board::new("annex-4", Some("附表4"), "红灯项目清单", Some("万元、%"));
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::number("序号", 5),
        BoardColumn::text("项目名称", 30),
        BoardColumn::text("属地", 10),
        BoardColumn::text("类别", 14),
        BoardColumn::number("年度计划", 8),
        BoardColumn::number("本年完成", 8),
        BoardColumn::number("完成率", 7),
        BoardColumn::text("亮灯原因", 18),
        BoardColumn::text("上期", 6),
    ];
    let (late, slow): (Vec<&Project>, Vec<&Project>) = facts
        .red
        .iter()
        .partition(|project| late_start(facts.catalog, project).is_some());
    let limits = &facts.catalog.limits;
    let groups = [
        (
            format!(
                "超过计划开工时间{}天以上未开工（{}个，按超期天数排列，括号内为计划开工日期）",
                limits.yellow_days,
                late.len()
            ),
            late,
        ),
        (
            format!(
                "低于时序进度{}个百分点以上（{}个，按差距排列）",
                limits.yellow_points,
                slow.len()
            ),
            slow,
        ),
    ];
    let (mut number, mut group) = (0, 0);
    for (title, projects) in groups.into_iter().filter(|(_, projects)| !projects.is_empty()) {
        group += 1;
        board.push_group(format!("{}、{title}", wording::chinese_number(group)));
        for project in projects {
            number += 1;
            board.push(Some(&project.key), red_cells(facts, project, number));
        }
    }
    board.notes.push("类别为简称。".to_owned());
    board.notes.extend(finished_note(facts));
    Some(board)
}

fn red_cells(facts: &Facts<'_>, project: &Project, number: usize) -> Vec<BoardCell> {
    let kinds: Vec<&str> = project
        .kinds
        .iter()
        .map(|kind| facts.catalog.kind(*kind).short.as_str())
        .collect();
    let reason = match (late_start(facts.catalog, project), project.completion_rate()) {
        (Some(days), _) => {
            let planned = project
                .day(Field::PlannedStart)
                .map(|day| format!("（{}）", facts.date(day)));
            format!("超期{days}天{}", planned.unwrap_or_default())
        }
        (None, Some(rate)) => format!("低于时序{}", wording::points(facts.time.minus(rate))),
        (None, None) => String::new(),
    };
    let before = facts.before(project);
    let light = match (facts.changes, before) {
        (None, _) => "—".to_owned(),
        (Some(_), None) => "新增".to_owned(),
        (Some(_), Some(before)) => kinds::light_text(before.standing.light),
    };
    let amount = |field| kept_amount(project, field);
    vec![
        BoardCell::count(number),
        BoardCell::text(&project.name),
        BoardCell::text(project.locality.map(|unit| facts.short(unit)).unwrap_or_default()),
        BoardCell::text(kinds.join("、")),
        amount(Field::AnnualPlan),
        amount(Field::AnnualDone),
        BoardCell::percent(project.completion_rate()),
        BoardCell::text(reason),
        BoardCell::text(light),
    ]
}

/// An amount, marked where it is an earlier issue's.
fn kept_amount(project: &Project, field: Field) -> BoardCell {
    let cell = BoardCell::wanyuan(project.wanyuan(field));
    match super::facts::holding(project, field) {
        Some(holding) if holding.kept.is_some() => BoardCell::Kept(Box::new(cell)),
        _ => cell,
    }
}

/// A project that is finished and yet red says why.
fn finished_note(facts: &Facts<'_>) -> Option<String> {
    let mut finished: Vec<(String, &'static str)> = Vec::new();
    for project in &facts.red {
        if let Some(status) = project
            .status()
            .filter(|status| *status >= crate::catalog::Status::Completed)
        {
            finished.push((facts.name(project), status.word()));
        }
    }
    let (_, word) = finished.first()?;
    let same: Vec<String> = finished
        .iter()
        .filter(|(_, of)| of == word)
        .map(|(name, _)| name.clone())
        .collect();
    Some(format!(
        "{}已报{word}，未完成年度计划，仍按红灯计。",
        facts.list(&same, "个项目", None)
    ))
}

/// 附表5: overdue tasks, then promises past their date; `None` without either.
pub(super) fn overdue_tasks(facts: &Facts<'_>) -> Option<Board> {
    let promises = promises(facts);
    let hidden = facts.ledger.tasks.iter().any(|task| task.vanished);
    if facts.overdue_tasks.is_empty() && promises.is_empty() && !hidden {
        return None;
    }
    let mut board = Board::new("annex-5", Some("附表5"), "逾期任务清单", Some("天"));
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::number("序号", 5),
        BoardColumn::text("任务编号", 11),
        BoardColumn::text("项目名称", 28),
        BoardColumn::text("任务事项", 15),
        BoardColumn::text("责任单位", 12),
        BoardColumn::text("责任人", 7),
        BoardColumn::text("督办专员", 7),
        BoardColumn::text("交办", 5),
        BoardColumn::text("时限", 5),
        BoardColumn::number("逾期天数", 5),
    ];
    let with_groups = !promises.is_empty() && !facts.overdue_tasks.is_empty();
    if with_groups {
        board.push_group(format!("一、逾期任务（{}项）", facts.overdue_tasks.len()));
    }
    for (at, task) in facts.overdue_tasks.iter().enumerate() {
        board.push(Some(&task.key), task_cells(facts, task, at + 1));
    }
    if !promises.is_empty() {
        let number = if with_groups { "二、" } else { "" };
        board.push_group(format!(
            "{number}容缺办理、告知承诺到期未补齐（{}项）",
            promises.len()
        ));
    }
    for (at, (project, id)) in promises.iter().enumerate() {
        board.push(
            Some(&project.key),
            promise_cells(facts, project, *id, facts.overdue_tasks.len() + at + 1),
        );
    }
    board.notes = task_notes(facts);
    Some(board)
}

fn task_cells(facts: &Facts<'_>, task: &Task, number: usize) -> Vec<BoardCell> {
    let text = |field| task.text(field).map_or(BoardCell::Missing, BoardCell::text);
    let day = |field| match task.day(field) {
        Some(day) if day.date.year() == facts.year => {
            BoardCell::text(format!("{}.{}", day.date.month(), day.date.day()))
        }
        Some(day) => BoardCell::text(format!(
            "{}.{}.{}",
            day.date.year(),
            day.date.month(),
            day.date.day()
        )),
        None => BoardCell::Missing,
    };
    vec![
        BoardCell::count(number),
        task.no.as_deref().map_or(BoardCell::None, BoardCell::text),
        BoardCell::text(facts.task_project_name(task)),
        text(Field::Matter),
        BoardCell::text(facts.task_unit(task)),
        text(Field::ResponsiblePerson),
        text(Field::Supervisor),
        day(Field::AssignedOn),
        day(Field::Due),
        BoardCell::Count(task.overdue_days.unwrap_or_default()),
    ]
}

/// Promises past their date: the project and the approval.
fn promises<'a>(facts: &Facts<'a>) -> Vec<(&'a Project, ApprovalId)> {
    let mut list: Vec<(&Project, ApprovalId)> = Vec::new();
    for project in &facts.ledger.projects {
        let ids = facts.catalog.approval_ids();
        list.extend(
            ids.filter(|id| project.approval(*id, facts.as_of).is_promise_overdue)
                .map(|id| (project, id)),
        );
    }
    let due = |(project, id): &(&Project, ApprovalId)| {
        project.approval(*id, facts.as_of).promised_by.map(|day| day.date)
    };
    list.sort_by_key(due);
    list
}

fn promise_cells(facts: &Facts<'_>, project: &Project, id: ApprovalId, number: usize) -> Vec<BoardCell> {
    let view = project.approval(id, facts.as_of);
    let item = facts.catalog.approval(id);
    let day = view.promised_by.map(|day| day.date);
    vec![
        BoardCell::count(number),
        BoardCell::None,
        BoardCell::text(facts.name(project)),
        BoardCell::text(format!("{}（{}）", item.name, view.state.word())),
        BoardCell::text(facts.short(item.owner)),
        BoardCell::None,
        BoardCell::None,
        BoardCell::None,
        day.map_or(BoardCell::None, |day| {
            BoardCell::text(format!("{}.{}", day.month(), day.day()))
        }),
        day.map_or(BoardCell::None, |day| {
            BoardCell::Count((facts.as_of - day).num_days())
        }),
    ]
}

fn task_notes(facts: &Facts<'_>) -> Vec<String> {
    let mut notes = vec![format!("逾期按办结时限的次日起算，截至{}。", facts.as_of_text())];
    for task in facts.ledger.tasks.iter().filter(|task| task.vanished) {
        let what = match &task.no {
            Some(no) => format!("{no}号任务"),
            None => tasks::described(facts, task),
        };
        notes.push(vanished_note(&what, &facts.task_unit(task)));
    }
    for task in facts
        .overdue_tasks
        .iter()
        .filter(|task| !task.due_changes.is_empty())
    {
        if let Some(first) = task.due_changes.first() {
            let what = task
                .no
                .clone()
                .map_or_else(|| tasks::described(facts, task), |no| format!("{no}号任务"));
            notes.push(format!(
                "{what}原时限{}，改过{}次。",
                facts.date(first.from),
                task.due_changes.len()
            ));
        }
    }
    if facts.overdue_tasks.iter().any(|task| task.no.is_none()) {
        notes.push("任务编号为“—”的，责任单位未填任务编号。".to_owned());
    }
    notes
}

fn vanished_note(what: &str, unit: &str) -> String {
    format!("{what}{unit}本期清单未列、未见办结，仍按未办结计。")
}

/// Late starts from this plan up are put to the leaders one by one; among ready ones, from half of it.
const LARGE: Wanyuan = Wanyuan::from_yuan(100_000_000);
const LARGE_READY: Wanyuan = Wanyuan::from_yuan(50_000_000);
/// A task overdue for so many days goes to the leaders.
const LONG_OVERDUE: i64 = 30;

/// A row of 附表6.
struct Request {
    /// Keys of the projects it is about.
    about: Vec<String>,
    matter: String,
    situation: String,
    ask: String,
    lead: String,
}

/// 附表6; `None` where nothing is to be settled above.
pub(super) fn requests(facts: &Facts<'_>, prose: &Placed) -> Option<Board> {
    let requests: Vec<Request> = (ready(facts).into_iter())
        .chain(large(facts))
        .chain(land(facts))
        .chain(long_overdue(facts))
        .chain(sent(facts, prose))
        .collect();
    if requests.is_empty() {
        return None;
    }
    let leaders = if facts.whole_region() == "全市" {
        "市"
    } else {
        ""
    };
    let mut board = Board::new(
        "annex-6",
        Some("附表6"),
        format!("需{leaders}领导协调事项"),
        Some("个、项"),
    );
    board.columns = vec![
        BoardColumn::number("序号", 6),
        BoardColumn::text("事项", 20),
        BoardColumn::text("情况", 40),
        BoardColumn::text("提请协调", 20),
        BoardColumn::text("建议牵头", 14),
    ];
    for (at, request) in requests.into_iter().enumerate() {
        board.push_about(
            request.about,
            vec![
                BoardCell::count(at + 1),
                BoardCell::text(request.matter),
                BoardCell::text(request.situation),
                BoardCell::text(request.ask),
                BoardCell::text(request.lead),
            ],
        );
    }
    board.notes.push(format!(
        "列入范围为手续齐备、超期{}天以上的项目，年度计划投资1亿元以上的其他应开未开项目，用地手续未办结且提请协调用地指标的项目，逾期{LONG_OVERDUE}天以上的任务，各单位报来的需协调事项。",
        facts.catalog.limits.yellow_days
    ));
    Some(board)
}

fn ready(facts: &Facts<'_>) -> Option<Request> {
    let (_, ready) = obstacles::long_and_ready(facts);
    if ready.is_empty() {
        return None;
    }
    let mut large: Vec<&&Project> = ready
        .iter()
        .filter(|project| {
            project
                .wanyuan(Field::AnnualPlan)
                .is_some_and(|plan| plan >= LARGE_READY)
        })
        .collect();
    large.sort_by_key(|project| std::cmp::Reverse(project.wanyuan(Field::AnnualPlan)));
    let shown = if large.is_empty() {
        ready.iter().take(3).collect()
    } else {
        large.clone()
    };
    let names: Vec<String> = (shown.iter())
        .map(|project| {
            let plan = project
                .wanyuan(Field::AnnualPlan)
                .map(|plan| format!("{}，", wording::money(plan)));
            let days = project.standing.overdue_days.unwrap_or_default();
            format!(
                "{}（{}超{days}天）",
                facts.name(project),
                plan.unwrap_or_default()
            )
        })
        .collect();
    let introduction = if large.is_empty() {
        ""
    } else {
        "年度计划投资5000万元以上的有："
    };
    let more = if large.is_empty() && ready.len() > names.len() {
        "等"
    } else {
        ""
    };
    Some(Request {
        about: ready.iter().map(|project| project.key.clone()).collect(),
        matter: format!(
            "手续齐备、超期{}天以上未开工（{}个）",
            facts.catalog.limits.yellow_days,
            ready.len()
        ),
        situation: format!("{introduction}{}{more}。", names.join("、")),
        ask: "逐个约谈项目单位和属地，定开工日期；确不具备条件的调出本年计划".to_owned(),
        lead: lead_team(facts, "delivery"),
    })
}

fn lead_team(facts: &Facts<'_>, id: &str) -> String {
    let team = facts
        .catalog
        .teams
        .iter()
        .find(|team| team.id == id)
        .or(facts.catalog.teams.first());
    team.map(|team| team.name.clone()).unwrap_or_default()
}

/// Other late starts with a large plan, largest first.
fn large<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Request> + use<'a> {
    let (_, ready) = obstacles::long_and_ready(facts);
    let mut large: Vec<&Project> = (facts.overdue.iter().copied())
        .filter(|project| !ready.iter().any(|one| one.key == project.key))
        .filter(|project| {
            project
                .wanyuan(Field::AnnualPlan)
                .is_some_and(|plan| plan >= LARGE)
        })
        .collect();
    large.sort_by_key(|project| std::cmp::Reverse(project.wanyuan(Field::AnnualPlan)));
    large.into_iter().map(|project| {
        let plan = project
            .wanyuan(Field::AnnualPlan)
            .map(wording::money)
            .unwrap_or_default();
        let planned = project
            .day(Field::PlannedStart)
            .map(|day| format!("，应于{}开工", facts.date(day)));
        let days = project
            .standing
            .overdue_days
            .filter(|days| *days > 0)
            .map(|days| format!("，超{days}天"));
        Request {
            about: vec![project.key.clone()],
            matter: facts.name(project),
            situation: format!(
                "年度计划投资{plan}{}{}，{}。",
                planned.unwrap_or_default(),
                days.unwrap_or_default(),
                approvals(facts, project)
            ),
            ask: "研究解决制约开工的具体问题".to_owned(),
            lead: project.locality.map(|unit| facts.short(unit)).unwrap_or_default(),
        }
    })
}

/// What is outstanding: 环评正在办理, or 手续已全部办结.
pub(super) fn approvals(facts: &Facts<'_>, project: &Project) -> String {
    const STATES: [(&[ApprovalState], &str); 3] = [
        (&[ApprovalState::InHand], "正在办理"),
        (
            &[ApprovalState::Deferred, ApprovalState::Promised],
            "容缺或承诺办理",
        ),
        (&[ApprovalState::None], "尚未启动"),
    ];
    let outstanding = facts.outstanding(project);
    if outstanding.is_empty() {
        return "手续已全部办结".to_owned();
    }
    let clauses: Vec<String> = (STATES.iter())
        .filter_map(|(states, word)| {
            let of: Vec<ApprovalId> = (outstanding.iter().copied())
                .filter(|id| states.contains(&project.approval(*id, facts.as_of).state))
                .collect();
            (!of.is_empty()).then(|| format!("{}{word}", facts.approval_names(&of)))
        })
        .collect();
    clauses.join("；")
}

/// Projects that ask for land: those whose land approval is outstanding; the others are sent back.
fn land(facts: &Facts<'_>) -> Option<Request> {
    let id = facts
        .catalog
        .approval_ids()
        .find(|id| facts.catalog.approval(*id).id == "land_use")?;
    let asks = |project: &&Project| {
        project
            .text(Field::Problem)
            .is_some_and(|problem| problem.contains("用地指标"))
    };
    let asking: Vec<&Project> = facts.ledger.projects.iter().filter(asks).collect();
    let (open, settled): (Vec<&Project>, Vec<&Project>) = asking
        .into_iter()
        .partition(|project| facts.outstanding(project).contains(&id));
    if open.is_empty() {
        return None;
    }
    let names: Vec<String> = (open.iter().take(facts.catalog.limits.list_length))
        .map(|project| {
            let total = project
                .wanyuan(Field::TotalInvestment)
                .map(|total| format!("总投资{}，", wording::money(total)));
            let state = match project.approval(id, facts.as_of).state {
                ApprovalState::InHand => "正在办理",
                ApprovalState::Deferred | ApprovalState::Promised => "容缺或承诺办理",
                _ => "尚未启动",
            };
            format!(
                "{}（{}用地{state}）",
                facts.name(project),
                total.unwrap_or_default()
            )
        })
        .collect();
    let more = if open.len() > names.len() { "等" } else { "" };
    let back = if settled.is_empty() {
        String::new()
    } else {
        format!(
            "另有{}个项目列报此项，但用地手续已办结，退回核实。",
            settled.len()
        )
    };
    Some(Request {
        about: open.iter().map(|project| project.key.clone()).collect(),
        matter: format!("用地指标（{}个）", open.len()),
        situation: format!("{}{more}。{back}", names.join("、")),
        ask: "统筹安排用地指标".to_owned(),
        lead: facts.short(facts.catalog.approval(id).owner),
    })
}

fn long_overdue(facts: &Facts<'_>) -> Option<Request> {
    let long: Vec<&&Task> = facts
        .overdue_tasks
        .iter()
        .filter(|task| task.overdue_days > Some(LONG_OVERDUE))
        .collect();
    if long.is_empty() {
        return None;
    }
    let clauses: Vec<String> = (long.iter().take(facts.catalog.limits.list_length))
        .map(|task| {
            let project = facts.task_project_name(task);
            let matter = task.text(Field::Matter).unwrap_or("任务");
            let matter = matter.strip_prefix("办理").unwrap_or(matter);
            let days = task.overdue_days.unwrap_or_default();
            format!("{project}{matter}，{}，逾期{days}天", facts.task_unit(task))
        })
        .collect();
    let more = if long.len() > clauses.len() { "等" } else { "" };
    Some(Request {
        about: Vec::new(),
        matter: format!("逾期{LONG_OVERDUE}天以上的任务（{}项）", long.len()),
        situation: format!("{}{more}。", clauses.join("；")),
        ask: "由分管领导督办".to_owned(),
        lead: facts
            .catalog
            .office
            .letters
            .copy_to
            .first()
            .cloned()
            .unwrap_or_default(),
    })
}

/// 需协调事项 as units sent them.
fn sent(facts: &Facts<'_>, prose: &Placed) -> Vec<Request> {
    let texts = prose.texts(Section::Requests);
    texts
        .map(|text| {
            let whose = whose(text, facts.catalog).unwrap_or_default();
            let paragraphs = super::prose::plain_paragraphs(&text.markdown);
            let situation = paragraphs.map_or_else(
                || super::prose::without_markup(&text.markdown),
                |text| text.concat(),
            );
            Request {
                about: Vec::new(),
                matter: text
                    .title
                    .clone()
                    .unwrap_or_else(|| format!("{whose}提请协调事项")),
                situation,
                ask: "研究协调".to_owned(),
                lead: whose,
            }
        })
        .collect()
}

/// Who answers for a project: its locality, else the unit that is named responsible.
pub(super) fn responsible(project: &Project) -> Option<UnitId> {
    project
        .locality
        .or_else(|| match project.datum(Field::ResponsibleUnit)? {
            crate::record::Datum::Unit(unit) => Some(*unit),
            _ => None,
        })
}
