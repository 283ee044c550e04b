//! 五、各属地、部门情况

use std::cmp::{Ordering, Reverse};

use super::facts::Facts;
use super::wording;
use super::{Block, movers};
use crate::ledger::Metrics;
use crate::value::{Ratio, UnitId};

/// Within so many tenths of a point of the time progress: named as near; beyond the second: as far behind.
const NEAR: i128 = 50;
const FAR: i128 = 200;
/// A rate over so few projects is written with their number.
const FEW: usize = 3;

/// The chapter.
pub(super) fn blocks(facts: &Facts<'_>) -> Vec<Block> {
    let stands = standings(facts);
    let mut text = if facts.catalog.ranking {
        ranked(facts, &stands)
    } else {
        unranked(facts, &stands)
    };
    text.push_str(&rises(facts));
    text.push_str(&late_starts(&late_counts(facts)));
    text.push_str(&departments(facts));
    if text.is_empty() {
        return Vec::new();
    }
    vec![Block::Para { lead: None, text }]
}

/// A unit with a rate.
#[derive(Debug, Clone)]
pub(super) struct Stand {
    pub(super) unit: UnitId,
    pub(super) name: String,
    pub(super) projects: usize,
    pub(super) rate: Ratio,
    is_kept: bool,
}

/// Localities with a rate, in roster order.
pub(super) fn standings(facts: &Facts<'_>) -> Vec<Stand> {
    let stands = facts
        .localities
        .iter()
        .filter_map(|(unit, metrics)| stand(facts, *unit, metrics));
    stands.collect()
}

fn stand(facts: &Facts<'_>, unit: UnitId, metrics: &Metrics) -> Option<Stand> {
    Some(Stand {
        unit,
        name: facts.short(unit),
        projects: metrics.projects,
        rate: metrics.completion_rate()?,
        is_kept: facts.is_missing(unit) && facts.is_kept(|project| project.locality == Some(unit)),
    })
}

/// 刘寨镇（6.8%，沿用上期）; few projects are counted: 甲镇（1个项目，100%）.
fn with_rate(stand: &Stand) -> String {
    let few = if stand.projects <= FEW {
        format!("{}个项目，", stand.projects)
    } else {
        String::new()
    };
    let kept = if stand.is_kept { "，沿用上期" } else { "" };
    format!("{}（{few}{}{kept}）", stand.name, wording::percent(stand.rate))
}

/// Best first; equal rates share a rank, the next one's follows on: 1, 1, 3.
pub(super) fn ranks(stands: &[Stand]) -> Vec<(usize, &Stand)> {
    let mut sorted: Vec<&Stand> = stands.iter().collect();
    sorted.sort_by(|a, b| b.rate.cmp(&a.rate).then(a.unit.cmp(&b.unit)));
    let mut ranks: Vec<(usize, &Stand)> = Vec::with_capacity(sorted.len());
    for (at, stand) in sorted.into_iter().enumerate() {
        let rank = match ranks.last() {
            Some((rank, before)) if before.rate == stand.rate => *rank,
            _ => at + 1,
        };
        ranks.push((rank, stand));
    }
    ranks
}

fn unranked(facts: &Facts<'_>, stands: &[Stand]) -> String {
    let mut text = beside_time(facts, stands);
    let gap = |stand: &Stand| facts.time.minus(stand.rate);
    let mut near: Vec<&Stand> = (stands.iter())
        .filter(|stand| !gap(stand).is_negative() && !gap(stand).is_zero() && gap(stand).scaled(3) <= NEAR)
        .collect();
    near.sort_by_key(|stand| Reverse(stand.rate));
    let mut far: Vec<&Stand> = stands.iter().filter(|stand| gap(stand) > tenths(FAR)).collect();
    far.sort_by_key(|stand| stand.rate);
    let mut clauses = Vec::new();
    let named = |stands: &[&Stand]| {
        let names: Vec<String> = stands.iter().map(|stand| with_rate(stand)).collect();
        facts.list(&names, "个属地", Some("附表2"))
    };
    if !near.is_empty() {
        clauses.push(format!("差距在5个百分点以内的有{}", named(&near)));
    }
    if !far.is_empty() {
        let what = if near.is_empty() {
            "差距超过20个百分点的有"
        } else {
            "超过20个百分点的有"
        };
        clauses.push(format!("{what}{}", named(&far)));
    }
    if !clauses.is_empty() {
        text.push_str(&clauses.join("；"));
        text.push('。');
    }
    text
}

