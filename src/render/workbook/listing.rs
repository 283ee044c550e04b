//! 数据表: one sheet that is a title, a line of what it holds, a band, totals, headings and one real Excel table.

use rust_xlsxwriter::{Format, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError};

use super::cell::{Entry, made_note, write_entry, write_way_to_cover};
use super::frame::{self, Frame};
use super::names;
use super::style::{self, Flag, Look, Styles};
use crate::value::{Wanyuan, column_name};

/// Rows of a sheet that data may take; what is more goes on a further sheet.
const MOST_ROWS: usize = 1_000_000;

/// A sheet of records.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a plain choice of its own")]
pub(super) struct Listing {
    /// Its name, and its table's without 表.
    pub sheet: String,
    /// A1
    pub title: String,
    /// A2: what it holds and how it is sorted.
    pub lead: String,
    /// Rows of figures between the lead and the headings, each with its label in column B.
    pub figures: Vec<(String, Vec<(usize, Entry)>)>,
    /// Has it a row of totals above the headings? Formulas need to know before the totals are there.
    pub has_totals: bool,
    /// 合计: column and entry.
    pub totals: Vec<(usize, Entry)>,
    /// Left to right.
    pub columns: Vec<Column>,
    /// Top to bottom.
    pub rows: Vec<Vec<Entry>>,
    /// So many columns stay in sight.
    pub frozen: u16,
    /// So many last columns are left out in print.
    pub unprinted: u16,
    /// Does it lead back to a cover?
    pub has_cover: bool,
    /// Everything on one page?
    pub one_page: bool,
    /// Are its rows records, which a higher level takes from it?
    pub is_record: bool,
}

/// A column.
#[derive(Debug, Default, Clone)]
pub(super) struct Column {
    /// Heading: one line, unique in its table.
    pub title: String,
    /// The group it stands in; empty goes on with the one before.
    pub band: String,
    /// In digits.
    pub width: f64,
    /// The rule behind it.
    pub note: Option<String>,
    /// What its cells are marked for.
    pub rule: Rule,
    /// The formula of new rows.
    pub formula: Option<String>,
}

/// What a column's cells are marked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Nothing.
    #[default]
    None,
    /// ● ▲ ○
    Signs,
    /// A bar from 0 to 100 %.
    Bar,
    /// A word in red.
    Word(&'static str),
    /// Above zero in red.
    Positive,
}

impl Column {
    /// Without group, note and rule.
    pub(super) fn new(title: impl Into<String>, width: f64) -> Column {
        Column {
            title: title.into(),
            width,
            ..Column::default()
        }
    }

    /// The first of a group.
    #[must_use]
    pub(super) fn band(mut self, band: impl Into<String>) -> Column {
        self.band = band.into();
        self
    }

    /// With its rule in words.
    #[must_use]
    pub(super) fn note(mut self, note: impl Into<String>) -> Column {
        self.note = Some(note.into());
        self
    }

    /// With a mark.
    #[must_use]
    pub(super) fn rule(mut self, rule: Rule) -> Column {
        self.rule = rule;
        self
    }

    /// Computed: rows that someone adds get the formula too.
    #[must_use]
    pub(super) fn formula(mut self, formula: impl Into<String>) -> Column {
        self.formula = Some(formula.into());
        self
    }
}

/// `总账表[[#This Row],[年度完成率]]`
pub(super) fn this(sheet: &str, column: &str) -> String {
    format!("{}[[#This Row],[{column}]]", names::table(sheet))
}

/// `总账表[年度完成率]`
pub(super) fn all(sheet: &str, column: &str) -> String {
    format!("{}[{column}]", names::table(sheet))
}

impl Listing {
    /// Where the headings stand, from 0.
    pub(super) fn heading_row(&self) -> u32 {
        3 + u32::from(self.has_bands()) + u32::from(self.has_totals) + index(self.figures.len())
    }

    /// First and last row of the table's body, from 0.
    pub(super) fn body(&self) -> (u32, u32) {
        let first = self.heading_row() + 1;
        (first, first + index(self.rows.len().clamp(1, MOST_ROWS)) - 1)
    }

    /// `L7:L183`: the body's cells of a column.
    pub(super) fn cells(&self, column: usize) -> String {
        let (first, last) = self.body();
        let name = column_name(u16::try_from(column).unwrap_or(0));
        format!("{name}{}:{name}{}", first + 1, last + 1)
    }

    /// `N5`: the cell of a column in the row of totals.
    pub(super) fn total_cell(&self, column: usize) -> String {
        format!("{}{}", column_name(narrow(column)), self.heading_row())
    }

