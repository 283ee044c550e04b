//! 三、前期手续（联审联批）办理

use std::cmp::Reverse;

use super::Block;
use super::annex::{self, List};
use super::facts::Facts;
use super::prose::{Chapter, Placed};
use super::wording;
use crate::catalog::ApprovalState;
use crate::ledger::{ApprovalCount, Project};
use crate::value::{ApprovalId, Ratio};

/// The chapter.
pub(super) fn blocks(facts: &Facts<'_>, prose: &Placed) -> Vec<Block> {
    let mut blocks = prose.summary_of(Chapter::Approvals, facts.catalog);
    let mut text = rates(&figures(facts));
    text.push_str(&composition(&pending(facts)));
    text.push_str(&promises(
        promises_overdue(facts),
        &annex::number(facts, List::Overdue),
    ));
    text.push_str(&beside_late_starts(facts));
    if !text.is_empty() {
        blocks.push(Block::Para { lead: None, text });
    }
    blocks
}

struct Rates {
    /// 六
    items: usize,
    counts: Vec<(String, ApprovalCount)>,
    before: Option<ApprovalCount>,
}

impl Rates {
    fn total(&self) -> ApprovalCount {
        sum(self.counts.iter().map(|(_, count)| count))
    }
}

fn sum<'a>(counts: impl Iterator<Item = &'a ApprovalCount>) -> ApprovalCount {
    counts.fold(ApprovalCount::default(), |sum, count| ApprovalCount {
        applicable: sum.applicable + count.applicable,
        granted: sum.granted + count.granted,
    })
}

fn figures(facts: &Facts<'_>) -> Rates {
    Rates {
        items: facts.catalog.approvals.len(),
        counts: (facts.approvals.iter())
            .map(|(id, count)| (facts.catalog.approval(*id).name.clone(), *count))
            .collect(),
        before: facts
            .last
            .map(|last| sum(last.approvals.iter().map(|(_, count)| count))),
    }
}

fn rate(count: ApprovalCount) -> Option<Ratio> {
    Ratio::of_counts(count.granted, count.applicable)
}

/// 六项手续应办918项（不涉及的不计），已办777项，办结率84.6%，……立项最高（86.7%），用地最低（82.7%）。
fn rates(of: &Rates) -> String {
    let total = of.total();
    let items = wording::chinese_number(of.items);
    let Some(overall) = rate(total) else {
        return String::new();
    };
    if overall.is_one() {
        return format!("{items}项手续应办{}项，已全部办结。", total.applicable);
    }
    let mut clauses = vec![
        format!("{items}项手续应办{}项（不涉及的不计）", total.applicable),
        format!("已办{}项", total.granted),
        format!("办结率{}", wording::percent(overall)),
    ];
    if total.granted == 0 {
        clauses.truncate(1);
        clauses.push("均未办结".to_owned());
        return clauses.join("，") + "。";
    }
    clauses.extend(
        of.before
            .and_then(rate)
            .map(|before| wording::rate_change(overall, before)),
    );
    let mut each: Vec<(&str, Ratio)> = (of.counts.iter())
        .filter_map(|(name, count)| Some((name.as_str(), rate(*count)?)))
        .collect();
    // A stable sort: equal rates stay in the office's order.
    each.sort_by_key(|(_, rate)| Reverse(*rate));
    if let ([first, ..], [.., last]) = (each.as_slice(), each.as_slice())
        && first.1 > last.1
    {
        clauses.extend(extreme(&each, first.1, "最高"));
        clauses.extend(extreme(&each, last.1, "最低"));
    }
    clauses.join("，") + "。"
}

/// 立项最高（86.7%）, 能评和环评最高（100%）; three or more stand out no longer.
fn extreme(each: &[(&str, Ratio)], rate: Ratio, which: &str) -> Option<String> {
    let names: Vec<String> = (each.iter())
        .filter(|(_, of)| *of == rate)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    (names.len() <= 2).then(|| format!("{}{which}（{}）", wording::join(&names), wording::percent(rate)))
}

