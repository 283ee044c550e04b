//! Running text for HTML: blocks in reading order, mentions of annexes as links.

use serde::Serialize;

use super::super::{chart, note};
use super::BoardView;
use crate::bulletin::{Block, Board, BoardCell, BoardColumn, BoardRow, Chart, Emphasis};

/// A block as `components/text.html` prints it.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum BlockView {
    /// `<h2>` to `<h4>`
    Heading {
        level: u8,
        id: Option<String>,
        text: String,
    },
    /// A paragraph.
    Para {
        lead: Option<String>,
        spans: Vec<Span>,
        class: Option<&'static str>,
    },
    /// 文字材料, cleaned.
    Prose {
        html: String,
        class: Option<&'static str>,
    },
    /// A chart.
    Chart { chart: Box<FigureView> },
    /// A table.
    Board { board: Box<BoardView> },
}

/// A stretch of text, linked where it names an annex of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Span {
    text: String,
    href: Option<String>,
}

/// A chart as `components/figure.html` prints it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FigureView {
    id: String,
    name: String,
    page: String,
    phone: String,
    table: BoardView,
}

/// What a text may name, and the anchor it stands at: `附表1` → `annex-1`.
pub(super) type Anchors = Vec<(String, String)>;

/// Blocks as they print. `year` is the issue's.
pub(super) fn blocks(blocks: &[Block], anchors: &Anchors, year: i32) -> Vec<BlockView> {
    blocks
        .iter()
        .map(|block| block_view(block, anchors, year))
        .collect()
}

/// 按语: in 楷体, `按：` before its first words.
pub(super) fn preface(blocks: &[Block], anchors: &Anchors, year: i32) -> Vec<BlockView> {
    let mut views = self::blocks(blocks, anchors, year);
    for (at, view) in views.iter_mut().enumerate() {
        match view {
            BlockView::Para { spans, class, .. } => {
                *class = Some("kai");
                if at == 0 {
                    spans.insert(
                        0,
                        Span {
                            text: "按：".to_owned(),
                            href: None,
                        },
                    );
                }
            }
            BlockView::Prose { html, class } => {
                *class = Some("kai");
                if at == 0 {
                    *html = match html.strip_prefix("<p>") {
                        Some(rest) => format!("<p>按：{rest}"),
                        None => format!("<p>按：</p>{html}"),
                    };
                }
            }
            BlockView::Heading { .. } | BlockView::Chart { .. } | BlockView::Board { .. } => {}
        }
    }
    views
}

fn block_view(block: &Block, anchors: &Anchors, year: i32) -> BlockView {
    match block {
        Block::Heading { level, text } => BlockView::Heading {
            level: level.saturating_add(1).clamp(2, 4),
            id: None,
            text: text.clone(),
        },
        Block::Para { lead, text } => BlockView::Para {
            lead: lead.clone(),
            spans: spans(text, anchors),
            class: None,
        },
        Block::Prose { markdown, .. } => BlockView::Prose {
            html: note::to_html(markdown),
            class: None,
        },
        Block::Chart(chart) => BlockView::Chart {
            chart: Box::new(figure(chart, year)),
        },
        Block::Board(board) => BlockView::Board {
            board: Box::new(BoardView::of(board, year)),
        },
    }
}

fn figure(chart: &Chart, year: i32) -> FigureView {
    FigureView {
        id: chart.id.clone(),
        name: chart.caption.clone(),
        page: chart::bars(chart, chart::Medium::PAGE),
        phone: chart::bars(chart, chart::Medium::PHONE),
        table: BoardView::of(&table_of(chart), year),
    }
}

/// The figures of a chart, for whoever cannot see it.
fn table_of(chart: &Chart) -> Board {
    let column = |title: &str, is_number| BoardColumn {
        title: title.to_owned(),
        group: None,
        is_number,
        width: 0,
    };
    let percent = |rate: Option<_>| rate.map_or(BoardCell::None, BoardCell::Percent);
    let mut rows: Vec<BoardRow> = chart
        .bars
        .iter()
        .map(|(name, now, before, kept)| {
            let now = percent(*now);
            BoardRow {
                emphasis: Emphasis::Item,
                cells: vec![
                    BoardCell::Text(name.clone()),
                    if *kept {
                        BoardCell::Kept(Box::new(now))
                    } else {
                        now
                    },
                    percent(*before),
                ],
                keys: Vec::new(),
            }
        })
        .collect();
    rows.extend(chart.line.iter().map(|(name, rate)| BoardRow {
        emphasis: Emphasis::Item,
        cells: vec![
            BoardCell::Text(name.clone()),
            BoardCell::Percent(*rate),
            BoardCell::None,
        ],
        keys: Vec::new(),
    }));
    Board {
        id: format!("{}-data", chart.id),
        label: None,
        title: chart.title.clone(),
        unit_line: Some("单位：%".to_owned()),
        columns: vec![column("名称", false), column("本期", true), column("上期", true)],
        rows,
        notes: Vec::new(),
        is_wide: false,
    }
}

/// The text cut where it names an anchor; the longest name counts, so that 附表1 is not found in 附表12.
fn spans(text: &str, anchors: &Anchors) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = anchors
            .iter()
            .filter(|(name, _)| !name.is_empty() && rest.strip_prefix(name.as_str()).is_some_and(ends_here))
            .max_by_key(|(name, _)| name.len());
        if let Some((name, anchor)) = named {
            if !plain.is_empty() {
                out.push(Span {
                    text: std::mem::take(&mut plain),
                    href: None,
                });
            }
            out.push(Span {
                text: name.clone(),
                href: Some(format!("#{anchor}")),
            });
            rest = &rest[name.len()..];
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        out.push(Span {
            text: plain,
            href: None,
        });
    }
    out
}

fn ends_here(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_of_an_annex_are_links() {
        let anchors = vec![
            ("附表1".to_owned(), "annex-1".to_owned()),
            ("附表12".to_owned(), "annex-12".to_owned()),
        ];
        let spans = spans("见附表1和附表12，附表13除外。", &anchors);
        let links: Vec<(&str, Option<&str>)> = spans
            .iter()
            .map(|span| (span.text.as_str(), span.href.as_deref()))
            .collect();
        assert_eq!(
            links,
            [
                ("见", None),
                ("附表1", Some("#annex-1")),
                ("和", None),
                ("附表12", Some("#annex-12")),
                ("，附表13除外。", None)
            ]
        );
    }

    #[test]
    fn the_preface_begins_with_its_word() {
        let prose = Block::Prose {
            file: "按语.md".to_owned(),
            markdown: "要抓紧。".to_owned(),
        };
        let views = preface(&[prose], &Anchors::new(), 2023);
        assert!(matches!(&views[0], BlockView::Prose { html, .. } if html == "<p>按：要抓紧。</p>\n"));
    }
}
