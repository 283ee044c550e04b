//! Days that remember how exactly they were given.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// How exactly a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// 日
    Day,
    /// 旬
    TenDays,
    /// 月
    Month,
    /// 季
    Quarter,
    /// 半年
    Half,
    /// 年
    Year,
}

/// A date with its precision. `date` is the day that stands for it where a day is needed:
/// the last it allows, or – for what is said to have happened – never one after the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// The day that stands for it.
    pub date: NaiveDate,
    /// How exactly it was written.
    pub precision: Precision,
}

impl Day {
    /// An exact day.
    pub const fn exact(date: NaiveDate) -> Day {
        Day {
            date,
            precision: Precision::Day,
        }
    }

    /// The coarse date that holds `date`, standing for the last day it allows.
    pub fn coarse(date: NaiveDate, precision: Precision) -> Day {
        Day {
            date: Day { date, precision }.span().1,
            precision,
        }
    }

    /// First and last day it allows.
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let (year, month) = (self.date.year(), self.date.month());
        match self.precision {
            Precision::Day => (self.date, self.date),
            Precision::TenDays => match self.date.day() {
                1..=10 => (ymd(year, month, 1), ymd(year, month, 10)),
                11..=20 => (ymd(year, month, 11), ymd(year, month, 20)),
                _ => (ymd(year, month, 21), month_end(year, month)),
            },
            Precision::Month => (ymd(year, month, 1), month_end(year, month)),
            Precision::Quarter => {
                let first = (month - 1) / 3 * 3 + 1;
                (ymd(year, first, 1), month_end(year, first + 2))
            }
            Precision::Half => {
                let first = if month <= 6 { 1 } else { 7 };
                (ymd(year, first, 1), month_end(year, first + 5))
            }
            Precision::Year => (ymd(year, 1, 1), ymd(year, 12, 31)),
        }
    }

    /// For what is said to have happened: stands for no day after `as_of`, if its span allows an earlier one.
    #[must_use]
    pub fn happened_by(self, as_of: NaiveDate) -> Day {
        let (first, last) = self.span();
        if self.precision != Precision::Day && first <= as_of && as_of < last {
            Day { date: as_of, ..self }
        } else {
            self
        }
    }

    /// Do two dates say the same: does the finer lie within the coarser?
    pub fn agrees_with(&self, other: &Day) -> bool {
        let (a, b) = (self.span(), other.span());
        (a.0 <= b.0 && b.1 <= a.1) || (b.0 <= a.0 && a.1 <= b.1)
    }
}

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

fn month_end(year: i32, month: u32) -> NaiveDate {
    let next = if month == 12 {
        ymd(year + 1, 1, 1)
    } else {
        ymd(year, month + 1, 1)
    };
    next.pred_opt().unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_coarse_date_stands_for_the_last_day_it_allows() {
        assert_eq!(
            Day::coarse(day(2023, 5, 3), Precision::Month).date,
            day(2023, 5, 31)
        );
        assert_eq!(
            Day::coarse(day(2024, 2, 21), Precision::TenDays).date,
            day(2024, 2, 29)
        );
        assert_eq!(
            Day::coarse(day(2023, 4, 1), Precision::Quarter).date,
            day(2023, 6, 30)
        );
        assert_eq!(
            Day::coarse(day(2023, 1, 1), Precision::Half).date,
            day(2023, 6, 30)
        );
        assert_eq!(
            Day::coarse(day(2023, 1, 1), Precision::Year).date,
            day(2023, 12, 31)
        );
    }

    #[test]
    fn a_coarse_date_allows_a_whole_span() {
        for (date, precision, first, last) in [
            ((5, 3), Precision::TenDays, (5, 1), (5, 10)),
            ((5, 13), Precision::TenDays, (5, 11), (5, 20)),
            ((5, 25), Precision::TenDays, (5, 21), (5, 31)),
            ((5, 25), Precision::Month, (5, 1), (5, 31)),
            ((5, 25), Precision::Quarter, (4, 1), (6, 30)),
            ((6, 30), Precision::Half, (1, 1), (6, 30)),
            ((7, 1), Precision::Half, (7, 1), (12, 31)),
            ((5, 25), Precision::Year, (1, 1), (12, 31)),
        ] {
            let [date, first, last] = [date, first, last].map(|(month, of_month)| day(2023, month, of_month));
            assert_eq!(
                Day { date, precision }.span(),
                (first, last),
                "{date} {precision:?}"
            );
        }
    }

    #[test]
    fn what_has_happened_never_stands_for_a_day_to_come() {
        let may = Day::coarse(day(2023, 5, 1), Precision::Month);
        assert_eq!(may.happened_by(day(2023, 5, 5)).date, day(2023, 5, 5));
        assert_eq!(may.happened_by(day(2023, 6, 2)).date, day(2023, 5, 31));
        assert_eq!(may.happened_by(day(2023, 4, 2)).date, day(2023, 5, 31));
    }

    #[test]
    fn dates_agree_when_the_finer_lies_within_the_coarser() {
        let may = Day::coarse(day(2023, 5, 1), Precision::Month);
        assert!(may.agrees_with(&Day::exact(day(2023, 5, 9))));
        assert!(!may.agrees_with(&Day::exact(day(2023, 6, 1))));
        for date in [day(2023, 5, 1), day(2023, 5, 11), day(2023, 5, 21)] {
            let third = Day::coarse(date, Precision::TenDays);
            assert!(may.agrees_with(&third) && third.agrees_with(&may) && third.agrees_with(&third));
        }
    }
}
