//! Workbooks as text: every cell a line, so that two of them can be compared and read.

use std::io::{Cursor, Read};

use jianbao::catalog::Catalog;
use jianbao::sheet::{self, RawValue, RawWorkbook};
use jianbao::value::Area;

/// The workbook, read back as the program reads it.
pub(crate) fn reopen(bytes: &[u8], catalog: &Catalog) -> RawWorkbook {
    let opened = sheet::open(bytes, "重读.xlsx", &catalog.limits);
    opened.workbook.unwrap_or_else(|| panic!("{:?}", opened.findings))
}

/// `表!B3 = 值` for every filled cell, formulas behind their values.
pub(crate) fn dump(workbook: &RawWorkbook) -> Vec<String> {
    let mut lines = Vec::new();
    for sheet in &workbook.sheets {
        let name = sheet.name.as_deref().unwrap_or("–");
        for row in &sheet.rows {
            for cell in &row.cells {
                let value = match &cell.value {
                    RawValue::Text(text) => text.clone(),
                    RawValue::Number(number) => number.to_string(),
                    RawValue::Bool(yes) => yes.to_string(),
                    RawValue::Error(error) => error.clone(),
                    RawValue::NoResult => "（没有结果）".to_owned(),
                };
                let formula = cell
                    .formula
                    .as_ref()
                    .map(|formula| format!(" ⟵ {}", formula.text))
                    .unwrap_or_default();
                lines.push(format!(
                    "{name}!{} = {value}{formula}",
                    Area::cell(row.index, cell.col)
                ));
            }
        }
    }
    lines
}

/// A part of the file, as text.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// All parts whose name begins and ends so, as one text.
pub(crate) fn parts(bytes: &[u8], begins: &str, ends: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = (0..archive.len())
        .map(|at| archive.by_index(at).unwrap().name().unwrap().to_string())
        .filter(|name| name.starts_with(begins) && name.ends_with(ends))
        .collect();
    let mut all = String::new();
    for name in names {
        archive.by_name(&name).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}
