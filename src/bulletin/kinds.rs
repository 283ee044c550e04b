//! 二、六类项目进展

use super::facts::{Facts, late_start};
use super::wording::{self, kind_stem};
use super::{Block, Chart, movers, overview};
use crate::catalog::{Field, Status};
use crate::ledger::{Light, Metrics, Project};
use crate::value::{KindId, Ratio, Wanyuan};

/// A rise of a kind's rate is explained where it is steeper than this, in tenths of a point.
const NOTABLE_RISE: i128 = 20;

/// The chapter: one sentence over all kinds, a chart, a paragraph for each kind that has projects.
pub(super) fn blocks(facts: &Facts<'_>) -> Vec<Block> {
    let kinds: Vec<&(KindId, Metrics)> = facts
        .kinds
        .iter()
        .filter(|(_, metrics)| metrics.projects > 0)
        .collect();
    let stands = standings(facts);
    let mut blocks = Vec::new();
    let lead = lead_sentence(&stands, facts.catalog.kinds.len());
    if !lead.is_empty() {
        blocks.push(Block::Para {
            lead: None,
            text: lead,
        });
    }
    if !stands.is_empty() {
        blocks.push(Block::Chart(chart(facts, &stands)));
    }
    let all_rose = stands.iter().all(|stand| {
        stand
            .change
            .is_some_and(|change| !change.is_negative() && !change.is_zero())
    });
    let most_red = most(kinds.iter().map(|(kind, metrics)| (*kind, metrics.red)));
    for (at, (kind, metrics)) in kinds.iter().enumerate() {
        let mut text = figures(metrics);
        text = with_change(facts, *kind, metrics, all_rose, text);
        append_starts(&mut text, &starts(facts, *kind, metrics));
        if most_red == Some(*kind) && kinds.len() > 2 {
            let all = wording::chinese_number(kinds.len());
            text.push_str(&format!("红灯{}个，为{all}类中最多。", metrics.red));
        }
        text.push_str(&milestones(facts, *kind));
        blocks.push(Block::Para {
            lead: Some(format!(
                "{}{}。",
                wording::numbered(at),
                facts.catalog.kind(*kind).name
            )),
            text,
        });
    }
    blocks
}

/// How a kind stands against the time progress and the last issue.
#[derive(Debug, Clone)]
struct Stand {
    stem: String,
    rate: Ratio,
    /// rate − time progress
    lead: Ratio,
    change: Option<Ratio>,
    before: Option<Ratio>,
    is_kept: bool,
}

fn standings(facts: &Facts<'_>) -> Vec<Stand> {
    let stands = facts.kinds.iter().filter_map(|(kind, metrics)| {
        let rate = metrics.completion_rate()?;
        let before = facts.changes.and_then(|changes| {
            let change = changes.kinds.iter().find(|(of, _)| of == kind);
            change.and_then(|(_, change)| change.before.completion_rate())
        });
        Some(Stand {
            stem: kind_stem(&facts.catalog.kind(*kind).name).to_owned(),
            rate,
            lead: rate.minus(facts.time),
            change: before.map(|before| rate.minus(before)),
            before,
            is_kept: facts.is_kept(|project| project.kinds.contains(kind)),
        })
    });
    stands.collect()
}

