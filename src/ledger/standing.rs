//! 时序进度, 应开未开, 亮灯: what is derived from a project's values and the as-of date, anew each issue.

use chrono::{Datelike, NaiveDate};

use super::{Light, Project, Standing};
use crate::catalog::{Field, Limits, Node, Status};
use crate::value::Ratio;

/// 时序进度: days elapsed in the year, the as-of day included, over the days of the year; with nodes configured,
/// the share they state, in a straight line from one to the next.
pub fn time_progress(limits: &Limits, as_of: NaiveDate) -> Ratio {
    let days = if as_of.leap_year() { 366 } else { 365 };
    let elapsed = i128::from(as_of.ordinal());
    let stated = between_nodes(&limits.nodes, as_of);
    stated.or(Ratio::of(elapsed, days)).unwrap_or(Ratio::ZERO)
}

fn between_nodes(nodes: &[Node], as_of: NaiveDate) -> Option<Ratio> {
    let mut nodes: Vec<&Node> = nodes
        .iter()
        .filter(|node| node.on.year() == as_of.year())
        .collect();
    nodes.sort_by_key(|node| node.on);
    let after = nodes.iter().position(|node| node.on >= as_of);
    let (from, share) = match after.unwrap_or(nodes.len()).checked_sub(1) {
        Some(before) => (nodes[before].on, i128::from(nodes[before].thousandths)),
        None => (NaiveDate::from_ymd_opt(as_of.year(), 1, 1)?.pred_opt()?, 0),
    };
    let Some(after) = after else {
        return if nodes.is_empty() {
            None
        } else {
            Ratio::of(share, 1000)
        };
    };
    let span = i128::from((nodes[after].on - from).num_days());
    let gone = i128::from((as_of - from).num_days());
    let step = i128::from(nodes[after].thousandths) - share;
    if span == 0 {
        Ratio::of(share, 1000)
    } else {
        Ratio::of(share * span + step * gone, 1000 * span)
    }
}

impl Standing {
    /// As of a day.
    pub(super) fn of(project: &Project, limits: &Limits, as_of: NaiveDate) -> Standing {
        let status = project.status();
        let started = match status {
            Some(status) => status.is_started(),
            None => project.day(Field::StartedOn).is_some_and(|day| day.date <= as_of),
        };
        let is_reserve = status == Some(Status::Reserve);
        let passed = project
            .day(Field::PlannedStart)
            .map(|day| (as_of - day.date).num_days());
        let due = !is_reserve && passed.is_some_and(|days| days >= 0);
        let overdue_days = passed.filter(|_| due && !started);
        let by_rate = || project.completion_rate().map(|rate| behind(limits, rate, as_of));
        let light = match overdue_days {
            _ if started => by_rate(),
            None => None,
            Some(0) => by_rate(),
            Some(days) => Some(by_rate().map_or(late(limits, days), |light| light.min(late(limits, days)))),
        };
        Standing {
            started,
            due,
            overdue_days,
            light,
        }
    }
}

/// Light by this year's rate against the time progress.
fn behind(limits: &Limits, rate: Ratio, as_of: NaiveDate) -> Light {
    let gap = time_progress(limits, as_of).minus(rate);
    if gap.is_negative() || gap.is_zero() {
        Light::Green
    } else if Ratio::of(i128::from(limits.yellow_points), 100).is_some_and(|points| gap <= points) {
        Light::Yellow
    } else {
        Light::Red
    }
}

/// Light by days since the planned start.
fn late(limits: &Limits, days: i64) -> Light {
    if days > i64::from(limits.yellow_days) {
        Light::Red
    } else {
        Light::Yellow
    }
}
