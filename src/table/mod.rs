//! `RawSheet` + schemas → tables: form, heading, columns, body, scale (codes S02, S03, S06, S07).
//!
//! Enters: a sheet's cells and the catalog's forms. Leaves: the [`Table`]s found in it, every row told for what it is.

mod body;
mod card;
mod column;
mod columns;
mod grid;
mod heading;
mod label;
mod lexicon;
mod meaning;
mod nameless;
mod path;
mod phrase;
mod remark;
mod rivals;
mod rows;
mod title;

pub use column::{Doubt, TableColumn};
pub use grid::{Grid, number_text, shown};
pub use label::{Label, without_brackets};
pub use lexicon::Lexicon;
pub use remark::remarks;
pub use rows::{Group, Keys, RowKind, Style, Total};
pub use title::{KindNames, dated, scale_said, year_said};

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::catalog::{Field, Form, ValueKind};
use crate::finding::Place;
use crate::value::{KindId, UnitId};
use heading::Heading;
use path::Path;

/// What is known of a sheet before it is read.
#[derive(Debug, Clone)]
pub struct Frame {
    /// File and sheet.
    pub place: Place,
    /// The sheet's name, as the unit gave it.
    pub sheet: Option<Arc<str>>,
    /// Folders and file name without its ending, nearest first: what may say kind and date.
    pub names: Vec<Arc<str>>,
    /// Whose file it is, as far as that is known.
    pub unit: Option<UnitId>,
    /// 截止日
    pub as_of: NaiveDate,
}

/// A table found in a sheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which form; `None` for another table or none at all.
    pub form: Option<Form>,
    /// A table, but none of the field's.
    pub is_other: bool,
    /// The kind whose ledger it is.
    pub kind: Option<KindId>,
    /// The year its titles speak of, else the as-of date's.
    pub year: i32,
    /// First and last heading row.
    pub heading: Option<(u32, u32)>,
    /// First and last row that it accounts for; the first table of a sheet starts at the sheet's first row.
    pub span: (u32, u32),
    /// The columns that have a heading.
    pub columns: Vec<TableColumn>,
    /// The columns by which rows are told apart.
    pub keys: Keys,
    /// Every row of the span.
    pub rows: Vec<(u32, RowKind)>,
    /// What stands above the heading.
    pub titles: Vec<String>,
    /// Stands beside another table whose rows it shares.
    pub is_beside: bool,
    /// One record written down the sheet, a heading beside each value.
    pub card: Option<Vec<card::CardCell>>,
}

pub use card::CardCell;

/// The tables of a sheet, top to bottom; at least one entry for a sheet that holds anything.
pub fn locate(grid: &Grid<'_>, lexicon: &Lexicon<'_>, frame: &Frame) -> Vec<Table> {
    let Some((first, last)) = grid.rows() else {
        return Vec::new();
    };
    let sheet_name = frame.sheet.as_deref().unwrap_or("").to_owned();
    let mut tables: Vec<Table> = Vec::new();
    let mut from = first;
    while from <= last {
        let above = texts(grid, from, last.min(from + 6)).join(" ");
        let hint = format!("{sheet_name} {above}");
        let Some(heading) = heading::find(grid, lexicon, from, &hint) else {
            break;
        };
        let titles = texts(grid, from, heading.first.saturating_sub(1));
        let (found, next) = read_block(
            grid,
            lexicon,
            frame,
            &heading,
            titles,
            (from, last),
            tables.last().map(|table| table.year),
        );
        tables.extend(found);
        from = next;
    }
    if tables.iter().all(|table| table.form.is_none())
        && let Some(table) = card::locate(grid, lexicon, frame)
    {
        return vec![table];
    }
    match tables.last_mut() {
        // What is left below the last table is a part of it.
        Some(table) if from <= last => {
            let below = (from..=last).map(|row| (row, RowKind::Note));
            table.rows.extend(below);
            table.span.1 = last;
        }
        Some(_) => {}
        None => tables.push(no_table(grid, (first, last), frame)),
    }
    tables
}

