//! 历期趋势: the completion rate beside the time progress over the year's issues, and the counts that should fall.

use chrono::{Datelike, NaiveDate};

use super::chart::{Chart, Sheet, SheetRow, Width};
use super::svg::{Anchor, Drawing, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::{Edition, wording};
use crate::ledger::{ApprovalCount, Metrics, TaskCount};
use crate::value::Ratio;

/// One issue.
struct Point<'a> {
    number: u32,
    as_of: NaiveDate,
    totals: &'a Metrics,
    approvals: ApprovalCount,
    tasks: TaskCount,
    missing: usize,
    time: Ratio,
}

/// Both charts; none before the second issue of the year.
pub(super) fn charts(edition: &Edition<'_>) -> Vec<Chart> {
    let points = points(edition);
    if points.len() < 2 {
        return Vec::new();
    }
    let mut charts = Vec::new();
    if points
        .iter()
        .filter(|point| point.totals.completion_rate().is_some())
        .count()
        > 1
    {
        charts.push(rates(edition, &points));
    }
    charts.push(counts(&points));
    charts
}

fn points<'a>(edition: &Edition<'a>) -> Vec<Point<'a>> {
    let sum = |approvals: &mut dyn Iterator<Item = ApprovalCount>| {
        approvals.fold(ApprovalCount::default(), |sum, count| ApprovalCount {
            applicable: sum.applicable + count.applicable,
            granted: sum.granted + count.granted,
        })
    };
    let past = edition
        .previous
        .map_or(&[][..], |previous| previous.issues.as_slice());
    let mut points: Vec<Point<'_>> = past
        .iter()
        .filter(|issue| issue.year == edition.options.year && issue.number != edition.options.number)
        .map(|issue| Point {
            number: issue.number,
            as_of: issue.as_of,
            totals: &issue.totals,
            approvals: sum(&mut issue.approvals.iter().map(|(_, count)| *count)),
            tasks: issue.tasks,
            missing: issue.missing.len(),
            time: edition.catalog.limits.time_progress(issue.as_of),
        })
        .collect();
    points.push(Point {
        number: edition.options.number,
        as_of: edition.options.as_of,
        totals: &edition.issue.totals,
        approvals: sum(&mut edition.issue.approvals.iter().map(|(_, count)| *count)),
        tasks: edition.issue.tasks,
        missing: edition.rollcall.missing.len(),
        time: edition.issue.time_progress,
    });
    points
}

fn rates(edition: &Edition<'_>, points: &[Point<'_>]) -> Chart {
    Chart {
        id: "f-trend".to_owned(),
        title: rates_title(points),
        note: "各期年度投资完成率，%。红线为时序进度".to_owned(),
        keys: Vec::new(),
        wide: draw_rates(points, Width::Wide),
        narrow: draw_rates(points, Width::Narrow),
        sheet: sheet(edition, points),
    }
}

