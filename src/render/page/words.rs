//! Words for what the ledger holds: fields, values, places, as a clerk reads them.

use crate::bulletin::wording;
use crate::catalog::{Catalog, Field, Form, Item, TaskState};
use crate::record::{Datum, Given, TableReading};
use crate::render::figure;
use crate::rollcall::{FileState, TableState};
use crate::value::UnitId;

/// 总投资; an approval's name; a kind's own word for a step of its money.
pub(super) fn item(item: Item, catalog: &Catalog) -> String {
    match item {
        Item::Field(field) => self::field(field, catalog),
        Item::Money(kind, step) => {
            let kind = catalog.kind(kind);
            let word = kind
                .money
                .as_ref()
                .map_or("资金", |words| words[step as usize].as_str());
            format!("{}{word}", kind.short)
        }
    }
}

/// The form's own label for a field.
pub(super) fn field(field: Field, catalog: &Catalog) -> String {
    if let Field::Approval(id) = field {
        return catalog.approval(id).name.clone();
    }
    let label = catalog.forms.iter().find_map(|form| form.column(field));
    label.map_or_else(|| field.to_string(), |column| column.label.clone())
}

/// What a ledger says, in print; amounts to the last yuan.
pub(super) fn given(given: &Given, catalog: &Catalog, year: i32) -> String {
    match given {
        Given::Value(datum) => self::datum(datum, catalog, year),
        Given::Nothing => "/（无此项）".to_owned(),
        Given::Unusable => "填写有误，未采用".to_owned(),
    }
}

/// A value in print.
pub(super) fn datum(datum: &Datum, catalog: &Catalog, year: i32) -> String {
    match datum {
        Datum::Amount(amount) => figure::exact(amount.value),
        Datum::Day(day) => wording::date(*day, year),
        Datum::Text(text) => text.clone(),
        Datum::Code(code) => code.as_str().to_owned(),
        Datum::Status(status) => status.word().to_owned(),
        Datum::Approval {
            state,
            on,
            document,
            promised_by,
        } => {
            let parts = [
                Some(state.word().to_owned()),
                on.map(|day| wording::date(day, year)),
                document.clone(),
                promised_by.map(|day| format!("承诺{}前", wording::date(day, year))),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join("，")
        }
        Datum::Task(TaskState::Open) => "未办结".to_owned(),
        Datum::Task(TaskState::Closed) => "已办结".to_owned(),
        Datum::Rate { millionths, .. } => {
            let tenths = (i128::from(*millionths).abs() + 500) / 1_000;
            let sign = if *millionths < 0 { "-" } else { "" };
            format!("{sign}{}.{}%", tenths / 10, tenths % 10)
        }
        Datum::Unit(unit) => catalog.unit(*unit).short.clone(),
        Datum::Kinds(kinds) => {
            let names: Vec<&str> = kinds
                .iter()
                .map(|kind| catalog.kind(*kind).short.as_str())
                .collect();
            names.join("、")
        }
    }
}

/// A unit's short name, or that none is known.
pub(super) fn unit(unit: Option<UnitId>, catalog: &Catalog) -> String {
    unit.map_or_else(
        || "未识别单位".to_owned(),
        |unit| catalog.unit(unit).short.clone(),
    )
}

/// 项目台账, 其他表 …
pub(super) fn form(table: &TableReading, catalog: &Catalog) -> String {
    match table.form {
        Some(form) => catalog
            .form(form)
            .map_or_else(|| form_name(form).to_owned(), |schema| schema.name.clone()),
        None if table.is_other => "其他表，不取数".to_owned(),
        None => "无台账".to_owned(),
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Project => "项目台账",
        Form::Task => "任务清单",
        Form::Approval => "手续办理台账",
        Form::Financing => "银企对接",
        Form::Inspection => "督导记录",
    }
}

/// What became of a file.
pub(super) fn file_state(state: FileState) -> &'static str {
    match state {
        FileState::Received => "已采用",
        FileState::Missing => "未报送",
        FileState::Superseded => "已有新版，未采用",
        FileState::Repeated => "与以前报送的完全相同，未采用",
        FileState::Unreadable => "打不开",
        FileState::Unknown => "分不清填报单位，未采用",
        FileState::Narrative => "文字材料",
        FileState::NotASpreadsheet => "不是表格，未采用",
        FileState::Skipped => "略过",
    }
}

/// What became of a table.
pub(super) fn table_state(state: TableState) -> &'static str {
    match state {
        TableState::Counted => "已采用",
        TableState::Superseded => "已有新版，未采用",
        TableState::Repeated => "重复报送，未采用",
        TableState::Unknown => "分不清填报单位，未采用",
    }
}