/// Texts of these rows, in reading order.
fn texts(grid: &Grid<'_>, first: u32, last: u32) -> Vec<String> {
    (first..=last)
        .flat_map(|row| grid.filled(row).map(|cell| shown(cell).into_owned()))
        .collect()
}

fn no_table(grid: &Grid<'_>, span: (u32, u32), frame: &Frame) -> Table {
    let rows_of = |cells: usize| {
        (span.0..=span.1)
            .filter(|&row| grid.filled(row).count() >= cells)
            .count()
    };
    Table {
        form: None,
        is_other: rows_of(3) >= 2 || rows_of(2) >= 3,
        kind: None,
        year: frame.as_of.year(),
        heading: None,
        span,
        columns: Vec::new(),
        keys: Keys::default(),
        rows: (span.0..=span.1)
            .map(|row| {
                (
                    row,
                    if grid.filled(row).next().is_none() {
                        RowKind::Blank
                    } else {
                        RowKind::Note
                    },
                )
            })
            .collect(),
        titles: texts(grid, span.0, span.1.min(span.0 + 5)),
        is_beside: false,
        card: None,
    }
}

/// The table (or tables side by side) under one heading, and the row at which the search goes on.
fn read_block(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    frame: &Frame,
    heading: &Heading,
    titles: Vec<String>,
    (from, last): (u32, u32),
    year_above: Option<i32>,
) -> (Vec<Table>, u32) {
    let Some(form) = heading.form.and_then(|form| lexicon.form(form)) else {
        // Another table: its rows are nobody's until the next ledger heading.
        let mut table = no_table(grid, (from, last), frame);
        table.is_other = true;
        table.heading = Some((heading.first, heading.last));
        table.titles = titles;
        return (vec![table], last + 1);
    };
    let sheet_name = frame.sheet.as_deref().unwrap_or("");
    let kind = kind_of(lexicon, sheet_name, &titles, &frame.names);
    let mut said: Vec<String> = titles.clone();
    said.push(sheet_name.to_owned());
    let year = year_of(heading, &said, frame.as_of.year(), year_above);
    let scale = scale_said(&titles);
    let mut tables = Vec::new();
    let mut next = last + 1;
    for (index, segment) in side_by_side(lexicon, form, &heading.paths)
        .into_iter()
        .enumerate()
    {
        let Some((&Path { col: left, .. }, &Path { col: right, .. })) = segment.first().zip(segment.last())
        else {
            continue;
        };
        let mut matched = columns::match_headings(lexicon, form, segment, kind, year, frame.unit);
        rivals::newest_months(grid, segment, &mut matched, heading.last, frame.as_of);
        columns::narrow_merged(grid, &mut matched, heading.last);
        columns::shift_name(grid, &mut matched, form.schema.name_field, heading.last);
        columns::prefer_canonical(form, &mut matched);
        let fields: Vec<(u16, Field)> = matched
            .iter()
            .filter_map(|column| Some((column.col, column.field?)))
            .collect();
        let Some(name) = fields
            .iter()
            .find(|(_, field)| *field == form.schema.name_field)
            .map(|(col, _)| *col)
        else {
            continue;
        };
        let is_amount = |field: Field| form.value_kind(field) == ValueKind::Amount;
        let cols = (
            left.min(name),
            if index == 0 && segment.len() == heading.paths.len() {
                u16::MAX
            } else {
                right.max(name)
            },
        );
        let mut keys = body::keys(&fields, name, is_amount, cols);
        let until = if index == 0 { last } else { next - 1 };
        let (rows, end) = body::classify(grid, lexicon, heading, &keys, year, until);
        columns::settle(grid, lexicon, form, &mut matched, &rows, frame.as_of);
        keys.amounts = matched
            .iter()
            .filter(|column| column.field.is_some_and(is_amount))
            .map(|column| column.col)
            .collect();
        for column in &mut matched {
            if !column.scale_said {
                column.scale = scale.unwrap_or(lexicon.catalog.money.read_as);
                column.scale_said = scale.is_some();
            }
        }
        next = if index == 0 { end } else { next };
        tables.push(Table {
            form: Some(form.schema.form),
            is_other: false,
            kind,
            year,
            heading: Some((heading.first, heading.last)),
            span: (from, end.saturating_sub(1)),
            columns: matched,
            keys,
            rows: with_rows_above(grid, heading, from, rows),
            titles: titles.clone(),
            is_beside: index > 0,
            card: None,
        });
    }
    (tables, next)
}

