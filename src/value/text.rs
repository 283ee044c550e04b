//! Folding of text for comparison: width, white space, brackets and dashes. What is shown stays as it was written.

use unicode_normalization::UnicodeNormalization;

/// Full-width forms to half-width ones (NFKC), invisible characters dropped; 〔〕 and “” stay.
pub fn fold_width(text: &str) -> String {
    if text.chars().all(is_folded) {
        return text.to_owned();
    }
    text.nfkc().filter(|&c| !is_invisible(c)).collect()
}

/// For names of projects, units and headings: width and brackets folded, all white space gone.
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    fold_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect()
}

/// Does `text` fold to `folded`?
pub fn folds_to(text: &str, folded: &str) -> bool {
    if is_plain(text) {
        text == folded
    } else {
        fold(text) == folded
    }
}

/// Does it fold to itself, seen at a glance? Most of what is read does.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '!'..='~' | '\u{4e00}'..='\u{9fff}'))
}

/// ASCII and the common Chinese characters, nearly all of what is read, are folded as they stand.
fn is_folded(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '\u{4e00}'..='\u{9fff}')
}

/// Any of the dashes people type for one: hyphen, minus, en and em dash, full-width minus.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' | '﹘'
    )
}

/// Zero-width, direction and byte-order marks: never meant, always in the way.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// One line of it: white space of any kind folded to single spaces, ends trimmed.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A state without the sign that a print puts before it: ○ 已办结, ● 在建, — 不涉及.
pub fn without_sign(folded: &str) -> &str {
    folded.trim_start_matches(['○', '●', '◎', '△', '▲', '□', '■', '-', '—'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_space_and_dashes_fold_away() {
        assert_eq!(fold("项 目\n名称（全称）"), "项目名称(全称)");
        assert_eq!(fold("２０２３—０５"), "2023-05");
        for plain in '\u{4e00}'..='\u{9fff}' {
            assert!(plain.to_string().nfkc().eq([plain]));
        }
    }

    proptest! {
        #[test]
        fn what_is_seen_at_a_glance_is_what_folding_says(text in "[ -~甲乙丙０-９－—　\u{feff}]{0,6}") {
            let slowly: String = fold_width(&text)
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| if is_dash(c) { '-' } else { c })
                .collect();
            prop_assert_eq!(fold(&text), slowly.clone());
            prop_assert!(folds_to(&text, &slowly));
            let longer = format!("{slowly}x");
            prop_assert!(!folds_to(&text, &longer));
        }
    }
}
