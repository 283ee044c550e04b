//! 摘要: the figures by kind, money and locality – all formulas over 总账表 and 资金表 – with two native charts.

mod chart;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::bulletin::{Edition, wording};
use crate::catalog::Step;
use crate::ledger::{Metrics, MetricsChange, MoneyTotals, Project};
use crate::render::workbook::cell::{self, Entry, Outcome, Value};
use crate::render::workbook::frame::{self, Frame};
use crate::render::workbook::listing;
use crate::render::workbook::project::{self, col};
use crate::render::workbook::style::{self, Flag, Look, Styles};
use crate::render::workbook::{approvals, kind, master, submitted};
use crate::value::{KindId, Ratio};

/// The sheet.
pub(super) const SHEET: &str = "摘要";

/// Rows that the charts take.
const CHART_ROWS: u32 = 17;

/// Writes it.
pub(super) fn write(
    workbook: &mut Workbook,
    edition: &Edition<'_>,
    frame: &Frame,
    styles: &mut Styles,
) -> Result<(), XlsxError> {
    let sheet = frame::add_sheet(workbook);
    sheet.set_name(SHEET)?.set_zoom(90);
    frame.set_up_page(sheet, SHEET, None);
    // Wider stand-ins for the office's fonts still leave the last column on the page.
    sheet.set_print_scale(64);
    let mut page = Page {
        sheet,
        edition,
        styles,
        row: 5,
        section: 0,
    };
    page.head(frame)?;
    let kinds = page.kinds()?;
    let money = page.money()?;
    page.charts(kinds, money)?;
    let before_localities = page.row;
    page.localities()?;
    let last = page.row;
    sheet.set_page_breaks(&[before_localities])?;
    sheet.set_repeat_rows(0, 1)?;
    sheet.set_print_area(0, 0, last, 13)?;
    sheet.set_freeze_panes(3, 1)?;
    Ok(())
}

/// The sheet while it is written, top to bottom.
struct Page<'a, 'e> {
    sheet: &'a mut Worksheet,
    edition: &'a Edition<'e>,
    styles: &'a mut Styles,
    row: u32,
    section: usize,
}

/// A line of figures: its name, the criterion of its formulas (empty: all), its projects, its change.
struct Line<'a> {
    name: String,
    link: Option<String>,
    criterion: String,
    projects: Vec<&'a Project>,
    change: Option<&'a MetricsChange>,
    flag: Flag,
}

const HEADINGS: [&str; 13] = [
    "项目\n（个）",
    "总投资\n（亿元）",
    "年度计划\n（亿元）",
    "本年完成\n（亿元）",
    "年度\n完成率",
    "时序\n进度",
    "与时序差\n（百分点）",
    "较上期\n（百分点）",
    "应开工\n（个）",
    "应开未开\n（个）",
    "● 红\n（个）",
    "▲ 黄\n（个）",
    "○ 绿\n（个）",
];

const MONEY_HEADINGS: [&str; 10] = [
    "项目\n（个）",
    "到位\n（亿元）",
    "拨付\n（亿元）",
    "支付\n（亿元）",
    "拨付率",
    "支付率",
    "到位是",
    "拨付是",
    "支付是",
    "本期来源",
];