fn tenths(tenths: i128) -> Ratio {
    Ratio::of(tenths, 1000).unwrap_or(Ratio::ZERO)
}

/// 18个属地完成率均低于时序进度（附表2）。
fn beside_time(facts: &Facts<'_>, stands: &[Stand]) -> String {
    let ahead: Vec<String> = names(stands, |stand| stand.rate > facts.time);
    let level: Vec<String> = names(stands, |stand| stand.rate == facts.time);
    let (all, behind) = (stands.len(), stands.len() - ahead.len() - level.len());
    let board = "（附表2）。";
    if let [only] = stands {
        format!(
            "{}完成率{}{board}",
            with_rate(only),
            wording::against_time_progress(only.rate, facts.time)
        )
    } else if all == 0 {
        String::new()
    } else if behind == all {
        format!("{all}个属地完成率均低于时序进度{board}")
    } else if ahead.len() == all {
        format!("{all}个属地完成率均高于时序进度{board}")
    } else if behind == 0 {
        format!("{all}个属地完成率均不低于时序进度{board}")
    } else if ahead.is_empty() {
        format!(
            "{}完成率与时序进度持平，其余{behind}个属地低于时序进度{board}",
            wording::join(&level)
        )
    } else {
        let names = facts.list(&ahead, "个属地", None);
        format!(
            "{names}完成率高于时序进度，其余{}个属地{}时序进度{board}",
            all - ahead.len(),
            if level.is_empty() { "低于" } else { "不高于" }
        )
    }
}

fn names(stands: &[Stand], belongs: impl Fn(&Stand) -> bool) -> Vec<String> {
    stands
        .iter()
        .filter(|stand| belongs(stand))
        .map(|stand| stand.name.clone())
        .collect()
}

/// 完成率前三名为……，后三名为……（附表2）。 The last are only named where they are behind the time progress.
fn ranked(facts: &Facts<'_>, stands: &[Stand]) -> String {
    let ranks = ranks(stands);
    if ranks.is_empty() {
        return String::new();
    }
    // With fewer than six, the first three and the last three would be the same.
    if ranks.len() < 6 || ranks.iter().all(|(_, stand)| stand.rate > facts.time) {
        return beside_time(facts, stands);
    }
    let mut text = format!("完成率前三名为{}", top(&ranks, with_few));
    let last: Vec<&(usize, &Stand)> = ranks[ranks.len() - 3..]
        .iter()
        .filter(|(_, stand)| stand.rate < facts.time)
        .collect();
    if last.len() == 3 {
        let names: Vec<String> = last.iter().map(|(_, stand)| with_few(stand)).collect();
        text.push_str(&format!("，后三名为{}", wording::join(&names)));
    }
    text + "（附表2）。"
}

fn with_few(stand: &Stand) -> String {
    if stand.projects <= FEW {
        with_rate(stand)
    } else {
        stand.name.clone()
    }
}

/// The first three ranks; ties are said: 甲镇和乙镇并列第1名，丙镇第3名.
fn top(ranks: &[(usize, &Stand)], name: impl Fn(&Stand) -> String) -> String {
    let first: Vec<&(usize, &Stand)> = ranks.iter().filter(|(rank, _)| *rank <= 3).collect();
    let has_ties = first.windows(2).any(|pair| pair[0].0 == pair[1].0);
    if !has_ties {
        return wording::join(&first.iter().map(|(_, stand)| name(stand)).collect::<Vec<_>>());
    }
    let mut groups: Vec<(usize, Vec<String>)> = Vec::new();
    for (rank, stand) in first {
        match groups.last_mut() {
            Some((of, names)) if of == rank => names.push(name(stand)),
            _ => groups.push((*rank, vec![name(stand)])),
        }
    }
    let phrases = groups.iter().map(|(rank, names)| {
        let tied = if names.len() > 1 { "并列" } else { "" };
        format!("{}{tied}第{rank}名", wording::join(names))
    });
    phrases.collect::<Vec<_>>().join("，")
}

