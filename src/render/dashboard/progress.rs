//! 六类项目完成率 against 时序进度, now and in the last issue.

use super::chart::{Chart, Sheet, SheetRow, Way, Width, gutter, tick_labels};
use super::svg::{Anchor, Drawing, fit, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::{Edition, wording};
use crate::ledger::Metrics;
use crate::value::Ratio;

/// A bar: the whole or a kind.
struct Bar<'a> {
    label: String,
    which: String,
    now: &'a Metrics,
    before: Option<&'a Metrics>,
}

impl Bar<'_> {
    fn rate(&self) -> Option<Ratio> {
        self.now.completion_rate()
    }

    fn rate_before(&self) -> Option<Ratio> {
        self.before?.completion_rate()
    }

    fn change(&self) -> Option<Ratio> {
        Some(self.rate()?.minus(self.rate_before()?))
    }
}

/// The chart; `None` where nothing has a plan.
pub(super) fn chart(edition: &Edition<'_>) -> Option<Chart> {
    let bars = bars(edition);
    if bars.iter().all(|bar| bar.rate().is_none()) {
        return None;
    }
    let fell = bars
        .iter()
        .any(|bar| bar.change().is_some_and(Ratio::is_negative));
    let fills = match (edition.previous.is_some(), fell) {
        (false, _) => "",
        (true, false) => "。实心为上期，空心为本期新增",
        (true, true) => "。实心为上期，空心为本期新增，斜线为回落",
    };
    Some(Chart {
        id: "f-progress".to_owned(),
        title: title(edition, &bars),
        note: format!("年度投资完成率，本年完成÷年度计划，%{fills}"),
        keys: Vec::new(),
        wide: draw(edition, &bars, Width::Wide),
        narrow: draw(edition, &bars, Width::Narrow),
        sheet: sheet(edition, &bars),
    })
}

fn bars<'a>(edition: &Edition<'a>) -> Vec<Bar<'a>> {
    let changes = edition.issue.changes.as_ref();
    let mut bars = vec![Bar {
        label: format!("{}（剔重）", words::whole_region(edition)),
        which: String::new(),
        now: &edition.issue.totals,
        before: changes.map(|changes| &changes.totals.before),
    }];
    for (kind, metrics) in &edition.issue.kinds {
        if metrics.projects > 0 {
            let before = changes.and_then(|changes| changes.kinds.iter().find(|(other, _)| other == kind));
            bars.push(Bar {
                label: edition.catalog.kind(*kind).short.clone(),
                which: format!("kind={}", edition.catalog.kind(*kind).id),
                now: metrics,
                before: before.map(|(_, change)| &change.before),
            });
        }
    }
    bars
}