fn with_rows_above(
    grid: &Grid<'_>,
    heading: &Heading,
    from: u32,
    body: Vec<(u32, RowKind)>,
) -> Vec<(u32, RowKind)> {
    let above = (from..heading.first).map(|row| {
        let blank = grid.filled(row).next().is_none();
        (row, if blank { RowKind::Blank } else { RowKind::Above })
    });
    above
        .chain((heading.first..=heading.last).map(|row| (row, RowKind::Heading)))
        .chain(body)
        .collect()
}

/// The sheet's name, else the title, else the file's name, else the folder's.
fn kind_of(lexicon: &Lexicon<'_>, sheet: &str, titles: &[String], names: &[Arc<str>]) -> Option<KindId> {
    let kinds = &lexicon.kinds;
    kinds
        .within(sheet)
        .or_else(|| {
            let mut said = titles.iter().filter(|title| !phrase::explains(title));
            said.find_map(|title| kinds.within(title))
        })
        .or_else(|| names.iter().find_map(|name| kinds.within(name)))
}

/// The year that 年度 means here: the title's, unless a heading names the as-of date's; where neither tells, that of the
/// table above.
fn year_of(heading: &Heading, titles: &[String], as_of: i32, year_above: Option<i32>) -> i32 {
    let years: Vec<i32> = heading
        .paths
        .iter()
        .flat_map(|path| path.parts.iter())
        .filter(|part| !part.label.to_year_end)
        .flat_map(|part| part.label.years.iter().copied())
        .collect();
    if years.contains(&as_of) {
        return as_of;
    }
    if let Some(year) = year_said(titles).filter(|year| years.is_empty() || years.contains(year)) {
        return year;
    }
    if let Some(year) = year_above {
        return year;
    }
    let plans = heading
        .paths
        .iter()
        .flat_map(|path| path.parts.iter())
        .filter(|part| part.label.plain.contains("计划") || part.label.plain.contains("目标"))
        .flat_map(|part| part.label.years.iter().copied());
    plans.filter(|year| *year <= as_of).max().unwrap_or(as_of)
}

/// Columns of one heading that are several tables: the name column comes again after a gap or with its number before it.
fn side_by_side<'p>(
    lexicon: &Lexicon<'_>,
    form: &lexicon::FormLexicon<'_>,
    paths: &'p [Path],
) -> Vec<&'p [Path]> {
    let fields: Vec<Option<Field>> = paths
        .iter()
        .map(|path| match meaning::meaning(lexicon, form, path, None, 0) {
            Some(lexicon::Meaning::Field(field)) => Some(field),
            _ => None,
        })
        .collect();
    let name = form.schema.name_field;
    let mut starts = vec![0];
    let mut seen_name: Option<usize> = None;
    for (index, field) in fields.iter().enumerate() {
        if *field != Some(name) {
            continue;
        }
        let Some(before) = seen_name else {
            seen_name = Some(index);
            continue;
        };
        let same_cell = paths[before].at() == paths[index].at();
        let serial = index > 0 && fields[index - 1] == Some(Field::Serial) && index - 1 > before;
        let start = if serial { index - 1 } else { index };
        let gap = start > 0 && paths[start].col > paths[start - 1].col + 1;
        let same_words = paths[before].shown() == paths[index].shown();
        if !same_cell && (serial || gap) && same_words {
            starts.push(start);
            seen_name = Some(index);
        }
    }
    let mut segments = Vec::with_capacity(starts.len());
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(paths.len());
        segments.push(&paths[start..end]);
    }
    segments
}
