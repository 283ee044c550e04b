//! Finding the heading: one to four rows whose words fit the known headings of a form.

use std::collections::BTreeSet;

use super::grid::Grid;
use super::label::{self, Label};
use super::lexicon::{Lexicon, Meaning};
use super::meaning::{meaning, strictly};
use super::path::{Part, Path};
use crate::catalog::{Field, Form};
use crate::sheet::RawValue;
use crate::value::{Area, CellRef, Scale};

/// A heading that was found.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// First row.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// The form whose headings fit best; `None` for a table of another kind.
    pub form: Option<Form>,
    /// Its columns, left to right.
    pub paths: Vec<Path>,
}

/// Longest text that a heading cell can hold.
const LONGEST: usize = 60;

/// How many rows a heading can have, a row of units included.
const DEEPEST: u32 = 5;

/// The first heading at or below `from`.
pub(super) fn find(grid: &Grid<'_>, lexicon: &Lexicon<'_>, from: u32, hint: &str) -> Option<Heading> {
    let (_, last) = grid.rows()?;
    let mut row = from;
    let mut other: Option<Heading> = None;
    while row <= last {
        if is_candidate(grid, lexicon, row) {
            let heading = block(grid, lexicon, row, from, hint);
            if heading.form.is_some() && !is_card(grid, lexicon, &heading) {
                return Some(heading);
            }
            if other.is_none() && heading.paths.len() >= 3 {
                other = Some(Heading {
                    form: None,
                    ..heading
                });
            }
        }
        row += 1;
    }
    other
}

/// Says the block at `row` in other words what this heading says over every column, in a sheet that speaks of `year`? Then
/// its last row: the table goes on.
pub(super) fn again(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    heading: &Heading,
    year: i32,
    row: u32,
) -> Option<u32> {
    let form = heading.form.and_then(|form| lexicon.form(form))?;
    let said = |paths: &[Path]| -> Vec<(u16, Meaning, Option<Scale>)> {
        paths
            .iter()
            .filter_map(|path| {
                let scale = path.parts.iter().rev().find_map(|part| part.label.scale);
                Some((path.col, meaning(lexicon, form, path, None, year)?, scale))
            })
            .collect()
    };
    let below = block(grid, lexicon, row, row, "");
    let (first, again) = (said(&heading.paths), said(&below.paths));
    (below.form == heading.form && first == again).then_some(below.last)
}

/// At least two known headings, few numbers.
pub(super) fn is_candidate(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32) -> bool {
    let mut known = BTreeSet::new();
    let mut numbers = 0;
    let mut texts = 0;
    for cell in grid.filled(row) {
        match &cell.value {
            RawValue::Text(text) if text.len() <= LONGEST * 3 => {
                texts += 1;
                let label = Label::of(text);
                if !label.is_empty() && (lexicon.knows(&label) || names_approval(lexicon, &label)) {
                    known.insert(label.full);
                }
            }
            RawValue::Text(_) => texts += 1,
            RawValue::Number(number) if (1990.0..2100.0).contains(number) => {}
            _ => numbers += 1,
        }
    }
    known.len() >= 2 && numbers <= texts / 4
}

fn names_approval(lexicon: &Lexicon<'_>, label: &Label) -> bool {
    lexicon
        .form(Form::Approval)
        .is_some_and(|form| form.approval_within(&label.plain).is_some())
}

/// The block of heading rows around a candidate row.
fn block(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32, from: u32, hint: &str) -> Heading {
    let mut first = row;
    while first > from && row - first < 3 && is_upper(grid, first - 1, first) {
        first -= 1;
    }
    let mut last = row;
    while last + 1 - first < DEEPEST {
        if is_forced(grid, first, last) {
            last += 1;
        } else if is_unit_row(grid, last + 1) {
            last += 1;
            break;
        } else if is_lower(grid, lexicon, first, last) {
            last += 1;
        } else {
            break;
        }
    }
    let paths = paths(grid, first, last);
    let form = choose(lexicon, &paths, hint);
    Heading {
        first,
        last,
        form,
        paths,
    }
}

