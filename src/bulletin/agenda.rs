//! 会议材料: what is stuck, by responsible unit, oldest first; what the last meeting arranged and what became of it.

mod decisions;

use super::annex::{self, List};
use super::calendar::weekday;
use super::facts::{Facts, responsible};
use super::prose::Placed;
use super::requests::leaders;
use super::{Agenda, Board, BoardCell, BoardColumn, absent, wording};
use crate::catalog::Field;
use crate::ledger::{Project, Task};
use crate::value::UnitId;

/// The paper for the coordination meeting.
pub(super) fn agenda(facts: &Facts<'_>, prose: &Placed, requests: usize) -> Agenda {
    let stuck = stuck(facts);
    let decisions = decisions::board(facts, prose);
    let teams = facts.catalog.teams.len();
    let attended = format!(
        "{teams}个专班，{}个有议题的责任单位（见{}）",
        stuck.len(),
        part(decisions.is_some())
    );
    let held_on = format!(
        "{}（{}）　　时　　分",
        wording::full_date(facts.days.meeting),
        weekday(facts.days.meeting)
    );
    let particular = |label: &str, text: String| (label.to_owned(), text);
    Agenda {
        title: format!(
            "{}周调度会",
            facts
                .catalog
                .office
                .campaign
                .trim_start_matches(facts.catalog.region.as_str())
        ),
        particulars: vec![
            particular("时　　间", held_on),
            particular("地　　点", String::new()),
            particular("主　　持", String::new()),
            particular("参　　加", attended),
        ],
        steps: agenda_steps(facts, &stuck, decisions.is_some(), requests),
        figures: figures(facts),
        decisions,
        stuck: stuck_board(facts, &stuck),
    }
}

/// The stuck matters are the third part where the second is there.
fn part(has_decisions: bool) -> &'static str {
    if has_decisions {
        "第三部分"
    } else {
        "第二部分"
    }
}

fn agenda_steps(facts: &Facts<'_>, stuck: &[Group<'_>], has_decisions: bool, requests: usize) -> Vec<String> {
    let mut steps = vec![format!("综合专班通报第{}期简报情况（10分钟）", facts.number)];
    if let Some(first) = facts.catalog.teams.first() {
        steps[0] = format!("{}通报第{}期简报情况（10分钟）", first.name, facts.number);
    }
    if has_decisions {
        steps.push("各专班汇报上期安排落实情况（第二部分，20分钟）".to_owned());
    }
    if let Some(oldest) = stuck.first() {
        steps.push(format!(
            "责任单位逐项说明，由拖期最长的{}开始（{}，每项2分钟）",
            oldest.name,
            part(has_decisions)
        ));
    }
    if requests > 0 {
        steps.push(format!(
            "研究需{}协调的{requests}个事项（见简报{}）",
            leaders(facts),
            annex::number(facts, List::Requests)
        ));
    }
    steps.push("议定事项，明确责任单位和时限".to_owned());
    let last = steps.len();
    (steps.into_iter().enumerate())
        .map(|(at, step)| format!("{}．{step}{}", at + 1, if at + 1 == last { "。" } else { "；" }))
        .collect()
}

/// 指标、本期、上期、变化
fn figures(facts: &Facts<'_>) -> Board {
    let mut board = Board::new("agenda-figures", None, "主要指标", None);
    board.columns = vec![
        BoardColumn::text("指标", 32),
        BoardColumn::text("本期", 14),
        BoardColumn::text("上期", 14),
        BoardColumn::text("变化", 40),
    ];
    let before = facts.changes.map(|changes| &changes.totals.before);
    let rate = facts.totals.completion_rate();
    let rate_before = before.and_then(crate::ledger::Metrics::completion_rate);
    if let Some(rate) = rate {
        let change = rate_before.map(|before| plain(&wording::rate_change(rate, before)));
        let time = wording::against_time_progress(rate, facts.time);
        let text = change.map_or_else(|| time.clone(), |change| format!("{change}，{time}"));
        board.push(
            None,
            figure_row(
                "年度投资完成率",
                &wording::percent(rate),
                rate_before.map(wording::percent),
                text,
            ),
        );
    }
    let mut count = |name: &str, now: usize, before: Option<usize>, measure: &str, note: Option<String>| {
        let change =
            note.or_else(|| before.map(|before| plain(&wording::count_change(now, before, measure))));
        board.push(
            None,
            figure_row(
                name,
                &now.to_string(),
                before.map(|before| before.to_string()),
                change.unwrap_or_default(),
            ),
        );
    };
    count(
        "应开未开项目（个）",
        facts.totals.overdue_start,
        before.map(|before| before.overdue_start),
        "个",
        None,
    );
    count(
        "红灯项目（个）",
        facts.totals.red,
        before.map(|before| before.red),
        "个",
        None,
    );
    count(
        "逾期任务（项）",
        facts.tasks.overdue,
        facts.changes.map(|changes| changes.tasks.0.overdue),
        "项",
        None,
    );
    let missing = facts.material.rollcall.missing.len();
    let names = (missing > 0).then(|| absent::in_a_cell(facts));
    count(
        "未报送单位（个）",
        missing,
        facts.last.map(|last| last.missing.len()),
        "个",
        names,
    );
    board
}

fn figure_row(name: &str, now: &str, before: Option<String>, change: String) -> Vec<BoardCell> {
    vec![
        BoardCell::text(name),
        BoardCell::text(now),
        before.map_or(BoardCell::None, BoardCell::text),
        if change.is_empty() {
            BoardCell::None
        } else {
            BoardCell::text(change)
        },
    ]
}

