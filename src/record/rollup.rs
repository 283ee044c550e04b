//! 下级总账: a lower level's master ledger as an intake. Each of its localities that is on the roster hands in its own
//! rows; the rest are the lower level's own.

use std::collections::BTreeSet;

use super::submission::{Account, Datum, Entry, Given, Record, TableReading};
use crate::catalog::{Catalog, Field, Form};
use crate::value::{KindId, UnitId};

/// A sheet's tables, each divided by the locality of its rows; the rows of a kind's sheet say that they are of the kind.
pub(super) fn divide(tables: Vec<TableReading>, catalog: &Catalog) -> Vec<TableReading> {
    tables
        .into_iter()
        .map(of_its_kind)
        .flat_map(|table| by_locality(table, catalog))
        .collect()
}

fn of_its_kind(mut table: TableReading) -> TableReading {
    if let (Some(Form::Project), Some(kind)) = (table.form, table.kind) {
        for record in &mut table.records {
            name_kind(record, kind);
        }
    }
    table
}

/// The kind stands where the name stands: the sheet has no column for it.
fn name_kind(record: &mut Record, kind: KindId) {
    let place = record.entry(Field::Name).map(|entry| entry.at);
    if let Some(at) = place.filter(|_| record.entry(Field::Categories).is_none()) {
        record.entries.push(Entry {
            field: Field::Categories,
            at,
            given: Given::Value(Datum::Kinds(vec![kind])),
        });
    }
}

/// The first part keeps the rows that are no records, so that the parts add up to the sheet.
fn by_locality(mut table: TableReading, catalog: &Catalog) -> Vec<TableReading> {
    let localities: BTreeSet<Option<UnitId>> = table
        .records
        .iter()
        .map(|record| locality(record, catalog))
        .collect();
    if localities.iter().all(Option::is_none) {
        return vec![table];
    }
    let records = std::mem::take(&mut table.records);
    let mut parts: Vec<TableReading> = localities
        .iter()
        .map(|&unit| TableReading {
            unit,
            rows: Account::default(),
            records: Vec::new(),
            ..table.clone()
        })
        .collect();
    for record in records {
        let of = locality(&record, catalog);
        if let Some(part) = parts.iter_mut().find(|part| part.unit == of) {
            part.rows.read += 1;
            part.rows.accepted += 1;
            part.records.push(record);
        }
    }
    let taken: u32 = parts.iter().map(|part| part.rows.accepted).sum();
    if let Some(first) = parts.first_mut() {
        first.rows.read += table.rows.read - taken;
        first.rows.non_data = table.rows.non_data;
        first.rows.rejected = table.rows.rejected;
    }
    parts
}

/// 属地 of a row, where it is a locality of this roster.
fn locality(record: &Record, catalog: &Catalog) -> Option<UnitId> {
    let unit = match record.datum(Field::Locality)? {
        Datum::Unit(unit) => *unit,
        Datum::Text(name) => catalog.unit_named(name)?,
        _ => return None,
    };
    Some(unit).filter(|&unit| catalog.unit(unit).is_locality())
}
