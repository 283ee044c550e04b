//! What the headings over a column mean in a form.

use super::label::Label;
use super::lexicon::{FormLexicon, Lexicon, Meaning};
use super::path::{Part, Path};
use crate::catalog::{Field, Form, ValueKind};
use crate::value::KindId;

/// What a column's headings mean in a form. `year` is the year the sheet speaks of; 0 leaves years out of account.
pub(super) fn meaning(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    path: &Path,
    kind: Option<KindId>,
    year: i32,
) -> Option<Meaning> {
    strictly(lexicon, form, path, kind, year).or_else(|| loosely(form, path))
}

/// The same, only as the catalog's headings stand.
pub(super) fn strictly(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    path: &Path,
    kind: Option<KindId>,
    year: i32,
) -> Option<Meaning> {
    let words: Vec<&Part> = path.words().collect();
    let leaf = *words.last()?;
    let years: Vec<i32> = words
        .iter()
        .flat_map(|part| part.label.years.iter().copied())
        .collect();
    let found = joined(form, &words)
        .or_else(|| step(lexicon, form, &words, kind))
        .or_else(|| form.meaning(&leaf.label).cloned())
        .or_else(|| form.approval_within(&leaf.label.plain).map(Meaning::Field))
        .or_else(|| form.approval_within(&concat(&words)).map(Meaning::Field))
        .or_else(|| lexicon.money_step(kind, &leaf.label.plain).map(Meaning::Field))
        .or_else(|| under_a_general_leaf(form, &words))?;
    if words.len() > 1 && speaks_of_another_time(&words) {
        return Some(Meaning::Own);
    }
    let found = planned_for_a_year(form, &leaf.label, &found).unwrap_or(found);
    let found = under_an_aim(form, &words, found);
    Some(by_year(found, &words, &years, year))
}

/// 2023年计划 is the year's plan, and no date.
fn planned_for_a_year(form: &FormLexicon<'_>, leaf: &Label, found: &Meaning) -> Option<Meaning> {
    let is_day = matches!(found, Meaning::Field(field) if form.value_kind(*field) == ValueKind::Day);
    (is_day && !leaf.years.is_empty())
        .then(|| form.exact(&format!("年{}", leaf.plain)).cloned())
        .flatten()
}

/// 目标任务 › 形象进度 is what is aimed at; 目标任务 › 完成投资 is the year's plan.
fn under_an_aim(form: &FormLexicon<'_>, words: &[&Part], found: Meaning) -> Meaning {
    let Some((leaf, parents)) = words.split_last() else {
        return found;
    };
    let done = |field: &Field| matches!(field, Field::AnnualDone | Field::CumulativeDone);
    let is_done = match &found {
        Meaning::Field(field) => done(field) || *field == Field::PhysicalProgress,
        Meaning::Ambiguous(means) => means.iter().any(done),
        Meaning::Own => false,
    };
    if !is_done || !parents.iter().any(|part| is_aim(&part.label)) {
        return found;
    }
    form.exact(&format!("计划{}", leaf.label.plain))
        .filter(|meaning| matches!(meaning, Meaning::Field(Field::AnnualPlan)))
        .cloned()
        .unwrap_or(Meaning::Own)
}

/// The headings joined, from the outermost that gives a known one; and the last two the other way round.
fn joined(form: &FormLexicon<'_>, words: &[&Part]) -> Option<Meaning> {
    for from in 0..words.len().saturating_sub(1) {
        let plain = concat(&words[from..]);
        if let Some(meaning) = form.exact(&plain) {
            return Some(meaning.clone());
        }
    }
    if let [.., parent, leaf] = words {
        let turned = format!("{}{}", leaf.label.plain, parent.label.plain);
        if !leaf.label.plain.is_empty() && !parent.label.plain.is_empty() {
            return form.exact(&turned).cloned();
        }
    }
    None
}

fn concat(words: &[&Part]) -> String {
    words.iter().map(|part| part.label.plain.as_str()).collect()
}

