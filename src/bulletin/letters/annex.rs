//! 附件: everything a letter is about, one row each.

use super::Matters;
use crate::bulletin::facts::Facts;
use crate::bulletin::{Board, BoardCell, BoardColumn, wording};
use crate::catalog::Field;
use crate::ledger::Project;

/// 附件: everything the letter is about, one row each.
pub(super) fn annex(facts: &Facts<'_>, of: &Matters<'_>) -> Board {
    let title = format!("{}督办事项清单", facts.short(of.unit));
    let mut board = Board::new("letter-annex", Some("附件"), title, Some("天、%"));
    board.columns = vec![
        BoardColumn::number("序号", 7),
        BoardColumn::text("项目", 32),
        BoardColumn::text("事项", 22),
        BoardColumn::text("应办时间", 12),
        BoardColumn::number("已超天数", 9),
        BoardColumn::text("现状", 18),
    ];
    let rate = |project: &Project| {
        project
            .completion_rate()
            .map(|rate| format!("完成率{}", wording::percent(rate)))
    };
    let mut groups: Vec<(String, Vec<Vec<BoardCell>>)> = Vec::new();
    let late = of.late.iter().map(|project| {
        let outstanding = facts.outstanding(project);
        let state = if outstanding.is_empty() {
            "手续齐备".to_owned()
        } else {
            format!("{}未办结", facts.approval_names(&outstanding))
        };
        let planned = project.day(Field::PlannedStart).map(|day| facts.date(day));
        row(
            facts,
            project,
            "开工",
            planned,
            project.standing.overdue_days,
            state,
        )
    });
    groups.push((format!("应开未开项目（{}个）", of.late.len()), late.collect()));
    let slow = of.slow.iter().map(|project| {
        let gap = project
            .completion_rate()
            .map(|rate| format!("低于时序{}", wording::points(facts.time.minus(rate))));
        row(
            facts,
            project,
            &gap.unwrap_or_default(),
            None,
            None,
            rate(project).unwrap_or_default(),
        )
    });
    groups.push((format!("红灯项目（{}个）", of.slow.len()), slow.collect()));
    let halted = of.halted.iter().map(|project| {
        row(
            facts,
            project,
            "复工",
            None,
            None,
            rate(project).unwrap_or_default(),
        )
    });
    groups.push((format!("停工项目（{}个）", of.halted.len()), halted.collect()));
    let overdue = of.tasks.iter().map(|task| {
        vec![
            BoardCell::text(facts.task_project_name(task)),
            BoardCell::text(task.text(Field::Matter).unwrap_or_default()),
            task.day(Field::Due)
                .map_or(BoardCell::None, |day| BoardCell::text(facts.date(day))),
            BoardCell::Count(task.overdue_days.unwrap_or_default()),
            BoardCell::text("未办结"),
        ]
    });
    groups.push((format!("逾期任务（{}项）", of.tasks.len()), overdue.collect()));
    groups.retain(|(_, rows)| !rows.is_empty());
    let with_titles = groups.len() > 1;
    let mut number = 0;
    for (at, (title, rows)) in groups.into_iter().enumerate() {
        let ordinal = if with_titles {
            format!("{}、", wording::chinese_number(at + 1))
        } else {
            String::new()
        };
        board.push_group(format!("{ordinal}{title}"));
        for mut cells in rows {
            number += 1;
            cells.insert(0, BoardCell::count(number));
            board.push(None, cells);
        }
    }
    board.notes = vec![format!(
        "数据截至{}；项目台账、任务清单由你单位及有关牵头单位报送。",
        facts.as_of_text()
    )];
    board
}

fn row(
    facts: &Facts<'_>,
    project: &Project,
    matter: &str,
    due: Option<String>,
    days: Option<i64>,
    state: String,
) -> Vec<BoardCell> {
    vec![
        BoardCell::text(facts.name(project)),
        BoardCell::text(matter),
        due.map_or(BoardCell::None, BoardCell::text),
        days.map_or(BoardCell::None, BoardCell::Count),
        BoardCell::text(state),
    ]
}