    /// Writes it; what does not fit on one sheet goes on further ones.
    pub(super) fn write(
        mut self,
        workbook: &mut Workbook,
        frame: &Frame,
        styles: &mut Styles,
    ) -> Result<(), XlsxError> {
        self.align_amounts();
        let rows = std::mem::take(&mut self.rows);
        let mut parts = rows.chunks(MOST_ROWS);
        self.rows = parts.next().unwrap_or_default().to_vec();
        self.write_sheet(workbook, frame, styles)?;
        let name = self.sheet.clone();
        for (number, part) in (2..).zip(parts) {
            self.sheet = names::sheet(&format!("{name}（续{number}）"));
            self.totals.clear();
            self.has_totals = false;
            self.rows = part.to_vec();
            self.write_sheet(workbook, frame, styles)?;
        }
        Ok(())
    }

    fn write_sheet(
        &self,
        workbook: &mut Workbook,
        frame: &Frame,
        styles: &mut Styles,
    ) -> Result<(), XlsxError> {
        let sheet = frame::add_sheet(workbook);
        sheet.set_name(&self.sheet)?.set_zoom(90);
        frame.set_up_page(sheet, &self.title, None);
        self.write_head(sheet, styles)?;
        self.write_table(sheet)?;
        self.write_rows(sheet, styles)?;
        self.mark(sheet)?;
        self.set_up(sheet)
    }

    fn write_head(&self, sheet: &mut Worksheet, styles: &mut Styles) -> Result<(), XlsxError> {
        sheet
            .set_row_height(0, 30)?
            .set_row_height(1, 18.75)?
            .set_row_height(2, 17.25)?;
        sheet.write_string_with_format(0, 0, &self.title, &style::title(16))?;
        sheet.write_string_with_format(1, 0, &self.lead, &style::remark(10))?;
        if self.has_cover {
            write_way_to_cover(sheet)?;
        }
        let mut row = 3;
        if self.has_bands() {
            self.write_bands(sheet, row)?;
            row += 1;
        }
        for (label, figures) in &self.figures {
            sheet.set_row_height(row, 18.75)?;
            sheet.write_string_with_format(row, 1, label, &total_label())?;
            for (col, entry) in figures {
                write_entry(sheet, row, narrow(*col), entry, styles)?;
            }
            row += 1;
        }
        if self.has_totals {
            sheet.set_row_height(row, 20.25)?;
            sheet.write_string_with_format(row, 1, "合计（随筛选变动）", &total_label())?;
            for (col, entry) in &self.totals {
                write_entry(sheet, row, narrow(*col), &entry.clone().flag(Flag::Total), styles)?;
            }
        }
        Ok(())
    }

    fn write_bands(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let band = style::band();
        sheet.set_row_height(row, 18)?;
        for (col, column) in (0..).zip(&self.columns) {
            if column.band.is_empty() {
                sheet.write_blank(row, col, &band)?;
            } else {
                sheet.write_string_with_format(row, col, &column.band, &band)?;
            }
        }
        Ok(())
    }

    fn write_table(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let row = self.heading_row();
        let (_, last) = self.body();
        let heading = style::heading();
        let columns: Vec<TableColumn> = self
            .columns
            .iter()
            .map(|column| {
                let made = TableColumn::new()
                    .set_header(&column.title)
                    .set_header_format(&heading);
                match &column.formula {
                    Some(formula) => made.set_formula(formula.as_str()),
                    None => made,
                }
            })
            .collect();
        let table = Table::new()
            .set_name(names::table(&self.sheet))
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_columns(&columns);
        sheet.add_table(row, 0, last, self.last_col(), &table)?;
        let lines = self
            .columns
            .iter()
            .map(|column| style::lines(&column.title, (column.width - 2.2).max(3.8)))
            .max()
            .unwrap_or(1);
        sheet.set_row_height(row, 24.0 + 14.25 * f64::from(lines - 1))?;
        for (col, column) in (0..).zip(&self.columns) {
            if let Some(note) = &column.note {
                sheet.insert_note(row, col, &made_note(note))?;
            }
        }
        Ok(())
    }

