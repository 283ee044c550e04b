//! 七、存在问题: only what has a number.

use super::Block;
use super::absent::{self, Absence, absences};
use super::facts::{Facts, late_start};
use super::kinds::plan_of;
use super::wording;
use crate::catalog::Field;
use crate::finding::{Code, Severity};
use crate::ledger::Project;
use crate::value::{Ratio, Wanyuan};

/// The chapter; empty where nothing is wrong.
pub(super) fn blocks(facts: &Facts<'_>) -> Vec<Block> {
    let problems: Vec<String> = [
        ready_not_started(facts),
        lacking_approvals(facts),
        red_debt(facts),
        overdue_tasks(facts),
        promises(facts),
        reporting(facts),
    ]
    .into_iter()
    .flatten()
    .collect();
    if problems.is_empty() {
        return Vec::new();
    }
    vec![Block::Para {
        lead: None,
        text: enumerate(&problems),
    }]
}

/// 一是……。二是……。 One alone has no number.
fn enumerate(problems: &[String]) -> String {
    if let [one] = problems {
        one.clone()
    } else {
        let numbered = problems.iter().enumerate().map(|(at, problem)| {
            let number = wording::chinese_number(at + 1);
            format!("{number}是{problem}")
        });
        numbered.collect::<Vec<_>>().concat()
    }
}

/// Late by more than the red light's days, and nothing outstanding.
pub(super) fn long_and_ready<'a>(facts: &Facts<'a>) -> (Vec<&'a Project>, Vec<&'a Project>) {
    let long: Vec<&Project> = (facts.overdue.iter().copied())
        .filter(|project| late_start(facts.catalog, project).is_some())
        .collect();
    let ready = long
        .iter()
        .copied()
        .filter(|project| facts.is_ready(project))
        .collect();
    (long, ready)
}

fn ready_not_started(facts: &Facts<'_>) -> Option<String> {
    let (long, ready) = long_and_ready(facts);
    let done = (ready.iter())
        .filter_map(|project| project.wanyuan(Field::AnnualDone))
        .fold(None, |sum: Option<Wanyuan>, done| {
            Some(sum.unwrap_or_default() + done)
        });
    ready_sentence(
        facts.catalog.limits.yellow_days,
        long.len(),
        ready.len(),
        plan_of(ready.iter()),
        done,
    )
}

fn ready_sentence(
    days: u32,
    long: usize,
    ready: usize,
    plan: Option<Wanyuan>,
    done: Option<Wanyuan>,
) -> Option<String> {
    if ready == 0 {
        return None;
    }
    let mut text = format!("手续齐备不开工。超期{days}天以上的{long}个项目");
    text.push_str(&if ready == long {
        "手续均已办结".to_owned()
    } else {
        format!("中{ready}个手续已全部办结")
    });
    if let Some(plan) = plan {
        text.push_str(&format!("，年度计划投资{}", wording::money(plan)));
        match done {
            Some(done) if done == Wanyuan::ZERO => text.push_str("，尚未完成投资"),
            Some(done) => text.push_str(&format!("，仅完成{}", wording::money(done))),
            None => {}
        }
    }
    Some(text + "。")
}

/// 应开未开 held up by their approvals, where those are more than the ones that are not.
fn lacking_approvals(facts: &Facts<'_>) -> Option<String> {
    let late = facts.overdue.len();
    let lacking = (facts.overdue.iter())
        .filter(|project| !facts.is_ready(project))
        .count();
    let most = match super::approvals::lacking(facts).as_slice() {
        [first, second, ..] if first.1 == second.1 => None,
        [first, ..] => Some(first.clone()),
        [] => None,
    };
    lacking_sentence(late, lacking, most)
}

fn lacking_sentence(late: usize, lacking: usize, most: Option<(String, usize)>) -> Option<String> {
    if lacking * 2 <= late {
        return None;
    }
    let whose = match (late, lacking) {
        (1, _) => "应开未开的1个项目手续未办齐".to_owned(),
        _ if late == lacking => format!("应开未开的{late}个项目手续均未办齐"),
        _ => format!("应开未开的{late}个项目中{lacking}个手续未办齐"),
    };
    let most = most.filter(|(_, number)| *number > 1);
    let most = most.map(|(name, number)| format!("，缺{name}的最多，有{number}个"));
    Some(format!("前期手续制约开工。{whose}{}。", most.unwrap_or_default()))
}

