//! 样式: colours, type and number formats – one look for every workbook.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar, ConditionalFormatText,
    ConditionalFormatTextRule, ConditionalFormatType, Format, FormatAlign, FormatBorder, FormatUnderline,
    Worksheet, XlsxError,
};

use crate::value::{Day, Precision};

/// Ink blue: titles, headings, links, the rule under headings.
pub(super) const INK: Color = Color::RGB(0x1F_3A5F);
/// Heading row.
pub(super) const HEADING_FILL: Color = Color::RGB(0xD9_E2EC);
/// Group band above the headings, and totals.
pub(super) const BAND_FILL: Color = Color::RGB(0xEE_F2F6);
/// Hairlines.
pub(super) const LINE: Color = Color::RGB(0xBF_C9D4);
/// Notes.
pub(super) const NOTE_FILL: Color = Color::RGB(0xFF_FDF0);
/// Secondary text and 沿用上期.
pub(super) const GREY: Color = Color::RGB(0x59_5959);
/// 沿用上期
pub(super) const KEPT_FILL: Color = Color::RGB(0xF2_F2F2);
/// 台账不一致
pub(super) const DISPUTED_FILL: Color = Color::RGB(0xE1_EBF7);
/// To fill in.
pub(super) const INPUT_FILL: Color = Color::RGB(0xFF_F9DB);
/// Locked, for comparison.
pub(super) const LOCKED_FILL: Color = Color::RGB(0xED_EFF2);
/// ● 错误
pub(super) const RED_FILL: Color = Color::RGB(0xE9_A9A1);
/// ● 错误
pub(super) const RED_TEXT: Color = Color::RGB(0x6E_1410);
/// ▲ 提醒
pub(super) const YELLOW_FILL: Color = Color::RGB(0xFB_E5B0);
/// ▲ 提醒
pub(super) const YELLOW_TEXT: Color = Color::RGB(0x5C_4300);
/// ○
pub(super) const GREEN_TEXT: Color = Color::RGB(0x24_603A);
/// Data bars.
pub(super) const BAR_FILL: Color = Color::RGB(0xB9_C7D8);

/// Titles and headings.
pub(super) const HEI: &str = "黑体";
/// Everything else; falls back to 宋体 where it lacks.
pub(super) const DENG: &str = "等线";

/// How a value is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Left, in one line.
    Line,
    /// Left, wrapped.
    Wrap,
    /// Left, wrapped, 9 pt: long lists.
    Small,
    /// Centred, 9 pt.
    SmallCentre,
    /// Centred.
    Centre,
    /// 序号
    Serial,
    /// A code: text, 9 pt.
    Code,
    /// 万元 with so many decimals, padded to the longest of its column.
    Amount {
        /// Of this value.
        decimals: u8,
        /// Of the column's longest.
        of: u8,
    },
    /// 亿元, two decimals.
    Yi,
    /// A count, right.
    Count,
    /// A count under a narrow heading, moved towards its middle.
    WideCount,
    /// A number of days, signed.
    Days,
    /// `177个项目`
    Projects,
    /// A rate.
    Rate,
    /// A rate, centred.
    CentreRate,
    /// A difference of rates in 个百分点, signed.
    Points,
    /// A date, no more exact than it was said.
    Day(String),
    /// A number to be typed: as many decimals as it gets.
    Typed,
    /// Text, whatever is typed, centred.
    TextCentre,
    /// A link.
    Link,
}

impl Look {
    /// Of a date.
    pub(super) fn day(day: Day) -> Look {
        Look::Day(day_format(day))
    }

    /// The number format code.
    pub(super) fn number_format(&self) -> String {
        match self {
            Look::Line
            | Look::Wrap
            | Look::Small
            | Look::SmallCentre
            | Look::Centre
            | Look::Link
            | Look::Typed => "General".into(),
            Look::Serial => "0".into(),
            Look::Code | Look::TextCentre => "@".into(),
            Look::Amount { decimals, of } => amount_format(*decimals, *of),
            Look::Yi => "#,##0.00_ ".into(),
            Look::Count => "0_ _ ".into(),
            Look::WideCount => "0_ _ _ ".into(),
            Look::Days => "0_ _ ;-0_ _ ;0_ _ ".into(),
            Look::Projects => "0\"个项目\"".into(),
            Look::Rate | Look::CentreRate => "0.0%".into(),
            Look::Points => "+0.0_ _ ;-0.0_ _ ;0.0_ _ ".into(),
            Look::Day(format) => format.clone(),
        }
    }

    fn align(&self) -> FormatAlign {
        match self {
            Look::Line | Look::Wrap | Look::Small | Look::Code | Look::Link | Look::Projects => {
                FormatAlign::Left
            }
            Look::Centre
            | Look::SmallCentre
            | Look::Serial
            | Look::CentreRate
            | Look::Day(_)
            | Look::TextCentre => FormatAlign::Center,
            Look::Amount { .. }
            | Look::Yi
            | Look::Typed
            | Look::Count
            | Look::WideCount
            | Look::Days
            | Look::Rate
            | Look::Points => FormatAlign::Right,
        }
    }