/// In hand, deferred or promised, not begun.
fn pending(facts: &Facts<'_>) -> [usize; 3] {
    let mut counts = [0; 3];
    for project in &facts.ledger.projects {
        for id in facts.catalog.approval_ids() {
            match project.approval(id, facts.as_of).state {
                ApprovalState::InHand => counts[0] += 1,
                ApprovalState::Deferred | ApprovalState::Promised => counts[1] += 1,
                ApprovalState::None => counts[2] += 1,
                ApprovalState::Granted | ApprovalState::NotApplicable => {}
            }
        }
    }
    counts
}

fn composition(pending: &[usize; 3]) -> String {
    const NAMES: [&str; 3] = ["正在办理", "容缺办理或告知承诺", "尚未启动"];
    let all: usize = pending.iter().sum();
    let parts: Vec<(&str, usize)> = (NAMES.into_iter().zip(*pending))
        .filter(|(_, number)| *number > 0)
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [(name, 1)] => format!("未办结的1项{name}。"),
        [(name, number)] => format!("未办结的{number}项均{name}。"),
        _ => {
            let parts: Vec<String> = parts
                .iter()
                .map(|(name, number)| format!("{name}{number}项"))
                .collect();
            format!("未办结的{all}项中，{}。", parts.join("，"))
        }
    }
}

/// Promises of 容缺办理 and 告知承诺 past their date.
pub(super) fn promises_overdue(facts: &Facts<'_>) -> usize {
    let ids = || facts.catalog.approval_ids();
    let projects = facts.ledger.projects.iter();
    projects
        .map(|project| {
            ids()
                .filter(|id| project.approval(*id, facts.as_of).is_promise_overdue)
                .count()
        })
        .sum()
}

fn promises(overdue: usize, board: &str) -> String {
    if overdue == 0 {
        return String::new();
    }
    format!("容缺办理承诺到期未补齐{overdue}项（{board}）。")
}

/// What is outstanding: 环评正在办理, or 手续已全部办结.
pub(super) fn outstanding(facts: &Facts<'_>, project: &Project) -> String {
    const STATES: [(&[ApprovalState], &str); 3] = [
        (&[ApprovalState::InHand], "正在办理"),
        (
            &[ApprovalState::Deferred, ApprovalState::Promised],
            "容缺或承诺办理",
        ),
        (&[ApprovalState::None], "尚未启动"),
    ];
    let outstanding = facts.outstanding(project);
    if outstanding.is_empty() {
        return "手续已全部办结".to_owned();
    }
    let clauses: Vec<String> = (STATES.iter())
        .filter_map(|(states, word)| {
            let of: Vec<ApprovalId> = (outstanding.iter().copied())
                .filter(|id| states.contains(&project.approval(*id, facts.as_of).state))
                .collect();
            (!of.is_empty()).then(|| format!("{}{word}", facts.approval_names(&of)))
        })
        .collect();
    clauses.join("；")
}

/// 应开未开与手续
fn beside_late_starts(facts: &Facts<'_>) -> String {
    let late = facts.overdue.len();
    let ready = facts
        .overdue
        .iter()
        .filter(|project| facts.is_ready(project))
        .count();
    late_and_lacking(late, ready, &lacking(facts))
}

/// Approvals that late starts still lack, most first: name and number of projects.
pub(super) fn lacking(facts: &Facts<'_>) -> Vec<(String, usize)> {
    let mut lacking: Vec<(String, usize)> = (facts.catalog.approval_ids())
        .map(|id| {
            let lack = facts
                .overdue
                .iter()
                .filter(|project| facts.outstanding(project).contains(&id));
            (facts.catalog.approval(id).name.clone(), lack.count())
        })
        .filter(|(_, number)| *number > 0)
        .collect();
    lacking.sort_by_key(|(_, number)| Reverse(*number));
    lacking
}

