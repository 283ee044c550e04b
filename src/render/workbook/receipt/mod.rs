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

use super::frame;
use crate::error::Result;
use crate::sheet::{self, RawWorkbook, Stamp};

use plan::Plan;

/// `回执/<unit>.xlsx` from the brief and the bytes of the files it names: pure, so that the process that reads a file can
/// also give it back. A file that is not there, or cannot be read any more, is left out; the list says so.
pub fn receipt(brief: &ReceiptBrief, files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let opened: Vec<Option<RawWorkbook>> = brief
        .files
        .iter()
        .map(|file| {
            let (name, bytes) = files.iter().find(|(name, _)| *name == file.name)?;
            sheet::open(bytes, name, &brief.limits).workbook
        })
        .collect();
    write(brief, &opened).map_err(frame::failed(&brief.unit))
}

fn write(brief: &ReceiptBrief, opened: &[Option<RawWorkbook>]) -> std::result::Result<Vec<u8>, XlsxError> {
    let plan = Plan::of(brief, opened);
    let mut workbook = brief.frame.workbook(&format!("回执：{}", brief.unit))?;
    workbook.set_zip_compression_level(3);
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
    workbook.save_to_buffer()
}
