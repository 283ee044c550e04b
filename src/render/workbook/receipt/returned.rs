//! 单位自己的表: written again cell by cell at its own address; what is added can be taken away with a click.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{
    ConditionalFormatFormula, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::formula;
use super::plan::{Mark, PlannedSheet};
use crate::finding::Severity;
use crate::render::workbook::cell::made_note;
use crate::render::workbook::{frame, names, style};
use crate::sheet::{RawCell, RawValue, Stamp, Visibility};
use crate::value::{Area, CellRef};

/// A merged range may hold so many cells; one cell of nothing needs no merging a million times.
const MOST_MERGED: u64 = 20_000;
/// Cells of one overlay rule.
const MOST_IN_RULE: usize = 1_000;
/// A width that is made to fit looks at so many rows.
const ROWS_TO_FIT: usize = 300;
/// A width that is made to fit.
const WIDEST: f64 = 48.0;

/// Writes the sheet; leaves its rows of the stamp.
pub(super) fn write(workbook: &mut Workbook, plan: &PlannedSheet<'_>) -> Result<Vec<Vec<String>>, XlsxError> {
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(&plan.name)?;
    // The file's own print set-up is not known: a page wide is the least surprise.
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    match plan.raw.visibility {
        Visibility::Visible => {}
        Visibility::Hidden => {
            sheet.set_hidden(true);
        }
        Visibility::VeryHidden => {
            sheet.set_very_hidden(true);
        }
    }
    set_sizes(sheet, plan)?;
    let mut formats = Formats::new(plan.formats);
    write_merges(sheet, plan, &mut formats)?;
    let without_result = write_cells(sheet, plan, &mut formats)?;
    overlay(sheet, &plan.marks)?;
    Ok(stamp_rows(plan, &without_result))
}

fn stamp_rows(plan: &PlannedSheet<'_>, without_result: &[CellRef]) -> Vec<Vec<String>> {
    let row = |cells: &[&str]| {
        cells
            .iter()
            .map(|cell| (*cell).to_owned())
            .collect::<Vec<String>>()
    };
    let (file, original) = &plan.origin;
    let mut rows = vec![row(&[
        Stamp::TAG_SHEET,
        &plan.name,
        file,
        original.as_deref().unwrap_or_default(),
        plan.sha256,
        plan.raw.format.id(),
    ])];
    for (tag, area) in &plan.areas {
        rows.push(row(&[tag, &plan.name, &area.to_string()]));
    }
    for cell in without_result {
        rows.push(row(&[Stamp::TAG_NO_RESULT, &plan.name, &cell.to_string()]));
    }
    rows
}

/// The last row and column that hold anything or are marked.
fn extent(plan: &PlannedSheet<'_>) -> (u32, u16) {
    let cells = plan
        .raw
        .rows
        .iter()
        .filter_map(|row| Some((row.index, row.cells.last()?.col)));
    let marks = plan
        .marks
        .iter()
        .map(|mark| (mark.area.last.row, mark.area.last.col));
    cells
        .chain(marks)
        .fold((0, 0), |(row, col), (r, c)| (row.max(r), col.max(c)))
}

fn set_sizes(sheet: &mut Worksheet, plan: &PlannedSheet<'_>) -> Result<(), XlsxError> {
    let raw = plan.raw;
    let (last_row, last_col) = extent(plan);
    let fitting = fitting_widths(plan);
    for col in 0..=last_col {
        match raw.widths.get(&col) {
            // The file counts the cell's padding in, the writer does not.
            Some(width) => sheet.set_column_width(col, (width - 5.0 / 7.0).clamp(0.0, 254.0))?,
            None => sheet.set_column_width(col, fitting.get(&col).copied().unwrap_or(8.43))?,
        };
        let is_marked = plan
            .marks
            .iter()
            .any(|mark| mark.area.first.col <= col && col <= mark.area.last.col);
        if raw.is_col_hidden(col) && !is_marked {
            sheet.set_column_hidden(col)?;
        }
    }
    for (&row, &height) in raw.heights.range(..=last_row) {
        sheet.set_row_height(row, height.clamp(1.0, 409.0))?;
    }
    for &(first, last) in &raw.hidden_rows {
        for row in first..=last.min(last_row) {
            let is_marked = plan
                .marks
                .iter()
                .any(|mark| mark.area.first.row <= row && row <= mark.area.last.row);
            if !is_marked {
                sheet.set_row_hidden(row)?;
            }
        }
    }
    Ok(())
}

