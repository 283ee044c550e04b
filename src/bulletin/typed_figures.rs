//! N01: a figure typed into the prose that contradicts the tables, and a placeholder that names no figure.
//!
//! Only what can be judged is judged: a number with its unit, right behind a metric's name, in a clause about the whole
//! city, one kind or one locality, as of this day. Everything else is left alone.

use super::facts::Facts;
use super::figures::{self, Misfit};
use super::wording;
use crate::finding::{Code, Finding, Place, Severity};
use crate::ledger::Metrics;
use crate::narrative::Narrative;
use crate::value::{Ratio, UnitId, Wanyuan};

/// What the tables say, and how it is put into a narrative.
#[derive(Debug, Clone, Copy)]
enum Truth {
    Amount(Wanyuan),
    Rate(Ratio),
    Count(usize),
}

/// Checks every narrative as it was typed: placeholders are figures already and are left out.
pub(super) fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for narrative in facts.material.narratives {
        if narrative.is_addressed {
            let (_, misfits) = figures::fill(narrative, facts);
            found.extend(misfits.iter().map(|wrong| misfit(facts, narrative, wrong)));
        }
        let text = plain(&narrative.markdown);
        for sentence in text.split(['。', '！', '？', '\n']) {
            found.extend(sentence_findings(facts, narrative, sentence));
        }
    }
    found
}

/// What was typed, in the widths of figures.
fn plain(markdown: &str) -> String {
    crate::value::text::fold_width(&figures::without_placeholders(markdown)).replace('\\', "")
}

/// A placeholder that names no figure: nobody can say what belongs there.
fn misfit(facts: &Facts<'_>, narrative: &Narrative, misfit: &Misfit) -> Finding {
    let Misfit { line, typed, problem } = misfit;
    let finding = Finding::new(
        Code::N01,
        Place::file(narrative.file.as_str()),
        format!("第{line}行的“{typed}”填不出数：{problem}"),
        "改好名称，保存后重新生成；暂时不填的，把它删掉",
    );
    Finding {
        severity: Severity::Error,
        ..finding.unit(author(facts, narrative))
    }
}

/// Whose narrative it is: the unit's that sent it, else the lead's of the task force.
fn author(facts: &Facts<'_>, narrative: &Narrative) -> Option<UnitId> {
    let lead = |team| facts.catalog.team(team).lead;
    narrative.unit.or(narrative.team.map(lead))
}

/// Whose figures a sentence is about.
enum Scope<'a> {
    All,
    Some(&'a Metrics, String),
}

fn sentence_findings(facts: &Facts<'_>, narrative: &Narrative, sentence: &str) -> Vec<Finding> {
    if !is_of_this_day(facts, sentence) {
        return Vec::new();
    }
    let Some(scope) = scope(facts, sentence) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for clause in sentence.split([',', '，', ';', '；', '、', '(', ')', '（', '）']) {
        if TURNS.iter().any(|word| clause.contains(word)) {
            break;
        }
        if is_relative(clause) {
            continue;
        }
        if let Some((said, shown, metric, path)) = contradiction(facts, &scope, clause) {
            let of = match &scope {
                Scope::All => String::new(),
                Scope::Some(_, name) => name.clone(),
            };
            found.push(
                Finding::new(
                    Code::N01,
                    Place::file(narrative.file.as_str()),
                    format!("文字写{of}{metric}{said}，表中是{shown}"),
                    format!("核对后改正；或把数字写成 {{{{ {path} }}}}，由程序填入"),
                )
                .unit(author(facts, narrative))
                .expected(format!("应为{shown}")),
            );
        }
    }
    found
}

/// A sentence as of another day speaks of that day.
fn is_of_this_day(facts: &Facts<'_>, sentence: &str) -> bool {
    let Some((_, rest)) = sentence.split_once("截至") else {
        return true;
    };
    let rest = rest.trim_start_matches(['到', '至']);
    let named: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || "年月日".contains(*c))
        .collect();
    named.is_empty() || wording::full_date(facts.as_of).ends_with(&named) && named.contains('月')
}