/// 已支付 › 中央预算内投资: the step of the parent, where the leaf is the kind's own fund or a sum.
fn step(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    words: &[&Part],
    kind: Option<KindId>,
) -> Option<Meaning> {
    let (leaf, parents) = words.split_last()?;
    let field = parents.iter().rev().find_map(|parent| {
        form.step_of_parent(&parent.label.plain)
            .or_else(|| lexicon.money_step(kind, &parent.label.plain))
    })?;
    let fits = form.is_step_leaf(field, &leaf.label.plain)
        || lexicon.is_fund(kind, &leaf.label.plain)
        || form.exact(&leaf.label.plain) == Some(&Meaning::Field(field));
    Some(if fits { Meaning::Field(field) } else { Meaning::Own })
}

/// 总投资 › 合计: what the parent means.
fn under_a_general_leaf(form: &FormLexicon<'_>, words: &[&Part]) -> Option<Meaning> {
    const GENERAL: [&str; 9] = ["", "合计", "小计", "总额", "金额", "总计", "额", "数", "总数"];
    let (leaf, parents) = words.split_last()?;
    if !GENERAL.contains(&leaf.label.plain.as_str()) {
        return None;
    }
    let parent = parents.last()?;
    form.meaning(&parent.label)
        .cloned()
        .or_else(|| joined(form, parents))
}

/// Headings of another week, month or year: the unit's own.
fn speaks_of_another_time(words: &[&Part]) -> bool {
    words[..words.len() - 1]
        .iter()
        .any(|part| another_time(&part.label))
}

/// A year says whose figure it is: this year's, or – an earlier one – to date.
fn by_year(found: Meaning, words: &[&Part], years: &[i32], year: i32) -> Meaning {
    let to_year_end = words.iter().any(|part| part.label.to_year_end);
    let since_new_year = words.iter().any(|part| part.label.since_new_year);
    let says_plan =
        words.iter().any(|part| is_aim(&part.label)) || matches!(found, Meaning::Field(Field::AnnualPlan));
    // 1-5月计划投资 is a part of the year's plan only.
    if since_new_year && says_plan && !words.iter().any(|part| part.label.until_month == Some(12)) {
        return Meaning::Own;
    }
    let annual = |field: &Field| matches!(field, Field::AnnualPlan | Field::AnnualDone);
    let this_year = year != 0 && years.contains(&year);
    match found {
        Meaning::Ambiguous(means) => {
            let this = means.iter().copied().find(annual);
            match this {
                Some(field) if this_year && !to_year_end => Meaning::Field(field),
                Some(field) if since_new_year && says_plan => Meaning::Field(field),
                // 1-5月投资 is what was done.
                Some(_) if since_new_year => Meaning::Field(Field::AnnualDone),
                Some(_) if to_year_end => Meaning::Own,
                Some(_) if year != 0 && !years.is_empty() => {
                    let says_to_date = words.iter().any(|part| {
                        ["累计", "累积", "以来", "至今"]
                            .iter()
                            .any(|word| part.label.full.contains(word))
                    });
                    let to_date = means.contains(&Field::CumulativeDone)
                        && says_to_date
                        && years.iter().all(|&written| written < year);
                    if to_date {
                        Meaning::Field(Field::CumulativeDone)
                    } else {
                        Meaning::Own
                    }
                }
                _ => Meaning::Ambiguous(means),
            }
        }
        Meaning::Field(field)
            if annual(&field) && year != 0 && !years.is_empty() && (!this_year || to_year_end) =>
        {
            Meaning::Own
        }
        Meaning::Field(Field::CumulativeDone) if to_year_end => Meaning::Own,
        other => other,
    }
}

/// What may stand before a known heading without changing what it means: 项目所属辖区, 目前形象进度.
const BEFORE: [&str; 16] = [
    "项目",
    "工程",
    "本项目",
    "目前为止项目",
    "目前为止",
    "目前",
    "当前",
    "主要",
    "具体",
    "问题",
    "事项",
    "市级",
    "市直",
    "县级",
    "区级",
    "县区",
];