/// The red project that owes most, where that is a good part of what all of them owe.
fn red_debt(facts: &Facts<'_>) -> Option<String> {
    let short = |project: &Project| facts.shortfall(project).filter(|short| *short > Wanyuan::ZERO);
    let all: Wanyuan = facts.red.iter().filter_map(|project| short(project)).sum();
    let (project, most) = (facts.red.iter())
        .filter_map(|project| Some((project, short(project)?)))
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.key.cmp(&a.0.key)))?;
    let share = Ratio::of_amounts(most, all)?;
    let slow: Vec<&Project> = (facts.red.iter().copied())
        .filter(|project| late_start(facts.catalog, project).is_none())
        .collect();
    red_debt_sentence(&facts.name(project), most, share, facts.red.len())
        .or_else(|| slow_sentence(facts.catalog.limits.yellow_points, &slow))
}

/// Many that lag, none of them by much more than the others.
fn slow_sentence(points: u32, slow: &[&Project]) -> Option<String> {
    let [_, _, ..] = slow else { return None };
    let plan = plan_of(slow.iter())?;
    let done: Wanyuan = (slow.iter())
        .filter_map(|project| project.wanyuan(Field::AnnualDone))
        .sum();
    let done = if done == Wanyuan::ZERO {
        "尚未完成投资".to_owned()
    } else {
        format!("仅完成{}", wording::money(done))
    };
    Some(format!(
        "投资进度滞后。低于时序进度{points}个百分点以上的{}个项目，年度计划投资{}，{done}。",
        slow.len(),
        wording::money(plan)
    ))
}

fn red_debt_sentence(name: &str, most: Wanyuan, share: Ratio, red: usize) -> Option<String> {
    if red < 2 {
        return Some(format!(
            "红灯项目欠账。{name}比时序进度少完成{}。",
            wording::money(most)
        ));
    }
    (share.scaled(2) >= 10).then(|| {
        format!(
            "红灯项目欠账集中。{name}少完成{}，占全部红灯项目的{}。",
            wording::money(most),
            wording::percent(share)
        )
    })
}

fn overdue_tasks(facts: &Facts<'_>) -> Option<String> {
    let still = facts.overdue_tasks.iter().filter(|task| task.was_overdue).count();
    if still > 0 {
        return Some(format!("逾期任务清理不力。上期通报的{still}项至今未办结。"));
    }
    let days: Vec<i64> = (facts.overdue_tasks.iter())
        .filter_map(|task| task.overdue_days)
        .collect();
    overdue_sentence(&days)
}

/// Overdue for the first time, or in the first issue.
fn overdue_sentence(days: &[i64]) -> Option<String> {
    let longest = days.iter().max()?;
    Some(match days.len() {
        1 => format!("任务逾期。1项任务逾期{longest}天未办结。"),
        number => format!("部分任务逾期。逾期的{number}项至今未办结，最长的已逾期{longest}天。"),
    })
}

fn promises(facts: &Facts<'_>) -> Option<String> {
    let overdue = super::approvals::promises_overdue(facts);
    (overdue > 0).then(|| format!("容缺承诺未兑现。{overdue}项承诺到期未补齐手续。"))
}

fn reporting(facts: &Facts<'_>) -> Option<String> {
    let disagreeing = facts
        .findings
        .iter()
        .filter(|finding| finding.code == Code::X01)
        .count();
    let absences = absences(facts);
    let many = (absences.len() > facts.catalog.limits.list_length).then(|| {
        let names: Vec<String> = absences.iter().map(|absence| absence.name.clone()).collect();
        let nearly_all = absent::nearly_all(facts).map(|units| format!("{units}均"));
        nearly_all.unwrap_or_else(|| absent::names_of_many(&names))
    });
    let errors = facts
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    reporting_sentence(&absences, many, disagreeing, errors)
}

