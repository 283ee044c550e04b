//! Collects cells in whatever order a format has them, within the limits, and hands them out as rows.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use super::{Format, RawCell, RawFormula, RawRow, RawSheet, RawValue, Visibility};
use crate::catalog::Limits;
use crate::value::{Area, CellRef};

/// Excel's grid.
pub(super) const ROWS: u32 = 1_048_576;
/// Excel's grid.
pub(super) const COLS: u32 = 16_384;

/// What a workbook may still take, counted as it is kept.
pub(super) struct Budget {
    cells: u64,
    text: u64,
}

impl Budget {
    /// The whole budget of one workbook.
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget {
            cells: limits.sheet_cells,
            // Text repeats: a shared string of 30 KB named by 300,000 cells would be 10 GB.
            text: limits.unpacked_bytes / 4,
        }
    }
}

/// A sheet in the making.
pub(super) struct Grid {
    name: Option<String>,
    rows: Vec<RawRow>,
    stray: Vec<(u32, RawCell)>,
    filled: u64,
    /// What is found beside the cells.
    pub(super) frame: Frame,
}

/// What a sheet has beside its cells.
#[derive(Default)]
pub(super) struct Frame {
    /// Merged ranges.
    pub(super) merges: Vec<Area>,
    /// Hidden rows, as found.
    pub(super) hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, as found.
    pub(super) hidden_cols: Vec<(u16, u16)>,
    /// Column widths in characters.
    pub(super) widths: BTreeMap<u16, f64>,
    /// Row heights in points.
    pub(super) heights: BTreeMap<u32, f64>,
}

impl Frame {
    /// Notes a merged range, from two corners in any order; one cell is none.
    pub(super) fn merge(&mut self, first: (u32, u32), last: (u32, u32)) {
        let corner = |row: u32, col: u32| CellRef {
            row: row.min(ROWS - 1),
            col: u16::try_from(col.min(COLS - 1)).unwrap_or(u16::MAX),
        };
        let area = Area {
            first: corner(first.0.min(last.0), first.1.min(last.1)),
            last: corner(first.0.max(last.0), first.1.max(last.1)),
        };
        if !area.is_cell() {
            self.merges.push(area);
        }
    }

    /// Notes hidden rows.
    pub(super) fn hide_rows(&mut self, first: u32, last: u32) {
        match self.hidden_rows.last_mut() {
            Some(before) if before.1.checked_add(1) == Some(first) => before.1 = last,
            _ => self.hidden_rows.push((first, last)),
        }
    }

    /// Notes hidden columns, counted from 0 and cut at the grid's edge.
    pub(super) fn hide_cols(&mut self, first: u32, last: u32) {
        let (Ok(first), Ok(last)) = (u16::try_from(first), u16::try_from(last.min(COLS - 1))) else {
            return;
        };
        match self.hidden_cols.last_mut() {
            Some(before) if before.1.checked_add(1) == Some(first) => before.1 = last,
            _ => self.hidden_cols.push((first, last)),
        }
    }

    /// Notes the width of columns, counted from 0 and cut at the grid's edge.
    pub(super) fn widen(&mut self, first: u32, last: u32, width: f64) {
        for col in first..=last.min(COLS - 1) {
            if let Ok(col) = u16::try_from(col) {
                self.widths.insert(col, width);
            }
        }
    }
}

impl Grid {
    /// An empty sheet.
    pub(super) fn new(name: Option<String>) -> Grid {
        Grid {
            name,
            rows: Vec::new(),
            stray: Vec::new(),
            filled: 0,
            frame: Frame::default(),
        }
    }

    /// Takes one cell. What turns out blank without a formula is left out.
    pub(super) fn push(
        &mut self,
        (row, col): (u32, u32),
        value: RawValue,
        format: u16,
        formula: Option<RawFormula>,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        let (Ok(col), true) = (u16::try_from(col), row < ROWS && col < COLS) else {
            return Err(Refusal::Damaged("单元格编号超出了表格范围".into()));
        };
        let value = match value {
            RawValue::Text(text) => RawValue::Text(clean(text)),
            // Excel cannot hold these; a sum with one in it would be lost.
            RawValue::Number(number) if !number.is_finite() => RawValue::Error("#NUM!".to_owned()),
            other => other,
        };
        if formula.is_none() && matches!(&value, RawValue::Text(text) if text.is_empty()) {
            return Ok(());
        }
        self.count(&value, formula.as_ref(), budget)?;
        let cell = RawCell {
            col,
            value,
            format,
            formula,
        };
        match self.rows.last_mut() {
            Some(last) if last.index == row => match last.cells.last() {
                Some(before) if before.col >= col => self.stray.push((row, cell)),
                _ => last.cells.push(cell),
            },
            Some(last) if last.index > row => self.stray.push((row, cell)),
            _ => self.rows.push(RawRow {
                index: row,
                cells: vec![cell],
            }),
        }
        Ok(())
    }