/// Does a row of group headings stand above? Several short texts, or one that spans some of the columns below.
fn is_upper(grid: &Grid<'_>, row: u32, below: u32) -> bool {
    let width_below = grid.filled(below).count();
    let mut cells = 0;
    let mut spans = 0;
    for cell in grid.filled(row) {
        let RawValue::Text(text) = &cell.value else {
            let year = matches!(&cell.value, RawValue::Number(number) if (1990.0..2100.0).contains(number));
            if !year {
                return false;
            }
            cells += 1;
            continue;
        };
        if text.chars().count() > 30 || text.contains([':', '：', '。', '！']) || label::is_unit(text) {
            return false;
        }
        cells += 1;
        if let Some(merge) = grid.merge(row, cell.col) {
            let width = usize::from(merge.last.col - merge.first.col) + 1;
            if width >= 2 && merge.last.row == row {
                spans += 1;
            }
            if cells == 1 && width >= width_below && width_below > 0 && width > 2 {
                return false;
            }
        } else if grid.own(below, cell.col).is_some() && !grid.knows_merges() {
            spans += 1;
        }
    }
    cells >= 2 && spans >= 1
}

/// Does a heading cell reach down beyond `last`?
fn is_forced(grid: &Grid<'_>, first: u32, last: u32) -> bool {
    (first..=last).any(|row| {
        grid.filled(row).any(|cell| {
            grid.merge(row, cell.col).is_some_and(|merge| {
                merge.first.row == row && merge.last.row > last && merge.last.row - first < DEEPEST
            })
        })
    })
}

/// Only units: 万元｜万元｜%.
fn is_unit_row(grid: &Grid<'_>, row: u32) -> bool {
    let mut units = 0;
    for cell in grid.filled(row) {
        match &cell.value {
            RawValue::Text(text) if label::is_unit(text) => units += 1,
            _ => return false,
        }
    }
    units >= 1
}

/// Are the words of the row below part of the heading: do more columns become known with them?
fn is_lower(grid: &Grid<'_>, lexicon: &Lexicon<'_>, first: u32, last: u32) -> bool {
    let below = last + 1;
    let mut words = 0;
    let mut beneath = 0;
    for cell in grid.filled(below) {
        let RawValue::Text(text) = &cell.value else {
            let year = matches!(&cell.value, RawValue::Number(number) if (1990.0..2100.0).contains(number));
            if year {
                continue;
            }
            return false;
        };
        if text.chars().count() > 30 {
            return false;
        }
        words += 1;
        let spanned = grid
            .merge(last, cell.col)
            .is_some_and(|merge| merge.last.col > merge.first.col);
        if spanned || grid.own(last, cell.col).is_none() {
            beneath += 1;
        }
    }
    if words == 0 {
        return false;
    }
    let now = known_columns(lexicon, &paths(grid, first, last));
    let then = known_columns(lexicon, &paths(grid, first, below));
    then > now || (then == now && beneath == words && words >= 2 && is_mostly_known(grid, lexicon, below))
}

fn is_mostly_known(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32) -> bool {
    let labels: Vec<Label> = grid
        .filled(row)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(Label::of(text)),
            _ => None,
        })
        .collect();
    let known = labels.iter().filter(|label| lexicon.knows(label)).count();
    known * 2 > labels.len()
}

/// How many columns mean something in the form that knows most of them.
fn known_columns(lexicon: &Lexicon<'_>, paths: &[Path]) -> usize {
    lexicon
        .forms
        .iter()
        .map(|form| {
            paths
                .iter()
                .filter(|path| strictly(lexicon, form, path, None, 0).is_some())
                .count()
        })
        .max()
        .unwrap_or(0)
}

