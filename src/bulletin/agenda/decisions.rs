//! 上期安排落实情况: what the last issue and the meeting since arranged, and what became of it.

use crate::bulletin::facts::Facts;
use crate::bulletin::next_steps::steps;
use crate::bulletin::prose::{self, Placed, Text, whose};
use crate::bulletin::{Board, BoardCell, BoardColumn, approvals, tasks, wording};
use crate::catalog::TaskState;
use crate::ledger::Task;
use crate::narrative::{Narrative, Section};
use crate::value::{Ratio, UnitId};

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
pub(super) fn board(facts: &Facts<'_>, prose: &Placed) -> Option<Board> {
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
        let lines = markdown.lines().map(prose::without_markup);
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
            format!("仍未开工，{}。", approvals::outstanding(facts, project)),
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
    fn a_list_is_split_into_arrangements() {
        assert_eq!(
            split("5月5日之后一周：\n\n- 对应开未开项目逐个现场督导；\n- 对逾期任务印发督办函。"),
            ["对应开未开项目逐个现场督导", "对逾期任务印发督办函"]
        );
    }
}
