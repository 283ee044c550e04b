//! `[units.…]` and `[task_forces.…]`.

use super::{entry, plain};
use crate::catalog::UnitClass;
use crate::catalog::document::{Entry, Section};
use crate::catalog::draft::{Draft, HeadingDraft, Listed, TeamDraft, UnitDraft};
use crate::error::Result;

const CLASSES: [(&str, UnitClass); 5] = [
    ("subdistrict", UnitClass::Subdistrict),
    ("township", UnitClass::Township),
    ("admin_committee", UnitClass::AdminCommittee),
    ("department", UnitClass::Department),
    ("centre", UnitClass::Centre),
];

pub(super) fn apply_units(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    let Some(mut units) = section.section("units")? else {
        return Ok(());
    };
    for unit in units.rest() {
        apply_unit(&unit, draft)?;
    }
    Ok(())
}

/// A unit may be called by any of its spellings; a new one is called by its short name.
fn find_unit(units: &Listed<UnitDraft>, name: &str) -> Option<usize> {
    let is_named =
        |(key, unit): &(crate::catalog::document::Told<String>, UnitDraft)| unit.is_named(&key.value, name);
    units
        .position(name)
        .or_else(|| units.items.iter().position(is_named))
}

fn apply_unit(told: &Entry<'_>, draft: &mut Draft) -> Result<()> {
    let (headings, meanings) = (&mut draft.headings, &mut draft.meanings);
    entry(&mut draft.units, told, find_unit, |section, unit| {
        unit.name = section.text("name")?.or(unit.name.take());
        unit.class = section.word("class", &CLASSES)?.or(unit.class);
        unit.also.extend(section.texts("also")?.unwrap_or_default());
        unit.also_alone
            .extend(section.texts("also_alone")?.unwrap_or_default());
        if let Some(mut own) = section.section("headings")? {
            for heading in own.rest() {
                headings.push(HeadingDraft {
                    unit: Some(told.key.clone()),
                    form: None,
                    heading: heading.key.value.clone(),
                    field: heading.text()?,
                });
            }
        }
        if let Some(mut own) = section.section("words")? {
            meanings.extend(super::words::told(&mut own, Some(&told.key))?);
        }
        Ok(())
    })
}

pub(super) fn apply_teams(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    let Some(mut teams) = section.section("task_forces")? else {
        return Ok(());
    };
    for team in teams.rest() {
        entry(&mut draft.teams, &team, Listed::position, apply_team)?;
    }
    Ok(())
}

fn apply_team(section: &mut Section<'_>, team: &mut TeamDraft) -> Result<()> {
    team.name = section.text("name")?.map(|told| told.value).or(team.name.take());
    team.also
        .extend(plain(section.texts("also")?.unwrap_or_default()));
    team.lead = section.text("lead")?.or(team.lead.take());
    if let Some(members) = section.texts("members")? {
        team.members = members;
    }
    team.reports = section.flag("reports")?.unwrap_or(team.reports);
    if let Some(duty) = section.text("duty")? {
        team.duty = duty.value;
    }
    Ok(())
}