/// 六类项目均较上期提高、均低于时序进度，中央预算内投资最低
fn title(edition: &Edition<'_>, bars: &[Bar<'_>]) -> String {
    let time = edition.issue.time_progress;
    let rated: Vec<(&Bar<'_>, Ratio)> = bars[1..]
        .iter()
        .filter_map(|bar| Some((bar, bar.rate()?)))
        .collect();
    let reached = rated.iter().filter(|(_, rate)| *rate >= time).count();
    let below = rated.len() - reached;
    if rated.is_empty() {
        return "各类项目都缺计划数，不计算完成率".to_owned();
    }
    let subject = format!("{}类项目", wording::chinese_number(rated.len()));
    let all_rose = rated
        .iter()
        .all(|(bar, _)| bar.change().is_some_and(|change| change > Ratio::ZERO));
    let rose = if all_rose { "均较上期提高、" } else { "" };
    let against = match (reached, below) {
        (_, 0) => "均达到时序进度".to_owned(),
        (0, _) => "均低于时序进度".to_owned(),
        _ => format!(
            "{}类达到时序进度，{}类低于时序进度",
            wording::chinese_number(reached),
            wording::chinese_number(below)
        ),
    };
    let join = if reached > 0 && below > 0 && all_rose {
        "均较上期提高，其中"
    } else {
        rose
    };
    let lowest = rated.iter().map(|(_, rate)| *rate).min();
    let at_lowest: Vec<&str> = rated
        .iter()
        .filter(|(_, rate)| Some(*rate) == lowest)
        .map(|(bar, _)| bar.label.as_str())
        .collect();
    let last = if below > 0 && rated.len() > 1 && at_lowest.len() == 1 {
        format!("，{}最低", at_lowest[0])
    } else {
        String::new()
    };
    format!("{subject}{join}{against}{last}")
}

fn sheet(edition: &Edition<'_>, bars: &[Bar<'_>]) -> Sheet {
    let compares = edition.previous.is_some();
    let mut head = vec!["类别", "个数", "年度计划", "本年完成", "完成率"];
    if compares {
        head.push("较上期");
    }
    head.extend(["与时序差", "应开未开", "红灯", "黄灯", "绿灯"]);
    let time = edition.issue.time_progress;
    let rows = bars.iter().enumerate().map(|(index, bar)| {
        let mut cells = vec![
            bar.now.projects.to_string(),
            words::wan_or_missing(bar.now.annual_plan),
            words::wan_or_missing(bar.now.annual_done),
            words::rate_or_dash(bar.rate()),
        ];
        if compares {
            cells.push(bar.change().map_or_else(|| "—".to_owned(), words::signed_points));
        }
        cells.push(
            bar.rate()
                .map_or_else(|| "—".to_owned(), |rate| words::signed_points(rate.minus(time))),
        );
        cells.extend([bar.now.overdue_start, bar.now.red, bar.now.yellow, bar.now.green].map(words::count));
        SheetRow {
            head: if index == 0 {
                "合计（剔除重复）".to_owned()
            } else {
                bar.label.clone()
            },
            cells,
            way: Some(Way::source("done", bar.which.clone())),
        }
    });
    Sheet {
        caption: "各类项目年度投资（万元、%）".to_owned(),
        head: head.into_iter().map(str::to_owned).collect(),
        rows: rows.collect(),
        notes: vec![
            "一个项目属于几类的，分别计入各类，合计只计一次。".to_owned(),
            "完成率只按计划数和完成数都有的项目计算。".to_owned(),
        ],
    }
}

fn draw(edition: &Edition<'_>, bars: &[Bar<'_>], width: Width) -> String {
    const TOP: f64 = 38.0;
    const STEP: f64 = 30.0;
    let mut drawing = Drawing::new(width.px());
    let label_class = if width == Width::Wide { "" } else { "small" };
    let left = gutter(
        label_class,
        bars.iter().map(|bar| bar.label.as_str()),
        if width == Width::Wide { 150.0 } else { 104.0 },
    );
    let columns = columns(edition, width);
    let right = columns[0].1 - 52.0;
    let time = edition.issue.time_progress;
    let largest = bars
        .iter()
        .flat_map(|bar| [bar.rate(), bar.rate_before()])
        .flatten()
        .chain([time])
        .map(Ratio::to_f64)
        .fold(0.0, f64::max)
        .min(1.2);
    let (step, count) = ticks(largest * 100.0, if width == Width::Wide { 5 } else { 4 });
    let scale = (right - left) / (step * f64::from(count));
    let bottom = TOP + STEP * bars.len() as f64;
    let at = |ratio: Ratio| (left + ratio.to_f64() * 100.0 * scale).clamp(left, right);
    let mut labels = Vec::new();
    for tick in 0..=count {
        let value = step * f64::from(tick);
        let x = left + value * scale;
        drawing.line(if tick == 0 { "axis" } else { "grid" }, (x, TOP), (x, bottom));
        let unit = if tick == count { "%" } else { "" };
        labels.push((x, tick_text(value, step) + unit));
    }
    tick_labels(&mut drawing, bottom + 15.0, &labels);
    for (name, x) in &columns {
        drawing.label("small quiet", Anchor::End, *x, 32.0, name);
    }
    for (index, bar) in bars.iter().enumerate() {
        row(
            &mut drawing,
            edition,
            bar,
            index,
            &Frame {
                left,
                label_class,
                columns: &columns,
                y: TOP + STEP * index as f64,
            },
            &at,
        );
    }
    drawing.line("time", (at(time), TOP - 4.0), (at(time), bottom));
    let text = format!("时序进度{}", words::percent(time));
    let half = width_of("", &text) / 2.0;
    let x = at(time).clamp(half, drawing.width() - half);
    drawing.label("red", Anchor::Middle, x, 14.0, &text);
    let said: Vec<String> = bars.iter().map(|bar| spoken(bar)).collect();
    let description = format!("{}；时序进度{}。", said.join("；"), words::percent(time));
    drawing.finish(
        width.class(),
        &width.id("progress"),
        bottom + 22.0,
        "各类项目年度投资完成率",
        &description,
    )
}

