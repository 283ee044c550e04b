//! A sheet seen through its merged cells: every address answers with the cell whose value stands there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::sheet::{RawCell, RawRow, RawSheet, RawValue};
use crate::value::text::fold;
use crate::value::{Area, CellRef, Decimal};

/// A sheet's filled cells and merges, by address. Cells of white space only are blank.
pub struct Grid<'a> {
    sheet: &'a RawSheet,
    /// Row → merged ranges that touch it, for rows that hold anything and for the first row of each range.
    merges: BTreeMap<u32, Vec<Area>>,
    first: u32,
    last: u32,
}

impl<'a> Grid<'a> {
    /// Lays out a sheet.
    pub fn new(sheet: &'a RawSheet) -> Grid<'a> {
        let filled = |row: &&RawRow| row.cells.iter().any(|cell| !is_blank(cell));
        let first = sheet.rows.iter().find(filled).map_or(0, |row| row.index);
        let last = sheet.rows.iter().rev().find(filled).map_or(0, |row| row.index);
        let mut merges: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
        for &merge in &sheet.merges {
            // Only rows up to the last filled one matter: a merge down to row 1048576 costs no more than the sheet.
            for row in merge.first.row..=merge.last.row.min(last) {
                merges.entry(row).or_default().push(merge);
            }
        }
        Grid {
            sheet,
            merges,
            first,
            last,
        }
    }

    /// First and last row that hold anything; `None` for an empty sheet.
    pub fn rows(&self) -> Option<(u32, u32)> {
        self.sheet
            .rows
            .iter()
            .any(|row| row.cells.iter().any(|cell| !is_blank(cell)))
            .then_some((self.first, self.last))
    }

    /// Does the format know merges?
    pub fn knows_merges(&self) -> bool {
        self.sheet.knows_merges()
    }

    /// The filled cells of a row, as they stand there themselves.
    pub fn filled(&self, row: u32) -> impl Iterator<Item = &'a RawCell> + use<'a> {
        self.sheet
            .row(row)
            .into_iter()
            .flat_map(|row| row.cells.iter())
            .filter(|cell| !is_blank(cell))
    }

    /// The cell that stands at this address itself.
    pub fn own(&self, row: u32, col: u16) -> Option<&'a RawCell> {
        self.sheet.cell(row, col).filter(|cell| !is_blank(cell))
    }

    /// The merged range over this address.
    pub fn merge(&self, row: u32, col: u16) -> Option<Area> {
        self.merges
            .get(&row)?
            .iter()
            .copied()
            .find(|merge| merge.contains(row, col))
    }

    /// The cell whose value shows at this address – its own, or the upper left of its merged range – and where that is.
    pub fn at(&self, row: u32, col: u16) -> Option<(CellRef, &'a RawCell)> {
        if let Some(cell) = self.own(row, col) {
            return Some((CellRef { row, col }, cell));
        }
        let corner = self.merge(row, col)?.first;
        Some((corner, self.own(corner.row, corner.col)?))
    }

    /// The text that shows at this address, trimmed.
    pub fn text(&self, row: u32, col: u16) -> Option<Cow<'a, str>> {
        self.at(row, col).map(|(_, cell)| shown(cell))
    }

    /// The text of the cell that stands here itself.
    pub fn own_text(&self, row: u32, col: u16) -> Option<Cow<'a, str>> {
        self.own(row, col).map(shown)
    }

    /// The whole sheet.
    pub fn sheet(&self) -> &'a RawSheet {
        self.sheet
    }
}

/// Nothing but white space?
pub(super) fn is_blank(cell: &RawCell) -> bool {
    matches!(&cell.value, RawValue::Text(text)
        if text.chars().all(|c| c.is_whitespace() || crate::value::text::is_invisible(c)))
}

/// A cell's value as text; a number in its shortest decimal form.
pub fn shown(cell: &RawCell) -> Cow<'_, str> {
    match &cell.value {
        RawValue::Text(text) => Cow::Borrowed(text.trim()),
        RawValue::Number(number) => Cow::Owned(number_text(*number)),
        RawValue::Bool(true) => Cow::Borrowed("是"),
        RawValue::Bool(false) => Cow::Borrowed("否"),
        RawValue::Error(error) => Cow::Borrowed(error),
        RawValue::NoResult => Cow::Borrowed(""),
    }
}

/// A number in its shortest decimal form, 15 significant digits.
pub fn number_text(number: f64) -> String {
    match Decimal::of_number(number) {
        Some(decimal) if decimal.decimals == 0 => decimal.units.to_string(),
        Some(decimal) => {
            let sign = if decimal.units < 0 { "-" } else { "" };
            let places = usize::try_from(decimal.decimals).unwrap_or(0);
            let digits = format!("{:0>width$}", decimal.units.unsigned_abs(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{sign}{whole}.{fraction}")
        }
        None => number.to_string(),
    }
}

/// A cell's number, for comparing figures only.
pub(super) fn figure(cell: &RawCell) -> Option<f64> {
    match &cell.value {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(text) => {
            let decimal = Decimal::parse(&fold(text))?;
            Some(decimal.units as f64 / 10_f64.powi(i32::try_from(decimal.decimals).ok()?))
        }
        _ => None,
    }
}
