//! 一、总体情况

use super::facts::Facts;
use super::wording::{self, Compared};
use super::{Block, absent, movers, shortfall};
use crate::ledger::{Metrics, ProjectNote};
use crate::value::{Ratio, Wanyuan};

/// The chapter: 工作小结 of the task force that leads the whole, the figures, and what changed since the last issue.
pub(super) fn blocks(facts: &Facts<'_>, prose: &super::prose::Placed) -> Vec<Block> {
    let mut blocks = Vec::new();
    let summary = prose.summary_of(super::prose::Chapter::Overview, facts.catalog);
    let said: String = summary.iter().map(super::prose::text_of).collect();
    let says_as_of = said.contains("截至") && said.contains(&facts.as_of_text());
    let rate = facts.totals.completion_rate();
    let mut text = opening(&Opening {
        as_of: facts.as_of_text(),
        subject: facts.subject(),
        totals: &facts.totals,
        time: facts.time,
        before: facts
            .changes
            .and_then(|changes| Some((changes.totals.before.completion_rate()?, facts.time_before?))),
        is_kept: facts.is_kept(|_| true),
        follows_summary: says_as_of,
        rate_said: rate.is_some_and(|rate| said.contains(&format!("完成率{}", wording::percent(rate)))),
    });
    text.push_str(&reserve(facts.totals.reserve));
    text.push_str(&starts(&start_figures(facts)));
    text.push_str(&lights(
        &facts.totals,
        facts.changes.map(|changes| changes.totals.before.red),
    ));
    match summary.as_slice() {
        [
            Block::Para {
                text: said,
                lead: None,
            },
        ] if says_as_of => blocks.push(Block::Para {
            lead: None,
            text: format!("{said}{text}"),
        }),
        _ => {
            blocks.extend(summary);
            blocks.push(Block::Para { lead: None, text });
        }
    }
    let mut text = String::new();
    if let Some(changes) = facts.changes {
        let clauses = [
            members(facts, &changes.new, &changes.left),
            renamed(facts, &changes.renamed),
            vanished(facts, &changes.vanished),
        ];
        let mut said = clauses.concat();
        if !facts.is_kept(|_| true) {
            said.push_str(&movers::sentences(facts, changes));
        }
        if !said.is_empty() {
            if !said.starts_with("完成投资较上期") && !said.starts_with("完成投资与上期") {
                text.push_str("较上期，");
            }
            text.push_str(&said);
        }
    }
    if facts.changes.is_none() {
        text.push_str(&movers::standing_doubts(facts));
    }
    text.push_str(&shortfall::sentence(facts));
    text.push_str(&absent::sentences(facts));
    if !text.is_empty() {
        blocks.push(Block::Para { lead: None, text });
    }
    blocks
}

/// What the first sentence says.
struct Opening<'a> {
    as_of: String,
    /// 全市6类重要项目
    subject: String,
    totals: &'a Metrics,
    time: Ratio,
    /// 完成率 and 时序进度 of the last issue.
    before: Option<(Ratio, Ratio)>,
    /// No ledger of this issue gives a figure of this year.
    is_kept: bool,
    /// A 工作小结 that names the day stands before it.
    follows_summary: bool,
    /// That 工作小结 gives the rate as well.
    rate_said: bool,
}

fn opening(of: &Opening<'_>) -> String {
    let totals = of.totals;
    let mut clauses = vec![if of.follows_summary {
        format!("纳入总账的项目{}个（剔除重复后）", totals.projects)
    } else {
        format!(
            "截至{}，{}{}个（剔除重复后）",
            of.as_of, of.subject, totals.projects
        )
    }];
    let amount = |name: &str, amount: Option<Wanyuan>| {
        amount.map(|amount| format!("{name}{}", wording::money(amount)))
    };
    clauses.extend(amount("总投资", totals.total_investment));
    clauses.extend(amount("年度计划投资", totals.annual_plan));
    let rate = totals.completion_rate();
    if of.follows_summary {
        clauses.extend(
            rate.filter(|_| !of.rate_said)
                .map(|rate| format!("完成率{}", wording::percent(rate))),
        );
    } else {
        clauses.extend(done(totals));
        clauses.extend(
            rate.filter(|rate| !rate.is_zero())
                .map(|rate| format!("占年度计划的{}", wording::percent(rate))),
        );
    }
    if let Some(rate) = rate {
        let subject = if of.follows_summary && of.rate_said {
            "完成率"
        } else {
            ""
        };
        clauses.push(format!("{subject}{}", beside(of, rate)));
    }
    clauses.join("，") + "。"
}

