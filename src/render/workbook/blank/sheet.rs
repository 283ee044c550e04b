//! 一张空表: title, bands, headings with their notes, rows locked grey or open, checks with messages a clerk understands.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime,
    Format, FormatAlign, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::form::{Band, Column, Input};
use crate::render::workbook::cell::made_note;
use crate::render::workbook::frame::{AS_OF_NAME, Frame, full_date, month_day};
use crate::render::workbook::style::{self, Flag, Look, Styles};
use crate::render::workbook::{frame, names, told};
use crate::sheet::Stamp;
use crate::value::{Area, CellRef, Day, Precision, Wanyuan, column_name};
use chrono::Datelike;

/// Headings stand in this row, from 0.
const HEADING_ROW: u32 = 4;
/// A year before which nothing reported now began.
const FIRST_YEAR: u16 = 2015;

/// A sheet of a blank.
pub(super) struct BlankSheet {
    /// Its name.
    pub name: String,
    /// A1
    pub title: String,
    /// Beside: what to fill in.
    pub lead: String,
    /// Left to right.
    pub columns: Vec<Column>,
    /// What is known, a row each.
    pub rows: Vec<Vec<Cell>>,
    /// Rows for what is new; they hold nothing, not even a number.
    pub new_rows: u32,
}

/// A cell of a row that is filled in already.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Locked; read back as the row's identity.
    Known(Content),
    /// Locked, for comparison: it says nothing when it comes back.
    Accepted(Content),
    /// To fill in; what stands there already may be changed.
    Open(Content),
    /// Computed, with its result: nothing.
    Computed(String, Option<i64>),
}

impl Cell {
    fn is_reference(&self) -> bool {
        matches!(self, Cell::Accepted(_) | Cell::Computed(..))
    }

    fn is_known(&self) -> bool {
        matches!(self, Cell::Known(_))
    }
}

/// What stands in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(u32),
    /// 万元
    Amount(Wanyuan),
    /// A date.
    Day(Day),
}

impl Content {
    /// Text; an empty one is nothing.
    pub(super) fn text(text: impl Into<String>) -> Content {
        let text = text.into();
        if text.is_empty() {
            Content::Empty
        } else {
            Content::Text(text)
        }
    }

    /// 万元, where it is known.
    pub(super) fn amount(amount: Option<Wanyuan>) -> Content {
        amount.map_or(Content::Empty, Content::Amount)
    }

    /// A date, where it is known.
    pub(super) fn day(day: Option<Day>) -> Content {
        day.map_or(Content::Empty, Content::Day)
    }
}

impl BlankSheet {
    /// Writes it; leaves its rows of the stamp.
    pub(super) fn write(
        &self,
        workbook: &mut Workbook,
        frame: &Frame,
        unit: &str,
        styles: &mut Styles,
    ) -> Result<Vec<Vec<String>>, XlsxError> {
        let sheet = frame::add_sheet(workbook);
        sheet.set_name(&self.name)?.set_zoom(80);
        frame.set_up_page(sheet, &self.title, Some("填报人：　　　　　　审核人："));
        self.write_head(sheet, frame, unit)?;
        self.write_headings(sheet)?;
        for (row, cells) in (HEADING_ROW + 1..).zip(&self.rows) {
            self.write_row(sheet, row, cells, styles)?;
        }
        self.write_new_rows(sheet, styles)?;
        self.check(sheet, frame)?;
        self.set_up(sheet)?;
        Ok(self.stamp())
    }

    fn first_row() -> u32 {
        HEADING_ROW + 1
    }

    fn known_rows(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(0)
    }

    fn last_row(&self) -> u32 {
        (HEADING_ROW + self.known_rows() + self.new_rows).max(HEADING_ROW + 1)
    }

    fn write_head(&self, sheet: &mut Worksheet, frame: &Frame, unit: &str) -> Result<(), XlsxError> {
        for (row, height) in (0..).zip([30.0, 18.75, 18.75, 18.75]) {
            sheet.set_row_height(row, height)?;
        }
        sheet.write_string_with_format(0, 0, &self.title, &style::title(16))?;
        let line = format!("{}　截至{}", frame.issue(), month_day(frame.as_of));
        sheet.write_string_with_format(0, 3, line, &style::title(12))?;
        sheet.write_string_with_format(1, 0, format!("填报单位：{unit}"), &style::plain(10))?;
        if self.columns.iter().any(|column| column.input == Input::Amount) {
            sheet.write_string_with_format(1, 3, "单位：万元", &style::plain(10))?;
        }
        sheet.write_string_with_format(2, 0, "只填浅黄底的格子", &style::remark(10))?;
        sheet.write_string_with_format(2, 3, &self.lead, &style::remark(10))?;
        Ok(())
    }