    /// Is text in it wrapped, so that it may need a higher row?
    pub(super) fn wraps(&self) -> bool {
        matches!(self, Look::Wrap | Look::Small)
    }
}

/// What a cell says beside its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Flag {
    /// Nothing.
    #[default]
    Plain,
    /// 沿用上期
    Kept,
    /// 台账不一致
    Disputed,
    /// 合计
    Total,
    /// 全市 at the foot of a summary.
    Foot,
    /// Locked, for comparison.
    Locked,
    /// To fill in.
    Input,
}

/// Formats, each made once.
#[derive(Debug, Default)]
pub(super) struct Styles {
    made: BTreeMap<(Look, Flag), Format>,
}

impl Styles {
    /// The format of a cell.
    pub(super) fn cell(&mut self, look: &Look, flag: Flag) -> &Format {
        self.made
            .entry((look.clone(), flag))
            .or_insert_with(|| cell_format(look, flag))
    }
}

fn cell_format(look: &Look, flag: Flag) -> Format {
    let small = matches!(look, Look::Code | Look::Small | Look::SmallCentre);
    let mut format = Format::new()
        .set_font_name(DENG)
        .set_font_size(if small { 9 } else { 10 })
        .set_align(look.align())
        .set_align(FormatAlign::VerticalCenter)
        .set_num_format(look.number_format());
    if look.wraps() {
        format = format.set_text_wrap();
    }
    if *look == Look::Link {
        format = format.set_font_color(INK).set_underline(FormatUnderline::Single);
    }
    match flag {
        Flag::Plain => hairline(format),
        Flag::Kept => hairline(format)
            .set_italic()
            .set_font_color(GREY)
            .set_background_color(KEPT_FILL),
        Flag::Disputed => hairline(format)
            .set_underline(FormatUnderline::Single)
            .set_background_color(DISPUTED_FILL),
        Flag::Total => format.set_bold().set_font_color(INK),
        Flag::Foot => hairline(format)
            .set_bold()
            .set_font_color(INK)
            .set_background_color(BAND_FILL),
        Flag::Locked => boxed(format)
            .set_font_color(GREY)
            .set_background_color(LOCKED_FILL),
        Flag::Input => boxed(format).set_background_color(INPUT_FILL).set_unlocked(),
    }
}

fn hairline(format: Format) -> Format {
    format
        .set_border_bottom(FormatBorder::Hair)
        .set_border_bottom_color(LINE)
}

fn boxed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// 黑体 in ink, 16 pt unless said otherwise.
pub(super) fn title(size: u8) -> Format {
    Format::new()
        .set_font_name(HEI)
        .set_font_size(size)
        .set_font_color(INK)
        .set_align(FormatAlign::VerticalCenter)
}

/// 等线 in grey: a line under the title, a remark below a table.
pub(super) fn remark(size: u8) -> Format {
    plain(size).set_font_color(GREY)
}

/// 等线, in one line.
pub(super) fn plain(size: u8) -> Format {
    Format::new()
        .set_font_name(DENG)
        .set_font_size(size)
        .set_align(FormatAlign::VerticalCenter)
}

/// A link outside of tables.
pub(super) fn link() -> Format {
    plain(10)
        .set_font_color(INK)
        .set_underline(FormatUnderline::Single)
        .set_hyperlink()
}

/// A heading: wrapped, centred, with the 2-pt rule below.
pub(super) fn heading() -> Format {
    title(10)
        .set_align(FormatAlign::Center)
        .set_text_wrap()
        .set_background_color(HEADING_FILL)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(INK)
}

/// The band over a group of headings, centred across its cells.
pub(super) fn band() -> Format {
    title(10)
        .set_align(FormatAlign::CenterAcross)
        .set_background_color(BAND_FILL)
        .set_border_left(FormatBorder::Thin)
        .set_border_left_color(Color::White)
}

/// `#,##0_._0_0_ `: as many decimals as the value has, points aligned with the column's longest.
fn amount_format(decimals: u8, of: u8) -> String {
    let mut code = String::from("#,##0");
    if decimals > 0 {
        code.push('.');
        code.extend(std::iter::repeat_n('0', decimals.into()));
    } else if of > 0 {
        code.push_str("_.");
    }
    for _ in decimals..of {
        code.push_str("_0");
    }
    code.push_str("_ ");
    code
}

