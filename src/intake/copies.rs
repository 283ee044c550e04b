//! 副本: the cells of what was read, packed small – so that a receipt gives a unit its own cells back without anyone
//! opening its file a second time.

use std::collections::BTreeMap;

use crate::sheet::{RawValue, RawWorkbook};

/// A workbook larger than this, packed, is opened again where it is needed: memory stays bounded.
const LARGEST: usize = 8 << 20;
/// What a cell takes beside its text, packed.
const CELL: usize = 16;

/// Packed workbooks by file.
#[derive(Debug, Clone, Default)]
pub struct Copies(BTreeMap<String, Vec<u8>>);

impl Copies {
    /// Keeps a file's cells.
    pub fn keep(&mut self, file: &str, packed: Vec<u8>) {
        self.0.insert(file.to_owned(), packed);
    }

    /// A file's cells again; `None` where they were not kept.
    pub fn workbook(&self, file: &str) -> Option<RawWorkbook> {
        postcard::from_bytes(self.0.get(file)?).ok()
    }
}

/// The cells, packed; `None` where they would take too much.
pub fn pack(workbook: &RawWorkbook) -> Option<Vec<u8>> {
    let cells = workbook
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .flat_map(|row| &row.cells);
    let mut size = 0;
    for cell in cells {
        let text = match &cell.value {
            RawValue::Text(text) | RawValue::Error(text) => text.len(),
            RawValue::Number(_) | RawValue::Bool(_) | RawValue::NoResult => 0,
        };
        size += CELL + text + cell.formula.as_ref().map_or(0, |formula| formula.text.len());
        if size > LARGEST {
            return None;
        }
    }
    postcard::to_stdvec(workbook).ok()
}
