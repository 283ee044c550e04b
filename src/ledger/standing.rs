//! 时序进度, 应开未开, 亮灯: what is derived from a project's values and the as-of date, anew each issue.

use chrono::NaiveDate;

use super::{Light, Project, Standing};
use crate::catalog::{Field, Limits, Status};
use crate::value::Ratio;

/// 时序进度, as the catalog reckons it.
pub fn time_progress(limits: &Limits, as_of: NaiveDate) -> Ratio {
    limits.time_progress(as_of)
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
