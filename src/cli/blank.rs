//! `blank`: next week's forms, one workbook a unit, filled in from the last published issue.

use rayon::prelude::*;

use super::args::Reading;
use super::print::Printer;
use super::workspace::{Workspace, shown};
use crate::archive::{self, SystemDisk};
use crate::error::Result;
use crate::render::{Output, file_name, workbook};
use crate::value::UnitId;

/// The folder below `output/`.
const FOLDER: &str = "空白台账";

/// Writes them all, in the place of the ones before.
pub(super) fn run(printer: &mut Printer, workspace: &Workspace, reading: &Reading) -> Result<()> {
    let run = workspace.coming_run(reading)?;
    let catalog = &workspace.catalog;
    let last = run.previous.as_ref().map(|state| &state.ledger);
    let units: Vec<UnitId> = catalog.unit_ids().collect();
    let outputs = units
        .into_par_iter()
        .map(|unit| {
            let path = format!("{}.xlsx", file_name::safe(&catalog.unit(unit).name));
            Ok(Output {
                path,
                bytes: workbook::blank(catalog, last, unit, &run.options)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let place = archive::replace_folder(&SystemDisk, &workspace.layout, FOLDER, &outputs)?;
    printer.line(&format!(
        "截至{}的空白台账已备好：{}/（{}个单位）",
        run.options.as_of.format("%-m月%-d日"),
        shown(&place),
        outputs.len()
    ));
    match last {
        Some(ledger) => printer.line(&format!(
            "已按第{}期预填各单位的项目和任务；原样交回，什么也不会变",
            ledger.number
        )),
        None => printer.line("还没有印发过，表里没有预填项目；新项目一行一个"),
    }
    Ok(())
}
