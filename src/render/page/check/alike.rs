//! Projects whose names are nearly the same: side by side, for a person to say whether they are one.

use serde::Serialize;

use super::sources::{PlaceView, anchor};
use crate::bulletin::Edition;
use crate::ledger::Project;

/// Two projects at one locality, one character apart.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Alike {
    locality: String,
    pair: [Named; 2],
}

/// A project as its ledger names it.
#[derive(Debug, Clone, Serialize)]
struct Named {
    name: String,
    code: Option<String>,
    /// `None` where it does not count, so that no row above shows it.
    anchor: Option<String>,
    place: Option<PlaceView>,
}

/// In the order of the ledger.
pub(super) fn pairs(edition: &Edition<'_>) -> Vec<Alike> {
    let ledger = edition.ledger;
    let find = |key: &str| {
        let counted = ledger.projects.iter().enumerate();
        let counted = counted.map(|(at, project)| (Some(at), project));
        let others = ledger.uncounted.iter().chain(&ledger.left);
        counted
            .chain(others.map(|project| (None, project)))
            .find(|(_, project)| project.key == key)
    };
    let pairs = ledger.lookalikes.iter();
    pairs
        .filter_map(|(one, other)| {
            let (one, other) = (find(one)?, find(other)?);
            let locality = one.1.locality.map(|unit| &edition.catalog.unit(unit).short);
            Some(Alike {
                locality: locality.cloned().unwrap_or_default(),
                pair: [named(one), named(other)],
            })
        })
        .collect()
}

fn named((at, project): (Option<usize>, &Project)) -> Named {
    Named {
        name: project.name.clone(),
        code: project.code.clone(),
        anchor: at.map(anchor),
        place: project.sources.first().map(|source| PlaceView::of(&source.place)),
    }
}
