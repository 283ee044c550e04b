//! Raw HTML in Markdown: what a text pasted from a page or a word processor brings along.

/// Tags that only lay a text out. Any other, as `<XM2023-0001>`, is text.
const LAYOUT: [&str; 40] = [
    "a",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "meta",
    "o:p",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Elements whose content nobody reads.
const UNREAD: [&str; 4] = ["script", "style", "iframe", "object"];

/// The text without its tags and comments, and without what stands in scripts and styles; every line stays a line, so that
/// messages keep naming the right one.
pub(super) fn without_tags(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let from = &rest[start..];
        let length = comment(from).or_else(|| unread(from)).or_else(|| layout(from));
        let Some(length) = length else {
            text.push('<');
            rest = &from[1..];
            continue;
        };
        let gone = &from[..length];
        text.extend(gone.matches('\n'));
        if name(gone).is_some_and(|(name, _)| name == "br") {
            text.push(' ');
        }
        rest = &from[length..];
    }
    text.push_str(rest);
    text
}

fn comment(from: &str) -> Option<usize> {
    from.strip_prefix("<!--")?.find("-->").map(|at| at + 7)
}

/// From `<script …>` to behind `</script>`; to the end of the tag where nothing closes it.
fn unread(from: &str) -> Option<usize> {
    let (name, length) = name(from)?;
    UNREAD.contains(&name.as_str()).then(|| {
        let closing = from.to_ascii_lowercase().find(&format!("</{name}"));
        let end = closing.and_then(|at| from[at..].find('>').map(|end| at + end + 1));
        end.unwrap_or(length)
    })
}

fn layout(from: &str) -> Option<usize> {
    let (name, length) = name(from)?;
    LAYOUT.contains(&name.as_str()).then_some(length)
}

/// The tag's name in small letters and the length of the whole tag.
fn name(from: &str) -> Option<(String, usize)> {
    let length = from.find('>')? + 1;
    let inside = from[1..length - 1].trim_start_matches('/');
    let name: String = inside
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == ':')
        .collect();
    let after = inside[name.len()..].chars().next();
    let is_tag = !name.is_empty() && after.is_none_or(|c| c.is_ascii_whitespace() || c == '/');
    is_tag.then(|| (name.to_ascii_lowercase(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_their_words_stay() {
        for (markdown, text) in [
            ("<b onclick=\"x()\">请抓紧</b>。", "请抓紧。"),
            ("甲<script>\nalert(1)\n</script>乙", "甲\n\n乙"),
            ("甲<!-- 草稿 -->乙<br/>丙", "甲乙 丙"),
            ("<P class=MsoNormal>甲<o:p></o:p></P>", "甲"),
            ("<SCRIPT>x", "x"),
            ("甲<img src=x onerror=alert(1)>乙", "甲乙"),
        ] {
            assert_eq!(without_tags(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in [
            "完成率 < 50% 的 > 3个",
            "<甲方>",
            "<XM2023-0001>",
            "<https://example.invalid>",
            "1<2",
            "<b",
            "<",
        ] {
            assert_eq!(without_tags(text), text);
        }
    }
}
