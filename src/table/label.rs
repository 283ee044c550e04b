//! Headings in the form in which they are compared: no white space, brackets, units, years, enumeration.

use crate::value::Scale;
use crate::value::text::fold;

/// A heading, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// Folded, with its brackets, without units and years: 立项(审批/核准/备案).
    pub full: String,
    /// The same without what stands in brackets: 立项.
    pub plain: String,
    /// Years that were written: 2023年计划投资.
    pub years: Vec<i32>,
    /// 金额单位 that was written: 总投资（亿元）.
    pub scale: Option<Scale>,
    /// Does it say %?
    pub percent: bool,
    /// 1-5月: since New Year.
    pub since_new_year: bool,
    /// The last month of such a span.
    pub until_month: Option<u32>,
    /// 截至2022年底: up to the end of a year.
    pub to_year_end: bool,
}

impl Label {
    /// Takes a heading apart.
    pub fn of(text: &str) -> Label {
        let mut label = Label::default();
        let folded = fold(text);
        let body =
            strip_enumeration(folded.trim_start_matches(['*', '★', '☆', '※', '•', '·', '◆', '●', '▲', '■']));
        if label.take_unit(body) {
            return label;
        }
        let body = label.take_units(&open_qualifier(body));
        let body = label.take_years(&body);
        let body = body.trim_start_matches("其中:").trim_start_matches("其中");
        trim_end(body).clone_into(&mut label.full);
        trim_end(&without_brackets(&label.full)).clone_into(&mut label.plain);
        if label.plain.is_empty() {
            label.plain.clone_from(&label.full);
        }
        label
    }

    /// Nothing but a unit or a year?
    pub fn is_empty(&self) -> bool {
        self.full.is_empty()
    }

    /// Takes bracketed and trailing units off: 总投资(万元), 总投资万元, 完成率%.
    fn take_units(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find(['(', '[', '【', '〔', '{']) {
            let (before, tail) = rest.split_at(open);
            out.push_str(before);
            let Some(close) = tail.find([')', ']', '】', '〕', '}']) else {
                rest = tail;
                break;
            };
            let close_len = tail[close..].chars().next().map_or(1, char::len_utf8);
            let open_len = tail.chars().next().map_or(1, char::len_utf8);
            let inner = &tail[open_len..close];
            if !self.take_unit(inner) {
                out.push('(');
                out.push_str(inner);
                out.push(')');
            }
            rest = &tail[close + close_len..];
        }
        out.push_str(rest);
        let trimmed = out.trim_end_matches([':', ',', '、', '/']);
        if let Some(body) = trimmed.strip_suffix('%') {
            self.percent = true;
            return body.to_owned();
        }
        for (unit, scale) in TRAILING {
            if let Some(body) = trimmed.strip_suffix(unit)
                && !body.is_empty()
            {
                self.scale.get_or_insert(scale);
                return body.trim_end_matches([':', ',', '、', '/', '-']).to_owned();
            }
        }
        trimmed.to_owned()
    }

    /// Is this a unit and nothing else?
    fn take_unit(&mut self, inner: &str) -> bool {
        let inner = inner
            .trim_start_matches("单位")
            .trim_start_matches("金额")
            .trim_start_matches(':')
            .trim_start_matches("人民币");
        if let Some(scale) = scale_named(inner) {
            self.scale = Some(scale);
            return true;
        }
        if inner == "%" || inner == "百分比" {
            self.percent = true;
            return true;
        }
        OTHER_UNITS.contains(&inner)
    }

    /// Takes years and spans of months off, and remembers them.
    fn take_years(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let boundary = !out.ends_with(|c: char| c.is_ascii_digit());
            if boundary && let Some((year, tail)) = year_at(rest) {
                self.years.push(year);
                if let Some(after) = tail.strip_prefix(['底', '末']) {
                    self.to_year_end = true;
                    rest = after.strip_prefix('前').unwrap_or(after);
                    for word in ["截至", "截止", "至", "到"] {
                        if let Some(shorter) = out.strip_suffix(word) {
                            out.truncate(shorter.len());
                            break;
                        }
                    }
                } else {
                    rest = tail;
                }
                continue;
            }
            if boundary && let Some((month, tail)) = months_at(rest) {
                self.since_new_year = true;
                self.until_month = month;
                rest = tail;
                continue;
            }
            if let Some(tail) = to_date_at(rest) {
                rest = tail;
                continue;
            }
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
        out
    }
}

/// （上年）投资额, （计划）开工时间: what stands in such brackets says whose figure it is, so they are opened.
fn open_qualifier(text: &str) -> std::borrow::Cow<'_, str> {
    const QUALIFIERS: [&str; 18] = [
        "上年",
        "上年度",
        "去年",
        "本年",
        "本年度",
        "今年",
        "当年",
        "上月",
        "本月",
        "当月",
        "上期",
        "本期",
        "上周",
        "本周",
        "下年",
        "计划",
        "实际",
        "累计",
    ];
    match text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((inner, rest)) if QUALIFIERS.contains(&inner) && !rest.is_empty() => {
            format!("{inner}{rest}").into()
        }
        _ => text.into(),
    }
}

/// What the trailing unit of a heading without brackets is.
const TRAILING: [(&str, Scale); 5] = [
    ("百万元", Scale::Million),
    ("亿元", Scale::Yi),
    ("万元", Scale::Wan),
    ("千元", Scale::Thousand),
    ("(元)", Scale::Yuan),
];

/// Units of other things than money, in brackets behind a heading.
const OTHER_UNITS: [&str; 22] = [
    "亩",
    "个",
    "项",
    "平方米",
    "㎡",
    "m2",
    "公里",
    "千米",
    "km",
    "米",
    "人",
    "年",
    "月",
    "天",
    "日",
    "年月",
    "年/月",
    "年月日",
    "公顷",
    "吨",
    "家",
    "户",
];