fn lead_sentence(stands: &[Stand], kinds: usize) -> String {
    if stands.len() < 2 {
        return String::new();
    }
    let all = if stands.len() == kinds {
        format!("{}类项目", wording::chinese_number(kinds))
    } else {
        format!("有计划数的{}类项目", stands.len())
    };
    let (ahead, behind): (Vec<&Stand>, Vec<&Stand>) =
        stands.iter().partition(|stand| !stand.lead.is_negative());
    let changes: Option<Vec<Ratio>> = stands.iter().map(|stand| stand.change).collect();
    let rose = |change: &Ratio| !change.is_negative() && !change.is_zero();
    let trend = match &changes {
        Some(changes) if changes.iter().all(rose) => "均较上期提高、",
        Some(changes) if changes.iter().all(|change| change.is_negative()) => "均较上期回落、",
        _ => "",
    };
    let boards = "（图1，附表1）。";
    if ahead.is_empty() {
        let subject = if trend.is_empty() {
            format!("{all}完成率")
        } else {
            all
        };
        return format!("{subject}{trend}均低于时序进度{boards}");
    }
    let above = not_behind(&ahead);
    if behind.is_empty() {
        let subject = if trend.is_empty() {
            format!("{all}完成率")
        } else {
            all
        };
        return format!("{subject}{trend}均{above}时序进度{boards}");
    }
    let names: Vec<&str> = ahead.iter().map(|stand| stand.stem.as_str()).collect();
    let lowest = behind
        .iter()
        .min_by(|a, b| a.rate.cmp(&b.rate))
        .map(|stand| stand.stem.as_str());
    format!(
        "{}{}类项目完成率{above}时序进度，其余{}类低于时序进度，{}项目最低{boards}",
        names.join("、"),
        names.len(),
        behind.len(),
        lowest.unwrap_or_default()
    )
}

/// 高于 where all are, 不低于 where one is level with the time progress.
fn not_behind(stands: &[&Stand]) -> &'static str {
    if stands.iter().any(|stand| stand.lead.is_zero()) {
        "不低于"
    } else {
        "高于"
    }
}

fn chart(facts: &Facts<'_>, stands: &[Stand]) -> Chart {
    let totals = facts.totals.completion_rate();
    let before = facts
        .changes
        .and_then(|changes| changes.totals.before.completion_rate());
    let mut bars = vec![(format!("{}（剔重）", facts.whole_region()), totals, before, false)];
    bars.extend(stands.iter().map(|stand| {
        (
            stand.stem.replace(['“', '”'], ""),
            Some(stand.rate),
            stand.before,
            stand.is_kept,
        )
    }));
    let ahead: Vec<&Stand> = (stands.iter())
        .filter(|stand| !stand.lead.is_negative())
        .collect();
    let above = not_behind(&ahead);
    let title = match ahead.len() {
        0 => format!("{}类项目均低于时序进度", stands.len()),
        all if all == stands.len() => format!("{all}类项目均{above}时序进度"),
        some => format!(
            "{some}类项目{above}时序进度，{}类低于时序进度",
            stands.len() - some
        ),
    };
    Chart {
        id: "progress-by-kind".to_owned(),
        title,
        caption: "图1　年度投资完成率与时序进度（%）".to_owned(),
        bars,
        line: Some(("时序进度".to_owned(), facts.time)),
    }
}

/// 共35个，完成率21.5%。
fn figures(metrics: &Metrics) -> String {
    match metrics.completion_rate() {
        Some(rate) => format!("共{}个，完成率{}。", metrics.projects, wording::percent(rate)),
        None if metrics.annual_plan.is_none() => {
            format!("共{}个，年度计划投资缺报，不计算完成率。", metrics.projects)
        }
        None => format!("共{}个，本年完成投资缺报，不计算完成率。", metrics.projects),
    }
}

/// The change of a kind's rate, where it goes its own way or rises steeply; what new projects and doubtful figures lift
/// is taken out and said.
fn with_change(facts: &Facts<'_>, kind: KindId, metrics: &Metrics, all_rose: bool, text: String) -> String {
    let Some((rate, before)) = metrics.completion_rate().zip(before(facts, kind)) else {
        return text;
    };
    let change = rate.minus(before);
    if facts.is_kept(|project| project.kinds.contains(&kind)) {
        return text.replacen('。', "，沿用上期。", 1);
    }
    if all_rose && change.scaled(3) < NOTABLE_RISE {
        return text;
    }
    let mut clause = format!("，{}", wording::points_change(change));
    if let Some((plain, what)) = without_lift(facts, kind)
        && change.minus(plain).scaled(3) >= 10
    {
        clause.push_str(&format!("，主要由{what}拉高，剔除后{}", plain_change(plain)));
    }
    text.replacen('。', &format!("{clause}。"), 1)
}

fn plain_change(change: Ratio) -> String {
    wording::points_change(change)
        .replace("较上期", "")
        .replace("与上期", "")
}

