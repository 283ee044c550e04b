//! The days that the issue names: counted from the as-of date, moved past days off.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::Days;
use crate::catalog::Calendar;

impl Days {
    /// The office's deadlines for an issue as of this day.
    pub fn of(calendar: &Calendar, as_of: NaiveDate) -> Days {
        let after = |days: u32| next_working_day(calendar, as_of + Duration::days(days.into()));
        Days {
            resubmit: after(calendar.resubmit_days),
            reply: after(calendar.reply_days),
            meeting: after(calendar.meeting_days),
            print: after(calendar.print_days),
        }
    }
}

/// This day, or the first working day after it.
fn next_working_day(calendar: &Calendar, from: NaiveDate) -> NaiveDate {
    let mut day = from;
    // No run of days off is longer than a month; a calendar that says so is wrong and must not hang us.
    for _ in 0..31 {
        if is_working_day(calendar, day) {
            return day;
        }
        day += Duration::days(1);
    }
    from
}

fn is_working_day(calendar: &Calendar, day: NaiveDate) -> bool {
    let is_holiday = calendar
        .holidays
        .iter()
        .any(|&(first, last)| first <= day && day <= last);
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_holiday && (!is_weekend || calendar.working_days.contains(&day))
}

/// 星期二
pub(super) fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}
