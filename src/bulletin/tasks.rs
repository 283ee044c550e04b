//! 六、任务交办和督办

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Block;
use super::annex::{self, List};
use super::facts::Facts;
use super::prose::{Chapter, Placed};
use super::wording;
use crate::catalog::{Field, TaskState};
use crate::ledger::{Inspection, Task};
use crate::narrative::Section;
use crate::value::Day;

/// The chapter; `letters` and `slips` are what goes out with this issue.
pub(super) fn blocks(facts: &Facts<'_>, prose: &Placed, letters: usize, slips: usize) -> Vec<Block> {
    let mut blocks = prose.summary_of(Chapter::Tasks, facts.catalog);
    let mut text = String::new();
    if facts.tasks.total > 0 {
        text.push_str(&totals(facts));
        text.push_str(&overdue(&overdue_figures(facts)));
        text.push_str(&due_today(facts));
        text.push_str(&cleared_units(facts));
    }
    text.push_str(&visits(facts));
    text.push_str(&going_out(letters, slips));
    if !text.is_empty() {
        blocks.push(Block::Para { lead: None, text });
    }
    let decisions = prose.of(Section::Decisions);
    if !decisions.is_empty() {
        blocks.push(Block::Para {
            lead: Some("会议议定事项。".to_owned()),
            text: String::new(),
        });
        blocks.extend(decisions);
    }
    blocks
}

fn totals(facts: &Facts<'_>) -> String {
    let since = facts
        .changes
        .map(|changes| (changes.tasks_new.len(), changes.tasks_closed.len()));
    totals_sentence(facts.tasks.total, facts.tasks.closed, since)
}

/// 累计交办任务91项，已办结46项；本期新交8项、办结9项。
fn totals_sentence(total: usize, closed: usize, since: Option<(usize, usize)>) -> String {
    let mut text = format!("累计交办任务{total}项");
    text.push_str(&match closed {
        0 => "，均未办结".to_owned(),
        _ if closed == total => "，已全部办结".to_owned(),
        _ => format!("，已办结{closed}项"),
    });
    match since {
        Some((new @ 1.., 0)) => text.push_str(&format!("；本期新交{new}项")),
        Some((0, closed @ 1..)) => text.push_str(&format!("；本期办结{closed}项")),
        Some((new @ 1.., closed)) => text.push_str(&format!("；本期新交{new}项、办结{closed}项")),
        Some((0, 0)) | None => {}
    }
    text + "。"
}

/// Overdue tasks and what became of those the last issue named.
struct Overdue {
    /// 附表5
    board: String,
    due: usize,
    now: usize,
    history: Option<History>,
    /// 住建局承办的甲项目施工许可, 逾期5天
    only: Option<(String, i64)>,
    by_unit: Vec<(String, usize)>,
    longest: Option<(String, i64)>,
}

#[derive(Debug, Clone, Copy)]
struct History {
    before: usize,
    /// Of those, closed since.
    closed: usize,
    /// Of those, given another deadline.
    postponed: usize,
    /// Newly overdue.
    new: usize,
}

fn overdue_figures(facts: &Facts<'_>) -> Overdue {
    let tasks = &facts.overdue_tasks;
    let longest = tasks.iter().max_by_key(|task| task.overdue_days);
    let what = |task: &Task| (described(facts, task), task.overdue_days.unwrap_or_default());
    let only = match tasks.as_slice() {
        [one] => {
            let (described, days) = what(one);
            Some((format!("{}承办的{described}", facts.task_unit(one)), days))
        }
        _ => None,
    };
    Overdue {
        board: annex::number(facts, List::Overdue),
        due: facts
            .ledger
            .tasks
            .iter()
            .filter(|task| task.due().is_some_and(|due| due < facts.as_of))
            .count(),
        now: tasks.len(),
        history: facts.changes.map(|changes| {
            let before = changes.tasks.0.overdue;
            let closed = changes.tasks_cleared.len();
            let still = tasks.iter().filter(|task| task.was_overdue).count();
            History {
                before,
                closed,
                postponed: before.saturating_sub(closed + still),
                new: tasks.len() - still,
            }
        }),
        only,
        by_unit: by_unit(facts, tasks),
        longest: longest.map(|task| what(task)),
    }
}

