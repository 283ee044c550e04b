//! What stands around a table: titles, the unit of money, the date, the kind.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::catalog::Catalog;
use crate::value::text::fold;
use crate::value::{KindId, Scale};

/// The unit of money said in a unit line or a title: 单位：万元, （金额单位：亿元）.
pub fn scale_said(texts: &[String]) -> Option<Scale> {
    const UNITS: [(&str, Scale); 5] = [
        ("百万元", Scale::Million),
        ("亿元", Scale::Yi),
        ("万元", Scale::Wan),
        ("千元", Scale::Thousand),
        ("元", Scale::Yuan),
    ];
    for text in texts {
        let folded = fold(text);
        for (at, word) in folded.match_indices("单位") {
            // 填报单位：… names an organisation.
            if folded[..at].ends_with(['报', '建', '业', '责', '主', '送', '表']) {
                continue;
            }
            let tail = folded[at + word.len()..].trim_start_matches([':', '为', '(']);
            let tail = tail.strip_prefix("人民币").unwrap_or(tail);
            let named = UNITS.iter().find(|(unit, _)| tail.starts_with(unit));
            if let Some((_, scale)) = named {
                return Some(*scale);
            }
        }
    }
    texts.iter().find_map(|text| {
        let folded = fold(text);
        let inner = folded.trim_matches(['(', ')']);
        super::label::scale_named(inner)
            .or_else(|| folded.ends_with("(万元)").then_some(Scale::Wan))
            .or_else(|| folded.ends_with("(亿元)").then_some(Scale::Yi))
    })
}

/// Every name of every kind of project, folded once.
pub struct KindNames {
    /// Whole names and ids, without quotation marks.
    exact: BTreeMap<String, KindId>,
    /// What is looked for within a text, the longest first.
    within: Vec<(String, KindId)>,
}

impl KindNames {
    /// The catalog's.
    pub fn new(catalog: &Catalog) -> KindNames {
        let forms = catalog.forms.iter().flat_map(|form| &form.also);
        // 重点项目台账 is what every ledger is called: such words name a form, not a kind.
        let generic: BTreeSet<String> = forms.map(|word| fold(word)).collect();
        let mut exact = BTreeMap::new();
        let mut within = Vec::new();
        for id in catalog.kind_ids() {
            let kind = catalog.kind(id);
            let names = [&kind.name, &kind.short].into_iter().chain(&kind.also);
            for name in names.map(|name| unquoted(&fold(name))) {
                if !generic.contains(&name) && name.chars().count() >= 2 {
                    within.push((name.clone(), id));
                }
                exact.entry(name).or_insert(id);
            }
            exact.entry(unquoted(&fold(&kind.id))).or_insert(id);
        }
        within.sort_by_key(|(name, id)| (Reverse(name.chars().count()), *id));
        KindNames { exact, within }
    }

    /// The kind whose name a folded word is.
    pub fn exact(&self, folded: &str) -> Option<KindId> {
        self.exact.get(&unquoted(folded)).copied()
    }

    /// The kind that a text names, the longest names first; `None` where it names none or several.
    pub fn within(&self, text: &str) -> Option<KindId> {
        let mut folded = unquoted(&fold(text));
        let mut found = Vec::new();
        for (name, id) in &self.within {
            if folded.contains(name.as_str()) {
                folded = folded.replace(name.as_str(), "\u{1}");
                if !found.contains(id) {
                    found.push(*id);
                }
            }
        }
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Without quotation marks, which some leave out: “三个一批”.
fn unquoted(folded: &str) -> String {
    folded.replace(['“', '”', '"', '「', '」'], "")
}

/// A date that a name or title bears: 5.5, （截至5月5日）, 2023.5.5, 20230505.
pub fn dated(text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let folded = fold(text);
    let letters: Vec<char> = folded.chars().collect();
    let mut best = None;
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).map(|before| letters[before]);
        let (read, next) = date_at(&letters, at, as_of);
        let is_version = before.is_some_and(|c| matches!(c, 'v' | 'V' | '.' | '-' | '/' | '版'));
        if let Some(date) = read.filter(|_| !is_version) {
            best = Some(date);
        }
        at = next.max(at + 1);
    }
    best
}

