//! The lists of an earlier catalog found again in this one: an office adds, renames and reorders between two issues.

use serde::Deserialize;

use super::{ApprovalItem, Catalog, ProjectKind, Team};
use crate::value::text::fold;
use crate::value::{ApprovalId, KindId, Renumbering, TeamId};

/// What an earlier catalog lists, in its order. Read from a frozen [`Catalog`] whatever else stands in it, for what else
/// a catalog holds differs from version to version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EarlierLists {
    units: Vec<Listed>,
    teams: Vec<Listed>,
    kinds: Vec<Listed>,
    approvals: Vec<Listed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Listed {
    /// Units have none.
    #[serde(default)]
    id: String,
    name: String,
    #[serde(default)]
    short: String,
}

/// An entry of today's lists: its id, its name, and what else it is called.
type Names<'c> = (&'c str, &'c str, &'c [String]);

impl Catalog {
    /// Where an earlier catalog's units, task forces, kinds and approvals stand in this one: by their ids and names, and
    /// by what else they are called here.
    pub fn renumbering_of(&self, earlier: &EarlierLists) -> Renumbering {
        let unit = |unit: &Listed| {
            self.unit_named(&unit.name)
                .or_else(|| self.unit_named(&unit.short))
        };
        Renumbering {
            units: earlier.units.iter().map(unit).collect(),
            teams: again(&self.teams, &earlier.teams, of_team, TeamId),
            kinds: again(&self.kinds, &earlier.kinds, of_kind, KindId),
            approvals: again(&self.approvals, &earlier.approvals, of_approval, ApprovalId),
        }
    }

    /// What an earlier catalog lists and this one does not, in a clerk's words: 单位“青屏街街道办事处”.
    pub fn lists_no_more(&self, earlier: &EarlierLists) -> Vec<String> {
        let found = self.renumbering_of(earlier);
        [
            gone("单位", &earlier.units, &found.units),
            gone("专班", &earlier.teams, &found.teams),
            gone("项目类别", &earlier.kinds, &found.kinds),
            gone("手续", &earlier.approvals, &found.approvals),
        ]
        .concat()
    }
}

fn of_team(team: &Team) -> Names<'_> {
    (&team.id, &team.name, &team.also)
}

fn of_kind(kind: &ProjectKind) -> Names<'_> {
    (&kind.id, &kind.name, &kind.also)
}

fn of_approval(item: &ApprovalItem) -> Names<'_> {
    (&item.id, &item.name, &item.also)
}

/// For each earlier entry the one of today with its id, else the one that bears its name, else one also called so.
fn again<T, I>(
    today: &[T],
    earlier: &[Listed],
    names: fn(&T) -> Names<'_>,
    id_of: fn(u16) -> I,
) -> Vec<Option<I>> {
    let one = |sought: &Listed| {
        let name = fold(&sought.name);
        let by_id = today.iter().position(|known| names(known).0 == sought.id);
        let by_name = || today.iter().position(|known| fold(names(known).1) == name);
        let by_other = || {
            let mut today = today.iter();
            today.position(|known| names(known).2.iter().any(|also| fold(also) == name))
        };
        let at = by_id.or_else(by_name).or_else(by_other)?;
        u16::try_from(at).ok().map(id_of)
    };
    earlier.iter().map(one).collect()
}

fn gone<I>(what: &str, earlier: &[Listed], found: &[Option<I>]) -> Vec<String> {
    let listed = earlier.iter().zip(found);
    listed
        .filter(|(_, found)| found.is_none())
        .map(|(one, _)| format!("{what}“{}”", one.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::UnitId;

    #[test]
    fn earlier_lists_are_found_again_whatever_else_the_earlier_catalog_held() {
        let catalog = Catalog::preset();
        let mut frozen = serde_json::to_value(&catalog).unwrap();
        let same: EarlierLists = serde_json::from_value(frozen.clone()).unwrap();
        let units = catalog.unit_ids().map(Some).collect::<Vec<_>>();
        assert_eq!(catalog.renumbering_of(&same).units, units);
        assert!(catalog.lists_no_more(&same).is_empty());

        frozen["forms"] = "of another version".into();
        frozen["units"][0] = serde_json::json!({"name": "旧设镇人民政府", "short": "旧设镇"});
        frozen["units"].as_array_mut().unwrap().swap(1, 2);
        let other: EarlierLists = serde_json::from_value(frozen).unwrap();
        let found = catalog.renumbering_of(&other).units;
        assert_eq!(found[..3], [None, Some(UnitId(2)), Some(UnitId(1))]);
        assert_eq!(catalog.lists_no_more(&other), ["单位“旧设镇人民政府”"]);
    }
}
