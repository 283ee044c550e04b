//! Several columns that claim one field: which of them counts.

use chrono::{Datelike, NaiveDate};

use super::column::TableColumn;
use super::grid::{Grid, figure};
use super::label::Label;
use super::lexicon::{FormLexicon, Lexicon};
use super::meaning;
use super::path::Path;
use crate::catalog::{Field, ValueKind};
use crate::value::KindId;

/// A sum and not one of its parts.
const WHOLE: [&str; 6] = ["合计", "小计", "总计", "总额", "总", "总数"];

/// 投资计划(合计), 投资计划(中央): of amounts that differ by their brackets only the whole counts.
pub(super) fn whole_amounts(form: &FormLexicon<'_>, paths: &[Path], columns: &mut [TableColumn]) {
    let labels: Vec<Option<&Label>> = columns
        .iter()
        .map(|column| {
            let path = paths.iter().find(|path| path.col == column.col)?;
            path.leaf().map(|part| &part.label)
        })
        .collect();
    let is_amount = |column: &TableColumn| {
        let mut means = column.field.iter().chain(&column.candidates);
        means.any(|field| form.value_kind(*field) == ValueKind::Amount)
    };
    let alike = |one: usize, other: usize| {
        columns[one].field == columns[other].field
            && columns[one].candidates == columns[other].candidates
            && parents(&columns[one]) == parents(&columns[other])
            && labels[one]
                .zip(labels[other])
                .is_some_and(|(a, b)| a.plain == b.plain && a.full != b.full)
    };
    let parts: Vec<usize> = (0..columns.len())
        .filter(|&index| is_amount(&columns[index]))
        .filter(|&index| (0..columns.len()).any(|other| alike(index, other)))
        .filter(|&index| {
            labels[index].is_some_and(|label| {
                let inner = label
                    .full
                    .strip_prefix(label.plain.as_str())
                    .unwrap_or(&label.full);
                let inner = inner.trim_matches(['(', ')']);
                !inner.is_empty() && !WHOLE.contains(&inner)
            })
        })
        .collect();
    for index in parts {
        columns[index].disown();
    }
}

/// 计划下达 › 合计｜中央｜省级: of a step of the money the kind's own fund counts, else the whole.
pub(super) fn one_of_a_step(
    lexicon: &Lexicon<'_>,
    kind: Option<KindId>,
    paths: &[Path],
    columns: &mut [TableColumn],
) {
    let leaf = |column: &TableColumn| {
        let path = paths.iter().find(|path| path.col == column.col)?;
        path.leaf().map(|part| part.label.plain.clone())
    };
    for step in [Field::Granted, Field::Disbursed, Field::Spent] {
        let rivals: Vec<usize> = (0..columns.len())
            .filter(|&index| columns[index].field == Some(step) && !parents(&columns[index]).is_empty())
            .collect();
        let Some(&first) = rivals.first() else { continue };
        if rivals.len() < 2
            || rivals
                .iter()
                .any(|&index| parents(&columns[index]) != parents(&columns[first]))
        {
            continue;
        }
        let leaves: Vec<Option<String>> = rivals.iter().map(|&index| leaf(&columns[index])).collect();
        let at =
            |holds: &dyn Fn(&str) -> bool| leaves.iter().position(|leaf| leaf.as_deref().is_some_and(holds));
        let own = kind.and_then(|_| at(&|leaf| lexicon.is_fund(kind, leaf)));
        if let Some(counts) = own.or_else(|| at(&|leaf| WHOLE.contains(&leaf))) {
            for (position, &index) in rivals.iter().enumerate() {
                if position != counts {
                    columns[index].disown();
                }
            }
        }
    }
}

/// 1-3月完成投资, 1-4月完成投资: of what was done to the end of several months the newest with figures counts.
pub(super) fn newest_months(
    grid: &Grid<'_>,
    paths: &[Path],
    columns: &mut [TableColumn],
    below: u32,
    as_of: NaiveDate,
) {
    let Some((_, last)) = grid.rows() else { return };
    let until = |column: &TableColumn| {
        let path = paths.iter().find(|path| path.col == column.col)?;
        path.parts.iter().find_map(|part| part.label.until_month)
    };
    let months: Vec<(u32, usize)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.field == Some(Field::AnnualDone))
        .filter_map(|(index, column)| Some((until(column)?, index)))
        .collect();
    if months.len() < 2 {
        return;
    }
    let filled = |index: usize| {
        (below + 1..=last)
            .filter_map(|row| grid.at(row, columns[index].col))
            .any(|(_, cell)| figure(cell).is_some_and(|figure| figure != 0.0))
    };
    let newest = months
        .iter()
        .filter(|(_, index)| filled(*index))
        .max()
        .or_else(|| months.iter().filter(|(month, _)| *month <= as_of.month()).max())
        .map(|(_, index)| *index);
    for (_, index) in months {
        if Some(index) != newest {
            columns[index].disown();
        }
    }
}

/// 4月进展情况, 5月进展情况: where no other column tells the progress, the newest month's does.
pub(super) fn newest_progress(form: &FormLexicon<'_>, paths: &[Path], columns: &mut [TableColumn]) {
    if columns
        .iter()
        .any(|column| column.field == Some(Field::PhysicalProgress))
    {
        return;
    }
    let newest = paths
        .iter()
        .filter_map(|path| Some((meaning::month_of_progress(form, path)?, path.col)))
        .max_by_key(|(month, col)| (*month, std::cmp::Reverse(*col)));
    if let Some((_, col)) = newest
        && let Some(column) = columns.iter_mut().find(|column| column.col == col)
    {
        column.field = Some(Field::PhysicalProgress);
        column.near = None;
    }
}

/// A heading without its leaf.
fn parents(column: &TableColumn) -> &str {
    column.heading.rsplit_once('›').map_or("", |(parents, _)| parents)
}
