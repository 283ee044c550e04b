//! xls, et: the compound file and its records are walked first, then calamine reads a clean copy of the stream.

mod biff;
mod ole;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, Xls, XlsError, XlsOptions};

use self::biff::{Filled, SheetWalk, Walk};
use self::ole::Compound;
use super::grid::{Budget, Grid};
use super::look::look;
use super::refusal::Refusal;
use super::xlsx::{DAYS_1904, is_external};
use super::{Format, Look, RawFormula, RawValue, RawWorkbook};
use crate::catalog::Limits;
use crate::value::Area;

/// calamine lays a sheet out densely; where its corners lie further apart than this, empty rows are drawn together.
const DENSE_CELLS: u64 = 1_000_000;
/// … and where even that leaves more than this, it is refused: some 400 MB.
const MOST_CELLS: u64 = 8_000_000;
/// The code page of simplified Chinese, where an old file names none.
const CHINESE: u16 = 936;
/// The code page of BIFF8.
const UNICODE: u16 = 1200;

/// Reads a workbook out of a compound file, or says what the file is instead.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let compound = Compound::open(bytes)?;
    let stream = match compound.stream(&["Workbook", "Book"]) {
        Some(stream) => stream?,
        None => return Err(instead(&compound)),
    };
    let (mut records, blank_from) = (stream.bytes, stream.blank_from);
    let walk = biff::walk(&mut records)?;
    // The record that ends a sheet ends in zeros of its own.
    let own_zeros = if records[..walk.end].ends_with(&[0x0a, 0, 0, 0]) {
        3
    } else {
        0
    };
    if walk.end > blank_from.saturating_add(own_zeros) {
        // Its last part is zeros that the copy has not come to yet.
        return Err(Refusal::Incomplete);
    }
    records.truncate(walk.end);
    if walk.sheets.len() > limits.sheets {
        return Err(Refusal::TooBig(format!(
            "有{}张表，限度是{}张",
            walk.sheets.len(),
            limits.sheets
        )));
    }
    let mut rows = Vec::with_capacity(walk.sheets.len());
    for sheet in &walk.sheets {
        rows.push(draw_together(sheet, &mut records)?);
    }
    let mut options = XlsOptions::default();
    options.force_codepage = match (walk.is_biff8, walk.has_code_page) {
        // Its texts are Unicode, whatever code page it names; calamine would take the code page at its word.
        (true, _) => Some(UNICODE),
        (false, false) => Some(CHINESE),
        (false, true) => None,
    };
    let file = ole::wrap(if walk.is_biff8 { "Workbook" } else { "Book" }, &records);
    drop(records);
    let workbook = Xls::new_with_options(Cursor::new(file), options).map_err(|error| refuse(&error))?;
    collect(workbook, walk, &rows, limits)
}

/// What a compound file without a workbook is.
fn instead(compound: &Compound<'_>) -> Refusal {
    for (name, what) in [
        ("WordDocument", "Word 文档（.doc）"),
        ("PowerPoint Document", "演示文稿（.ppt）"),
        ("__properties_version1.0", "邮件"),
        ("VisioDocument", "Visio 图"),
        ("FileHeader", "HWP 文档"),
    ] {
        if compound.has(name) {
            return Refusal::NotASpreadsheet(what);
        }
    }
    if compound.has("EncryptedPackage") || compound.has("\tDRMContent") {
        Refusal::Password
    } else if compound.is_empty() {
        Refusal::Incomplete
    } else {
        Refusal::Damaged("里面没有工作簿".into())
    }
}

/// Rows as calamine will count them → rows as they are. Empty where they are the same.
type Rows = BTreeMap<u32, u32>;

/// Gives far-apart rows consecutive numbers in the records that calamine reads: two cells in opposite corners would
/// cost a gigabyte otherwise.
fn draw_together(sheet: &SheetWalk, records: &mut [u8]) -> Result<Rows, Refusal> {
    let span = |values: &mut dyn Iterator<Item = u16>| {
        let (mut least, mut most) = (u16::MAX, 0);
        for value in values {
            (least, most) = (least.min(value), most.max(value));
        }
        u64::from(most.saturating_sub(least)) + 1
    };
    let width = span(&mut sheet.cells.iter().map(|cell| cell.col));
    if span(&mut sheet.cells.iter().map(|cell| cell.row)) * width <= DENSE_CELLS {
        return Ok(Rows::new());
    }
    let mut used: Vec<u16> = sheet.cells.iter().map(|cell| cell.row).collect();
    used.sort_unstable();
    used.dedup();
    if used.len() as u64 * width > MOST_CELLS {
        return Err(Refusal::TooBig("表的使用范围太大".into()));
    }
    for &at in &sheet.row_fields {
        if let Some(row) = ole::u16_at(records, at)
            && let Ok(place) = used.binary_search(&row)
            && let Ok(place) = u16::try_from(place)
        {
            records[at..at + 2].copy_from_slice(&place.to_le_bytes());
        }
    }
    Ok((0..).zip(used.into_iter().map(u32::from)).collect())
}

