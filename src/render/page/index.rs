//! output/index.html: every issue and the draft, how the figures moved, the check values; searched without any server.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::bulletin::wording;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::ledger::PastIssue;
use crate::render::chart::Trend;
use crate::render::filter::Exact;
use crate::render::{Output, Templates, privacy};
use crate::value::{Ratio, Wanyuan};

/// What the list of issues shows.
#[derive(Debug, Clone)]
pub struct Index<'a> {
    /// 简报名称
    pub name: &'a str,
    /// 编印单位
    pub issued_by: &'a str,
    /// The office's own telephone, which is not masked.
    pub own_phone: &'a str,
    /// Oldest first, over the years; the draft, where there is one, last.
    pub entries: Vec<IndexEntry>,
}

/// One issue in the list.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    /// Its folder beside `index.html`: `2023-002`.
    pub folder: String,
    /// Year.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
    /// 印发日期; `None` for the draft.
    pub printed_on: Option<NaiveDate>,
    /// 校验值; `None` for the draft.
    pub seal: Option<String>,
    /// 年度完成投资
    pub annual_done: Option<Wanyuan>,
    /// 完成率
    pub completion_rate: Option<Ratio>,
    /// 时序进度
    pub time_progress: Ratio,
    /// 应开未开
    pub overdue_start: usize,
    /// 红灯
    pub red: usize,
    /// 逾期任务
    pub overdue_tasks: usize,
    /// 未报送, short names.
    pub missing: Vec<String>,
    /// Files to open, relative to `folder`: label and path.
    pub files: Vec<(String, String)>,
    /// Further words to be found by: names of projects.
    pub words: Vec<String>,
}

impl IndexEntry {
    /// An issue by its figures, as a draft; when it was printed and under which seal is the archive's to say.
    pub fn of(past: &PastIssue, catalog: &Catalog) -> IndexEntry {
        IndexEntry {
            folder: format!("{}-{:03}", past.year, past.number),
            year: past.year,
            number: past.number,
            as_of: past.as_of,
            printed_on: None,
            seal: None,
            annual_done: past.totals.annual_done,
            completion_rate: past.totals.completion_rate(),
            time_progress: catalog.limits.time_progress(past.as_of),
            overdue_start: past.totals.overdue_start,
            red: past.totals.red,
            overdue_tasks: past.tasks.overdue,
            missing: past
                .missing
                .iter()
                .map(|unit| catalog.unit(*unit).short.clone())
                .collect(),
            files: [
                ("简报", "简报.html"),
                ("看板", "看板.html"),
                ("总账", "总账.xlsx"),
                ("会议材料", "会议材料.html"),
                ("核对", "核对.html"),
                ("催报", "催报.txt"),
            ]
            .map(|(label, path)| (label.to_owned(), path.to_owned()))
            .to_vec(),
            words: past.named.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct View<'a> {
    name: &'a str,
    issued_by: &'a str,
    published: usize,
    draft: Option<DraftView>,
    trends: Vec<TrendView>,
    entries: Vec<EntryView<'a>>,
}

#[derive(Debug, Serialize)]
struct DraftView {
    number: String,
    as_of: String,
}

#[derive(Debug, Serialize)]
struct TrendView {
    name: &'static str,
    value: String,
    change: Option<String>,
    svg: String,
}

#[derive(Debug, Serialize)]
struct EntryView<'a> {
    number: String,
    is_draft: bool,
    as_of: String,
    printed_on: Option<String>,
    seal: Option<&'a str>,
    annual_done: Option<String>,
    rate: Option<Exact>,
    behind: Option<Exact>,
    overdue_start: usize,
    red: usize,
    overdue_tasks: usize,
    missing: String,
    files: Vec<LinkView<'a>>,
    words: String,
}

#[derive(Debug, Serialize)]
struct LinkView<'a> {
    label: &'a str,
    path: String,
}

/// The page, to be written to `output/index.html`.
pub fn index_html(index: &Index<'_>, templates: &Templates) -> Result<Output> {
    let html = templates.render_scripted("index.html", &view(index), "index.js")?;
    Ok(Output {
        path: "index.html".to_owned(),
        bytes: privacy::mask(&html, &[index.own_phone]).into_bytes(),
    })
}

fn view<'a>(index: &'a Index<'_>) -> View<'a> {
    let draft = index.entries.iter().rev().find(|entry| entry.is_draft());
    View {
        name: index.name,
        issued_by: index.issued_by,
        published: index.entries.iter().filter(|entry| !entry.is_draft()).count(),
        draft: draft.map(|entry| DraftView {
            number: entry.name(),
            as_of: wording::full_date(entry.as_of),
        }),
        trends: trends(&index.entries),
        entries: index.entries.iter().rev().map(entry_view).collect(),
    }
}

