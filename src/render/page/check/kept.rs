//! 沿用上期: values that no ledger gives this week, by the unit that gave them last.

use serde::Serialize;

use super::super::words;
use super::sources::{anchor, since};
use crate::bulletin::Edition;
use crate::catalog::Field;
use crate::ledger::Holding;
use crate::value::UnitId;

/// What a unit gave in earlier issues and nobody gives now.
#[derive(Debug, Clone, Serialize)]
pub(super) struct KeptOf {
    name: String,
    /// Values, over all rows.
    values: usize,
    rows: Vec<KeptRow>,
}

/// Such values of one project or task, from one sheet of one issue.
#[derive(Debug, Clone, Serialize)]
struct KeptRow {
    subject: String,
    anchor: Option<String>,
    values: Vec<KeptValue>,
    sheet: Option<String>,
    file: String,
    /// 沿用第1期，2期未更新
    since: String,
}

#[derive(Debug, Clone, Serialize)]
struct KeptValue {
    field: String,
    value: String,
    cell: Option<String>,
}

/// Every value kept from an earlier issue; units in roster order, projects before tasks.
pub(super) fn kept(edition: &Edition<'_>) -> Vec<KeptOf> {
    let mut list = List {
        edition,
        units: Vec::new(),
    };
    for (at, project) in edition.ledger.projects.iter().enumerate() {
        for (item, holding) in &project.values {
            let field = words::item(*item, edition.catalog);
            list.add(&project.name, Some(anchor(at)), field, holding);
        }
    }
    for task in &edition.ledger.tasks {
        let matter = task.text(Field::Matter).unwrap_or("—");
        let subject = task
            .no
            .as_ref()
            .map_or_else(|| matter.to_owned(), |no| format!("{no} {matter}"));
        for (field, holding) in &task.values {
            list.add(&subject, None, words::field(*field, edition.catalog), holding);
        }
    }
    list.units.sort_by_key(|(unit, _)| *unit);
    list.units.into_iter().map(|(_, of)| of).collect()
}

struct List<'e, 'a> {
    edition: &'e Edition<'a>,
    units: Vec<(UnitId, KeptOf)>,
}

impl List<'_, '_> {
    /// Takes a value down, if it is kept; the values of one subject come one after the other.
    fn add(&mut self, subject: &str, anchor: Option<String>, field: String, holding: &Holding) {
        let Some((claim, kept)) = holding.chosen.as_ref().zip(holding.kept) else {
            return;
        };
        let (catalog, year) = (self.edition.catalog, self.edition.options.year);
        let at = self.units.iter().position(|(unit, _)| *unit == claim.unit);
        let at = at.unwrap_or_else(|| {
            let of = KeptOf {
                name: catalog.unit(claim.unit).short.clone(),
                values: 0,
                rows: Vec::new(),
            };
            self.units.push((claim.unit, of));
            self.units.len() - 1
        });
        let of = &mut self.units[at].1;
        of.values += 1;
        let (place, since) = (&claim.place, since(kept, year));
        let value = KeptValue {
            field,
            value: words::given(&claim.given, catalog, year),
            cell: place.cell.map(|cell| cell.to_string()),
        };
        // The rows of the subject in hand stand last.
        let row = of
            .rows
            .iter_mut()
            .rev()
            .take_while(|row| row.subject == subject && row.anchor == anchor)
            .find(|row| {
                row.file == *place.file
                    && row.sheet.as_deref() == place.sheet.as_deref()
                    && row.since == since
            });
        match row {
            Some(row) => row.values.push(value),
            None => of.rows.push(KeptRow {
                subject: subject.to_owned(),
                anchor,
                values: vec![value],
                sheet: place.sheet.as_deref().map(str::to_owned),
                file: place.file.to_string(),
                since,
            }),
        }
    }
}