    fn write_headings(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let heading = style::heading();
        let mut before = None;
        let mut lines = 1;
        for (col, column) in (0..).zip(&self.columns) {
            let fill = if column.band == Band::Now {
                style::INPUT_FILL
            } else {
                style::BAND_FILL
            };
            let band = style::band().set_background_color(fill);
            if before == Some(column.band) {
                sheet.write_blank(HEADING_ROW - 1, col, &band)?;
            } else {
                sheet.write_string_with_format(HEADING_ROW - 1, col, column.band.words(), &band)?;
            }
            before = Some(column.band);
            sheet.write_string_with_format(HEADING_ROW, col, &column.heading, &heading)?;
            sheet.set_column_width(col, column.width)?;
            lines = lines.max(style::lines(&column.heading, column.width - 1.0));
            if let Some(note) = column.note() {
                sheet.insert_note(HEADING_ROW, col, &made_note(&note))?;
            }
        }
        sheet.set_row_height(HEADING_ROW, 8.25 + 14.25 * f64::from(lines.max(2)))?;
        Ok(())
    }

    fn write_row(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        cells: &[Cell],
        styles: &mut Styles,
    ) -> Result<(), XlsxError> {
        let mut lines = 1;
        for ((col, cell), column) in (0..).zip(cells).zip(&self.columns) {
            let (content, flag) = match cell {
                Cell::Known(content) | Cell::Accepted(content) => (content, Flag::Locked),
                Cell::Open(content) => (content, Flag::Input),
                Cell::Computed(formula, result) => {
                    let format = styles
                        .cell(&Look::Centre, Flag::Locked)
                        .clone()
                        .set_num_format("0;-0;0");
                    let result = result.map(|days| days.to_string()).unwrap_or_default();
                    let formula = formula.replace("{row}", &(row + 1).to_string());
                    sheet.write_formula_with_format(
                        row,
                        col,
                        Formula::new(formula).set_result(result),
                        &format,
                    )?;
                    continue;
                }
            };
            if let Content::Text(text) = content {
                lines = lines.max(style::lines(text, column.width - 0.5));
            }
            write_content(sheet, (row, col), content, column.input, flag, styles)?;
        }
        sheet.set_row_height(row, (5.25 + 14.25 * f64::from(lines.max(2))).min(409.0))?;
        Ok(())
    }

    /// Open cells without anything in them: a numbered row would be a row without a name.
    fn write_new_rows(&self, sheet: &mut Worksheet, styles: &mut Styles) -> Result<(), XlsxError> {
        let first = Self::first_row() + self.known_rows();
        for row in first..first + self.new_rows {
            sheet.set_row_height(row, 21.75)?;
            for (col, column) in (0..).zip(&self.columns) {
                let flag = if column.is_open_in_new {
                    Flag::Input
                } else {
                    Flag::Locked
                };
                let format = format_of(column.input, None, flag, styles);
                sheet.write_blank(row, col, &format)?;
            }
        }
        Ok(())
    }

    fn set_up(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_freeze_panes(HEADING_ROW + 1, 2)?;
        sheet
            .set_print_scale(70)
            .set_repeat_rows(HEADING_ROW - 1, HEADING_ROW)?
            .set_repeat_columns(0, 1)?;
        let width: f64 = self.columns.iter().map(|column| column.width).sum();
        let now = self.columns.iter().position(|column| column.band == Band::Now);
        match now.and_then(|col| u32::try_from(col).ok()) {
            // Wider than a page: known on the first, to fill in on the second.
            Some(col) if width > 190.0 => {
                sheet.set_vertical_page_breaks(&[col])?;
            }
            _ => {
                sheet.set_print_fit_to_pages(1, 0);
            }
        }
        sheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
        Ok(())
    }