/// 除苟堂镇（新增项目）、袁庄乡（待核实数据）外，本期报送的其余14个属地增幅均小于时序进度增幅。
fn rises(facts: &Facts<'_>) -> String {
    let (Some(changes), Some(time_before)) = (facts.changes, facts.time_before) else {
        return String::new();
    };
    let moved = facts.time.minus(time_before);
    let doubts = movers::doubts(facts, changes);
    let (mut reported, mut faster) = (0, Vec::new());
    for (unit, change) in &changes.localities {
        if facts.is_missing(*unit) {
            continue;
        }
        let Some((now, before)) = change
            .after
            .completion_rate()
            .zip(change.before.completion_rate())
        else {
            continue;
        };
        reported += 1;
        if now.minus(before).cmp(&moved) == Ordering::Less {
            continue;
        }
        let has_new = changes.new.iter().any(|note| note.locality == Some(*unit));
        let in_doubt = doubts.iter().any(|doubt| doubt.locality == Some(*unit));
        let why = match (has_new, in_doubt) {
            (_, true) => Some("待核实数据"),
            (true, _) => Some("新增项目"),
            _ => None,
        };
        faster.push((facts.short(*unit), why));
    }
    rises_sentence(reported, &faster, facts.material.rollcall.missing.is_empty())
}

fn rises_sentence(reported: usize, faster: &[(String, Option<&str>)], all_in: bool) -> String {
    let whose = if all_in { "" } else { "本期报送的" };
    if reported < 2 || faster.len() == reported {
        return String::new();
    }
    if faster.is_empty() {
        return format!("{whose}{reported}个属地增幅均小于时序进度增幅。");
    }
    let explained: Option<Vec<String>> = (faster.iter())
        .map(|(name, why)| why.map(|why| format!("{name}（{why}）")))
        .collect();
    match explained {
        Some(names) if names.len() <= 3 => format!(
            "除{}外，{whose}其余{}个属地增幅均小于时序进度增幅。",
            names.join("、"),
            reported - names.len()
        ),
        _ if faster.len() * 2 <= reported && faster.len() <= 8 => {
            let names: Vec<String> = faster
                .iter()
                .map(|(name, why)| why.map_or_else(|| name.clone(), |why| format!("{name}（{why}）")))
                .collect();
            format!(
                "{whose}属地中，增幅不低于时序进度增幅的有{}。",
                wording::join(&names)
            )
        }
        _ => format!(
            "{whose}{reported}个属地中，{}个增幅不低于时序进度增幅。",
            faster.len()
        ),
    }
}

fn late_counts(facts: &Facts<'_>) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = (facts.localities.iter())
        .filter(|(_, metrics)| metrics.overdue_start > 0)
        .map(|(unit, metrics)| (facts.short(*unit), metrics.overdue_start))
        .collect();
    counts.sort_by_key(|(_, number)| Reverse(*number));
    counts
}

/// 应开未开以矿区街道和平陌镇较多，各3个。
fn late_starts(counts: &[(String, usize)]) -> String {
    let Some(most) = counts
        .first()
        .map(|(_, number)| *number)
        .filter(|number| *number >= 3)
    else {
        return String::new();
    };
    let names: Vec<String> = (counts.iter())
        .filter(|(_, number)| *number == most)
        .map(|(name, _)| name.clone())
        .collect();
    match names.as_slice() {
        [one] => format!("应开未开以{one}最多，有{most}个。"),
        [_, _] => format!("应开未开以{}较多，各{most}个。", wording::join(&names)),
        _ => String::new(),
    }
}

/// 行业部门中，教育局（33.7%）、文广旅体局（29.0%）较高，交通局（5.6%）、科工信局（9.9%）不足10%（附表3）。
fn departments(facts: &Facts<'_>) -> String {
    let stands: Vec<Stand> = (facts.departments.iter())
        .filter_map(|(unit, metrics)| {
            let kept = facts.is_missing(*unit);
            Some(Stand {
                is_kept: kept,
                ..stand(facts, *unit, metrics)?
            })
        })
        .collect();
    departments_sentence(&stands)
}

