//! X: ledgers against each other.

use super::report::Report;
use super::{Rule, Scene};
use crate::finding::{Code, Finding};
use crate::ledger::Project;
use crate::rollcall::TableState;
use crate::value::KindId;

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[
    Rule::project(Code::X01, ledgers_disagree),
    Rule::project(Code::X05, absent_from_lead_ledger),
];

fn ledgers_disagree(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    for (&item, held) in &project.values {
        let Some(chosen) = &held.chosen else { continue };
        for other in held.set_aside.iter().filter_map(|&at| held.others.get(at)) {
            let message = format!(
                "{} {}，{}填的是{}，已采用后者",
                report.label(other, item),
                report.said(other, other),
                scene.catalog.unit(chosen.unit).short,
                report.said(chosen, other)
            );
            report.at(project, other, message, "与对方核对，填错的一方改正");
        }
    }
}

/// A locality says that a project is of a kind, or of some kind, and no lead's ledger has it.
fn absent_from_lead_ledger(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let Some(source) = project
        .sources
        .iter()
        .find(|source| Some(source.unit) == project.locality)
    else {
        return;
    };
    let leads_kind = |kind: KindId| scene.catalog.kind(kind).lead;
    let is_listed = |kind: KindId| project.kinds_by.contains(&(kind, leads_kind(kind)));
    let absent: Vec<KindId> = if project.kinds.is_empty() {
        scene.catalog.kind_ids().collect()
    } else {
        let by_locality =
            |kind: &KindId| project.kinds_by.contains(&(*kind, source.unit)) && !is_listed(*kind);
        project.kinds.iter().copied().filter(by_locality).collect()
    };
    // A lead that sent no ledger of the kind says nothing about it.
    let all_sent = absent.iter().all(|&kind| has_ledger(scene, kind));
    if absent.is_empty() || !all_sent {
        return;
    }
    let missing = if project.kinds.is_empty() {
        "各类项目牵头单位的台账里都没有".to_owned()
    } else {
        let names: Vec<String> = absent
            .iter()
            .map(|&kind| {
                format!(
                    "{}的{}台账",
                    scene.catalog.unit(leads_kind(kind)).short,
                    scene.catalog.kind(kind).short
                )
            })
            .collect();
        format!("{}里没有", names.join("、"))
    };
    let hint = report.near_names(project);
    let finding = Finding::new(
        Code::X05,
        source.place.clone(),
        format!("本单位台账有，{missing}{hint}"),
        "请牵头单位核对：漏登的补上，不是这一类的由本单位改正项目类型",
    )
    .unit(Some(source.unit));
    report.push(project, finding);
}

/// Did the kind's lead hand in its ledger?
fn has_ledger(scene: &Scene<'_>, kind: KindId) -> bool {
    let lead = scene.catalog.kind(kind).lead;
    scene
        .submissions
        .iter()
        .zip(&scene.rollcall.tables)
        .any(|(file, states)| {
            let tables = file.sheets.iter().flat_map(|sheet| &sheet.tables);
            tables.zip(states.iter().flatten()).any(|(table, (state, unit))| {
                *state == TableState::Counted
                    && *unit == Some(lead)
                    && table.kind == Some(kind)
                    && !table.records.is_empty()
            })
        })
}
