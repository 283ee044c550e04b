//! The lists of an earlier catalog found again in this one: an office adds, renames and reorders between two issues.

use super::{ApprovalItem, Catalog, ProjectKind, Team, Unit};
use crate::value::text::fold;
use crate::value::{ApprovalId, KindId, Renumbering, TeamId};

/// An entry of a list: its id, its name, and what else it is called.
type Names<'c> = (&'c str, &'c str, &'c [String]);

impl Catalog {
    /// Where an earlier catalog's units, task forces, kinds and approvals stand in this one: by their ids and names, and
    /// by what else they are called here.
    pub fn renumbering_of(&self, earlier: &Catalog) -> Renumbering {
        let unit = |unit: &Unit| {
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
    pub fn lists_no_more(&self, earlier: &Catalog) -> Vec<String> {
        let found = self.renumbering_of(earlier);
        let units = earlier.units.iter().map(|unit| &unit.name);
        let teams = earlier.teams.iter().map(|team| &team.name);
        let kinds = earlier.kinds.iter().map(|kind| &kind.name);
        let approvals = earlier.approvals.iter().map(|item| &item.name);
        [
            gone("单位", units, &found.units),
            gone("专班", teams, &found.teams),
            gone("项目类别", kinds, &found.kinds),
            gone("手续", approvals, &found.approvals),
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
    earlier: &[T],
    names: fn(&T) -> Names<'_>,
    id_of: fn(u16) -> I,
) -> Vec<Option<I>> {
    let one = |sought: &T| {
        let (id, name, _) = names(sought);
        let name = fold(name);
        let by_id = today.iter().position(|known| names(known).0 == id);
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

fn gone<'n, I>(what: &str, names: impl Iterator<Item = &'n String>, found: &[Option<I>]) -> Vec<String> {
    names
        .zip(found)
        .filter(|(_, found)| found.is_none())
        .map(|(name, _)| format!("{what}“{name}”"))
        .collect()
}