fn before(facts: &Facts<'_>, kind: KindId) -> Option<Ratio> {
    let (_, change) = facts.changes?.kinds.iter().find(|(of, _)| *of == kind)?;
    change.before.completion_rate()
}

/// The change of the rate over the projects that stood in the last issue and are not in doubt, and what was left out.
fn without_lift(facts: &Facts<'_>, kind: KindId) -> Option<(Ratio, &'static str)> {
    let doubts = movers::doubts(facts, facts.changes?);
    let is_doubtful = |project: &Project| doubts.iter().any(|doubt| doubt.key == project.key);
    let mut pairs: Vec<(&Project, &Project)> = Vec::new();
    let (mut has_new, mut has_doubt) = (false, false);
    for project in (facts.ledger.projects.iter()).filter(|project| project.kinds.contains(&kind)) {
        match facts
            .before(project)
            .filter(|before| before.kinds.contains(&kind))
        {
            None => has_new = true,
            Some(_) if is_doubtful(project) => has_doubt = true,
            Some(before) => pairs.push((project, before)),
        }
    }
    let what = match (has_new, has_doubt) {
        (true, true) => "新增项目和待核实数据",
        (true, false) => "新增项目",
        (false, true) => "待核实数据",
        (false, false) => return None,
    };
    let now = Metrics::of(pairs.iter().map(|(now, _)| *now)).completion_rate()?;
    let then = Metrics::of(pairs.iter().map(|(_, before)| *before)).completion_rate()?;
    Some((now.minus(then), what))
}

/// 应开未开 of a kind: how many, since when, and which is longest.
fn starts(facts: &Facts<'_>, kind: KindId, metrics: &Metrics) -> String {
    let late: Vec<&Project> = (facts.overdue.iter().copied())
        .filter(|project| project.kinds.contains(&kind))
        .collect();
    let before = facts.changes.and_then(|changes| {
        let change = changes.kinds.iter().find(|(of, _)| *of == kind);
        change.map(|(_, change)| change.before.overdue_start)
    });
    let longest = late
        .first()
        .filter(|project| project.standing.overdue_days > Some(0));
    let of = Late {
        due: metrics.due_to_start,
        overdue: late.len(),
        change: before.map(|before| overview::overdue_change(late.len(), before)),
        long: late
            .iter()
            .filter(|project| late_start(facts.catalog, project).is_some())
            .count(),
        long_days: facts.catalog.limits.yellow_days,
        longest: longest.and_then(|project| Some((facts.name(project), project.standing.overdue_days?))),
        all_today: late
            .iter()
            .all(|project| project.standing.overdue_days == Some(0)),
        as_of: facts.as_of_text(),
    };
    let mut text = late_sentence(&of);
    text.push_str(&went_back(facts, kind));
    text.push_str(&came_late(facts, kind));
    text
}

/// 共8个，完成率29.5%，应开项目全部开工。 Late starts are a sentence of their own.
fn append_starts(text: &mut String, starts: &str) {
    if starts.starts_with(ALL_STARTED) && text.ends_with('。') {
        text.pop();
        text.push('，');
    }
    text.push_str(starts);
}

const ALL_STARTED: &str = "应开项目全部开工。";

struct Late {
    due: usize,
    overdue: usize,
    change: Option<String>,
    long: usize,
    long_days: u32,
    longest: Option<(String, i64)>,
    all_today: bool,
    as_of: String,
}

fn late_sentence(of: &Late) -> String {
    if of.overdue == 0 {
        return if of.due > 0 {
            ALL_STARTED.to_owned()
        } else {
            String::new()
        };
    }
    let mut clauses = vec![format!("应开未开{}个", of.overdue)];
    if of.all_today {
        clauses.push(format!(
            "{}{}到期",
            if of.overdue > 1 { "均为" } else { "" },
            of.as_of
        ));
        return clauses.join("，") + "。";
    }
    clauses.extend(of.change.clone().filter(|_| of.long == 0 || of.overdue == 1));
    match (of.long, of.overdue) {
        (0, _) => {}
        (long, overdue) if long == overdue && overdue > 1 => clauses.push(format!("均超{}天", of.long_days)),
        (_, 1) => {}
        (long, _) => clauses.push(format!("{long}个超{}天", of.long_days)),
    }
    if let Some((name, days)) = &of.longest {
        clauses.push(match of.overdue {
            1 => format!("为{name}，超期{days}天"),
            _ if of.long > 0 => format!("最长的{name}{days}天"),
            _ => format!("最长的{name}超期{days}天"),
        });
    }
    clauses.join("，") + "。"
}

