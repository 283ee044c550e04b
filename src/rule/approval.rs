//! B: approvals against the project's standing.

use super::fresh::new_claim;
use super::report::Report;
use super::{Rule, Scene};
use crate::catalog::{ApprovalState, Field, Item};
use crate::finding::Code;
use crate::ledger::{Claim, Project};

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[Rule::project(Code::B12, started_without_permit)];

/// The approval without which no work may start.
const PERMIT: &str = "construction_permit";

fn started_without_permit(project: &Project, scene: &Scene<'_>, report: &mut Report<'_>) {
    let Some(permit) = scene
        .catalog
        .approval_ids()
        .find(|&id| scene.catalog.approval(id).id == PERMIT)
    else {
        return;
    };
    let item = Item::Field(Field::Approval(permit));
    let state = project.approval(permit, scene.as_of).state;
    let is_kept = project.values.get(&item).is_some_and(|held| held.kept.is_some());
    if !project.standing.started || is_kept || !matches!(state, ApprovalState::InHand | ApprovalState::None) {
        return;
    }
    let Some(start) = start(project) else { return };
    let name = &scene.catalog.approval(permit).name;
    let (claim, message) = match new_claim(project, item) {
        Some(claim) => (claim, format!("已经开工，{name}还是“{}”", state.word())),
        None => (start, format!("已经开工，{name}没有一家填报")),
    };
    report.at(
        project,
        claim,
        message,
        "核对施工许可的办理情况；已办的补填文号或日期，不需办的填“不涉及”",
    );
}

/// What says this week that work has started.
fn start(project: &Project) -> Option<&Claim> {
    new_claim(project, Item::Field(Field::Status))
        .or_else(|| new_claim(project, Item::Field(Field::StartedOn)))
}
