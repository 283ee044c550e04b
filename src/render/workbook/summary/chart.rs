//! 图: 完成率 by kind and the steps of the money, as native charts over the summary's own cells.

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartSolidFill, ChartType, Color,
};

use super::SHEET;
use crate::bulletin::{Edition, wording};
use crate::render::workbook::style;
use crate::value::{Ratio, column_name};

fn chart_font(size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(style::DENG)
        .set_size(size)
        .set_color(Color::RGB(0x40_4040));
    font
}

fn chart_title(chart: &mut Chart, title: &str) {
    let mut font = ChartFont::new();
    font.set_name(style::HEI)
        .set_size(11)
        .set_color(style::INK)
        .unset_bold();
    chart.title().set_name(title).set_font(&font);
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&chart_font(9.0));
    chart
        .chart_area()
        .set_format(ChartFormat::new().set_border(ChartLine::new().set_color(style::LINE)));
}

fn range(col: u16, (first, last): (u32, u32)) -> String {
    let name = column_name(col);
    format!("='{SHEET}'!${name}${}:${name}${}", first + 1, last + 1)
}

/// Columns of 完成率 with 时序进度 as a dashed line.
pub(super) fn rates(edition: &Edition<'_>, rows: (u32, u32)) -> Chart {
    let mut columns = Chart::new(ChartType::Column);
    let mut labels = rust_xlsxwriter::ChartDataLabel::new();
    labels
        .show_value()
        .set_num_format("0.0%")
        .set_font(&chart_font(9.0));
    columns
        .add_series()
        .set_name("年度完成率")
        .set_categories(range(0, rows).as_str())
        .set_values(range(5, rows).as_str())
        .set_gap(80)
        .set_data_label(&labels)
        .set_format(
            ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x7F_98B5))),
        );
    let mut line = Chart::new(ChartType::Line);
    line.add_series()
        .set_name("时序进度")
        .set_categories(range(0, rows).as_str())
        .set_values(range(6, rows).as_str())
        .set_marker(ChartMarker::new().set_none())
        .set_format(
            ChartFormat::new().set_line(
                ChartLine::new()
                    .set_color(Color::RGB(0x9E_1B1B))
                    .set_width(1.75)
                    .set_dash_type(ChartLineDashType::Dash),
            ),
        );
    columns.combine(&line);
    let number = wording::chinese_number(edition.catalog.kinds.len());
    let title = format!("{number}类项目年度完成率与时序进度");
    chart_title(&mut columns, &title);
    let highest = edition
        .issue
        .kinds
        .iter()
        .filter_map(|(_, metrics)| metrics.completion_rate())
        .map(Ratio::to_f64)
        .fold(edition.issue.time_progress.to_f64(), f64::max);
    let top = ((highest * 10.0 + 1.0).ceil() / 10.0).max(0.5);
    columns.x_axis().set_font(&chart_font(9.0)).set_line_color();
    columns
        .y_axis()
        .set_min(0)
        .set_max(top)
        .set_major_unit(if top > 0.8 { 0.2 } else { 0.1 })
        .set_num_format("0%")
        .set_font(&chart_font(9.0))
        .set_quiet_lines();
    columns.set_width(560).set_height(320).set_alt_text(format!(
        "{title}：柱为各类项目年度完成率，虚线为时序进度{}",
        wording::percent(edition.issue.time_progress)
    ));
    columns
}

/// Bars of the three steps, kind by kind, the first kind on top.
pub(super) fn money(rows: (u32, u32)) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    for (col, name, color) in [
        (2, "到位", 0x1F_3A5F),
        (3, "拨付", 0x7F_98B5),
        (4, "支付", 0xC9_D3DF),
    ] {
        let mut labels = rust_xlsxwriter::ChartDataLabel::new();
        labels
            .show_value()
            .set_num_format("0.00")
            .set_font(&chart_font(8.0));
        chart
            .add_series()
            .set_name(name)
            .set_categories(range(0, rows).as_str())
            .set_values(range(col, rows).as_str())
            .set_gap(60)
            .set_data_label(&labels)
            .set_format(
                ChartFormat::new()
                    .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(color)))
                    .set_border(ChartLine::new().set_color(Color::RGB(0x5F_7286)).set_width(0.5)),
            );
    }
    chart_title(&mut chart, "资金链（亿元）");
    chart
        .y_axis()
        .set_reverse()
        .set_font(&chart_font(9.0))
        .set_line_color();
    // The bars bear their figures: the axis would only say them again, upside down.
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart
        .set_width(495)
        .set_height(320)
        .set_alt_text("资金链：各类资金到位、拨付、支付的金额，单位亿元");
    chart
}

/// Axis lines that stay behind the figures.
trait QuietAxis {
    /// A light axis line.
    fn set_line_color(&mut self) -> &mut Self;
    /// Light grid lines, no axis line.
    fn set_quiet_lines(&mut self) -> &mut Self;
}

impl QuietAxis for rust_xlsxwriter::ChartAxis {
    fn set_line_color(&mut self) -> &mut Self {
        self.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(style::LINE)))
    }

    fn set_quiet_lines(&mut self) -> &mut Self {
        self.set_format(ChartFormat::new().set_no_line())
            .set_major_gridlines(true)
            .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0xE3_E7EC)))
    }
}
