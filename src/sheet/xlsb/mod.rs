//! xlsb: the binary parts are walked first, then calamine streams the cells.

mod walk;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};

use calamine::{DataRef, Reader, SheetType, Xlsb};

use super::grid::{Budget, Formats, Grid};
use super::look::look;
use super::package::Package;
use super::refusal::Refusal;
use super::xlsx::{DAYS_1904, is_external, parts};
use super::{Format, Look, RawFormula, RawValue, RawWorkbook};
use crate::catalog::Limits;
use crate::value::Area;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], package: &mut Package<'_>, limits: &Limits) -> Result<RawWorkbook, Refusal> {
    package.verify(|_| false)?;
    for name in package.names().to_vec() {
        if name.to_ascii_lowercase().ends_with("sharedstrings.bin") || name.ends_with("workbook.bin") {
            walk::whole(&package.bytes(&name)?.unwrap_or_default())?;
        }
    }
    let no_workbook = || Refusal::Damaged("里面没有工作簿".into());
    let named = walk::sheets(&package.bytes("xl/workbook.bin")?.ok_or_else(no_workbook)?)?;
    let targets = parts::relationships(package, "xl/_rels/workbook.bin.rels")?;
    let mut formats = Formats::new();
    let styles = match package.bytes("xl/styles.bin")? {
        Some(part) => walk::styles(&part, &mut formats)?,
        None => Vec::new(),
    };
    let looks: Vec<Look> = styles.iter().map(|&format| look(formats.code(format))).collect();
    let mut workbook =
        Xlsb::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged("工作簿结构有误".into()))?;
    let listed = workbook.sheets_metadata().to_vec();
    if listed.len() > limits.sheets {
        return Err(Refusal::TooBig(format!(
            "有{}张表，限度是{}张",
            listed.len(),
            limits.sheets
        )));
    }
    let is_1904 = workbook.has_1904_epoch();
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (at, sheet) in listed.iter().enumerate() {
        if listed[..at].iter().any(|other| other.name == sheet.name) {
            return Err(Refusal::Damaged(format!("有两张表都叫“{}”", sheet.name)));
        }
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let part = named
            .iter()
            .find(|(_, name)| *name == sheet.name)
            .and_then(|(id, _)| targets.iter().rfind(|(known, ..)| known == id))
            .map(|(_, _, target)| format!("xl/{target}"))
            .ok_or_else(no_workbook)?;
        let walked = walk::sheet(&package.bytes(&part)?.ok_or_else(no_workbook)?)?;
        let formulas = formulas(&mut workbook, &sheet.name);
        let mut reader = workbook
            .worksheet_cells_reader(&sheet.name)
            .map_err(|_| Refusal::Damaged(format!("“{}”的内容有误", sheet.name)))?;
        let mut grid = Grid::new(Some(sheet.name.clone()));
        grid.frame = walked.frame;
        for filled in &walked.cells {
            let format = styles.get(filled.style).copied().unwrap_or(0);
            let look = looks.get(filled.style).copied().unwrap_or(Look::General);
            let value = match &filled.passed_over {
                Some(value) => value.clone(),
                None => match reader.next_cell() {
                    Ok(Some(cell)) if cell.get_position() == filled.at => {
                        value(cell.get_value(), look, is_1904).unwrap_or(RawValue::NoResult)
                    }
                    _ => {
                        return Err(Refusal::Cell {
                            sheet: sheet.name.clone(),
                            at: Area::cell(filled.at.0, u16::try_from(filled.at.1).unwrap_or(u16::MAX)),
                            why: "内容读不出来",
                        });
                    }
                },
            };
            let formula = filled.is_formula.then(|| {
                let text = formulas.get(&filled.at).cloned().unwrap_or_default();
                RawFormula {
                    external: is_external(&text),
                    text,
                }
            });
            grid.push(filled.at, value, format, formula, &mut budget)?;
        }
        sheets.push(grid.finish(sheet.visible.into(), Format::Xlsb)?);
    }
    Ok(RawWorkbook {
        format: Format::Xlsb,
        sheets,
        formats: formats.into_codes(),
        stamp: None,
    })
}

/// The formulas of a sheet as far as calamine can put them into words; a formula too odd for it is not worth a file.
fn formulas(workbook: &mut Xlsb<Cursor<&[u8]>>, name: &str) -> BTreeMap<(u32, u32), String> {
    panic::catch_unwind(AssertUnwindSafe(|| {
        let mut found = BTreeMap::new();
        if let Ok(mut reader) = workbook.worksheet_cells_reader(name) {
            while let Ok(Some(cell)) = reader.next_formula() {
                found.insert(cell.get_position(), cell.get_value().clone());
            }
        }
        found
    }))
    .unwrap_or_default()
}

/// A value of calamine's; `None` for an empty cell.
fn value(value: &DataRef<'_>, look: Look, is_1904: bool) -> Option<RawValue> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => RawValue::Number(*number as f64),
        DataRef::Float(number) => RawValue::Number(*number),
        // Whether it is a date is the column's to say; here only the system of days is settled.
        DataRef::DateTime(day) if is_1904 && look == Look::Date && day.is_datetime() => {
            RawValue::Number(day.as_f64() + DAYS_1904)
        }
        DataRef::DateTime(day) => RawValue::Number(day.as_f64()),
        DataRef::Bool(yes) => RawValue::Bool(*yes),
        DataRef::Error(error) => RawValue::Error(error.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            RawValue::Text(text.clone())
        }
        DataRef::SharedString(text) => RawValue::Text((*text).to_owned()),
    })
}
