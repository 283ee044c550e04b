//! 《使用说明》 as one offline page: the program's own text, with its contents in front.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::note;

/// The manual as one page that needs nothing else; every heading can be jumped to.
pub fn manual_html(markdown: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let contents = contents(&mut events);
    let mut body = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut body, note::joined(&events).into_iter());
    let style = include_str!("../../templates/workspace/manual.css");
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <title>简报使用说明</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"title\">简报使用说明</p>\n<nav aria-label=\"目录\">\n{contents}</nav>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// Gives every heading an id and lists them: a line a chapter, its sections behind it, a finding by its code.
fn contents(events: &mut [Event<'_>]) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let starts: Vec<usize> = (0..events.len())
        .filter(|&at| matches!(events[at], Event::Start(Tag::Heading { .. })))
        .collect();
    for (number, at) in starts.into_iter().enumerate() {
        let title: String = events[at + 1..]
            .iter()
            .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let Event::Start(Tag::Heading { level, id, .. }) = &mut events[at] else {
            continue;
        };
        *id = Some(format!("s{number}").into());
        let shown = match title.split_once(' ') {
            Some((code, _)) if code.is_ascii() => code,
            _ => &title,
        };
        let anchor = format!("<a href=\"#s{number}\">{shown}</a>");
        match lines.last_mut() {
            Some(line) if *level != HeadingLevel::H1 => line.push(anchor),
            _ => lines.push(vec![anchor]),
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|line| line.join("　")).collect();
    format!("<p>{}</p>\n", lines.join("</p>\n<p>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contents_lead_to_every_heading() {
        let page = manual_html(
            "# 第一周\n\n第一行\n第二行。\n\n## 一、收表\n\n# 问题\n\n## B01 累计超总投资（提醒）\n",
        );
        assert!(
            page.contains("<p><a href=\"#s0\">第一周</a>　<a href=\"#s1\">一、收表</a></p>"),
            "{page}"
        );
        assert!(
            page.contains("<p><a href=\"#s2\">问题</a>　<a href=\"#s3\">B01</a></p>"),
            "{page}"
        );
        assert!(
            page.contains("<h2 id=\"s3\">B01 累计超总投资（提醒）</h2>"),
            "{page}"
        );
        assert!(page.contains("第一行第二行。"), "{page}");
    }
}
