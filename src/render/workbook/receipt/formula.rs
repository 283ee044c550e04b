//! 单位自己的公式: kept as formulas where they point nowhere but into their own workbook, and can do nothing but calculate.

use std::collections::BTreeMap;

use crate::render::workbook::names;

/// Functions that reach out of the workbook, or make links.
const REACHING: [&str; 14] = [
    "HYPERLINK",
    "WEBSERVICE",
    "FILTERXML",
    "ENCODEURL",
    "RTD",
    "CALL",
    "EXEC",
    "DDE",
    "EVALUATE",
    "IMAGE",
    "PY",
    "STOCKHISTORY",
    "GETPIVOTDATA",
    "INFO",
];

/// The formula for the receipt, its sheets renamed as they are there; `None` where the value must stand instead:
/// it points out of the workbook, to a name or table that the receipt lacks, or to a sheet that is not there.
pub(super) fn adapt(text: &str, sheets: &BTreeMap<String, String>) -> Option<String> {
    if text.is_empty() || text.len() > 8_000 {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        at = match chars[at] {
            '"' => copy_text(&chars, at, &mut out)?,
            '\'' => rename_quoted(&chars, at, sheets, &mut out)?,
            '#' => copy_error(&chars, at, &mut out)?,
            c if is_word(c) => copy_word(&chars, at, sheets, &mut out)?,
            c if is_operator(c) => {
                out.push(c);
                at + 1
            }
            _ => return None,
        };
    }
    Some(out)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\')
}

fn is_operator(c: char) -> bool {
    matches!(
        c,
        '+' | '-'
            | '*'
            | '/'
            | '^'
            | '&'
            | '='
            | '<'
            | '>'
            | '('
            | ')'
            | ','
            | ';'
            | ':'
            | '%'
            | '{'
            | '}'
            | ' '
            | '\n'
            | '\r'
            | '\t'
    )
}

/// `"…""…"`
fn copy_text(chars: &[char], start: usize, out: &mut String) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match (chars.get(at)?, chars.get(at + 1)) {
            ('"', Some('"')) => at += 2,
            ('"', _) => break,
            _ => at += 1,
        }
    }
    out.extend(&chars[start..=at]);
    Some(at + 1)
}

/// `'项目 台账'!`
fn rename_quoted(
    chars: &[char],
    start: usize,
    sheets: &BTreeMap<String, String>,
    out: &mut String,
) -> Option<usize> {
    let mut name = String::new();
    let mut at = start + 1;
    loop {
        match (chars.get(at)?, chars.get(at + 1)) {
            ('\'', Some('\'')) => {
                name.push('\'');
                at += 2;
            }
            ('\'', Some('!')) => break,
            ('\'', _) => return None,
            (c, _) => {
                name.push(*c);
                at += 1;
            }
        }
    }
    out.push_str(&names::quoted(sheets.get(&name.to_lowercase())?));
    out.push('!');
    Some(at + 2)
}

/// `#REF!`, `#N/A`
fn copy_error(chars: &[char], start: usize, out: &mut String) -> Option<usize> {
    let rest: String = chars[start..].iter().take(8).collect();
    let known = ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"];
    let error = known.iter().find(|error| rest.starts_with(*error))?;
    out.push_str(error);
    Some(start + error.len())
}

/// A function, a sheet, a cell, a number, TRUE or FALSE; names are refused.
fn copy_word(
    chars: &[char],
    start: usize,
    sheets: &BTreeMap<String, String>,
    out: &mut String,
) -> Option<usize> {
    let mut end = start;
    while end < chars.len() && is_word(chars[end]) {
        end += 1;
    }
    let word: String = chars[start..end].iter().collect();
    match chars.get(end) {
        Some('!') => {
            out.push_str(&names::quoted(sheets.get(&word.to_lowercase())?));
            out.push('!');
            Some(end + 1)
        }
        Some('(') => {
            let bare = word.rsplit('.').next().unwrap_or(&word).to_uppercase();
            let whole = word.to_uppercase();
            let is_reaching = REACHING.contains(&bare.as_str())
                || whole.contains("REGISTER")
                || whole.contains("CUBE")
                || whole.contains("XLUDF");
            if is_reaching || !word.is_ascii() {
                return None;
            }
            out.push_str(&word);
            Some(end)
        }
        _ if is_reference(&word)
            || is_number(&word)
            || word.eq_ignore_ascii_case("TRUE")
            || word.eq_ignore_ascii_case("FALSE") =>
        {
            out.push_str(&word);
            Some(end)
        }
        _ => None,
    }
}

/// `$G$5`, and `G` or `5` of `G:G` and `5:5`.
fn is_reference(word: &str) -> bool {
    let rest = word.strip_prefix('$').unwrap_or(word);
    let letters = rest.chars().take_while(char::is_ascii_alphabetic).count();
    let tail = &rest[letters..];
    let digits = tail.strip_prefix('$').unwrap_or(tail);
    let is_row = digits.is_empty() || (digits.len() <= 7 && digits.chars().all(|c| c.is_ascii_digit()));
    letters <= 3 && is_row && (letters > 0 || !digits.is_empty())
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'E' | 'e'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn adapted(text: &str) -> Option<String> {
        let sheets = [("项目台账", "甲镇_项目台账"), ("sheet1", "Sheet1")];
        let sheets = sheets
            .into_iter()
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .collect();
        adapt(text, &sheets)
    }

    #[test]
    fn calculations_within_the_workbook_stay() {
        for formula in [
            "SUM(G5:G16)",
            "936000/2",
            "IF(A1=\"\",\"\",$G$5*1.5E3)",
            "SUBTOTAL(109,G:G)",
            "_xlfn.IFS(A1>0,1)",
            "#REF!+1",
            "A1%",
        ] {
            assert_eq!(adapted(formula).as_deref(), Some(formula));
        }
    }

    #[test]
    fn sheets_are_renamed_with_their_formulas() {
        assert_eq!(adapted("项目台账!G5").as_deref(), Some("'甲镇_项目台账'!G5"));
        assert_eq!(adapted("SUM('Sheet1'!A:A)").as_deref(), Some("SUM('Sheet1'!A:A)"));
    }

    #[test]
    fn what_reaches_out_or_is_not_there_becomes_its_value() {
        for formula in [
            "[1]Sheet1!A1",
            "'C:\\[甲.xlsx]表'!A1",
            "HYPERLINK(\"http://x\")",
            "cmd|'/C calc'!A0",
            "总投资合计+1",
            "表1[总投资]",
            "别的表!A1",
            "_xlfn.WEBSERVICE(A1)",
            "\"没有完",
        ] {
            assert_eq!(adapted(formula), None, "{formula}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_without_harm(text in ".{0,60}") {
            let _ = adapted(&text);
        }
    }
}