/// The date that starts at this digit, and where it ends.
fn date_at(letters: &[char], at: usize, as_of: NaiveDate) -> (Option<NaiveDate>, usize) {
    let number = |from: usize| -> (Option<u32>, usize) {
        let mut to = from;
        while to < letters.len() && letters[to].is_ascii_digit() {
            to += 1;
        }
        let digits: String = letters[from..to].iter().collect();
        (digits.parse().ok().filter(|_| digits.len() <= 8), to)
    };
    let joins = |at: usize, words: &[char]| letters.get(at).is_some_and(|c| words.contains(c));
    let (Some(first), mut next) = number(at) else {
        return (None, number(at).1);
    };
    let width = next - at;
    if width == 8 {
        return (ymd(first / 10_000, first / 100 % 100, first % 100), next);
    }
    let mut year = None;
    let mut month = first;
    if width == 4 && (1990..2100).contains(&first) {
        if !joins(next, &['年', '.', '-', '/']) {
            return (None, next);
        }
        let (Some(second), after) = number(next + 1) else {
            return (None, next);
        };
        year = Some(first);
        month = second;
        next = after;
    } else if width == 4 {
        // 0505
        let day = closest_year(first / 100, first % 100, as_of);
        return (day.filter(|_| !joins(next, &['年', '.', '号'])), next);
    }
    // A dash joins month and day only behind a year: 1-5月 is a span, 表3-2 a number.
    let dash = year.is_some() && joins(next, &['-']);
    if !dash && !joins(next, &['月', '.', '/']) {
        return (None, next);
    }
    let (Some(day), after) = number(next + 1) else {
        return (None, next);
    };
    if after - (next + 1) > 2 || joins(after, &['%', '万', '亿']) {
        return (None, after);
    }
    let date = match year {
        Some(year) => ymd(year, month, day),
        None => closest_year(month, day, as_of),
    };
    (date, after)
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Of the as-of year, or of the year before or after where that is nearer: 12.29 in a January issue.
fn closest_year(month: u32, day: u32, as_of: NaiveDate) -> Option<NaiveDate> {
    (-1..=1)
        .filter_map(|offset| NaiveDate::from_ymd_opt(as_of.year() + offset, month, day))
        .min_by_key(|date| (*date - as_of).num_days().abs())
}

/// The one year that titles speak of: 2023年重点项目台账.
pub fn year_said(texts: &[String]) -> Option<i32> {
    let mut years: Vec<i32> = Vec::new();
    for text in texts {
        let folded = fold(text);
        for (at, _) in folded.match_indices('年') {
            if let Some(digits) = at.checked_sub(4).and_then(|from| folded.get(from..at))
                && let Ok(year) = digits.parse::<i32>()
                && (1990..2100).contains(&year)
                && !years.contains(&year)
            {
                years.push(year);
            }
        }
    }
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 5, 5).unwrap()
    }

    #[test]
    fn a_date_is_found_in_names_and_titles() {
        for (text, date) in [
            ("5.5", Some("2023-05-05")),
            ("超化镇5.5最终版(2)", Some("2023-05-05")),
            ("重点项目台账（截至5月5日）", Some("2023-05-05")),
            ("台账20230428", Some("2023-04-28")),
            ("2023年4月28日", Some("2023-04-28")),
            ("台账0428", Some("2023-04-28")),
            ("项目台账", None),
            ("台账v2.1", None),
            ("2023年重点项目", None),
            ("12.29", Some("2022-12-29")),
        ] {
            assert_eq!(
                dated(text, as_of()).map(|date| date.to_string()).as_deref(),
                date,
                "{text}"
            );
        }
    }

    #[test]
    fn the_unit_of_money_is_read_from_line_and_title() {
        let said = |text: &str| scale_said(&[text.to_owned()]);
        assert_eq!(said("单位：万元"), Some(Scale::Wan));
        assert_eq!(said("金额单位：亿元"), Some(Scale::Yi));
        assert_eq!(said("台账（单位：万元、亩）"), Some(Scale::Wan));
        assert_eq!(said("填报单位：元庄镇"), None);
        assert_eq!(said("填报单位（盖章）：某局"), None);
    }

    proptest! {
        #[test]
        fn any_title_is_safe(text in "\\PC*") {
            let _ = dated(&text, as_of());
            let _ = scale_said(std::slice::from_ref(&text));
            let _ = year_said(std::slice::from_ref(&text));
        }
    }
}
