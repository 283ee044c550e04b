//! 看板.html: the issue's figures to explore, in one file that fetches nothing.
//!
//! The template prints everything but the project table and the view of a single unit, so the page reads with scripts
//! off. The script filters, sorts and adds up what [`data`] lists; it rounds as the bulletin does and makes no figure
//! that the bulletin has.

mod approvals;
mod chart;
mod data;
mod financing;
mod locality;
mod matters;
mod money;
mod movers;
mod moves;
mod origin;
mod overview;
mod progress;
mod svg;
mod trend;
mod words;

use std::fmt::Write as _;

use serde::Serialize;

use super::{Templates, policy_hash};
use crate::bulletin::{Edition, wording};
use crate::error::Result;
use crate::rollcall::FileState;
use crate::value::UnitId;

/// The script's parts in the order they stand in the page: numbers first, events last.
const SCRIPTS: [&str; 8] = [
    "dashboard/numbers.js",
    "dashboard/projects.js",
    "dashboard/address.js",
    "dashboard/table.js",
    "dashboard/detail.js",
    "dashboard/unit.js",
    "dashboard/panel.js",
    "dashboard/events.js",
];

/// 看板.html
pub fn dashboard_html(edition: &Edition<'_>, templates: &Templates) -> Result<String> {
    let script = script(templates);
    templates.render(
        "dashboard.html",
        &Page {
            name: &edition.issue.head.name,
            issued_by: &edition.issue.head.issued_by,
            number: &edition.issue.head.number,
            draft_mark: edition.issue.head.draft_mark.as_deref(),
            as_of: wording::full_date(edition.options.as_of),
            compares: edition.previous.is_some(),
            before: edition
                .issue
                .changes
                .as_ref()
                .map(|changes| words::day(edition, changes.as_of)),
            time: words::percent(edition.issue.time_progress),
            region: words::whole_region(edition),
            localities: units(edition, true),
            departments: units(edition, false),
            kinds: kinds(edition),
            overview: overview::overview(edition),
            matters: matters::matters(edition),
            left: [progress::chart(edition), approvals::chart(edition)]
                .into_iter()
                .flatten()
                .collect(),
            right: [money::chart(edition), financing::chart(edition)]
                .into_iter()
                .flatten()
                .collect(),
            locality_table: locality::table(edition),
            movers: movers::chart(edition),
            movers_title: edition.issue.changes.as_ref().map(movers::title),
            moves: moves::list(edition),
            trends: trend::charts(edition),
            task_title: task_title(edition),
            tasks: matters::overdue_tasks(edition),
            roster: roster(edition),
            reported: edition
                .catalog
                .units
                .len()
                .saturating_sub(edition.rollcall.missing.len()),
            terms: terms(edition),
            foot: foot(edition),
            data: data::json(edition),
            script_hash: policy_hash(&script),
            script,
        },
    )
}

/// The script as one function, so that nothing of it is a name of the page.
fn script(templates: &Templates) -> String {
    let parts: Vec<&str> = SCRIPTS.iter().map(|name| templates.source(name)).collect();
    format!("(function () {{\n\"use strict\";\n{}\n}})();\n", parts.join("\n")).replace('\r', "")
}

/// The foot of printed pages: issue and day at the left, the page's number at the right.
fn foot(edition: &Edition<'_>) -> String {
    let head = &edition.issue.head;
    let draft = head
        .draft_mark
        .as_ref()
        .map(|mark| format!("（{mark}）"))
        .unwrap_or_default();
    let day = wording::full_date(edition.options.as_of);
    let text = css_string(&format!("{}{}看板{draft}　截至{day}", head.name, head.number));
    let font = r#"font: 8.5pt "Microsoft YaHei", "Noto Sans CJK SC", sans-serif"#;
    format!(
        "@page {{ @bottom-left {{ content: {text}; {font} }} @bottom-right {{ content: counter(page) \" / \" counter(pages); {font} }} }}"
    )
}

/// Text as a CSS string: whatever could end it, or the style element around it, is written as a code point.
fn css_string(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && c != ' ' {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\{:x} ", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('"');
    out
}

/// What the template prints.
#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    issued_by: &'a str,
    number: &'a str,
    draft_mark: Option<&'a str>,
    as_of: String,
    compares: bool,
    before: Option<String>,
    time: String,
    region: String,
    localities: Vec<String>,
    departments: Vec<String>,
    kinds: Vec<KindOption>,
    overview: overview::Overview,
    matters: matters::Matters,
    left: Vec<chart::Chart>,
    right: Vec<chart::Chart>,
    locality_table: Option<locality::Localities>,
    movers: Option<chart::Chart>,
    movers_title: Option<String>,
    moves: Vec<moves::Move>,
    trends: Vec<chart::Chart>,
    task_title: String,
    tasks: Vec<matters::TaskRow>,
    roster: Vec<RosterEntry>,
    reported: usize,
    terms: Vec<String>,
    foot: String,
    data: String,
    script: String,
    script_hash: String,
}