/// What stands over each column, merges spread; where the format knows none, a blank upper heading takes the one to its
/// left if the cell below it is filled.
pub(super) fn paths(grid: &Grid<'_>, first: u32, last: u32) -> Vec<Path> {
    let mut columns: BTreeSet<u16> = BTreeSet::new();
    for row in first..=last {
        for cell in grid.filled(row) {
            let merge = grid.merge(row, cell.col).unwrap_or(Area::cell(row, cell.col));
            columns.extend(merge.first.col..=merge.last.col.min(merge.first.col.saturating_add(400)));
        }
    }
    let mut paths: Vec<Path> = Vec::with_capacity(columns.len());
    for &col in &columns {
        let mut parts: Vec<Part> = Vec::new();
        for row in first..=last {
            let found = grid.at(row, col).or_else(|| {
                let lone = !grid.knows_merges() && row < last && grid.own(row + 1, col).is_some();
                lone.then(|| left_of(grid, row, col)).flatten()
            });
            let Some((at, cell)) = found else { continue };
            if parts.iter().any(|part| part.at == at) {
                continue;
            }
            let text = super::grid::shown(cell).into_owned();
            parts.push(Part {
                at,
                label: Label::of(&text),
                is_unit: label::is_unit(&text),
                text,
            });
        }
        if !parts.is_empty() {
            paths.push(Path { col, parts });
        }
    }
    paths
}

fn left_of<'a>(grid: &Grid<'a>, row: u32, col: u16) -> Option<(CellRef, &'a crate::sheet::RawCell)> {
    // A heading at the left reaches over this column only while the columns between have something below.
    for left in (0..col).rev() {
        if let Some(cell) = grid.own(row, left) {
            return grid
                .own(row + 1, left)
                .is_some()
                .then_some((CellRef { row, col: left }, cell));
        }
        grid.own(row + 1, left)?;
    }
    None
}

/// The form that fits best: its name column and at least two more of its fields.
fn choose(lexicon: &Lexicon<'_>, paths: &[Path], hint: &str) -> Option<Form> {
    let mut best: Option<(usize, Form)> = None;
    for form in &lexicon.forms {
        let mut fields = BTreeSet::new();
        for path in paths {
            match meaning(lexicon, form, path, None, 0) {
                Some(Meaning::Field(field)) => {
                    fields.insert(field);
                }
                Some(Meaning::Ambiguous(means))
                    if !path.leaf().is_some_and(|leaf| form.is_common(&leaf.label)) =>
                {
                    fields.extend(means.first().copied());
                }
                Some(Meaning::Ambiguous(_) | Meaning::Own) | None => {}
            }
        }
        let common = [Field::Serial, Field::Remarks, Field::Phone];
        let others = fields
            .iter()
            .filter(|field| **field != form.schema.name_field && !common.contains(field))
            .count();
        if !fields.contains(&form.schema.name_field) || others < 2 {
            continue;
        }
        let telling = fields
            .iter()
            .filter(|field| match field {
                Field::Approval(_) => form.schema.form == Form::Approval,
                field => form.schema.column(**field).is_some_and(|column| column.telling),
            })
            .count();
        let hinted = form.schema.also.iter().any(|word| hint.contains(word.as_str()));
        if telling == 0 && form.schema.form != Form::Project {
            continue;
        }
        let score = telling * 3 + fields.len() + if hinted { 4 } else { 0 };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, form.schema.form));
        }
    }
    best.map(|(_, form)| form)
}

/// A form to fill in or a card: the names under the heading are headings themselves.
fn is_card(grid: &Grid<'_>, lexicon: &Lexicon<'_>, heading: &Heading) -> bool {
    let Some(form) = heading.form.and_then(|form| lexicon.form(form)) else {
        return false;
    };
    let Some(name) = heading.paths.iter().find(|path| {
        matches!(meaning(lexicon, form, path, None, 0), Some(Meaning::Field(field)) if field == form.schema.name_field)
    }) else {
        return false;
    };
    let Some((_, last)) = grid.rows() else {
        return false;
    };
    let mut seen = 0;
    let mut known = 0;
    for row in (heading.last + 1)..=last.min(heading.last + 12) {
        if let Some(text) = grid.own_text(row, name.col)
            && text.chars().count() <= 20
        {
            seen += 1;
            let label = Label::of(&text);
            if lexicon.knows(&label) && !is_candidate(grid, lexicon, row) {
                known += 1;
            }
        }
    }
    seen >= 2 && known * 2 >= seen
}
