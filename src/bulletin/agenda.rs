//! 会议材料: what is stuck, by responsible unit, oldest first; what the last meeting arranged and what became of it.

use super::annex_lists::responsible;
use super::calendar::weekday;
use super::facts::Facts;
use super::next_steps::steps;
use super::prose::{Placed, Text, whose};
use super::{Agenda, Board, BoardCell, BoardColumn, reminder, tasks, wording};
use crate::catalog::{Field, TaskState};
use crate::ledger::{Project, Task};
use crate::narrative::{Narrative, Section};
use crate::value::{Ratio, UnitId};

/// The paper for the coordination meeting.
pub(super) fn agenda(facts: &Facts<'_>, prose: &Placed, requests: usize) -> Agenda {
    let stuck = stuck(facts);
    let decisions = decisions(facts, prose);
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
        steps.push(format!("研究需领导协调的{requests}个事项（见简报附表6）"));
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
    let names = (missing > 0).then(|| reminder::absent_names(facts));
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

/// What was arranged, by whom, what became of it.
struct Arranged {
    text: String,
    who: String,
    result: String,
    verdict: &'static str,
}

const NOT_DONE: &str = "未落实到位";
const PARTLY: &str = "部分落实";
const DONE: &str = "已落实";
const OPEN: &str = "待核实";

/// The last issue's plans and decisions, the minutes of the meeting since, and the tasks that fell due.
fn decisions(facts: &Facts<'_>, prose: &Placed) -> Option<Board> {
    let mut arranged: Vec<Arranged> = Vec::new();
    let minutes: Vec<(String, String)> = prose
        .texts(Section::Decisions)
        .flat_map(|text| texts(facts, text))
        .collect();
    let before = facts
        .material
        .previous
        .map(|previous| previous.narratives.as_slice())
        .unwrap_or_default();
    let earlier = before.iter().flat_map(|narrative| earlier(facts, narrative));
    for (who, text) in minutes.into_iter().chain(earlier) {
        if !arranged.iter().any(|one| one.text == text) {
            arranged.push(outcome(facts, who, text));
        }
    }
    arranged.extend(fell_due(facts));
    if arranged.is_empty() {
        return None;
    }
    let mut board = Board::new("agenda-decisions", None, "上期安排落实情况", None);
    board.columns = vec![
        BoardColumn::number("序号", 7),
        BoardColumn::text("上期安排", 28),
        BoardColumn::text("责任单位", 15),
        BoardColumn::text("落实情况", 36),
        BoardColumn::text("结论", 14),
    ];
    for (at, one) in arranged.into_iter().enumerate() {
        board.push(
            None,
            vec![
                BoardCell::count(at + 1),
                BoardCell::text(one.text),
                BoardCell::text(one.who),
                BoardCell::text(one.result),
                BoardCell::text(one.verdict),
            ],
        );
    }
    Some(board)
}

fn texts(facts: &Facts<'_>, text: &Text) -> Vec<(String, String)> {
    let who = whose(text, facts.catalog).unwrap_or_default();
    split(&text.markdown)
        .into_iter()
        .map(|step| (who.clone(), step))
        .collect()
}

fn earlier(facts: &Facts<'_>, narrative: &Narrative) -> Vec<(String, String)> {
    if !matches!(narrative.section, Section::Plan | Section::Decisions) {
        return Vec::new();
    }
    let team = narrative.team.map(|team| facts.catalog.team(team).name.clone());
    let who = team
        .or_else(|| narrative.unit.map(|unit| facts.short(unit)))
        .unwrap_or_default();
    // Placeholders are figures of the issue they were written for; what is left of them says nothing now.
    let steps = split(&narrative.markdown)
        .into_iter()
        .filter(|step| !step.contains("{{"));
    steps.map(|step| (who.clone(), step)).collect()
}

/// One arrangement a line where the text is a list, else its lines.
fn split(markdown: &str) -> Vec<String> {
    steps(markdown).unwrap_or_else(|| {
        let lines = markdown.lines().map(super::prose::without_markup);
        lines
            .filter(|line| !line.is_empty() && !line.ends_with('：'))
            .collect()
    })
}

/// Judged from the figures where they can tell; else left to be checked.
fn outcome(facts: &Facts<'_>, who: String, text: String) -> Arranged {
    let judged = (of_project(facts, &text))
        .or_else(|| of_task(facts, &text))
        .or_else(|| of_visits(facts, &text))
        .or_else(|| of_overdue_tasks(facts, &text))
        .or_else(|| of_funds(facts, &text));
    let (result, verdict) =
        judged.unwrap_or_else(|| ("台账中没有可以对照的数，请责任单位说明。".to_owned(), OPEN));
    Arranged {
        text,
        who,
        result,
        verdict,
    }
}

fn of_project(facts: &Facts<'_>, text: &str) -> Option<(String, &'static str)> {
    let project = facts
        .ledger
        .projects
        .iter()
        .find(|project| text.contains(project.name.as_str()))?;
    if !text.contains("开工") {
        return None;
    }
    Some(if project.standing.started {
        ("已开工。".to_owned(), DONE)
    } else {
        (
            format!("仍未开工，{}。", super::annex_lists::approvals(facts, project)),
            NOT_DONE,
        )
    })
}

fn of_task(facts: &Facts<'_>, text: &str) -> Option<(String, &'static str)> {
    let task = facts
        .ledger
        .tasks
        .iter()
        .find(|task| task.no.as_deref().is_some_and(|no| text.contains(no)))?;
    Some(match (task.state, task.overdue_days) {
        (TaskState::Closed, _) => ("已办结。".to_owned(), DONE),
        (_, Some(days)) => (format!("未办结，已逾期{days}天。"), NOT_DONE),
        _ => ("正在办理，未到时限。".to_owned(), PARTLY),
    })
}

/// 对应开未开项目逐个现场督导
fn of_visits(facts: &Facts<'_>, text: &str) -> Option<(String, &'static str)> {
    let changes = facts.changes?;
    if !(text.contains("应开未开") && text.contains("督导")) {
        return None;
    }
    let before = changes.totals.before.overdue_start;
    let visited = tasks::visited(facts);
    let late = tasks::late_starts_visited(facts);
    let started: Vec<String> = (changes.no_longer_overdue.iter())
        .filter(|note| {
            facts
                .project(&note.key)
                .is_some_and(|project| project.standing.started)
        })
        .map(|note| wording::project_name(&note.name, note.locality, facts.catalog))
        .collect();
    let mut text = format!("上期应开未开{before}个");
    text.push_str(&match (visited, late) {
        (0, _) => "，本周没有督导记录".to_owned(),
        (visited, late) => format!("，本周督导项目{visited}个，其中应开未开{late}个"),
    });
    text.push_str(&match started.len() {
        0 => "；没有项目开工。".to_owned(),
        number => format!("；已开工{number}个，为{}。", facts.list(&started, "个项目", None)),
    });
    let verdict = if before > 0 && started.len() == before {
        DONE
    } else if late * 2 >= facts.overdue.len() && late > 0 {
        PARTLY
    } else {
        NOT_DONE
    };
    Some((text, verdict))
}

/// 对逾期任务印发督办函
fn of_overdue_tasks(facts: &Facts<'_>, text: &str) -> Option<(String, &'static str)> {
    let changes = facts.changes?;
    if !(text.contains("逾期") && (text.contains("任务") || text.contains("督办"))) {
        return None;
    }
    let before = changes.tasks.0.overdue;
    let closed = changes.tasks_cleared.len();
    let still = facts.overdue_tasks.iter().filter(|task| task.was_overdue).count();
    let mut text = format!("上期逾期{before}项，办结{closed}项，仍逾期{still}项");
    let sent = facts.material.previous.map_or(0, |previous| {
        let of_last = |letter: &&(UnitId, i32, u32, u32, Vec<String>)| {
            (letter.1, letter.2) == (changes.year, changes.number)
        };
        previous.letters.iter().filter(of_last).count()
    });
    if sent > 0 {
        text.push_str(&format!("；上期印发督办函{sent}份"));
    }
    let verdict = match (closed, still) {
        (_, 0) => DONE,
        (0, _) if sent == 0 => NOT_DONE,
        _ => PARTLY,
    };
    Some((text + "。", verdict))
}

/// 加快专项债券资金使用
fn of_funds(facts: &Facts<'_>, text: &str) -> Option<(String, &'static str)> {
    let (kind, money) = facts.money.iter().find(|(kind, _)| {
        let kind = facts.catalog.kind(*kind);
        text.contains(kind.short.as_str()) || kind.funds.iter().any(|fund| text.contains(fund.as_str()))
    })?;
    let of = facts.catalog.kind(*kind);
    if facts.is_missing(of.lead) {
        return Some(("本期未报，资金数据沿用上期，无法核实。".to_owned(), OPEN));
    }
    let before = facts
        .last?
        .money
        .iter()
        .find(|(id, _)| id == kind)
        .map(|(_, money)| money)?;
    let [_, _, spend] = of.money.as_ref()?;
    let rate = |money: &crate::ledger::MoneyTotals| Ratio::of_amounts(money.spent?, money.granted?);
    let (now, then) = (rate(money)?, rate(before)?);
    let verdict = if now > then { PARTLY } else { NOT_DONE };
    Some((
        format!(
            "{spend}率{}，{}。",
            wording::percent(now),
            wording::rate_change(now, then)
        ),
        verdict,
    ))
}

/// Tasks that were open in the last issue and due since: closed, postponed, overdue.
fn fell_due(facts: &Facts<'_>) -> Option<Arranged> {
    let changes = facts.changes?;
    let since = |date: chrono::NaiveDate| changes.as_of <= date && date < facts.as_of;
    let was_due = |task: &&Task| {
        let postponed = task
            .due_changes
            .iter()
            .rfind(|change| change.number == facts.number);
        !task.is_new
            && postponed
                .map(|change| change.from.date)
                .or(task.due())
                .is_some_and(since)
    };
    let open_before = |task: &&Task| task.state == TaskState::Open || task.newly_closed;
    let due: Vec<&Task> = facts
        .ledger
        .tasks
        .iter()
        .filter(was_due)
        .filter(open_before)
        .collect();
    if due.is_empty() {
        return None;
    }
    let closed = due.iter().filter(|task| task.newly_closed).count();
    let overdue = due.iter().filter(|task| task.overdue_days.is_some()).count();
    let postponed = due.len().saturating_sub(closed + overdue);
    let parts = [("办结", closed), ("调整时限", postponed), ("转为逾期", overdue)];
    let parts: Vec<String> = (parts.iter())
        .filter(|(_, number)| *number > 0)
        .map(|(what, number)| format!("{what}{number}项"))
        .collect();
    let until = facts.as_of.pred_opt().unwrap_or(facts.as_of);
    Some(Arranged {
        text: format!(
            "{}至{}到期的{}项任务按时办结",
            facts.on(changes.as_of),
            facts.on(until),
            due.len()
        ),
        who: "各责任单位".to_owned(),
        result: parts.join("，") + "。",
        verdict: match closed {
            0 => NOT_DONE,
            _ if closed == due.len() => DONE,
            _ => PARTLY,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_the_table_need_no_repeated_before() {
        assert_eq!(plain("较上期增加5个"), "增加5个");
        assert_eq!(plain("与上期持平"), "持平");
    }

    #[test]
    fn a_list_is_split_into_arrangements() {
        assert_eq!(
            split("5月5日之后一周：\n\n- 对应开未开项目逐个现场督导；\n- 对逾期任务印发督办函。"),
            ["对应开未开项目逐个现场督导", "对逾期任务印发督办函"]
        );
    }
}
