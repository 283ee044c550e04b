//! 空白台账: next week's form per unit, with what is known filled in. Handed in untouched, it changes nothing.

mod form;
mod guide;
mod rows;
mod sheet;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::frame::{self, Frame};
use super::package;
use super::style::Styles;
use crate::bulletin::IssueOptions;
use crate::catalog::{Catalog, Status, TaskState};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::Stamp;
use crate::value::{UnitId, column_name};

use sheet::BlankSheet;

/// The sheet of drop-down lists.
const LISTS: &str = "_字典";

/// `空白台账/<unit>.xlsx`: the forms of the unit's role for the issue that `options` name, from the last issue's ledger.
pub fn blank(
    catalog: &Catalog,
    last: Option<&Ledger>,
    unit: UnitId,
    options: &IssueOptions,
) -> Result<Vec<u8>> {
    let frame = Frame::new(catalog, options);
    let empty = Ledger::default();
    let sheets = rows::sheets(catalog, last.unwrap_or(&empty), unit, &frame);
    write(catalog, last, unit, &frame, &sheets).map_err(frame::failed(&catalog.unit(unit).name))
}

fn write(
    catalog: &Catalog,
    last: Option<&Ledger>,
    unit: UnitId,
    frame: &Frame,
    sheets: &[BlankSheet],
) -> std::result::Result<Vec<u8>, XlsxError> {
    let name = &catalog.unit(unit).name;
    let mut workbook = frame.workbook(&format!("空白台账：{name}"))?;
    let mut styles = Styles::default();
    let added =
        |sheet: &str, what: &str| vec![Stamp::TAG_ADDED.to_owned(), sheet.to_owned(), what.to_owned()];
    let mut stamp = vec![added(guide::SHEET, "guide"), added(LISTS, "lists")];
    if let Some(last) = last {
        let from = format!("{}-{:03}", last.year, last.number);
        stamp.push(vec!["from_issue".to_owned(), from]);
    }
    for sheet in sheets {
        stamp.extend(sheet.write(&mut workbook, frame, name, &mut styles)?);
    }
    guide::write(&mut workbook, frame, sheets)?;
    write_lists(&mut workbook, catalog)?;
    frame.stamp(&mut workbook, Stamp::SHEET, Stamp::BLANK, Some(name), &stamp)?;
    workbook.define_name(frame::AS_OF_NAME, &frame::as_of_cell(Stamp::SHEET))?;
    package::save(&mut workbook)
}

/// Drop-down lists on a very hidden sheet: in a rule of its own a list ends at 255 characters.
fn write_lists(workbook: &mut Workbook, catalog: &Catalog) -> std::result::Result<(), XlsxError> {
    let mut statuses: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| *status != Status::Withdrawn)
        .map(|status| status.word().to_owned())
        .collect();
    statuses.push("退库".to_owned());
    let kinds = catalog.kinds.iter().map(rows::kind_word).collect();
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<String>>()
    };
    let approvals = [
        crate::catalog::ApprovalState::Granted,
        crate::catalog::ApprovalState::InHand,
        crate::catalog::ApprovalState::Deferred,
        crate::catalog::ApprovalState::Promised,
        crate::catalog::ApprovalState::None,
        crate::catalog::ApprovalState::NotApplicable,
    ];
    let lists: [(&str, Vec<String>); 5] = [
        ("词表_状态", statuses),
        (
            "词表_任务状态",
            words(&[state_word(TaskState::Open), state_word(TaskState::Closed)]),
        ),
        ("词表_类型", kinds),
        ("词表_性质", words(&["新建", "续建", "改扩建"])),
        (
            "词表_手续",
            approvals
                .into_iter()
                .map(|state| state.word().to_owned())
                .collect(),
        ),
    ];
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(LISTS)?.set_very_hidden(true);
    let mut names = Vec::new();
    for (col, (name, words)) in (0..).zip(&lists) {
        sheet.write_string(0, col, *name)?;
        for (row, word) in (1..).zip(words) {
            sheet.write_string(row, col, word)?;
        }
        let letter = column_name(col);
        names.push((
            *name,
            format!("='{LISTS}'!${letter}$2:${letter}${}", words.len().max(1) + 1),
        ));
    }
    for (name, range) in names {
        workbook.define_name(name, &range)?;
    }
    Ok(())
}

/// As a task's state is typed.
const fn state_word(state: TaskState) -> &'static str {
    match state {
        TaskState::Open => "办理中",
        TaskState::Closed => "已办结",
    }
}
