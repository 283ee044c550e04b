//! 核对单: the first sheet – what to mend, where, how, room for an answer; the unit's tasks; proof of what was received.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, ProtectionOptions, Table,
    TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::brief::{BriefFinding, ReceiptBrief};
use super::plan::{Plan, bare_expected};
use crate::render::workbook::cell;
use crate::render::workbook::style::{self, Flag, Look, Styles};
use crate::render::workbook::submitted::severity_sign;
use crate::render::workbook::{frame, names};
use crate::sheet::Stamp;

/// The sheet.
pub(super) const SHEET: &str = "核对单";

const WIDTHS: [f64; 9] = [6.0, 9.5, 14.5, 31.0, 35.0, 22.0, 31.0, 30.0, 9.5];
// None of these words is a heading of a ledger: 项目名称 would make the list one when it comes back.
const HEADINGS: [&str; 9] = [
    "序号",
    "级别",
    "位置",
    "哪个项目",
    "哪里不对",
    "应为",
    "怎样改",
    "情况说明",
    "代码",
];
const TASK_HEADINGS: [&str; 9] = [
    "序号",
    "现状",
    "哪项任务",
    "哪个项目",
    "办什么",
    "到期日",
    "谁承办",
    "进展情况",
    "剩余天数",
];
const LAST_COL: u16 = 8;
const OPEN_COL: u16 = 7;
/// The list's headings stand here, from 0.
const LIST_ROW: u32 = 8;
/// Excel keeps so many links on a sheet; the places of the rest stand there in words.
const MOST_LINKS: u32 = 65_530;
/// So many findings are listed; every one of them is marked on its cell.
const MOST_LISTED: usize = 200_000;
/// So many places are named in the line of what was understood.
const NAMED_PLACES: usize = 12;

/// Writes it; leaves its rows of the stamp.
pub(super) fn write(
    workbook: &mut Workbook,
    brief: &ReceiptBrief,
    plan: &Plan<'_>,
) -> Result<Vec<Vec<String>>, XlsxError> {
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(SHEET)?;
    brief
        .frame
        .set_up_page(sheet, &format!("{}台账核对单", brief.unit), None);
    sheet
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(LIST_ROW, LIST_ROW)?
        .set_freeze_panes(LIST_ROW + 1, 0)?;
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
    }
    let mut page = Page {
        sheet,
        brief,
        plan,
        styles: Styles::default(),
        row: LIST_ROW,
        stamp: vec![stamp_row(&[Stamp::TAG_ADDED, SHEET, "findings"])],
    };
    page.head()?;
    page.list()?;
    page.remarks()?;
    page.tasks()?;
    page.received()?;
    let stamp = page.stamp;
    let options = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&options);
    Ok(stamp)
}

fn stamp_row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// The sheet while it is written, top to bottom.
struct Page<'a, 'b> {
    sheet: &'a mut Worksheet,
    brief: &'a ReceiptBrief,
    plan: &'a Plan<'b>,
    styles: Styles,
    row: u32,
    stamp: Vec<Vec<String>>,
}

impl Page<'_, '_> {
    /// Everything above the list, in eight rows.
    fn head(&mut self) -> Result<(), XlsxError> {
        let (sheet, brief) = (&mut *self.sheet, self.brief);
        for (row, height) in (0..).zip([30.0, 18.75, 21.0, 21.0, 18.75, 18.75, 18.75, 18.75]) {
            sheet.set_row_height(row, height)?;
        }
        sheet.write_string_with_format(0, 0, format!("{}台账核对单", brief.unit), &style::title(16))?;
        let line = format!("{}　{}", brief.frame.campaign, brief.frame.line());
        sheet.write_string_with_format(1, 0, line, &style::remark(10))?;
        let todo = if brief.findings.is_empty() {
            [
                "一、没有发现要改的地方。表在后面，和报来的一样。",
                "二、任务有进展的，在下面“进展情况”栏写明，存盘后发回。",
            ]
        } else {
            [
                "一、下面列出的格子已在后面的表里标色（红底错误、黄底提醒），点“位置”直达；请就在本文件里改好，存盘后原样发回。",
                "二、确实无误、不用改的，在“情况说明”栏写明理由，也算答复。",
            ]
        };
        let band = style::plain(11).set_background_color(style::BAND_FILL);
        let above = band
            .clone()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(style::INK);
        let below = band
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(style::INK);
        for (row, text, format) in [(2, todo[0], &above), (3, todo[1], &below)] {
            for col in 0..=LAST_COL {
                sheet.write_blank(row, col, format)?;
            }
            sheet.write_string_with_format(row, 0, text, format)?;
        }
        self.facts()
    }

