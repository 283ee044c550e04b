//! Near-identical names: listed for a person, never merged.

use std::collections::{BTreeSet, HashMap};

use crate::ledger::Project;
use crate::value::{UnitId, name};

/// Pairs of keys, at least one of them without a code, whose names at one locality are one character apart.
pub(super) fn pairs(projects: &[Project]) -> Vec<(String, String)> {
    let localities: BTreeSet<Option<UnitId>> = projects
        .iter()
        .filter(|project| project.code.is_none())
        .map(|project| project.locality)
        .collect();
    let mut by_trace: HashMap<(Option<UnitId>, String), Vec<usize>> = HashMap::new();
    let names: Vec<String> = projects
        .iter()
        .map(|project| name::normalise(&project.name))
        .collect();
    let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, project) in projects
        .iter()
        .enumerate()
        .filter(|(_, project)| localities.contains(&project.locality))
    {
        for trace in traces(&names[at]) {
            let mates = by_trace.entry((project.locality, trace)).or_default();
            let near = mates.iter().filter(|&&mate| {
                let is_open = project.code.is_none() || projects[mate].code.is_none();
                is_open
                    && project.part_of.is_none()
                    && projects[mate].part_of.is_none()
                    && name::are_near(&names[mate], &names[at])
            });
            found.extend(near.map(|&mate| (mate, at)));
            mates.push(at);
        }
    }
    found
        .into_iter()
        .map(|(a, b)| (projects[a].key.clone(), projects[b].key.clone()))
        .collect()
}

/// The name, and the name without each of its characters: names one character apart share one of these.
fn traces(name: &str) -> BTreeSet<String> {
    let without = name
        .char_indices()
        .map(|(at, c)| format!("{}{}", &name[..at], &name[at + c.len_utf8()..]));
    without.chain([name.to_owned()]).collect()
}