/// 米村镇……项目由在建改报前期。 Those that went the same way are named together.
fn went_back(facts: &Facts<'_>, kind: KindId) -> String {
    let Some(changes) = facts.changes else {
        return String::new();
    };
    let of_kind = (changes.went_back.iter()).filter(|note| {
        facts
            .project(&note.key)
            .is_some_and(|p| p.kinds.first() == Some(&kind))
    });
    let mut ways: Vec<(String, Vec<String>)> = Vec::new();
    for note in of_kind {
        let (before, after) = (note.before.as_deref(), note.after.as_deref());
        let way = format!("由{}改报{}", before.unwrap_or("开工"), after.unwrap_or("前期"));
        let name = wording::project_name(&note.name, note.locality, facts.catalog);
        match ways.iter_mut().find(|(of, _)| *of == way) {
            Some((_, names)) => names.push(name),
            None => ways.push((way, vec![name])),
        }
    }
    let sentences = ways
        .iter()
        .map(|(way, names)| format!("{}{way}。", facts.list(names, "个项目", None)));
    sentences.collect()
}

/// 新增的……项目入账即超期87天。
fn came_late(facts: &Facts<'_>, kind: KindId) -> String {
    let new = (facts.overdue.iter())
        .filter(|project| project.is_new && facts.changes.is_some() && project.kinds.first() == Some(&kind));
    new.filter_map(|project| {
        let days = project.standing.overdue_days.filter(|days| *days > 0)?;
        Some(format!("新增的{}入账即超期{days}天。", facts.name(project)))
    })
    .collect()
}

/// What has reached the kind's last milestones, where anything has.
fn milestones(facts: &Facts<'_>, kind: KindId) -> String {
    let members = || {
        facts
            .ledger
            .projects
            .iter()
            .filter(|project| project.kinds.contains(&kind))
    };
    let reached = |from: Status| {
        members()
            .filter(|project| {
                project
                    .status()
                    .is_some_and(|status| status >= from && status < Status::Withdrawn)
            })
            .count()
    };
    let counts: Vec<String> = (facts.catalog.kind(kind).milestones.iter())
        .filter_map(|milestone| {
            let number = match milestone.as_str() {
                "竣工" => reached(Status::Completed),
                "投产" => reached(Status::Operating),
                "达效" => reached(Status::AtCapacity),
                _ => 0,
            };
            (number > 0).then(|| format!("已{milestone}{number}个"))
        })
        .collect();
    if counts.is_empty() {
        String::new()
    } else {
        format!("{}。", counts.join("，"))
    }
}

/// The one that has most, if only one has.
fn most(counts: impl Iterator<Item = (KindId, usize)>) -> Option<KindId> {
    let counts: Vec<(KindId, usize)> = counts.collect();
    let top = counts
        .iter()
        .map(|(_, number)| *number)
        .max()
        .filter(|number| *number > 0)?;
    let mut at_top = counts.iter().filter(|(_, number)| *number == top);
    match (at_top.next(), at_top.next()) {
        (Some((kind, _)), None) => Some(*kind),
        _ => None,
    }
}

/// 亮灯 of a project with its word: ●红.
pub(super) fn light_text(light: Option<Light>) -> String {
    light.map_or_else(
        || "—".to_owned(),
        |light| format!("{}{}", light.sign(), light.word()),
    )
}

