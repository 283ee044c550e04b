//! Workbooks written as text: type it as you would type it into Excel.
//!
//! ````text
//! ```sheet 甲镇.xlsx!项目台账 隐藏=5,C
//! 重点项目台账（截至5月5日） | < | <
//! 项目名称 | 总投资（万元） | 开工时间
//! 甲项目 | 1200 | 2023-03-01
//! ```
//! ````
//!
//! Numbers are numbers, `2023-03-01` is a date, `38.2%` a number with a percent format, `'100` is text, `=936000/2` a formula
//! (its result behind `→`), `<` joins the cell to its left, `^` to the one above. `隐藏=` hides rows by number and columns by
//! letter, `隐藏` alone the sheet. A file that ends in `.csv` is written as it stands, commas for bars.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

/// A fenced block of a page: the words behind its fence and its lines.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// `sheet`, `findings`, `previous` …
    pub(crate) kind: String,
    /// What stands behind the kind.
    pub(crate) title: String,
    /// Its lines.
    pub(crate) lines: Vec<String>,
}

/// A sheet of a workbook, as text.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// `甲镇.xlsx`
    pub(crate) file: String,
    /// `项目台账`
    pub(crate) name: String,
    /// Rows of cells as typed.
    pub(crate) rows: Vec<Vec<String>>,
    hidden: Vec<String>,
    is_hidden: bool,
}

/// The fenced blocks of a page.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(fence), None) => {
                let (kind, title) = fence.split_once(' ').unwrap_or((fence, ""));
                open = Some(Block {
                    kind: kind.to_owned(),
                    title: title.trim().to_owned(),
                    lines: Vec::new(),
                });
            }
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    blocks
}

impl Block {
    /// The sheet that this block writes down.
    pub(crate) fn sheet(&self) -> Sheet {
        let mut words = self.title.split_whitespace();
        let (file, name) = words
            .next()
            .and_then(|place| place.split_once('!'))
            .unwrap_or_else(|| panic!("a sheet block names FILE!SHEET, not {:?}", self.title));
        let mut sheet = Sheet {
            file: file.to_owned(),
            name: name.to_owned(),
            rows: self.lines.iter().map(|line| cells(line)).collect(),
            hidden: Vec::new(),
            is_hidden: false,
        };
        for word in words {
            match word.strip_prefix("隐藏=") {
                Some(list) => sheet.hidden = list.split(',').map(str::to_owned).collect(),
                None => sheet.is_hidden = word == "隐藏",
            }
        }
        sheet
    }
}

fn cells(line: &str) -> Vec<String> {
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The files that these sheets make, in the order in which they are first named.
pub(crate) fn files(sheets: &[Sheet]) -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<&str> = Vec::new();
    for sheet in sheets {
        if !names.contains(&sheet.file.as_str()) {
            names.push(&sheet.file);
        }
    }
    names
        .into_iter()
        .map(|name| {
            let of_file: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.file == name).collect();
            let bytes = if name.ends_with(".csv") {
                csv(of_file[0])
            } else {
                workbook(&of_file)
            };
            (name.to_owned(), bytes)
        })
        .collect()
}

fn csv(sheet: &Sheet) -> Vec<u8> {
    let lines: Vec<String> = sheet.rows.iter().map(|row| row.join(",")).collect();
    lines.join("\r\n").into_bytes()
}

fn workbook(sheets: &[&Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name).unwrap();
        write(worksheet, sheet);
    }
    workbook.save_to_buffer().unwrap()
}

fn write(worksheet: &mut Worksheet, sheet: &Sheet) {
    let typed = |row: usize, col: usize| sheet.rows.get(row)?.get(col).map(String::as_str);
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            if cell.is_empty() || cell == "<" || cell == "^" {
                continue;
            }
            let right = (col + 1..cells.len())
                .take_while(|&col| typed(row, col) == Some("<"))
                .count();
            let below = (row + 1..sheet.rows.len())
                .take_while(|&row| typed(row, col) == Some("^"))
                .count();
            let at = (u32::try_from(row).unwrap(), u16::try_from(col).unwrap());
            if right + below > 0 {
                let last = (
                    at.0 + u32::try_from(below).unwrap(),
                    at.1 + u16::try_from(right).unwrap(),
                );
                worksheet
                    .merge_range(at.0, at.1, last.0, last.1, "", &Format::new())
                    .unwrap();
            }
            write_cell(worksheet, at, cell);
        }
    }
    for hidden in &sheet.hidden {
        match hidden.parse::<u32>() {
            Ok(row) => worksheet.set_row_hidden(row - 1).unwrap(),
            Err(_) => worksheet
                .set_column_hidden(u16::from(hidden.as_bytes()[0] - b'A'))
                .unwrap(),
        };
    }
    if sheet.is_hidden {
        worksheet.set_hidden(true);
    }
}

fn write_cell(worksheet: &mut Worksheet, (row, col): (u32, u16), typed: &str) {
    if let Some(text) = typed.strip_prefix('\'') {
        worksheet.write_string(row, col, text).unwrap();
    } else if typed.starts_with('=') {
        let (formula, result) = typed.split_once('→').unwrap_or((typed, "0"));
        let formula = Formula::new(formula.trim()).set_result(result.trim());
        worksheet.write_formula(row, col, formula).unwrap();
    } else if let Ok(number) = typed.parse::<f64>() {
        worksheet.write_number(row, col, number).unwrap();
    } else if let Some((number, decimals)) = percent(typed) {
        let pattern = if decimals == 0 {
            "0%".to_owned()
        } else {
            format!("0.{}%", "0".repeat(decimals))
        };
        worksheet
            .write_number_with_format(row, col, number, &Format::new().set_num_format(pattern))
            .unwrap();
    } else if let Some(date) = date(typed) {
        let format = Format::new().set_num_format("yyyy-mm-dd");
        worksheet
            .write_datetime_with_format(row, col, &date, &format)
            .unwrap();
    } else {
        worksheet.write_string(row, col, typed).unwrap();
    }
}

fn percent(typed: &str) -> Option<(f64, usize)> {
    let digits = typed.strip_suffix('%')?;
    let number: f64 = digits.parse().ok()?;
    Some((
        number / 100.0,
        digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()),
    ))
}

fn date(typed: &str) -> Option<ExcelDateTime> {
    let is_iso = typed.len() == 10 && typed.bytes().filter(|&byte| byte == b'-').count() == 2;
    is_iso
        .then(|| ExcelDateTime::parse_from_str(typed).ok())
        .flatten()
}