/// Numbers of tasks by responsible unit, most first, equal ones in roster order.
pub(super) fn by_unit(facts: &Facts<'_>, tasks: &[&Task]) -> Vec<(String, usize)> {
    let mut counts: Vec<(Option<crate::value::UnitId>, String, usize)> = Vec::new();
    for task in tasks {
        let name = facts.task_unit(task);
        match counts.iter_mut().find(|(_, of, _)| *of == name) {
            Some((.., number)) => *number += 1,
            None => counts.push((task.responsible_unit, name, 1)),
        }
    }
    counts.sort_by(|a, b| {
        let order = b.2.cmp(&a.2).then(a.0.is_none().cmp(&b.0.is_none()));
        order.then(a.0.cmp(&b.0)).then_with(|| a.1.cmp(&b.1))
    });
    counts
        .into_iter()
        .map(|(_, name, number)| (name, number))
        .collect()
}

/// 甲项目施工许可; a matter that names its project already stands alone.
pub(super) fn described(facts: &Facts<'_>, task: &Task) -> String {
    let matter = task
        .text(Field::Matter)
        .unwrap_or("任务")
        .trim_end_matches(['。', '；']);
    let project = facts.task_project_name(task);
    if project.is_empty() || matter.contains(&project) {
        return matter.to_owned();
    }
    // 办理能评手续 → 能评, as people say it behind the project's name.
    let short = matter
        .strip_prefix("办理")
        .and_then(|rest| rest.strip_suffix("手续"));
    format!(
        "{project}{}",
        short.filter(|short| !short.is_empty()).unwrap_or(matter)
    )
}

fn overdue(of: &Overdue) -> String {
    if of.now == 0 {
        return if of.due > 0 {
            "到期任务全部办结，无逾期。".to_owned()
        } else {
            String::new()
        };
    }
    if let Some((what, days)) = &of.only
        && of.history.is_none_or(|history| history.before == 0)
    {
        return format!("逾期1项，为{what}，逾期{days}天。");
    }
    let mut text = overdue_change(of.now, of.history, &of.board);
    if let Some((what, days)) = &of.only {
        text.push_str(&format!("为{what}，逾期{days}天。"));
        return text;
    }
    let mut clauses = Vec::new();
    clauses.extend(most(&of.by_unit));
    clauses.extend(
        of.longest
            .as_ref()
            .map(|(what, days)| format!("最长的{what}逾期{days}天")),
    );
    if !clauses.is_empty() {
        text.push_str(&clauses.join("；"));
        text.push('。');
    }
    text
}

/// 逾期16项，较上期增加3项：上期通报的13项仅办结2项，又新增5项（附表5）。
fn overdue_change(now: usize, history: Option<History>, board: &str) -> String {
    let board = format!("（{board}）。");
    let Some(of) = history else {
        return format!("逾期{now}项{board}");
    };
    if of.before == 0 {
        return format!("逾期{now}项，均为本期新增{board}");
    }
    if of.closed == of.before {
        return format!(
            "逾期{now}项：上期通报的{}项已全部办结，新增{}项{board}",
            of.before, of.new
        );
    }
    let only = if of.closed * 2 < of.before { "仅" } else { "" };
    let closed = match (of.closed, of.postponed) {
        (0, 0) => format!("上期通报的{}项均未办结", of.before),
        (0, postponed) => format!("上期通报的{}项无一办结、调整时限{postponed}项", of.before),
        (closed, 0) => format!("上期通报的{}项{only}办结{closed}项", of.before),
        (closed, postponed) => format!(
            "上期通报的{}项{only}办结{closed}项、调整时限{postponed}项",
            of.before
        ),
    };
    let new = if of.new > 0 {
        format!("，又新增{}项", of.new)
    } else {
        String::new()
    };
    format!(
        "逾期{now}项，{}：{closed}{new}{board}",
        wording::count_change(now, of.before, "项")
    )
}

/// 发展改革委和财政局最多，各3项
fn most(by_unit: &[(String, usize)]) -> Option<String> {
    let (_, most) = by_unit.first().filter(|(_, number)| *number > 1)?;
    let names: Vec<String> = (by_unit.iter())
        .filter(|(_, number)| number == most)
        .map(|(name, _)| name.clone())
        .collect();
    match names.len() {
        1 => Some(format!("{}最多，有{most}项", names[0])),
        2 | 3 => Some(format!("{}最多，各{most}项", wording::join(&names))),
        _ => None,
    }
}

fn due_today(facts: &Facts<'_>) -> String {
    let today = facts.ledger.tasks.iter();
    let number = today
        .filter(|task| task.state == TaskState::Open && task.due() == Some(facts.as_of))
        .count();
    due_today_sentence(number, facts.tasks.overdue, &facts.as_of_text())
}

fn due_today_sentence(number: usize, overdue: usize, as_of: &str) -> String {
    if number == 0 {
        return String::new();
    }
    let also = if overdue > 0 { "另有" } else { "有" };
    format!("{also}{number}项{as_of}到期未办结。")
}

