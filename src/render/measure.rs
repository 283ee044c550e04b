//! How wide a text is when set, in em: a Han character 1, a digit or a letter 0.6. Enough to place labels and share out columns.

/// The width of one line.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if is_wide(c) { 1.0 } else { 0.6 }).sum()
}

/// Does the character take the room of a Han character?
pub(super) fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0) > 1
}

/// The text cut to a width, with … where something is left out.
pub(super) fn cut(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1.0;
    for c in text.chars() {
        used += if is_wide(c) { 1.0 } else { 0.6 };
        if used > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_is_one_em_and_digits_are_narrower() {
        assert!((width("完成率22.3%") - 6.0).abs() < 1e-9);
        assert_eq!(cut("政策性开发性金融工具", 6.0), "政策性开发…");
        assert_eq!(cut("专项债券", 6.0), "专项债券");
    }
}
