//! What each column holds: headings matched, the ambiguous settled by parent, neighbours or figures.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::column::{Doubt, TableColumn};
use super::grid::{Grid, figure};
use super::label::Label;
use super::lexicon::{FormLexicon, Lexicon, Meaning};
use super::path::Path;
use super::rows::RowKind;
use super::{meaning, rivals};
use crate::catalog::{Field, Status, TaskState, ValueKind};
use crate::sheet::RawValue;
use crate::value::text::fold;
use crate::value::{DayText, KindId, Scale, UnitId, day_of_number, parse_day};

/// What the headings alone say.
pub(super) fn match_headings(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    paths: &[Path],
    kind: Option<KindId>,
    year: i32,
    unit: Option<UnitId>,
) -> Vec<TableColumn> {
    let mut columns: Vec<TableColumn> = Vec::new();
    let mut worded_loosely: Vec<(Field, usize)> = Vec::new();
    for path in paths {
        let heading = path.shown();
        let Some(at) = path.at().filter(|_| !heading.is_empty()) else {
            continue;
        };
        let leaf = path.leaf().map(|part| part.text.clone()).unwrap_or_default();
        let learned = lexicon
            .learned(&heading, unit)
            .or_else(|| lexicon.learned(&leaf, unit))
            .map(Meaning::Field);
        let sure = learned.or_else(|| meaning::strictly(lexicon, form, path, kind, year));
        let loose = sure.is_none();
        let meaning = sure.or_else(|| meaning::loosely(form, path));
        if loose && let Some(Meaning::Field(field)) = &meaning {
            worded_loosely.push((*field, columns.len()));
        }
        let (field, candidates) = match &meaning {
            Some(Meaning::Field(field)) => (Some(*field), Vec::new()),
            Some(Meaning::Ambiguous(means)) => (None, means.clone()),
            Some(Meaning::Own) | None => (None, Vec::new()),
        };
        let near = meaning
            .is_none()
            .then(|| path.leaf())
            .flatten()
            .filter(|leaf| leaf.label.plain.chars().count() >= 3 && leaf.label.plain.chars().count() <= 16)
            .and_then(|leaf| form.nearest(&leaf.label.plain));
        let said = path.parts.iter().rev().find_map(|part| part.label.scale);
        columns.push(TableColumn {
            col: path.col,
            heading,
            at,
            field,
            kind: field.map_or(ValueKind::Text, |field| form.value_kind(field)),
            scale: said.unwrap_or(Scale::Wan),
            scale_said: said.is_some(),
            percent: path.parts.iter().any(|part| part.label.percent),
            doubt: None,
            near,
            candidates,
        });
    }
    // What the catalog's own words say goes before what is only worded like it.
    for (field, index) in worded_loosely.into_iter().rev() {
        if (0..columns.len()).any(|other| other != index && columns[other].field == Some(field)) {
            columns[index].disown();
        }
    }
    rivals::newest_progress(form, paths, &mut columns);
    rivals::whole_amounts(form, paths, &mut columns);
    rivals::one_of_a_step(lexicon, kind, paths, &mut columns);
    columns
}

/// A heading over several columns holds its field in one of them: the one with most in it.
pub(super) fn narrow_merged(grid: &Grid<'_>, columns: &mut Vec<TableColumn>, below: u32) {
    let Some((_, last)) = grid.rows() else { return };
    let mut dropped = BTreeSet::new();
    let mut from = 0;
    while from < columns.len() {
        let at = columns[from].at;
        let until = (from..columns.len())
            .take_while(|&index| columns[index].at == at && columns[index].heading == columns[from].heading)
            .last()
            .unwrap_or(from);
        if until > from {
            let is_text = columns[from].kind == ValueKind::Text || columns[from].kind == ValueKind::Unit;
            let fill = |col: u16| {
                (below + 1..=last.min(below + 200))
                    .filter(|&row| {
                        grid.own(row, col).is_some_and(|cell| match &cell.value {
                            RawValue::Text(text) => !is_text || fold(text).parse::<f64>().is_err(),
                            _ => !is_text,
                        })
                    })
                    .count()
            };
            let best = (from..=until)
                .map(|index| (fill(columns[index].col), std::cmp::Reverse(index)))
                .max()
                .map_or(from, |(_, std::cmp::Reverse(index))| index);
            dropped.extend((from..=until).filter(|&index| index != best));
        }
        from = until + 1;
    }
    let mut index = 0;
    columns.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
}