    fn write_rows(&self, sheet: &mut Worksheet, styles: &mut Styles) -> Result<(), XlsxError> {
        let (first, _) = self.body();
        for (row, cells) in (first..).zip(&self.rows) {
            let mut lines = 1;
            let mut height = 19.5;
            for ((col, entry), column) in (0..).zip(cells).zip(&self.columns) {
                write_entry(sheet, row, col, entry, styles)?;
                if entry.look.wraps() {
                    lines = lines.max(style::lines(entry.shown(), column.width));
                }
                if entry.look == Look::Small {
                    height = 18.0;
                }
            }
            sheet.set_row_height(row, (height + f64::from(lines - 1) * 14.25).min(409.0))?;
        }
        if self.rows.is_empty() {
            let format = styles.cell(&Look::Line, Flag::Plain).clone();
            for col in 0..=self.last_col() {
                sheet.write_blank(first, col, &format)?;
            }
            sheet.write_string_with_format(first, 0, "本期没有。", &format)?;
        }
        Ok(())
    }

    fn mark(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (first, last) = self.body();
        for (col, column) in (0..).zip(&self.columns) {
            match column.rule {
                Rule::None => {}
                Rule::Signs => style::mark_signs(sheet, (first, col), (last, col))?,
                Rule::Bar => style::mark_bars(sheet, (first, last), (col, col))?,
                Rule::Word(word) => style::mark_word(sheet, (first, last), col, word)?,
                Rule::Positive => style::mark_positive(sheet, (first, last), col)?,
            }
        }
        Ok(())
    }

    fn set_up(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (col, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(col, column.width)?;
        }
        let heading = self.heading_row();
        sheet.set_freeze_panes(heading + 1, self.frozen)?;
        sheet.set_repeat_rows(3, heading)?;
        sheet.set_print_fit_to_pages(1, u16::from(self.one_page));
        if self.unprinted > 0 {
            sheet.set_print_area(0, 0, self.body().1, self.last_col() - self.unprinted)?;
        }
        Ok(())
    }

    /// As many decimals as each amount has, padded to its column's longest.
    fn align_amounts(&mut self) {
        for col in 0..self.columns.len() {
            let longest = self
                .rows
                .iter()
                .filter_map(|row| row.get(col))
                .chain(
                    self.totals
                        .iter()
                        .filter(|(at, _)| *at == col)
                        .map(|(_, entry)| entry),
                )
                .filter_map(Entry::wanyuan)
                .map(decimals)
                .max()
                .unwrap_or(0);
            let in_rows = self.rows.iter_mut().filter_map(|row| row.get_mut(col));
            let in_totals = self
                .totals
                .iter_mut()
                .filter(|(at, _)| *at == col)
                .map(|(_, entry)| entry);
            for entry in in_rows.chain(in_totals) {
                if matches!(entry.look, Look::Amount { .. }) {
                    entry.look = Look::Amount {
                        decimals: entry.wanyuan().map_or(0, decimals),
                        of: longest,
                    };
                }
            }
        }
    }

    fn has_bands(&self) -> bool {
        self.columns.iter().any(|column| !column.band.is_empty())
    }

    fn last_col(&self) -> u16 {
        narrow(self.columns.len().saturating_sub(1))
    }
}

fn total_label() -> Format {
    style::plain(10).set_bold().set_font_color(style::INK)
}

/// The decimals that a value has, 0 to 4.
fn decimals(amount: Wanyuan) -> u8 {
    let rest = amount.yuan().unsigned_abs() % 10_000;
    match rest {
        0 => 0,
        _ if rest.is_multiple_of(1_000) => 1,
        _ if rest.is_multiple_of(100) => 2,
        _ if rest.is_multiple_of(10) => 3,
        _ => 4,
    }
}

fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn narrow(col: usize) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_shows_the_decimals_it_has() {
        for (yuan, shown) in [
            (10_000, 0),
            (12_345, 4),
            (12_340, 3),
            (12_300, 2),
            (12_000, 1),
            (-15_000, 1),
        ] {
            assert_eq!(decimals(Wanyuan::from_yuan(yuan)), shown, "{yuan}");
        }
    }

    #[test]
    fn amounts_of_a_column_share_the_longest_ones_padding() {
        let mut listing = Listing {
            columns: vec![Column::new("总投资（万元）", 12.8)],
            rows: vec![
                vec![Entry::amount(Some(Wanyuan::from_yuan(10_000)))],
                vec![Entry::amount(Some(Wanyuan::from_yuan(12_500)))],
                vec![Entry::amount(None)],
            ],
            ..Listing::default()
        };
        listing.align_amounts();
        assert_eq!(listing.rows[0][0].look, Look::Amount { decimals: 0, of: 2 });
        assert_eq!(listing.rows[1][0].look, Look::Amount { decimals: 2, of: 2 });
    }
}
