//! Cards: one project a sheet, a heading to the left of each value.

use std::collections::BTreeSet;

use super::grid::{Grid, shown};
use super::label::Label;
use super::lexicon::{FormLexicon, Lexicon, Meaning};
use super::rows::{Keys, RowKind};
use super::{Frame, Table, TableColumn, scale_said};
use crate::catalog::{Field, Form, ValueKind};
use crate::sheet::RawValue;
use crate::value::CellRef;
use chrono::Datelike;

/// A value on a card, with the heading that names it.
#[derive(Debug, Clone)]
pub struct CardCell {
    /// The value's cell.
    pub value: CellRef,
    /// Its heading, as a column of one cell.
    pub column: TableColumn,
}

/// How many fields a sheet must name for a card.
const LEAST: usize = 4;

/// Reads a sheet as a card: the name and at least three more fields, each with its value to the right.
/// A form that is not filled in is no card.
pub(super) fn locate(grid: &Grid<'_>, lexicon: &Lexicon<'_>, frame: &Frame) -> Option<Table> {
    let (first, last) = grid.rows()?;
    let form = lexicon.form(Form::Project)?;
    if last - first > 120 {
        return None;
    }
    let (cells, filled) = named_values(grid, lexicon, form, (first, last));
    let mut cells = cells;
    let fields: BTreeSet<Field> = cells.iter().filter_map(|cell| cell.column.field).collect();
    let is_card = fields.contains(&Field::Name)
        && fields
            .iter()
            .filter(|field| !matches!(field, Field::Serial | Field::Remarks))
            .count()
            >= LEAST
        && filled * 2 > cells.len()
        && cells.iter().any(|cell| {
            cell.column.field == Some(Field::Name) && grid.at(cell.value.row, cell.value.col).is_some()
        })
        && has_values(grid, &cells);
    if !is_card {
        return None;
    }
    let titles: Vec<String> = (first..=last.min(first + 4))
        .flat_map(|row| grid.filled(row).map(|cell| shown(cell).into_owned()))
        .collect();
    let scale = scale_said(&titles);
    for cell in cells.iter_mut().filter(|cell| !cell.column.scale_said) {
        cell.column.scale = scale.unwrap_or(lexicon.catalog.money.read_as);
        cell.column.scale_said = scale.is_some();
    }
    let record = cells.first()?.value.row;
    let rows = (first..=last)
        .map(|row| {
            let kind = if row == record {
                RowKind::Record
            } else if grid.filled(row).next().is_none() {
                RowKind::Blank
            } else if row < record {
                RowKind::Above
            } else {
                RowKind::Continuation(record)
            };
            (row, kind)
        })
        .collect();
    let name = cells
        .iter()
        .find(|cell| cell.column.field == Some(Field::Name))?
        .value
        .col;
    Some(Table {
        form: Some(Form::Project),
        is_other: false,
        kind: None,
        year: frame.as_of.year(),
        heading: None,
        span: (first, last),
        columns: Vec::new(),
        keys: Keys {
            cols: (0, u16::MAX),
            name,
            serial: None,
            code: None,
            amounts: Vec::new(),
        },
        rows,
        titles,
        is_beside: false,
        card: Some(cells),
    })
}

/// Are there amounts or dates where such belong? A list that explains the columns has sentences there.
fn has_values(grid: &Grid<'_>, cells: &[CardCell]) -> bool {
    let is_value = |text: &str| {
        text.chars().count() <= 20 && text.contains(|c: char| c.is_numeric()) && !super::phrase::asks(text)
    };
    let told: Vec<bool> = cells
        .iter()
        .filter(|cell| {
            matches!(
                cell.column.kind,
                ValueKind::Amount | ValueKind::Day | ValueKind::Code
            )
        })
        .filter_map(|cell| grid.at(cell.value.row, cell.value.col))
        .map(|(_, cell)| match &cell.value {
            RawValue::Text(text) => is_value(text),
            _ => true,
        })
        .collect();
    let values = told.iter().filter(|told| **told).count();
    values * 2 > told.len()
}

/// Headings with a value to their right, each field once; and how many of the values are there.
fn named_values(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    (first, last): (u32, u32),
) -> (Vec<CardCell>, usize) {
    let mut cells: Vec<CardCell> = Vec::new();
    let mut fields = BTreeSet::new();
    let mut filled = 0;
    for row in first..=last {
        let mut after = 0;
        for cell in grid.filled(row) {
            let RawValue::Text(text) = &cell.value else {
                continue;
            };
            if cell.col < after || text.chars().count() > 24 {
                continue;
            }
            let label = Label::of(text);
            let Some(Meaning::Field(field)) = form.meaning(&label) else {
                continue;
            };
            let right = grid.merge(row, cell.col).map_or(cell.col, |merge| merge.last.col) + 1;
            let value = grid.at(row, right);
            let is_heading = value.is_some_and(
                |(_, cell)| matches!(&cell.value, RawValue::Text(text) if lexicon.knows(&Label::of(text))),
            );
            if is_heading || !fields.insert(*field) {
                continue;
            }
            after = right + 1;
            if value.is_some() {
                filled += 1;
            }
            cells.push(CardCell {
                value: CellRef { row, col: right },
                column: TableColumn::of_card(
                    *field,
                    form.value_kind(*field),
                    text,
                    &label,
                    CellRef { row, col: cell.col },
                ),
            });
        }
    }
    (cells, filled)
}