/// 清零: units that have closed all their tasks.
fn cleared_units(facts: &Facts<'_>) -> String {
    let tasks = &facts.ledger.tasks;
    let names: Vec<String> = (facts.catalog.unit_ids())
        .filter(|unit| {
            let mut own = tasks
                .iter()
                .filter(|task| task.responsible_unit == Some(*unit))
                .peekable();
            own.peek().is_some() && own.all(|task| task.state == TaskState::Closed)
        })
        .map(|unit| facts.short(unit))
        .collect();
    if names.is_empty() || facts.tasks.closed == facts.tasks.total {
        return String::new();
    }
    format!("{}承办的任务已清零。", facts.list(&names, "个单位", None))
}

/// What the visits of this week found.
struct Visits {
    when: Option<String>,
    projects: usize,
    problems: Vec<(String, usize)>,
    /// Late starts among those visited, and late starts in all.
    late: (usize, usize),
    unassigned: usize,
}

/// This week's visits: after the last issue's day, or within seven days.
fn this_week<'a>(facts: &Facts<'a>) -> Vec<&'a Inspection> {
    let from = facts
        .changes
        .map_or(facts.as_of - chrono::Duration::days(7), |changes| changes.as_of);
    let within = |visit: &&Inspection| match visit.inspected_on {
        Some(day) => from < day.date && day.date <= facts.as_of,
        None => true,
    };
    facts.ledger.inspections.iter().filter(within).collect()
}

/// How many of the late starts were visited this week.
pub(super) fn late_starts_visited(facts: &Facts<'_>) -> usize {
    let visited: BTreeSet<&str> = this_week(facts)
        .into_iter()
        .filter_map(|visit| visit.project.as_deref())
        .collect();
    facts
        .overdue
        .iter()
        .filter(|project| visited.contains(project.key.as_str()))
        .count()
}

/// How many projects were visited this week.
pub(super) fn visited(facts: &Facts<'_>) -> usize {
    let visits = this_week(facts);
    visits
        .iter()
        .map(|visit| visit.project.as_deref().unwrap_or(&visit.name))
        .collect::<BTreeSet<_>>()
        .len()
}

fn visits(facts: &Facts<'_>) -> String {
    let visits = this_week(facts);
    let mut problems: Vec<(String, usize)> = Vec::new();
    for problem in visits.iter().filter_map(|visit| visit.problem.as_deref()) {
        let problem = problem.trim_end_matches(['。', '；', '，']);
        match problems.iter_mut().find(|(of, _)| of == problem) {
            Some((_, number)) => *number += 1,
            None => problems.push((problem.to_owned(), 1)),
        }
    }
    problems.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let days: BTreeSet<NaiveDate> = visits
        .iter()
        .filter_map(|visit| visit.inspected_on)
        .map(|day| day.date)
        .collect();
    visits_sentence(&Visits {
        when: span(facts, &days),
        projects: visited(facts),
        problems,
        late: (late_starts_visited(facts), facts.overdue.len()),
        unassigned: visits
            .iter()
            .filter(|visit| visit.problem.is_some() && visit.task.is_none())
            .count(),
    })
}

/// 5月10日, or 5月6日至12日.
fn span(facts: &Facts<'_>, days: &BTreeSet<NaiveDate>) -> Option<String> {
    use chrono::Datelike;
    let (first, last) = (days.first()?, days.last()?);
    Some(if first == last {
        facts.on(*first)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}至{}日", facts.on(*first), last.day())
    } else {
        format!("{}至{}", facts.on(*first), facts.date(Day::exact(*last)))
    })
}

fn visits_sentence(of: &Visits) -> String {
    if of.projects == 0 {
        return String::new();
    }
    let when = of.when.clone().unwrap_or_else(|| "本期".to_owned());
    let mut text = format!("{when}现场督导项目{}个", of.projects);
    let found: usize = of.problems.iter().map(|(_, number)| number).sum();
    let common: Vec<String> = (of.problems.iter())
        .filter(|(problem, number)| *number > 1 && problem.chars().count() <= 12)
        .take(3)
        .map(|(problem, number)| format!("{problem}{number}个"))
        .collect();
    if !common.is_empty() {
        text.push_str(&format!("，发现{}", common.join("、")));
    } else if found > 0 {
        text.push_str(&format!("，发现问题{found}个"));
    }
    let (visited, late) = of.late;
    if late > 0 && visited * 2 < late {
        let only = if visited == 0 {
            "没有一个应开未开项目".to_owned()
        } else {
            format!("应开未开项目仅{visited}个")
        };
        text.push_str(&format!("；其中{only}，覆盖面不够"));
    } else if visited > 0 {
        text.push_str(&format!("；其中应开未开项目{visited}个"));
    }
    text.push('。');
    if of.unassigned > 0 {
        text.push_str(&format!(
            "督导发现的问题中，{}个还没有交办，建议列入任务清单。",
            of.unassigned
        ));
    }
    text
}

