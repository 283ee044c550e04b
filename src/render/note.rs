//! 文字材料: Markdown → HTML that can do nothing. Raw HTML becomes text, links keep harmless schemes, ammonia comes last.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// More than this is set as plain paragraphs: tables of Markdown can grow a hundredfold.
const MOST_BYTES: usize = 64 * 1024;

/// What is nested deeper than this is set as plain paragraphs too: no note is, and what cleans the page takes minutes over it.
const DEEPEST: usize = 32;

/// Stands where a run of asterisks must be seen as the end of a word; never printed.
const SEAM: &str = "<!-- -->";

/// The HTML of a note, safe to be placed in a page.
pub(super) fn to_html(markdown: &str) -> String {
    if markdown.len() > MOST_BYTES {
        return plain(markdown);
    }
    let seamed = with_seams(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events: Vec<Event> = Parser::new_ext(&seamed, options).filter_map(tamed).collect();
    if depth(&events) > DEEPEST {
        return plain(markdown);
    }
    let mut dirty = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut dirty, joined(&events).into_iter());
    cleaner().clean(&dirty).to_string()
}

/// How many elements, at most, stand within each other.
fn depth(events: &[Event<'_>]) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for event in events {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// Every line a paragraph, escaped.
fn plain(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        html.push_str("<p>");
        html.push_str(&ammonia::clean_text(line));
        html.push_str("</p>\n");
    }
    html
}

/// Headings become bold paragraphs – the bulletin has its own –, raw HTML text, pictures their words.
fn tamed(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::InlineHtml(html) if &*html == SEAM => return None,
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {
            return None;
        }
        Event::Start(Tag::Heading { .. }) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Paragraph),
        Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "□ " }.into()),
        other => other,
    })
}

/// A single line break is none beside a 汉字, else a space.
pub(super) fn joined<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let text_of = |event: Option<&Event<'_>>| match event {
        Some(Event::Text(text) | Event::Code(text)) => Some(text.to_string()),
        _ => None,
    };
    let nearest = |mut near: Box<dyn Iterator<Item = &Event<'_>> + '_>| {
        text_of(near.find(|event| text_of(Some(*event)).is_some()))
    };
    let mut out = Vec::with_capacity(events.len());
    for (at, event) in events.iter().enumerate() {
        if matches!(event, Event::SoftBreak) {
            let before = nearest(Box::new(events[..at].iter().rev())).and_then(|text| text.chars().last());
            let after = nearest(Box::new(events[at + 1..].iter())).and_then(|text| text.chars().next());
            if !before.is_some_and(is_wide) && !after.is_some_and(is_wide) {
                out.push(Event::Text(" ".into()));
            }
        } else {
            out.push(event.clone());
        }
    }
    out
}

fn is_wide(c: char) -> bool {
    super::measure::is_wide(c)
}

/// `**总投资（万元）**是` is not bold by the letter of `CommonMark`: the closing run follows punctuation and meets a letter.
/// A seam beside the run makes it so. Lines whose runs do not pair, and code, are left alone.
fn with_seams(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut in_code = false;
    for line in markdown.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        in_code ^= is_fence;
        let runs = line.matches("**").count();
        if in_code || is_fence || runs == 0 || runs % 2 == 1 || line.contains('`') || line.contains("***") {
            out.push_str(line);
            continue;
        }
        let mut parts = line.split("**");
        let mut before = parts.next().unwrap_or_default();
        out.push_str(before);
        for (run, after) in parts.enumerate() {
            let (left, right) = (before.chars().last(), after.chars().next());
            let is_opening = run % 2 == 0;
            if is_opening && left.is_some_and(is_letter) && right.is_some_and(is_mark) {
                out.push_str(SEAM);
            }
            out.push_str("**");
            if !is_opening && left.is_some_and(is_mark) && right.is_some_and(is_letter) {
                out.push_str(SEAM);
            }
            out.push_str(after);
            before = after;
        }
    }
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

fn cleaner() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "strong",
            "em",
            "del",
            "ul",
            "ol",
            "li",
            "blockquote",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "hr",
            "pre",
            "code",
            "a",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("th", HashSet::from(["style"])),
            ("td", HashSet::from(["style"])),
        ]))
        .filter_style_properties(HashSet::from(["text-align"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_beside_chinese_punctuation_is_bold() {
        for (markdown, html) in [
            (
                "**总投资（万元）**是",
                "<p><strong>总投资（万元）</strong>是</p>\n",
            ),
            ("抓**“重点”**项目", "<p>抓<strong>“重点”</strong>项目</p>\n"),
            ("普通**加粗**文字", "<p>普通<strong>加粗</strong>文字</p>\n"),
            ("`**不（动）**是`", "<p><code>**不（动）**是</code></p>\n"),
        ] {
            assert_eq!(to_html(markdown), html);
        }
    }

    #[test]
    fn line_breaks_beside_han_vanish() {
        assert_eq!(
            to_html("各专班\n抓好**落实**\n本周 GDP\ngrowth"),
            "<p>各专班抓好<strong>落实</strong>本周 GDP growth</p>\n"
        );
    }

    #[test]
    fn raw_html_is_text_and_links_are_harmless() {
        for hostile in [
            "<script>alert(1)</script>",
            "甲<img src=x onerror=alert(1)>乙",
            "[甲](javascript:alert(1))",
            "[甲](jav&#x09;ascript:alert(1))",
            "![甲](data:image/svg+xml;base64,xx)",
            "<svg onload=alert(1)>",
            "[甲](data:text/html,x)",
            "<https://example.invalid/\"onmouseover=alert(1)>",
        ] {
            let html = to_html(hostile);
            let tags: Vec<&str> = html
                .split('<')
                .skip(1)
                .filter_map(|rest| rest.split(['>', ' ']).next())
                .collect();
            assert!(
                tags.iter().all(|tag| ["p", "/p", "a", "/a"].contains(tag)),
                "{hostile}: {html}"
            );
            assert!(
                !html.contains("href=\"javascript") && !html.contains("href=\"data"),
                "{html}"
            );
        }
    }

    #[test]
    fn headings_become_bold_free_paragraphs_and_tables_stay() {
        assert_eq!(to_html("# 一\n正文"), "<p>一</p>\n<p>正文</p>\n");
        let table = to_html("|甲|乙|\n|-|-:|\n|1|2|\n");
        assert!(
            table.contains("<td style=\"text-align:right\">2</td>")
                || table.contains("<td style=\"text-align: right\">2</td>"),
            "{table}"
        );
    }

    #[test]
    fn what_is_nested_without_end_is_set_plain() {
        assert!(to_html("> - 甲\n>   - **乙**\n").contains("<ul>"));
        let deep = 20_000;
        for hostile in [
            ">".repeat(deep),
            "+ ".repeat(deep),
            "1. ".repeat(deep),
            format!("{}甲{}", "*".repeat(deep), "*".repeat(deep)),
        ] {
            let html = to_html(&hostile);
            assert!(
                html.starts_with("<p>") && html.matches('<').count() == 2,
                "{}",
                &hostile[..9]
            );
        }
    }

    #[test]
    fn a_huge_note_is_set_plain() {
        let text = "*甲*\n".repeat(40_000);
        let html = to_html(&text);
        assert!(html.starts_with("<p>*甲*</p>"));
    }
}