    fn facts(&mut self) -> Result<(), XlsxError> {
        let brief = self.brief;
        let received: Vec<&str> = brief
            .files
            .iter()
            .filter_map(|file| file.received.as_deref())
            .collect();
        let (files, sums) = match brief.files.as_slice() {
            [file] => (file.name.clone(), file.sha256.clone()),
            files => (
                format!("{}个文件，列在最下面", files.len()),
                "列在最下面".to_owned(),
            ),
        };
        let received = match received.as_slice() {
            [] => format!("随{}收到", brief.frame.issue()),
            [.., last] => (*last).to_owned(),
        };
        let left = [
            ("报送单位", brief.unit.clone()),
            ("收到时间", received),
            ("文件名", files),
            ("SHA-256", sums),
        ];
        let right = [
            ("报送情况", &brief.delivery),
            ("本期", &brief.tally),
            ("较上期", &brief.compared),
            ("一次通过率", &brief.first_pass),
        ];
        let label = style::title(10);
        for (row, ((left_name, left), (right_name, right))) in (4..).zip(left.iter().zip(right)) {
            let size = if *left_name == "SHA-256" { 9 } else { 10 };
            self.sheet.write_string_with_format(row, 0, *left_name, &label)?;
            self.sheet
                .write_string_with_format(row, 2, left, &style::plain(size))?;
            self.sheet.write_string_with_format(row, 5, right_name, &label)?;
            self.sheet
                .write_string_with_format(row, 6, right, &style::plain(10))?;
        }
        Ok(())
    }

    fn table(&mut self, name: &str, headings: &[&str], rows: usize) -> Result<(), XlsxError> {
        let heading = style::heading();
        let columns: Vec<TableColumn> = headings
            .iter()
            .map(|title| TableColumn::new().set_header(*title).set_header_format(&heading))
            .collect();
        let table = Table::new()
            .set_name(name)
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_columns(&columns);
        let last = self.row + u32::try_from(rows.max(1)).unwrap_or(1);
        self.sheet.set_row_height(self.row, 24)?;
        self.sheet.add_table(self.row, 0, last, LAST_COL, &table)?;
        Ok(())
    }

    fn list(&mut self) -> Result<(), XlsxError> {
        let brief = self.brief;
        self.table("核对清单", &HEADINGS, brief.findings.len().min(MOST_LISTED))?;
        self.row += 1;
        let first = self.row;
        if brief.findings.is_empty() {
            self.empty_row("没有发现问题。")?;
            return Ok(());
        }
        self.stamp
            .push(stamp_row(&[Stamp::TAG_ANSWERS, SHEET, "A", "I", "H"]));
        for (number, finding) in (1..).zip(brief.findings.iter().take(MOST_LISTED)) {
            self.finding(number, finding)?;
        }
        style::mark_signs(self.sheet, (first, 1), (self.row - 1, 1))?;
        let rule = DataValidation::new()
            .allow_text_length(DataValidationRule::LessThanOrEqualTo(500))
            .set_input_title("情况说明")?
            .set_input_message(
                "已经改好的不用填。确实无误、不用改的，写明理由，如：概算调整，见新发改〔2023〕12号。",
            )?
            .set_error_title("太长")?
            .set_error_message("请写在500字以内。")?;
        self.sheet
            .add_data_validation(first, OPEN_COL, self.row - 1, OPEN_COL, &rule)?;
        Ok(())
    }

    fn empty_row(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = self.styles.cell(&Look::Line, Flag::Plain).clone();
        for col in 0..=LAST_COL {
            self.sheet.write_blank(self.row, col, &format)?;
        }
        self.sheet.write_string_with_format(self.row, 0, text, &format)?;
        self.row += 1;
        Ok(())
    }

