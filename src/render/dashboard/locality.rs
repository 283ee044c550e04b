//! 属地: the table of localities with bars, ranked only where the configuration says so.

use serde::Serialize;

use super::movers;
use super::words;
use crate::bulletin::Edition;
use crate::ledger::Metrics;
use crate::value::{Ratio, UnitId};

/// The table.
#[derive(Debug, Serialize)]
pub(super) struct Localities {
    /// The finding above it.
    title: String,
    /// How it is ordered and what the columns mean.
    say: String,
    /// 名次 is printed.
    ranking: bool,
    /// 较上期 is printed.
    compares: bool,
    /// Ends of the bars' scale, in percent: half and full.
    half: String,
    full: String,
    /// Where the time progress stands on it, in percent of the width.
    time_at: String,
    /// 时序36.2%
    time: String,
    /// One a locality.
    rows: Vec<LocalityRow>,
    /// Below it.
    note: String,
}

/// A row.
#[derive(Debug, Serialize)]
struct LocalityRow {
    rank: String,
    name: String,
    /// Holds figures that are still in doubt.
    doubtful: bool,
    projects: String,
    plan: String,
    done: String,
    /// Length of the bar in percent of the width; empty where there is no rate.
    bar: String,
    /// 不参与排名 and why, where there is no rate.
    unranked: String,
    rate: String,
    change: String,
    gap: String,
    overdue: String,
    red: String,
    yellow: String,
    green: String,
    tasks: String,
    reported: bool,
    has_projects: bool,
}

/// The table of all localities; `None` where the roster has none.
pub(super) fn table(edition: &Edition<'_>) -> Option<Localities> {
    let issue = edition.issue;
    if issue.localities.is_empty() {
        return None;
    }
    let mut order: Vec<(UnitId, &Metrics, Option<Ratio>)> = issue
        .localities
        .iter()
        .map(|(unit, metrics)| (*unit, metrics, metrics.completion_rate()))
        .collect();
    if edition.catalog.ranking {
        // Stable: ties stay in roster order, those without a rate go last.
        order.sort_by(|a, b| b.2.is_some().cmp(&a.2.is_some()).then(b.2.cmp(&a.2)));
    }
    let time = issue.time_progress;
    let largest = order
        .iter()
        .filter_map(|(_, _, rate)| *rate)
        .map(Ratio::to_f64)
        .fold(0.0, f64::max);
    let full = ((largest * 10.0).ceil() / 10.0)
        .clamp(0.4, 1.2)
        .max((time.to_f64() * 10.0).ceil() / 10.0);
    let rates: Vec<Ratio> = order.iter().filter_map(|(_, _, rate)| *rate).collect();
    let rows = order
        .iter()
        .map(|(unit, metrics, rate)| row(edition, *unit, metrics, *rate, &rates, full));
    Some(Localities {
        title: title(&rates, order.len(), time),
        say: if edition.catalog.ranking {
            "按完成率由高到低；没有该类项目或没有计划数的不参与排名。"
        } else {
            "按花名册次序。"
        }
        .to_owned(),
        ranking: edition.catalog.ranking,
        compares: edition.previous.is_some(),
        half: format!("{:.0}", full * 50.0),
        full: format!("{:.0}", full * 100.0),
        time_at: format!("{:.1}", time.to_f64() / full * 100.0),
        time: format!("时序{}", words::percent(time)),
        rows: rows.collect(),
        note: note(edition),
    })
}

/// 18个属地完成率均低于时序进度
fn title(rates: &[Ratio], localities: usize, time: Ratio) -> String {
    let reached = rates.iter().filter(|rate| **rate >= time).count();
    let below = rates.len() - reached;
    let out = localities - rates.len();
    let main = match (reached, below) {
        (0, 0) => return "各属地都缺计划数，不计算完成率".to_owned(),
        (0, _) => format!("{below}个属地完成率均低于时序进度"),
        (_, 0) => format!("{reached}个属地完成率均达到时序进度"),
        _ => format!("{reached}个属地完成率达到时序进度，{below}个低于时序进度"),
    };
    if out > 0 {
        format!("{main}，{out}个没有完成率")
    } else {
        main
    }
}

fn row(
    edition: &Edition<'_>,
    unit: UnitId,
    metrics: &Metrics,
    rate: Option<Ratio>,
    rates: &[Ratio],
    full: f64,
) -> LocalityRow {
    let has_projects = metrics.projects > 0;
    let amount = |amount| {
        if has_projects {
            words::wan_or_missing(amount)
        } else {
            "—".to_owned()
        }
    };
    let reason = if has_projects {
        "缺计划数"
    } else {
        "没有项目"
    };
    let overdue_tasks = edition
        .ledger
        .tasks
        .iter()
        .filter(|task| task.responsible_unit == Some(unit) && task.overdue_days.is_some())
        .count();
    LocalityRow {
        rank: rate.map_or_else(
            || "—".to_owned(),
            |rate| (1 + rates.iter().filter(|other| **other > rate).count()).to_string(),
        ),
        name: edition.catalog.unit(unit).short.clone(),
        doubtful: movers::is_doubtful(edition, unit),
        projects: words::count(metrics.projects),
        plan: amount(metrics.annual_plan),
        done: amount(metrics.annual_done),
        bar: rate.map_or_else(String::new, |rate| {
            format!("{:.1}", (rate.to_f64() / full * 100.0).clamp(0.0, 100.0))
        }),
        unranked: if edition.catalog.ranking {
            format!("不参与排名（{reason}）")
        } else {
            reason.to_owned()
        },
        rate: words::rate_or_dash(rate),
        change: change(edition, unit, rate),
        gap: rate.map_or_else(
            || "—".to_owned(),
            |rate| words::signed_points(rate.minus(edition.issue.time_progress)),
        ),
        overdue: words::count(metrics.overdue_start),
        red: words::count(metrics.red),
        yellow: words::count(metrics.yellow),
        green: words::count(metrics.green),
        tasks: words::count(overdue_tasks),
        reported: !edition.rollcall.missing.contains(&unit),
        has_projects,
    }
}

/// +1.5, 沿用, 新增
fn change(edition: &Edition<'_>, unit: UnitId, rate: Option<Ratio>) -> String {
    let Some((rate, changes)) = rate.zip(edition.issue.changes.as_ref()) else {
        return "—".to_owned();
    };
    if movers::is_kept(edition, Some(unit)) {
        return "沿用".to_owned();
    }
    let before = changes.localities.iter().find(|(other, _)| *other == unit);
    match before.and_then(|(_, change)| change.before.completion_rate()) {
        Some(before) => words::signed_points(rate.minus(before)),
        None => "新增".to_owned(),
    }
}

fn note(edition: &Edition<'_>) -> String {
    let mut sentences = vec!["每个项目只计入一个属地。"];
    if edition.catalog.ranking {
        sentences.push("并列的名次相同，下一名顺延。");
    }
    if edition.previous.is_some() {
        sentences.push("全部沿用上期数的属地，较上期一栏写“沿用”。");
    }
    if edition
        .issue
        .localities
        .iter()
        .any(|(unit, _)| movers::is_doubtful(edition, *unit))
    {
        sentences.push("带*的含待核实数据。");
    }
    sentences.push("点属地可把它单独拉出来打印。");
    sentences.concat()
}
