//! 进展情况: what units wrote beside their tasks on receipts that came back.

use std::collections::BTreeMap;

use crate::catalog::Field;
use crate::finding::Place;
use crate::ledger::{Claim, Holding};
use crate::record::{Datum, Given, Submission, TaskProgress};
use crate::rollcall::{RollCall, TableState};
use crate::value::{UnitId, name, text};

/// A line of a receipt's list of tasks, filled in.
pub(super) struct Written {
    no: Option<String>,
    matter: String,
    project: Option<String>,
    claim: Claim,
}

/// All lines of the receipts that count, in the folder's order.
pub(super) fn all(submissions: &[Submission], rollcall: &RollCall) -> Vec<Written> {
    let mut all = Vec::new();
    for (submission, sheets) in submissions.iter().zip(&rollcall.tables) {
        let Some(unit) = submission.whose.unit() else {
            continue;
        };
        let counts = (TableState::Counted, Some(unit));
        if sheets.iter().flatten().any(|state| *state == counts) {
            let lines = submission.progress.iter();
            all.extend(lines.map(|line| Written::of(submission, unit, line)));
        }
    }
    all
}

impl Written {
    fn of(submission: &Submission, unit: UnitId, line: &TaskProgress) -> Written {
        Written {
            no: line.no.as_deref().map(text::fold),
            matter: text::fold(&line.matter),
            project: line.project.as_deref().map(name::normalise),
            claim: Claim {
                unit,
                place: Place {
                    sheet: Some(line.sheet.as_str().into()),
                    cell: Some(line.at),
                    ..Place::file(submission.file.as_str())
                },
                given: Given::Value(Datum::Text(line.text.clone())),
            },
        }
    }
}

/// Puts it down as the task's progress. The responsible unit's word goes before another's, wherever it wrote it.
pub(super) fn put_down(written: &[Written], values: &mut BTreeMap<Field, Holding>) {
    let said = |field| match values.get(&field).and_then(Holding::datum) {
        Some(Datum::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let (no, matter) = (
        said(Field::No).map(text::fold),
        said(Field::Matter).map(text::fold),
    );
    let project = said(Field::Name).map(name::normalise);
    let responsible = match values.get(&Field::ResponsibleUnit).and_then(Holding::datum) {
        Some(Datum::Unit(unit)) => Some(*unit),
        _ => None,
    };
    let is_about = |line: &&Written| match (&line.no, &no) {
        (Some(a), Some(b)) => a == b,
        _ => matter.as_ref() == Some(&line.matter) && (line.project.is_none() || line.project == project),
    };
    let by_responsible = |claim: &Claim| Some(claim.unit) == responsible;
    let mut about = written.iter().rev().filter(is_about);
    let Some(last) = about.next() else { return };
    let line = std::iter::once(last)
        .chain(about)
        .find(|line| by_responsible(&line.claim))
        .unwrap_or(last);
    let held = values.entry(Field::PhysicalProgress).or_default();
    let is_its_own = held.kept.is_none() && held.chosen.as_ref().is_some_and(by_responsible);
    if is_its_own && !by_responsible(&line.claim) {
        held.others.push(line.claim.clone());
        return;
    }
    let before = held.chosen.take().filter(|_| held.kept.is_none());
    held.others.extend(before);
    held.chosen = Some(line.claim.clone());
    held.kept = None;
}