/// A heading over numbers whose names stand in the blank column beside it belongs to that column.
pub(super) fn shift_name(grid: &Grid<'_>, columns: &mut [TableColumn], name: Field, below: u32) {
    let Some((_, last)) = grid.rows() else { return };
    let taken: BTreeSet<u16> = columns.iter().map(|column| column.col).collect();
    let has_serial = columns.iter().any(|column| column.field == Some(Field::Serial));
    for column in columns.iter_mut().filter(|column| column.field == Some(name)) {
        let next = column.col + 1;
        if has_serial || taken.contains(&next) {
            continue;
        }
        let rows = below + 1..=last.min(below + 50);
        let numbers = rows
            .clone()
            .filter(|&row| {
                matches!(
                    grid.own(row, column.col).map(|cell| &cell.value),
                    Some(RawValue::Number(_))
                )
            })
            .count();
        let texts = |col: u16| {
            rows.clone()
                .filter(|&row| {
                    matches!(
                        grid.own(row, col).map(|cell| &cell.value),
                        Some(RawValue::Text(_))
                    )
                })
                .count()
        };
        if numbers > texts(column.col) && texts(next) >= numbers {
            column.col = next;
        }
    }
}

/// Fields of text that several columns name: the canonical heading counts, the others are the unit's own.
pub(super) fn prefer_canonical(form: &FormLexicon<'_>, columns: &mut [TableColumn]) {
    let fields: BTreeSet<Field> = columns.iter().filter_map(|column| column.field).collect();
    for field in fields {
        let same: Vec<usize> = (0..columns.len())
            .filter(|&index| columns[index].field == Some(field))
            .collect();
        if same.len() < 2 {
            continue;
        }
        let canonical = form.schema.column(field).map(|column| column.label.as_str());
        let ranks: Vec<(u8, u8, usize)> = same
            .iter()
            .map(|&index| {
                let leaf = columns[index].heading.rsplit('›').next().unwrap_or("");
                let plain = Label::of(leaf).plain;
                let is_canonical = Some(plain.as_str()) == canonical;
                (
                    u8::from(!is_canonical),
                    u8::from(plain.chars().count() <= 2),
                    index,
                )
            })
            .collect();
        let is_text = matches!(
            form.value_kind(field),
            ValueKind::Text | ValueKind::Unit | ValueKind::Kinds | ValueKind::Rate
        );
        let Some(&(_, best_is_weak, best)) = ranks.iter().min() else {
            continue;
        };
        for (_, is_weak, index) in ranks {
            // A two-letter heading (项目, 计划) beside a full one is no second column for the same.
            let weak = is_weak == 1 && best_is_weak == 0;
            // Two names of a project are held against each other (S05).
            let drop = weak || (is_text && field != Field::Name);
            if index != best && drop {
                columns[index].field = None;
                columns[index].kind = ValueKind::Text;
            }
        }
    }
}

/// Settles the ambiguous headings by their neighbours, else by their figures.
pub(super) fn settle(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    columns: &mut [TableColumn],
    rows: &[(u32, RowKind)],
    as_of: NaiveDate,
) {
    for index in 0..columns.len() {
        if columns[index].candidates.is_empty() || columns[index].field.is_some() {
            continue;
        }
        let means = columns[index].candidates.clone();
        let holder = |field: Field, columns: &[TableColumn]| {
            columns
                .iter()
                .find(|column| column.field == Some(field))
                .map(|column| column.heading.clone())
        };
        let [preferred, other] = means.as_slice() else {
            continue;
        };
        let settled = match (holder(*preferred, columns), holder(*other, columns)) {
            (None, Some(heading)) => Some((*preferred, Doubt::Neighbour(heading))),
            (Some(heading), None) => Some((*other, Doubt::Neighbour(heading))),
            (Some(_), Some(_)) => {
                columns[index].doubt = Some(Doubt::Open(means));
                continue;
            }
            (None, None) => by_figures(grid, lexicon, columns, index, rows, as_of),
        };
        match settled {
            Some((field, doubt)) => {
                columns[index].field = Some(field);
                columns[index].kind = form.value_kind(field);
                columns[index].doubt = Some(doubt);
            }
            None if rows.iter().any(|(_, kind)| *kind == RowKind::Record) => {
                columns[index].doubt = Some(Doubt::Open(means));
            }
            None => {}
        }
    }
}