/// 信息报送不及时、不准确。超化镇连续2期未报，财政局未报，刘寨镇重报上期文件；台账之间数据不一致42处，已列入回执。
/// `many` stands for the names where there are too many of them.
fn reporting_sentence(
    absences: &[Absence],
    many: Option<String>,
    disagreeing: usize,
    errors: usize,
) -> Option<String> {
    let mut clauses = Vec::new();
    if let Some(many) = many {
        clauses.push(format!("{many}未报"));
    } else {
        let mut again: Vec<&Absence> = absences.iter().filter(|absence| absence.issues > 1).collect();
        again.sort_by_key(|absence| std::cmp::Reverse(absence.issues));
        let first = |repeated: bool| -> Vec<String> {
            (absences.iter())
                .filter(|absence| absence.issues <= 1 && absence.repeated == repeated)
                .map(|absence| absence.name.clone())
                .collect()
        };
        clauses.extend(
            again
                .iter()
                .map(|absence| format!("{}连续{}期未报", absence.name, absence.issues)),
        );
        let (silent, repeated) = (first(false), first(true));
        if !silent.is_empty() {
            clauses.push(format!("{}未报", wording::join(&silent)));
        }
        if !repeated.is_empty() {
            clauses.push(format!("{}重报上期文件", wording::join(&repeated)));
        }
    }
    let late = clauses.join("，");
    let wrong = match (disagreeing, errors) {
        (0, 0) => None,
        (0, errors) => Some(format!("台账错误{errors}处，已列入回执")),
        (disagreeing, _) => Some(format!("台账之间数据不一致{disagreeing}处，已列入回执")),
    };
    match (late.is_empty(), wrong) {
        (true, None) => None,
        (true, Some(wrong)) => Some(format!("信息报送不准确。{wrong}。")),
        (false, None) => Some(format!("信息报送不及时。{late}。")),
        (false, Some(wrong)) => Some(format!("信息报送不及时、不准确。{late}；{wrong}。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(amount: i64) -> Wanyuan {
        Wanyuan::from_yuan(amount * 10_000)
    }

    #[test]
    fn one_problem_alone_has_no_number() {
        let problems = ["甲。".to_owned(), "乙。".to_owned()];
        assert_eq!(enumerate(&problems), "一是甲。二是乙。");
        assert_eq!(enumerate(&problems[..1]), "甲。");
    }

    #[test]
    fn ready_and_not_started_says_what_is_planned_and_what_is_done() {
        assert_eq!(
            ready_sentence(30, 13, 12, Some(wan(42_800)), Some(wan(973))).unwrap(),
            "手续齐备不开工。超期30天以上的13个项目中12个手续已全部办结，年度计划投资4.28亿元，仅完成973万元。"
        );
        assert!(ready_sentence(30, 13, 0, None, None).is_none());
    }

    #[test]
    fn the_largest_debt_is_named_where_it_weighs() {
        let share = Ratio::of(181, 1000).unwrap();
        assert_eq!(
            red_debt_sentence("曲梁镇溱水路人民医院门诊综合楼（二期）项目", wan(8952), share, 59).unwrap(),
            "红灯项目欠账集中。曲梁镇溱水路人民医院门诊综合楼（二期）项目少完成8952万元，占全部红灯项目的18.1%。"
        );
        assert!(red_debt_sentence("甲", wan(1), Ratio::of(5, 100).unwrap(), 59).is_none());
    }

    #[test]
    fn approvals_are_a_problem_where_they_hold_up_most() {
        let most = |name: &str, number| Some((name.to_owned(), number));
        assert_eq!(
            lacking_sentence(7, 7, most("施工许可", 4)).unwrap(),
            "前期手续制约开工。应开未开的7个项目手续均未办齐，缺施工许可的最多，有4个。"
        );
        assert_eq!(
            lacking_sentence(26, 21, most("环评", 1)).unwrap(),
            "前期手续制约开工。应开未开的26个项目中21个手续未办齐。"
        );
        assert_eq!(
            lacking_sentence(1, 1, most("环评", 1)).unwrap(),
            "前期手续制约开工。应开未开的1个项目手续未办齐。"
        );
        assert_eq!(lacking_sentence(26, 11, most("环评", 4)), None);
        assert_eq!(lacking_sentence(0, 0, None), None);
    }

    #[test]
    fn overdue_tasks_are_a_problem_from_the_first_issue_on() {
        assert_eq!(
            overdue_sentence(&[59, 7, 31]).unwrap(),
            "部分任务逾期。逾期的3项至今未办结，最长的已逾期59天。"
        );
        assert_eq!(
            overdue_sentence(&[5]).unwrap(),
            "任务逾期。1项任务逾期5天未办结。"
        );
        assert_eq!(overdue_sentence(&[]), None);
    }

    #[test]
    fn reporting_names_who_and_how_often() {
        let absence = |name: &str, issues, repeated| Absence {
            name: name.to_owned(),
            issues,
            repeated,
        };
        let absences = [
            absence("超化镇", 2, false),
            absence("刘寨镇", 1, true),
            absence("财政局", 1, false),
        ];
        assert_eq!(
            reporting_sentence(&absences, None, 42, 16).unwrap(),
            "信息报送不及时、不准确。超化镇连续2期未报，财政局未报，刘寨镇重报上期文件；台账之间数据不一致42处，已列入回执。"
        );
        assert_eq!(reporting_sentence(&[], None, 0, 0), None);
        assert_eq!(
            reporting_sentence(&[], None, 0, 3).unwrap(),
            "信息报送不准确。台账错误3处，已列入回执。"
        );
        let most = reporting_sentence(&absences, Some("除青屏街街道外，34个单位均".to_owned()), 0, 0);
        assert_eq!(most.unwrap(), "信息报送不及时。除青屏街街道外，34个单位均未报。");
    }
}
