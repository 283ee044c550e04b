//! `tables`: how each sheet was read, and the account of its rows.

use serde::Serialize;
use serde_json::{Map, Value};

use super::field_name;
use crate::bulletin::Edition;
use crate::catalog::Field;
use crate::record::{Account, TableReading};
use crate::rollcall::TableState;
use crate::value::column_name;

#[derive(Serialize)]
pub(super) struct TableJson<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    hidden: bool,
    form: &'static str,
    kind: Option<&'a str>,
    unit: Option<&'a str>,
    state: TableState,
    dated: Option<String>,
    heading: Option<String>,
    body: Option<String>,
    columns: Map<String, Value>,
    headings: Map<String, Value>,
    own_columns: Vec<String>,
    rows: Account,
}

/// Every table of every sheet of every readable file, in the order of the files.
pub(super) fn tables<'a>(edition: &Edition<'a>, accounts: &[Vec<Vec<Account>>]) -> Vec<TableJson<'a>> {
    let mut list = Vec::new();
    for (file, submission) in edition.submissions.iter().enumerate() {
        for (at, sheet) in submission.sheets.iter().enumerate() {
            for (nth, table) in sheet.tables.iter().enumerate() {
                let (state, unit) = called(edition, file, at, nth).unwrap_or((
                    TableState::Unknown,
                    table.unit.or_else(|| submission.whose.unit()),
                ));
                let account = (accounts.get(file))
                    .and_then(|sheets| sheets.get(at)?.get(nth))
                    .unwrap_or(&table.rows);
                list.push(TableJson {
                    file: &submission.file,
                    sheet: sheet.name.as_deref(),
                    hidden: sheet.hidden,
                    form: form(table),
                    kind: table.kind.map(|kind| edition.catalog.kind(kind).id.as_str()),
                    unit: unit.map(|unit| edition.catalog.unit(unit).name.as_str()),
                    state,
                    dated: table.dated.map(|day| day.to_string()),
                    heading: table.heading.map(rows),
                    body: table.body.map(rows),
                    columns: columns(table, |(_, field, _)| field_name(*field, edition.catalog)),
                    headings: columns(table, |(_, _, heading)| heading),
                    own_columns: own_columns(table),
                    rows: *account,
                });
            }
        }
    }
    list
}

type Called = (TableState, Option<crate::value::UnitId>);

fn called(edition: &Edition<'_>, file: usize, sheet: usize, table: usize) -> Option<Called> {
    edition.rollcall.tables.get(file)?.get(sheet)?.get(table).copied()
}

fn form(table: &TableReading) -> &'static str {
    match table.form {
        Some(form) => form.id(),
        None if table.is_other => "other",
        None => "none",
    }
}

/// Rows from 1, `3-4`; one row is `3`.
fn rows((first, last): (u32, u32)) -> String {
    if first == last {
        (first + 1).to_string()
    } else {
        format!("{}-{}", first + 1, last + 1)
    }
}

type Column = (u16, Field, String);

/// 批次 is shown where it is given, but it is no column that readers of `tables` are promised.
fn is_listed((_, field, _): &Column) -> bool {
    *field != Field::Batch
}

fn own_columns(table: &TableReading) -> Vec<String> {
    let unlisted = table.columns.iter().filter(|column| !is_listed(column));
    let own = table.own_columns.iter().chain(unlisted.map(|(col, _, _)| col));
    let mut cols: Vec<u16> = own.copied().collect();
    cols.sort_unstable();
    cols.into_iter().map(column_name).collect()
}

fn columns<'a>(table: &'a TableReading, of: impl Fn(&'a Column) -> &'a str) -> Map<String, Value> {
    let columns = table.columns.iter().filter(|column| is_listed(column));
    columns
        .map(|column| (column_name(column.0), of(column).into()))
        .collect()
}

/// The account: the rows of the tables that count.
pub(super) fn total(tables: &[TableJson<'_>]) -> Account {
    let mut total = Account::default();
    for table in tables.iter().filter(|table| table.state == TableState::Counted) {
        total.read += table.rows.read;
        total.accepted += table.rows.accepted;
        total.merged += table.rows.merged;
        total.non_data += table.rows.non_data;
        total.rejected += table.rows.rejected;
    }
    total
}
