//! 名字: of sheets, tables and columns, as Excel allows them; and texts no longer than it allows.

use std::collections::BTreeSet;

/// Excel's longest text in a cell, in UTF-16 units.
pub(super) const MOST_TEXT: usize = 32_767;

/// A sheet's name: at most 31 characters, none of `[]:*?/\`, no apostrophe at either end, never empty.
pub(super) fn sheet(name: &str) -> String {
    let clean: String = name
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| {
            if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let mut kept = cut_to(clean.trim(), 31).trim().trim_matches('\'').trim();
    if kept.is_empty() {
        kept = "表";
    }
    // Excel keeps this one name for itself.
    if kept.eq_ignore_ascii_case("history") {
        return "History_".to_owned();
    }
    kept.to_owned()
}

/// The name, made different from all those taken (Excel compares without case), and then taken too.
pub(super) fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let base = sheet(name);
    let mut candidate = base.clone();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        let tail = format!("({number})");
        candidate = format!("{}{tail}", cut_to(&base, 31 - tail.len()));
        number += 1;
    }
    candidate
}

/// A table's name: `总账表`.
pub(super) fn table(sheet: &str) -> String {
    let mut name: String = sheet
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name.push('表');
    name
}

/// A column's name out of a word of the catalog, free of what formulas would need escaped.
pub(super) fn column(word: &str) -> String {
    word.chars()
        .filter(|c| !c.is_control() && (!c.is_ascii() || c.is_ascii_alphanumeric()))
        .collect()
}

/// `'项目台账'`, apostrophes doubled.
pub(super) fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// The text, cut to what a cell can hold.
pub(super) fn cut(text: &str) -> &str {
    cut_to(text, MOST_TEXT)
}

/// The text's beginning of at most so many UTF-16 units.
pub(super) fn cut_to(text: &str, most: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clash_gets_a_number_and_stays_within_the_limit() {
        let mut taken = BTreeSet::new();
        let long = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三";
        assert_eq!(unique(long, &mut taken).chars().count(), 31);
        let second = unique(long, &mut taken);
        assert!(
            second.ends_with("(2)") && second.chars().count() == 31,
            "{second}"
        );
        assert_eq!(unique("Sheet1", &mut taken), "Sheet1");
        assert_eq!(unique("SHEET1", &mut taken), "SHEET1(2)");
    }

    #[test]
    fn names_that_excel_refuses_are_made_harmless() {
        assert_eq!(sheet("5/12[终版]:'"), "5_12_终版__");
        assert_eq!(sheet("''"), "表");
        assert_eq!(table("5.12 表"), "_5_12_表表");
        assert_eq!(column("三个一批 [#]'"), "三个一批");
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_sheet_name(name in ".{0,60}") {
            let made = sheet(&name);
            let units: usize = made.chars().map(char::len_utf16).sum();
            prop_assert!(units > 0 && units <= 31);
            prop_assert!(!made.contains(['[', ']', ':', '*', '?', '/', '\\']));
            prop_assert!(!made.starts_with('\'') && !made.ends_with('\''));
        }

        #[test]
        fn a_cut_text_is_the_beginning_of_the_text(text in ".{0,40}", most in 0_usize..40) {
            let cut = cut_to(&text, most);
            prop_assert!(text.starts_with(cut));
            prop_assert!(cut.encode_utf16().count() <= most);
        }
    }
}
