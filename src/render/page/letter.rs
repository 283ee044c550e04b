//! `督办函/<unit>.html`

use serde::Serialize;

use super::text::{self, Anchors, BlockView};
use super::title;
use super::{AnnexView, annexes, output, paths};
use crate::bulletin::{Edition, Letter};
use crate::error::Result;
use crate::render::{Output, Templates, measure};

#[derive(Debug, Serialize)]
struct View<'a> {
    letter: &'a Letter,
    /// Width of the organ's name in em, for its size.
    organ_width: f64,
    title_lines: Vec<&'a str>,
    draft_mark: Option<&'a str>,
    body: Vec<BlockView>,
    annexes: Vec<AnnexView>,
}

pub(super) fn pages(edition: &Edition<'_>, templates: &Templates) -> Result<Vec<Output>> {
    let letters = &edition.issue.letters;
    let year = edition.options.year;
    let names = letters
        .iter()
        .map(|letter| edition.catalog.unit(letter.unit).name.as_str());
    letters
        .iter()
        .zip(paths("督办函", names))
        .map(|(letter, path)| {
            let view = View {
                letter,
                organ_width: measure::width(&letter.organ).max(4.0),
                title_lines: title::lines(&letter.title),
                draft_mark: edition.issue.head.draft_mark.as_deref(),
                body: text::blocks(&letter.body, &Anchors::new(), year),
                annexes: annexes(letter.annex.as_slice(), year),
            };
            Ok(output(path, templates.render("letter.html", &view)?))
        })
        .collect()
}