/// The unit of money that a word names, and nothing else.
pub(super) fn scale_named(word: &str) -> Option<Scale> {
    match word {
        "元" | "人民币元" => Some(Scale::Yuan),
        "千元" => Some(Scale::Thousand),
        "万元" | "万" | "人民币万元" | "万元人民币" => Some(Scale::Wan),
        "百万元" | "百万" => Some(Scale::Million),
        "亿元" | "亿" | "人民币亿元" => Some(Scale::Yi),
        _ => None,
    }
}

/// Is the whole text a unit, as in a row of units under the headings?
pub(super) fn is_unit(text: &str) -> bool {
    let folded = fold(text);
    let inner = folded.trim_start_matches('(').trim_end_matches(')');
    let mut label = Label::default();
    label.take_unit(inner)
}

/// `2023年`, `2023年度`, `2023` at the start, with what stands behind it.
fn year_at(text: &str) -> Option<(i32, &str)> {
    let digits = text.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i32 = digits.parse().ok()?;
    let tail = &text[4..];
    if !(1990..2100).contains(&year) || tail.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let tail = tail.strip_prefix('年').unwrap_or(tail);
    Some((year, tail.strip_prefix('度').unwrap_or(tail)))
}

/// `1-5月`, `1至5月份` at the start, with the last month.
fn months_at(text: &str) -> Option<(Option<u32>, &str)> {
    let rest = text.strip_prefix('1')?;
    let rest = rest.strip_prefix('月').unwrap_or(rest);
    let rest = rest.strip_prefix(['-', '~', '至', '到'])?;
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = rest[..rest.len() - behind.len()].parse().ok();
    let behind = behind.strip_prefix('月')?;
    Some((month, behind.strip_prefix('份').unwrap_or(behind)))
}

/// `截至5月26日`, `截止5月底`, `截至目前`, `截至本周` at the start.
fn to_date_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("截至").or_else(|| text.strip_prefix("截止"))?;
    let rest = rest.strip_prefix('到').unwrap_or(rest);
    for word in [
        "目前",
        "当前",
        "本周",
        "本月底",
        "本月",
        "上月底",
        "月底",
        "现在",
        "今",
    ] {
        if let Some(tail) = rest.strip_prefix(word) {
            return Some(tail);
        }
    }
    let after_month = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let after_month = (after_month.len() < rest.len()).then_some(after_month)?;
    let after_month = after_month.strip_prefix(['月', '.'])?;
    let day = after_month.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(day.strip_prefix(['日', '底', '末', '号', '份']).unwrap_or(day))
}

/// `1.`, `1、`, `(1)`, `①`, `一、` in front.
fn strip_enumeration(text: &str) -> &str {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len()
        && text.len() - digits.len() <= 2
        && let Some(rest) = digits.strip_prefix(['.', '、'])
        && !rest.is_empty()
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return rest;
    }
    let rest = text.trim_start_matches(|c: char| ('①'..='⑳').contains(&c));
    match rest.split_once('、') {
        Some((number, tail)) if is_chinese_number(number) && !tail.is_empty() => tail,
        _ => rest,
    }
}

/// 一, 十二 …
pub(super) fn is_chinese_number(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 3 && text.chars().all(|c| "一二三四五六七八九十".contains(c))
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches([':', ';', '。', ',', '、', '*', '/', '-'])
}

/// Drops what stands in round brackets.
pub fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn case(text: &str, plain: &str, years: &[i32], scale: Option<Scale>) {
        let label = Label::of(text);
        assert_eq!(
            (label.plain.as_str(), label.years.as_slice(), label.scale),
            (plain, years, scale)
        );
    }

    #[test]
    fn units_years_and_brackets_stand_aside() {
        case("总 投 资\n（万元）", "总投资", &[], Some(Scale::Wan));
        case("总投资额/亿元", "总投资额", &[], Some(Scale::Yi));
        case("2023年度投资计划（万元）", "投资计划", &[2023], Some(Scale::Wan));
        case(
            "自2021年开工以来\n累计完成投资",
            "自开工以来累计完成投资",
            &[2021],
            None,
        );
        case("立项（审批/核准/备案）", "立项", &[], None);
        case("5.存在问题", "存在问题", &[], None);
        case("截至5月26日累计完成投资", "累计完成投资", &[], None);
        case("★项目名称：", "项目名称", &[], None);
        case("项目名称（全称）", "项目名称", &[], None);
    }

    #[test]
    fn what_the_year_says_is_remembered() {
        assert!(Label::of("1-5月累计完成投资").since_new_year);
        assert!(Label::of("截至2022年底累计完成投资").to_year_end);
        assert_eq!(Label::of("截至2022年底累计完成投资").plain, "累计完成投资");
        assert!(Label::of("投资完成率（%）").percent);
        assert!(Label::of("投资完成率%").percent);
    }

    #[test]
    fn a_row_of_units_is_known() {
        assert!(is_unit("（万元）") && is_unit("%") && is_unit("亩") && is_unit("单位：万元"));
        assert!(!is_unit("总投资") && !is_unit("1200"));
        assert_eq!(Label::of("亿元").scale, Some(Scale::Yi));
        assert_eq!(Label::of("单位：元").scale, Some(Scale::Yuan));
        assert!(Label::of("%").percent && Label::of("亿元").is_empty());
    }

    proptest! {
        #[test]
        fn any_heading_is_safe(text in "\\PC*") {
            let _ = Label::of(&text);
            let _ = is_unit(&text);
        }
    }
}