/// What may stand behind it: 建设地点名称, 投资方名.
const BEHIND: [&str; 4] = ["名称", "名", "情况", "描述"];

/// A known heading with a word more, a clause of instructions, or 日期 for 时间; of a column of amounts only the clause.
pub(super) fn loosely(form: &FormLexicon<'_>, path: &Path) -> Option<Meaning> {
    let leaf = &path.leaf()?.label;
    let parents: Vec<&Part> = path.words().rev().skip(1).collect();
    // This week's alone is less than what a column is known for.
    let is_of_other = |label: &Label| another_time(label) || label.full.contains("本周");
    if parents.iter().any(|part| is_of_other(&part.label)) || is_of_other(leaf) {
        return None;
    }
    if leaf.since_new_year && ["累计", "完成", ""].contains(&leaf.plain.as_str()) {
        return form.exact("年累计完成").cloned();
    }
    if parents.iter().any(|part| is_aim(&part.label)) {
        return None;
    }
    if let Some(meaning) = of_its_make(&leaf.plain).and_then(|field| {
        let held = if field == Field::Problem && form.schema.form == Form::Task {
            form.schema.name_field
        } else {
            field
        };
        form.schema.column(held).map(|_| Meaning::Field(held))
    }) {
        return Some(meaning);
    }
    if let Some(meaning) = whole_of_an_amount(form, &leaf.plain) {
        return Some(meaning.clone());
    }
    let plain = before_clause(&leaf.plain).map_or(leaf.plain.as_str(), |(head, _)| head);
    reworded(plain).find_map(|other| {
        let meaning = form.exact(&other)?;
        let counts = match meaning {
            Meaning::Own => true,
            Meaning::Ambiguous(means) => means
                .iter()
                .all(|field| form.value_kind(*field) == ValueKind::Day),
            Meaning::Field(field) => {
                *field != form.schema.name_field
                    && !matches!(form.value_kind(*field), ValueKind::Amount | ValueKind::Code)
            }
        };
        counts.then(|| meaning.clone())
    })
}

/// The month whose progress a column tells: 5月进展情况.
pub(super) fn month_of_progress(form: &FormLexicon<'_>, path: &Path) -> Option<u32> {
    let plain = &path.leaf()?.label.plain;
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = plain[..plain.len() - rest.len()]
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    let rest = rest.strip_prefix('月')?;
    let rest = rest.strip_prefix('份').unwrap_or(rest);
    (form.exact(rest) == Some(&Meaning::Field(Field::PhysicalProgress))).then_some(month)
}

/// A heading without the words that may stand around it, 日期 for 时间 and the other way round.
fn reworded(plain: &str) -> impl Iterator<Item = String> {
    let starts = std::iter::once(plain).chain(BEFORE.iter().filter_map(|word| plain.strip_prefix(word)));
    starts
        .flat_map(|start| {
            std::iter::once(start).chain(BEHIND.iter().filter_map(|word| start.strip_suffix(word)))
        })
        .filter(|core| core.chars().count() >= 2)
        .flat_map(|core| {
            let swapped = core
                .strip_suffix("日期")
                .map(|stem| format!("{stem}时间"))
                .or_else(|| core.strip_suffix("时间").map(|stem| format!("{stem}日期")));
            std::iter::once(core.to_owned()).chain(swapped)
        })
}

