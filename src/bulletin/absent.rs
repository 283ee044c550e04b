//! 未报送: who handed in nothing that counts, and what the issue stands on in their place.

use std::collections::BTreeSet;

use super::facts::{Facts, holding};
use super::wording;
use crate::catalog::Field;
use crate::ledger::Project;
use crate::rollcall::FileState;
use crate::value::UnitId;

/// Why a unit counts as missing, for the bulletin and the reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Absence {
    pub(super) name: String,
    pub(super) issues: u32,
    /// It sent an earlier issue's file again.
    pub(super) repeated: bool,
}

/// Units that handed in nothing that counts, in roster order.
pub(super) fn absences(facts: &Facts<'_>) -> Vec<Absence> {
    let rollcall = facts.material.rollcall;
    let repeated = |unit: UnitId| {
        (rollcall.lines.iter()).any(|line| line.unit == Some(unit) && line.state == FileState::Repeated)
    };
    (rollcall.missing.iter())
        .map(|unit| Absence {
            name: facts.short(*unit),
            issues: (rollcall.missing_for.iter())
                .find(|(of, _)| of == unit)
                .map_or(1, |(_, issues)| *issues),
            repeated: repeated(*unit),
        })
        .collect()
}

/// 超化镇、刘寨镇和财政局; nearly all of the roster as 除青屏街街道外，34个单位; else as many as a sentence names, and the board
/// that has them all.
pub(super) fn names(facts: &Facts<'_>, board: &str) -> String {
    nearly_all(facts).unwrap_or_else(|| {
        let missing = &facts.material.rollcall.missing;
        let names: Vec<String> = missing.iter().map(|unit| facts.short(*unit)).collect();
        facts.list(&names, "个单位", Some(board))
    })
}

/// 35个单位, 除青屏街街道外，34个单位; `None` where more than two handed in, or too few are missing to be summed up.
pub(super) fn nearly_all(facts: &Facts<'_>) -> Option<String> {
    if facts.material.rollcall.missing.len() <= facts.catalog.limits.list_length {
        return None;
    }
    let present = facts.catalog.unit_ids().filter(|unit| !facts.is_missing(*unit));
    let present: Vec<String> = present.map(|unit| facts.short(unit)).collect();
    let all = wording::all_or_all_but(facts.catalog.units.len(), "个单位", &present)?;
    Some(all.trim_end_matches('均').to_owned())
}

/// The list for a table's cell: 超化镇、刘寨镇、财政局.
pub(super) fn in_a_cell(facts: &Facts<'_>) -> String {
    let names: Vec<String> = absences(facts).into_iter().map(|absence| absence.name).collect();
    let limit = facts.catalog.limits.list_length;
    if names.len() <= limit {
        return names.join("、");
    }
    names_of_many(&names)
}

/// 甲、乙、丙等11个单位
pub(super) fn names_of_many(names: &[String]) -> String {
    let first = &names[..names.len().min(3)];
    format!("{}等{}个单位", first.join("、"), names.len())
}

/// What a unit that handed in nothing leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Its projects stand in others' ledgers, the rest is kept.
    CoveredAndKept,
    /// Its projects stand in others' ledgers.
    Covered,
    /// All of it is kept.
    Kept,
    /// Nothing is known.
    Nothing,
    /// It had nothing that is counted.
    Plain,
}

/// Who handed in nothing, and what stands in the place of their figures; empty where all did.
pub(super) fn sentences(facts: &Facts<'_>) -> String {
    let mut by_gap: Vec<(Gap, Vec<UnitId>)> = Vec::new();
    let keeping = keeping(facts);
    for &unit in &facts.material.rollcall.missing {
        let gap = gap(facts, unit, keeping.contains(&unit));
        match by_gap.iter_mut().find(|(of, _)| *of == gap) {
            Some((_, units)) => units.push(unit),
            None => by_gap.push((gap, vec![unit])),
        }
    }
    by_gap.sort_by_key(|(gap, _)| *gap);
    let telling: Vec<Gap> = (by_gap.iter().map(|(gap, _)| *gap))
        .filter(|gap| *gap != Gap::Plain)
        .collect();
    if let (Some(units), [] | [_]) = (nearly_all(facts), telling.as_slice()) {
        let gap = telling.first().copied().unwrap_or(Gap::Plain);
        return format!("{units}本期均未报送{}。", in_its_place(gap));
    }
    let sentences = by_gap.iter().map(|(gap, units)| {
        let names: Vec<String> = units.iter().map(|unit| facts.short(*unit)).collect();
        let names = facts.list(&names, "个单位", Some(boards(facts, units)));
        format!("{names}本期未报送{}。", in_its_place(*gap))
    });
    sentences.collect()
}

/// The boards with a row for each of these units.
fn boards(facts: &Facts<'_>, units: &[UnitId]) -> &'static str {
    let is_locality = |unit: &UnitId| facts.catalog.unit(*unit).is_locality();
    if units.iter().all(is_locality) {
        "附表2"
    } else if units.iter().any(is_locality) {
        "附表2、附表3"
    } else {
        "附表3"
    }
}

fn gap(facts: &Facts<'_>, unit: UnitId, kept: bool) -> Gap {
    let is_locality = facts.catalog.unit(unit).is_locality();
    let mut own = facts
        .ledger
        .projects
        .iter()
        .filter(|project| project.locality == Some(unit))
        .peekable();
    let has_projects = own.peek().is_some();
    let is_given = |project: &Project| {
        [Field::TotalInvestment, Field::AnnualPlan, Field::AnnualDone]
            .iter()
            .any(|field| holding(project, *field).is_some_and(|holding| holding.kept.is_none()))
    };
    let covered = is_locality && own.any(is_given);
    match (covered, kept) {
        (true, true) => Gap::CoveredAndKept,
        (true, false) => Gap::Covered,
        (false, true) => Gap::Kept,
        (false, false) if is_locality && !has_projects => Gap::Nothing,
        (false, false) => Gap::Plain,
    }
}

/// The units whose values stand in the ledger kept from an earlier issue.
fn keeping(facts: &Facts<'_>) -> BTreeSet<UnitId> {
    let holdings = facts
        .ledger
        .projects
        .iter()
        .flat_map(|project| project.values.values());
    holdings
        .filter(|holding| holding.kept.is_some())
        .filter_map(|holding| Some(holding.chosen.as_ref()?.unit))
        .collect()
}

fn in_its_place(gap: Gap) -> &'static str {
    match gap {
        Gap::CoveredAndKept => "，其项目按部门和牵头单位台账统计，台账没有的沿用上期",
        Gap::Covered => "，其项目按部门和牵头单位台账统计",
        Gap::Kept => "，数据沿用上期",
        Gap::Nothing => "，其项目未计入",
        Gap::Plain => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_cut_and_counted() {
        let eleven: Vec<String> = (0..11).map(|at| format!("{at}镇")).collect();
        assert_eq!(names_of_many(&eleven), "0镇、1镇、2镇等11个单位");
    }

    #[test]
    fn what_stands_in_a_missing_units_place_is_said() {
        let said = |units: &str, gap| format!("{units}本期未报送{}。", in_its_place(gap));
        assert_eq!(said("财政局", Gap::Kept), "财政局本期未报送，数据沿用上期。");
        assert_eq!(
            said("超化镇和刘寨镇", Gap::CoveredAndKept),
            "超化镇和刘寨镇本期未报送，其项目按部门和牵头单位台账统计，台账没有的沿用上期。"
        );
        assert_eq!(said("超化镇", Gap::Nothing), "超化镇本期未报送，其项目未计入。");
    }
}
