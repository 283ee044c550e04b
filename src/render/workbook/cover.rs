//! 封面 and 说明: what the workbook is, what is in it, and what its words mean.

use rust_xlsxwriter::{
    Format, FormatAlign, Formula, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::cell::{self, Entry};
use super::frame::{self, Frame, month_day};
use super::listing::{self, Column, Listing};
use super::master;
use super::style::{self, Look, Styles};
use crate::bulletin::{Edition, wording};
use crate::finding::Severity;
use crate::value::Ratio;

/// The sheet.
pub(super) const SHEET: &str = "封面";
/// The sheet of terms.
pub(super) const TERMS: &str = "说明";

/// A line of the contents: sheet, what it holds, records (`None`: no table to count).
pub(super) struct Content {
    /// The sheet.
    pub sheet: String,
    /// What it holds.
    pub about: String,
    /// So many records.
    pub rows: Option<usize>,
}

/// Writes the cover; its three dates are the names that every formula refers to.
pub(super) fn write(
    workbook: &mut Workbook,
    edition: &Edition<'_>,
    frame: &Frame,
    title: &str,
    contents: &[Content],
) -> Result<(), XlsxError> {
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(SHEET)?.set_zoom(90);
    frame.set_up_page(sheet, SHEET, None);
    sheet.set_print_fit_to_pages(1, 1);
    for (col, width) in [(0, 18.0), (1, 92.0), (2, 12.0)] {
        sheet.set_column_width(col, width)?;
    }
    sheet
        .set_row_height(0, 39.75)?
        .set_row_height(1, 24)?
        .set_row_height(2, 9)?;
    sheet.write_string_with_format(0, 0, title, &style::title(22))?;
    let line = Format::new()
        .set_font_name(style::HEI)
        .set_font_size(13)
        .set_align(FormatAlign::VerticalCenter);
    sheet.write_string_with_format(1, 0, frame.line(), &line)?;
    write_facts(sheet, edition, frame)?;
    write_contents(sheet, contents)?;
    workbook.define_name("截止日", "='封面'!$B$4")?;
    workbook.define_name("报送截止", "='封面'!$B$5")?;
    workbook.define_name("时序进度", "='封面'!$B$6")?;
    Ok(())
}

fn write_facts(sheet: &mut Worksheet, edition: &Edition<'_>, frame: &Frame) -> Result<(), XlsxError> {
    let label = style::title(10);
    let fact = style::plain(10).set_align(FormatAlign::Left).set_text_wrap();
    let dated = |code: &str| fact.clone().set_num_format(code);
    let as_of = style::serial(frame.as_of).unwrap_or_default();
    let (hour, minute) = frame.deadline_clock();
    let deadline = as_of + (f64::from(hour) * 60.0 + f64::from(minute)) / 1440.0;
    sheet.write_number_with_format(3, 1, as_of, &dated("yyyy-mm-dd"))?;
    sheet.write_number_with_format(4, 1, deadline, &dated("yyyy-mm-dd hh:mm"))?;
    write_time_progress(sheet, edition, &dated("0.0%"))?;
    let texts = [
        ("编制", frame.office.clone()),
        ("数据来源", sources(edition)),
        (
            "口径",
            "一个项目代码算一个项目；属几类的，各类中各计一次，全市合计只计一次".to_owned(),
        ),
        (
            "金额",
            "万元，摘要用亿元；单元格保留四位小数，比率按未舍入的数计算".to_owned(),
        ),
        (
            "符号",
            "● 红　▲ 黄　○ 绿；斜体灰底＝沿用上期；下划线蓝底＝台账不一致；空格＝没有单位给出这个数"
                .to_owned(),
        ),
        ("状态", state(edition, frame)),
    ];
    for (row, name) in (3..).zip(["截止日", "报送截止", "时序进度"]) {
        sheet.set_row_height(row, 20.25)?;
        sheet.write_string_with_format(row, 0, name, &label)?;
    }
    for (row, (name, text)) in (6..).zip(&texts) {
        sheet.set_row_height(row, 6.0 + 14.25 * f64::from(style::lines(text, 92.0)))?;
        sheet.write_string_with_format(row, 0, *name, &label)?;
        sheet.write_string_with_format(row, 1, text, &fact)?;
    }
    Ok(())
}

/// Days elapsed by formula; a share that the office lists (时序节点) as it is.
fn write_time_progress(
    sheet: &mut Worksheet,
    edition: &Edition<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    let share = edition.issue.time_progress.to_f64();
    if edition.catalog.limits.nodes.is_empty() {
        let formula = "(截止日-DATE(YEAR(截止日),1,0))/(DATE(YEAR(截止日)+1,1,1)-DATE(YEAR(截止日),1,1))";
        let formula = Formula::new(formula).set_result(share.to_string());
        sheet.write_formula_with_format(5, 1, formula, format)?;
    } else {
        sheet.write_number_with_format(5, 1, share, format)?;
    }
    Ok(())
}

fn sources(edition: &Edition<'_>) -> String {
    let (all, missing) = (edition.catalog.units.len(), &edition.rollcall.missing);
    let files = edition.submissions.len();
    let rows: u32 = edition.rollcall.lines.iter().map(|line| line.rows).sum();
    let mut text = format!("应报{all}个单位，已报{}个", all - missing.len());
    if !missing.is_empty() {
        let names: Vec<&str> = missing
            .iter()
            .map(|&unit| edition.catalog.unit(unit).short.as_str())
            .collect();
        text.push_str(&format!("；未报{}个（{}）", missing.len(), names.join("、")));
        if edition.previous.is_some() {
            text.push_str("，沿用上期");
        }
    }
    text.push_str(&format!("；共{files}个文件，{rows}行"));
    text
}

fn state(edition: &Edition<'_>, frame: &Frame) -> String {
    let open = |severity| {
        edition
            .findings
            .iter()
            .filter(|finding| finding.severity == severity && finding.waived.is_none())
            .count()
    };
    let state = if frame.is_draft {
        "草稿，未印发"
    } else {
        "已印发"
    };
    let (errors, warnings) = (open(Severity::Error), open(Severity::Warning));
    if errors + warnings == 0 {
        return format!("{state}；校核没有发现问题");
    }
    format!("{state}；错误{errors}处未采用、提醒{warnings}处待核实，见“校核”")
}

fn write_contents(sheet: &mut Worksheet, contents: &[Content]) -> Result<(), XlsxError> {
    sheet.set_row_height(12, 27.75)?;
    sheet.write_string_with_format(12, 0, "目录", &style::title(13))?;
    let heading = |align| style::heading().set_align(align);
    let left = heading(FormatAlign::Left);
    let columns = [
        TableColumn::new().set_header("工作表").set_header_format(&left),
        TableColumn::new().set_header("内容").set_header_format(&left),
        TableColumn::new()
            .set_header("记录（行）")
            .set_header_format(heading(FormatAlign::Right)),
    ];
    let table = Table::new()
        .set_name("目录表")
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_autofilter(false)
        .set_columns(&columns);
    let last = 13 + u32::try_from(contents.len().max(1)).unwrap_or(1);
    sheet.add_table(13, 0, last, 2, &table)?;
    sheet.set_row_height(13, 21)?;
    let mut styles = Styles::default();
    let count = styles
        .cell(&Look::Amount { decimals: 0, of: 0 }, style::Flag::Plain)
        .clone();
    let plain = styles.cell(&Look::Line, style::Flag::Plain).clone();
    let link = styles.cell(&Look::Link, style::Flag::Plain).clone();
    for (row, content) in (14..).zip(contents) {
        sheet.set_row_height(row, 18.75)?;
        let tip = format!("打开{}", content.sheet);
        cell::write_link(sheet, (row, 0), &content.sheet, &content.sheet, &tip, &link)?;
        sheet.write_string_with_format(row, 1, &content.about, &plain)?;
        match content.rows {
            Some(rows) => {
                let column = if content.sheet == TERMS { "词" } else { "序号" };
                let function = if content.sheet == TERMS { "ROWS" } else { "COUNT" };
                let formula = format!("{function}({})", listing::all(&content.sheet, column));
                let formula = Formula::new(formula).set_result(rows.to_string());
                sheet.write_formula_with_format(row, 2, formula, &count)?
            }
            None => sheet.write_string_with_format(row, 2, "—", &count)?,
        };
    }
    Ok(())
}

/// 说明: the words, signs and rules.
pub(super) fn terms(edition: &Edition<'_>, frame: &Frame) -> Listing {
    let terms = all_terms(edition, frame);
    Listing {
        sheet: TERMS.into(),
        title: TERMS.into(),
        lead: format!("{}　表里的词、符号、算法", frame.line()),
        columns: vec![Column::new("词", 22.0), Column::new("说明", 112.0)],
        rows: terms
            .into_iter()
            .map(|(word, text)| vec![Entry::text(word, Look::Line), Entry::text(text, Look::Wrap)])
            .collect(),
        has_cover: true,
        one_page: true,
        ..Listing::default()
    }
}

fn all_terms(edition: &Edition<'_>, frame: &Frame) -> Vec<(&'static str, String)> {
    let catalog = edition.catalog;
    let kinds = wording::chinese_number(catalog.kinds.len());
    vec![
        ("口径", format!("一个项目代码算一个项目；没有代码的，按项目名称和属地认定。一个项目可属几类：各类中各计一次，全市合计只计一次，所以{kinds}类相加可能大于全市。")),
        ("金额", "除注明亿元外均为万元。单元格里的数保留四位小数，不改单位报的数；表里整数不带小数，有小数的按原样显示。".into()),
        ("舍入", "比率按未舍入的数计算；部分合计数因四舍五入存在细微差异。".into()),
        ("空格", "没有单位给出这个数，不是零。单位填“/”表示没有这个数的，批注写明。".into()),
        ("沿用上期", "单位本期没有给出的数，沿用上期核定的数，斜体灰底，批注写明取自哪个文件的哪一格。未报的单位全部沿用。".into()),
        ("台账不一致", "几个单位的台账对同一个数说法不同，下划线蓝底。总投资以牵头单位为准；年度计划、完成、开工日期、状态以属地为准；手续以审批部门为准。批注列出各单位的数和单元格。".into()),
        ("时序进度", time_progress_text(edition, frame)),
        ("年度完成率", "本年完成投资÷年度计划投资，只算两个数都有的项目。与占总投资的比例不同。".into()),
        ("亮灯", format!("{}。两条都够的取重的。", master::light_note(edition).replace('\n', "。"))),
        ("开工情况", "有项目状态的按状态（在建、续建、停工、完工、竣工、投产为已开工）；没有状态的，按实际开工日期。应开未开：计划开工日期在截止日或以前，尚未开工；储备项目不算。".into()),
        ("日期", "只报到月、旬、季、半年或年的，照报的精度显示，比较时取所说时段的最后一天。".into()),
        ("手续", "○ 已办结　▲ 办理中　▲ 容缺（容缺办理）　▲ 承诺（告知承诺）　● 未办　— 不涉及。应办不含不涉及；容缺、承诺不算办结。".into()),
        ("资金链", money_text(edition)),
        ("任务状态", "○ 办结　▲ 办理中　● 逾期。逾期由办结时限和截止日算出：时限早于截止日、尚未办结。".into()),
        ("校核级别", "● 错误：数或行不能用，未采用，须单位更正。▲ 提醒：已采用或按次序裁定，请核实。○ 提示：已看懂，记录备查。".into()),
        ("合计", "总账和各类台账的合计在表头上一行，随筛选变动。摘要的数由总账表、资金表算出。".into()),
        ("联系电话", "本簿不含联系电话；单位台账里的电话只在各单位自己的回执里。".into()),
    ]
}

fn time_progress_text(edition: &Edition<'_>, frame: &Frame) -> String {
    let progress = edition.issue.time_progress;
    let shown = wording::percent(progress);
    if !edition.catalog.limits.nodes.is_empty() {
        return format!("按配置的节点计算。截至{}为{shown}。", month_day(frame.as_of));
    }
    let (days, year) = whole_days(frame, progress);
    format!(
        "本年已过天数（含截止日）÷全年天数。截至{}为{days}÷{year}＝{shown}。",
        month_day(frame.as_of)
    )
}

fn whole_days(frame: &Frame, progress: Ratio) -> (i128, i128) {
    let year = i128::from(if frame.as_of.leap_year() { 366 } else { 365 });
    let (part, base) = progress.parts();
    (part * year / base.max(1), year)
}

fn money_text(edition: &Edition<'_>) -> String {
    let chains: Vec<String> = edition
        .catalog
        .kinds
        .iter()
        .filter_map(|kind| Some(format!("{}：{}。", kind.short, kind.money.as_ref()?.join("→"))))
        .collect();
    if chains.is_empty() {
        return "没有跟踪资金的项目类别。".to_owned();
    }
    format!(
        "{}拨付率、支付率都以第一步为分母。各类不相加（授信不是到位资金）。",
        chains.concat()
    )
}

/// The title of a workbook: 新密市“项目投资攻坚年” + 项目总账.
pub(super) fn title(frame: &Frame, what: &str) -> String {
    let campaign = frame.campaign.strip_suffix("行动").unwrap_or(&frame.campaign);
    format!("{campaign}{what}")
}