/// The rate beside the last issue's and the time progress. Kept figures neither rise nor stand still.
fn beside(of: &Opening<'_>, rate: Ratio) -> String {
    let against = || wording::against_time_progress(rate, of.time);
    match of.before {
        Some(_) if of.is_kept => format!("{}，沿用上期", against()),
        Some((rate_before, time_before)) if of.follows_summary => {
            wording::rate_change_beside_time(Compared {
                rate,
                rate_before,
                time: of.time,
                time_before,
            })
        }
        Some((before, _)) => format!("{}，{}", against(), wording::rate_change(rate, before)),
        None => against(),
    }
}

fn done(totals: &Metrics) -> Option<String> {
    let done = totals.annual_done?;
    Some(if done == Wanyuan::ZERO {
        "尚未完成投资".to_owned()
    } else {
        format!("完成投资{}", wording::money(done))
    })
}

fn reserve(reserve: usize) -> String {
    if reserve == 0 {
        return String::new();
    }
    format!("其中储备项目{reserve}个，尚不计应开工。")
}

/// 开工
struct Starts {
    started: usize,
    due: usize,
    overdue: usize,
    before: Option<usize>,
    halted: usize,
    /// The only one: its name, and what it says of its days.
    only: Option<(String, String)>,
}

fn start_figures(facts: &Facts<'_>) -> Starts {
    let only = match facts.overdue.as_slice() {
        [one] => Some((facts.name(one), late_by(facts, one))),
        _ => None,
    };
    Starts {
        started: facts.totals.started,
        due: facts.totals.due_to_start,
        overdue: facts.totals.overdue_start,
        before: facts.changes.map(|changes| changes.totals.before.overdue_start),
        halted: facts.totals.halted,
        only,
    }
}

/// 超期12天, or 5月12日到期 on the very day.
pub(super) fn late_by(facts: &Facts<'_>, project: &crate::ledger::Project) -> String {
    match project.standing.overdue_days {
        Some(days) if days > 0 => format!("超期{days}天"),
        _ => format!("{}到期", facts.as_of_text()),
    }
}

fn starts(of: &Starts) -> String {
    let mut clauses = Vec::new();
    if of.started > 0 {
        clauses.push(format!("已开工{}个", of.started));
    }
    if let Some((name, late)) = &of.only {
        clauses.push(format!("应开未开1个，为{name}，{late}"));
    } else if of.overdue > 0 {
        clauses.push(format!("应开未开{}个", of.overdue));
        clauses.extend(of.before.map(|before| overdue_change(of.overdue, before)));
    } else if of.due > 0 {
        clauses.push("应开项目全部开工".to_owned());
    }
    if of.halted > 0 {
        clauses.push(format!("停工{}个", of.halted));
    }
    if clauses.is_empty() {
        return String::new();
    }
    clauses.join("，") + "。"
}

/// 应开未开 against the last issue: what appeared anew and what stayed are told apart.
pub(super) fn overdue_change(now: usize, before: usize) -> String {
    match (now, before) {
        (0, 0) => String::new(),
        (0, _) => format!("上期的{before}个已全部开工"),
        (_, 0) => format!("新出现{now}个"),
        _ => wording::count_change(now, before, "个"),
    }
}

/// 绿灯27个、黄灯46个、红灯59个，红灯较上期增加3个。
fn lights(totals: &Metrics, red_before: Option<usize>) -> String {
    let shown = [
        ("绿灯", totals.green),
        ("黄灯", totals.yellow),
        ("红灯", totals.red),
    ];
    let shown: Vec<String> = (shown.iter())
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{name}{number}个"))
        .collect();
    if shown.is_empty() {
        return String::new();
    }
    let tail = match (totals.red, red_before) {
        (0, _) => "，无红灯".to_owned(),
        (red, Some(before)) => format!("，红灯{}", wording::count_change(red, before, "个")),
        _ => String::new(),
    };
    format!("{}{tail}。", shown.join("、"))
}

/// Projects that came and went.
struct Members {
    new: usize,
    new_total: Option<Wanyuan>,
    only_new: Option<String>,
    left: usize,
    left_total: Option<Wanyuan>,
}

fn members(facts: &Facts<'_>, new: &[ProjectNote], left: &[ProjectNote]) -> String {
    let total = |notes: &[ProjectNote]| {
        let amounts = notes.iter().filter_map(|note| note.total_investment);
        amounts.fold(None, |sum: Option<Wanyuan>, amount| {
            Some(sum.unwrap_or_default() + amount)
        })
    };
    let only_new = match new {
        [one] => Some(wording::project_name(&one.name, one.locality, facts.catalog)),
        _ => None,
    };
    members_sentence(&Members {
        new: new.len(),
        new_total: total(new),
        only_new,
        left: left.len(),
        left_total: total(left),
    })
}

