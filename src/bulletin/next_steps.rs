//! 八、下步工作: the task forces' own plans, and what the figures ask for.

use chrono::Duration;

use super::facts::Facts;
use super::prose::{Placed, Text, whose};
use super::wording;
use super::{Block, absent, funds};
use crate::catalog::{Field, PlanMatter, TaskState};
use crate::finding::Severity;
use crate::ledger::Project;
use crate::narrative::Section;
use crate::value::UnitId;

/// The chapter's parts in their order; what is about none of them comes last.
const MATTERS: [(Option<PlanMatter>, &str); 6] = [
    (Some(PlanMatter::Starts), "抓开工"),
    (Some(PlanMatter::Approvals), "抓手续"),
    (Some(PlanMatter::Funds), "抓资金"),
    (Some(PlanMatter::Tasks), "抓销号"),
    (Some(PlanMatter::Reports), "抓报送"),
    (None, "其他工作"),
];

/// The chapter.
pub(super) fn blocks(facts: &Facts<'_>, prose: &Placed) -> Vec<Block> {
    let (mut planned, mut whole) = (Vec::new(), Vec::new());
    for text in prose.texts(Section::Plan) {
        match steps(&text.markdown) {
            Some(steps) => planned.extend(steps.into_iter().map(|step| {
                (
                    facts.catalog.words.plan_matter(&step),
                    with_owner(facts, text, &step),
                )
            })),
            None => whole.push(text),
        }
    }
    let mut blocks = Vec::new();
    let mut chapters = Vec::new();
    for (matter, title) in MATTERS {
        let own: Vec<&str> = planned
            .iter()
            .filter(|(of, _)| *of == matter)
            .map(|(_, step)| step.as_str())
            .collect();
        let clauses = match matter {
            Some(PlanMatter::Starts) => starts(facts, &own),
            Some(PlanMatter::Approvals) => with_own(&own, approvals(facts)),
            Some(PlanMatter::Funds) => with_own(&own, money(facts)),
            Some(PlanMatter::Tasks) => tasks(facts, &own),
            Some(PlanMatter::Reports) => with_own(&own, reports(facts)),
            None => own.into_iter().map(str::to_owned).collect(),
        };
        if !clauses.is_empty() {
            chapters.push((title.to_owned(), clauses.join("；") + "。", None));
        }
    }
    for text in whole {
        let owner = whose(text, facts.catalog).unwrap_or_default();
        chapters.push((format!("{owner}工作计划"), String::new(), Some(text)));
    }
    // One alone has no number.
    let is_alone = chapters.len() == 1;
    for (at, (title, text, sent)) in chapters.into_iter().enumerate() {
        let number = if is_alone {
            String::new()
        } else {
            wording::numbered(at)
        };
        blocks.push(Block::Para {
            lead: Some(format!("{number}{title}。")),
            text,
        });
        blocks.extend(sent.map(|sent| Block::Prose {
            file: sent.file.clone(),
            markdown: sent.markdown.clone(),
        }));
    }
    blocks
}

fn with_own(own: &[&str], generated: Vec<String>) -> Vec<String> {
    own.iter()
        .map(|step| (*step).to_owned())
        .chain(generated)
        .collect()
}

/// The steps of a plan that is no more than a list of them; `None` where it has headings, tables or long texts, which are
/// printed as they were sent.
pub(super) fn steps(markdown: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    for line in markdown.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with(['#', '|', '>', '<', '`']) {
            return None;
        }
        let plain = without_bullet(line);
        // An introduction to the list says nothing by itself: 5月12日之后一周：
        if plain.ends_with(['：', ':']) {
            continue;
        }
        let text = super::prose::plain_paragraphs(plain)?.concat();
        let sentences = text
            .split(['。', '；', ';'])
            .map(str::trim)
            .filter(|step| !step.is_empty());
        steps.extend(sentences.map(str::to_owned));
    }
    (steps.len() <= 12 && steps.iter().all(|step| step.chars().count() <= 120)).then_some(steps)
}

