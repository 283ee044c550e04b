//! Rows without name and code: sums, notes, or records that lack what they need.

use crate::sheet::{RawCell, RawValue};
use crate::value::CellRef;

use super::grid::{Grid, figure};
use super::rows::{Keys, RowKind, Total};

/// Rows without name and code: sums, notes, or records that lack what they need.
pub(super) fn settle_nameless(grid: &Grid<'_>, keys: &Keys, rows: &mut [(u32, RowKind)]) {
    let last_named = rows
        .iter()
        .rposition(|(row, kind)| *kind == RowKind::Record && is_named(grid, keys, *row));
    for at in 0..rows.len() {
        let (row, kind) = &rows[at];
        let row = *row;
        if *kind != RowKind::Record || is_named(grid, keys, row) {
            continue;
        }
        let cells: Vec<&RawCell> = grid
            .filled(row)
            .filter(|cell| (keys.cols.0..=keys.cols.1).contains(&cell.col))
            .collect();
        let numbered = keys.serial.is_some_and(|serial| grid.own(row, serial).is_some());
        let figures: Vec<u16> = keys
            .amounts
            .iter()
            .copied()
            .filter(|&col| number(grid, row, col).is_some())
            .collect();
        let only_figures = cells.iter().all(|cell| {
            matches!(
                cell.value,
                RawValue::Number(_) | RawValue::Error(_) | RawValue::NoResult
            ) || figures.contains(&cell.col)
        });
        let after_all = last_named.is_none_or(|last| at > last);
        if !numbered && !figures.is_empty() && only_figures && (after_all || sums(grid, rows, at, &figures)) {
            let first = figures[0];
            rows[at].1 = RowKind::Total(Total {
                at: CellRef { row, col: first },
                is_part: !after_all,
            });
        } else if !numbered && cells.len() < 2 {
            rows[at].1 = RowKind::Note;
        }
    }
}

pub(super) fn is_named(grid: &Grid<'_>, keys: &Keys, row: u32) -> bool {
    grid.at(row, keys.name).is_some() || keys.code.is_some_and(|col| grid.at(row, col).is_some())
}

/// Are these figures the sums of the records above or below?
pub(super) fn sums(grid: &Grid<'_>, rows: &[(u32, RowKind)], at: usize, figures: &[u16]) -> bool {
    let total = |range: &mut dyn Iterator<Item = &(u32, RowKind)>, col: u16| -> f64 {
        range
            .filter(|(_, kind)| *kind == RowKind::Record)
            .filter_map(|(row, _)| number(grid, *row, col))
            .sum()
    };
    let matching = figures
        .iter()
        .filter(|&&col| {
            let Some(stated) = number(grid, rows[at].0, col) else {
                return false;
            };
            let above = total(&mut rows[..at].iter(), col);
            let below = total(&mut rows[at + 1..].iter(), col);
            let block = total(
                &mut rows[..at]
                    .iter()
                    .rev()
                    .take_while(|(_, kind)| !matches!(kind, RowKind::Group(_) | RowKind::Total(_))),
                col,
            );
            [above, below, block]
                .iter()
                .any(|sum| (sum - stated).abs() < 0.51 && *sum != 0.0)
        })
        .count();
    matching * 2 >= figures.len() && matching > 0
}

fn number(grid: &Grid<'_>, row: u32, col: u16) -> Option<f64> {
    figure(grid.own(row, col)?)
}
