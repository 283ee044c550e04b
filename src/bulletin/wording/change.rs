//! 较上期 and 与时序进度相比.

use std::cmp::Ordering;

use super::{money, points};
use crate::value::{Ratio, Wanyuan};

/// `较上期增加5个`, `较上期减少2个`, `与上期持平`.
pub fn count_change(now: usize, before: usize, measure: &str) -> String {
    match now.cmp(&before) {
        Ordering::Greater => format!("较上期增加{}{measure}", now - before),
        Ordering::Less => format!("较上期减少{}{measure}", before - now),
        Ordering::Equal => "与上期持平".to_owned(),
    }
}

/// `较上期增加2.30亿元`, `较上期减少174万元`, `与上期持平`.
pub fn amount_change(now: Wanyuan, before: Wanyuan) -> String {
    match now.cmp(&before) {
        Ordering::Greater => format!("较上期增加{}", money(now - before)),
        Ordering::Less => format!("较上期减少{}", money(before - now)),
        Ordering::Equal => "与上期持平".to_owned(),
    }
}

/// `较上期提高1.5个百分点`, `较上期回落1.0个百分点`, `与上期持平`; what differs and prints as 0.0: `与上期基本持平`.
pub fn rate_change(now: Ratio, before: Ratio) -> String {
    points_change(now.minus(before))
}

/// The same of a difference.
pub fn points_change(difference: Ratio) -> String {
    if difference.is_zero() {
        "与上期持平".to_owned()
    } else if difference.scaled(3) == 0 {
        "与上期基本持平".to_owned()
    } else if difference.is_negative() {
        format!("较上期回落{}", points(difference))
    } else {
        format!("较上期提高{}", points(difference))
    }
}

/// `低于时序进度13.8个百分点`, `高于…`, `与时序进度持平`.
pub fn against_time_progress(rate: Ratio, time_progress: Ratio) -> String {
    let difference = rate.minus(time_progress);
    if difference.is_zero() {
        "与时序进度持平".to_owned()
    } else if difference.scaled(3) == 0 {
        "与时序进度基本持平".to_owned()
    } else if difference.is_negative() {
        format!("低于时序进度{}", points(difference))
    } else {
        format!("高于时序进度{}", points(difference))
    }
}

/// A rate and the time progress, now and in the last issue.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    /// 完成率
    pub rate: Ratio,
    /// 上期完成率
    pub rate_before: Ratio,
    /// 时序进度
    pub time: Ratio,
    /// 上期时序进度
    pub time_before: Ratio,
}

/// `较上期提高1.5个百分点；同期时序进度前移1.9个百分点，达到36.2%，差距扩大0.4个百分点`. The gap is only spoken of
/// while the rate stays behind, and over New Year, when both start anew, there is nothing to compare.
pub fn rate_change_beside_time(of: Compared) -> String {
    let change = rate_change(of.rate, of.rate_before);
    let moved = of.time.minus(of.time_before);
    if moved.is_negative() || moved.scaled(3) == 0 {
        return change;
    }
    let mut text = format!(
        "{change}；同期时序进度前移{}，达到{}",
        points(moved),
        super::percent(of.time)
    );
    let (gap, gap_before) = (of.time.minus(of.rate), of.time_before.minus(of.rate_before));
    let wider = gap.minus(gap_before);
    if gap.is_negative() {
        text.push('，');
        text.push_str(&against_time_progress(of.rate, of.time));
    } else if !gap_before.is_negative() && wider.scaled(3) != 0 {
        text.push_str(if wider.is_negative() {
            "，差距缩小"
        } else {
            "，差距扩大"
        });
        text.push_str(&points(wider));
    }
    text
}