impl<'e> Page<'_, 'e> {
    fn head(&mut self, frame: &Frame) -> Result<(), XlsxError> {
        let sheet = &mut *self.sheet;
        let widths = [
            19.0, 9.0, 11.0, 11.0, 11.0, 11.0, 9.6, 11.0, 11.0, 9.6, 10.0, 9.0, 9.0, 9.0,
        ];
        for (col, width) in (0..).zip(widths) {
            sheet.set_column_width(col, width)?;
        }
        for (row, height) in (0..).zip([30.0, 18.75, 17.25, 20.25, 20.25]) {
            sheet.set_row_height(row, height)?;
        }
        sheet.write_string_with_format(0, 0, SHEET, &style::title(16))?;
        let line = format!("{}　金额单位：亿元", frame.line());
        sheet.write_string_with_format(1, 0, line, &style::remark(10))?;
        cell::write_way_to_cover(sheet)?;
        for (row, sentence) in (3..).zip(sentences(self.edition)) {
            sheet.write_string_with_format(row, 0, sentence, &style::plain(11))?;
        }
        Ok(())
    }

    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        self.section += 1;
        let number = wording::chinese_number(self.section);
        self.sheet.set_row_height(self.row, 24)?;
        self.sheet
            .write_string_with_format(self.row, 0, format!("{number}、{title}"), &style::title(12))?;
        self.row += 1;
        Ok(())
    }

    fn headings(&mut self, first: &str, headings: &[&str]) -> Result<(), XlsxError> {
        let format = style::heading();
        self.sheet.set_row_height(self.row, 33.75)?;
        self.sheet.write_string_with_format(
            self.row,
            0,
            first,
            &format.clone().set_align(rust_xlsxwriter::FormatAlign::Left),
        )?;
        for (col, heading) in (1..).zip(headings) {
            self.sheet
                .write_string_with_format(self.row, col, *heading, &format)?;
        }
        self.row += 1;
        Ok(())
    }

    /// By kind; leaves the rows of the kinds for the chart.
    fn kinds(&mut self) -> Result<(u32, u32), XlsxError> {
        let edition = self.edition;
        let number = wording::chinese_number(edition.catalog.kinds.len());
        self.section(&format!("{number}类项目"))?;
        self.headings("类别", &HEADINGS)?;
        let first = self.row;
        for (id, of) in edition.catalog.kind_ids().zip(&edition.catalog.kinds) {
            let change = edition.issue.changes.as_ref().and_then(|changes| {
                let found = changes.kinds.iter().find(|(kind, _)| *kind == id);
                found.map(|(_, change)| change)
            });
            self.line(&Line {
                name: of.short.clone(),
                link: Some(kind::sheet(of)),
                criterion: format!(
                    ",{},\"√\"",
                    listing::all(master::SHEET, &master::tick_title(&of.short))
                ),
                projects: approvals::of_kind(edition, Some(id)),
                change,
                flag: Flag::Plain,
            })?;
        }
        let last = self.row.saturating_sub(1).max(first);
        self.whole("全市（剔除重复）", Some(master::SHEET.into()))?;
        style::mark_bars(self.sheet, (first, self.row - 1), (5, 5))?;
        self.row += 1;
        Ok((first, last))
    }

    fn whole(&mut self, name: &str, link: Option<String>) -> Result<(), XlsxError> {
        let edition = self.edition;
        self.line(&Line {
            name: name.to_owned(),
            link,
            criterion: String::new(),
            projects: edition.ledger.projects.iter().collect(),
            change: edition.issue.changes.as_ref().map(|changes| &changes.totals),
            flag: Flag::Foot,
        })
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), XlsxError> {
        let cells = self.figures(line);
        let name = match &line.link {
            Some(target) => Entry::new(Value::Link(target.clone(), line.name.clone()), Look::Link),
            None => Entry::text(line.name.as_str(), Look::Line),
        };
        let row = self.row;
        self.sheet.set_row_height(row, 18.75)?;
        for (col, entry) in (0..).zip(std::iter::once(name).chain(cells)) {
            cell::write_entry(self.sheet, row, col, &entry.flag(line.flag), self.styles)?;
        }
        self.row += 1;
        Ok(())
    }

    fn figures(&self, line: &Line<'_>) -> Vec<Entry> {
        let all = |column| listing::all(master::SHEET, column);
        let metrics = Metrics::of(line.projects.iter().copied());
        let criterion = line.criterion.replace("{row}", &(self.row + 1).to_string());
        let bare = criterion.trim_start_matches(',');
        let row = self.row + 1;
        let yi = |column, sum: Option<crate::value::Wanyuan>| {
            let formula = if criterion.is_empty() {
                format!("SUM({})/10000", all(column))
            } else {
                format!("SUMIFS({}{criterion})/10000", all(column))
            };
            Entry::formula(
                formula,
                Some(sum.unwrap_or_default().to_f64() / 10_000.0),
                Look::Yi,
            )
        };
        let count =
            |formula: String, count: usize| Entry::formula(formula, Some(count as f64), Look::WideCount);
        let counted = |test: &str, number| count(format!("COUNTIFS({test}{criterion})"), number);
        let projects = if criterion.is_empty() {
            format!("COUNT({})", all(col::SERIAL))
        } else {
            format!("COUNTIFS({bare})")
        };
        let light = |sign: &str, number| counted(&format!("{},\"{sign}\"", all(col::LIGHT)), number);
        let time = self.edition.issue.time_progress;
        let gap = metrics
            .completion_rate()
            .map(|rate| project::points(rate.minus(time)));
        vec![
            count(projects, metrics.projects),
            yi(col::TOTAL, metrics.total_investment),
            yi(col::PLAN, metrics.annual_plan),
            yi(col::DONE, metrics.annual_done),
            rate_entry(&criterion, metrics.completion_rate()),
            Entry::formula("时序进度", Some(time.to_f64()), Look::Rate),
            Entry::formula(
                format!("IF(ISNUMBER(F{row}),ROUND((F{row}-G{row})*100,1),\"\")"),
                gap,
                Look::Points,
            ),
            change_entry(line.change),
            counted(
                &format!(
                    "{},\"<=\"&截止日,{},\"<>储备\"",
                    all(col::PLANNED_START),
                    all(col::STATUS)
                ),
                metrics.due_to_start,
            ),
            counted(
                &format!("{},\"应开未开\"", all(col::START)),
                metrics.overdue_start,
            ),
            light("● 红", metrics.red),
            light("▲ 黄", metrics.yellow),
            light("○ 绿", metrics.green),
        ]
    }

    /// 资金链; leaves the rows for the chart, `None` where no kind follows money.
    fn money(&mut self) -> Result<Option<(u32, u32)>, XlsxError> {
        let edition = self.edition;
        let kinds: Vec<KindId> = edition
            .catalog
            .kind_ids()
            .filter(|&id| edition.catalog.kind(id).money.is_some())
            .collect();
        if kinds.is_empty() {
            return Ok(None);
        }
        self.section("资金链")?;
        self.headings("类别", &MONEY_HEADINGS)?;
        let first = self.row;
        for id in kinds {
            self.money_line(id)?;
        }
        let last = self.row - 1;
        style::mark_bars(self.sheet, (first, last), (5, 6))?;
        Ok(Some((first, last)))
    }

    fn money_line(&mut self, id: KindId) -> Result<(), XlsxError> {
        let edition = self.edition;
        let of = edition.catalog.kind(id);
        let lines = approvals::money(edition, &Frame::new(edition.catalog, edition.options), Some(id))
            .rows
            .len();
        let projects = approvals::of_kind(edition, Some(id));
        let sums = MoneyTotals::of(projects.iter().copied(), id);
        let row = self.row + 1;
        let names = listing::all(approvals::MONEY_SHEET, "类别");
        let yi = |column, step| {
            let formula = format!(
                "SUMIFS({},{names},A{row})/10000",
                listing::all(approvals::MONEY_SHEET, column)
            );
            let sum = sums.step(step).unwrap_or_default();
            Entry::formula(formula, Some(sum.to_f64() / 10_000.0), Look::Yi)
        };
        let share = |part: &str, step| {
            let rate = sums
                .granted
                .and_then(|granted| Ratio::of_amounts(sums.step(step).unwrap_or_default(), granted));
            Entry::formula(
                format!("IF(C{row}=0,\"\",{part}{row}/C{row})"),
                rate.map(Ratio::to_f64),
                Look::Rate,
            )
        };
        let is_missing = edition.rollcall.missing.contains(&of.lead);
        let source = if is_missing && edition.previous.is_some() {
            "沿用上期"
        } else if is_missing {
            "未报"
        } else {
            "本期"
        };
        let words = of.money.clone().unwrap_or_default();
        let mut cells = vec![
            Entry::new(Value::Link(kind::sheet(of), of.short.clone()), Look::Link),
            Entry::formula(
                format!("COUNTIFS({names},A{row})"),
                Some(lines as f64),
                Look::WideCount,
            ),
            yi(approvals::GRANTED, Step::Granted),
            yi(approvals::DISBURSED, Step::Disbursed),
            yi(approvals::SPENT, Step::Spent),
            share("D", Step::Disbursed),
            share("E", Step::Spent),
        ];
        cells.extend(words.into_iter().map(|word| Entry::text(word, Look::Centre)));
        cells.push(Entry::text(source, Look::Centre));
        self.sheet.set_row_height(self.row, 18.75)?;
        for (col, entry) in (0..).zip(cells) {
            cell::write_entry(self.sheet, self.row, col, &entry, self.styles)?;
        }
        self.row += 1;
        Ok(())
    }

    fn charts(&mut self, kinds: (u32, u32), money: Option<(u32, u32)>) -> Result<(), XlsxError> {
        self.section("图")?;
        let rates = chart::rates(self.edition, kinds);
        self.sheet.insert_chart_with_offset(self.row, 0, &rates, 4, 6)?;
        if let Some(rows) = money {
            self.sheet
                .insert_chart_with_offset(self.row, 7, &chart::money(rows), 20, 6)?;
        }
        self.row += CHART_ROWS;
        Ok(())
    }

    fn localities(&mut self) -> Result<(), XlsxError> {
        let edition = self.edition;
        self.section("属地")?;
        self.headings("属地", &HEADINGS)?;
        let first = self.row;
        let of = |unit| -> Vec<&'e Project> {
            let projects = edition.ledger.projects.iter();
            projects.filter(|project| project.locality == unit).collect()
        };
        let column = listing::all(master::SHEET, col::LOCALITY);
        for unit in edition.catalog.unit_ids() {
            let projects = of(Some(unit));
            if !edition.catalog.unit(unit).is_locality() && projects.is_empty() {
                continue;
            }
            let change = edition.issue.changes.as_ref().and_then(|changes| {
                let found = changes.localities.iter().find(|(locality, _)| *locality == unit);
                found.map(|(_, change)| change)
            });
            self.line(&Line {
                name: edition.catalog.unit(unit).short.clone(),
                link: None,
                criterion: format!(",{column},A{{row}}"),
                projects,
                change,
                flag: Flag::Plain,
            })?;
        }
        let nowhere = of(None);
        if !nowhere.is_empty() {
            self.line(&Line {
                name: "属地不明".to_owned(),
                link: None,
                criterion: format!(",{column},\"\""),
                projects: nowhere,
                change: None,
                flag: Flag::Plain,
            })?;
        }
        self.whole("全市", None)?;
        style::mark_bars(self.sheet, (first, self.row - 1), (5, 5))?;
        let number = wording::chinese_number(edition.catalog.kinds.len());
        let remark = format!(
            "一个项目可属几类，{number}类相加可能大于全市；比率按未舍入的数计算；部分合计数因四舍五入存在细微差异。"
        );
        self.sheet
            .write_string_with_format(self.row, 0, remark, &style::remark(9))?;
        Ok(())
    }
}

