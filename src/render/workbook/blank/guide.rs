//! 填报说明: from the same columns as the notes on the headings, so that they cannot contradict each other.

use rust_xlsxwriter::{FormatAlign, Table, TableColumn, TableStyle, Workbook, XlsxError};

use super::sheet::BlankSheet;
use crate::render::workbook::frame::{self, Frame};
use crate::render::workbook::style::{self, Flag, Look, Styles};

/// The sheet.
pub(super) const SHEET: &str = "填报说明";

const HEADINGS: [(&str, f64); 5] = [
    ("表", 14.0),
    ("栏目", 28.0),
    ("填什么", 56.0),
    ("例", 30.0),
    ("会核对什么（代码）", 44.0),
];
const HEADING_ROW: u32 = 3;

/// Writes it.
pub(super) fn write(workbook: &mut Workbook, frame: &Frame, sheets: &[BlankSheet]) -> Result<(), XlsxError> {
    let lines = lines(sheets);
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(SHEET)?.set_zoom(90);
    frame.set_up_page(sheet, SHEET, None);
    sheet
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(HEADING_ROW, HEADING_ROW)?
        .set_freeze_panes(HEADING_ROW + 1, 0)?;
    let sentences = [
        "只填浅黄底的格子；没有变化的可以不填，灰底的数会沿用。整期没有变化的，也请把本文件原样发回，算已报。",
        "新增项目写在表下面的空行里；退库、取消的，项目状态选“退库”；合并的，在“更正说明”栏写明。不要改栏目名，不要插列。",
    ];
    sheet.set_row_height(0, 30)?;
    sheet.write_string_with_format(0, 0, SHEET, &style::title(16))?;
    for (row, sentence) in (1..).zip(sentences) {
        sheet.set_row_height(row, 20.25)?;
        sheet.write_string_with_format(row, 0, sentence, &style::plain(10))?;
    }
    let heading = style::heading();
    let columns: Vec<TableColumn> = HEADINGS
        .iter()
        .map(|(title, _)| TableColumn::new().set_header(*title).set_header_format(&heading))
        .collect();
    let table = Table::new()
        .set_name("说明表")
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_columns(&columns);
    let last = HEADING_ROW + u32::try_from(lines.len().max(1)).unwrap_or(1);
    sheet.set_row_height(HEADING_ROW, 24)?;
    sheet.add_table(HEADING_ROW, 0, last, 4, &table)?;
    let mut styles = Styles::default();
    let format = styles
        .cell(&Look::Wrap, Flag::Plain)
        .clone()
        .set_align(FormatAlign::Left);
    for (row, line) in (HEADING_ROW + 1..).zip(&lines) {
        let mut high = 1;
        for ((col, text), (_, width)) in (0..).zip(line).zip(HEADINGS) {
            sheet.write_string_with_format(row, col, text, &format)?;
            high = high.max(style::lines(text, width));
        }
        sheet.set_row_height(row, 5.25 + 14.25 * f64::from(high))?;
    }
    for (col, (_, width)) in (0..).zip(HEADINGS) {
        sheet.set_column_width(col, width)?;
    }
    sheet.protect();
    Ok(())
}

fn lines(sheets: &[BlankSheet]) -> Vec<[String; 5]> {
    let mut lines = Vec::new();
    for sheet in sheets {
        for column in sheet.columns.iter().filter(|column| !column.what.is_empty()) {
            let checks: Vec<String> = column
                .checks
                .iter()
                .map(|code| format!("{code} {}", code.title()))
                .collect();
            lines.push([
                sheet.name.clone(),
                column.heading.clone(),
                column.what.clone(),
                column.example.to_owned(),
                checks.join("　"),
            ]);
        }
    }
    lines
}
