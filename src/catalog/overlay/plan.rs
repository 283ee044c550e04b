//! `[kinds.…]` and `[approvals.…]`.

use super::{entry, exactly, plain};
use crate::catalog::document::Section;
use crate::catalog::draft::{ApprovalDraft, Draft, KindDraft, Listed};
use crate::error::Result;

pub(super) fn apply_kinds(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    let Some(mut kinds) = section.section("kinds")? else {
        return Ok(());
    };
    for kind in kinds.rest() {
        entry(&mut draft.kinds, &kind, Listed::position, apply_kind)?;
    }
    Ok(())
}

fn apply_kind(section: &mut Section<'_>, kind: &mut KindDraft) -> Result<()> {
    kind.name = section.text("name")?.map(|told| told.value).or(kind.name.take());
    kind.short = section
        .text("short")?
        .map(|told| told.value)
        .or(kind.short.take());
    kind.also.extend(section.texts("also")?.unwrap_or_default());
    kind.task_force = section.text("task_force")?.or(kind.task_force.take());
    kind.lead = section.text("lead")?.or(kind.lead.take());
    if let Some(milestones) = section.texts("milestones")? {
        kind.milestones = plain(milestones);
    }
    if let Some(money) = section.texts("money")? {
        let what = "money（资金三个环节的叫法，不跟资金的写 []）";
        kind.money = match money.first() {
            None => None,
            Some(first) => {
                let at = first.at.clone();
                Some(exactly(money, &at, what)?)
            }
        };
    }
    if let Some(funds) = section.texts("funds")? {
        kind.funds = plain(funds);
    }
    Ok(())
}

pub(super) fn apply_approvals(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    let Some(mut approvals) = section.section("approvals")? else {
        return Ok(());
    };
    for approval in approvals.rest() {
        entry(&mut draft.approvals, &approval, Listed::position, apply_approval)?;
    }
    Ok(())
}

fn apply_approval(section: &mut Section<'_>, approval: &mut ApprovalDraft) -> Result<()> {
    approval.name = section
        .text("name")?
        .map(|told| told.value)
        .or(approval.name.take());
    approval.also.extend(section.texts("also")?.unwrap_or_default());
    approval.owner = section.text("owner")?.or(approval.owner.take());
    Ok(())
}
