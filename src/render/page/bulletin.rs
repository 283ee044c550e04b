//! 简报.html

use serde::Serialize;

use super::text::{self, BlockView};
use super::title;
use super::{AnnexView, anchors, annexes, output};
use crate::bulletin::{Block, Edition, Head};
use crate::error::Result;
use crate::render::{Output, Templates, measure};

/// The foot of the page, in mm, that 报尾 takes, with some air above it.
const TAIL: f64 = 62.0;
/// The type area's height, in mm.
const TYPE_AREA: f64 = 225.0;

#[derive(Debug, Serialize)]
struct View<'a> {
    head: &'a Head,
    /// Width of the name in em, for its size.
    name_width: f64,
    title_lines: Vec<&'a str>,
    preface: Vec<BlockView>,
    body: Vec<BlockView>,
    annexes: Vec<AnnexView>,
    /// Does 报尾 stand on a page of its own?
    tail_alone: bool,
}

pub(super) fn page(edition: &Edition<'_>, templates: &Templates) -> Result<Output> {
    let issue = edition.issue;
    let year = edition.options.year;
    let mut anchors = anchors(&issue.annexes);
    anchors.extend(figures(&issue.body));
    let mut annexes = annexes(&issue.annexes, year);
    let tail_fits = annexes.last().is_some_and(|annex| {
        let boards: f64 = annex.boards.iter().map(super::BoardView::height).sum();
        !annex.is_wide && boards + 22.0 + TAIL <= TYPE_AREA
    });
    if let Some(last) = annexes.last_mut() {
        last.is_end = tail_fits;
    }
    let view = View {
        head: &issue.head,
        name_width: measure::width(&issue.head.name).max(4.0) * 1.05,
        title_lines: title::lines(&issue.head.title),
        preface: text::preface(&issue.preface, &anchors, year),
        body: text::blocks(&issue.body, &anchors, year),
        annexes,
        tail_alone: !tail_fits,
    };
    Ok(output("简报.html", templates.render("bulletin.html", &view)?))
}

/// 图1 → the anchor of its chart: the first word of the caption.
fn figures(blocks: &[Block]) -> Vec<(String, String)> {
    let charts = blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    charts
        .filter_map(|chart| {
            let name = chart.caption.split_whitespace().next()?;
            name.starts_with('图')
                .then(|| (name.to_owned(), chart.id.clone()))
        })
        .collect()
}