/// What can be said in so many ways that its make tells it: 累计完成年度投资计划比例, 自开始建设累计完成投资.
fn of_its_make(plain: &str) -> Option<Field> {
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| plain.ends_with(word));
    if is_about_problems(plain) {
        return Some(Field::Problem);
    }
    if plain
        .strip_prefix("项目名称")
        .is_some_and(|rest| rest.starts_with(['及', '和', '与', '/', '、']))
    {
        return Some(Field::Name);
    }
    if says(&["支付", "支出", "拨付", "资金", "工程量"]) {
        return None;
    }
    let of_the_year = says(&["年度", "全年", "年计划", "年目标", "当年", "本年", "今年", "年初"]);
    let is_money = ends(&["投资", "投资额"]) && !says(&["剩余", "占", "其中", "一期", "二期", "三期"]);
    if is_money && ends(&["总投资", "总投资额"]) && !says(&["完成", "累计", "年"]) {
        return Some(Field::TotalInvestment);
    }
    if is_money && of_the_year && says(&["计划", "目标", "任务"]) && !says(&["累计", "已", "实际"])
    {
        return Some(Field::AnnualPlan);
    }
    if is_money && of_the_year && says(&["累计"]) && !says(&["计划", "目标", "任务", "开工", "开始"])
    {
        return Some(Field::AnnualDone);
    }
    if !says(&["完成"]) {
        return None;
    }
    if of_the_year && ends(&["率", "比例", "百分比", "占比"]) && !says(&["总投资"]) {
        return Some(Field::CompletionRate);
    }
    let is_sum = ends(&["投资", "投资额", "累计", "累计完成"]) && !says(&["计划", "目标"]);
    match plain.strip_prefix(['自', '从'])? {
        since if is_sum && since.starts_with('开') => Some(Field::CumulativeDone),
        since if is_sum && (since.starts_with("年初") || since.starts_with("今年")) => {
            Some(Field::AnnualDone)
        }
        _ => None,
    }
}

/// 存在问题及需协调事项, 需市政府协调解决的困难.
fn is_about_problems(plain: &str) -> bool {
    let starts = [
        "存在",
        "主要",
        "目前存在",
        "需",
        "当前存在",
        "堵点",
        "难点",
        "卡点",
        "困难",
    ]
    .iter()
    .any(|word| plain.starts_with(word));
    let problem = ["问题", "困难", "难点", "堵点", "协调事项", "协调解决"]
        .iter()
        .any(|word| plain.contains(word));
    let about = [
        "是否",
        "整改",
        "措施",
        "情况",
        "数",
        "类",
        "时",
        "责任",
        "编号",
        "原因",
        "建议单位",
        "部门",
        "单位",
    ];
    starts && problem && !about.iter().any(|word| plain.contains(word))
}

/// 总投资额，内资以亿元计; 总投资-合计; 年初至今累计完成投资额: but 总投资-中央资金 is a part of it only.
fn whole_of_an_amount<'f>(form: &'f FormLexicon<'_>, plain: &str) -> Option<&'f Meaning> {
    const WHOLE: [&str; 5] = ["合计", "小计", "总计", "总额", "总"];
    let head = match before_clause(plain) {
        Some((head, clause)) if !plain[head.len()..].starts_with('-') || WHOLE.contains(&clause) => head,
        Some(_) => return None,
        None => plain,
    };
    form.exact(head).or_else(|| form.exact(head.strip_suffix('额')?))
}

/// What stands before a clause that explains the heading, and the clause: 总投资额，内资以亿元计; 项目地址-行政区划.
fn before_clause(plain: &str) -> Option<(&str, &str)> {
    let (head, clause) = plain.split_once([',', ':', '-', ';', '。'])?;
    (head.chars().count() >= 2 && !clause.is_empty()).then_some((head, clause))
}

/// 目标任务, 计划: what is aimed at, not what was done.
fn is_aim(label: &Label) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| label.plain.contains(word));
    says(&["目标", "计划", "任务"]) && !says(&["完成", "执行", "落实", "推进", "进展"])
}

/// Does a heading speak of another week, month or year?
fn another_time(label: &Label) -> bool {
    const OTHER: [&str; 12] = [
        "上年",
        "去年",
        "以前年度",
        "上期",
        "上周",
        "上月",
        "本月",
        "当月",
        "下周",
        "下月",
        "下年",
        "明年",
    ];
    OTHER.iter().any(|word| label.full.contains(word))
}
