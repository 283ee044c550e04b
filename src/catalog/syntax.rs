//! TOML's own grammar: parses leniently where a clerk's intent is plain, and says in Chinese what is wrong elsewhere.

use toml::Spanned;
use toml::de::DeTable;

/// A mistake of writing: where and what.
pub(super) struct Fault {
    /// Byte offset in the text.
    pub(super) offset: usize,
    pub(super) problem: String,
}

/// Parses a document. Bare Chinese keys – `[units.超化镇]` – are taken as if they were quoted.
pub(super) fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, Fault> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let fault = errors
        .iter()
        .filter(|error| !is_bare_chinese_key(text, error))
        .min_by_key(|error| error.span().map_or(0, |span| span.start));
    match fault {
        None => Ok(table),
        Some(error) => Err(explain(text, error)),
    }
}

fn is_bare_chinese_key(text: &str, error: &toml::de::Error) -> bool {
    error.message().starts_with("invalid unquoted key")
        && error
            .span()
            .and_then(|span| text.get(span))
            .is_some_and(|key| key.chars().all(char::is_alphanumeric))
}

/// The text with its bare Chinese keys in quotation marks, as a strict editor of TOML wants them.
pub(crate) fn with_quoted_keys(text: &str) -> String {
    let (_, errors) = DeTable::parse_recoverable(text);
    let is_of_key = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut keys: Vec<(usize, usize)> = errors
        .iter()
        .filter(|error| is_bare_chinese_key(text, error))
        .filter_map(toml::de::Error::span)
        .map(|span| {
            let before = text[..span.start].trim_end_matches(is_of_key).len();
            let behind = text[span.end..].trim_start_matches(is_of_key).len();
            (before, text.len() - behind)
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut quoted = text.to_owned();
    for (from, to) in keys.into_iter().rev() {
        quoted.insert(to, '"');
        quoted.insert(from, '"');
    }
    quoted
}

/// What people type with a Chinese input method where TOML wants the narrow sign.
const WIDE: [(char, char); 12] = [
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＝', '='),
    ('，', ','),
    ('、', ','),
    ('［', '['),
    ('］', ']'),
    ('【', '['),
    ('】', ']'),
    ('＃', '#'),
];

fn explain(text: &str, error: &toml::de::Error) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let start = text[..floor(text, span.start)].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let problem = match wide_sign(line) {
        Some((wide, narrow)) => format!("这一行用了中文标点“{wide}”，要换成英文的 {narrow}"),
        None => by_kind(error.message(), text.get(span.clone()).unwrap_or_default(), line),
    };
    Fault {
        offset: span.start,
        problem,
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The first wide sign of a line that stands outside quotation marks and comments.
fn wide_sign(line: &str) -> Option<(char, char)> {
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => return None,
            (None, c) => {
                if let Some(pair) = WIDE.iter().find(|(wide, _)| *wide == c) {
                    return Some(*pair);
                }
            }
        }
    }
    None
}

fn by_kind(message: &str, at: &str, line: &str) -> String {
    let line = line.trim();
    let has = |part: &str| message.contains(part);
    if line.ends_with('=') {
        format!("这一行不完整，要写成 名 = 值：{line}")
    } else if has("duplicate key") {
        format!("“{}”写了两次，只能留一处", at.trim().trim_matches('"'))
    } else if has("unclosed array table")
        || has("unclosed table")
        || has("invalid table")
        || has("missing table open")
    {
        format!("节名要单独一行，两头用英文方括号：[units.\"超化镇\"]。这里是 {line}")
    } else if has("unclosed array") {
        "列表少了右边的方括号 ]".to_owned()
    } else if has("unclosed inline table") || has("inline table") {
        "花括号里的写法不对，各项写成 名 = 值，用英文逗号隔开".to_owned()
    } else if has("missing comma") {
        "列表里两项之间少了英文逗号".to_owned()
    } else if has("extra comma") {
        "多了一个逗号".to_owned()
    } else if has("key with no value") || has("missing value") || has("missing `=`") || has("missing key") {
        format!("这一行不完整，要写成 名 = 值：{line}")
    } else if has("unexpected key or value") || has("unexpected content") {
        format!("一行只写一项，多出来的另起一行：{line}")
    } else if has("quote") || has("string") || has("escape") || has("control character") {
        format!("引号没有配对，或文字没有用英文引号括起来：{line}")
    } else if has("unquoted key") || has("invalid key") {
        format!("“{}”作名字时要用英文引号括起来", at.trim())
    } else if has("date") || has("time") || has("month") || has("day") || has("hour") {
        format!("日期写法不对，写成 2023-05-12：{line}")
    } else if has("number")
        || has("integer")
        || has("digit")
        || has("zero")
        || has("float")
        || has("sign")
        || has("radix")
    {
        format!("数的写法不对：{line}")
    } else {
        format!("这一行看不懂：{line}")
    }
}