/// 较上期增加5个 → 增加5个
fn plain(change: &str) -> String {
    change
        .trim_start_matches("较上期")
        .trim_start_matches("与上期")
        .to_owned()
}

/// A stuck matter: a late start or an overdue task.
enum Stuck<'a> {
    Start(&'a Project),
    Task(&'a Task),
}

impl Stuck<'_> {
    fn days(&self) -> i64 {
        match self {
            Stuck::Start(project) => project.standing.overdue_days,
            Stuck::Task(task) => task.overdue_days,
        }
        .unwrap_or_default()
    }
}

/// The stuck matters of a unit, oldest first.
struct Group<'a> {
    name: String,
    unit: Option<UnitId>,
    matters: Vec<Stuck<'a>>,
}

/// Units by their oldest matter; equal ones in roster order.
fn stuck<'a>(facts: &Facts<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let starts = facts
        .overdue
        .iter()
        .map(|project| (responsible(project), None, Stuck::Start(project)));
    let tasks = facts.overdue_tasks.iter().map(|task| {
        let name = task.text(Field::ResponsibleUnit).map(str::to_owned);
        (task.responsible_unit, name, Stuck::Task(task))
    });
    for (unit, name, matter) in starts.chain(tasks) {
        let name = unit
            .map(|unit| facts.short(unit))
            .or(name)
            .unwrap_or_else(|| "责任单位不明".to_owned());
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.matters.push(matter),
            None => groups.push(Group {
                name,
                unit,
                matters: vec![matter],
            }),
        }
    }
    for group in &mut groups {
        group
            .matters
            .sort_by_key(|matter| std::cmp::Reverse(matter.days()));
    }
    groups.sort_by_key(|group| {
        let oldest = group.matters.first().map_or(0, Stuck::days);
        (std::cmp::Reverse(oldest), group.unit.is_none(), group.unit)
    });
    groups
}

fn stuck_board(facts: &Facts<'_>, groups: &[Group<'_>]) -> Board {
    let number: usize = groups.iter().map(|group| group.matters.len()).sum();
    let title = if number == 0 {
        "逾期任务和应开未开项目（无）".to_owned()
    } else {
        format!("逾期任务和应开未开项目（{number}项，按责任单位、由久到近）")
    };
    let mut board = Board::new("agenda-stuck", None, title, Some("天"));
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::number("序号", 5),
        BoardColumn::text("项目", 26),
        BoardColumn::text("事项", 14),
        BoardColumn::text("应办时间", 9),
        BoardColumn::number("已超天数", 6),
        BoardColumn::text("现状", 18),
        BoardColumn::text("议定事项", 14),
        BoardColumn::text("时限", 8),
    ];
    let mut at = 0;
    for group in groups {
        let oldest = group.matters.first().map_or(0, Stuck::days);
        let longest = if oldest > 0 {
            format!("最长{oldest}天")
        } else {
            format!("{}到期", facts.as_of_text())
        };
        board.push_group(format!("{}（{}项，{longest}）", group.name, group.matters.len()));
        for matter in &group.matters {
            at += 1;
            let (key, cells) = stuck_cells(facts, matter, at);
            board.push(Some(key), cells);
        }
    }
    board.notes = vec![format!(
        "数据截至{}；应开未开项目由属地负责，逾期任务由任务清单所列责任单位负责。议定事项经会议记录后转入下期任务清单。",
        facts.as_of_text()
    )];
    board
}

fn stuck_cells<'a>(facts: &Facts<'_>, matter: &Stuck<'a>, at: usize) -> (&'a str, Vec<BoardCell>) {
    let (key, project, what, due, state) = match matter {
        Stuck::Start(project) => (
            project.key.as_str(),
            facts.name(project),
            "开工".to_owned(),
            project.day(Field::PlannedStart),
            start_state(facts, project),
        ),
        Stuck::Task(task) => (
            task.key.as_str(),
            facts.task_project_name(task),
            task.text(Field::Matter).unwrap_or_default().to_owned(),
            task.day(Field::Due),
            task_state(task),
        ),
    };
    let cells = vec![
        BoardCell::count(at),
        BoardCell::text(project),
        BoardCell::text(what),
        due.map_or(BoardCell::None, |day| BoardCell::text(facts.date(day))),
        BoardCell::Count(matter.days()),
        BoardCell::text(state),
        BoardCell::text(""),
        BoardCell::text(""),
    ];
    (key, cells)
}

/// 手续齐备；征迁进度慢；本期未报
fn start_state(facts: &Facts<'_>, project: &Project) -> String {
    let outstanding = facts.outstanding(project);
    let mut clauses = vec![if outstanding.is_empty() {
        "手续齐备".to_owned()
    } else {
        format!("{}未办结", facts.approval_names(&outstanding))
    }];
    clauses.extend(
        project
            .text(Field::Problem)
            .map(|problem| problem.trim_end_matches(['。', '；']).to_owned()),
    );
    if project.locality.is_some_and(|unit| facts.is_missing(unit)) {
        clauses.push("本期未报".to_owned());
    }
    clauses.join("；")
}

fn task_state(task: &Task) -> String {
    let person = task
        .text(Field::ResponsiblePerson)
        .map(|person| format!("责任人{person}"));
    let supervisor = task
        .text(Field::Supervisor)
        .map(|supervisor| format!("督办{supervisor}"));
    let clauses: Vec<String> = [person, supervisor].into_iter().flatten().collect();
    if clauses.is_empty() {
        "责任人缺报".to_owned()
    } else {
        clauses.join("，")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_the_table_need_no_repeated_before() {
        assert_eq!(plain("较上期增加5个"), "增加5个");
        assert_eq!(plain("与上期持平"), "持平");
    }
}
