//! Plain text: any encoding that offices use, and plain lines as Markdown.

use crate::sheet;

/// UTF-8, UTF-16 or GB18030, told apart by content; `None` where a character would be lost.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = sheet::decode(bytes)?;
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Each line a paragraph, nothing in it meant as markup; placeholders stay as written.
pub(super) fn to_markdown(text: &str) -> String {
    let lines = text.lines().map(|line| escape(line.trim()));
    lines.collect::<Vec<_>>().join("\n\n")
}

/// Text in which no character is markup; `{{ … }}` stays as it is.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let end = rest[start..]
            .find("}}")
            .map_or(rest.len(), |length| start + length + 2);
        escape_into(&rest[..start], &mut escaped);
        escaped.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    escape_into(rest, &mut escaped);
    // `1. ` and `- ` at the start of a line would open a list.
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && escaped[digits..].starts_with(['.', ')']) {
        escaped.insert(digits, '\\');
    }
    escaped
}

fn escape_into(text: &str, escaped: &mut String) {
    let mut at_start = escaped.is_empty();
    for c in text.chars() {
        let is_markup = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        );
        if is_markup || (at_start && matches!(c, '-' | '+' | '=')) {
            escaped.push('\\');
        }
        escaped.push(c);
        at_start = false;
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_read_in_any_encoding_that_offices_use() {
        let text = "专班工作小结：本周平稳推进。";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [&[0xFF, 0xFE][..], &utf16].concat();
        let (gb, ..) = GB18030.encode(text);
        for bytes in [text.as_bytes(), &gb, &with_mark] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        assert_eq!(
            decode("\u{feff}甲\r\n乙\r".as_bytes()).as_deref(),
            Some("甲\n乙\n")
        );
    }

    #[test]
    fn a_text_that_is_cut_or_zero_filled_is_none() {
        let text = "专班工作小结：本周平稳推进。".as_bytes();
        assert_eq!(decode(&text[..text.len() - 2]), None);
        assert_eq!(decode(&[text, &[0; 40]].concat()), None);
        assert_eq!(decode(&[0; 40]), None);
    }

    #[test]
    fn plain_lines_are_never_markup_and_placeholders_stay() {
        assert_eq!(to_markdown("1. 甲*乙*\n- 丙"), "1\\. 甲\\*乙\\*\n\n\\- 丙");
        assert_eq!(
            to_markdown("完成{{ totals.annual_done | yi }}_"),
            "完成{{ totals.annual_done | yi }}\\_"
        );
    }

    proptest! {
        #[test]
        fn decoding_and_escaping_never_fail(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes).map(|text| to_markdown(&text));
        }
    }
}