fn by_figures(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    columns: &[TableColumn],
    index: usize,
    rows: &[(u32, RowKind)],
    as_of: NaiveDate,
) -> Option<(Field, Doubt)> {
    let column = &columns[index];
    let means = &column.candidates;
    let records: Vec<u32> = rows
        .iter()
        .filter(|(_, kind)| *kind == RowKind::Record)
        .map(|(row, _)| *row)
        .collect();
    let of = |field: Field| columns.iter().find(|column| column.field == Some(field));
    if means.contains(&Field::CumulativeDone) {
        return done_by_figures(
            grid,
            &records,
            column,
            of(Field::AnnualPlan)?,
            of(Field::CompletionRate),
        );
    }
    if means.contains(&Field::TotalInvestment) {
        return Some((Field::TotalInvestment, Doubt::Figures("表里没有另外的总投资栏")));
    }
    let (planned, actual) = match means.as_slice() {
        [Field::StartedOn, Field::PlannedStart] => (Field::PlannedStart, Field::StartedOn),
        [Field::CompletedOn, Field::PlannedCompletion] => (Field::PlannedCompletion, Field::CompletedOn),
        [Field::ClosedOn, Field::Due] => (Field::Due, Field::ClosedOn),
        _ => return None,
    };
    let dates: Vec<Option<NaiveDate>> = records
        .iter()
        .map(|&row| date(grid, row, column.col, as_of))
        .collect();
    if dates.iter().flatten().any(|&date| date > as_of) {
        return Some((planned, Doubt::Figures("有的日期还没有到，不会是实际日期")));
    }
    let happened = |row: u32| has_happened(grid, lexicon, columns, row, actual);
    let told: Vec<(bool, bool)> = records
        .iter()
        .zip(&dates)
        .filter_map(|(&row, date)| Some((happened(row)?, date.is_some())))
        .collect();
    if told.iter().any(|&(happened, dated)| !happened && dated) {
        return Some((planned, Doubt::Figures("还没有发生的也填了日期")));
    }
    if told.iter().any(|&(happened, dated)| !happened && !dated)
        && told.iter().any(|&(happened, dated)| happened && dated)
    {
        return Some((actual, Doubt::Figures("只有已经发生的填了日期")));
    }
    None
}

/// Does the row's state say that it started, was completed, was closed?
fn has_happened(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    columns: &[TableColumn],
    row: u32,
    actual: Field,
) -> Option<bool> {
    let state = if actual == Field::ClosedOn {
        Field::State
    } else {
        Field::Status
    };
    let col = columns.iter().find(|column| column.field == Some(state))?.col;
    let word = fold(&grid.text(row, col)?);
    let words = &lexicon.catalog.words;
    if actual == Field::ClosedOn {
        let state = words
            .tasks
            .iter()
            .find(|(_, known)| known.iter().any(|known| fold(known) == word))?
            .0;
        return Some(state == TaskState::Closed);
    }
    let status = words
        .statuses
        .iter()
        .find(|(status, known)| status.word() == word || known.iter().any(|known| fold(known) == word))?
        .0;
    Some(if actual == Field::StartedOn {
        status.is_started()
    } else {
        matches!(status, Status::Completed | Status::Operating | Status::AtCapacity)
    })
}

/// Since the start where most exceed the year's plan; this year's where the stated rate agrees.
fn done_by_figures(
    grid: &Grid<'_>,
    records: &[u32],
    column: &TableColumn,
    plan: &TableColumn,
    rate: Option<&TableColumn>,
) -> Option<(Field, Doubt)> {
    let money = |row: u32, column: &TableColumn| {
        (grid.at(row, column.col).and_then(|(_, cell)| figure(cell)))
            .map(|value| value * column.scale.yuan() as f64)
    };
    let pairs: Vec<(u32, f64, f64)> = records
        .iter()
        .filter_map(|&row| Some((row, money(row, column)?, money(row, plan)?)))
        .filter(|(_, done, plan)| *done > 0.0 && *plan > 0.0)
        .collect();
    if pairs.is_empty() {
        return None;
    }
    if let Some(rate) = rate {
        let told: Vec<(f64, f64)> = pairs
            .iter()
            .filter_map(|(row, done, plan)| Some((done / plan, stated_rate(grid, *row, rate)?)))
            .collect();
        let agree = told
            .iter()
            .filter(|(ratio, stated)| (ratio - stated).abs() <= 0.0051)
            .count();
        if agree * 2 > told.len() {
            return Some((
                Field::AnnualDone,
                Doubt::Figures("与年度计划之比就是表里的完成率"),
            ));
        }
    }
    let exceeding = pairs.iter().filter(|(_, done, plan)| done > plan).count();
    (exceeding * 2 > pairs.len()).then_some((Field::CumulativeDone, Doubt::Figures("多数大于年度计划投资")))
}

fn stated_rate(grid: &Grid<'_>, row: u32, column: &TableColumn) -> Option<f64> {
    let text = fold(&grid.text(row, column.col)?);
    let (digits, percent) = text
        .strip_suffix('%')
        .map_or((text.as_str(), column.percent), |digits| (digits, true));
    let value: f64 = digits.parse().ok()?;
    Some(if percent || value > 1.5 {
        value / 100.0
    } else {
        value
    })
}

fn date(grid: &Grid<'_>, row: u32, col: u16, as_of: NaiveDate) -> Option<NaiveDate> {
    let read = match &grid.at(row, col)?.1.value {
        RawValue::Number(number) => day_of_number(*number, None),
        RawValue::Text(text) => parse_day(text, as_of, true),
        _ => return None,
    };
    match read {
        DayText::Day(written) => Some(written.day.date),
        DayText::OctoberOrJanuary | DayText::No => None,
    }
}
