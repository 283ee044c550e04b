//! The workbook as cells.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::Area;

/// What a file really is, told from its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the format of that name")]
pub enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Csv,
    Html,
    /// `SpreadsheetML` 2003.
    Xml2003,
}

impl Format {
    /// As a receipt keeps it: `csv`.
    pub const fn id(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xlsb => "xlsb",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Csv => "csv",
            Format::Html => "html",
            Format::Xml2003 => "xml2003",
        }
    }

    /// The format with this id.
    pub fn named(id: &str) -> Option<Format> {
        let all = [
            Format::Xlsx,
            Format::Xlsb,
            Format::Xls,
            Format::Ods,
            Format::Csv,
            Format::Html,
            Format::Xml2003,
        ];
        all.into_iter().find(|format| format.id() == id)
    }
}

/// A workbook, sheets in its own order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawWorkbook {
    /// What it really is.
    pub format: Format,
    /// Hidden ones too; chart sheets left out.
    pub sheets: Vec<RawSheet>,
    /// Number format codes; [`RawCell::format`] points here. Entry 0 is General.
    pub formats: Vec<String>,
    /// What the program itself wrote into it, if it is one of ours (a very hidden sheet `_版本` or `_回执`).
    pub stamp: Option<Stamp>,
}

/// The very hidden sheet of a workbook that the program wrote: key → value rows, and further rows as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// `schema` → `jianbao.receipt/1`, `issue` → `2023-002`, `unit` → full name …
    pub pairs: BTreeMap<String, String>,
    /// Rows of more than two cells, as text: a receipt's numbers and sheets.
    pub rows: Vec<Vec<String>>,
}

/// 可见性
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Visibility {
    Visible,
    Hidden,
    VeryHidden,
}

/// One sheet: rows in order, each with its filled cells only. Nothing is filled in from merges here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawSheet {
    /// `None` where the file names none (csv, HTML).
    pub name: Option<String>,
    /// Shown or hidden.
    pub visibility: Visibility,
    /// Rows with at least one filled cell, ascending.
    pub rows: Vec<RawRow>,
    /// Merged ranges; the value stands in the upper left cell.
    pub merges: Vec<Area>,
    /// What it really is; of a sheet that came back in its receipt, what it was before.
    pub format: Format,
    /// Hidden rows, from 0, as inclusive ranges.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, from 0, as inclusive ranges.
    pub hidden_cols: Vec<(u16, u16)>,
    /// Column → width in characters, where set.
    pub widths: BTreeMap<u16, f64>,
    /// Row → height in points, where set.
    pub heights: BTreeMap<u32, f64>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawRow {
    /// From 0.
    pub index: u32,
    /// Filled cells, by column ascending.
    pub cells: Vec<RawCell>,
}

/// One filled cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawCell {
    /// From 0.
    pub col: u16,
    /// What it holds.
    pub value: RawValue,
    /// Into [`RawWorkbook::formats`].
    pub format: u16,
    /// The formula behind the value.
    pub formula: Option<RawFormula>,
}

/// What a cell holds, before anyone asks what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RawValue {
    /// Text as written; control characters but tab and line break already gone.
    Text(String),
    /// A finite number. A date is its serial in the 1900 system (1904 workbooks are converted where the format is a date's).
    Number(f64),
    /// 是/否
    Bool(bool),
    /// `#REF!`, `#DIV/0!` …
    Error(String),
    /// A formula without a cached value.
    NoResult,
}

/// A formula, as text without the leading `=`; empty where the format gives no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawFormula {
    /// The text.
    pub text: String,
    /// Does it point into another workbook?
    pub external: bool,
}

/// How a number format shows a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// General, or nothing special.
    General,
    /// So many decimals are shown.
    Decimals(u8),
    /// 百分比, with so many decimals.
    Percent(u8),
    /// 日期
    Date,
    /// `@`
    Text,
}

impl RawSheet {
    /// Does the format know merges at all (csv does not)?
    pub fn knows_merges(&self) -> bool {
        self.format != Format::Csv
    }

    /// Was a text typed as a text? In csv and HTML `2023.10` may have become `2023.1`.
    pub fn trusts_zero(&self) -> bool {
        !matches!(self.format, Format::Csv | Format::Html)
    }

    /// The row with this index.
    pub fn row(&self, index: u32) -> Option<&RawRow> {
        found(&self.rows, index, |row| row.index)
    }

    /// The filled cell at this address.
    pub fn cell(&self, row: u32, col: u16) -> Option<&RawCell> {
        self.row(row)?.cell(col)
    }

    /// Is this row hidden?
    pub fn is_row_hidden(&self, row: u32) -> bool {
        self.hidden_rows
            .iter()
            .any(|&(first, last)| first <= row && row <= last)
    }

    /// Is this column hidden?
    pub fn is_col_hidden(&self, col: u16) -> bool {
        self.hidden_cols
            .iter()
            .any(|&(first, last)| first <= col && col <= last)
    }
}

impl RawRow {
    /// The filled cell in this column.
    pub fn cell(&self, col: u16) -> Option<&RawCell> {
        found(&self.cells, u32::from(col), |cell| u32::from(cell.col))
    }
}

/// The item with this number in a list that ascends by it; mostly the list has no gaps, and its place is known.
fn found<T>(list: &[T], number: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
    let likely = usize::try_from(number.checked_sub(of(list.first()?))?).ok()?;
    match list.get(likely) {
        Some(item) if of(item) == number => Some(item),
        _ => {
            let at = list.binary_search_by_key(&number, of).ok()?;
            Some(&list[at])
        }
    }
}

impl From<calamine::SheetVisible> for Visibility {
    fn from(visible: calamine::SheetVisible) -> Visibility {
        match visible {
            calamine::SheetVisible::Visible => Visibility::Visible,
            calamine::SheetVisible::Hidden => Visibility::Hidden,
            calamine::SheetVisible::VeryHidden => Visibility::VeryHidden,
        }
    }
}
