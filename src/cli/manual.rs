//! 使用说明: one source, `docs/manual/` and the findings' pages, as Markdown and as one offline page.

use crate::finding::Code;
use crate::render;

/// The chapters, in order.
const CHAPTERS: [&str; 3] = [
    include_str!("../../docs/manual/1-first-week.md"),
    include_str!("../../docs/manual/2-every-week.md"),
    include_str!("../../docs/manual/3-what-to-do-when.md"),
];

/// The whole manual: the chapters, then what each finding means.
pub(super) fn markdown() -> String {
    let mut text = CHAPTERS.join("\n");
    text.push_str("\n# 每条问题是什么意思\n");
    for code in Code::ALL {
        text.push_str(&format!(
            "\n## {} {}（{}）\n",
            code.id(),
            code.title(),
            code.severity().word()
        ));
        text.push_str(&explanation(code.page()));
    }
    text
}

/// The manual as one page that needs nothing else.
pub(super) fn html() -> String {
    render::manual_html(&markdown())
}

/// A page without its title and its worked examples, which are for `explain`.
fn explanation(page: &str) -> String {
    let mut text = String::new();
    let mut is_example = false;
    for line in page.lines().skip(1) {
        if line.starts_with("```") {
            is_example = !is_example;
        } else if !is_example {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}
