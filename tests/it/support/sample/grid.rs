//! A ledger as a grid of cells, and the file formats it is written in.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook};

/// A cell as a clerk fills it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// A formula and its cached result; `None`: what it points to has been deleted.
    Formula(String, Option<f64>),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() {
            Cell::Blank
        } else {
            Cell::Text(text)
        }
    }

    /// 万元
    pub(crate) fn amount(wan: i64) -> Cell {
        Cell::Number(wan as f64)
    }

    fn shown(&self) -> String {
        match self {
            Cell::Blank | Cell::Formula(_, None) => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) | Cell::Formula(_, Some(number)) => number.to_string(),
            Cell::Date(date) => date.format("%Y/%-m/%-d").to_string(),
        }
    }
}

/// A sheet: title, headings, rows.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) title: String,
    /// 单位：万元
    pub(crate) scale: String,
    /// A heading, or `上级›下级` of a two-row head.
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The column under this heading.
    pub(crate) fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|known| known.contains(heading))
    }

    /// The first row of the body, from 0.
    pub(crate) fn body(&self) -> u32 {
        if self.is_two_row() { 4 } else { 3 }
    }

    fn is_two_row(&self) -> bool {
        self.headings.iter().any(|heading| heading.contains('›'))
    }

    /// All lines as text, for csv and HTML.
    fn lines(&self) -> Vec<Vec<String>> {
        let leaf = |heading: &String| heading.split('›').next_back().unwrap_or_default().to_owned();
        let mut lines = vec![vec![self.title.clone()], vec![self.scale.clone()]];
        lines.push(self.headings.iter().map(leaf).collect());
        lines.extend(self.rows.iter().map(|row| row.iter().map(Cell::shown).collect()));
        lines
    }

    /// As csv, in UTF-8.
    pub(crate) fn csv(&self) -> String {
        let quoted = |cell: &String| {
            if cell.contains([',', '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        let line = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
        self.lines().iter().map(line).collect()
    }

    /// As the HTML that office systems name `.xls`.
    pub(crate) fn html(&self) -> String {
        let escaped = |cell: &String| cell.replace('&', "&amp;").replace('<', "&lt;");
        let cells = |row: &Vec<String>| {
            row.iter()
                .map(|cell| format!("<td>{}</td>", escaped(cell)))
                .collect::<Vec<_>>()
                .concat()
        };
        let rows: Vec<String> = self
            .lines()
            .iter()
            .map(|row| format!("<tr>{}</tr>\r\n", cells(row)))
            .collect();
        let rows = rows.concat();
        format!(
            "<html><head><meta charset=\"utf-8\"></head><body><table border=1>\r\n{rows}</table></body></html>\r\n"
        )
    }
}

/// A workbook of these sheets; the same sheets give the same bytes.
pub(crate) fn xlsx(sheets: &[Sheet], as_of: NaiveDate) -> Vec<u8> {
    let mut workbook = Workbook::new();
    if let Ok(made) = excel_date(as_of) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    }
    for sheet in sheets {
        // The shapes are ours and within Excel's bounds; a failure is a fault of the generator.
        write(&mut workbook, sheet).unwrap_or_else(|error| panic!("{}: {error}", sheet.name));
    }
    workbook
        .save_to_buffer()
        .unwrap_or_else(|error| panic!("{error}"))
}

fn excel_date(date: NaiveDate) -> Result<ExcelDateTime, rust_xlsxwriter::XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    ExcelDateTime::from_ymd(
        u16::try_from(date.year()).unwrap_or(1900),
        part(date.month()),
        part(date.day()),
    )
}

fn write(workbook: &mut Workbook, sheet: &Sheet) -> Result<(), rust_xlsxwriter::XlsxError> {
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin);
    let plain = Format::new().set_border(FormatBorder::Thin);
    let date = plain.clone().set_num_format("yyyy/m/d");
    let last = u16::try_from(sheet.headings.len().saturating_sub(1)).unwrap_or(0);
    let page = workbook.add_worksheet().set_name(&sheet.name)?;
    page.merge_range(0, 0, 0, last, &sheet.title, &title)?;
    page.write(1, 0, &sheet.scale)?;
    heads(page, sheet, &head)?;
    for (row, cells) in (sheet.body()..).zip(&sheet.rows) {
        for (col, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Blank => page.write_blank(row, col, &plain)?,
                Cell::Text(text) => page.write_with_format(row, col, text, &plain)?,
                Cell::Number(number) => page.write_with_format(row, col, *number, &plain)?,
                Cell::Date(day) => page.write_with_format(row, col, &excel_date(*day)?, &date)?,
                Cell::Formula(formula, result) => {
                    let result = result.map_or("#REF!".to_owned(), |number| number.to_string());
                    page.write_with_format(row, col, Formula::new(formula).set_result(result), &plain)?
                }
            };
        }
    }
    page.set_freeze_panes(sheet.body(), 2)?;
    page.set_column_width(1, 34)?;
    page.set_landscape();
    Ok(())
}

/// One row of headings, or two with the upper ones merged over what they hold together.
fn heads(
    page: &mut rust_xlsxwriter::Worksheet,
    sheet: &Sheet,
    head: &Format,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    if !sheet.is_two_row() {
        for (col, heading) in (0u16..).zip(&sheet.headings) {
            page.write_with_format(2, col, heading, head)?;
        }
        return Ok(());
    }
    let parts: Vec<(&str, Option<&str>)> = sheet
        .headings
        .iter()
        .map(|heading| {
            heading
                .split_once('›')
                .map_or((heading.as_str(), None), |(upper, leaf)| (upper, Some(leaf)))
        })
        .collect();
    let mut col = 0;
    while let Some(&(upper, leaf)) = parts.get(col) {
        let first = u16::try_from(col).unwrap_or(0);
        let Some(_) = leaf else {
            page.merge_range(2, first, 3, first, upper, head)?;
            col += 1;
            continue;
        };
        let width = parts[col..]
            .iter()
            .take_while(|part| part.0 == upper && part.1.is_some())
            .count();
        let last = u16::try_from(col + width - 1).unwrap_or(first);
        if width > 1 {
            page.merge_range(2, first, 2, last, upper, head)?;
        } else {
            page.write_with_format(2, first, upper, head)?;
        }
        for (at, part) in (first..).zip(&parts[col..col + width]) {
            page.write_with_format(3, at, part.1.unwrap_or_default(), head)?;
        }
        col += width;
    }
    Ok(())
}
