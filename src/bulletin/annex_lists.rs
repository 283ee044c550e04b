//! 附表4 红灯项目清单, 附表5 逾期任务清单.

use chrono::Datelike;

use super::annex::{self, List};
use super::facts::{Facts, late_start};
use super::{Board, BoardCell, BoardColumn, kinds, tasks, wording};
use crate::catalog::Field;
use crate::ledger::{Project, Task};
use crate::value::{ApprovalId, Precision};

/// 附表4; `None` without a red project.
pub(super) fn red(facts: &Facts<'_>) -> Option<Board> {
    if facts.red.is_empty() {
        return None;
    }
    let mut board = Board::new(
        "annex-4",
        Some(&annex::number(facts, List::Red)),
        "红灯项目清单",
        Some("万元、%"),
    );
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
    let groups: Vec<(String, Vec<&Project>)> = (groups.into_iter())
        .filter(|(_, projects)| !projects.is_empty())
        .collect();
    let is_alone = groups.len() == 1;
    let mut number = 0;
    for (at, (title, projects)) in groups.into_iter().enumerate() {
        board.push_group(if is_alone {
            title
        } else {
            format!("{}、{title}", wording::chinese_number(at + 1))
        });
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
        BoardCell::text(wording::printed(&project.name)),
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
    let mut finished: Vec<(&'static str, Vec<String>)> = Vec::new();
    for project in &facts.red {
        let Some(status) = project
            .status()
            .filter(|status| *status >= crate::catalog::Status::Completed)
        else {
            continue;
        };
        match finished.iter_mut().find(|(word, _)| *word == status.word()) {
            Some((_, names)) => names.push(facts.name(project)),
            None => finished.push((status.word(), vec![facts.name(project)])),
        }
    }
    let clauses: Vec<String> = (finished.iter())
        .map(|(word, names)| format!("{}已报{word}", facts.list(names, "个项目", None)))
        .collect();
    (!clauses.is_empty()).then(|| format!("{}，未完成年度计划，仍按红灯计。", clauses.join("，")))
}

/// 附表5: overdue tasks, then promises past their date; `None` without either.
pub(super) fn overdue_tasks(facts: &Facts<'_>) -> Option<Board> {
    if !annex::has_overdue(facts) {
        return None;
    }
    let promises = promises(facts);
    let mut board = Board::new(
        "annex-5",
        Some(&annex::number(facts, List::Overdue)),
        "逾期任务清单",
        Some("天"),
    );
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
        Some(day) if day.precision != Precision::Day => BoardCell::text(facts.date(day)),
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
    let mut vanished: Vec<(String, Vec<String>)> = Vec::new();
    for task in facts.ledger.tasks.iter().filter(|task| task.vanished) {
        let (unit, what) = (facts.task_unit(task), task_name(facts, task));
        match vanished.iter_mut().find(|(of, _)| *of == unit) {
            Some((_, names)) => names.push(what),
            None => vanished.push((unit, vec![what])),
        }
    }
    notes.extend(vanished_notes(vanished, facts.catalog.limits.list_length));
    for task in facts
        .overdue_tasks
        .iter()
        .filter(|task| !task.due_changes.is_empty())
    {
        if let Some(first) = task.due_changes.first() {
            let what = task_name(facts, task);
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

/// XM2023-0003号任务; without a number, what it is.
fn task_name(facts: &Facts<'_>, task: &Task) -> String {
    match &task.no {
        Some(no) => format!("{no}号任务"),
        None => tasks::described(facts, task),
    }
}

/// XM2023-0003号任务发展改革委本期清单未列、未见办结，仍按未办结计。 A unit's together, and all in one note where they are many.
fn vanished_notes(mut by_unit: Vec<(String, Vec<String>)>, limit: usize) -> Vec<String> {
    let number: usize = by_unit.iter().map(|(_, names)| names.len()).sum();
    if number > limit && by_unit.len() > 1 {
        let names = by_unit.into_iter().flat_map(|(_, names)| names).collect();
        by_unit = vec![("各责任单位".to_owned(), names)];
    }
    let notes = by_unit.into_iter().map(|(unit, names)| {
        let what = match names.len() {
            0..=3 => names.join("、"),
            number => format!(
                "{}等{number}项任务",
                names[..3].join("、").trim_end_matches("任务")
            ),
        };
        format!("{what}{unit}本期清单未列、未见办结，仍按未办结计。")
    });
    notes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_that_a_list_left_out_are_noted_unit_by_unit() {
        let of = |unit: &str, numbers: std::ops::Range<u32>| {
            let names = numbers
                .map(|number| format!("XM2023-{number:04}号任务"))
                .collect();
            (unit.to_owned(), names)
        };
        assert_eq!(
            vanished_notes(vec![of("发展改革委", 3..4), of("财政局", 7..9)], 8),
            [
                "XM2023-0003号任务发展改革委本期清单未列、未见办结，仍按未办结计。",
                "XM2023-0007号任务、XM2023-0008号任务财政局本期清单未列、未见办结，仍按未办结计。"
            ]
        );
        assert_eq!(
            vanished_notes(vec![of("教育局", 1..6), of("财政局", 7..12)], 8),
            [
                "XM2023-0001号任务、XM2023-0002号任务、XM2023-0003号等10项任务各责任单位本期清单未列、未见办结，仍按未办结计。"
            ]
        );
    }
}
