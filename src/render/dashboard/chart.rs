//! A chart of the page: a drawing in two widths, and the table of its numbers with a way to their sources.

use serde::Serialize;

use super::svg::{Anchor, Drawing, width_of};

/// A chart with its table.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    /// Unique in the page.
    pub(super) id: String,
    /// The finding it shows, by rule.
    pub(super) title: String,
    /// Unit, denominator, what the fills mean.
    pub(super) note: String,
    /// Fills that no label explains: class and meaning.
    pub(super) keys: Vec<(String, String)>,
    /// The drawing for screens and paper.
    pub(super) wide: String,
    /// The drawing for phones.
    pub(super) narrow: String,
    /// Its numbers.
    pub(super) sheet: Sheet,
}

/// The table under a chart.
#[derive(Debug, Serialize)]
pub(super) struct Sheet {
    /// What it lists, with the unit.
    pub(super) caption: String,
    /// Headings, that of the first column included.
    pub(super) head: Vec<String>,
    /// Rows, the total first.
    pub(super) rows: Vec<SheetRow>,
    /// Below it.
    pub(super) notes: Vec<String>,
}

/// A row of it.
#[derive(Debug, Serialize)]
pub(super) struct SheetRow {
    /// What it is about.
    pub(super) head: String,
    /// As printed.
    pub(super) cells: Vec<String>,
    /// Where its figures come from.
    pub(super) way: Option<Way>,
}

/// From a figure to what it is made of.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Way {
    /// The side panel: which figure (`done`, `money` …) of which projects (`kind=term_loan`; empty: all).
    Source {
        /// The figure's name.
        of: String,
        /// The projects, in the address's words.
        of_which: String,
    },
    /// The project table under these conditions.
    Projects {
        /// The link's words.
        text: String,
        /// The conditions.
        which: String,
    },
}

impl Way {
    /// The side panel.
    pub(super) fn source(of: &str, of_which: impl Into<String>) -> Way {
        Way::Source {
            of: of.to_owned(),
            of_which: of_which.into(),
        }
    }
}

/// The two widths that are drawn; the stylesheet shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// Screens and paper.
    Wide,
    /// Phones, from 360 px up.
    Narrow,
}

impl Width {
    /// In px.
    pub(super) const fn px(self) -> f64 {
        match self {
            Width::Wide => 560.0,
            Width::Narrow => 328.0,
        }
    }

    /// The class the stylesheet knows.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Width::Wide => "wide",
            Width::Narrow => "narrow",
        }
    }

    /// The id of the drawing of a chart.
    pub(super) fn id(self, chart: &str) -> String {
        format!("{chart}-{}", &self.class()[..1])
    }
}

/// The room that row labels take: the longest of them, at most `most`.
pub(super) fn gutter<'a>(class: &str, labels: impl IntoIterator<Item = &'a str>, most: f64) -> f64 {
    let longest = labels
        .into_iter()
        .map(|label| width_of(class, label))
        .fold(0.0, f64::max);
    (longest + 6.0).min(most)
}

/// Labels of ticks along a horizontal axis, those left out that would touch the one before or be clipped. Each is
/// (position, text).
pub(super) fn tick_labels(drawing: &mut Drawing, y: f64, ticks: &[(f64, String)]) {
    let mut free_from = 0.0;
    for (x, text) in ticks {
        let half = width_of("small", text) / 2.0;
        if x - half >= free_from && x + half <= drawing.width() {
            drawing.label("small quiet", Anchor::Middle, *x, y, text);
            free_from = x + half + 4.0;
        }
    }
}