/// From here to the end of the sentence a part, a change or another time is spoken of.
const TURNS: [&str; 9] = [
    "其中", "新增", "退出", "本周", "上周", "下周", "上期", "去年", "上年",
];

/// A clause that says one of these is about a change, an aim, or no exact figure.
const RELATIVE: [&str; 36] = [
    "新增",
    "增加",
    "减少",
    "较",
    "比",
    "同比",
    "环比",
    "上期",
    "上周",
    "本周",
    "下周",
    "力争",
    "确保",
    "目标",
    "预计",
    "将",
    "争取",
    "年底",
    "提高",
    "回落",
    "约",
    "近",
    "超过",
    "多",
    "余",
    "以上",
    "不足",
    "个月",
    "平均",
    "单个",
    "每",
    "带入",
    "少完成",
    "一季度",
    "去年",
    "上年",
];

fn is_relative(clause: &str) -> bool {
    RELATIVE.iter().any(|word| clause.contains(word))
}

/// The whole city, one kind, or one locality; `None` where it is anything else.
fn scope<'a>(facts: &'a Facts<'_>, sentence: &str) -> Option<Scope<'a>> {
    if names_a_project(facts, sentence) {
        return None;
    }
    let kinds: Vec<usize> = (facts.catalog.kinds.iter().enumerate())
        .filter(|(_, kind)| mentions(sentence, [kind.name.as_str(), kind.short.as_str()].into_iter()))
        .map(|(at, _)| at)
        .collect();
    let units: Vec<usize> = (facts.localities.iter().enumerate())
        .filter(|(_, (unit, _))| mentions(sentence, facts.catalog.unit(*unit).names()))
        .map(|(at, _)| at)
        .collect();
    let departments = facts.catalog.units.iter().filter(|unit| !unit.is_locality());
    let names_department = departments
        .into_iter()
        .any(|unit| mentions(sentence, unit.names()));
    let all = [
        facts.whole_region(),
        format!("{}类", facts.catalog.kinds.len()),
        format!("{}类", wording::chinese_number(facts.catalog.kinds.len())),
    ];
    let says_all = all.iter().any(|word| sentence.contains(word.as_str())) || sentence.contains("纳入总账");
    match (kinds.as_slice(), units.as_slice()) {
        ([], []) if says_all && !names_department => Some(Scope::All),
        ([kind], []) if !says_all && !names_department => {
            let (id, metrics) = facts.kinds.get(*kind)?;
            Some(Scope::Some(metrics, facts.catalog.kind(*id).name.clone()))
        }
        ([], [unit]) if !says_all && !names_department => {
            let (id, metrics) = facts.localities.get(*unit)?;
            Some(Scope::Some(metrics, facts.short(*id)))
        }
        _ => None,
    }
}

/// Is one project spoken of? 项目 stands for many behind a kind's, a locality's or a collective's name, or before a number.
fn names_a_project(facts: &Facts<'_>, sentence: &str) -> bool {
    const MANY: [&str; 9] = ["类", "重要", "重点", "个", "市", "县", "区", "各", "全部"];
    let kinds = facts.catalog.kinds.iter().flat_map(|kind| {
        let stem = wording::kind_stem(&kind.name);
        [stem, kind.short.as_str()].map(|name| name.replace(['“', '”'], ""))
    });
    let units = facts.catalog.units.iter().map(|unit| unit.short.clone());
    let collectives: Vec<String> = kinds.chain(units).collect();
    sentence.match_indices("项目").any(|(at, word)| {
        let before = sentence[..at].trim_end_matches('”');
        let after = sentence[at + word.len()..].trim_start_matches('共');
        let stands_for_many = MANY.iter().any(|word| before.ends_with(word))
            || collectives.iter().any(|name| before.ends_with(name.as_str()))
            || after.starts_with(|c: char| c.is_ascii_digit());
        !stands_for_many
    })
}

