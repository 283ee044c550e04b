//! What a row's words say: a total, an example, a note, a group's number and count.

use crate::sheet::{RawCell, RawValue};
use crate::value::CellRef;
use crate::value::text::fold;

use super::label::{is_chinese_number, without_brackets};
use super::rows::{Style, Total};

/// 合计, 小计, 总  计 – in the first cells of a row, letters spaced or split over two cells.
pub(super) fn total_label(cells: &[&RawCell]) -> Option<Total> {
    const WHOLE: [&str; 8] = ["合计", "总计", "共计", "累计", "汇总", "总数", "全部", "总和"];
    let texts: Vec<(u16, String)> = cells
        .iter()
        .take(5)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) if text.chars().count() <= 24 => Some((cell.col, fold(text))),
            _ => None,
        })
        .collect();
    let says = |text: &str| -> Option<bool> {
        let bare = without_brackets(text);
        let core = bare.trim_end_matches([':', '、', '.']);
        let core = core.split_once('、').map_or(
            core,
            |(number, tail)| if is_chinese_number(number) { tail } else { core },
        );
        if core.chars().count() > 12 {
            return None;
        }
        if core.ends_with("小计") || core.starts_with("小计") {
            return Some(true);
        }
        let whole = WHOLE.contains(&core)
            || ["合计", "总计", "共计"]
                .iter()
                .any(|word| core.ends_with(word) || core.starts_with(word))
            || ["全市", "全县", "全区"].contains(&core);
        whole.then_some(false)
    };
    let row = |col: u16| CellRef { row: 0, col };
    for (col, text) in &texts {
        if let Some(is_part) = says(text) {
            return Some(Total {
                at: row(*col),
                is_part,
            });
        }
    }
    match texts.as_slice() {
        [(col, a), (_, b), ..] if a.chars().count() <= 1 && b.chars().count() <= 1 => {
            says(&format!("{a}{b}")).map(|is_part| Total {
                at: row(*col),
                is_part,
            })
        }
        _ => None,
    }
}

/// `……`, `…`, `--` all over.
pub(super) fn is_placeholder(cells: &[&RawCell]) -> bool {
    let dots = |text: &str| {
        text.chars()
            .all(|c| matches!(c, '…' | '.' | '·' | '。' | '⋯' | ' '))
    };
    let ends = |text: &str| {
        ["以下空白", "以下无内容", "以下无正文"].contains(&fold(text).trim_matches(['(', ')', '-', '—']))
    };
    cells
        .iter()
        .all(|cell| matches!(&cell.value, RawValue::Text(text) if dots(text) || ends(text)))
}

/// 1｜2｜3｜4, （1）｜（2）, A｜B｜C, 甲｜乙｜1｜2.
pub(super) fn is_counting(cells: &[&RawCell]) -> bool {
    if cells.len() < 3 {
        return false;
    }
    let mut numbers: Vec<f64> = Vec::new();
    let mut letters = 0;
    for cell in cells {
        let number = match &cell.value {
            RawValue::Number(number) => Some(*number),
            RawValue::Text(text) => {
                let folded = fold(text);
                let core = folded.trim_matches(['(', ')', '<', '>', '[', ']']);
                if core.chars().count() == 1
                    && core
                        .chars()
                        .all(|c| c.is_ascii_alphabetic() || "甲乙丙丁戊己庚辛壬癸".contains(c))
                {
                    letters += 1;
                    continue;
                }
                // 7=5+6: how a column is computed.
                core.split(['=', '+', '-', '/', '*'])
                    .next()
                    .and_then(|first| first.parse::<f64>().ok())
            }
            _ => None,
        };
        let Some(number) = number else { return false };
        numbers.push(number);
    }
    let in_turn = |pair: &[f64]| (pair[1] - pair[0] - 1.0).abs() < 0.01;
    letters + numbers.len() >= 3 && (numbers.windows(2).all(in_turn) || is_each_once(&numbers))
}

/// Columns that were moved took their numbers along: each from 1 on once, in whatever order.
fn is_each_once(numbers: &[f64]) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.len() >= 5
        && (1_u32..)
            .zip(&sorted)
            .all(|(due, number)| (number - f64::from(due)).abs() < 0.01)
}

/// `xmmc`｜`project_code`｜`total`: names of database fields.
pub(super) fn is_field_names(cells: &[&RawCell]) -> bool {
    cells.len() >= 3
        && cells.iter().all(|cell| {
            matches!(&cell.value, RawValue::Text(text)
                if text.len() >= 2 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && text.bytes().any(|b| b.is_ascii_lowercase()))
        })
}

/// What instructions ask for.
const ASKS: [&str; 12] = [
    "请填",
    "填写",
    "按格式",
    "下拉",
    "必填",
    "选填",
    "格式如",
    "格式为",
    "自动生成",
    "请勿",
    "不要填",
    "请选择",
];

/// Does it say what is to be written there?
pub(super) fn asks(text: &str) -> bool {
    ASKS.iter().any(|word| text.contains(word))
}