/// Headings of the numbers beside the bars and the right edge of each.
fn columns(edition: &Edition<'_>, width: Width) -> Vec<(&'static str, f64)> {
    match (width, edition.previous.is_some()) {
        (Width::Wide, true) => vec![("完成率", 442.0), ("较上期", 498.0), ("与时序差", 560.0)],
        (Width::Wide, false) => vec![("完成率", 498.0), ("与时序差", 560.0)],
        (Width::Narrow, _) => vec![("完成率", 328.0)],
    }
}

struct Frame<'a> {
    left: f64,
    label_class: &'a str,
    columns: &'a [(&'static str, f64)],
    y: f64,
}

fn row(
    drawing: &mut Drawing,
    edition: &Edition<'_>,
    bar: &Bar<'_>,
    index: usize,
    frame: &Frame<'_>,
    at: &dyn Fn(Ratio) -> f64,
) {
    let strong = if index == 0 {
        format!("{} strong", frame.label_class)
    } else {
        frame.label_class.to_owned()
    };
    let label = fit(frame.label_class, &bar.label, frame.left - 6.0);
    drawing.label(
        strong.trim(),
        Anchor::End,
        frame.left - 6.0,
        frame.y + 21.0,
        &label,
    );
    let Some(rate) = bar.rate() else {
        drawing.label(
            "small quiet",
            Anchor::Start,
            frame.left + 6.0,
            frame.y + 21.0,
            "缺计划数，不计算",
        );
        return;
    };
    let (y, now) = (frame.y + 9.0, at(rate));
    let solid = if index == 0 { "bar whole" } else { "bar" };
    match bar.rate_before().map(at) {
        Some(before) if before < now => {
            drawing.rect(solid, frame.left, y, before - frame.left, 16.0);
            drawing.rect("added", before, y, now - before, 16.0);
        }
        Some(before) => {
            drawing.rect(solid, frame.left, y, now - frame.left, 16.0);
            drawing.rect("gap", now, y, before - now, 16.0);
        }
        None => drawing.rect(solid, frame.left, y, now - frame.left, 16.0),
    }
    for (name, x) in frame.columns {
        let (class, text) = match *name {
            "完成率" => ("strong", words::rate(rate)),
            "较上期" => (
                "",
                bar.change().map_or_else(|| "—".to_owned(), words::signed_points),
            ),
            _ => ("", words::signed_points(rate.minus(edition.issue.time_progress))),
        };
        drawing.label(class, Anchor::End, *x, frame.y + 21.0, &text);
    }
}

fn spoken(bar: &Bar<'_>) -> String {
    let Some(rate) = bar.rate() else {
        return format!("{}缺计划数", bar.label);
    };
    let change = bar
        .change()
        .map(|change| format!("，较上期{}个百分点", words::signed_points(change)))
        .unwrap_or_default();
    format!("{}{}{change}", bar.label, words::percent(rate))
}
