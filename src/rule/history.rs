//! H: against the last issue. Only what is new this week is compared.

use super::fresh::{new_amount, new_claim};
use super::report::Report;
use super::{Rule, Scene};
use crate::catalog::{Field, Item, Status, Step};
use crate::finding::{Code, Finding, Place};
use crate::ledger::Project;
use crate::record::{Datum, Given};
use crate::value::Amount;

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[
    Rule::since(Code::H01, cumulative_figure_fell),
    Rule::project(Code::H02, project_vanished),
    Rule::since(Code::H03, status_went_back),
    Rule::since(Code::H04, total_investment_changed),
    Rule::since(Code::H06, progress_text_repeated),
];

fn cumulative_figure_fell(project: &Project, past: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let is_new_year = scene
        .previous
        .is_some_and(|previous| previous.ledger.year != scene.ledger.year);
    let money = project.values.keys().copied().filter(|item| {
        matches!(
            item,
            Item::Money(_, Step::Granted | Step::Disbursed | Step::Spent)
        )
    });
    let annual = (!is_new_year).then_some(Item::Field(Field::AnnualDone));
    for item in annual
        .into_iter()
        .chain([Item::Field(Field::CumulativeDone)])
        .chain(money)
    {
        let (Some((now, claim)), Some(then)) = (new_amount(project, item), past_amount(past, item)) else {
            continue;
        };
        if now.value < then.value && !now.agrees_with(&then) {
            let message = format!(
                "{} {}，比上期的{}少",
                report.label(claim, item),
                report.amount(claim, now),
                report.amount(claim, then)
            );
            let expected = format!("不少于 {}", report.amount(claim, then));
            report.at_expecting(
                project,
                claim,
                message,
                expected,
                "累计数只增不减；上期报错的，在回执“情况说明”栏写明",
            );
        }
    }
}

fn past_amount(past: &Project, item: Item) -> Option<Amount> {
    match &past.values.get(&item)?.chosen.as_ref()?.given {
        Given::Value(Datum::Amount(amount)) => Some(*amount),
        _ => None,
    }
}

fn project_vanished(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    if !project.vanished {
        return;
    }
    let unit = project
        .locality
        .or(project.kinds.first().map(|&kind| scene.catalog.kind(kind).lead));
    let finding = Finding::new(
        Code::H02,
        Place::file(""),
        "以前报过，本期没有一家再报；暂仍计入",
        "还在的补报；不在的报一行，项目状态写明退库、取消、合并或终止",
    )
    .unit(unit);
    report.push(project, finding);
}

/// How far a project has come; 停工 stands beside 在建.
fn stage(status: Status) -> u8 {
    match status {
        Status::Reserve => 0,
        Status::Preparing => 1,
        Status::Building | Status::Halted => 2,
        Status::Finished => 3,
        Status::Completed => 4,
        Status::Operating => 5,
        Status::AtCapacity => 6,
        // Taken out: whoever lists it as alive again takes it back.
        Status::Withdrawn => 7,
    }
}

/// From which status to which a project went back, by what is new this week.
fn step_back(project: &Project, past: &Project) -> Option<(Status, Status)> {
    new_claim(project, Item::Field(Field::Status))?;
    let (then, now) = (past.status()?, project.status()?);
    (stage(now) < stage(then)).then_some((then, now))
}

/// Is there an H03 on it?
pub(super) fn went_back(project: &Project, report: &Report<'_>) -> bool {
    report
        .past(project)
        .is_some_and(|past| step_back(project, past).is_some())
}

fn status_went_back(project: &Project, past: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    if let (Some((then, now)), Some(claim)) = (
        step_back(project, past),
        new_claim(project, Item::Field(Field::Status)),
    ) {
        let message = format!(
            "{}由“{}”退回“{}”",
            report.label(claim, Item::Field(Field::Status)),
            then.word(),
            now.word()
        );
        report.at(
            project,
            claim,
            message,
            "核对项目状态；停了工的写“停工”，上期报错的在回执“情况说明”栏写明",
        );
    }
}

fn total_investment_changed(project: &Project, past: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    let item = Item::Field(Field::TotalInvestment);
    let (Some((now, claim)), Some(then)) = (new_amount(project, item), past_amount(past, item)) else {
        return;
    };
    if !now.agrees_with(&then) {
        let message = format!(
            "{}由上期的{}变为{}",
            report.label(claim, item),
            report.amount(claim, then),
            report.amount(claim, now)
        );
        report.at(
            project,
            claim,
            message,
            "调整概算的，在回执“情况说明”栏写明依据；没有调整的改回",
        );
    }
}

fn progress_text_repeated(project: &Project, past: &Project, _: &Scene<'_>, report: &mut Report<'_>) {
    // What is finished goes on being described in the same words.
    let is_under_way = project
        .status()
        .is_none_or(|status| matches!(status, Status::Preparing | Status::Building));
    let item = Item::Field(Field::PhysicalProgress);
    let Some(claim) = new_claim(project, item).filter(|_| is_under_way) else {
        return;
    };
    let words = |project: &Project| {
        (project.text(Field::PhysicalProgress))
            .map(crate::value::text::fold)
            .filter(|words| words.chars().count() > 1)
    };
    if let (Some(now), Some(then)) = (words(project), words(past))
        && now == then
    {
        let message = format!("{}与上期一字不差", report.label(claim, item));
        report.at(project, claim, message, "写本周的新进展；确无进展的，写明原因");
    }
}
