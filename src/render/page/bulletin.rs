//! 简报.html

use serde::Serialize;

use super::text::{self, BlockView};
use super::title;
use super::{AnnexView, anchors, annexes, output};
use crate::bulletin::{Block, Edition, Head};
use crate::error::Result;
use crate::render::{Output, Templates, measure};

/// Type of 14 pt, in mm: a line of 报尾, and a character of it.
const TAIL_LINE: f64 = 7.66;
const TAIL_EM: f64 = 4.94;
/// Rules, paddings and the line of copies below the recipients, in mm, with some air above.
const TAIL_FRAME: f64 = 15.0;
/// 附表6 and the annex's title, in mm.
const ANNEX_HEAD: f64 = 19.0;
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
        !annex.is_wide && boards + ANNEX_HEAD + tail_height(&issue.head) <= TYPE_AREA
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

/// How high 报尾 stands, in mm: its recipients stand 2 em in, with an em of air on both sides.
fn tail_height(head: &Head) -> f64 {
    let room = 156.0 / TAIL_EM - 4.0;
    let lines = [&head.report_to, &head.send_to, &head.distribute_to]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| (measure::width(text) / room).ceil());
    lines.sum::<f64>() * TAIL_LINE + TAIL_FRAME
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
