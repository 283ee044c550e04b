//! 总览: the finding of the issue, the ruler, the lights and the six figures – what a leader reads in ten seconds.

use chrono::Datelike;
use serde::Serialize;

use super::chart::{Width, tick_labels};
use super::svg::{Anchor, Drawing, width_of};
use super::words;
use crate::bulletin::{Edition, wording};
use crate::ledger::{Light, Metrics};
use crate::value::{Ratio, Wanyuan};

/// The first screen's upper half.
#[derive(Debug, Serialize)]
pub(super) struct Overview {
    /// 全市6类重要项目推进情况
    kicker: String,
    /// 年度投资完成22.3%，低于时序进度13.8个百分点
    headline: String,
    /// One paragraph.
    text: String,
    /// The ruler in its two widths; empty where there is no rate.
    wide: String,
    narrow: String,
    /// ●▲○ and those without.
    lights: Vec<LightBar>,
    /// The strip of figures.
    figures: Vec<Figure>,
}

/// A light's bar.
#[derive(Debug, Serialize)]
struct LightBar {
    id: &'static str,
    sign: &'static str,
    name: &'static str,
    count: usize,
    /// Share of the longest, in percent.
    bar: String,
    change: String,
    meaning: String,
}

/// A figure of the strip.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: String,
    unit: String,
    change: String,
    /// The side panel's name for it, and which projects.
    source: &'static str,
    which: &'static str,
    note: String,
}

/// The overview.
pub(super) fn overview(edition: &Edition<'_>) -> Overview {
    let kinds = edition
        .issue
        .kinds
        .iter()
        .filter(|(_, metrics)| metrics.projects > 0)
        .count();
    let rated = edition.issue.totals.completion_rate();
    Overview {
        kicker: format!(
            "{}{kinds}类{}推进情况",
            words::whole_region(edition),
            edition.catalog.office.subject
        ),
        headline: headline(edition),
        text: text(edition),
        wide: rated.map_or_else(String::new, |rate| ruler(edition, rate, Width::Wide)),
        narrow: rated.map_or_else(String::new, |rate| ruler(edition, rate, Width::Narrow)),
        lights: lights(edition),
        figures: figures(edition),
    }
}

fn before<'a>(edition: &Edition<'a>) -> Option<&'a Metrics> {
    edition
        .issue
        .changes
        .as_ref()
        .map(|changes| &changes.totals.before)
}

fn headline(edition: &Edition<'_>) -> String {
    let totals = &edition.issue.totals;
    match totals.completion_rate() {
        Some(rate) => format!(
            "年度投资完成{}，{}",
            words::percent(rate),
            wording::against_time_progress(rate, edition.issue.time_progress)
        ),
        None if totals.projects == 0 => "本期没有纳入总账的项目".to_owned(),
        None => "年度计划投资缺报，不计算完成率".to_owned(),
    }
}

fn text(edition: &Edition<'_>) -> String {
    let totals = &edition.issue.totals;
    let amounts = [
        ("总投资", totals.total_investment),
        ("年度计划投资", totals.annual_plan),
        ("本年完成", totals.annual_done),
    ];
    let mut parts = vec![format!("纳入总账的项目{}个（剔除重复后）", totals.projects)];
    parts.extend(
        amounts
            .into_iter()
            .filter_map(|(name, amount)| Some(format!("{name}{}", words::money(amount?)))),
    );
    let sentence = parts.join("，");
    let rates =
        before(edition).and_then(|before| Some((totals.completion_rate()?, before.completion_rate()?)));
    let (Some((rate, rate_before)), Some(changes)) = (rates, edition.issue.changes.as_ref()) else {
        return format!("{sentence}。");
    };
    let compared = wording::rate_change_beside_time(wording::Compared {
        rate,
        rate_before,
        time: edition.issue.time_progress,
        time_before: edition.catalog.limits.time_progress(changes.as_of),
    });
    format!("{sentence}。完成率{compared}。")
}

fn lights(edition: &Edition<'_>) -> Vec<LightBar> {
    let totals = &edition.issue.totals;
    let limits = &edition.catalog.limits;
    let (points, days) = (limits.yellow_points, limits.yellow_days);
    let of = |metrics: &Metrics, light: Option<Light>| match light {
        Some(Light::Red) => metrics.red,
        Some(Light::Yellow) => metrics.yellow,
        Some(Light::Green) => metrics.green,
        None => metrics.without_light(),
    };
    let entries = [
        (
            Some(Light::Red),
            "red",
            "红灯",
            format!("低于时序{points}个百分点以上，或超期{days}天以上未开工"),
        ),
        (
            Some(Light::Yellow),
            "yellow",
            "黄灯",
            format!("低于时序{points}个百分点以内，或超期{days}天以内"),
        ),
        (
            Some(Light::Green),
            "green",
            "绿灯",
            "达到或高于时序进度".to_owned(),
        ),
        (
            None,
            "none",
            "不亮灯",
            "未到计划开工时间，或缺计划数、完成数".to_owned(),
        ),
    ];
    let longest = entries
        .iter()
        .map(|(light, ..)| of(totals, *light))
        .max()
        .unwrap_or(0)
        .max(1);
    entries
        .into_iter()
        .map(|(light, id, name, meaning)| LightBar {
            id,
            sign: light.map_or("－", Light::sign),
            name,
            count: of(totals, light),
            bar: format!("{:.1}", of(totals, light) as f64 * 100.0 / longest as f64),
            change: before(edition)
                .map(|before| words::count_change(of(totals, light), of(before, light), ""))
                .unwrap_or_default(),
            meaning,
        })
        .collect()
}