fn rate_entry(criterion: &str, rate: Option<Ratio>) -> Entry {
    let all = |column| listing::all(master::SHEET, column);
    let (plan, done) = (all(col::PLAN), all(col::DONE));
    let formula = format!(
        "IFERROR(SUMIFS({done},{plan},\">=0\"{criterion})/SUMIFS({plan},{done},\">=0\"{criterion}),\"不参与排名\")"
    );
    let outcome = rate.map_or_else(
        || Outcome::Text("不参与排名".to_owned()),
        |rate| Outcome::Number(rate.to_f64()),
    );
    Entry::new(Value::Formula(formula, outcome), Look::Rate)
}

/// A value: the last issue is not in the file.
fn change_entry(change: Option<&MetricsChange>) -> Entry {
    let difference = change.and_then(|change| {
        let (now, before) = (change.after.completion_rate()?, change.before.completion_rate()?);
        Some(project::points(now.minus(before)))
    });
    let value = difference.map_or(Value::Blank, Value::Number);
    Entry::new(value, Look::Points)
}

/// The two sentences at the head.
fn sentences(edition: &Edition<'_>) -> [String; 2] {
    [first_sentence(edition), second_sentence(edition)]
}

fn first_sentence(edition: &Edition<'_>) -> String {
    let (issue, totals) = (edition.issue, &edition.issue.totals);
    let mut text = format!(
        "全市{}类{}{}个（剔除重复）",
        edition.catalog.kinds.len(),
        edition.catalog.office.subject,
        totals.projects
    );
    if let Some(total) = totals.total_investment {
        text.push_str(&format!("，总投资{}", wording::money(total)));
    }
    if let Some(plan) = totals.annual_plan {
        text.push_str(&format!("，年度计划投资{}", wording::money(plan)));
    }
    if let Some(done) = totals.annual_done.filter(|done| done.yuan() != 0) {
        text.push_str(&format!("；本年完成{}", wording::money(done)));
    } else if totals.projects > 0 {
        text.push_str("；尚未完成投资");
    }
    if let Some(rate) = totals.completion_rate() {
        text.push_str(&format!(
            "，完成率{}，{}",
            wording::percent(rate),
            wording::against_time_progress(rate, issue.time_progress)
        ));
        let before = issue
            .changes
            .as_ref()
            .and_then(|changes| changes.totals.before.completion_rate());
        if let Some(before) = before {
            text.push_str(&format!("，{}", wording::rate_change(rate, before)));
        }
    }
    text.push('。');
    text
}

fn second_sentence(edition: &Edition<'_>) -> String {
    let (totals, tasks) = (&edition.issue.totals, edition.issue.tasks);
    let mut parts = vec![format!(
        "应开工{}个，应开未开{}个",
        totals.due_to_start, totals.overdue_start
    )];
    parts.push(format!(
        "红灯{}个、黄灯{}个、绿灯{}个",
        totals.red, totals.yellow, totals.green
    ));
    if tasks.total > 0 {
        parts.push(format!(
            "任务交办{}项，办结{}项，逾期{}项",
            tasks.total, tasks.closed, tasks.overdue
        ));
    }
    parts.extend(submitted::missing_sentence(edition));
    format!("{}。", parts.join("；"))
}
