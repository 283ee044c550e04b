//! The text of a letter: where the unit stands, what it is reminded of, what is asked of it and by when.

use super::{Matters, reminded};
use crate::bulletin::Block;
use crate::bulletin::facts::{Facts, holding};
use crate::bulletin::wording;
use crate::catalog::{Field, TaskState};
use crate::ledger::{Metrics, Project, Task};
use crate::value::{Ratio, UnitId};

/// The whole text, its two parts under their headings.
pub(super) fn body(facts: &Facts<'_>, of: &Matters<'_>) -> Vec<Block> {
    let para = |text: String| Block::Para { lead: None, text };
    let heading = |text: &str| Block::Heading {
        level: 1,
        text: text.to_owned(),
    };
    let basis = &facts.catalog.office.letters.basis;
    let mut blocks = vec![
        para(format!(
            "根据{basis}，现就你单位{}有关问题督办如下。",
            subject(of)
        )),
        heading("一、有关情况"),
        para(standing(facts, of)),
    ];
    let situations: Vec<String> = [late(facts, of), slow(facts, of), overdue(facts, of)]
        .into_iter()
        .flatten()
        .collect();
    blocks.extend(listed(situations).map(para));
    blocks.push(heading("二、办理要求"));
    blocks.extend(listed(demands(facts, of)).map(para));
    blocks.push(para(closing(
        &wording::full_date(facts.days.reply),
        watchdog(facts),
    )));
    blocks
}

/// （一）……（二）……; one alone has no number.
fn listed(sentences: Vec<String>) -> impl Iterator<Item = String> {
    let alone = sentences.len() == 1;
    sentences.into_iter().enumerate().map(move |(at, sentence)| {
        if alone {
            sentence
        } else {
            format!("{}{sentence}", wording::numbered(at))
        }
    })
}

