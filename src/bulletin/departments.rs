//! 行业项目: which projects each department's own ledger lists.

use std::collections::{BTreeMap, BTreeSet};

use super::Material;
use crate::catalog::{Form, UnitClass};
use crate::ledger::Project;
use crate::value::{KindId, UnitId};

/// Keys of the projects in each department's own project ledger, in roster order. A ledger that a department keeps as
/// the lead of a kind, or of the approvals it grants, is not its own. A department that handed in nothing keeps those
/// it gave last.
pub fn members<'a>(material: &Material<'a>) -> Vec<(UnitId, BTreeSet<&'a str>)> {
    let own = own_tables(material);
    let departments = material.catalog.unit_ids().filter(|unit| {
        let class = material.catalog.unit(*unit).class;
        matches!(class, UnitClass::Department | UnitClass::Centre)
    });
    departments
        .map(|unit| {
            let projects = material.ledger.projects.iter();
            let keys = projects.filter(|project| lists(material, &own, unit, project));
            (unit, keys.map(|project| project.key.as_str()).collect())
        })
        .collect()
}

fn lists(material: &Material<'_>, own: &OwnTables<'_>, unit: UnitId, project: &Project) -> bool {
    let stands_in = project.sources.iter().any(|source| {
        let sheet = (&*source.place.file, source.place.sheet.as_deref());
        source.unit == unit
            && own.get(&sheet).is_some_and(|bodies| {
                let is_own = |&(first, last)| first <= source.row && source.row <= last;
                bodies.iter().any(is_own)
            })
    });
    stands_in || (material.rollcall.missing.contains(&unit) && gave_before(material, unit, project))
}

/// A missing department's projects: those it gave, unless it gives them as a kind's lead or an approval's owner.
fn gave_before(material: &Material<'_>, unit: UnitId, project: &Project) -> bool {
    let catalog = material.catalog;
    let leads = |kind: &KindId| catalog.kind(*kind).lead == unit;
    let grants = catalog.approvals.iter().any(|approval| approval.owner == unit);
    project.givers.contains(&unit)
        && !grants
        && !catalog.kinds.iter().any(|kind| kind.lead == unit)
        && !project.kinds.iter().any(leads)
}

/// Bodies of the project ledgers without a kind, by file and sheet.
type OwnTables<'a> = BTreeMap<(&'a str, Option<&'a str>), Vec<(u32, u32)>>;

fn own_tables<'a>(material: &Material<'a>) -> OwnTables<'a> {
    let mut own: OwnTables<'_> = BTreeMap::new();
    for submission in material.submissions {
        for sheet in &submission.sheets {
            for table in &sheet.tables {
                if let (Some(Form::Project), None, Some(body)) = (table.form, table.kind, table.body) {
                    own.entry((&submission.file, sheet.name.as_deref()))
                        .or_default()
                        .push(body);
                }
            }
        }
    }
    own
}