    /// Drop-downs, amounts, dates; falls and contradictions are 自查's, never a block: a true number must always go in.
    fn check(&self, sheet: &mut Worksheet, frame: &Frame) -> Result<(), XlsxError> {
        let (first, last) = (Self::first_row(), self.last_row());
        let first_new = first + self.known_rows();
        for (col, column) in (0..).zip(&self.columns) {
            // A column is checked from its first row where it may be filled in: for a locked cell that is no matter.
            let is_open = |cells: &Vec<Cell>| matches!(cells.get(usize::from(col)), Some(Cell::Open(_)));
            let from = if column.band == Band::Now || self.rows.iter().any(is_open) {
                first
            } else {
                first_new
            };
            if from > last || (column.band != Band::Now && !column.is_open_in_new) {
                continue;
            }
            if let Some(rule) = rule(column, frame, &format!("{}{}", column_name(col), from + 1))? {
                sheet.add_data_validation(from, col, last, col, &rule)?;
            }
        }
        if let Some(col) = self.columns.iter().position(|column| column.band == Band::Check) {
            let col = u16::try_from(col).unwrap_or(0);
            let cell = format!("{}{}", column_name(col), first + 1);
            let rule = ConditionalFormatFormula::new()
                .set_rule(format!("=AND({cell}<>\"\",{cell}<>\"√\")").as_str())
                .set_format(
                    Format::new()
                        .set_bold()
                        .set_font_color(style::YELLOW_TEXT)
                        .set_background_color(style::YELLOW_FILL),
                );
            sheet.add_conditional_format(first, col, last, col, &rule)?;
        }
        Ok(())
    }

    /// Cells of a column that belong together, top to bottom.
    fn runs(&self, col: u16, belongs: fn(&Cell) -> bool) -> Vec<Area> {
        let mut runs: Vec<Area> = Vec::new();
        for (row, cells) in (Self::first_row()..).zip(&self.rows) {
            if !cells.get(usize::from(col)).is_some_and(belongs) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.last.row + 1 == row => run.last.row = row,
                _ => runs.push(Area::cell(row, col)),
            }
        }
        runs
    }

    /// Which cells say nothing when they come back, and which may stay empty.
    fn stamp(&self) -> Vec<Vec<String>> {
        let tagged = |tag: &str, area: Area| vec![tag.to_owned(), self.name.clone(), area.to_string()];
        let mut rows = Vec::new();
        for col in (0..).take(self.columns.len()) {
            for (tag, belongs) in [
                (Stamp::TAG_REFERENCE, Cell::is_reference as fn(&Cell) -> bool),
                (Stamp::TAG_KNOWN, Cell::is_known),
            ] {
                rows.extend(self.runs(col, belongs).into_iter().map(|area| tagged(tag, area)));
            }
        }
        if !self.rows.is_empty() {
            let last_col = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(0);
            let area = Area {
                first: CellRef {
                    row: Self::first_row(),
                    col: 0,
                },
                last: CellRef {
                    row: HEADING_ROW + self.known_rows(),
                    col: last_col,
                },
            };
            rows.push(tagged(Stamp::TAG_OPEN, area));
        }
        rows
    }
}

fn write_content(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    content: &Content,
    input: Input,
    flag: Flag,
    styles: &mut Styles,
) -> Result<(), XlsxError> {
    let format = format_of(input, Some(content), flag, styles);
    match content {
        Content::Empty => sheet.write_blank(row, col, &format)?,
        Content::Text(text) => sheet.write_string_with_format(row, col, names::cut(text), &format)?,
        Content::Number(number) => sheet.write_number_with_format(row, col, f64::from(*number), &format)?,
        Content::Amount(amount) => sheet.write_number_with_format(row, col, amount.to_f64(), &format)?,
        // What was said to the month only would come back as a day.
        Content::Day(day) if day.precision != Precision::Day => {
            let text = told::day_text(*day);
            sheet.write_string_with_format(row, col, text, &format)?
        }
        Content::Day(day) => match style::serial(day.date) {
            Some(serial) => sheet.write_number_with_format(row, col, serial, &format)?,
            None => sheet.write_string_with_format(row, col, day.date.to_string(), &format)?,
        },
    };
    Ok(())
}

fn format_of(input: Input, content: Option<&Content>, flag: Flag, styles: &mut Styles) -> Format {
    let look = match (input, content) {
        (_, Some(Content::Day(day))) if day.precision == Precision::Day => Look::Day("yyyy-mm-dd".into()),
        (Input::Serial, _) => Look::Serial,
        (Input::Text | Input::Kinds, _) => Look::Wrap,
        (Input::Code, _) => Look::Code,
        (Input::Amount, Some(Content::Amount(amount))) => Look::Amount {
            decimals: decimals(*amount),
            of: decimals(*amount),
        },
        (Input::Amount, _) => Look::Typed,
        (Input::Day, _) => Look::Day("yyyy-mm-dd".into()),
        (Input::PlannedDay, _) => Look::TextCentre,
        (
            Input::Short
            | Input::Nature
            | Input::Status
            | Input::TaskState
            | Input::Approval
            | Input::Computed,
            _,
        ) => Look::Centre,
    };
    let format = styles.cell(&look, flag).clone();
    if input == Input::Code {
        format.set_font_size(10).set_align(FormatAlign::Left)
    } else {
        format
    }
}