fn members_sentence(of: &Members) -> String {
    let with_total = |count: String, total: Option<Wanyuan>| match total {
        Some(total) => format!("{count}、总投资{}", wording::money(total)),
        None => count,
    };
    let mut clauses = Vec::new();
    if let Some(name) = &of.only_new {
        let total = of
            .new_total
            .map(|total| format!("，总投资{}", wording::money(total)));
        clauses.push(format!("新增项目1个，为{name}{}", total.unwrap_or_default()));
    } else if of.new > 0 {
        clauses.push(with_total(format!("新增项目{}个", of.new), of.new_total));
    }
    if of.left > 0 {
        let what = if of.new > 0 { "退出" } else { "退出项目" };
        clauses.push(with_total(format!("{what}{}个", of.left), of.left_total));
    }
    if clauses.is_empty() {
        return String::new();
    }
    let separator = if of.only_new.is_some() { "；" } else { "，" };
    clauses.join(separator) + "。"
}

/// 甲项目更名为乙项目。 More than two are left to the notes of 附表1.
fn renamed(facts: &Facts<'_>, renamed: &[ProjectNote]) -> String {
    if renamed.len() > 2 {
        return String::new();
    }
    renamed.iter().map(|note| rename_sentence(facts, note)).collect()
}

pub(super) fn rename_sentence(facts: &Facts<'_>, note: &ProjectNote) -> String {
    let former = wording::printed(note.before.as_deref().unwrap_or_default());
    let name = wording::project_name(&note.name, note.locality, facts.catalog);
    format!("{former}更名为{name}。")
}