/// For columns that nobody ever set: as wide as their longest text among the first rows, within reason.
fn fitting_widths(plan: &PlannedSheet<'_>) -> BTreeMap<u16, f64> {
    let mut widths = BTreeMap::new();
    let merged = |row, col| {
        plan.raw
            .merges
            .iter()
            .any(|area| area.contains(row, col) && area.first.col != area.last.col)
    };
    for row in plan.raw.rows.iter().take(ROWS_TO_FIT) {
        for cell in &row.cells {
            if plan.raw.widths.contains_key(&cell.col) || merged(row.index, cell.col) {
                continue;
            }
            let width = match &cell.value {
                RawValue::Text(text) => text.split('\n').map(style::text_width).fold(0.0, f64::max),
                RawValue::Number(_) => 10.0,
                RawValue::Bool(_) | RawValue::Error(_) | RawValue::NoResult => 8.0,
            };
            let widest: &mut f64 = widths.entry(cell.col).or_insert(8.43);
            // 11 pt where the measure is for 10.
            *widest = widest.max((width * 1.1 + 1.5).min(WIDEST));
        }
    }
    widths
}

fn write_merges(
    sheet: &mut Worksheet,
    plan: &PlannedSheet<'_>,
    formats: &mut Formats<'_>,
) -> Result<(), XlsxError> {
    let mut budget = MOST_MERGED * 10;
    for area in &plan.raw.merges {
        let cells =
            u64::from(area.last.row - area.first.row + 1) * u64::from(area.last.col - area.first.col + 1);
        if area.is_cell() || cells > MOST_MERGED || cells > budget {
            continue;
        }
        budget -= cells;
        let format = formats.of(0, role(plan, area.first.row, true), false);
        match sheet.merge_range(
            area.first.row,
            area.first.col,
            area.last.row,
            area.last.col,
            "",
            format,
        ) {
            // Ranges that overlap are a damaged file's; the first one stands.
            Ok(_) | Err(XlsxError::MergeRangeOverlaps(..) | XlsxError::RowColumnLimitError) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Where a cell stands, as far as its looks go: formats know number formats, not type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Title,
    Heading,
    Body,
}

fn role(plan: &PlannedSheet<'_>, row: u32, is_merged: bool) -> Role {
    let is_heading = plan
        .headings
        .iter()
        .any(|&(first, last)| first <= row && row <= last);
    let first = plan.headings.iter().map(|&(first, _)| first).min();
    if is_heading {
        Role::Heading
    } else if is_merged && first.is_some_and(|first| row < first) {
        Role::Title
    } else {
        Role::Body
    }
}

/// The sheet's formats, each made once.
struct Formats<'a> {
    codes: &'a [String],
    made: BTreeMap<(u16, Role, bool), Format>,
}

impl<'a> Formats<'a> {
    fn new(codes: &'a [String]) -> Formats<'a> {
        Formats {
            codes,
            made: BTreeMap::new(),
        }
    }

    fn of(&mut self, code: u16, role: Role, wraps: bool) -> &Format {
        let codes = self.codes;
        self.made.entry((code, role, wraps)).or_insert_with(|| {
            let mut format = Format::new();
            if let Some(code) = codes.get(usize::from(code)).filter(|code| !code.is_empty()) {
                format = format.set_num_format(code);
            }
            if wraps {
                format = format.set_text_wrap();
            }
            match role {
                Role::Title => format
                    .set_bold()
                    .set_align(FormatAlign::Center)
                    .set_align(FormatAlign::VerticalCenter),
                Role::Heading => format
                    .set_bold()
                    .set_text_wrap()
                    .set_align(FormatAlign::Center)
                    .set_align(FormatAlign::VerticalCenter)
                    .set_border(FormatBorder::Thin)
                    .set_border_color(style::LINE),
                Role::Body => format,
            }
        })
    }
}

/// Writes every cell; leaves the formulas that have no result.
fn write_cells(
    sheet: &mut Worksheet,
    plan: &PlannedSheet<'_>,
    formats: &mut Formats<'_>,
) -> Result<Vec<CellRef>, XlsxError> {
    let mut unresolved = Vec::new();
    let corners: BTreeSet<(u32, u16)> = plan
        .raw
        .merges
        .iter()
        .map(|area| (area.first.row, area.first.col))
        .collect();
    for row in &plan.raw.rows {
        let of_row = role(plan, row.index, false);
        for cell in &row.cells {
            let role = if of_row == Role::Body && corners.contains(&(row.index, cell.col)) {
                role(plan, row.index, true)
            } else {
                of_row
            };
            let wraps = matches!(&cell.value, RawValue::Text(text) if text.contains('\n'));
            let format = formats.of(cell.format, role, wraps);
            let has_result = match write_cell(sheet, plan, row.index, cell, format) {
                Err(XlsxError::RowColumnLimitError) => continue,
                result => result?,
            };
            if !has_result {
                unresolved.push(CellRef {
                    row: row.index,
                    col: cell.col,
                });
            }
        }
    }
    Ok(unresolved)
}

/// Writes one cell; `false`: a formula that came without a result.
fn write_cell(
    sheet: &mut Worksheet,
    plan: &PlannedSheet<'_>,
    row: u32,
    cell: &RawCell,
    format: &Format,
) -> Result<bool, XlsxError> {
    let col = cell.col;
    let formula = cell
        .formula
        .as_ref()
        .filter(|formula| !formula.external)
        .and_then(|formula| formula::adapt(&formula.text, &plan.renamed));
    if let (Some(formula), Some(result)) = (&formula, cached(&cell.value)) {
        sheet.write_formula_with_format(row, col, Formula::new(formula).set_result(result), format)?;
        return Ok(cell.value != RawValue::NoResult);
    }
    match &cell.value {
        RawValue::Text(text) => sheet.write_string_with_format(row, col, names::cut(text), format)?,
        RawValue::Number(number) => sheet.write_number_with_format(row, col, *number, format)?,
        RawValue::Bool(yes) => sheet.write_boolean_with_format(row, col, *yes, format)?,
        RawValue::Error(error) => {
            let error = known_error(error).unwrap_or("#VALUE!");
            sheet.write_formula_with_format(row, col, Formula::new(error).set_result(error), format)?
        }
        RawValue::NoResult => {
            sheet.write_formula_with_format(row, col, Formula::new("#N/A").set_result("#N/A"), format)?
        }
    };
    Ok(true)
}

/// A value as a formula's cached result; `None` where the writer would take it for something else.
fn cached(value: &RawValue) -> Option<String> {
    match value {
        RawValue::Number(number) => Some(number.to_string()),
        RawValue::Bool(yes) => Some(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        RawValue::NoResult => Some(String::new()),
        RawValue::Error(error) => known_error(error).map(str::to_owned),
        RawValue::Text(text) => {
            let is_mistaken =
                text.parse::<f64>().is_ok() || text == "TRUE" || text == "FALSE" || text.starts_with('#');
            (!is_mistaken && text.len() <= names::MOST_TEXT).then(|| text.clone())
        }
    }
}

fn known_error(error: &str) -> Option<&'static str> {
    let known = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    known.into_iter().find(|known| *known == error)
}

/// One rule a severity, so that a click takes it away; a note on the first cell of each place.
fn overlay(sheet: &mut Worksheet, marks: &[Mark]) -> Result<(), XlsxError> {
    for (severity, color) in [
        (Severity::Error, style::RED_FILL),
        (Severity::Warning, style::YELLOW_FILL),
    ] {
        let areas: Vec<Area> = marks
            .iter()
            .filter(|mark| mark.fill == Some(severity))
            .map(|mark| mark.area)
            .collect();
        for part in areas.chunks(MOST_IN_RULE) {
            let Some(first) = part.first() else { continue };
            let range: Vec<String> = part.iter().map(Area::to_string).collect();
            let rule = ConditionalFormatFormula::new()
                .set_rule("=TRUE")
                .set_format(Format::new().set_background_color(color))
                .set_multi_range(range.join(" "));
            let corner = first.first;
            sheet.add_conditional_format(corner.row, corner.col, corner.row, corner.col, &rule)?;
        }
    }
    let mut notes: BTreeMap<(u32, u16), String> = BTreeMap::new();
    for mark in marks {
        let at = (mark.area.first.row, mark.area.first.col);
        let note = notes.entry(at).or_default();
        if !note.is_empty() {
            note.push_str("\n———\n");
        }
        note.push_str(&mark.note);
    }
    for ((row, col), note) in notes {
        sheet.insert_note(row, col, &made_note(&note))?;
    }
    Ok(())
}