    fn count(
        &mut self,
        value: &RawValue,
        formula: Option<&RawFormula>,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        self.filled += 1;
        if self.filled > budget.cells {
            return Err(Refusal::TooBig(format!(
                "“{}”有内容的单元格超过{}个",
                self.name.as_deref().unwrap_or("表"),
                budget.cells
            )));
        }
        let text = match value {
            RawValue::Text(text) => text.len(),
            _ => 0,
        } + formula.map_or(0, |formula| formula.text.len());
        budget.text = budget
            .text
            .checked_sub(text as u64)
            .ok_or_else(|| Refusal::TooBig("文字太多".into()))?;
        Ok(())
    }

    /// The sheet, rows and cells in order. Two different values at one address are refused: one program would show the
    /// one, another the other.
    pub(super) fn finish(self, visibility: Visibility, format: Format) -> Result<RawSheet, Refusal> {
        let Grid {
            name,
            mut rows,
            stray,
            filled: _,
            frame,
        } = self;
        if !stray.is_empty() {
            rows = put_in_order(rows, stray).map_err(|at| Refusal::Cell {
                sheet: name.clone().unwrap_or_default(),
                at,
                why: "同一个单元格出现了两次，内容不一样",
            })?;
        }
        let last_row = rows.last().map_or(0, |row| row.index);
        let last_col = rows
            .iter()
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.col)
            .max()
            .unwrap_or(0);
        Ok(RawSheet {
            name,
            visibility,
            rows,
            merges: frame.merges,
            format,
            hidden_rows: frame.hidden_rows,
            hidden_cols: frame.hidden_cols,
            widths: frame
                .widths
                .into_iter()
                .filter(|&(col, _)| col <= last_col)
                .collect(),
            heights: frame
                .heights
                .into_iter()
                .filter(|&(row, _)| row <= last_row)
                .collect(),
        })
    }
}

/// Puts cells that came out of order where they belong; the address of a contradiction otherwise.
fn put_in_order(rows: Vec<RawRow>, stray: Vec<(u32, RawCell)>) -> Result<Vec<RawRow>, Area> {
    let mut ordered: BTreeMap<u32, BTreeMap<u16, RawCell>> = BTreeMap::new();
    let cells = rows
        .into_iter()
        .flat_map(|row| row.cells.into_iter().map(move |cell| (row.index, cell)));
    for (row, cell) in cells.chain(stray) {
        let col = cell.col;
        if let Some(before) = ordered.entry(row).or_default().get(&col)
            && before.value != cell.value
        {
            return Err(Area::cell(row, col));
        }
        ordered.entry(row).or_default().insert(col, cell);
    }
    Ok(ordered
        .into_iter()
        .map(|(index, cells)| RawRow {
            index,
            cells: cells.into_values().collect(),
        })
        .collect())
}

/// Text as it can be shown: line ends are `\n`; control, zero-width and direction characters are gone.
fn clean(text: String) -> String {
    if !text.chars().any(is_unseen) {
        return text;
    }
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|&c| !is_unseen(c))
        .collect()
}

/// Characters nobody sees, with which two unlike texts look alike.
fn is_unseen(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => true,
        _ => c.is_control(),
    }
}

/// The number format codes of a workbook, each once; number 0 is General.
pub(super) struct Formats {
    codes: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl Formats {
    /// General alone.
    pub(super) fn new() -> Formats {
        Formats {
            codes: vec!["General".to_owned()],
            numbers: BTreeMap::from([("General".to_owned(), 0)]),
        }
    }

    /// The number of a code.
    pub(super) fn number(&mut self, code: &str) -> u16 {
        if let Some(&number) = self.numbers.get(code) {
            return number;
        }
        let Ok(number) = u16::try_from(self.codes.len()) else {
            return 0;
        };
        self.codes.push(code.to_owned());
        self.numbers.insert(code.to_owned(), number);
        number
    }

    /// The code behind a number.
    pub(super) fn code(&self, number: u16) -> &str {
        self.codes
            .get(usize::from(number))
            .map_or("General", String::as_str)
    }

    /// All codes, by number.
    pub(super) fn into_codes(self) -> Vec<String> {
        self.codes
    }
}