#[derive(Serialize)]
struct KindOption {
    id: String,
    name: String,
}

/// A unit of the roster and what it handed in.
#[derive(Serialize)]
struct RosterEntry {
    name: String,
    missing: bool,
    files: String,
}

fn units(edition: &Edition<'_>, localities: bool) -> Vec<String> {
    let units = edition.catalog.units.iter();
    units
        .filter(|unit| unit.is_locality() == localities)
        .map(|unit| unit.short.clone())
        .collect()
}

fn kinds(edition: &Edition<'_>) -> Vec<KindOption> {
    let kinds = edition
        .issue
        .kinds
        .iter()
        .filter(|(_, metrics)| metrics.projects > 0);
    kinds
        .map(|(kind, _)| edition.catalog.kind(*kind))
        .map(|kind| KindOption {
            id: kind.id.clone(),
            name: kind.short.clone(),
        })
        .collect()
}

/// 累计交办任务91项，已办结46项，逾期16项
fn task_title(edition: &Edition<'_>) -> String {
    let tasks = &edition.issue.tasks;
    if tasks.total == 0 {
        return "本年度还没有交办任务".to_owned();
    }
    let closed = if tasks.closed == tasks.total {
        "已全部办结".to_owned()
    } else {
        format!("已办结{}项", tasks.closed)
    };
    let overdue = match tasks.overdue {
        0 => "，到期任务全部办结，无逾期".to_owned(),
        overdue => format!("，逾期{overdue}项"),
    };
    format!("累计交办任务{}项，{closed}{overdue}", tasks.total)
}

fn roster(edition: &Edition<'_>) -> Vec<RosterEntry> {
    edition
        .catalog
        .unit_ids()
        .map(|id| RosterEntry {
            name: edition.catalog.unit(id).short.clone(),
            missing: edition.rollcall.missing.contains(&id),
            files: files(edition, id),
        })
        .collect()
}

/// 市住建局.et, 西大街街办任务清单.csv等2份
fn files(edition: &Edition<'_>, unit: UnitId) -> String {
    let mut files: Vec<&str> = edition
        .rollcall
        .lines
        .iter()
        .filter(|line| line.unit == Some(unit) && line.state == FileState::Received)
        .filter_map(|line| line.file.as_deref())
        .collect();
    files.dedup();
    match files.as_slice() {
        [] => String::new(),
        [only] => words::no_phone(only),
        [first, ..] => format!("{}等{}份", words::no_phone(first), files.len()),
    }
}

/// 口径: the rules behind the figures, with the numbers that configuration may change.
fn terms(edition: &Edition<'_>) -> Vec<String> {
    let limits = &edition.catalog.limits;
    let (points, days) = (limits.yellow_points, limits.yellow_days);
    let time = if limits.nodes.is_empty() {
        "时序进度＝年初至截止日的天数（含当日）÷全年天数。".to_owned()
    } else {
        "时序进度按配置的节点计算，节点之间按天数折算。".to_owned()
    };
    vec![
        "一个项目只认一个项目代码；没有代码的按名称和属地归并。一个项目属于几类的，在各类分别计入，在合计只计一次。".to_owned(),
        "几份台账的数不一致时，总投资取牵头单位的，计划、完成、时间、状态和进度取属地的，各项手续取办理部门的；其他台账的数都在项目明细里列出。".to_owned(),
        "完成率＝本年完成投资÷年度计划投资，只计两个数都有的项目，用未经四舍五入的数计算。".to_owned(),
        time,
        format!("红灯：低于时序进度{points}个百分点以上，或超过计划开工时间{days}天以上未开工；黄灯：低于时序进度{points}个百分点以内，或超期{days}天以内；绿灯：达到或高于时序进度。两种情形都有的从重。"),
        "应开未开：计划开工时间不晚于截止日而没有开工，储备项目不计。逾期任务：办结时限早于截止日而没有办结，由程序推算。".to_owned(),
        "手续的应办数不含“不涉及”；容缺办理和告知承诺不算办结，也不妨碍开工。".to_owned(),
        "资金按类别分别统计，取该类牵头单位的台账；沉淀＝拨付（投放）－支付（使用）。".to_owned(),
        "本期没有台账给出的数沿用上期，注明“沿用”和原来的期、文件、格子；从来没有给出的写“缺”，不当作零。".to_owned(),
    ]
}