fn mentions<'a>(sentence: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| sentence.contains(name))
}

/// The clause's number and what the tables say instead, if they do: as said, as shown, the metric, the placeholder.
fn contradiction(
    facts: &Facts<'_>,
    scope: &Scope<'_>,
    clause: &str,
) -> Option<(String, String, &'static str, String)> {
    let (before, number) = number(clause)?;
    let metrics = match scope {
        Scope::All => &facts.totals,
        Scope::Some(metrics, _) => metrics,
    };
    let (metric, truths, path) = metric(facts, scope, metrics, before, clause, &number)?;
    if truths.iter().any(|truth| number.agrees(*truth)) {
        return None;
    }
    let shown = match *truths.first()? {
        Truth::Amount(amount) => wording::money(amount),
        Truth::Rate(rate) => wording::percent(rate),
        Truth::Count(count) => format!("{count}{}", number.unit),
    };
    Some((format!("{}{}", number.written, number.unit), shown, metric, path))
}

type Metric = (&'static str, Vec<Truth>, String);

/// The metric that the words before the number end with.
fn metric(
    facts: &Facts<'_>,
    scope: &Scope<'_>,
    metrics: &Metrics,
    before: &str,
    clause: &str,
    number: &Number,
) -> Option<Metric> {
    let is_all = matches!(scope, Scope::All);
    let ends = |words: &[&str]| {
        words.iter().any(|word| {
            before
                .trim_end_matches(['为', '达', '到', '是', '共', ':', '：'])
                .ends_with(word)
        })
    };
    let path = |name: &str, filter: &str| format!("totals.{name}{filter}");
    let amount = |name: &'static str, amount: Option<Wanyuan>, key: &str| {
        Some((name, vec![Truth::Amount(amount?)], path(key, " | yi")))
    };
    let count =
        |name: &'static str, count: usize, key: &str| Some((name, vec![Truth::Count(count)], path(key, "")));
    match number.unit {
        "亿元" | "万元" => {
            if ends(&["年度计划投资", "年度投资计划", "年度计划", "年计划投资"]) {
                amount("年度计划投资", metrics.annual_plan, "annual_plan")
            } else if ends(&[
                "本年累计完成投资",
                "本年完成投资",
                "年度累计完成投资",
                "年度完成投资",
                "今年累计完成投资",
                "今年完成投资",
                "完成年度投资",
                "本年度完成投资",
                "本年度累计完成投资",
            ]) {
                amount("本年完成投资", metrics.annual_done, "annual_done")
            } else if ends(&["总投资"]) {
                amount("总投资", metrics.total_investment, "total_investment")
            } else {
                None
            }
        }
        "%" => {
            let is_rate = ends(&[
                "完成率",
                "投资完成率",
                "占年度计划的",
                "占年度计划投资的",
                "完成年度计划的",
                "完成年度计划投资的",
            ]);
            let rate = metrics.completion_rate().filter(|_| is_rate)?;
            // 完成数÷计划数 of the sums, as people reckon it, is no contradiction either.
            let plain = metrics
                .annual_done
                .zip(metrics.annual_plan)
                .and_then(|(done, plan)| Ratio::of_amounts(done, plan));
            let truths = [Some(rate), plain]
                .into_iter()
                .flatten()
                .map(Truth::Rate)
                .collect();
            Some(("完成率", truths, path("completion_rate", " | percent")))
        }
        "个" => {
            if ends(&["应开未开", "应开未开项目"]) {
                count("应开未开", metrics.overdue_start, "overdue_start")
            } else if ends(&["红灯", "红灯项目"]) {
                count("红灯", metrics.red, "red")
            } else if ends(&["黄灯", "黄灯项目"]) {
                count("黄灯", metrics.yellow, "yellow")
            } else if ends(&["绿灯", "绿灯项目"]) {
                count("绿灯", metrics.green, "green")
            } else if ends(&["已开工", "已开工项目"]) {
                count("已开工", metrics.started, "started")
            } else if ends(&["项目", "重要项目"]) && !clause.contains('灯') && !clause.contains("开")
            {
                count("项目", metrics.projects, "projects")
            } else {
                None
            }
        }
        "项" if is_all => {
            let task = |name: &'static str, number: usize, key: &str| {
                Some((name, vec![Truth::Count(number)], format!("tasks.{key}")))
            };
            if ends(&["交办任务", "累计交办任务", "累计交办"]) {
                task("交办任务", facts.tasks.total, "total")
            } else if ends(&["逾期任务"]) {
                task("逾期任务", facts.tasks.overdue, "overdue")
            } else {
                None
            }
        }
        _ => None,
    }
}

