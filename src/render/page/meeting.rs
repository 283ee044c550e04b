//! 会议材料.html

use serde::Serialize;

use super::{BoardView, output};
use crate::bulletin::{Edition, wording};
use crate::error::Result;
use crate::render::{Output, Templates};

/// Ruled lines on the page for what is decided.
const LINES: usize = 14;

#[derive(Debug, Serialize)]
struct View<'a> {
    title: &'a str,
    draft_mark: Option<&'a str>,
    particulars: Vec<Particular<'a>>,
    headings: Headings,
    steps: &'a [String],
    figures: BoardView,
    decisions: Option<BoardView>,
    stuck: BoardView,
    rules: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct Particular<'a> {
    label: &'a str,
    text: &'a str,
}

/// Numbered on without a gap where there was no meeting before.
#[derive(Debug, Serialize)]
struct Headings {
    steps: String,
    decisions: String,
    stuck: String,
    record: String,
}

pub(super) fn page(edition: &Edition<'_>, templates: &Templates) -> Result<Output> {
    let agenda = &edition.issue.agenda;
    let year = edition.options.year;
    let skipped = usize::from(agenda.decisions.is_none());
    let numbered = |at: usize, text: &str| format!("{}、{text}", wording::chinese_number(at));
    let view = View {
        title: &agenda.title,
        draft_mark: edition.issue.head.draft_mark.as_deref(),
        particulars: agenda
            .particulars
            .iter()
            .map(|(label, text)| Particular { label, text })
            .collect(),
        headings: Headings {
            steps: numbered(1, "会议议程"),
            decisions: numbered(2, "上期安排落实情况"),
            stuck: numbered(3 - skipped, "提请研究事项"),
            record: numbered(4 - skipped, "议定事项记录"),
        },
        steps: &agenda.steps,
        figures: BoardView::of(&agenda.figures, year),
        decisions: agenda.decisions.as_ref().map(|board| BoardView::of(board, year)),
        stuck: BoardView::of(&agenda.stuck, year),
        rules: (0..LINES).collect(),
    };
    Ok(output("会议材料.html", templates.render("meeting.html", &view)?))
}
