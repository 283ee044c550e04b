//! Rows: every record that counts, with all that identifies it.

use chrono::NaiveDate;

use crate::catalog::{Field, Form};
use crate::finding::Place;
use crate::record::{Datum, Entry, Given, Record, Submission, TableReading};
use crate::rollcall::{Recency, RollCall, TableState};
use crate::value::{Area, KindId, UnitId, name};

/// Where a table stands among the submissions, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TableAt {
    pub(super) submission: usize,
    pub(super) sheet: usize,
    pub(super) table: usize,
}

/// One record of a table that counts.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub(super) unit: UnitId,
    pub(super) at: TableAt,
    pub(super) form: Form,
    /// The kind whose ledger the table is.
    pub(super) kind: Option<KindId>,
    /// Does a lower level's 总账 speak, so that its kinds' sheets stand for their leads' ledgers?
    pub(super) is_rollup: bool,
    pub(super) recency: Recency,
    /// File and sheet.
    pub(super) sheet: Place,
    pub(super) table: &'a TableReading,
    pub(super) record: &'a Record,
    /// 项目代码, as far as it is usable.
    pub(super) code: Option<&'a str>,
    /// The project's name as it is compared; empty where there is none.
    pub(super) name: String,
    /// The locality's own ledger speaks for itself; else the 属地 column.
    pub(super) locality: Option<UnitId>,
}

impl Row<'_> {
    /// The cell of a field; where it is blank, its column in this row; else the name's cell, else the row's first.
    pub(super) fn place(&self, field: Field) -> Place {
        let entry = self
            .record
            .entry(field)
            .or_else(|| self.record.entry(Field::Name));
        let area = entry
            .or(self.record.entries.first())
            .map_or(Area::cell(self.record.row, 0), |entry| entry.at);
        Place {
            cell: Some(area),
            ..self.sheet.clone()
        }
    }

    /// The heading over an entry, as the unit wrote it.
    pub(super) fn heading(&self, entry: &Entry) -> Option<&str> {
        let col = entry.at.first.col;
        self.table
            .columns
            .iter()
            .find(|(column, ..)| *column == col)
            .map(|(_, _, heading)| heading.as_str())
    }

    /// Text of a field as it is compared.
    pub(super) fn words(&self, field: Field) -> String {
        self.record
            .text(field)
            .map(crate::value::text::fold)
            .unwrap_or_default()
    }

    /// Does it say anything that an earlier row for the same project does not, its number in the list aside?
    pub(super) fn differs_from(&self, first: &Row<'_>) -> bool {
        let differs = |entry: &Entry| match (
            first.record.entry(entry.field).map(|entry| &entry.given),
            &entry.given,
        ) {
            (Some(Given::Value(Datum::Amount(a))), Given::Value(Datum::Amount(b))) => !a.agrees_with(b),
            (Some(Given::Value(Datum::Day(a))), Given::Value(Datum::Day(b))) => !a.agrees_with(b),
            (first, own) => first != Some(own),
        };
        let mut said = self
            .record
            .entries
            .iter()
            .filter(|entry| entry.field != Field::Serial);
        said.any(differs)
    }

    /// Do both stand in versions of one table, this one's the older?
    pub(super) fn is_older_version_of(&self, other: &Row<'_>) -> bool {
        (self.unit, self.form, self.kind) == (other.unit, other.form, other.kind)
            && !self.is_in_ledger_of(other)
            && self.recency < other.recency
    }

    /// Do both stand in the same ledger, that is on the same sheet?
    pub(super) fn is_in_ledger_of(&self, other: &Row<'_>) -> bool {
        (self.at.submission, self.at.sheet) == (other.at.submission, other.at.sheet)
    }
}

/// The rows of every table that `rollcall` leaves in `state`, in the order of the files.
pub(super) fn collect<'a>(
    catalog: &crate::catalog::Catalog,
    submissions: &'a [Submission],
    rollcall: &RollCall,
    state: TableState,
    as_of: NaiveDate,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (submission, file) in submissions.iter().enumerate() {
        let path: std::sync::Arc<str> = file.file.as_str().into();
        for (sheet, reading) in file.sheets.iter().enumerate() {
            let place = Place {
                file: path.clone(),
                sheet: reading.name.as_deref().map(Into::into),
                cell: None,
            };
            for (table, read) in reading.tables.iter().enumerate() {
                let (is, Some(unit)) = rollcall.table(submission, sheet, table) else {
                    continue;
                };
                let (Some(form), true) = (read.form, is == state) else {
                    continue;
                };
                let at = TableAt {
                    submission,
                    sheet,
                    table,
                };
                let recency = Recency::of(submissions, submission, sheet, as_of);
                let is_locality = catalog.unit(unit).is_locality();
                rows.extend(read.records.iter().map(|record| Row {
                    unit,
                    at,
                    form,
                    kind: read.kind,
                    is_rollup: file.is_ledger_of_ours(),
                    recency,
                    sheet: place.clone(),
                    table: read,
                    record,
                    code: code(record),
                    name: record.text(Field::Name).map(name::normalise).unwrap_or_default(),
                    locality: if is_locality {
                        Some(unit)
                    } else {
                        said_locality(catalog, record)
                    },
                }));
            }
        }
    }
    rows
}

fn code(record: &Record) -> Option<&str> {
    match record.datum(Field::Code)? {
        Datum::Code(code) => Some(code.as_str()),
        _ => None,
    }
}

/// 属地 as the column says it, where it is a locality of the roster.
fn said_locality(catalog: &crate::catalog::Catalog, record: &Record) -> Option<UnitId> {
    match record.datum(Field::Locality)? {
        Datum::Unit(unit) => Some(*unit).filter(|&unit| catalog.unit(unit).is_locality()),
        Datum::Text(text) => catalog
            .unit_named(text)
            .filter(|&unit| catalog.unit(unit).is_locality()),
        _ => None,
    }
}