/// 第1期以来完成率提高1.5个百分点，与时序进度的差距扩大0.4个百分点
fn rates_title(points: &[Point<'_>]) -> String {
    let rated: Vec<(&Point<'_>, Ratio)> = points
        .iter()
        .filter_map(|point| Some((point, point.totals.completion_rate()?)))
        .collect();
    let (Some((first, from)), Some((last, to))) = (rated.first(), rated.last()) else {
        return "历期完成率".to_owned();
    };
    let step = to.minus(*from);
    let moved = match step.scaled(3) {
        0 => "完成率基本持平".to_owned(),
        1.. => format!("完成率提高{}", wording::points(step)),
        _ => format!("完成率回落{}", wording::points(step)),
    };
    let (gap_before, gap) = (from.minus(first.time), to.minus(last.time));
    let wider = gap.minus(gap_before);
    let against = if gap.is_negative() {
        match wider.scaled(3) {
            0 => "，与时序进度的差距基本未变".to_owned(),
            1.. => format!("，与时序进度的差距缩小{}", wording::points(wider)),
            _ => format!("，与时序进度的差距扩大{}", wording::points(wider)),
        }
    } else {
        "，达到时序进度".to_owned()
    };
    format!("第{}期以来{moved}{against}", first.number)
}

/// A line: its points as shares of the scale, its class, and what is written at its end.
struct Line {
    class: &'static str,
    values: Vec<Option<f64>>,
    end: String,
    end_class: &'static str,
}

fn draw_rates(points: &[Point<'_>], width: Width) -> String {
    let percent = |ratio: Ratio| ratio.to_f64() * 100.0;
    let end =
        |word: &str, ratio: Option<Ratio>| format!("{word}{}", ratio.map(words::percent).unwrap_or_default());
    let last = &points[points.len() - 1];
    let lines = [
        Line {
            class: "time",
            values: points.iter().map(|point| Some(percent(point.time))).collect(),
            end: end("时序", Some(last.time)),
            end_class: "small red",
        },
        Line {
            class: "series",
            values: points
                .iter()
                .map(|point| point.totals.completion_rate().map(percent))
                .collect(),
            end: end("完成", last.totals.completion_rate()),
            end_class: "small strong",
        },
    ];
    let said: Vec<String> = points
        .iter()
        .map(|point| {
            let rate = point
                .totals
                .completion_rate()
                .map_or_else(|| "缺数".to_owned(), words::percent);
            format!("第{}期{rate}，时序{}", point.number, words::percent(point.time))
        })
        .collect();
    draw(
        points,
        &lines,
        "%",
        width,
        "trend",
        "历期完成率与时序进度",
        &said.join("；"),
    )
}

fn counts(points: &[Point<'_>]) -> Chart {
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let change = |name: &str, before: usize, now: usize, unit: &str| {
        let moved = match now.cmp(&before) {
            std::cmp::Ordering::Greater => format!("增加{}{unit}", now - before),
            std::cmp::Ordering::Less => format!("减少{}{unit}", before - now),
            std::cmp::Ordering::Equal => "持平".to_owned(),
        };
        format!("{name}{moved}")
    };
    Chart {
        id: "f-counts".to_owned(),
        title: format!(
            "第{}期以来{}，{}，{}",
            first.number,
            change(
                "应开未开",
                first.totals.overdue_start,
                last.totals.overdue_start,
                "个"
            ),
            change("红灯", first.totals.red, last.totals.red, "个"),
            change("逾期任务", first.tasks.overdue, last.tasks.overdue, "项"),
        ),
        note: "各期的红灯、应开未开（个）和逾期任务（项）".to_owned(),
        keys: Vec::new(),
        wide: draw_counts(points, Width::Wide),
        narrow: draw_counts(points, Width::Narrow),
        sheet: counts_sheet(points),
    }
}

fn draw_counts(points: &[Point<'_>], width: Width) -> String {
    let last = &points[points.len() - 1];
    let line = |class, name: &str, of: &dyn Fn(&Point<'_>) -> usize| Line {
        class,
        values: points.iter().map(|point| Some(of(point) as f64)).collect(),
        end: format!("{name}{}", of(last)),
        end_class: "small strong",
    };
    let lines = [
        line("series", "红灯", &|point| point.totals.red),
        line("series dashed", "应开未开", &|point| {
            point.totals.overdue_start
        }),
        line("series dotted", "逾期任务", &|point| point.tasks.overdue),
    ];
    let said: Vec<String> = points
        .iter()
        .map(|point| {
            format!(
                "第{}期红灯{}个，应开未开{}个，逾期任务{}项",
                point.number, point.totals.red, point.totals.overdue_start, point.tasks.overdue
            )
        })
        .collect();
    draw(
        points,
        &lines,
        "",
        width,
        "counts",
        "历期红灯、应开未开和逾期任务",
        &said.join("；"),
    )
}

fn draw(
    points: &[Point<'_>],
    lines: &[Line],
    unit: &str,
    width: Width,
    id: &str,
    title: &str,
    said: &str,
) -> String {
    const TOP: f64 = 12.0;
    const HEIGHT: f64 = 190.0;
    let mut drawing = Drawing::new(width.px());
    let largest = lines
        .iter()
        .flat_map(|line| line.values.iter().flatten())
        .copied()
        .fold(0.0, f64::max);
    let (step, count) = ticks(largest, 4);
    let (step, count) = if unit.is_empty() && step < 1.0 {
        (1.0, 1)
    } else {
        (step, count)
    };
    let top_text = tick_text(step * f64::from(count), step) + unit;
    // % is wider than a digit in most faces.
    let left = width_of("small", &top_text) + 10.0;
    let ends = lines
        .iter()
        .map(|line| width_of(line.end_class, &line.end))
        .fold(0.0, f64::max);
    let right = width.px() - ends - 10.0;
    let bottom = TOP + HEIGHT;
    let height = HEIGHT / (step * f64::from(count));
    let y_of = |value: f64| bottom - value * height;
    for tick in 0..=count {
        let value = step * f64::from(tick);
        drawing.line(
            if tick == 0 { "axis" } else { "grid" },
            (left, y_of(value)),
            (right, y_of(value)),
        );
        let text = if tick == count {
            top_text.clone()
        } else {
            tick_text(value, step)
        };
        drawing.label("small quiet", Anchor::End, left - 6.0, y_of(value) + 4.0, &text);
    }
    let spots = spots(points, left + 8.0, right - 8.0);
    let mut free_from = 0.0;
    for (point, x) in points.iter().zip(&spots) {
        drawing.line("axis", (*x, bottom), (*x, bottom + 4.0));
        let text = format!("第{}期", point.number);
        let half = width_of("small", &text) / 2.0;
        if x - half >= free_from && x + half <= width.px() {
            drawing.label("small quiet", Anchor::Middle, *x, bottom + 18.0, &text);
            free_from = x + half + 6.0;
        }
    }
    for line in lines {
        let track: Vec<(f64, f64)> = spots
            .iter()
            .zip(&line.values)
            .filter_map(|(x, value)| Some((*x, y_of((*value)?))))
            .collect();
        drawing.path(line.class, &track);
        for (x, y) in &track {
            drawing.dot(line.class, *x, *y);
        }
    }
    end_labels(&mut drawing, lines, right + 2.0, &y_of);
    drawing.finish(
        width.class(),
        &width.id(id),
        bottom + 24.0,
        title,
        &format!("{said}。"),
    )
}

/// Issues stand at their days; the last at the right end.
fn spots(points: &[Point<'_>], left: f64, right: f64) -> Vec<f64> {
    let day = |point: &Point<'_>| f64::from(point.as_of.num_days_from_ce());
    let (first, last) = (day(&points[0]), day(&points[points.len() - 1]));
    let even = last <= first;
    points
        .iter()
        .enumerate()
        .map(|(index, point)| {
            let share = if even {
                index as f64 / (points.len() - 1) as f64
            } else {
                (day(point) - first) / (last - first)
            };
            left + share.clamp(0.0, 1.0) * (right - left)
        })
        .collect()
}

/// Written at the lines' ends, moved apart where the ends are close.
fn end_labels(drawing: &mut Drawing, lines: &[Line], x: f64, y_of: &dyn Fn(f64) -> f64) {
    const APART: f64 = 15.0;
    let mut ends: Vec<(f64, &Line)> = lines
        .iter()
        .filter_map(|line| Some((y_of(line.values.last().copied().flatten()?) + 4.0, line)))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lowest = y_of(0.0) + 4.0;
    for index in 1..ends.len() {
        ends[index].0 = ends[index].0.max(ends[index - 1].0 + APART);
    }
    for index in (0..ends.len()).rev() {
        let below = ends.get(index + 1).map_or(lowest, |next| next.0 - APART);
        ends[index].0 = ends[index].0.min(below);
    }
    for (y, line) in ends {
        drawing.label(line.end_class, Anchor::Start, x, y, &line.end);
    }
}

fn sheet(edition: &Edition<'_>, points: &[Point<'_>]) -> Sheet {
    let row = |point: &Point<'_>| {
        let rate = point.totals.completion_rate();
        SheetRow {
            head: format!("第{}期", point.number),
            cells: vec![
                words::day(edition, point.as_of),
                point.totals.projects.to_string(),
                words::wan_or_missing(point.totals.annual_plan),
                words::wan_or_missing(point.totals.annual_done),
                words::rate_or_dash(rate),
                words::rate(point.time),
                rate.map_or_else(
                    || "—".to_owned(),
                    |rate| words::signed_points(rate.minus(point.time)),
                ),
            ],
            way: None,
        }
    };
    Sheet {
        caption: "历期年度投资（万元、%、百分点）".to_owned(),
        head: [
            "期",
            "截至",
            "项目",
            "年度计划",
            "本年完成",
            "完成率",
            "时序",
            "与时序差",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: points.iter().rev().map(row).collect(),
        notes: vec!["各期的数是当期印发时的数，之后的更正不改以前各期。".to_owned()],
    }
}

fn counts_sheet(points: &[Point<'_>]) -> Sheet {
    let row = |point: &Point<'_>| SheetRow {
        head: format!("第{}期", point.number),
        cells: vec![
            words::count(point.totals.red),
            words::count(point.totals.yellow),
            words::count(point.totals.green),
            words::count(point.totals.overdue_start),
            words::rate_or_dash(Ratio::of_counts(
                point.approvals.granted,
                point.approvals.applicable,
            )),
            point.tasks.total.to_string(),
            point.tasks.closed.to_string(),
            words::count(point.tasks.overdue),
            words::count(point.missing),
        ],
        way: None,
    };
    Sheet {
        caption: "历期亮灯、开工、手续、任务和报送（个、项、%）".to_owned(),
        head: [
            "期",
            "红灯",
            "黄灯",
            "绿灯",
            "应开未开",
            "手续办结率",
            "交办任务",
            "已办结",
            "逾期",
            "未报单位",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: points.iter().rev().map(row).collect(),
        notes: Vec::new(),
    }
}
