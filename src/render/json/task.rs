//! TASK of the contract, 银企对接 and 督导.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{At, Origin, datum, field_name, value};
use crate::bulletin::Edition;
use crate::catalog::Field;
use crate::finding::Place;
use crate::ledger::{Financing, Inspection, Kept, Task};
use crate::value::{Area, Wanyuan};
use std::collections::BTreeMap;

const FIELDS: [Field; 8] = [
    Field::Matter,
    Field::TaskKind,
    Field::ResponsiblePerson,
    Field::Supervisor,
    Field::AssignedOn,
    Field::Due,
    Field::ClosedOn,
    Field::PhysicalProgress,
];

/// One task. What nobody gave is left out.
pub(super) fn task(task: &Task, edition: &Edition<'_>) -> Value {
    let catalog = edition.catalog;
    let project = task.project.as_deref().and_then(|key| project_of(key, edition));
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("key", task.key.as_str().into());
    put("no", value(&task.no));
    put(
        "project",
        value(&project.map(|(name, _)| name).or(task.text(Field::Name))),
    );
    if let Some(code) = project.and_then(|(_, code)| code) {
        put("project_code", code.into());
    }
    let unit = task.responsible_unit.map(|unit| catalog.unit(unit).name.as_str());
    put(
        "responsible_unit",
        value(&unit.or(task.text(Field::ResponsibleUnit))),
    );
    for field in FIELDS {
        if let (Some(id), Some(of)) = (field.id(), task.datum(field)) {
            put(id, datum(of, catalog));
        }
    }
    put("state", value(&task.state));
    put("overdue", task.overdue_days.is_some().into());
    put("overdue_days", value(&task.overdue_days));
    put("new", task.is_new.into());
    put("vanished", task.vanished.into());
    if !task.due_changes.is_empty() {
        let changes = task.due_changes.iter().map(|change| {
            let mut object = Map::new();
            object.insert("from".to_owned(), change.from.date.to_string().into());
            object.insert("to".to_owned(), change.to.date.to_string().into());
            object.insert("issue".to_owned(), change.number.into());
            Value::Object(object)
        });
        put("due_changes", changes.collect());
    }
    put(
        "sources",
        task.sources.iter().map(super::project::source).collect(),
    );
    let origins = (task.values.iter())
        .filter(|(field, _)| **field != Field::Phone)
        .filter_map(|(field, holding)| {
            let origin = super::project::origin(holding)?;
            Some((field_name(*field, catalog).to_owned(), origin))
        });
    put("origin", Value::Object(origins.collect()));
    Value::Object(object)
}

/// Name and code of a project, counted or not.
fn project_of<'a>(key: &str, edition: &Edition<'a>) -> Option<(&'a str, Option<&'a str>)> {
    let ledger = edition.ledger;
    let mut all = ledger
        .projects
        .iter()
        .chain(&ledger.uncounted)
        .chain(&ledger.left);
    all.find(|project| project.key == key)
        .map(|project| (project.name.as_str(), project.code.as_deref()))
}

#[derive(Serialize)]
pub(super) struct FinancingJson<'a> {
    project: &'a str,
    project_code: Option<&'a str>,
    need: Option<Wanyuan>,
    bank: Option<&'a str>,
    stage: Option<&'a str>,
    credit_line: Option<Wanyuan>,
    unit: &'a str,
    kept: bool,
    #[serde(flatten)]
    at: At<'a>,
    origin: Value,
}

impl<'a> FinancingJson<'a> {
    pub(super) fn of(line: &'a Financing, edition: &Edition<'a>) -> FinancingJson<'a> {
        let known = line.project.as_deref().and_then(|key| project_of(key, edition));
        FinancingJson {
            project: known.map_or(line.name.as_str(), |(name, _)| name),
            project_code: known.and_then(|(_, code)| code),
            need: line.need,
            bank: line.bank.as_deref(),
            stage: line.stage.as_deref(),
            credit_line: line.credit_line,
            unit: &edition.catalog.unit(line.unit).name,
            kept: line.kept.is_some(),
            at: At::of(&line.place),
            origin: origins(&line.place, &line.cells, line.kept, edition),
        }
    }
}

#[derive(Serialize)]
pub(super) struct InspectionJson<'a> {
    project: &'a str,
    project_code: Option<&'a str>,
    inspected_on: Option<String>,
    unit: &'a str,
    problem: Option<&'a str>,
    /// The number of the task that deals with it, or its key.
    task: Option<&'a str>,
    kept: bool,
    #[serde(flatten)]
    at: At<'a>,
    origin: Value,
}

impl<'a> InspectionJson<'a> {
    pub(super) fn of(visit: &'a Inspection, edition: &Edition<'a>) -> InspectionJson<'a> {
        let known = visit.project.as_deref().and_then(|key| project_of(key, edition));
        let task = visit.task.as_deref().map(|key| {
            let task = edition.ledger.tasks.iter().find(|task| task.key == key);
            task.and_then(|task| task.no.as_deref()).unwrap_or(key)
        });
        InspectionJson {
            project: known.map_or(visit.name.as_str(), |(name, _)| name),
            project_code: known.and_then(|(_, code)| code),
            inspected_on: visit.inspected_on.map(|day| day.date.to_string()),
            unit: &edition.catalog.unit(visit.unit).name,
            problem: visit.problem.as_deref(),
            task,
            kept: visit.kept.is_some(),
            at: At::of(&visit.place),
            origin: origins(&visit.place, &visit.cells, visit.kept, edition),
        }
    }
}

/// The cells of a list's line, by the names of their values.
fn origins(row: &Place, cells: &BTreeMap<Field, Area>, kept: Option<Kept>, edition: &Edition<'_>) -> Value {
    let entries = cells.iter().map(|(field, cell)| {
        let place = Place {
            cell: Some(*cell),
            ..row.clone()
        };
        let origin = value(&Origin::at(&place, kept));
        (field_name(*field, edition.catalog).to_owned(), origin)
    });
    Value::Object(entries.collect())
}