fn subject(of: &Matters<'_>) -> &'static str {
    match (of.projects().next().is_some(), of.tasks.is_empty()) {
        (true, true) => "项目推进",
        (false, _) => "任务办理",
        (true, false) => "项目推进和任务办理",
    }
}

/// 截至……，你单位6类重要项目14个，……
fn standing(facts: &Facts<'_>, of: &Matters<'_>) -> String {
    let as_of = wording::full_date(facts.as_of);
    let metrics = (facts.localities.iter())
        .find(|(unit, _)| *unit == of.unit)
        .map(|(_, metrics)| metrics);
    let mut text = if let Some(metrics) = metrics.filter(|metrics| metrics.projects > 0) {
        let before = facts.changes.and_then(|changes| {
            let (_, change) = changes.localities.iter().find(|(unit, _)| *unit == of.unit)?;
            change.before.completion_rate()
        });
        let kept = facts.is_kept(|project| project.locality == Some(of.unit));
        projects(facts, &as_of, metrics, before.filter(|_| !kept))
    } else {
        assigned(facts, &as_of, of.unit)
    };
    if facts.is_missing(of.unit) {
        let kept = facts.changes.is_some() && keeps_anything(of);
        text.push_str(if kept {
            "你单位本期未报送台账，以下按上期数据。"
        } else {
            "你单位本期未报送台账，以下按其他台账的数据。"
        });
    }
    text
}

/// 截至……，交办你单位任务18项，已办结5项。
fn assigned(facts: &Facts<'_>, as_of: &str, unit: UnitId) -> String {
    let own = facts
        .ledger
        .tasks
        .iter()
        .filter(|task| task.responsible_unit == Some(unit));
    let (total, closed) = own.fold((0, 0), |(total, closed), task| {
        (total + 1, closed + usize::from(task.state == TaskState::Closed))
    });
    let closed = if closed == 0 {
        "均未办结".to_owned()
    } else {
        format!("已办结{closed}项")
    };
    format!("截至{as_of}，交办你单位任务{total}项，{closed}。")
}

/// Does anything that the letter names stand on an earlier issue's values?
fn keeps_anything(of: &Matters<'_>) -> bool {
    let fields = [Field::PlannedStart, Field::AnnualDone, Field::Status];
    of.projects().any(|project| {
        fields
            .iter()
            .any(|field| holding(project, *field).is_some_and(|holding| holding.kept.is_some()))
    }) || of
        .tasks
        .iter()
        .any(|task| task.values.values().any(|holding| holding.kept.is_some()))
}

fn projects(facts: &Facts<'_>, as_of: &str, metrics: &Metrics, before: Option<Ratio>) -> String {
    let mut clauses = vec![format!(
        "截至{as_of}，你单位{}类{}{}个",
        facts.catalog.kinds.len(),
        facts.catalog.office.subject,
        metrics.projects
    )];
    clauses.extend(
        metrics
            .annual_plan
            .map(|plan| format!("年度计划投资{}", wording::money(plan))),
    );
    if let Some(rate) = metrics.completion_rate() {
        clauses.extend(
            metrics
                .annual_done
                .map(|done| format!("完成{}", wording::money(done))),
        );
        clauses.push(format!("完成率{}", wording::percent(rate)));
        clauses.push(wording::against_time_progress(rate, facts.time));
        clauses.extend(before.map(|before| wording::rate_change(rate, before)));
    }
    clauses.join("，") + "。"
}

/// （一）3个项目应开未开。……
fn late(facts: &Facts<'_>, of: &Matters<'_>) -> Option<String> {
    if of.late.is_empty() {
        return None;
    }
    let limit = facts.catalog.limits.list_length;
    let mut sentences: Vec<String> = (of.late.iter().take(limit).enumerate())
        .map(|(at, project)| {
            let outstanding = facts.outstanding(project);
            late_sentence(&LateStart {
                name: facts.name(project),
                planned: project.day(Field::PlannedStart).map(|day| facts.date(day)),
                days: project.standing.overdue_days.unwrap_or_default(),
                outstanding: facts.approval_names(&outstanding),
                is_first: at == 0,
                reminded: reminded(facts, &project.key, project.previous_key.as_deref()),
            })
        })
        .collect();
    if of.late.len() > limit {
        sentences.push(format!("其余{}个见附件", of.late.len() - limit));
    }
    Some(format!(
        "{}个项目应开未开。{}。",
        of.late.len(),
        sentences.join("；")
    ))
}

struct LateStart {
    name: String,
    planned: Option<String>,
    days: i64,
    outstanding: String,
    is_first: bool,
    reminded: Option<String>,
}

fn late_sentence(of: &LateStart) -> String {
    let planned = of.planned.clone().unwrap_or_default();
    let mut text = match (of.days, of.is_first) {
        (0, _) => format!("{}{planned}到期", of.name),
        (days, true) => format!("{}计划{planned}开工，已超期{days}天", of.name),
        (days, false) => format!("{}超期{days}天", of.name),
    };
    if of.outstanding.is_empty() {
        text.push_str(if of.is_first && of.days > 0 {
            "，所需手续均已办结"
        } else {
            "，手续均已办结"
        });
        if of.reminded.is_none() && of.is_first && of.days > 0 {
            text.push_str("，至今未开工");
        }
    } else {
        text.push_str(&format!("，{}尚未办结", of.outstanding));
    }
    if let Some(letter) = &of.reminded {
        text.push_str(&format!("，{letter}函已督办，至今未开工"));
    }
    text
}

/// （二）5个在建项目亮红灯，1个停工。……
fn slow(facts: &Facts<'_>, of: &Matters<'_>) -> Option<String> {
    let head = match (of.slow.len(), of.halted.len()) {
        (0, 0) => return None,
        (slow, 0) => format!("{slow}个项目亮红灯"),
        (0, halted) => format!("{halted}个项目停工"),
        (slow, halted) => format!("{slow}个项目亮红灯，{halted}个停工"),
    };
    let mut clauses = Vec::new();
    if let Some(worst) = of.slow.first()
        && let Some(rate) = worst.completion_rate()
    {
        let which = if of.slow.len() > 1 { "差距最大的" } else { "" };
        clauses.push(format!(
            "{which}{}完成率{}，{}",
            facts.name(worst),
            wording::percent(rate),
            wording::against_time_progress(rate, facts.time)
        ));
    }
    if !of.halted.is_empty() {
        let names: Vec<String> = of.halted.iter().map(|project| facts.name(project)).collect();
        clauses.push(format!("{}停工", facts.list(&names, "个项目", Some("附件"))));
    }
    Some(format!("{head}。{}。", clauses.join("；")))
}

/// （三）1项任务逾期。……
fn overdue(facts: &Facts<'_>, of: &Matters<'_>) -> Option<String> {
    if of.tasks.is_empty() {
        return None;
    }
    let limit = facts.catalog.limits.list_length;
    let mut sentences: Vec<String> = (of.tasks.iter().take(limit))
        .map(|task| overdue_sentence(facts, task))
        .collect();
    if of.tasks.len() > limit {
        sentences.push(format!("其余{}项见附件", of.tasks.len() - limit));
    }
    Some(format!(
        "{}项任务逾期。{}。",
        of.tasks.len(),
        sentences.join("；")
    ))
}

fn overdue_sentence(facts: &Facts<'_>, task: &Task) -> String {
    let named = reported(facts, task);
    overdue_text(
        &format!(
            "{}{}",
            facts.task_project_name(task),
            task.text(Field::Matter).unwrap_or("任务")
        ),
        task.no.as_deref(),
        task.day(Field::AssignedOn).map(|day| facts.date(day)).as_deref(),
        task.day(Field::Due).map(|day| facts.date(day)).as_deref(),
        task.overdue_days.unwrap_or_default(),
        named.as_deref(),
    )
}

fn overdue_text(
    what: &str,
    no: Option<&str>,
    assigned: Option<&str>,
    due: Option<&str>,
    days: i64,
    before: Option<&str>,
) -> String {
    let no = no.map(|no| format!("（{no}号）")).unwrap_or_default();
    let mut clauses = vec![format!(
        "{what}{no}{}",
        assigned.map(|day| format!("{day}交办")).unwrap_or_default()
    )];
    clauses.extend(due.map(|day| format!("应于{day}办结")));
    clauses.push(format!("已逾期{days}天"));
    clauses.extend(before.map(str::to_owned));
    clauses.join("，")
}

/// 第1期简报已通报, or the letter that has already asked for it.
fn reported(facts: &Facts<'_>, task: &Task) -> Option<String> {
    if let Some(letter) = reminded(facts, &task.key, task.previous_key.as_deref()) {
        return Some(format!("{letter}函已督办，至今未办结"));
    }
    let changes = facts.changes.filter(|_| task.was_overdue)?;
    Some(format!("第{}期简报已通报", changes.number))
}

fn demands(facts: &Facts<'_>, of: &Matters<'_>) -> Vec<String> {
    let reply = facts.on(facts.days.reply);
    let limit = facts.catalog.limits.list_length;
    let mut demands = Vec::new();
    let (ready, lacking): (Vec<&&Project>, Vec<&&Project>) =
        of.late.iter().partition(|project| facts.is_ready(project));
    let names = |projects: &[&&Project]| -> Vec<String> {
        projects.iter().map(|project| facts.name(project)).collect()
    };
    if !of.late.is_empty() {
        let mut clauses = Vec::new();
        if !ready.is_empty() {
            clauses.push(format!(
                "{}于{reply}前开工",
                facts.list(&names(&ready), "个项目", Some("附件"))
            ));
        }
        if !lacking.is_empty() {
            let team = facts
                .catalog
                .teams
                .iter()
                .find(|team| team.id == "joint_approval");
            let with = team.map(|team| format!("会同{}", team.name)).unwrap_or_default();
            clauses.push(format!(
                "{}{with}限期办结手续",
                facts.list(&names(&lacking), "个项目", Some("附件"))
            ));
        }
        demands.push(format!("立即开工。{}。", clauses.join("；")));
    }
    match (of.slow.is_empty(), of.halted.is_empty()) {
        (true, true) => {}
        (false, true) => demands.push("倒排工期。对红灯项目逐个明确责任人、周计划和追赶措施。".to_owned()),
        (true, false) => demands.push("尽快复工。停工项目逐个明确责任人和复工日期。".to_owned()),
        (false, false) => demands.push(
            "倒排工期。对红灯和停工项目逐个明确责任人、周计划和追赶措施，停工项目明确复工日期。".to_owned(),
        ),
    }
    if !of.tasks.is_empty() {
        let clauses: Vec<String> = (of.tasks.iter().take(limit)).map(|task| demand(task)).collect();
        demands.push(format!(
            "限期销号。{}，{reply}前办结，佐证材料报督办专员{}核查。",
            clauses.join("，"),
            supervisor(of).unwrap_or_default()
        ));
    }
    demands
}

/// The supervisor of every overdue task, where there is but one.
fn supervisor<'a>(of: &Matters<'a>) -> Option<&'a str> {
    let first = of.tasks.first()?.text(Field::Supervisor)?;
    let same = |task: &Task| task.text(Field::Supervisor) == Some(first);
    of.tasks.iter().all(|task| same(task)).then_some(first)
}

