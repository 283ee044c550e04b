//! Names of units, kinds and projects, and lists of them.

use crate::catalog::{Catalog, Unit};
use crate::value::UnitId;

/// The names a sentence counts: each with its measure, and the board that has them all.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// 个项目, 个单位
    pub measure: &'a str,
    /// 附表4
    pub board: Option<&'a str>,
    /// So many are named at most.
    pub limit: usize,
}

/// Names side by side: `矿区街道和平陌镇`, `超化镇、刘寨镇和财政局`; more than the limit: `A、B、C等12个项目（详见附表4）`.
pub fn list(names: &[String], of: Listed<'_>) -> String {
    if names.len() <= of.limit.max(1) {
        return join(names);
    }
    let first = &names[..names.len().min(3)];
    let board = of
        .board
        .map(|board| format!("（详见{board}）"))
        .unwrap_or_default();
    format!("{}等{}{}{board}", first.join("、"), names.len(), of.measure)
}

/// 下达（发行、投放、授信）: the first word, and the others that stand for the same.
pub fn first_and_others<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    match seen.split_first() {
        Some((first, [])) => (*first).to_owned(),
        Some((first, others)) => format!("{first}（{}）", others.join("、")),
        None => String::new(),
    }
}

/// All of them: `甲、乙和丙`.
pub fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}和{last}", first.join("、")),
    }
}

/// Every one of `total`, or all but one or two: `18个属地均`, `除来集镇外，17个属地均`; `None` where more are excepted.
pub fn all_or_all_but(total: usize, measure: &str, exceptions: &[String]) -> Option<String> {
    match exceptions.len() {
        0 => Some(format!("{total}{measure}均")),
        1 | 2 if total > exceptions.len() + 1 => Some(format!(
            "除{}外，{}{measure}均",
            join(exceptions),
            total - exceptions.len()
        )),
        _ => None,
    }
}

/// Equal numbers together, in the order given: `发展改革委和财政局各3项，住建局2项，城关镇1项`.
pub fn grouped(numbers: &[(String, usize)], measure: &str) -> String {
    let mut groups: Vec<(usize, Vec<String>)> = Vec::new();
    for (name, number) in numbers {
        match groups.iter_mut().find(|(of, _)| of == number) {
            Some((_, names)) => names.push(name.clone()),
            None => groups.push((*number, vec![name.clone()])),
        }
    }
    let phrases = groups.iter().map(|(number, names)| {
        let each = if names.len() > 1 { "各" } else { "" };
        format!("{}{each}{number}{measure}", join(names))
    });
    phrases.collect::<Vec<_>>().join("，")
}

/// `（一）`, `（二）` …
pub fn numbered(position: usize) -> String {
    format!("（{}）", super::chinese_number(position + 1))
}

/// A name as it is printed: half-width brackets of a Chinese text full-width, 甲项目(一期) → 甲项目（一期）.
pub fn printed(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    // An opening bracket decides for its pair: （GEP(2)） keeps what stands within Latin text.
    let mut widened = Vec::new();
    let mut before = None;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let is_han = |c: Option<char>| c.is_some_and(|c| c.len_utf8() >= 3);
        match c {
            '(' => {
                let wide = is_han(before) || is_han(chars.peek().copied());
                widened.push(wide);
                text.push(if wide { '（' } else { '(' });
            }
            ')' => text.push(if widened.pop() == Some(true) { '）' } else { ')' }),
            c => text.push(c),
        }
        before = Some(c);
    }
    text
}

/// A project in a sentence: its name, followed by its locality where the name does not say it.
pub fn project_name(name: &str, locality: Option<UnitId>, catalog: &Catalog) -> String {
    let name = printed(name);
    match locality.map(|unit| catalog.unit(unit)) {
        Some(unit) if !names_locality(&name, unit) => format!("{name}（{}）", unit.short),
        _ => name,
    }
}

/// A project where its locality has just been named: `西部中心幼儿园项目`.
pub fn project_here(name: &str, locality: Option<UnitId>, catalog: &Catalog) -> String {
    let short = locality.map(|unit| catalog.unit(unit).short.as_str());
    let rest = short.and_then(|short| name.strip_prefix(short));
    printed(rest.filter(|rest| rest.chars().count() >= 4).unwrap_or(name))
}

fn names_locality(name: &str, unit: &Unit) -> bool {
    unit.names().any(|known| name.contains(known)) || name.contains(unit_stem(&unit.short))
}

/// 矿区街道 → 矿区, as it stands in projects' names.
pub fn unit_stem(short: &str) -> &str {
    let stem = ["街道", "管委会", "镇", "乡"]
        .iter()
        .find_map(|ending| short.strip_suffix(ending));
    stem.filter(|stem| stem.chars().count() >= 2).unwrap_or(short)
}

/// 地方政府专项债券项目 → 地方政府专项债券
pub fn kind_stem(name: &str) -> &str {
    name.strip_suffix("项目").unwrap_or(name)
}
