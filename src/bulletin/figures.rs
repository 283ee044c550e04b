//! Figures in narratives: `{{ totals.annual_done | yi }}` is filled in from the same issue.
//!
//! A dotted path and at most one filter; nothing else is understood, nothing is executed.

use super::facts::Facts;
use super::wording;
use crate::ledger::{Metrics, MoneyTotals};
use crate::narrative::Narrative;
use crate::value::{Day, Ratio, Wanyuan};

/// A figure of the issue.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Figure {
    Amount(Wanyuan),
    Rate(Ratio),
    Count(usize),
    Number(i64),
    Date(Day),
    /// Nobody gave it.
    Missing,
}

const FILTERS: [&str; 5] = ["yi", "wan", "percent", "count", "day"];

/// A placeholder that names no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The line of the file it stands in, from 1.
    pub(super) line: usize,
    /// As it was typed.
    pub(super) typed: String,
    /// What is wrong with it, and what there is: a sentence without its place.
    pub(super) problem: String,
}

/// What is printed for a figure that is not there.
const MISSING: &str = "（缺）";

/// Fills in every placeholder; one that names no figure is printed as a figure that is missing, one that is not closed on
/// its line as it was typed.
pub(super) fn fill(narrative: &Narrative, facts: &Facts<'_>) -> (String, Vec<Misfit>) {
    let markdown = &narrative.markdown;
    // Each line of a plain text is a paragraph of its own, with a blank line below.
    let lines_apart = if narrative.file.to_lowercase().ends_with(".txt") {
        2
    } else {
        1
    };
    let mut filled = String::with_capacity(markdown.len());
    let mut misfits = Vec::new();
    let mut rest = markdown.as_str();
    while let Some((before, opened)) = rest.split_once(OPEN) {
        filled.push_str(before);
        let at = markdown.len() - opened.len();
        let mut misfit = |typed: &str, problem: String| {
            misfits.push(Misfit {
                line: narrative.first_line + markdown[..at].matches('\n').count() / lines_apart,
                typed: typed.to_owned(),
                problem,
            });
        };
        if let Some((inside, behind)) = closed(opened) {
            filled.push_str(&placeholder(inside, facts).unwrap_or_else(|problem| {
                misfit(&format!("{OPEN}{inside}{CLOSE}"), problem);
                MISSING.to_owned()
            }));
            rest = behind;
        } else {
            misfit(OPEN, format!("“{OPEN}”后面没有“{CLOSE}”"));
            filled.push_str(OPEN);
            rest = opened;
        }
    }
    filled.push_str(rest);
    (filled, misfits)
}

/// A narrative's text with a mark in the place of each placeholder, so that what stands behind one is not taken for the
/// number of what stands before it.
pub(super) fn without_placeholders(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, opened)) = rest.split_once(OPEN) {
        text.push_str(before);
        text.push('＃');
        rest = closed(opened).map_or(opened, |(_, behind)| behind);
    }
    text.push_str(rest);
    text
}

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// What stands within a placeholder, and what behind it; it ends on the line where it begins.
fn closed(opened: &str) -> Option<(&str, &str)> {
    opened
        .split_once(CLOSE)
        .filter(|(inside, _)| !inside.contains('\n'))
}

/// The problem is a sentence without its place.
fn placeholder(text: &str, facts: &Facts<'_>) -> Result<String, String> {
    let (path, filter) = match text.split_once('|') {
        Some((path, filter)) => (path.trim(), Some(filter.trim())),
        None => (text.trim(), None),
    };
    let figure = resolve(path, facts)?;
    print(figure, path, filter, facts)
}

fn print(figure: Figure, path: &str, filter: Option<&str>, facts: &Facts<'_>) -> Result<String, String> {
    Ok(match (figure, filter) {
        (Figure::Missing, _) => MISSING.to_owned(),
        (Figure::Amount(amount), None) => wording::money(amount),
        (Figure::Amount(amount), Some("yi")) => format!("{}亿元", wording::yi(amount)),
        (Figure::Amount(amount), Some("wan")) => {
            format!("{}万元", wording::table_money(amount).replace(',', ""))
        }
        (Figure::Rate(rate), None | Some("percent")) => wording::percent(rate),
        (Figure::Count(count), None | Some("count")) => count.to_string(),
        (Figure::Number(number), None | Some("count")) => number.to_string(),
        (Figure::Date(day), None | Some("day")) => facts.date(day),
        (_, Some(filter)) if FILTERS.contains(&filter) => {
            return Err(format!("{path} 不能用“{filter}”来写，{}", fitting(figure)));
        }
        (_, Some(filter)) => {
            return Err(format!("不认识“| {filter}”。可用的有：{}", FILTERS.join("、")));
        }
    })
}

fn fitting(figure: Figure) -> &'static str {
    match figure {
        Figure::Amount(_) => "金额用 yi 或 wan",
        Figure::Rate(_) => "比率用 percent",
        Figure::Count(_) | Figure::Number(_) => "个数用 count",
        Figure::Date(_) => "日期用 day",
        Figure::Missing => "本期没有这个数",
    }
}