    fn finding(&mut self, number: usize, finding: &BriefFinding) -> Result<(), XlsxError> {
        let row = self.row;
        let wrap = self.styles.cell(&Look::Wrap, Flag::Plain).clone();
        let centre = self.styles.cell(&Look::Centre, Flag::Plain).clone();
        let message = self.message(finding);
        let project = finding.project.as_deref().unwrap_or("—");
        let expected = finding.expected.as_deref().map_or("—", bare_expected);
        self.sheet
            .write_number_with_format(row, 0, number as f64, &centre)?;
        self.sheet
            .write_string_with_format(row, 1, severity_sign(finding.severity), &centre)?;
        let place = self.place(row, finding)?;
        for (col, text) in [(3, project), (4, &message), (5, expected), (6, &finding.help)] {
            self.sheet
                .write_string_with_format(row, col, names::cut(text), &wrap)?;
        }
        let answer = finding.answer.as_deref().unwrap_or_default();
        let input = self
            .styles
            .cell(&Look::Wrap, Flag::Input)
            .clone()
            .set_align(FormatAlign::Left);
        self.sheet
            .write_string_with_format(row, OPEN_COL, names::cut(answer), &input)?;
        let code = centre.set_font_color(style::GREY);
        self.sheet
            .write_string_with_format(row, LAST_COL, finding.code.id(), &code)?;
        let texts = [place.as_str(), project, &message, expected, &finding.help, answer];
        let lines = texts
            .iter()
            .zip(&WIDTHS[2..8])
            .map(|(text, width)| style::lines(text, *width))
            .max()
            .unwrap_or(1);
        self.sheet
            .set_row_height(row, (8.25 + 14.25 * f64::from(lines.max(2))).min(409.0))?;
        let sheet = self.plan.sheet_of(finding).map(|sheet| sheet.name.as_str());
        self.stamp.push(stamp_row(&[
            Stamp::TAG_FINDING,
            &number.to_string(),
            finding.code.id(),
            sheet.unwrap_or_default(),
            &finding.cell.map(|cell| cell.to_string()).unwrap_or_default(),
            finding.project.as_deref().unwrap_or_default(),
            finding.project_code.as_deref().unwrap_or_default(),
        ]));
        self.row += 1;
        Ok(())
    }

    /// What is wrong, and that a hidden row is shown because of it.
    fn message(&self, finding: &BriefFinding) -> String {
        let shown = self
            .plan
            .sheet_of(finding)
            .zip(finding.cell)
            .and_then(|(sheet, cell)| sheet.was_hidden(cell));
        match shown {
            Some(what) => format!("{}（{what}原来隐藏，回执里已显示）", finding.message),
            None => finding.message.clone(),
        }
    }

    /// A link to the cell; in words where no link can lead there.
    fn place(&mut self, row: u32, finding: &BriefFinding) -> Result<String, XlsxError> {
        let plain = self.styles.cell(&Look::Wrap, Flag::Plain).clone();
        let words = match self.plan.sheet_of(finding) {
            None => format!("文件“{}”", finding.file),
            Some(sheet) if sheet.is_hidden() => {
                let cell = finding.cell.map(|cell| format!("!{cell}")).unwrap_or_default();
                format!("隐藏的表“{}”{cell}", sheet.name)
            }
            Some(sheet) => {
                let shown = match finding.cell {
                    Some(cell) => format!("{}!{cell}", sheet.name),
                    None => sheet.name.clone(),
                };
                let cell = finding
                    .cell
                    .map_or_else(|| "A1".to_owned(), |cell| cell.to_string());
                if row > LIST_ROW + MOST_LINKS {
                    self.sheet.write_string_with_format(row, 2, &shown, &plain)?;
                    return Ok(shown);
                }
                let target = format!("internal:{}!{cell}", names::quoted(&sheet.name));
                let link = plain
                    .set_font_color(style::INK)
                    .set_underline(rust_xlsxwriter::FormatUnderline::Single);
                cell::write_cell_link(self.sheet, (row, 2), &target, &shown, "到这一格", &link)?;
                return Ok(shown);
            }
        };
        self.sheet.write_string_with_format(row, 2, &words, &plain)?;
        Ok(words)
    }

    /// What needs nothing, and what could not be given back, in grey lines.
    fn remarks(&mut self) -> Result<(), XlsxError> {
        let mut remarks = Vec::new();
        if let Some(first) = self.brief.understood.first() {
            let count = self.brief.understood.len();
            let places: Vec<String> = self
                .brief
                .understood
                .iter()
                .take(NAMED_PLACES)
                .filter_map(|finding| finding.cell.map(|cell| cell.to_string()))
                .collect();
            let more = if count > NAMED_PLACES { "等" } else { "" };
            remarks.push(format!(
                "另有{count}处写法不标准，已按所写读懂，不用改（V07）：{}{more}；如{}",
                places.join("、"),
                first.message
            ));
        }
        let unlisted = self.brief.findings.len().saturating_sub(MOST_LISTED);
        if unlisted > 0 {
            remarks.push(format!("另有{unlisted}条没有列在这里，都标在后面各表的格子上。"));
        }
        for file in &self.plan.lost {
            remarks.push(format!("文件“{file}”这次没有能够附在后面，请按它的原件改。"));
        }
        let cut = self.cut_texts();
        if cut > 0 {
            remarks.push(format!(
                "有{cut}格的文字超过Excel的{}字，后面没有放下，请对照原件。",
                names::MOST_TEXT
            ));
        }
        for remark in remarks {
            self.sheet.set_row_height(self.row, 20.25)?;
            self.sheet
                .write_string_with_format(self.row, 0, names::cut(&remark), &style::remark(9))?;
            self.row += 1;
        }
        Ok(())
    }

