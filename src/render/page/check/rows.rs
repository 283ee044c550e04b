//! 行数核对: what became of every row, by file and sheet.

use serde::Serialize;

use super::super::words;
use crate::bulletin::Edition;
use crate::record::{Account, SheetReading, TableReading};
use crate::rollcall::TableState;
use crate::value::UnitId;

/// A file and its sheets.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FileView<'a> {
    name: &'a str,
    unit: String,
    state: &'static str,
    is_used: bool,
    dated: Option<String>,
    late: bool,
    why: Option<&'a str>,
    sheets: Vec<SheetView<'a>>,
}

/// A table of a sheet.
#[derive(Debug, Clone, Serialize)]
struct SheetView<'a> {
    name: Option<&'a str>,
    hidden: bool,
    unit: Option<String>,
    form: String,
    kind: Option<&'a str>,
    state: &'static str,
    counts: bool,
    /// Rows, from 1: `3-4`.
    heading: Option<String>,
    body: Option<String>,
    account: Account,
    adds_up: bool,
}

/// Every file of the roll-call, with the sheets of those that were read.
pub(super) fn files<'a>(edition: &Edition<'a>, accounts: &[Vec<Vec<Account>>]) -> Vec<FileView<'a>> {
    let lines = edition.rollcall.lines.iter();
    lines
        .filter_map(|line| {
            let name = line.file.as_deref()?;
            let sheets = edition
                .submissions
                .iter()
                .position(|submission| submission.file == name)
                .map_or_else(Vec::new, |at| sheets(edition, accounts, at));
            Some(FileView {
                name,
                unit: words::unit(line.unit, edition.catalog),
                state: words::file_state(line.state),
                is_used: line.state == crate::rollcall::FileState::Received,
                dated: line.dated.map(crate::bulletin::wording::full_date),
                late: line.late,
                why: line.why.as_deref(),
                sheets,
            })
        })
        .collect()
}

fn sheets<'a>(edition: &Edition<'a>, accounts: &[Vec<Vec<Account>>], file: usize) -> Vec<SheetView<'a>> {
    let submission = &edition.submissions[file];
    let mut views = Vec::new();
    for (at, sheet) in submission.sheets.iter().enumerate() {
        for (nth, table) in sheet.tables.iter().enumerate() {
            let called = edition
                .rollcall
                .tables
                .get(file)
                .and_then(|sheets| sheets.get(at)?.get(nth));
            let (state, unit) = called.copied().unwrap_or((TableState::Unknown, None));
            let account = accounts
                .get(file)
                .and_then(|sheets| sheets.get(at)?.get(nth))
                .copied()
                .unwrap_or(table.rows);
            views.push(sheet_view(edition, sheet, table, (state, unit), account));
        }
    }
    views
}

fn sheet_view<'a>(
    edition: &Edition<'a>,
    sheet: &'a SheetReading,
    table: &'a TableReading,
    (state, unit): (TableState, Option<UnitId>),
    account: Account,
) -> SheetView<'a> {
    SheetView {
        name: sheet.name.as_deref(),
        hidden: sheet.hidden,
        unit: unit.map(|unit| edition.catalog.unit(unit).short.clone()),
        form: words::form(table, edition.catalog),
        kind: table.kind.map(|kind| edition.catalog.kind(kind).short.as_str()),
        state: words::table_state(state),
        counts: state == TableState::Counted,
        heading: table.heading.map(span),
        body: table.body.map(span),
        account,
        adds_up: adds_up(&account),
    }
}

/// The rows of all sheets that count.
pub(super) fn total(files: &[FileView<'_>]) -> Account {
    let sheets = files
        .iter()
        .flat_map(|file| &file.sheets)
        .filter(|sheet| sheet.counts);
    sheets.fold(Account::default(), |sum, sheet| Account {
        read: sum.read + sheet.account.read,
        accepted: sum.accepted + sheet.account.accepted,
        merged: sum.merged + sheet.account.merged,
        non_data: sum.non_data + sheet.account.non_data,
        rejected: sum.rejected + sheet.account.rejected,
    })
}

/// Is every row read accounted for?
pub(super) fn adds_up(account: &Account) -> bool {
    account.accepted + account.merged + account.non_data + account.rejected == account.read
}

fn span((first, last): (u32, u32)) -> String {
    if first == last {
        (first + 1).to_string()
    } else {
        format!("{}-{}", first + 1, last + 1)
    }
}
