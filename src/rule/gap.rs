//! V01 as a warning: figures that no ledger gives, and values kept for too long.

use super::report::Report;
use super::{Rule, Scene};
use crate::catalog::{Field, Item, Status};
use crate::finding::{Code, Finding, Place, Severity};
use crate::ledger::{Project, Source};
use crate::record::{Given, TableReading};
use crate::value::{Area, UnitId};

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[
    Rule::project(Code::V01, figure_nobody_gives),
    Rule::project(Code::V01, code_nobody_gives),
    Rule::project(Code::V01, kept_too_long),
];

fn figure_nobody_gives(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let is_reserve = project.status() == Some(Status::Reserve);
    let wanted = [
        (Field::TotalInvestment, true),
        (Field::AnnualPlan, !is_reserve),
        (Field::AnnualDone, project.standing.started),
    ];
    // What is alike at one cell is said once.
    let mut gaps: Vec<(Place, Option<UnitId>, Vec<String>)> = Vec::new();
    for (field, _) in wanted.into_iter().filter(|(_, is_wanted)| *is_wanted) {
        let Some((source, place)) = cell(project, field, scene)
            .filter(|(_, place)| is_missing(project, field) && !scene.is_prefilled(place))
        else {
            continue;
        };
        let label = report.our_label(Item::Field(field));
        match gaps.iter_mut().find(|(at, ..)| *at == place) {
            Some((_, _, labels)) => labels.push(label),
            None => gaps.push((place, Some(source.unit), vec![label])),
        }
    }
    for (place, unit, labels) in gaps {
        let message = format!(
            "{}没有一家台账填报，上期也没有{}",
            labels.join("、"),
            report.near_names(project)
        );
        let mut finding = Finding::new(Code::V01, place, message, "补填；确实还没有的填“无”").unit(unit);
        finding.severity = Severity::Warning;
        report.push(project, finding);
    }
}

/// Did nobody say anything about it, ever? What is there and cannot be used, or is said not to be, has been dealt with.
fn is_missing(project: &Project, field: Field) -> bool {
    project.values.get(&Item::Field(field)).is_none_or(|held| {
        held.chosen.is_none() && held.others.iter().all(|claim| claim.given == Given::Nothing)
    })
}

/// No code yet is normal before approval; somebody should look all the same.
fn code_nobody_gives(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    if project.code.is_some() || project.part_of.is_some() || !is_missing(project, Field::Code) {
        return;
    }
    let Some((source, place)) =
        cell(project, Field::Code, scene).filter(|(_, place)| !scene.is_prefilled(place))
    else {
        return;
    };
    let mut finding = Finding::new(
        Code::V01,
        place,
        "没有一家台账填项目代码",
        "已经赋码的补填；还没有立项的不必填",
    )
    .unit(Some(source.unit));
    finding.severity = Severity::Warning;
    report.push(project, finding);
}

/// The empty cell in the first ledger, by authority, that has such a column; else the project's name there.
fn cell<'p>(project: &'p Project, field: Field, scene: &Scene<'_>) -> Option<(&'p Source, Place)> {
    let column = |source: &Source| {
        let file = scene
            .submissions
            .iter()
            .find(|file| *file.file == *source.place.file)?;
        let sheet = file
            .sheets
            .iter()
            .find(|sheet| sheet.name.as_deref() == source.place.sheet.as_deref())?;
        let holds = |table: &&TableReading| {
            table
                .body
                .is_some_and(|(first, last)| first <= source.row && source.row <= last)
        };
        let table = sheet.tables.iter().find(holds)?;
        table
            .columns
            .iter()
            .find(|(_, held, _)| *held == field)
            .map(|(col, ..)| *col)
    };
    let found = project
        .sources
        .iter()
        .find_map(|source| Some((source, column(source)?)));
    match found {
        Some((source, col)) => Some((
            source,
            Place {
                cell: Some(Area::cell(source.row, col)),
                ..source.place.clone()
            },
        )),
        None => project
            .sources
            .first()
            .map(|source| (source, source.place.clone())),
    }
}

fn kept_too_long(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let most = scene.catalog.limits.kept_issues;
    let figures = [
        Field::TotalInvestment,
        Field::AnnualPlan,
        Field::AnnualDone,
        Field::CumulativeDone,
        Field::Status,
        Field::PlannedStart,
    ];
    let old: Vec<(Item, u32)> = figures
        .iter()
        .filter_map(|&field| {
            let kept = project.values.get(&Item::Field(field))?.kept?;
            (kept.issues_ago > most).then_some((Item::Field(field), kept.issues_ago))
        })
        .collect();
    let Some(oldest) = old
        .iter()
        .map(|(_, issues)| *issues)
        .max()
        .filter(|_| !project.vanished)
    else {
        return;
    };
    let labels: Vec<String> = old.iter().map(|(item, _)| report.our_label(*item)).collect();
    let (unit, place) = match project.sources.first() {
        Some(source) => (Some(source.unit), source.place.clone()),
        None => (
            project.locality.or(project.givers.first().copied()),
            Place::file(""),
        ),
    };
    let message = format!("{}已沿用{oldest}期没有更新", labels.join("、"));
    let mut finding = Finding::new(Code::V01, place, message, "报本期的数；没有变化的照填").unit(unit);
    finding.severity = Severity::Warning;
    report.push(project, finding);
}