fn decimals(amount: Wanyuan) -> u8 {
    let rest = amount.yuan().unsigned_abs() % 10_000;
    (0..4)
        .find(|&digits| rest.is_multiple_of(10_u64.pow(4 - u32::from(digits))))
        .unwrap_or(4)
}

/// What a column lets in, in words a clerk understands.
fn rule(column: &Column, frame: &Frame, cell: &str) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let until = full_date(frame.as_of);
    let rule = match column.input {
        Input::Amount => rule
            .allow_decimal_number(DataValidationRule::Between(0.0, 5_000_000.0))
            .set_error_title("不是金额")?
            .set_error_message("请填数字，单位是万元，不写“万元”“约”；没有完成填0，没有变化可以不填。")?,
        Input::Day => {
            let last = ExcelDateTime::from_ymd(
                u16::try_from(frame.as_of.year()).unwrap_or(FIRST_YEAR),
                u8::try_from(frame.as_of.month()).unwrap_or(1),
                u8::try_from(frame.as_of.day()).unwrap_or(1),
            )?;
            rule.allow_date(DataValidationRule::Between(
                ExcelDateTime::from_ymd(FIRST_YEAR, 1, 1)?,
                last,
            ))
            .set_error_title("不是日期，或晚于截止日")?
            .set_error_message(format!(
                "请填日期，如 2023-05-16，不晚于{until}；计划的时间不填在这里。"
            ))?
        }
        Input::Status => listed(rule, "词表_状态")?
            .set_error_message("请从下拉中选：储备、前期、在建、停工、完工、竣工、投产、达效、退库。")?,
        Input::Nature => {
            listed(rule, "词表_性质")?.set_error_message("请从下拉中选：新建、续建、改扩建。")?
        }
        Input::TaskState => {
            listed(rule, "词表_任务状态")?.set_error_message("请从下拉中选：办理中、已办结。")?
        }
        // A document number or a date is an answer too.
        Input::Approval => listed(rule, "词表_手续")?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("词表之外，只认文号和日期。填的是文号或日期，选“是”继续。")?,
        Input::Kinds => listed(rule, "词表_类型")?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("词表之外的词认不出来。属几类的，用“、”隔开，选“是”继续。")?,
        Input::Code => rule
            .allow_custom(Formula::new(format!("LEN({cell})=24")))
            .set_error_title("位数不对")?
            .set_error_message("项目代码是24位（含短横），如 2301-410183-04-01-123456；还没有赋码的留空。")?,
        Input::PlannedDay => rule
            .allow_custom(Formula::new(format!(
                "AND(LEN({cell})>=7,LEN({cell})<=11,LEFT({cell},2)=\"20\")"
            )))
            .set_error_title("不是日期")?
            .set_error_message("定到日的写 2023-06-01，只定到月的写 2023年10月。")?,
        Input::Text | Input::Short if column.what.is_empty() => return Ok(None),
        Input::Text | Input::Short => rule.allow_any_value(),
        Input::Serial | Input::Computed => return Ok(None),
    };
    if column.what.is_empty() {
        return Ok(Some(rule));
    }
    let mut message = column.what.clone();
    if !column.example.is_empty() {
        message.push_str(&format!("。例：{}", column.example));
    }
    Ok(Some(
        rule.set_input_title(names::cut_to(&column.heading, 32))?
            .set_input_message(names::cut_to(&message, 255))?,
    ))
}

fn listed(rule: DataValidation, name: &str) -> Result<DataValidation, XlsxError> {
    rule.allow_list_formula(Formula::new(format!("={name}")))
        .set_error_title("不在词表里")
}

/// 剩余天数 of a task whose deadline stands in this column.
pub(super) fn days_left(due: u16) -> String {
    let due = column_name(due);
    format!("IF({due}{{row}}=\"\",\"\",{due}{{row}}-{AS_OF_NAME})")
}