/// Puts together what calamine and the walk found.
fn collect(
    mut workbook: Xls<Cursor<Vec<u8>>>,
    walk: Walk,
    rows: &[Rows],
    limits: &Limits,
) -> Result<RawWorkbook, Refusal> {
    let listed = workbook.sheets_metadata().to_vec();
    if listed.len() != walk.sheets.len() {
        return Err(Refusal::Damaged("表的目录有误".into()));
    }
    let looks: Vec<Look> = walk
        .xfs
        .iter()
        .map(|&format| look(walk.formats.code(format)))
        .collect();
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (at, ((sheet, walked), rows)) in listed.iter().zip(walk.sheets).zip(rows).enumerate() {
        if listed[..at].iter().any(|other| other.name == sheet.name) {
            return Err(Refusal::Damaged(format!("有两张表都叫“{}”", sheet.name)));
        }
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let values = workbook
            .worksheet_range(&sheet.name)
            .map_err(|error| refuse(&error))?;
        let formulas = workbook
            .worksheet_formula(&sheet.name)
            .map_err(|error| refuse(&error))?;
        let mut grid = Grid::new(Some(sheet.name.clone()));
        grid.frame = walked.frame;
        let place = Place {
            drawn: rows.iter().map(|(&drawn, &row)| (row, drawn)).collect(),
            values,
            formulas,
        };
        for filled in &walked.cells {
            let format = walk.xfs.get(usize::from(filled.xf)).copied().unwrap_or(0);
            let look = looks
                .get(usize::from(filled.xf))
                .copied()
                .unwrap_or(Look::General);
            let value = place
                .value(*filled, look, walk.is_1904)
                .ok_or_else(|| Refusal::Cell {
                    sheet: sheet.name.clone(),
                    at: Area::cell(u32::from(filled.row), filled.col),
                    why: "内容读不出来",
                })?;
            if matches!(&value, RawValue::Text(text) if text.contains('\0')) {
                return Err(Refusal::TooOld("文字编码异常的 .xls"));
            }
            let at = (u32::from(filled.row), u32::from(filled.col));
            grid.push(at, value, format, place.formula(*filled), &mut budget)?;
        }
        sheets.push(grid.finish(sheet.visible.into(), Format::Xls)?);
    }
    Ok(RawWorkbook {
        format: Format::Xls,
        sheets,
        formats: walk.formats.into_codes(),
        stamp: None,
    })
}

/// A sheet as calamine has it, found by the rows of the file.
struct Place {
    /// Row as it is → row as calamine counts it; empty where they are the same.
    drawn: BTreeMap<u32, u32>,
    values: Range<Data>,
    formulas: Range<String>,
}

impl Place {
    fn at(&self, filled: Filled) -> (u32, u32) {
        let row = u32::from(filled.row);
        (
            self.drawn.get(&row).copied().unwrap_or(row),
            u32::from(filled.col),
        )
    }

    /// The value of a cell; `None` where the file has one that calamine could not find.
    fn value(&self, filled: Filled, look: Look, is_1904: bool) -> Option<RawValue> {
        Some(match self.values.get_value(self.at(filled)) {
            None | Some(Data::Empty) if filled.is_formula => RawValue::NoResult,
            None | Some(Data::Empty) => return None,
            Some(Data::Int(number)) => RawValue::Number(*number as f64),
            Some(Data::Float(number)) => RawValue::Number(*number),
            Some(Data::DateTime(day)) if is_1904 && look == Look::Date && day.is_datetime() => {
                RawValue::Number(day.as_f64() + DAYS_1904)
            }
            Some(Data::DateTime(day)) => RawValue::Number(day.as_f64()),
            Some(Data::Bool(yes)) => RawValue::Bool(*yes),
            Some(Data::Error(error)) => RawValue::Error(error.to_string()),
            Some(Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text)) => {
                RawValue::Text(text.clone())
            }
        })
    }

    /// Its formula. Where rows were drawn together its references are no longer right, and its text is left out.
    fn formula(&self, filled: Filled) -> Option<RawFormula> {
        filled.is_formula.then(|| {
            let text = match self.formulas.get_value(self.at(filled)) {
                Some(text) if self.drawn.is_empty() && !text.starts_with("Unrecognised formula") => {
                    text.clone()
                }
                _ => String::new(),
            };
            RawFormula {
                external: is_external(&text),
                text,
            }
        })
    }
}

/// calamine's errors in our words.
fn refuse(error: &XlsError) -> Refusal {
    match error {
        XlsError::Password => Refusal::Password,
        XlsError::Len { .. } | XlsError::EoStream(_) => Refusal::Incomplete,
        _ => Refusal::Damaged("记录有误".into()),
    }
}