fn going_out(letters: usize, slips: usize) -> String {
    match (letters, slips) {
        (0, 0) => String::new(),
        (letters, 0) => format!("随本期印发督办函{letters}份。"),
        (0, slips) => format!("随本期印发交办单{slips}份。"),
        (letters, slips) => format!("随本期印发督办函{letters}份、交办单{slips}份。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_counted_with_what_is_new() {
        assert_eq!(
            totals_sentence(91, 46, Some((8, 9))),
            "累计交办任务91项，已办结46项；本期新交8项、办结9项。"
        );
        assert_eq!(totals_sentence(91, 46, None), "累计交办任务91项，已办结46项。");
        assert_eq!(
            totals_sentence(5, 5, Some((0, 1))),
            "累计交办任务5项，已全部办结；本期办结1项。"
        );
    }

    fn change(now: usize, before: usize, closed: usize, postponed: usize, new: usize) -> String {
        let history = History {
            before,
            closed,
            postponed,
            new,
        };
        overdue_change(now, Some(history), "附表5")
    }

    #[test]
    fn overdue_tasks_say_what_became_of_the_last_ones() {
        assert_eq!(
            change(16, 13, 2, 0, 5),
            "逾期16项，较上期增加3项：上期通报的13项仅办结2项，又新增5项（附表5）。"
        );
        assert_eq!(
            change(3, 13, 13, 0, 3),
            "逾期3项：上期通报的13项已全部办结，新增3项（附表5）。"
        );
        assert_eq!(
            change(13, 13, 0, 0, 0),
            "逾期13项，与上期持平：上期通报的13项均未办结（附表5）。"
        );
        assert_eq!(
            change(11, 13, 2, 1, 1),
            "逾期11项，较上期减少2项：上期通报的13项仅办结2项、调整时限1项，又新增1项（附表5）。"
        );
        assert_eq!(overdue_change(13, None, "附表5"), "逾期13项（附表5）。");
    }

    #[test]
    fn none_or_one_overdue_task_needs_no_list() {
        let of = |now: usize, only: Option<(&str, i64)>| Overdue {
            board: "附表5".to_owned(),
            due: 40,
            now,
            history: None,
            only: only.map(|(what, days)| (what.to_owned(), days)),
            by_unit: Vec::new(),
            longest: None,
        };
        assert_eq!(overdue(&of(0, None)), "到期任务全部办结，无逾期。");
        assert_eq!(
            overdue(&of(1, Some(("住建局承办的甲项目施工许可", 5)))),
            "逾期1项，为住建局承办的甲项目施工许可，逾期5天。"
        );
    }

    #[test]
    fn what_falls_due_on_the_day_is_not_overdue() {
        assert_eq!(
            due_today_sentence(10, 16, "5月12日"),
            "另有10项5月12日到期未办结。"
        );
        assert_eq!(due_today_sentence(0, 16, "5月12日"), "");
    }

    #[test]
    fn units_with_most_overdue_tasks_are_named() {
        let by_unit =
            [("发展改革委", 3), ("财政局", 3), ("住建局", 2)].map(|(name, number)| (name.to_owned(), number));
        assert_eq!(most(&by_unit).unwrap(), "发展改革委和财政局最多，各3项");
        assert_eq!(most(&by_unit[2..]).unwrap(), "住建局最多，有2项");
    }

    #[test]
    fn visits_are_held_beside_late_starts() {
        let of = Visits {
            when: Some("5月10日".to_owned()),
            projects: 20,
            problems: vec![("施工力量不足".to_owned(), 11), ("进度滞后".to_owned(), 5)],
            late: (3, 26),
            unassigned: 0,
        };
        assert_eq!(
            visits_sentence(&of),
            "5月10日现场督导项目20个，发现施工力量不足11个、进度滞后5个；其中应开未开项目仅3个，覆盖面不够。"
        );
    }

    #[test]
    fn what_goes_out_is_counted() {
        assert_eq!(going_out(23, 8), "随本期印发督办函23份、交办单8份。");
        assert_eq!(going_out(0, 0), "");
    }
}