fn figures(edition: &Edition<'_>) -> Vec<Figure> {
    let totals = &edition.issue.totals;
    let tasks = &edition.issue.tasks;
    let tasks_before = edition
        .issue
        .changes
        .as_ref()
        .map(|changes| changes.tasks.0.overdue);
    let count = |name, now: usize, then: Option<usize>, unit: &str, source, which, note: &str| Figure {
        name,
        value: now.to_string(),
        unit: unit.to_owned(),
        change: then
            .map(|then| since(&words::count_change(now, then, unit)))
            .unwrap_or_default(),
        source,
        which,
        note: if now == 0 { note.to_owned() } else { String::new() },
    };
    let amount = |name, now: Option<Wanyuan>, then: Option<Option<Wanyuan>>, source| {
        let (value, unit) = now.map_or_else(|| ("缺".to_owned(), ""), words::money_parts);
        let change = now
            .zip(then.flatten())
            .map(|(now, then)| since(&words::money_change(now - then)));
        Figure {
            name,
            value,
            unit: unit.to_owned(),
            change: change.unwrap_or_default(),
            source,
            which: "",
            note: String::new(),
        }
    };
    let then = before(edition);
    vec![
        count(
            "项目（剔除重复）",
            totals.projects,
            then.map(|then| then.projects),
            "个",
            "count",
            "",
            "",
        ),
        amount(
            "总投资",
            totals.total_investment,
            then.map(|then| then.total_investment),
            "total",
        ),
        amount(
            "年度计划投资",
            totals.annual_plan,
            then.map(|then| then.annual_plan),
            "plan",
        ),
        amount(
            "本年完成投资",
            totals.annual_done,
            then.map(|then| then.annual_done),
            "done",
        ),
        count(
            "应开未开",
            totals.overdue_start,
            then.map(|then| then.overdue_start),
            "个",
            "late",
            "start=late",
            "应开项目全部开工",
        ),
        count(
            "逾期任务",
            tasks.overdue,
            tasks_before,
            "项",
            "tasks",
            "",
            "到期任务全部办结，无逾期",
        ),
    ]
}

/// 较上期+3个, 与上期持平
fn since(change: &str) -> String {
    if change == "持平" {
        "与上期持平".to_owned()
    } else {
        format!("较上期{change}")
    }
}

/// The year above, the plan below, the gap hatched between what is done and where the time stands.
fn ruler(edition: &Edition<'_>, rate: Ratio, width: Width) -> String {
    const LEFT: f64 = 36.0;
    let full = if width == Width::Wide {
        760.0
    } else {
        Width::Narrow.px()
    };
    let mut drawing = Drawing::new(full);
    let right = full - 18.0;
    let at = |share: f64| LEFT + share.clamp(0.0, 1.0) * (right - LEFT);
    let time = edition.issue.time_progress;
    let (time_at, rate_at) = (at(time.to_f64()), at(rate.to_f64()));
    months(&mut drawing, edition, width, &at);
    drawing.line("axis", (LEFT, 22.0), (right, 22.0));
    drawing.label("", Anchor::Start, 0.0, 35.0, "时间");
    drawing.label("", Anchor::Start, 0.0, 65.0, "投资");
    drawing.rect("elapsed", LEFT, 24.0, time_at - LEFT, 12.0);
    let then = before(edition).and_then(Metrics::completion_rate);
    let then_at = then.map(|then| at(then.to_f64()));
    match then_at {
        Some(then_at) if then_at < rate_at => {
            drawing.rect("bar", LEFT, 48.0, then_at - LEFT, 26.0);
            drawing.rect("added", then_at, 48.0, rate_at - then_at, 26.0);
        }
        _ => drawing.rect("bar", LEFT, 48.0, rate_at - LEFT, 26.0),
    }
    drawing.rect("gap", rate_at, 48.0, time_at - rate_at, 26.0);
    drawing.line("time", (time_at, 22.0), (time_at, 80.0));
    for tick in 0..=5 {
        let x = at(f64::from(tick) / 5.0);
        drawing.line("axis", (x, 82.0), (x, 86.0));
    }
    drawing.line("axis", (LEFT, 82.0), (right, 82.0));
    let labels: Vec<(f64, String)> = (0..=5)
        .map(|tick| {
            (
                at(f64::from(tick) / 5.0),
                format!("{}{}", tick * 20, if tick == 5 { "%" } else { "" }),
            )
        })
        .collect();
    tick_labels(&mut drawing, 100.0, &labels);
    let free = labels_of(&mut drawing, edition, rate, time_at.max(rate_at), width);
    let bottom = legend(&mut drawing, then, rate, time, free);
    let description = format!(
        "时间过去{}，年度投资完成{}，{}{}。",
        words::percent(time),
        words::percent(rate),
        wording::against_time_progress(rate, time),
        then.map(|then| format!("；上期完成{}", words::percent(then)))
            .unwrap_or_default()
    );
    drawing.finish(
        width.class(),
        &width.id("ruler"),
        bottom,
        "年度投资完成率与时序进度",
        &description,
    )
}