fn vanished(facts: &Facts<'_>, vanished: &[ProjectNote]) -> String {
    if vanished.is_empty() {
        return String::new();
    }
    let names: Vec<String> = (vanished.iter())
        .map(|note| wording::project_name(&note.name, note.locality, facts.catalog))
        .collect();
    format!(
        "{}本期没有单位再报，暂仍计入。",
        facts.list(&names, "个项目", None)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(amount: i64) -> Wanyuan {
        Wanyuan::from_yuan(amount * 10_000)
    }

    fn totals() -> Metrics {
        Metrics {
            projects: 177,
            total_investment: Some(Wanyuan::from_yuan(31_498_559_000)),
            annual_plan: Some(wan(1_127_578)),
            annual_done: Some(wan(251_924)),
            rate_done: wan(251_682),
            rate_plan: wan(1_127_578),
            ..Metrics::default()
        }
    }

    fn opened(
        totals: &Metrics,
        as_of: &str,
        day: i128,
        before: Option<Ratio>,
        follows_summary: bool,
    ) -> String {
        opening(&Opening {
            as_of: as_of.to_owned(),
            subject: "全市6类重要项目".to_owned(),
            totals,
            time: Ratio::of(day, 365).unwrap(),
            before: before.zip(Ratio::of(125, 365)),
            is_kept: false,
            follows_summary,
            rate_said: false,
        })
    }

    #[test]
    fn after_a_summary_the_opening_goes_on_from_it() {
        let before = Ratio::of(207_728, 1_000_000);
        assert_eq!(
            opened(&totals(), "5月12日", 132, before, true),
            "纳入总账的项目177个（剔除重复后），总投资314.99亿元，年度计划投资112.76亿元，完成率22.3%，较上期提高1.5个百分点；同期时序进度前移1.9个百分点，达到36.2%，差距扩大0.4个百分点。"
        );
    }

    #[test]
    fn what_the_summary_has_said_is_not_said_again_and_kept_figures_are_said_as_kept() {
        let (totals, time_before) = (totals(), Ratio::of(125, 365));
        let of = |follows_summary, rate_said, before: Option<Ratio>, is_kept| {
            opening(&Opening {
                as_of: "5月12日".to_owned(),
                subject: "全市6类重要项目".to_owned(),
                totals: &totals,
                time: Ratio::of(132, 365).unwrap(),
                before: before.zip(time_before),
                is_kept,
                follows_summary,
                rate_said,
            })
        };
        assert!(
            of(true, true, None, false).ends_with("年度计划投资112.76亿元，完成率低于时序进度13.8个百分点。")
        );
        let same = totals.completion_rate();
        assert!(of(false, false, same, true).ends_with("低于时序进度13.8个百分点，沿用上期。"));
        assert!(of(false, false, same, false).ends_with("低于时序进度13.8个百分点，与上期持平。"));
    }

    #[test]
    fn without_a_summary_it_says_the_day_and_the_gap() {
        let before = Ratio::of(207_728, 1_000_000);
        assert_eq!(
            opened(&totals(), "5月12日", 132, before, false),
            "截至5月12日，全市6类重要项目177个（剔除重复后），总投资314.99亿元，年度计划投资112.76亿元，完成投资25.19亿元，占年度计划的22.3%，低于时序进度13.8个百分点，较上期提高1.5个百分点。"
        );
    }

    #[test]
    fn the_first_issue_compares_with_nothing() {
        let totals = Metrics {
            projects: 174,
            total_investment: Some(wan(3_058_100)),
            annual_plan: Some(wan(1_102_100)),
            annual_done: Some(wan(228_900)),
            rate_done: wan(228_900),
            rate_plan: wan(1_102_100),
            ..Metrics::default()
        };
        assert_eq!(
            opened(&totals, "5月5日", 125, None, false),
            "截至5月5日，全市6类重要项目174个（剔除重复后），总投资305.81亿元，年度计划投资110.21亿元，完成投资22.89亿元，占年度计划的20.8%，低于时序进度13.5个百分点。"
        );
    }

    #[test]
    fn nothing_done_and_nothing_planned_are_not_nought_per_cent() {
        let mut none = totals();
        none.annual_done = Some(Wanyuan::ZERO);
        none.rate_done = Wanyuan::ZERO;
        assert!(
            opened(&none, "5月12日", 132, None, false).contains("尚未完成投资，低于时序进度36.2个百分点。")
        );
        let bare = Metrics {
            projects: 3,
            ..Metrics::default()
        };
        assert_eq!(
            opened(&bare, "5月12日", 132, None, false),
            "截至5月12日，全市6类重要项目3个（剔除重复后）。"
        );
    }

    fn started(overdue: usize, before: Option<usize>, halted: usize, only: Option<(&str, &str)>) -> String {
        starts(&Starts {
            started: 107,
            due: 132,
            overdue,
            before,
            halted,
            only: only.map(|(name, late)| (name.to_owned(), late.to_owned())),
        })
    }

    #[test]
    fn starts_are_said_with_their_change() {
        assert_eq!(
            started(26, Some(21), 2, None),
            "已开工107个，应开未开26个，较上期增加5个，停工2个。"
        );
        assert_eq!(started(0, Some(3), 0, None), "已开工107个，应开项目全部开工。");
        assert_eq!(
            started(1, None, 0, Some(("甲镇A项目", "超期12天"))),
            "已开工107个，应开未开1个，为甲镇A项目，超期12天。"
        );
        assert_eq!(overdue_change(0, 3), "上期的3个已全部开工");
        assert_eq!(overdue_change(2, 0), "新出现2个");
        assert_eq!(overdue_change(6, 6), "与上期持平");
    }

    #[test]
    fn lights_leave_out_what_is_none() {
        let of = |green, yellow, red| Metrics {
            projects: 177,
            green,
            yellow,
            red,
            ..Metrics::default()
        };
        assert_eq!(
            lights(&of(27, 46, 59), Some(56)),
            "绿灯27个、黄灯46个、红灯59个，红灯较上期增加3个。"
        );
        assert_eq!(lights(&of(90, 42, 0), Some(1)), "绿灯90个、黄灯42个，无红灯。");
        assert_eq!(lights(&of(0, 0, 0), None), "");
    }

    fn came(new: usize, new_total: i64, only: Option<&str>, left: usize, left_total: i64) -> String {
        members_sentence(&Members {
            new,
            new_total: Some(wan(new_total)),
            only_new: only.map(str::to_owned),
            left,
            left_total: Some(wan(left_total)),
        })
    }

    #[test]
    fn projects_come_and_go() {
        assert_eq!(
            came(1, 2007, Some("曲梁镇溱水路安置房及配套项目"), 0, 0),
            "新增项目1个，为曲梁镇溱水路安置房及配套项目，总投资2007万元。"
        );
        assert_eq!(came(3, 90_176, None, 0, 0), "新增项目3个、总投资9.02亿元。");
        assert_eq!(
            came(3, 90_176, None, 1, 12_000),
            "新增项目3个、总投资9.02亿元，退出1个、总投资1.20亿元。"
        );
        assert_eq!(came(0, 0, None, 0, 0), "");
        assert_eq!(came(0, 0, None, 1, 12_000), "退出项目1个、总投资1.20亿元。");
    }
}
