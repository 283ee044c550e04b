//! 银企对接, 督导: lists that are shown as they were sent, tied to their projects.

use super::Scope;
use super::row::Row;
use crate::catalog::{Field, Form, TaskState};
use crate::ledger::{Financing, Inspection, Kept, Task};
use crate::record::Datum;
use crate::value::{Area, Day, Wanyuan};
use std::collections::BTreeMap;

/// This week's lists; of a unit that sent none, the last issue's.
pub(super) fn financing(
    scope: &Scope<'_>,
    listed: &[Row<'_>],
    resolve: &impl Fn(&Row<'_>) -> Option<String>,
) -> Vec<Financing> {
    let mut lines: Vec<Financing> = listed
        .iter()
        .filter(|row| row.form == Form::Financing)
        .map(|row| Financing {
            project: resolve(row),
            name: shown_name(row),
            need: amount(row, Field::Need),
            bank: text(row, Field::Bank),
            stage: text(row, Field::Stage),
            credit_line: amount(row, Field::CreditLine),
            place: row.place(Field::Name),
            cells: cells(row, &[Field::Need, Field::Bank, Field::Stage, Field::CreditLine]),
            unit: row.unit,
            kept: None,
        })
        .collect();
    if let Some(last) = scope.previous {
        let kept = (last.financing.iter())
            .filter(|line| !scope.gave_form.contains(&(Form::Financing, line.unit)))
            .map(|line| Financing {
                kept: Some(Kept::from_last(line.kept, last)),
                ..line.clone()
            });
        lines.extend(kept);
    }
    lines
}

/// This week's visits; of a unit that sent no record, the last issue's. A problem whose project has an open task is
/// dealt with by that task; one that has none is proposed for 交办.
pub(super) fn inspections(
    scope: &Scope<'_>,
    listed: &[Row<'_>],
    resolve: &impl Fn(&Row<'_>) -> Option<String>,
    tasks: &[Task],
) -> Vec<Inspection> {
    let mut visits: Vec<Inspection> = listed
        .iter()
        .filter(|row| row.form == Form::Inspection)
        .map(|row| Inspection {
            project: resolve(row),
            name: shown_name(row),
            inspected_on: day(row, Field::InspectedOn),
            problem: text(row, Field::Problem),
            task: None,
            place: row.place(Field::Name),
            cells: cells(row, &[Field::InspectedOn, Field::Problem]),
            unit: row.unit,
            kept: None,
        })
        .collect();
    if let Some(last) = scope.previous {
        let kept = (last.inspections.iter())
            .filter(|visit| !scope.gave_form.contains(&(Form::Inspection, visit.unit)))
            .map(|visit| Inspection {
                kept: Some(Kept::from_last(visit.kept, last)),
                ..visit.clone()
            });
        visits.extend(kept);
    }
    for visit in &mut visits {
        visit.task = visit
            .problem
            .as_ref()
            .and(visit.project.as_ref())
            .and_then(|project| {
                let open = tasks
                    .iter()
                    .find(|task| task.state == TaskState::Open && task.project.as_ref() == Some(project));
                open.map(|task| task.key.clone())
            });
    }
    visits
}

fn shown_name(row: &Row<'_>) -> String {
    super::code::shown_name(row).to_owned()
}

/// Where each of these values stands; what the row does not give has no cell.
fn cells(row: &Row<'_>, fields: &[Field]) -> BTreeMap<Field, Area> {
    (fields.iter())
        .filter(|&&field| row.record.datum(field).is_some())
        .filter_map(|&field| Some((field, row.record.entry(field)?.at)))
        .collect()
}

fn text(row: &Row<'_>, field: Field) -> Option<String> {
    row.record.text(field).map(str::to_owned)
}

fn amount(row: &Row<'_>, field: Field) -> Option<Wanyuan> {
    match row.record.datum(field)? {
        Datum::Amount(amount) => Some(amount.value),
        _ => None,
    }
}

fn day(row: &Row<'_>, field: Field) -> Option<Day> {
    match row.record.datum(field)? {
        Datum::Day(day) => Some(*day),
        _ => None,
    }
}