fn late_and_lacking(late: usize, ready: usize, lacking: &[(String, usize)]) -> String {
    let lacking = wording::grouped(lacking, "项");
    match (late, ready) {
        (0, _) => String::new(),
        (1, 1) => "应开未开的1个项目所需手续已全部办结。".to_owned(),
        _ if late == ready => format!("{late}个应开未开项目所需手续均已办结。"),
        (1, _) => format!("应开未开的1个项目尚缺{lacking}。"),
        (_, 0) => format!("{late}个应开未开项目均有手续未办结，尚缺{lacking}。"),
        _ => format!(
            "{late}个应开未开项目中，{ready}个所需手续已全部办结；其余{}个尚缺{lacking}。",
            late - ready
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(applicable: usize, granted: usize) -> ApprovalCount {
        ApprovalCount { applicable, granted }
    }

    #[test]
    fn rates_name_the_fastest_and_the_slowest() {
        let of = Rates {
            items: 6,
            counts: vec![
                ("立项".to_owned(), count(143, 124)),
                ("能评".to_owned(), count(154, 133)),
                ("用地".to_owned(), count(162, 134)),
                ("规划".to_owned(), count(459, 386)),
            ],
            before: Some(count(1000, 838)),
        };
        assert_eq!(
            rates(&of),
            "六项手续应办918项（不涉及的不计），已办777项，办结率84.6%，较上期提高0.8个百分点，立项最高（86.7%），用地最低（82.7%）。"
        );
    }

    #[test]
    fn two_share_an_end_and_more_are_not_named() {
        let of = |granted: [usize; 4]| {
            let names = ["立项", "能评", "环评", "用地"];
            rates(&Rates {
                items: 4,
                counts: (names.iter().zip(granted))
                    .map(|(name, granted)| ((*name).to_owned(), count(10, granted)))
                    .collect(),
                before: None,
            })
        };
        assert!(of([7, 10, 10, 8]).ends_with("，能评和环评最高（100%），立项最低（70.0%）。"));
        assert!(of([7, 10, 10, 10]).ends_with("办结率92.5%，立项最低（70.0%）。"));
        assert!(of([10, 10, 10, 5]).ends_with("办结率87.5%，用地最低（50.0%）。"));
    }

    #[test]
    fn all_granted_needs_no_rate() {
        let of = Rates {
            items: 6,
            counts: vec![("立项".to_owned(), count(918, 918))],
            before: None,
        };
        assert_eq!(rates(&of), "六项手续应办918项，已全部办结。");
    }

    #[test]
    fn what_is_pending_is_taken_apart_without_noughts() {
        assert_eq!(
            composition(&[67, 7, 67]),
            "未办结的141项中，正在办理67项，容缺办理或告知承诺7项，尚未启动67项。"
        );
        assert_eq!(
            composition(&[67, 0, 67]),
            "未办结的134项中，正在办理67项，尚未启动67项。"
        );
        assert_eq!(composition(&[0, 0, 5]), "未办结的5项均尚未启动。");
        assert_eq!(composition(&[1, 0, 0]), "未办结的1项正在办理。");
        assert_eq!(composition(&[0, 0, 0]), "");
    }

    #[test]
    fn promises_past_their_date_are_said() {
        assert_eq!(promises(2, "附表5"), "容缺办理承诺到期未补齐2项（附表5）。");
        assert_eq!(promises(0, "附表5"), "");
    }

    #[test]
    fn late_starts_are_held_beside_their_approvals() {
        let lacking =
            [("环评", 4), ("立项", 3), ("施工许可", 3)].map(|(name, number)| (name.to_owned(), number));
        assert_eq!(
            late_and_lacking(26, 15, &lacking),
            "26个应开未开项目中，15个所需手续已全部办结；其余11个尚缺环评4项，立项和施工许可各3项。"
        );
    }
}