/// A format that shows no more than was said.
fn day_format(day: Day) -> String {
    let (month, part) = (day.date.month(), day.date.day());
    match day.precision {
        Precision::Day => "yyyy-mm-dd".into(),
        Precision::TenDays => {
            let part = match part {
                1..=10 => "上旬",
                11..=20 => "中旬",
                _ => "下旬",
            };
            format!("yyyy\"年\"m\"月{part}\"")
        }
        Precision::Month => "yyyy\"年\"m\"月\"".into(),
        Precision::Quarter => format!("yyyy\"年第{}季度\"", (month - 1) / 3 + 1),
        Precision::Half => format!("yyyy\"年{}半年\"", if month <= 6 { "上" } else { "下" }),
        Precision::Year => "yyyy\"年\"".into(),
    }
}

/// The serial of a day; `None` before March 1900, where Excel's calendar is wrong.
pub(super) fn serial(date: NaiveDate) -> Option<f64> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (date - epoch).num_days();
    (days > 60).then_some(days as f64)
}

/// Signs of lights, severities and states, told by how a cell begins.
pub(super) fn mark_signs(
    sheet: &mut Worksheet,
    (first_row, first_col): (u32, u16),
    (last_row, last_col): (u32, u16),
) -> Result<(), XlsxError> {
    let rules = [
        (
            "●",
            Format::new()
                .set_bold()
                .set_font_color(RED_TEXT)
                .set_background_color(RED_FILL),
        ),
        (
            "▲",
            Format::new()
                .set_font_color(YELLOW_TEXT)
                .set_background_color(YELLOW_FILL),
        ),
        ("○", Format::new().set_font_color(GREEN_TEXT)),
        ("不亮", Format::new().set_font_color(Color::RGB(0x80_8080))),
    ];
    for (sign, format) in rules {
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith(sign.into()))
            .set_format(format);
        sheet.add_conditional_format(first_row, first_col, last_row, last_col, &rule)?;
    }
    Ok(())
}

/// A word in bold red.
pub(super) fn mark_word(
    sheet: &mut Worksheet,
    (first_row, last_row): (u32, u32),
    col: u16,
    word: &str,
) -> Result<(), XlsxError> {
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::EqualTo(word.to_owned()))
        .set_format(alarm());
    sheet.add_conditional_format(first_row, col, last_row, col, &rule)?;
    Ok(())
}

/// Numbers above zero in bold red.
pub(super) fn mark_positive(
    sheet: &mut Worksheet,
    (first_row, last_row): (u32, u32),
    col: u16,
) -> Result<(), XlsxError> {
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(0))
        .set_format(alarm());
    sheet.add_conditional_format(first_row, col, last_row, col, &rule)?;
    Ok(())
}

fn alarm() -> Format {
    Format::new().set_bold().set_font_color(RED_TEXT)
}

/// Bars from 0 to 100 %, solid, without border.
pub(super) fn mark_bars(
    sheet: &mut Worksheet,
    (first_row, last_row): (u32, u32),
    (first_col, last_col): (u16, u16),
) -> Result<(), XlsxError> {
    let bars = ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_fill_color(BAR_FILL)
        .set_solid_fill(true)
        .set_border_off(true);
    sheet.add_conditional_format(first_row, first_col, last_row, last_col, &bars)?;
    Ok(())
}

/// How wide a text stands, in digits of 11 pt: a Han character of 10 pt needs 1.9, everything else 1.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 1.0 } else { 1.9 }).sum()
}

/// How many lines a text takes in a column of this width.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    let mut lines = 0_u32;
    for line in text.split('\n') {
        let mut at = 0.0;
        lines += 1;
        for c in line.chars() {
            let wide = if c.is_ascii() { 1.0 } else { 1.9 };
            if at + wide > width && at > 0.0 {
                lines += 1;
                at = 0.0;
            }
            at += wide;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_align_on_their_points_and_hide_nothing() {
        assert_eq!(amount_format(0, 0), "#,##0_ ");
        assert_eq!(amount_format(0, 2), "#,##0_._0_0_ ");
        assert_eq!(amount_format(1, 2), "#,##0.0_0_ ");
        assert_eq!(amount_format(4, 4), "#,##0.0000_ ");
    }

    #[test]
    fn a_date_shows_no_more_than_was_said() {
        let date = NaiveDate::from_ymd_opt(2023, 11, 20).unwrap();
        let shown = |precision| day_format(Day { date, precision });
        assert_eq!(shown(Precision::Day), "yyyy-mm-dd");
        assert_eq!(shown(Precision::TenDays), "yyyy\"年\"m\"月中旬\"");
        assert_eq!(shown(Precision::Quarter), "yyyy\"年第4季度\"");
        assert_eq!(shown(Precision::Half), "yyyy\"年下半年\"");
    }

    #[test]
    fn wrapped_lines_are_counted_by_width() {
        assert_eq!(lines("青屏街东区森林公园", 37.0), 1);
        assert_eq!(lines("青屏街东区森林公园", 10.0), 2);
        assert_eq!(lines("一\n二", 10.0), 2);
    }
}
