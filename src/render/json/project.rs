//! PROJECT of the contract.

use serde_json::{Map, Value};

use super::{At, Origin, datum, item_name, value};
use crate::bulletin::Edition;
use crate::catalog::{Catalog, Field, Item, Step};
use crate::ledger::{ApprovalView, Holding, Project, Source};
use crate::record::Given;
use crate::value::{Day, Precision};

/// Fields that stand in the project's object under their own ids.
const FIELDS: [Field; 20] = [
    Field::Owner,
    Field::Nature,
    Field::Level,
    Field::Batch,
    Field::ResponsibleUnit,
    Field::ResponsiblePerson,
    Field::Content,
    Field::TotalInvestment,
    Field::AnnualPlan,
    Field::WeeklyDone,
    Field::AnnualDone,
    Field::CumulativeDone,
    Field::PlannedStart,
    Field::StartedOn,
    Field::PlannedCompletion,
    Field::CompletedOn,
    Field::Status,
    Field::PhysicalProgress,
    Field::Problem,
    Field::Remarks,
];

/// One project. What nobody gave is left out.
pub(super) fn project(project: &Project, edition: &Edition<'_>) -> Value {
    let catalog = edition.catalog;
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("key", project.key.as_str().into());
    put("code", value(&project.code));
    put("name", project.name.as_str().into());
    if let Some(former) = &project.former_name {
        put("former_name", former.as_str().into());
    }
    put(
        "locality",
        value(&project.locality.map(|unit| &catalog.unit(unit).name)),
    );
    put(
        "categories",
        project
            .kinds
            .iter()
            .map(|kind| catalog.kind(*kind).id.as_str())
            .collect(),
    );
    put("marks", marks(project));
    for field in FIELDS {
        if let (Some(id), Some(of)) = (field.id(), project.datum(field)) {
            put(id, datum(of, catalog));
        }
    }
    put("completion_rate", value(&project.completion_rate()));
    put("precision", precision(project));
    put("started", project.standing.started.into());
    put("due", project.standing.due.into());
    put("overdue_days", value(&project.standing.overdue_days));
    put("light", value(&project.standing.light));
    put("money", money(project, catalog));
    put("approvals", approvals(project, edition));
    put("new", project.is_new.into());
    put("vanished", project.vanished.into());
    if let Some(part_of) = &project.part_of {
        put("part_of", part_of.as_str().into());
    }
    if let Some(exit) = &project.exit {
        put("exit", exit.word.as_str().into());
    }
    put("sources", project.sources.iter().map(source).collect());
    put("origin", origins(project, catalog));
    put("set_aside", set_aside(project, catalog));
    Value::Object(object)
}

fn marks(project: &Project) -> Value {
    let bundle = project.marks.is_bundle.then_some("打捆");
    (project.marks.signs.iter().map(String::as_str))
        .chain(bundle)
        .collect()
}

/// Dates coarser than a day, by field.
fn precision(project: &Project) -> Value {
    let days = [
        Field::PlannedStart,
        Field::StartedOn,
        Field::PlannedCompletion,
        Field::CompletedOn,
    ];
    let coarse = days.into_iter().filter_map(|field| {
        let day = project.day(field).filter(|day| day.precision != Precision::Day)?;
        Some((field.id()?.to_owned(), value(&day.precision)))
    });
    Value::Object(coarse.collect())
}

fn money(project: &Project, catalog: &Catalog) -> Value {
    let chain = |kind| {
        let steps = Step::ALL.into_iter().filter_map(|step| {
            let amount = project.money(kind, step)?;
            Some((step.id().to_owned(), value(&amount)))
        });
        steps.collect::<Map<String, Value>>()
    };
    let chains = catalog.kind_ids().filter_map(|kind| {
        let chain = chain(kind);
        (!chain.is_empty()).then(|| (catalog.kind(kind).id.clone(), Value::Object(chain)))
    });
    Value::Object(chains.collect())
}

fn approvals(project: &Project, edition: &Edition<'_>) -> Value {
    let entries = edition.catalog.approval_ids().map(|id| {
        let view = project.approval(id, edition.options.as_of);
        (edition.catalog.approval(id).id.clone(), approval(&view))
    });
    Value::Object(entries.collect())
}

fn approval(view: &ApprovalView) -> Value {
    let iso = |day: Day| Value::from(day.date.to_string());
    let mut object = Map::new();
    object.insert("state".to_owned(), view.state.id().into());
    if let Some(on) = view.on {
        object.insert("on".to_owned(), iso(on));
    }
    if let Some(document) = &view.document {
        object.insert("document".to_owned(), document.as_str().into());
    }
    if let Some(promised_by) = view.promised_by {
        object.insert("promised_by".to_owned(), iso(promised_by));
        object.insert("overdue".to_owned(), view.is_promise_overdue.into());
    }
    Value::Object(object)
}

/// A row, counted from 1 as people count.
pub(super) fn source(source: &Source) -> Value {
    let At { file, sheet, .. } = At::of(&source.place);
    let mut object = Map::new();
    object.insert("file".to_owned(), value(&file));
    object.insert("sheet".to_owned(), value(&sheet));
    object.insert("row".to_owned(), (source.row + 1).into());
    Value::Object(object)
}

/// Telephone numbers never leave their owner's workbook: not even their cells are listed.
fn is_private(item: Item) -> bool {
    item == Item::Field(Field::Phone)
}

fn origins(project: &Project, catalog: &Catalog) -> Value {
    // A code that stands on another project too (X03, X04) is nobody's here.
    let is_told = |item: Item| {
        let is_disowned = item == Item::Field(Field::Code) && project.code.is_none();
        !is_private(item) && !is_disowned
    };
    let entries = project.values.iter().filter(|(item, _)| is_told(**item));
    Value::Object(
        entries
            .filter_map(|(item, holding)| Some((item_name(*item, catalog), origin(holding)?)))
            .collect(),
    )
}

/// Where the value that counts was taken from; `None` where there is no value.
pub(super) fn origin(holding: &Holding) -> Option<Value> {
    holding.datum()?;
    let claim = holding.chosen.as_ref()?;
    Some(value(&Origin::at(&claim.place, holding.kept)))
}

fn set_aside(project: &Project, catalog: &Catalog) -> Value {
    let mut list = Vec::new();
    for (item, holding) in project.values.iter().filter(|(item, _)| !is_private(**item)) {
        for claim in holding.set_aside.iter().filter_map(|&at| holding.others.get(at)) {
            let Given::Value(said) = &claim.given else {
                continue;
            };
            let mut object = Map::new();
            object.insert("field".to_owned(), item_name(*item, catalog).into());
            object.insert("value".to_owned(), datum(said, catalog));
            object.insert("unit".to_owned(), catalog.unit(claim.unit).name.as_str().into());
            if let Value::Object(at) = value(&At::of(&claim.place)) {
                object.extend(at);
            }
            list.push(Value::Object(object));
        }
    }
    Value::Array(list)
}
