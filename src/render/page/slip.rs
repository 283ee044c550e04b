//! `交办单/<task>.html`

use serde::Serialize;

use super::{output, paths};
use crate::bulletin::{Edition, Slip, SlipRow};
use crate::error::Result;
use crate::render::{Output, Templates};

#[derive(Debug, Serialize)]
struct View<'a> {
    title: &'a str,
    no: &'a str,
    number: Option<&'a str>,
    assigned_on: Option<&'a str>,
    draft_mark: Option<&'a str>,
    rows: Vec<RowView<'a>>,
}

#[derive(Debug, Serialize)]
struct RowView<'a> {
    /// In mm.
    height: f64,
    fields: Vec<FieldView<'a>>,
    foot: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FieldView<'a> {
    label: &'a str,
    /// What stands in brackets on the label's second line: （责任单位填）.
    remark: Option<&'a str>,
    lines: Vec<&'a str>,
    colspan: u8,
}

pub(super) fn pages(edition: &Edition<'_>, templates: &Templates) -> Result<Vec<Output>> {
    let slips = &edition.issue.slips;
    let draft_mark = edition.issue.head.draft_mark.as_deref();
    slips
        .iter()
        .zip(paths("交办单", slips.iter().map(|slip| slip.no.as_str())))
        .map(|(slip, path)| {
            let html = templates.render("slip.html", &view(slip, draft_mark))?;
            Ok(output(path, html))
        })
        .collect()
}

fn view<'a>(slip: &'a Slip, draft_mark: Option<&'a str>) -> View<'a> {
    View {
        title: &slip.title,
        no: &slip.no,
        number: slip.number.as_deref(),
        assigned_on: slip.assigned_on.as_deref(),
        draft_mark,
        rows: slip.rows.iter().map(row_view).collect(),
    }
}

fn row_view(row: &SlipRow) -> RowView<'_> {
    let alone = row.fields.len() < 2;
    let fields = row.fields.iter().map(|(label, text)| {
        let (label, remark) = match label.split_once('\n') {
            Some((label, remark)) => (label, Some(remark)),
            None => (label.as_str(), None),
        };
        FieldView {
            label,
            remark,
            lines: if text.is_empty() {
                Vec::new()
            } else {
                text.lines().collect()
            },
            colspan: if alone { 3 } else { 1 },
        }
    });
    RowView {
        height: 5.0 + 6.5 * f64::from(row.lines.max(1)),
        fields: fields.collect(),
        foot: row.foot.as_deref(),
    }
}
