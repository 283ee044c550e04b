//! 按语: written from the figures where nobody sent one.

use super::Block;
use super::annex::{self, List, has_overdue};
use super::facts::Facts;
use super::wording;
use crate::narrative::Section;
use crate::value::Ratio;

/// What the preface says.
#[derive(Debug, Clone)]
struct Said {
    as_of: String,
    /// 全市6类重要项目
    subject: String,
    projects: usize,
    rate: Option<(Ratio, Ratio)>,
    overdue: usize,
    ready: usize,
    red: usize,
    overdue_tasks: usize,
    reply: String,
    /// 附表4, 附表5, 附表6: the lists that there are.
    lists: Vec<String>,
}

/// 按语: as sent, else one paragraph from the figures; without the leading 按：.
pub(super) fn blocks(facts: &Facts<'_>, prose: &super::prose::Placed, has_requests: bool) -> Vec<Block> {
    let sent = prose.of(Section::Preface);
    if !sent.is_empty() {
        return sent;
    }
    let text = sentence(&Said {
        as_of: facts.as_of_text(),
        subject: facts.subject(),
        projects: facts.totals.projects,
        rate: facts.totals.completion_rate().map(|rate| (rate, facts.time)),
        overdue: facts.overdue.len(),
        ready: facts
            .overdue
            .iter()
            .filter(|project| facts.is_ready(project))
            .count(),
        red: facts.red.len(),
        overdue_tasks: facts.tasks.overdue,
        reply: facts.on(facts.days.reply),
        lists: [
            (List::Red, !facts.red.is_empty()),
            (List::Overdue, has_overdue(facts)),
            (List::Requests, has_requests),
        ]
        .into_iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(list, _)| annex::number(facts, list))
        .collect(),
    });
    vec![Block::Para { lead: None, text }]
}

fn sentence(said: &Said) -> String {
    let subject = format!("截至{}，{}", said.as_of, said.subject);
    let mut text = match said.rate {
        Some((rate, time)) => format!(
            "{subject}完成年度计划投资的{}，{}",
            wording::percent(rate),
            wording::against_time_progress(rate, time)
        ),
        None => format!("{subject}共{}个", said.projects),
    };
    let (clause, judgement) = late_starts(said.overdue, said.ready);
    if !clause.is_empty() {
        text.push('；');
        text.push_str(&clause);
    } else if said.overdue_tasks > 0 {
        text.push_str(&format!("；逾期任务{}项", said.overdue_tasks));
    }
    text.push('。');
    text.push_str(judgement);
    text.push_str(&call(said));
    text
}

/// Late starts by what holds them up: their approvals, or nothing that the ledgers show.
fn late_starts(overdue: usize, ready: usize) -> (String, &'static str) {
    const READY: &str = "手续齐备而未开工，是当前最突出的问题。";
    const WANTING: &str = "前期手续是当前最突出的制约。";
    match (overdue, ready) {
        (0, _) => (String::new(), ""),
        (1, 0) => ("应开未开1个，尚有前期手续未办结".to_owned(), WANTING),
        _ if ready == overdue => (format!("应开未开{overdue}个，手续均已办结"), READY),
        _ if ready == 0 => (format!("应开未开{overdue}个，均有前期手续未办结"), WANTING),
        _ if ready * 2 >= overdue => (format!("应开未开{overdue}个，其中{ready}个手续已全部办结"), READY),
        _ => (
            format!("应开未开{overdue}个，其中{}个尚有前期手续未办结", overdue - ready),
            WANTING,
        ),
    }
}

fn call(said: &Said) -> String {
    if said.overdue > 0 || said.overdue_tasks > 0 {
        let boards = match said.lists.as_slice() {
            [] => String::new(),
            [one] => format!("对照{one}认领，"),
            [one, two] => format!("对照{one}和{two}认领，"),
            [first, .., last] => format!("对照{first}至{last}认领，"),
        };
        format!("请各责任单位{boards}{}前报整改情况。", said.reply)
    } else if said.red > 0 {
        "请各责任单位保持进度，对附表4所列项目抓紧整改。".to_owned()
    } else {
        "请各责任单位保持进度。".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rate: i128, overdue: usize, ready: usize, overdue_tasks: usize) -> String {
        sentence(&Said {
            as_of: "5月12日".to_owned(),
            subject: "全市6类重要项目".to_owned(),
            projects: 177,
            rate: Ratio::of(rate, 1_000_000).zip(Ratio::of(132, 365)),
            overdue,
            ready,
            red: 59,
            overdue_tasks,
            reply: "5月19日".to_owned(),
            lists: ["附表4", "附表5", "附表6"].map(str::to_owned).to_vec(),
        })
    }

    #[test]
    fn ready_and_not_started_is_the_gravest() {
        assert_eq!(
            said(223_206, 26, 15, 16),
            "截至5月12日，全市6类重要项目完成年度计划投资的22.3%，低于时序进度13.8个百分点；应开未开26个，其中15个手续已全部办结。手续齐备而未开工，是当前最突出的问题。请各责任单位对照附表4至附表6认领，5月19日前报整改情况。"
        );
    }

    #[test]
    fn fewer_than_half_ready_points_to_the_approvals() {
        assert!(said(223_206, 26, 5, 16).contains(
            "应开未开26个，其中21个尚有前期手续未办结。前期手续是当前最突出的制约。请各责任单位对照"
        ));
    }

    #[test]
    fn nothing_late_asks_to_keep_pace() {
        assert_eq!(
            said(370_000, 0, 0, 0),
            "截至5月12日，全市6类重要项目完成年度计划投资的37.0%，高于时序进度0.8个百分点。请各责任单位保持进度，对附表4所列项目抓紧整改。"
        );
    }

    #[test]
    fn only_late_tasks_are_said_as_such() {
        assert!(said(370_000, 0, 0, 3).contains("高于时序进度0.8个百分点；逾期任务3项。请各责任单位对照"));
    }
}