const ROOTS: [&str; 10] = [
    "year",
    "number",
    "as_of",
    "time_progress",
    "totals",
    "categories",
    "localities",
    "departments",
    "approvals",
    "tasks",
];
const METRICS: [&str; 13] = [
    "projects",
    "total_investment",
    "annual_plan",
    "annual_done",
    "completion_rate",
    "started",
    "due_to_start",
    "overdue_start",
    "reserve",
    "halted",
    "red",
    "yellow",
    "green",
];
const MONEY: [&str; 3] = ["granted", "disbursed", "spent"];

fn resolve(path: &str, facts: &Facts<'_>) -> Result<Figure, String> {
    let unknown = |known: &str| format!("没有 {path}。可用的有：{known}");
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    let of_unit = |list: &[(crate::value::UnitId, Metrics)], name: &str, metric: &str| {
        let found = list
            .iter()
            .find(|(unit, _)| facts.catalog.unit(*unit).names().any(|known| known == name));
        let Some((_, metrics)) = found else {
            let names: Vec<String> = list.iter().map(|(unit, _)| facts.full(*unit)).collect();
            return Err(unknown(&names.join("、")));
        };
        self::metric(metrics, metric).ok_or_else(|| unknown(&METRICS.join("、")))
    };
    match parts.as_slice() {
        ["year"] => Ok(Figure::Number(facts.year.into())),
        ["number"] => Ok(Figure::Number(facts.number.into())),
        ["as_of"] => Ok(Figure::Date(Day::exact(facts.as_of))),
        ["time_progress"] => Ok(Figure::Rate(facts.time)),
        ["totals", name] => metric(&facts.totals, name).ok_or_else(|| unknown(&METRICS.join("、"))),
        ["categories", id, name] => category(id, name, facts).ok_or_else(|| {
            let ids: Vec<&str> = facts.catalog.kinds.iter().map(|kind| kind.id.as_str()).collect();
            unknown(&format!(
                "{}；各类有：{}、{}",
                ids.join("、"),
                METRICS.join("、"),
                MONEY.join("、")
            ))
        }),
        ["localities", name, metric] => of_unit(&facts.localities, name, metric),
        ["departments", name, metric] => of_unit(&facts.departments, name, metric),
        ["approvals", id, name] => approval(id, name, facts).ok_or_else(|| {
            let ids: Vec<&str> = facts
                .catalog
                .approvals
                .iter()
                .map(|item| item.id.as_str())
                .collect();
            unknown(&format!("{}；各项有：applicable、granted、rate", ids.join("、")))
        }),
        ["tasks", "total"] => Ok(Figure::Count(facts.tasks.total)),
        ["tasks", "closed"] => Ok(Figure::Count(facts.tasks.closed)),
        ["tasks", "overdue"] => Ok(Figure::Count(facts.tasks.overdue)),
        ["tasks", ..] => Err(unknown("total、closed、overdue")),
        ["totals"] => Err(unknown(&METRICS.join("、"))),
        _ => Err(unknown(&ROOTS.join("、"))),
    }
}

fn amount(amount: Option<Wanyuan>) -> Figure {
    amount.map_or(Figure::Missing, Figure::Amount)
}

fn rate(rate: Option<Ratio>) -> Figure {
    rate.map_or(Figure::Missing, Figure::Rate)
}

fn metric(metrics: &Metrics, name: &str) -> Option<Figure> {
    Some(match name {
        "projects" => Figure::Count(metrics.projects),
        "total_investment" => amount(metrics.total_investment),
        "annual_plan" => amount(metrics.annual_plan),
        "annual_done" => amount(metrics.annual_done),
        "completion_rate" => rate(metrics.completion_rate()),
        "started" => Figure::Count(metrics.started),
        "due_to_start" => Figure::Count(metrics.due_to_start),
        "overdue_start" => Figure::Count(metrics.overdue_start),
        "reserve" => Figure::Count(metrics.reserve),
        "halted" => Figure::Count(metrics.halted),
        "red" => Figure::Count(metrics.red),
        "yellow" => Figure::Count(metrics.yellow),
        "green" => Figure::Count(metrics.green),
        _ => return None,
    })
}

fn category(id: &str, name: &str, facts: &Facts<'_>) -> Option<Figure> {
    let (kind, metrics) = facts
        .kinds
        .iter()
        .find(|(kind, _)| facts.catalog.kind(*kind).id == id)?;
    let money: Option<&MoneyTotals> = facts
        .money
        .iter()
        .find(|(of, _)| of == kind)
        .map(|(_, money)| money);
    match name {
        "granted" => Some(amount(money?.granted)),
        "disbursed" => Some(amount(money?.disbursed)),
        "spent" => Some(amount(money?.spent)),
        _ => metric(metrics, name),
    }
}

fn approval(id: &str, name: &str, facts: &Facts<'_>) -> Option<Figure> {
    let (_, count) = facts
        .approvals
        .iter()
        .find(|(item, _)| facts.catalog.approval(*item).id == id)?;
    match name {
        "applicable" => Some(Figure::Count(count.applicable)),
        "granted" => Some(Figure::Count(count.granted)),
        "rate" => Some(rate(Ratio::of_counts(count.granted, count.applicable))),
        _ => None,
    }
}