impl IndexEntry {
    fn is_draft(&self) -> bool {
        self.printed_on.is_none()
    }

    fn name(&self) -> String {
        format!("{}年第{}期", self.year, self.number)
    }
}

fn entry_view(entry: &IndexEntry) -> EntryView<'_> {
    let files = entry.files.iter().map(|(label, path)| LinkView {
        label,
        path: format!("{}/{path}", entry.folder),
    });
    EntryView {
        number: entry.name(),
        is_draft: entry.is_draft(),
        as_of: wording::full_date(entry.as_of),
        printed_on: entry.printed_on.map(wording::full_date),
        seal: entry.seal.as_deref(),
        annual_done: entry.annual_done.map(wording::yi),
        rate: entry.completion_rate.map(Exact),
        behind: entry
            .completion_rate
            .map(|rate| Exact(rate.minus(entry.time_progress))),
        overdue_start: entry.overdue_start,
        red: entry.red,
        overdue_tasks: entry.overdue_tasks,
        missing: missing(&entry.missing),
        files: files.collect(),
        words: [entry.words.join(" "), entry.missing.join(" ")].join(" "),
    }
}

/// 超化镇、刘寨镇; of many the first: 超化镇、刘寨镇、财政局等12个
fn missing(units: &[String]) -> String {
    const MOST: usize = 6;
    if units.len() <= MOST {
        return units.join("、");
    }
    format!("{}等{}个", units[..MOST / 2].join("、"), units.len())
}

/// So many issues at most in a trend: a year of weeks.
const LONGEST: usize = 52;

/// What is counted: its name, its measure word, its number.
type Counted = (&'static str, &'static str, fn(&IndexEntry) -> usize);

fn trends(entries: &[IndexEntry]) -> Vec<TrendView> {
    let recent = &entries[entries.len().saturating_sub(LONGEST)..];
    let counts: [Counted; 3] = [
        ("应开未开项目", "个", |entry| entry.overdue_start),
        ("红灯项目", "个", |entry| entry.red),
        ("逾期任务", "项", |entry| entry.overdue_tasks),
    ];
    let Some(last) = recent.last() else {
        return Vec::new();
    };
    let mut trends = vec![rate_trend(recent, last)];
    for (at, (name, measure, count)) in counts.into_iter().enumerate() {
        let points = recent.iter().map(|entry| {
            let value = count(entry);
            (
                day(entry),
                f64::from(u32::try_from(value).unwrap_or(u32::MAX)),
                format!("{value}{measure}"),
            )
        });
        let before = recent.iter().rev().nth(1).map(count);
        let now = count(last);
        trends.push(TrendView {
            name,
            value: format!("{now}{measure}"),
            change: before.map(|before| match now.cmp(&before) {
                std::cmp::Ordering::Greater => format!("增加{}{measure}", now - before),
                std::cmp::Ordering::Less => format!("减少{}{measure}", before - now),
                std::cmp::Ordering::Equal => "持平".to_owned(),
            }),
            svg: trend(&format!("trend-{}", at + 2), name, points.collect(), None, recent),
        });
    }
    trends
}

fn rate_trend(recent: &[IndexEntry], last: &IndexEntry) -> TrendView {
    let name = "年度投资完成率";
    let rated: Vec<&IndexEntry> = recent
        .iter()
        .filter(|entry| entry.completion_rate.is_some())
        .collect();
    let points = rated.iter().map(|entry| {
        let rate = entry.completion_rate.unwrap_or(Ratio::ZERO);
        (day(entry), rate.to_f64(), wording::percent(rate))
    });
    let line = rated.iter().map(|entry| entry.time_progress.to_f64()).collect();
    let before = recent.iter().rev().nth(1).and_then(|entry| entry.completion_rate);
    let change = last.completion_rate.zip(before).map(|(now, before)| {
        let moved = now.minus(before);
        match moved.scaled(3) {
            0 => "基本持平".to_owned(),
            1.. => format!("提高{}", wording::points(moved)),
            _ => format!("回落{}", wording::points(moved)),
        }
    });
    TrendView {
        name,
        value: last
            .completion_rate
            .map_or_else(|| "—".to_owned(), wording::percent),
        change,
        svg: trend("trend-1", name, points.collect(), Some(line), recent),
    }
}

fn trend(
    id: &str,
    name: &str,
    points: Vec<(String, f64, String)>,
    line: Option<Vec<f64>>,
    recent: &[IndexEntry],
) -> String {
    let trend = Trend {
        id: id.to_owned(),
        name: name.to_owned(),
        points,
        line,
        ends_in_draft: recent.last().is_some_and(IndexEntry::is_draft),
    };
    trend.draw()
}

/// `5.12`
fn day(entry: &IndexEntry) -> String {
    format!("{}.{}", entry.as_of.month(), entry.as_of.day())
}