/// The year's months above the time bar; every third one on a phone.
fn months(drawing: &mut Drawing, edition: &Edition<'_>, width: Width, at: &dyn Fn(f64) -> f64) {
    let year = edition.options.as_of.year();
    let day_of = |month: u32| chrono::NaiveDate::from_ymd_opt(year, month, 1).map_or(0, |day| day.ordinal0());
    let days = chrono::NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |day| day.ordinal());
    for month in 1..=12 {
        let x = at(f64::from(day_of(month)) / f64::from(days));
        drawing.line("axis", (x, 18.0), (x, 22.0));
        if width == Width::Wide || month % 3 == 1 {
            drawing.label("small quiet", Anchor::Start, x, 12.0, &format!("{month}月"));
        }
    }
}

/// The two sentences beside the bars, or below the axis late in the year, when there is no room beside them.
/// Returns the first free base line below.
fn labels_of(drawing: &mut Drawing, edition: &Edition<'_>, rate: Ratio, end: f64, width: Width) -> f64 {
    let time = edition.issue.time_progress;
    let as_of = edition.options.as_of;
    let time_text = match width {
        Width::Wide => format!(
            "时序进度{}，到{}是第{}天",
            words::percent(time),
            words::day(edition, as_of),
            as_of.ordinal()
        ),
        Width::Narrow => format!("时序进度{}（第{}天）", words::percent(time), as_of.ordinal()),
    };
    let ahead = edition.issue.ahead_of_time.unwrap_or(Wanyuan::ZERO);
    let done = format!("完成{}", words::percent(rate));
    let compared = match ahead {
        yuan if yuan.is_negative() => format!("与时序进度相比少完成{}", words::money(yuan.abs())),
        yuan if yuan == Wanyuan::ZERO => "与时序进度持平".to_owned(),
        yuan => format!("与时序进度相比多完成{}", words::money(yuan)),
    };
    let lines = if width == Width::Wide {
        vec![format!("{done}，{compared}")]
    } else {
        vec![done, compared]
    };
    let room = drawing.width() - end - 8.0;
    let widest = lines
        .iter()
        .chain([&time_text])
        .map(|text| width_of("", text))
        .fold(0.0, f64::max);
    if widest <= room {
        drawing.label("red", Anchor::Start, end + 8.0, 35.0, &time_text);
        let first = if lines.len() == 1 { 65.0 } else { 58.0 };
        for (index, line) in lines.iter().enumerate() {
            drawing.label(
                "strong",
                Anchor::Start,
                end + 8.0,
                first + 17.0 * index as f64,
                line,
            );
        }
        return 117.0;
    }
    drawing.label("red", Anchor::Start, 36.0, 119.0, &time_text);
    for (index, line) in lines.iter().enumerate() {
        drawing.label("strong", Anchor::Start, 36.0, 137.0 + 18.0 * index as f64, line);
    }
    137.0 + 18.0 * lines.len() as f64
}

/// What the fills mean. Returns the drawing's height.
fn legend(drawing: &mut Drawing, then: Option<Ratio>, rate: Ratio, time: Ratio, y: f64) -> f64 {
    let mut parts = Vec::new();
    if let Some(then) = then.filter(|then| *then < rate) {
        parts.push(format!("实心为上期（{}），空心为本期新增", words::percent(then)));
    }
    if rate < time {
        parts.push("斜线为与时序进度的差距".to_owned());
    }
    let mut line = y;
    let whole = parts.join("，");
    let rows = if width_of("small", &whole) + 36.0 <= drawing.width() {
        vec![whole]
    } else {
        parts
    };
    for row in rows.iter().filter(|row| !row.is_empty()) {
        drawing.label("small quiet", Anchor::Start, 36.0, line, row);
        line += 17.0;
    }
    line - 17.0 + 5.0
}
