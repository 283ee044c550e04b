//! 报头、报送、函件: the names and addresses the office prints, and its calendar.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// What the bulletin's head and foot say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// 行动名: 新密市“项目投资攻坚年”行动
    pub campaign: String,
    /// 简报名称, in red: 项目投资攻坚简报
    pub bulletin: String,
    /// 编印单位: 新密市“项目投资攻坚年”行动综合专班
    pub issued_by: String,
    /// The body title without 期: 全市六类重要项目推进情况
    pub title: String,
    /// What the projects are called together: 重要项目
    pub subject: String,
    /// 报
    pub report_to: Vec<String>,
    /// 送
    pub send_to: Vec<String>,
    /// 发
    pub distribute_to: Vec<String>,
    /// 共印份数
    pub copies: u32,
    /// 密级或“内部资料 注意保存”; empty: none
    pub marking: String,
    /// 落款 of letters: （市发展改革委代章）; empty: none
    pub seal_note: String,
    /// Where units send their answers: 综合专班（市发展改革委）
    pub answer_to: String,
    /// Letters.
    pub letters: Letters,
}

/// 督办函、交办单
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// 发文机关标志
    pub organ: String,
    /// 机关代字: 新密攻坚督
    pub code: String,
    /// 依据: 《新密市2023年“项目投资攻坚年”行动方案》
    pub basis: String,
    /// 联系人
    pub contact: String,
    /// The office's own telephone.
    pub phone: String,
    /// 抄送
    pub copy_to: Vec<String>,
}

/// The week's deadlines, counted from the as-of date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// 报送截止 on the as-of day: `18:00`.
    pub deadline_time: String,
    /// Is a file late when only its modification time says so?
    pub file_time_counts: bool,
    /// 补报: so many days after the as-of date, moved past days off.
    pub resubmit_days: u32,
    /// 整改情况 due so many days after the as-of date.
    pub reply_days: u32,
    /// 协调会 so many days after the as-of date.
    pub meeting_days: u32,
    /// 印发: so many days after the as-of date, moved past days off.
    pub print_days: u32,
    /// 节假日: first and last day of each.
    pub holidays: Vec<(NaiveDate, NaiveDate)>,
    /// 调休上班: working days that fall on a weekend.
    pub working_days: Vec<NaiveDate>,
}

impl Calendar {
    /// A working day: no weekend that is not made up for, no holiday.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let holiday = self
            .holidays
            .iter()
            .any(|&(first, last)| first <= day && day <= last);
        self.working_days.contains(&day) || !(weekend || holiday)
    }

    /// `day`, or the first working day after it.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        // A year of holidays on end is no calendar; the bound keeps a wrong one from looping.
        day.iter_days()
            .take(366)
            .find(|&day| self.is_working_day(day))
            .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn days_off_are_passed_over_and_made_up_weekends_are_not() {
        let calendar = Catalog::preset().calendar;
        let day = |m, d| NaiveDate::from_ymd_opt(2023, m, d).unwrap();
        assert_eq!(calendar.working_day_from(day(4, 29)), day(5, 4));
        assert_eq!(calendar.working_day_from(day(5, 6)), day(5, 6));
        assert_eq!(calendar.working_day_from(day(5, 7)), day(5, 8));
    }
}
