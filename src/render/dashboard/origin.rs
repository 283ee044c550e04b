//! Where values come from, in little room: files and sheets listed once, a cell as `file!cell`, 沿用 as `@issue`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::Place;
use crate::ledger::{Holding, Kept};
use crate::value::UnitId;

/// A sheet that some value was taken from: file, sheet (empty: the file names none), position of its unit or -1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct OriginSheet(pub(super) String, pub(super) String, pub(super) i32);

/// The sheets named so far, in the order of their first mention.
#[derive(Debug)]
pub(super) struct Origins {
    year: i32,
    known: BTreeMap<(Arc<str>, Option<Arc<str>>), usize>,
    sheets: Vec<OriginSheet>,
}

impl Origins {
    /// None yet; `year` is the issue's, so that only an earlier year is written out.
    pub(super) fn new(year: i32) -> Origins {
        Origins {
            year,
            known: BTreeMap::new(),
            sheets: Vec::new(),
        }
    }

    /// `3!G13`, `3!G13@1`; empty where nothing was taken from anywhere.
    pub(super) fn of(&mut self, holding: Option<&Holding>) -> String {
        let Some((claim, kept)) = holding.and_then(|holding| Some((holding.chosen.as_ref()?, holding.kept)))
        else {
            return String::new();
        };
        self.place(&claim.place, Some(claim.unit), kept)
    }

    /// The same for any place.
    pub(super) fn place(&mut self, place: &Place, unit: Option<UnitId>, kept: Option<Kept>) -> String {
        let sheets = &mut self.sheets;
        let index = *self
            .known
            .entry((place.file.clone(), place.sheet.clone()))
            .or_insert_with(|| {
                sheets.push(OriginSheet(
                    place.file.to_string(),
                    place.sheet.as_deref().unwrap_or_default().to_owned(),
                    unit.map_or(-1, |unit| i32::from(unit.0)),
                ));
                sheets.len() - 1
            });
        let cell = place.cell.map(|cell| cell.to_string()).unwrap_or_default();
        match kept {
            Some(kept) if kept.year == self.year => format!("{index}!{cell}@{}", kept.number),
            Some(kept) => format!("{index}!{cell}@{}-{}", kept.year, kept.number),
            None => format!("{index}!{cell}"),
        }
    }

    /// All that were named.
    pub(super) fn into_sheets(self) -> Vec<OriginSheet> {
        self.sheets
    }
}