/// 填写说明, 例：…
pub(super) fn is_guidance(cells: &[&RawCell]) -> bool {
    const STARTS: [&str; 13] = [
        "填写说明",
        "填报说明",
        "填表说明",
        "填写要求",
        "填报要求",
        "填写示例",
        "填报示例",
        "示例",
        "样例",
        "例:",
        "例如",
        "举例",
        "(例)",
    ];
    let starts = |text: &str| {
        let folded = fold(text);
        STARTS.iter().any(|word| folded.starts_with(word)) || folded == "例"
    };
    let first_texts: Vec<&str> = cells
        .iter()
        .take(3)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if first_texts.iter().any(|text| starts(text)) {
        return true;
    }
    // A template that a program was to fill in.
    let is_placeholder = |text: &str| text.contains("${") || text.contains("{{") || text.starts_with("{.");
    if first_texts.iter().any(|text| is_placeholder(text)) {
        return true;
    }
    let all_texts = cells.iter().all(|cell| matches!(cell.value, RawValue::Text(_)));
    let asking = cells
        .iter()
        .filter(|cell| all_texts && matches!(&cell.value, RawValue::Text(text) if asks(text)))
        .count();
    asking >= 2
}

/// 注：…, 填报人：…  审核人：…
pub(super) fn is_note(cells: &[&RawCell]) -> bool {
    const STARTS: [&str; 32] = [
        "注:",
        "注1",
        "注：",
        "备注:",
        "说明:",
        "填报人",
        "审核人",
        "制表",
        "联系人:",
        "联系电话",
        "填报单位",
        "填报日期",
        "填报时间",
        "单位负责人",
        "负责人:",
        "负责人(签",
        "单位(盖章)",
        "报送单位",
        "填表人",
        "附件",
        "主管领导",
        "分管领导:",
        "签字",
        "备注1",
        "复核",
        "编制人",
        "注释",
        "附注",
        "填表说明",
        "制表人",
        "※",
        "审核:",
    ];
    let first = cells.iter().find_map(|cell| match &cell.value {
        RawValue::Text(text) => Some(fold(text)),
        _ => None,
    });
    let Some(first) = first else { return false };
    if STARTS.iter().any(|word| first.starts_with(word)) {
        return true;
    }
    if first == "注" || first == "备注" || first == "说明" {
        return cells.len() <= 2;
    }
    (first.starts_with('第') && first.ends_with('页')) || (first.starts_with('共') && first.ends_with('页'))
}

/// A sentence above a table, no title: 注：标★的为省重点项目。
pub(super) fn explains(text: &str) -> bool {
    let folded = fold(text);
    let starts = [
        "注:",
        "说明:",
        "备注:",
        "填报说明",
        "填表说明",
        "填写说明",
        "填报要求",
    ];
    folded.contains(['★', '■', '▲', ';', '。']) || starts.iter().any(|word| folded.starts_with(word))
}

/// How a group's name is numbered.
pub(super) fn style_of(folded: &str) -> Style {
    let inner = folded.strip_prefix('(');
    if let Some(inner) = inner
        && let Some((number, _)) = inner.split_once(')')
    {
        if is_chinese_number(number) {
            return Style::ChineseInBrackets;
        }
        if !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Style::ArabicInBrackets;
        }
    }
    if folded.starts_with(|c: char| ('①'..='⑳').contains(&c)) {
        return Style::ArabicInBrackets;
    }
    if folded.starts_with(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', 'Ⅵ']) {
        return Style::Roman;
    }
    let number: String = folded
        .chars()
        .take_while(|c| "一二三四五六七八九十".contains(*c))
        .collect();
    let rest = &folded[number.len()..];
    if !number.is_empty() && (rest.is_empty() || rest.starts_with(['、', '.', ',', ':'])) {
        return Style::Chinese;
    }
    let roman: String = folded.chars().take_while(|c| "IVX".contains(*c)).collect();
    if !roman.is_empty() && folded[roman.len()..].starts_with(['、', '.']) {
        return Style::Roman;
    }
    let arabic = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    if arabic.len() < folded.len() && arabic.starts_with(['、', '.']) && arabic.len() > 3 {
        return Style::Arabic;
    }
    if folded.starts_with("--") || folded.starts_with('—') {
        return Style::Dash;
    }
    Style::Bare
}

/// A number and nothing else: （一）, 二、
pub(super) fn is_only_a_number(folded: &str) -> bool {
    let core = folded.trim_matches(['(', ')', '、', '.']);
    is_chinese_number(core) || core.chars().all(|c| "ⅠⅡⅢⅣⅤⅥIVX".contains(c))
}

/// （共16项）, （92所）, 共5个.
pub(super) fn stated_count(folded: &str) -> Option<u32> {
    const COUNTERS: [char; 8] = ['项', '个', '所', '家', '处', '条', '座', '件'];
    for (at, _) in folded.match_indices(COUNTERS) {
        let before = &folded[..at];
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || digits > 5 {
            continue;
        }
        let lead = &before[..before.len() - digits];
        if lead.ends_with(['(', '共', '计', ':', '[', '【']) {
            return before[before.len() - digits..].parse().ok();
        }
    }
    None
}

/// One long text and nothing else, in a table whose rows hold more.
pub(super) fn is_lone_sentence(cells: &[&RawCell]) -> bool {
    let [cell] = cells else { return false };
    let RawValue::Text(text) = &cell.value else {
        return false;
    };
    text.chars().count() > 36
        || text.contains('。')
        || (text.contains('，') && text.contains(|c: char| c.is_ascii_digit()))
}