/// Amount of this year's plan over projects.
pub(super) fn plan_of<'a>(projects: impl Iterator<Item = &'a &'a Project>) -> Option<Wanyuan> {
    let plans = projects.filter_map(|project| project.wanyuan(Field::AnnualPlan));
    plans.fold(None, |sum: Option<Wanyuan>, plan| {
        Some(sum.unwrap_or_default() + plan)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(stem: &str, rate: i128, change: Option<i128>) -> Stand {
        let share = |tenths: i128| Ratio::of(tenths, 1000).unwrap();
        Stand {
            stem: stem.to_owned(),
            rate: share(rate),
            lead: share(rate).minus(share(362)),
            change: change.map(share),
            before: None,
            is_kept: false,
        }
    }

    #[test]
    fn all_kinds_behind_and_rising_are_said_at_once() {
        let six: Vec<Stand> = (0..6).map(|at| stand("甲", 200 + at, Some(15))).collect();
        assert_eq!(
            lead_sentence(&six, 6),
            "六类项目均较上期提高、均低于时序进度（图1，附表1）。"
        );
        let first: Vec<Stand> = (0..6).map(|at| stand("甲", 200 + at, None)).collect();
        assert_eq!(
            lead_sentence(&first, 6),
            "六类项目完成率均低于时序进度（图1，附表1）。"
        );
    }

    #[test]
    fn some_ahead_some_behind_names_those_ahead_and_the_last() {
        let six = [
            stand("“三个一批”", 210, None),
            stand("三级重点", 400, None),
            stand("中央预算内投资", 150, None),
            stand("地方政府专项债券", 380, None),
            stand("政策性开发性金融工具", 180, None),
            stand("中长期贷款", 160, None),
        ];
        assert_eq!(
            lead_sentence(&six, 6),
            "三级重点、地方政府专项债券2类项目完成率高于时序进度，其余4类低于时序进度，中央预算内投资项目最低（图1，附表1）。"
        );
    }

    #[test]
    fn ahead_is_said_as_ahead_and_level_as_not_behind() {
        let six: Vec<Stand> = (0..6).map(|at| stand("甲", 400 + at, None)).collect();
        assert_eq!(
            lead_sentence(&six, 6),
            "六类项目完成率均高于时序进度（图1，附表1）。"
        );
        let mut level = six;
        level[2] = stand("乙", 362, None);
        assert_eq!(
            lead_sentence(&level, 6),
            "六类项目完成率均不低于时序进度（图1，附表1）。"
        );
    }

    fn late(overdue: usize, long: usize, longest: Option<(&str, i64)>, change: Option<&str>) -> String {
        late_sentence(&Late {
            due: 28,
            overdue,
            change: change.map(str::to_owned),
            long,
            long_days: 30,
            longest: longest.map(|(name, days)| (name.to_owned(), days)),
            all_today: overdue > 0 && longest.is_none(),
            as_of: "5月12日".to_owned(),
        })
    }

    #[test]
    fn late_starts_of_a_kind_name_the_longest() {
        assert_eq!(
            late(
                7,
                4,
                Some(("矿区密州服装智能制造项目", 85)),
                Some("较上期增加1个")
            ),
            "应开未开7个，4个超30天，最长的矿区密州服装智能制造项目85天。"
        );
        assert_eq!(
            late(6, 0, Some(("甲项目", 12)), Some("较上期增加2个")),
            "应开未开6个，较上期增加2个，最长的甲项目超期12天。"
        );
        assert_eq!(
            late(2, 0, None, Some("新出现2个")),
            "应开未开2个，均为5月12日到期。"
        );
        assert_eq!(
            late(1, 1, Some(("甲项目", 94)), None),
            "应开未开1个，为甲项目，超期94天。"
        );
        let mut all_started = "共8个，完成率29.5%。".to_owned();
        append_starts(&mut all_started, &late(0, 0, None, None));
        assert_eq!(all_started, "共8个，完成率29.5%，应开项目全部开工。");
    }

    #[test]
    fn a_kind_without_a_plan_has_no_rate() {
        let metrics = Metrics {
            projects: 3,
            ..Metrics::default()
        };
        assert_eq!(figures(&metrics), "共3个，年度计划投资缺报，不计算完成率。");
    }
}
