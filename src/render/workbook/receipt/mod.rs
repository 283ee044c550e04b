//! 回执: the unit's own sheets back, same cells at the same addresses, with what was found marked there; in front a list
//! to mend by and to answer in. Handed in again it is read as the unit's ledger ([`crate::sheet::Stamp`]).

mod brief;
mod checklist;
mod formula;
mod plan;
mod returned;

pub(in crate::render) use brief::listed;
pub use brief::{BriefFile, BriefFinding, BriefSheet, BriefTask, ReceiptBrief};

use rust_xlsxwriter::XlsxError;

use super::{frame, package};
use crate::error::Result;
use crate::sheet::{RawWorkbook, Stamp};

use plan::Plan;

/// `回执/<unit>.xlsx` from the brief and the cells of the files it names, in its order. One whose cells are not to be had
/// any more is left out; the list says so.
pub fn receipt(brief: &ReceiptBrief, files: &[Option<RawWorkbook>]) -> Result<Vec<u8>> {
    write(brief, files).map_err(frame::failed(&brief.unit))
}

fn write(brief: &ReceiptBrief, opened: &[Option<RawWorkbook>]) -> std::result::Result<Vec<u8>, XlsxError> {
    let plan = Plan::of(brief, opened);
    let mut workbook = brief.frame.workbook(&format!("回执：{}", brief.unit))?;
    workbook.set_zip_compression_level(1);
    let mut stamp = checklist::write(&mut workbook, brief, &plan)?;
    for sheet in &plan.sheets {
        stamp.extend(returned::write(&mut workbook, sheet)?);
    }
    brief.frame.stamp(
        &mut workbook,
        Stamp::RECEIPT_SHEET,
        Stamp::RECEIPT,
        Some(&brief.unit),
        &stamp,
    )?;
    workbook.define_name("截止日", &frame::as_of_cell(Stamp::RECEIPT_SHEET))?;
    package::save(&mut workbook)
}