/// `- 甲`, `1. 甲`, `（一）甲`, `1、甲` → 甲
fn without_bullet(line: &str) -> &str {
    let line = line.trim_start_matches(['-', '*', '+', '•', '●']).trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < line.len() && rest.starts_with(['.', '、', ')', '）', '．', '\\']) {
        return rest
            .trim_start_matches(['\\', '.', '、', ')', '）', '．'])
            .trim_start();
    }
    if let Some(end) = line.strip_prefix('（').and_then(|_| line.find('）'))
        && line[..end]
            .chars()
            .skip(1)
            .all(|c| "一二三四五六七八九十0123456789".contains(c))
    {
        return line[end..].trim_start_matches('）').trim_start();
    }
    let rest = line.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    if rest.len() < line.len()
        && let Some(rest) = rest.strip_prefix('、')
    {
        return rest.trim_start();
    }
    line
}

/// Each step says whose it is.
fn with_owner(facts: &Facts<'_>, text: &Text, step: &str) -> String {
    let names_someone = facts
        .catalog
        .teams
        .iter()
        .any(|team| step.starts_with(team.name.as_str()))
        || facts
            .catalog
            .units
            .iter()
            .any(|unit| unit.names().any(|name| step.starts_with(name)));
    match whose(text, facts.catalog) {
        Some(whose) if !names_someone => format!("{whose}{step}"),
        _ => step.to_owned(),
    }
}

fn team_name(facts: &Facts<'_>, id: &str) -> Option<String> {
    let team = facts.catalog.teams.iter().find(|team| team.id == id)?;
    Some(team.name.clone())
}

fn starts(facts: &Facts<'_>, own: &[&str]) -> Vec<String> {
    let mut clauses: Vec<String> = own.iter().map(|step| (*step).to_owned()).collect();
    if !facts.overdue.is_empty() && !own.iter().any(|step| step.contains("应开未开")) {
        let who = team_name(facts, "delivery").unwrap_or_else(|| "各责任单位".to_owned());
        clauses.push(format!("{who}对应开未开项目逐个现场督导"));
    }
    let ready = facts
        .overdue
        .iter()
        .filter(|project| facts.is_ready(project))
        .count();
    if ready > 0 {
        clauses.push(format!(
            "手续齐备的{ready}个，{}前明确开工日期",
            facts.on(facts.days.reply)
        ));
    }
    if facts.totals.halted > 0 {
        clauses.push(format!("停工的{}个明确复工日期", facts.totals.halted));
    }
    clauses
}

/// Planned to start within the week after the as-of date.
fn starting_next_week<'a>(facts: &Facts<'a>) -> Vec<&'a Project> {
    let until = facts.as_of + Duration::days(7);
    let next = facts.ledger.projects.iter().filter(|project| {
        !project.standing.started
            && (project.day(Field::PlannedStart))
                .is_some_and(|day| facts.as_of < day.date && day.date <= until)
    });
    next.collect()
}

fn approvals(facts: &Facts<'_>) -> Vec<String> {
    let next = starting_next_week(facts);
    let lacking: Vec<String> = (next.iter())
        .filter(|project| !facts.is_ready(project))
        .map(|project| facts.name(project))
        .collect();
    let who = team_name(facts, "joint_approval").unwrap_or_else(|| "审批部门".to_owned());
    let late = facts
        .overdue
        .iter()
        .filter(|project| !facts.is_ready(project))
        .count();
    let names = facts.list(&lacking, "个项目", None);
    let mut clauses: Vec<String> = next_week(next.len(), &names, lacking.is_empty(), &who)
        .into_iter()
        .collect();
    if late > 0 && late == facts.overdue.len() {
        clauses.push(format!("应开未开的{late}个项目手续均未办齐，逐项明确办结时间"));
    } else if late > 0 {
        clauses.push(format!("应开未开项目中手续未齐的{late}个，逐项明确办结时间"));
    }
    clauses
}

/// 下周计划开工4个，甲项目、乙项目和丙项目手续未齐，由联审联批专班盯办
fn next_week(number: usize, lacking: &str, all_ready: bool, who: &str) -> Option<String> {
    match (number, all_ready) {
        (0, _) => None,
        (_, true) => Some(format!("下周计划开工{number}个，手续均已办结")),
        _ => Some(format!("下周计划开工{number}个，{lacking}手续未齐，由{who}盯办")),
    }
}