/// A number as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    written: String,
    /// Without its point.
    digits: i128,
    decimals: u32,
    unit: &'static str,
}

impl Number {
    /// Within half a unit of the last written decimal; counts exactly.
    fn agrees(&self, truth: Truth) -> bool {
        let scale = 10_i128.pow(self.decimals);
        let within = |exact: i128, unit: i128| (self.digits * unit - exact * scale).abs() * 2 <= unit;
        match truth {
            Truth::Count(count) => self.decimals == 0 && self.digits == count as i128,
            Truth::Amount(amount) => {
                let unit = if self.unit == "亿元" {
                    100_000_000
                } else {
                    10_000
                };
                within(i128::from(amount.yuan()), unit)
            }
            Truth::Rate(rate) => {
                let (part, whole) = rate.parts();
                within(part * 100, whole)
            }
        }
    }
}

/// The first number of a clause that bears a unit, and the words before it.
fn number(clause: &str) -> Option<(&str, Number)> {
    const UNITS: [&str; 5] = ["亿元", "万元", "%", "个", "项"];
    let start = clause.find(|c: char| c.is_ascii_digit())?;
    let rest = &clause[start..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let written = &rest[..end];
    let tail = rest[end..].trim_start();
    let unit = UNITS.into_iter().find(|unit| tail.starts_with(unit))?;
    // 个百分点 is a difference, 个百分 no count.
    if tail.starts_with("个百分点") {
        return None;
    }
    let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
    if whole.len() > 15 || decimals.len() > 6 || decimals.contains('.') {
        return None;
    }
    let digits = format!("{whole}{decimals}").parse().ok()?;
    Some((
        clause[..start].trim_end(),
        Number {
            written: written.to_owned(),
            digits,
            decimals: u32::try_from(decimals.len()).ok()?,
            unit,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(clause: &str) -> Number {
        number(clause).unwrap().1
    }

    #[test]
    fn a_figure_is_held_to_its_written_decimals() {
        let done = Truth::Amount(Wanyuan::from_yuan(2_498_910_000));
        assert!(typed("本年累计完成投资24.99亿元").agrees(done));
        assert!(typed("本年累计完成投资25.0亿元").agrees(done));
        assert!(typed("本年累计完成投资249891万元").agrees(done));
        assert!(!typed("本年累计完成投资32.74亿元").agrees(done));
        let rate = Truth::Rate(Ratio::of(2225, 10_000).unwrap());
        assert!(typed("完成率22.3%").agrees(rate));
        assert!(!typed("完成率22.4%").agrees(rate));
        assert!(typed("项目共159个").agrees(Truth::Count(159)));
        assert!(!typed("项目共158个").agrees(Truth::Count(159)));
    }

    #[test]
    fn differences_and_bare_numbers_are_no_figures() {
        assert!(number("提高1.5个百分点").is_none());
        assert!(number("截至5月12日").is_none());
        assert!(number("平稳推进").is_none());
    }

    #[test]
    fn placeholders_are_no_typed_figures() {
        assert_eq!(
            plain("完成投资{{ totals.annual_done | yi }}，共3个"),
            "完成投资#,共3个"
        );
    }
}
