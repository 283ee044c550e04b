//! B: what does not fit within one project's consolidated values.

use super::fresh::{new_amount, new_claim, new_day};
use super::report::{Report, show_day};
use super::{Rule, Scene, history};
use crate::catalog::{Field, Item};
use crate::finding::Code;
use crate::ledger::{Holding, Project};
use crate::record::Given;
use crate::value::{Amount, Wanyuan};

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[
    Rule::project(Code::B01, cumulative_exceeds_total),
    Rule::project(Code::B02, annual_exceeds_cumulative),
    Rule::project(Code::B03, started_without_start_date),
    Rule::project(Code::B04, started_before_start_date),
    Rule::project(Code::B05, finished_before_started),
    Rule::project(Code::B11, invested_before_start),
];

/// Did some ledger write something there that could not be used? It has its own finding.
fn is_unusable(project: &Project, field: Field) -> bool {
    let unusable = |held: &Holding| {
        held.chosen
            .iter()
            .chain(&held.others)
            .any(|claim| claim.given == Given::Unusable)
    };
    project.values.get(&Item::Field(field)).is_some_and(unusable)
}

fn exceeds(part: Amount, whole: Amount) -> bool {
    part.value > whole.value && !part.agrees_with(&whole)
}

fn cumulative_exceeds_total(project: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    larger_part(project, Field::CumulativeDone, Field::TotalInvestment, report);
}

fn annual_exceeds_cumulative(project: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    larger_part(project, Field::AnnualDone, Field::CumulativeDone, report);
}

fn larger_part(project: &Project, part: Field, whole: Field, report: &mut Report<'_>) {
    let Some((amount, claim)) = new_amount(project, Item::Field(part)) else {
        return;
    };
    let Some(most) = project.amount(whole).filter(|&most| exceeds(amount, most)) else {
        return;
    };
    let item = Item::Field(part);
    let message = format!(
        "{} {}，超过{}{}",
        report.label(claim, item),
        report.amount(claim, amount),
        report.our_label(Item::Field(whole)),
        report.amount(claim, most)
    );
    let expected = format!("不大于 {}", report.amount(claim, most));
    report.at_expecting(
        project,
        claim,
        message,
        expected,
        "核对两个数和它们的金额单位，改正填错的一个",
    );
}

fn started_without_start_date(project: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    let Some(claim) = new_claim(project, Item::Field(Field::Status)) else {
        return;
    };
    let is_started = project.status().is_some_and(crate::catalog::Status::is_started);
    if is_started && project.day(Field::StartedOn).is_none() && !is_unusable(project, Field::StartedOn) {
        let message = format!(
            "{}是“{}”，没有填实际开工时间",
            report.label(claim, Item::Field(Field::Status)),
            report.said(claim, claim)
        );
        report.at(
            project,
            claim,
            message,
            "补填实际开工时间；还没有开工的，改正项目状态",
        );
    }
}

fn started_before_start_date(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let Some((day, claim)) = new_day(project, Field::StartedOn) else {
        return;
    };
    let status = project.status().filter(|status| status.is_started());
    if let Some(status) = status
        && new_claim(project, Item::Field(Field::Status)).is_some()
        && day.span().0 > scene.as_of
    {
        let message = format!(
            "项目状态是“{}”，实际开工时间{}却在截止日之后",
            status.word(),
            show_day(day)
        );
        report.at(
            project,
            claim,
            message,
            "核对项目状态和实际开工时间；计划的日期填在计划开工时间一栏",
        );
    }
}

fn finished_before_started(project: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    let Some((end, claim)) = new_day(project, Field::CompletedOn) else {
        return;
    };
    let Some(start) = project
        .day(Field::StartedOn)
        .filter(|start| end.span().1 < start.span().0)
    else {
        return;
    };
    let message = format!(
        "{}{}，早于实际开工时间{}",
        report.label(claim, Item::Field(Field::CompletedOn)),
        show_day(end),
        show_day(start)
    );
    report.at(project, claim, message, "核对两个日期，改正填错的一个");
}

fn invested_before_start(project: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    let is_unknown = project.status().is_none() && is_unusable(project, Field::Status);
    if project.standing.started || is_unknown || history::went_back(project, report) {
        return;
    }
    let invested = |field: Field| {
        new_amount(project, Item::Field(field)).filter(|(amount, _)| amount.value > Wanyuan::ZERO)
    };
    if let Some((amount, claim)) = invested(Field::AnnualDone).or_else(|| invested(Field::CumulativeDone)) {
        let message = format!(
            "没有开工，却填了{} {}",
            report.label(claim, Item::Field(Field::AnnualDone)),
            report.amount(claim, amount)
        );
        report.at(
            project,
            claim,
            message,
            "已经开工的，改正项目状态、补填实际开工时间；属于前期费用的，在回执“情况说明”栏写明",
        );
    }
}
