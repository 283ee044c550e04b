//! xlsx through calamine's streaming reader.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Format, RawCell, RawFormula, RawRow, RawSheet, RawValue, RawWorkbook, Visibility};
use crate::value::{Area, CellRef};

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Option<RawWorkbook> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).ok()?;
    let listed = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for sheet in listed.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let merges = workbook
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        let mut cells: BTreeMap<u32, BTreeMap<u16, RawCell>> = BTreeMap::new();
        let mut reader = workbook.worksheet_cells_reader(&sheet.name).ok()?;
        loop {
            match reader.next_cell_with_formula() {
                Ok(Some(cell)) => {
                    let (row, Ok(col)) = (cell.pos.0, u16::try_from(cell.pos.1)) else {
                        continue;
                    };
                    let value = match cell.value {
                        DataRef::Empty if cell.formula.is_some() => RawValue::NoResult,
                        DataRef::Empty => continue,
                        DataRef::Int(number) => RawValue::Number(number as f64),
                        DataRef::Float(number) => RawValue::Number(number),
                        DataRef::DateTime(day) => RawValue::Number(day.as_f64()),
                        DataRef::Bool(yes) => RawValue::Bool(yes),
                        DataRef::Error(error) => RawValue::Error(error.to_string()),
                        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                            RawValue::Text(text)
                        }
                        DataRef::SharedString(text) => RawValue::Text(text.to_owned()),
                    };
                    let formula = cell.formula.map(|text| RawFormula {
                        external: text.contains('['),
                        text,
                    });
                    let cell = RawCell {
                        col,
                        value,
                        format: 0,
                        formula,
                    };
                    cells.entry(row).or_default().insert(col, cell);
                }
                Ok(None) => break,
                Err(XlsxError::CellError(_)) => {}
                Err(_) => return None,
            }
        }
        sheets.push(RawSheet {
            name: Some(sheet.name.clone()),
            visibility: match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden => Visibility::Hidden,
                SheetVisible::VeryHidden => Visibility::VeryHidden,
            },
            rows: cells
                .into_iter()
                .map(|(index, cells)| RawRow {
                    index,
                    cells: cells.into_values().collect(),
                })
                .collect(),
            merges: merges
                .iter()
                .filter_map(|merge| {
                    let corner = |(row, col): (u32, u32)| {
                        Some(CellRef {
                            row,
                            col: u16::try_from(col).ok()?,
                        })
                    };
                    Some(Area {
                        first: corner(merge.start)?,
                        last: corner(merge.end)?,
                    })
                })
                .collect(),
            knows_merges: true,
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            widths: BTreeMap::new(),
            heights: BTreeMap::new(),
        });
    }
    Some(RawWorkbook {
        format: Format::Xlsx,
        sheets,
        formats: vec!["General".to_owned()],
        stamp: None,
    })
}
