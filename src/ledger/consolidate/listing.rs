//! 银企对接, 督导: lists that are shown as they were sent, tied to their projects.

use super::Scope;
use super::row::Row;
use crate::catalog::{Field, Form, TaskState};
use crate::ledger::{Financing, Inspection, Task};
use crate::record::Datum;
use crate::value::{Day, Wanyuan};

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
            unit: row.unit,
            kept: false,
        })
        .collect();
    let kept = scope.previous.into_iter().flat_map(|last| &last.financing);
    lines.extend(
        kept.filter(|line| !scope.gave_form.contains(&(Form::Financing, line.unit)))
            .map(|line| Financing {
                kept: true,
                ..line.clone()
            }),
    );
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
            unit: row.unit,
        })
        .collect();
    let kept = scope.previous.into_iter().flat_map(|last| &last.inspections);
    visits.extend(
        kept.filter(|visit| !scope.gave_form.contains(&(Form::Inspection, visit.unit)))
            .cloned(),
    );
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
