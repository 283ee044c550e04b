//! The very hidden sheet of the program's own workbooks, taken out of the sheets and read.

use super::{RawSheet, RawValue, RawWorkbook, Stamp, Visibility};

/// Takes the sheet that says what a workbook of ours is out of its sheets.
pub(super) fn take_stamp(workbook: &mut RawWorkbook) {
    let place = workbook.sheets.iter().position(|sheet| {
        sheet.visibility != Visibility::Visible
            && matches!(sheet.name.as_deref(), Some(Stamp::SHEET | Stamp::RECEIPT_SHEET))
    });
    if let Some(place) = place {
        let stamp = read(&workbook.sheets[place]);
        // A sheet that merely bears the name is the unit's own.
        if stamp.schema().is_some() {
            workbook.sheets.remove(place);
            workbook.stamp = Some(stamp);
            workbook.restore();
        }
    }
}

fn read(sheet: &RawSheet) -> Stamp {
    let mut stamp = Stamp::default();
    for row in &sheet.rows {
        let width = row.cells.last().map_or(0, |cell| usize::from(cell.col) + 1);
        let mut words = vec![String::new(); width];
        for cell in &row.cells {
            words[usize::from(cell.col)] = match &cell.value {
                RawValue::Text(text) | RawValue::Error(text) => text.clone(),
                RawValue::Number(number) => number.to_string(),
                RawValue::Bool(yes) => yes.to_string(),
                RawValue::NoResult => String::new(),
            };
        }
        match words.as_slice() {
            [] => {}
            [key] => {
                stamp.pairs.insert(key.clone(), String::new());
            }
            [key, value] => {
                stamp.pairs.insert(key.clone(), value.clone());
            }
            _ => stamp.rows.push(words),
        }
    }
    stamp
}