fn money(facts: &Facts<'_>) -> Vec<String> {
    let mut clauses = Vec::new();
    let resubmit = facts.on(facts.days.resubmit);
    let mut leads: Vec<UnitId> = Vec::new();
    for (kind, _) in &facts.money {
        let lead = facts.catalog.kind(*kind).lead;
        if facts.is_missing(lead) && !leads.contains(&lead) {
            leads.push(lead);
            let kinds: Vec<String> = (facts.money.iter())
                .filter(|(kind, _)| facts.catalog.kind(*kind).lead == lead)
                .map(|(kind, _)| facts.catalog.kind(*kind).short.clone())
                .collect();
            clauses.push(format!(
                "{}{resubmit}前补报{}资金",
                facts.short(lead),
                kinds.join("、")
            ));
        }
    }
    for (kind, _) in &facts.money {
        let of = facts.catalog.kind(*kind);
        if let (Some(fresh), Some([grant, disburse, _])) = (funds::fresh(facts, *kind), &of.money) {
            clauses.push(format!(
                "尽快{disburse}新{grant}的{}{}",
                wording::kind_stem(&of.name),
                wording::money(fresh)
            ));
        }
    }
    let matching = facts
        .ledger
        .financing
        .iter()
        .filter(|line| funds::is_early(facts, line))
        .count();
    if matching > 0 {
        let who = team_name(facts, "financing").unwrap_or_else(|| "牵头单位".to_owned());
        clauses.push(format!(
            "{who}推动仍在推荐、对接阶段的{matching}个融资项目尽快签约"
        ));
    }
    clauses
}

fn tasks(facts: &Facts<'_>, own: &[&str]) -> Vec<String> {
    let mut clauses: Vec<String> = own.iter().map(|step| (*step).to_owned()).collect();
    if facts.tasks.overdue > 0 {
        let limit = format!("限{}前办结", facts.on(facts.days.reply));
        match clauses.iter_mut().find(|step| step.contains("督办函")) {
            Some(step) => step.push_str(&format!("，{limit}")),
            None => clauses.push(format!("对逾期任务印发督办函，{limit}")),
        }
    }
    let until = facts.as_of + Duration::days(7);
    let due = (facts.ledger.tasks.iter())
        .filter(|task| task.state == TaskState::Open)
        .filter(|task| task.due().is_some_and(|due| facts.as_of < due && due <= until))
        .count();
    if due > 0 {
        let again = if facts.tasks.overdue > 0 {
            "不得新增逾期"
        } else {
            "按时办结"
        };
        clauses.push(format!("下周到期的{due}项{again}"));
    }
    clauses
}

fn reports(facts: &Facts<'_>) -> Vec<String> {
    // Those that sent nothing are asked to send it, not to mend it.
    let wrong = facts.findings.iter().any(|finding| {
        finding.severity != Severity::Note && finding.unit.is_some_and(|unit| !facts.is_missing(unit))
    });
    let resubmit = facts.on(facts.days.resubmit);
    match (facts.material.rollcall.missing.is_empty(), wrong) {
        (true, false) => Vec::new(),
        (true, true) => vec!["有关单位按回执改正后随下期台账报送".to_owned()],
        (false, wrong) => {
            let names = absent::names(facts, "附表2、附表3");
            let others = if wrong {
                "，其他单位按回执改正后随下期台账报送"
            } else {
                ""
            };
            vec![format!("{names}{resubmit}前补报{others}")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_is_a_list_is_taken_step_by_step() {
        let plan = "5月12日之后一周：\n\n- 对应开未开项目逐个现场督导；\n- 对逾期任务印发督办函。\n";
        assert_eq!(
            steps(plan).unwrap(),
            ["对应开未开项目逐个现场督导", "对逾期任务印发督办函"]
        );
        assert_eq!(steps("（一）抓开工。\n1、盯手续").unwrap(), ["抓开工", "盯手续"]);
        assert!(steps("# 计划\n\n| 甲 | 乙 |").is_none());
    }

    #[test]
    fn next_week_says_who_watches_what_is_lacking() {
        assert_eq!(
            next_week(4, "甲项目、乙项目和丙项目", false, "联审联批专班").unwrap(),
            "下周计划开工4个，甲项目、乙项目和丙项目手续未齐，由联审联批专班盯办"
        );
        assert_eq!(
            next_week(4, "", true, "联审联批专班").unwrap(),
            "下周计划开工4个，手续均已办结"
        );
        assert_eq!(next_week(0, "", true, ""), None);
    }
}