    fn cut_texts(&self) -> usize {
        let cells = self
            .plan
            .sheets
            .iter()
            .flat_map(|sheet| &sheet.raw.rows)
            .flat_map(|row| &row.cells);
        cells
            .filter(|cell| match &cell.value {
                crate::sheet::RawValue::Text(text) => {
                    text.len() > names::MOST_TEXT && names::cut(text) != text
                }
                _ => false,
            })
            .count()
    }

    fn tasks(&mut self) -> Result<(), XlsxError> {
        let tasks = &self.brief.tasks;
        if tasks.is_empty() {
            return Ok(());
        }
        self.sheet.set_row_height(self.row, 26.25)?;
        let title = format!(
            "任务（{}项：你单位承办的，和别的单位为你单位项目办的）",
            tasks.len()
        );
        self.sheet
            .write_string_with_format(self.row, 0, title, &style::title(12))?;
        self.row += 1;
        self.table("任务清单", &TASK_HEADINGS, tasks.len())?;
        self.row += 1;
        let first = self.row;
        self.stamp
            .push(stamp_row(&[Stamp::TAG_PROGRESS, SHEET, "A", "C", "H"]));
        for number in 1..=tasks.len() {
            self.task(number)?;
        }
        style::mark_signs(self.sheet, (first, 1), (self.row - 1, 1))?;
        let remark = "剩余天数为负数的，是已经逾期的天数。";
        self.sheet
            .write_string_with_format(self.row, 0, remark, &style::remark(9))?;
        self.row += 1;
        Ok(())
    }

    fn task(&mut self, number: usize) -> Result<(), XlsxError> {
        let (row, brief) = (self.row, self.brief);
        let task = &brief.tasks[number - 1];
        let wrap = self.styles.cell(&Look::Wrap, Flag::Plain).clone();
        let centre = self.styles.cell(&Look::Centre, Flag::Plain).clone();
        let date = self
            .styles
            .cell(&Look::Day("yyyy-mm-dd".into()), Flag::Plain)
            .clone();
        let days = centre.clone().set_num_format("0;-0;0");
        let shown = task.number.as_deref().unwrap_or("—");
        self.sheet
            .write_number_with_format(row, 0, number as f64, &centre)?;
        self.sheet
            .write_string_with_format(row, 1, &task.state, &centre)?;
        for (col, text) in [
            (2, shown),
            (3, &task.project),
            (4, &task.matter),
            (6, &task.responsible),
        ] {
            self.sheet
                .write_string_with_format(row, col, names::cut(text), &wrap)?;
        }
        match task.due.and_then(style::serial) {
            Some(due) => self.sheet.write_number_with_format(row, 5, due, &date)?,
            None => self.sheet.write_blank(row, 5, &date)?,
        };
        if task.is_open {
            let input = self.styles.cell(&Look::Wrap, Flag::Input).clone();
            self.sheet.write_blank(row, OPEN_COL, &input)?;
        } else {
            self.sheet.write_blank(row, OPEN_COL, &wrap)?;
        }
        let left = task
            .due
            .filter(|_| task.is_open)
            .map(|due| (due - brief.frame.as_of).num_days().to_string());
        let at = row + 1;
        let formula = format!(
            "IF(OR(B{at}=\"○ 办结\",F{at}=\"\"),\"\",F{at}-{})",
            frame::AS_OF_NAME
        );
        let formula = Formula::new(formula).set_result(left.unwrap_or_default());
        self.sheet
            .write_formula_with_format(row, LAST_COL, formula, &days)?;
        let lines = style::lines(&task.project, WIDTHS[3]).max(style::lines(&task.matter, WIDTHS[4]));
        self.sheet.set_row_height(row, 7.5 + 14.25 * f64::from(lines))?;
        self.stamp.push(stamp_row(&[
            Stamp::TAG_TASK,
            &number.to_string(),
            task.number.as_deref().unwrap_or_default(),
            &task.matter,
            &task.project,
        ]));
        self.row += 1;
        Ok(())
    }

    /// Of several files: name and SHA-256 in full, proof of what was received.
    fn received(&mut self) -> Result<(), XlsxError> {
        if self.brief.files.len() < 2 {
            return Ok(());
        }
        self.sheet.set_row_height(self.row, 26.25)?;
        self.sheet
            .write_string_with_format(self.row, 0, "收到的文件和SHA-256", &style::title(12))?;
        self.row += 1;
        let small: Format = style::plain(9);
        for file in &self.brief.files {
            self.sheet
                .write_string_with_format(self.row, 0, &file.name, &small)?;
            self.sheet
                .write_string_with_format(self.row, 4, &file.sha256, &small)?;
            if let Some(received) = &file.received {
                self.sheet
                    .write_string_with_format(self.row, 7, received, &small)?;
            }
            self.row += 1;
        }
        Ok(())
    }
}
