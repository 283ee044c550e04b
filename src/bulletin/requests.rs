//! 附表6 需市领导协调事项: what the figures put to the leaders, and what the units ask for.

use super::annex::{self, List};
use super::approvals;
use super::facts::Facts;
use super::prose::{Placed, whose};
use super::{Board, BoardCell, BoardColumn, obstacles, wording};
use crate::catalog::{ApprovalState, Field};
use crate::ledger::{Project, Task};
use crate::narrative::Section;
use crate::value::Wanyuan;

/// Late starts from this plan up are put to the leaders one by one; among ready ones, from half of it.
const LARGE: Wanyuan = Wanyuan::from_yuan(100_000_000);
const LARGE_READY: Wanyuan = Wanyuan::from_yuan(50_000_000);
/// A task overdue for so many days goes to the leaders.
const LONG_OVERDUE: i64 = 30;

/// 市领导, where the region is a city.
pub(super) fn leaders(facts: &Facts<'_>) -> &'static str {
    if facts.whole_region() == "全市" {
        "市领导"
    } else {
        "领导"
    }
}

/// A row of 附表6.
struct Request {
    matter: String,
    situation: String,
    ask: String,
    lead: String,
    /// Keys of the projects it is about.
    about: Vec<String>,
}

/// 附表6; `None` where nothing is to be settled above.
pub(super) fn board(facts: &Facts<'_>, prose: &Placed) -> Option<Board> {
    let requests: Vec<Request> = (ready(facts).into_iter())
        .chain(large(facts))
        .chain(land(facts))
        .chain(long_overdue(facts))
        .chain(sent(facts, prose))
        .collect();
    if requests.is_empty() {
        return None;
    }
    let mut board = Board::new(
        "annex-6",
        Some(&annex::number(facts, List::Requests)),
        format!("需{}协调事项", leaders(facts)),
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
        matter: format!(
            "手续齐备、超期{}天以上未开工（{}个）",
            facts.catalog.limits.yellow_days,
            ready.len()
        ),
        situation: format!("{introduction}{}{more}。", names.join("、")),
        ask: "逐个约谈项目单位和属地，定开工日期；确不具备条件的调出本年计划".to_owned(),
        lead: lead_team(facts, "delivery"),
        about: ready.iter().map(|project| project.key.clone()).collect(),
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
            matter: facts.name(project),
            situation: format!(
                "年度计划投资{plan}{}{}，{}。",
                planned.unwrap_or_default(),
                days.unwrap_or_default(),
                approvals::outstanding(facts, project)
            ),
            ask: "研究解决制约开工的具体问题".to_owned(),
            lead: project.locality.map(|unit| facts.short(unit)).unwrap_or_default(),
            about: vec![project.key.clone()],
        }
    })
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
        matter: format!("用地指标（{}个）", open.len()),
        situation: format!("{}{more}。{back}", names.join("、")),
        ask: "统筹安排用地指标".to_owned(),
        lead: facts.short(facts.catalog.approval(id).owner),
        about: open.iter().map(|project| project.key.clone()).collect(),
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
        about: Vec::new(),
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
                matter: text
                    .title
                    .clone()
                    .unwrap_or_else(|| format!("{whose}提请协调事项")),
                situation,
                ask: "研究协调".to_owned(),
                lead: whose,
                about: Vec::new(),
            }
        })
        .collect()
}