fn departments_sentence(stands: &[Stand]) -> String {
    if stands.len() < 4 {
        return String::new();
    }
    let ranks = ranks(stands);
    let named = |stands: &[&Stand]| {
        stands
            .iter()
            .map(|stand| with_rate(stand))
            .collect::<Vec<_>>()
            .join("、")
    };
    let high: Vec<&Stand> = ranks.iter().take(2).map(|(_, stand)| *stand).collect();
    let mut low: Vec<&Stand> = ranks
        .iter()
        .skip(2)
        .map(|(_, stand)| *stand)
        .filter(|stand| stand.rate < tenths(100))
        .collect();
    let mut what = "不足10%";
    if low.is_empty() {
        low = ranks.iter().rev().take(2).map(|(_, stand)| *stand).collect();
        what = "较低";
    } else {
        low.reverse();
        low.truncate(4);
    }
    format!(
        "行业部门中，{}较高，{}{what}（附表3）。",
        named(&high),
        named(&low)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(at: u16, name: &str, projects: usize, tenths_of_percent: i128) -> Stand {
        Stand {
            unit: UnitId(at),
            name: name.to_owned(),
            projects,
            rate: tenths(tenths_of_percent),
            is_kept: false,
        }
    }

    #[test]
    fn a_rate_over_few_projects_says_how_many_and_a_kept_one_that_it_is() {
        assert_eq!(with_rate(&stand(0, "甲镇", 1, 1000)), "甲镇（1个项目，100%）");
        let kept = Stand {
            is_kept: true,
            ..stand(1, "刘寨镇", 10, 68)
        };
        assert_eq!(with_rate(&kept), "刘寨镇（6.8%，沿用上期）");
    }

    #[test]
    fn equal_rates_share_a_rank() {
        let stands = [
            stand(0, "甲镇", 9, 332),
            stand(1, "乙镇", 9, 332),
            stand(2, "丙镇", 9, 321),
        ];
        let ranked = ranks(&stands);
        assert_eq!(
            ranked.iter().map(|(rank, _)| *rank).collect::<Vec<_>>(),
            [1, 1, 3]
        );
        assert_eq!(
            top(&ranked, |stand| stand.name.clone()),
            "甲镇和乙镇并列第1名，丙镇第3名"
        );
    }

    #[test]
    fn localities_that_rose_faster_are_explained() {
        let faster = [
            ("苟堂镇".to_owned(), Some("新增项目")),
            ("袁庄乡".to_owned(), Some("待核实数据")),
        ];
        assert_eq!(
            rises_sentence(16, &faster, false),
            "除苟堂镇（新增项目）、袁庄乡（待核实数据）外，本期报送的其余14个属地增幅均小于时序进度增幅。"
        );
        assert_eq!(rises_sentence(18, &[], true), "18个属地增幅均小于时序进度增幅。");
    }

    #[test]
    fn those_with_most_late_starts_are_named_if_they_stand_out() {
        let counts =
            [("矿区街道", 3), ("平陌镇", 3), ("城关镇", 2)].map(|(name, number)| (name.to_owned(), number));
        assert_eq!(late_starts(&counts), "应开未开以矿区街道和平陌镇较多，各3个。");
        assert_eq!(late_starts(&counts[2..]), "");
    }

    #[test]
    fn departments_are_told_by_their_best_and_their_last() {
        let stands = [
            stand(0, "教育局", 22, 337),
            stand(1, "文广旅体局", 19, 290),
            stand(2, "水利局", 23, 206),
            stand(3, "科工信局", 15, 99),
            stand(4, "交通局", 11, 56),
        ];
        assert_eq!(
            departments_sentence(&stands),
            "行业部门中，教育局（33.7%）、文广旅体局（29.0%）较高，交通局（5.6%）、科工信局（9.9%）不足10%（附表3）。"
        );
    }
}
