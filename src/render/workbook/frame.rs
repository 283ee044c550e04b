//! What every workbook says of itself: issue, office, print set-up, properties, the very hidden sheet.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};

use super::style;
use crate::bulletin::IssueOptions;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::sheet::Stamp;

/// The names and dates that stand in titles, headers and properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// 行动名
    pub campaign: String,
    /// 编制: 综合专班（市发展改革委）
    pub office: String,
    /// Six digits.
    pub region_code: String,
    /// 新密市
    pub region: String,
    /// Year.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
    /// Hour of 报送截止 on that day: `18:00`.
    pub deadline_time: String,
    /// Not yet published?
    pub is_draft: bool,
}

impl Frame {
    /// Of one issue.
    pub fn new(catalog: &Catalog, options: &IssueOptions) -> Frame {
        Frame {
            campaign: catalog.office.campaign.clone(),
            office: catalog.office.answer_to.clone(),
            region_code: catalog.region_code.clone(),
            region: catalog.region.clone(),
            year: options.year,
            number: options.number,
            as_of: options.as_of,
            deadline_time: catalog.calendar.deadline_time.clone(),
            is_draft: options.is_draft,
        }
    }

    /// `2023-002`
    pub fn issue_id(&self) -> String {
        format!("{}-{:03}", self.year, self.number)
    }

    /// 2023年第2期
    pub fn issue(&self) -> String {
        format!("{}年第{}期", self.year, self.number)
    }

    /// 2023年第2期　截至2023年5月12日
    pub fn line(&self) -> String {
        format!("{}　截至{}", self.issue(), full_date(self.as_of))
    }

    /// 5月12日18:00
    pub fn deadline(&self) -> String {
        format!("{}{}", month_day(self.as_of), self.deadline_time)
    }

    /// The deadline's hour and minute.
    pub(super) fn deadline_clock(&self) -> (u32, u32) {
        let mut parts = self
            .deadline_time
            .split([':', '：'])
            .map(|part| part.trim().parse::<u32>().unwrap_or(0));
        (
            parts.next().unwrap_or(18).min(23),
            parts.next().unwrap_or(0).min(59),
        )
    }

    /// A new workbook with its properties; created at 18:30 of the as-of day, so that the same input gives the same bytes.
    pub(super) fn workbook(&self, title: &str) -> Result<Workbook, XlsxError> {
        let year = u16::try_from(self.as_of.year()).unwrap_or(1900);
        let month = u8::try_from(self.as_of.month()).unwrap_or(1);
        let day = u8::try_from(self.as_of.day()).unwrap_or(1);
        let created = ExcelDateTime::from_ymd(year, month, day)?.and_hms(18, 30, 0)?;
        let properties = DocProperties::new()
            .set_title(title)
            .set_subject(format!("{}，截至{}", self.issue(), full_date(self.as_of)))
            .set_author(&self.office)
            .set_category("项目台账")
            .set_creation_datetime(&created);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties);
        Ok(workbook)
    }

    /// A4 landscape, margins, header and footer.
    pub(super) fn set_up_page(&self, sheet: &mut Worksheet, title: &str, foot: Option<&str>) {
        let left = foot.unwrap_or(&self.office);
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_margins(0.551, 0.551, 0.787, 0.709, 0.35, 0.35)
            .set_print_center_horizontally(true)
            .set_screen_gridlines(false)
            .set_header(format!(
                "&L&\"宋体,常规\"&9{}&C&\"黑体,常规\"&10{}&R&\"宋体,常规\"&9{}",
                header_text(&self.campaign, 60),
                header_text(title, 60),
                header_text(&format!("{}　截至{}", self.issue(), month_day(self.as_of)), 60)
            ))
            .set_footer(format!(
                "&L&\"宋体,常规\"&9{}&R&\"宋体,常规\"&9第 &P 页　共 &N 页",
                header_text(left, 60)
            ));
    }

    /// The very hidden sheet: what this workbook is.
    pub(super) fn stamp(
        &self,
        workbook: &mut Workbook,
        name: &str,
        schema: &str,
        unit: Option<&str>,
        rows: &[Vec<String>],
    ) -> Result<(), XlsxError> {
        let state = if self.is_draft { "draft" } else { "published" };
        let mut all: Vec<Vec<String>> = vec![
            pair(Stamp::KEY_SCHEMA, schema),
            pair(Stamp::KEY_REGION, &self.region_code),
            pair(Stamp::KEY_REGION_NAME, &self.region),
            pair(Stamp::KEY_ISSUE, &self.issue_id()),
            pair(Stamp::KEY_AS_OF, &self.as_of.to_string()),
            pair(Stamp::KEY_STATE, state),
        ];
        all.extend(unit.map(|unit| pair(Stamp::KEY_UNIT, unit)));
        all.extend(rows.iter().cloned());
        let sheet = add_sheet(workbook);
        sheet.set_name(name)?.set_very_hidden(true);
        let date = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_string(0, 0, AS_OF_NAME)?;
        sheet.write_number_with_format(0, 1, style::serial(self.as_of).unwrap_or_default(), &date)?;
        for (row, cells) in (1..).zip(&all) {
            for (col, cell) in (0..).zip(cells) {
                sheet.write_string(row, col, cell)?;
            }
        }
        Ok(())
    }
}

/// A new sheet; a formula whose result is nothing shows nothing, where the writer would cache a 0.
pub(super) fn add_sheet(workbook: &mut Workbook) -> &mut Worksheet {
    let sheet = workbook.add_worksheet();
    sheet.set_formula_result_default("");
    sheet
}

/// The name that formulas refer to.
pub(super) const AS_OF_NAME: &str = "截止日";

/// The as-of date in the very hidden sheet, for a defined name.
pub(super) fn as_of_cell(sheet: &str) -> String {
    format!("='{sheet}'!$B$1")
}

fn pair(key: &str, value: &str) -> Vec<String> {
    vec![key.to_owned(), value.to_owned()]
}

/// `&` doubled; a leading digit kept apart from the type size before it; short enough for Excel's 255 characters.
fn header_text(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).collect::<String>().replace('&', "&&");
    if shown.starts_with(|c: char| c.is_ascii_digit()) {
        shown.insert(0, ' ');
    }
    shown
}

/// 2023年5月12日
pub(super) fn full_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 5月12日
pub(super) fn month_day(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// The writer's error in our words: it only arises from our own mistakes.
pub(super) fn failed(what: &str) -> impl Fn(XlsxError) -> Error + '_ {
    move |_| Error::Refused(format!("{what}写不成工作簿"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_begins_with_a_digit_keeps_its_distance_from_the_type_size() {
        assert_eq!(header_text("2023年第2期", 60), " 2023年第2期");
        assert_eq!(header_text("甲&乙", 60), "甲&&乙");
    }
}
