//! 交办单: a slip for each new task, half filled in.

use chrono::Duration;

use super::facts::{Facts, responsible};
use super::wording;
use super::{Slip, SlipRow};
use crate::catalog::{ApprovalState, Field, TaskState};
use crate::ledger::{Project, Task};
use crate::value::{ApprovalId, Precision};

/// The slips of this issue: new open tasks; in the first issue, those assigned within its week.
pub(super) fn slips(facts: &Facts<'_>) -> Vec<Slip> {
    let week = facts.as_of - Duration::days(7);
    let is_new = |task: &&Task| match facts.changes {
        Some(_) => task.is_new,
        None => task
            .day(Field::AssignedOn)
            .is_some_and(|day| week < day.date && day.date <= facts.as_of),
    };
    let open = facts
        .ledger
        .tasks
        .iter()
        .filter(|task| task.state == TaskState::Open);
    open.filter(is_new).map(|task| slip(facts, task)).collect()
}

fn slip(facts: &Facts<'_>, task: &Task) -> Slip {
    let full = |field| task.day(field).map(|day| wording::full_date(day.date));
    let text = |field| task.text(field).unwrap_or_default().to_owned();
    let unit = task.responsible_unit.map(|unit| facts.full(unit));
    let unit = unit.unwrap_or_else(|| text(Field::ResponsibleUnit));
    let matter = text(Field::Matter);
    let pair = |label: &str, text: String| (label.to_owned(), text);
    let row = |fields: Vec<(String, String)>, lines: u8| SlipRow {
        fields,
        lines,
        foot: None,
    };
    let signed = |label: &str, text: &str, lines: u8, foot: &str| SlipRow {
        foot: Some(foot.to_owned()),
        ..row(vec![pair(label, text.to_owned())], lines)
    };
    let project = facts.task_project(task);
    let letters = &facts.catalog.office.letters;
    Slip {
        key: task.key.clone(),
        no: task.no.clone().unwrap_or_else(|| format!("{unit}{matter}")),
        title: "项目投资攻坚任务交办单".to_owned(),
        number: task.no.as_ref().map(|no| format!("编号：{no}")),
        assigned_on: full(Field::AssignedOn).map(|day| format!("交办日期：{day}")),
        rows: vec![
            row(vec![pair("交办单位", letters.organ.clone())], 1),
            row(vec![pair("责任单位", unit), pair("责任人", text(Field::ResponsiblePerson))], 1),
            row(
                vec![
                    pair("督办专员", text(Field::Supervisor)),
                    pair("办结时限", full(Field::Due).unwrap_or_default()),
                ],
                1,
            ),
            row(vec![pair("项目名称", project.map_or_else(|| wording::printed(&text(Field::Name)), |project| named(facts, project)))], 2),
            row(vec![pair("项目情况", project.map(|project| situation(facts, project)).unwrap_or_default())], 2),
            row(vec![pair("交办事项", format!("{}。", matter.trim_end_matches('。')))], 1),
            row(vec![pair("办理要求", "责任到人，按时限办结，办结后3日内报佐证材料；不能按期办结的，在时限前书面说明进展、原因和拟办结时间。".to_owned())], 2),
            signed("领导批示", "", 2, "签字：　　　　　　年　　月　　日"),
            signed("签　　收", "", 1, "签收人：　　　　　　年　　月　　日　　时"),
            signed("办理情况\n（责任单位填）", "", 3, "（盖章）　　　　年　　月　　日"),
            signed("核查意见", "□ 销号　□ 退回续办　□ 提请协调", 2, "核查人：　　　　　　年　　月　　日"),
        ],
    }
}

/// 平陌镇古城保护利用（二期）项目 and below it 代码, 属地, 类别.
fn named(facts: &Facts<'_>, project: &Project) -> String {
    let code = project.code.as_ref().map(|code| format!("代码{code}"));
    let place = responsible(project).map(|unit| facts.short(unit));
    let kinds: Vec<&str> = project
        .kinds
        .iter()
        .map(|kind| facts.catalog.kind(*kind).name.as_str())
        .collect();
    let kinds = (!kinds.is_empty()).then(|| kinds.join("、"));
    let facts: Vec<String> = [code, place, kinds].into_iter().flatten().collect();
    if facts.is_empty() {
        return wording::printed(&project.name);
    }
    format!("{}\n（{}）", wording::printed(&project.name), facts.join("，"))
}

/// 总投资4307万元，年度计划投资743万元，计划8月28日开工。能评、施工许可已办结；……
fn situation(facts: &Facts<'_>, project: &Project) -> String {
    let mut clauses = Vec::new();
    clauses.extend(
        project
            .wanyuan(Field::TotalInvestment)
            .map(|total| format!("总投资{}", wording::money(total))),
    );
    clauses.extend(
        project
            .wanyuan(Field::AnnualPlan)
            .map(|plan| format!("年度计划投资{}", wording::money(plan))),
    );
    if project.standing.started {
        clauses.push("已开工".to_owned());
    } else if let Some(day) = project.day(Field::PlannedStart) {
        let by = if day.precision == Precision::Day {
            ""
        } else {
            "前"
        };
        clauses.push(format!("计划{}{by}开工", facts.date(day)));
    }
    let figures = if clauses.is_empty() {
        String::new()
    } else {
        format!("{}。", clauses.join("，"))
    };
    let states = |of: &[ApprovalState]| -> Vec<&str> {
        let ids = facts.catalog.approval_ids();
        let within = ids.filter(|id: &ApprovalId| of.contains(&project.approval(*id, facts.as_of).state));
        within
            .map(|id| facts.catalog.approval(id).name.as_str())
            .collect()
    };
    figures
        + &approvals(
            &states(&[ApprovalState::Granted]),
            &states(&[ApprovalState::InHand]),
            &states(&[ApprovalState::Deferred, ApprovalState::Promised]),
            &states(&[ApprovalState::None]),
        )
}

/// 能评、施工许可已办结；立项、环评、用地正在办理；规划尚未启动。
fn approvals(granted: &[&str], in_hand: &[&str], promised: &[&str], none: &[&str]) -> String {
    if !granted.is_empty() && in_hand.is_empty() && promised.is_empty() && none.is_empty() {
        return "所需手续均已办结。".to_owned();
    }
    let groups = [
        (granted, "已办结"),
        (in_hand, "正在办理"),
        (promised, "容缺或承诺办理"),
        (none, "尚未启动"),
    ];
    let clauses: Vec<String> = (groups.iter())
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, state)| format!("{}{state}", names.join("、")))
        .collect();
    if clauses.is_empty() {
        String::new()
    } else {
        format!("{}。", clauses.join("；"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_told_by_their_state() {
        assert_eq!(
            approvals(&["能评", "施工许可"], &["立项", "环评", "用地"], &[], &["规划"]),
            "能评、施工许可已办结；立项、环评、用地正在办理；规划尚未启动。"
        );
        assert_eq!(approvals(&["立项"], &[], &[], &[]), "所需手续均已办结。");
    }
}