/// 完成征地拆迁任务由赵永刚负责
fn demand(task: &Task) -> String {
    let matter = task.text(Field::Matter).unwrap_or("逾期");
    match task.text(Field::ResponsiblePerson) {
        Some(person) => format!("{matter}任务由{person}负责"),
        None => format!("{matter}任务明确责任人"),
    }
}

/// Who follows up: the first that letters are copied to.
fn watchdog<'a>(facts: &'a Facts<'_>) -> &'a str {
    let copied = facts.catalog.office.letters.copy_to.first();
    copied.map_or("督查部门", String::as_str)
}

fn closing(reply: &str, watchdog: &str) -> String {
    format!(
        "请于{reply}前书面反馈办理情况（加盖公章）；不能按期办结的，在期限前说明进展、原因和拟办结时间。逾期未办结的，在下期简报通报，并提请{watchdog}跟踪问效。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late_start(name: &str, planned: &str, days: i64, outstanding: &str, is_first: bool) -> LateStart {
        LateStart {
            name: name.to_owned(),
            planned: Some(planned.to_owned()),
            days,
            outstanding: outstanding.to_owned(),
            is_first,
            reminded: None,
        }
    }

    #[test]
    fn late_starts_say_what_holds_them_up() {
        let ready = late_start("矿区密州服装智能制造项目", "2月16日", 85, "", true);
        assert_eq!(
            late_sentence(&ready),
            "矿区密州服装智能制造项目计划2月16日开工，已超期85天，所需手续均已办结，至今未开工"
        );
        let lacking = late_start(
            "矿区耐火材料绿色技改（一期）项目",
            "5月5日",
            7,
            "环评、施工许可",
            false,
        );
        assert_eq!(
            late_sentence(&lacking),
            "矿区耐火材料绿色技改（一期）项目超期7天，环评、施工许可尚未办结"
        );
        let today = late_start("矿区卫生院迁建项目", "5月12日", 0, "", false);
        assert_eq!(
            late_sentence(&today),
            "矿区卫生院迁建项目5月12日到期，手续均已办结"
        );
        let again = LateStart {
            reminded: Some("新密攻坚督〔2023〕3号".to_owned()),
            ..late_start("甲项目", "2月16日", 92, "", true)
        };
        assert_eq!(
            late_sentence(&again),
            "甲项目计划2月16日开工，已超期92天，所需手续均已办结，新密攻坚督〔2023〕3号函已督办，至今未开工"
        );
    }

    #[test]
    fn overdue_tasks_say_when_they_were_assigned_and_due() {
        assert_eq!(
            overdue_text(
                "矿区溱水路道路改扩建（一期）项目完成征地拆迁",
                Some("XM2023-0047"),
                Some("4月17日"),
                Some("5月1日"),
                11,
                None,
            ),
            "矿区溱水路道路改扩建（一期）项目完成征地拆迁（XM2023-0047号）4月17日交办，应于5月1日办结，已逾期11天"
        );
    }

    #[test]
    fn the_closing_says_by_when_and_what_follows() {
        assert_eq!(
            closing("2023年5月19日", "市政府督查室"),
            "请于2023年5月19日前书面反馈办理情况（加盖公章）；不能按期办结的，在期限前说明进展、原因和拟办结时间。逾期未办结的，在下期简报通报，并提请市政府督查室跟踪问效。"
        );
    }
}
