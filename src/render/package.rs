//! `data/`: the issue as a tabular data package – `datapackage.json` and UTF-8 CSV – for analysis tools.
//!
//! Amounts in 万元, dates ISO, rates as fractions of 1, units by their full names; an empty field was not given. A text
//! that a spreadsheet would take for a formula is written behind an apostrophe.

use serde_json::{Value, json};

use super::Output;
use super::json::{datum, item_name};
use crate::bulletin::Edition;
use crate::catalog::{Field, Item, Step};
use crate::ledger::{Claim, Kept, Project, Task};
use crate::record::Given;
use crate::value::UnitId;

/// A column: its name, its Table Schema type, what it is.
type Column = (String, &'static str, String);

/// A resource of the package.
struct Resource {
    name: &'static str,
    title: &'static str,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

/// The files of the package, below `data/`.
pub(super) fn package(edition: &Edition<'_>) -> Vec<Output> {
    let resources = [
        projects(edition),
        tasks(edition),
        approvals(edition),
        findings(edition),
        values(edition),
    ];
    let mut outputs = vec![Output {
        path: "data/datapackage.json".to_owned(),
        bytes: descriptor(edition, &resources),
    }];
    outputs.extend(resources.iter().map(|resource| Output {
        path: format!("data/{}.csv", resource.name),
        bytes: csv(resource),
    }));
    outputs
}

fn descriptor(edition: &Edition<'_>, resources: &[Resource]) -> Vec<u8> {
    let options = edition.options;
    let resources: Vec<Value> = resources.iter().map(describe).collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("jianbao-{}-{:03}", options.year, options.number),
        "title": format!("{} {}年{}", edition.issue.head.name, options.year, edition.issue.head.number),
        "description": "金额单位为万元，日期为 ISO 8601，比率为 1 的分数；空白为没有数。以 = + - @ 开头的文字前加了单引号。",
        "created": format!("{}T00:00:00+08:00", options.as_of),
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn describe(resource: &Resource) -> Value {
    let fields: Vec<Value> = (resource.columns.iter())
        .map(|(name, kind, title)| json!({ "name": name, "type": kind, "title": title }))
        .collect();
    json!({
        "profile": "tabular-data-resource",
        "name": resource.name,
        "title": resource.title,
        "path": format!("{}.csv", resource.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "schema": { "fields": fields, "missingValues": [""] },
    })
}

fn csv(resource: &Resource) -> Vec<u8> {
    let mut text = String::new();
    let names = resource.columns.iter().map(|(name, ..)| quoted(name));
    line(&mut text, names);
    for row in &resource.rows {
        line(&mut text, row.iter().map(field));
    }
    text.into_bytes()
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    text.push_str(&fields.collect::<Vec<_>>().join(","));
    text.push('\n');
}

fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            quoted(&format!("'{text}"))
        }
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            quoted(&items.join(";"))
        }
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn column(name: impl Into<String>, kind: &'static str, title: impl Into<String>) -> Column {
    (name.into(), kind, title.into())
}

/// The fields that a project's row holds, with their types.
const PROJECT_FIELDS: [(Field, &str, &str); 20] = [
    (Field::Owner, "string", "项目单位"),
    (Field::Nature, "string", "建设性质"),
    (Field::Level, "string", "项目级别"),
    (Field::Batch, "string", "批次"),
    (Field::ResponsibleUnit, "string", "责任单位"),
    (Field::ResponsiblePerson, "string", "责任人"),
    (Field::Content, "string", "建设内容及规模"),
    (Field::TotalInvestment, "number", "总投资（万元）"),
    (Field::AnnualPlan, "number", "年度计划投资（万元）"),
    (Field::WeeklyDone, "number", "本周完成投资（万元）"),
    (Field::AnnualDone, "number", "本年完成投资（万元）"),
    (Field::CumulativeDone, "number", "累计完成投资（万元）"),
    (Field::PlannedStart, "date", "计划开工"),
    (Field::StartedOn, "date", "实际开工"),
    (Field::PlannedCompletion, "date", "计划竣工"),
    (Field::CompletedOn, "date", "实际竣工"),
    (Field::Status, "string", "项目状态"),
    (Field::PhysicalProgress, "string", "形象进度"),
    (Field::Problem, "string", "存在问题"),
    (Field::Remarks, "string", "备注"),
];

fn projects(edition: &Edition<'_>) -> Resource {
    let catalog = edition.catalog;
    let mut columns = vec![
        column("key", "string", "标识"),
        column("code", "string", "项目代码"),
        column("name", "string", "项目名称"),
        column("locality", "string", "属地"),
        column("categories", "string", "类别，分号隔开"),
    ];
    let named = PROJECT_FIELDS.iter();
    columns.extend(named.map(|(field, kind, title)| column(field.id().unwrap_or_default(), kind, *title)));
    columns.extend([
        column("completion_rate", "number", "完成率"),
        column("started", "boolean", "已开工"),
        column("overdue_days", "integer", "应开未开天数"),
        column("light", "string", "亮灯"),
    ]);
    let steps: Vec<(crate::value::KindId, Step)> = (catalog.kind_ids())
        .filter(|kind| catalog.kind(*kind).money.is_some())
        .flat_map(|kind| Step::ALL.map(|step| (kind, step)))
        .collect();
    for (kind, step) in &steps {
        let of = catalog.kind(*kind);
        let words = of
            .money
            .as_ref()
            .map(|words| words[*step as usize].clone())
            .unwrap_or_default();
        columns.push(column(
            item_name(Item::Money(*kind, *step), catalog),
            "number",
            format!("{}{words}（万元）", of.short),
        ));
    }
    let rows = edition.ledger.projects.iter().map(|project| {
        let mut row: Vec<Value> = vec![
            project.key.as_str().into(),
            json!(project.code),
            project.name.as_str().into(),
            json!(project.locality.map(|unit| &catalog.unit(unit).name)),
            project
                .kinds
                .iter()
                .map(|kind| catalog.kind(*kind).id.as_str())
                .collect(),
        ];
        let values = PROJECT_FIELDS.iter().map(|(field, ..)| project.datum(*field));
        row.extend(values.map(|said| said.map_or(Value::Null, |said| datum(said, catalog))));
        row.extend([
            json!(project.completion_rate()),
            project.standing.started.into(),
            json!(project.standing.overdue_days),
            json!(project.standing.light),
        ]);
        row.extend(
            steps
                .iter()
                .map(|(kind, step)| json!(project.money(*kind, *step))),
        );
        row
    });
    Resource {
        name: "projects",
        title: "项目",
        columns,
        rows: rows.collect(),
    }
}

const TASK_FIELDS: [(Field, &str, &str); 7] = [
    (Field::Matter, "string", "任务事项"),
    (Field::TaskKind, "string", "任务类型"),
    (Field::ResponsiblePerson, "string", "责任人"),
    (Field::Supervisor, "string", "督办专员"),
    (Field::AssignedOn, "date", "交办时间"),
    (Field::Due, "date", "办结时限"),
    (Field::ClosedOn, "date", "办结时间"),
];

fn tasks(edition: &Edition<'_>) -> Resource {
    let catalog = edition.catalog;
    let mut columns = vec![
        column("key", "string", "标识"),
        column("no", "string", "任务编号"),
        column("project_key", "string", "项目标识"),
        column("project", "string", "项目名称"),
        column("responsible_unit", "string", "责任部门"),
    ];
    let named = TASK_FIELDS.iter();
    columns.extend(named.map(|(field, kind, title)| column(field.id().unwrap_or_default(), kind, *title)));
    columns.extend([
        column("state", "string", "办理状态"),
        column("overdue_days", "integer", "逾期天数"),
    ]);
    let row = |task: &Task| {
        let unit = task.responsible_unit.map(|unit| catalog.unit(unit).name.as_str());
        let mut row = vec![
            task.key.as_str().into(),
            json!(task.no),
            json!(task.project),
            json!(task.text(Field::Name)),
            json!(unit.or(task.text(Field::ResponsibleUnit))),
        ];
        let values = TASK_FIELDS.iter().map(|(field, ..)| task.datum(*field));
        row.extend(values.map(|said| said.map_or(Value::Null, |said| datum(said, catalog))));
        row.extend([json!(task.state), json!(task.overdue_days)]);
        row
    };
    Resource {
        name: "tasks",
        title: "任务",
        columns,
        rows: edition.ledger.tasks.iter().map(row).collect(),
    }
}

fn approvals(edition: &Edition<'_>) -> Resource {
    let catalog = edition.catalog;
    let columns = vec![
        column("project_key", "string", "项目标识"),
        column("project", "string", "项目名称"),
        column("approval", "string", "手续"),
        column("state", "string", "状态"),
        column("on", "date", "办结日期"),
        column("document", "string", "文号"),
        column("promised_by", "date", "承诺时限"),
        column("promise_overdue", "boolean", "承诺到期未补"),
    ];
    let rows = edition.ledger.projects.iter().flat_map(|project| {
        catalog.approval_ids().map(move |id| {
            let view = project.approval(id, edition.options.as_of);
            vec![
                project.key.as_str().into(),
                project.name.as_str().into(),
                catalog.approval(id).id.as_str().into(),
                view.state.id().into(),
                json!(view.on.map(|day| day.date)),
                json!(view.document),
                json!(view.promised_by.map(|day| day.date)),
                view.is_promise_overdue.into(),
            ]
        })
    });
    Resource {
        name: "approvals",
        title: "手续",
        columns,
        rows: rows.collect(),
    }
}

fn findings(edition: &Edition<'_>) -> Resource {
    let columns = vec![
        column("code", "string", "代码"),
        column("severity", "string", "轻重"),
        column("unit", "string", "单位"),
        column("file", "string", "文件"),
        column("sheet", "string", "表"),
        column("cell", "string", "单元格"),
        column("project", "string", "项目"),
        column("message", "string", "问题"),
        column("help", "string", "怎样改"),
        column("waived", "string", "情况说明"),
    ];
    let rows = edition.findings.iter().map(|finding| {
        let place = &finding.place;
        vec![
            finding.code.id().into(),
            json!(finding.severity),
            unit_name(edition, finding.unit),
            json!(Some(&*place.file).filter(|file| !file.is_empty())),
            json!(place.sheet.as_deref()),
            json!(place.cell.map(|cell| cell.to_string())),
            json!(finding.project),
            finding.message.as_str().into(),
            finding.help.as_str().into(),
            json!(finding.waived.as_ref().map(|waived| &waived.reason)),
        ]
    });
    Resource {
        name: "findings",
        title: "校核",
        columns,
        rows: rows.collect(),
    }
}

fn unit_name(edition: &Edition<'_>, unit: Option<UnitId>) -> Value {
    json!(unit.map(|unit| &edition.catalog.unit(unit).name))
}

/// Every value of every project with the cell it stands in: those that count, and those set aside.
fn values(edition: &Edition<'_>) -> Resource {
    let columns = vec![
        column("project_key", "string", "项目标识"),
        column("field", "string", "项"),
        column("value", "any", "值"),
        column("counts", "boolean", "采用"),
        column("unit", "string", "单位"),
        column("file", "string", "文件"),
        column("sheet", "string", "表"),
        column("cell", "string", "单元格"),
        column("kept_from_year", "integer", "沿用自何年"),
        column("kept_from_issue", "integer", "沿用自第几期"),
    ];
    let mut rows = Vec::new();
    for project in &edition.ledger.projects {
        let public = project
            .values
            .iter()
            .filter(|(item, _)| **item != Item::Field(Field::Phone));
        for (item, holding) in public {
            if let Some(claim) = &holding.chosen {
                rows.extend(claim_row(edition, project, *item, claim, true, holding.kept));
            }
            for claim in holding.set_aside.iter().filter_map(|&at| holding.others.get(at)) {
                rows.extend(claim_row(edition, project, *item, claim, false, None));
            }
        }
    }
    Resource {
        name: "values",
        title: "数据来源",
        columns,
        rows,
    }
}

fn claim_row(
    edition: &Edition<'_>,
    project: &Project,
    item: Item,
    claim: &Claim,
    counts: bool,
    kept: Option<Kept>,
) -> Option<Vec<Value>> {
    let Given::Value(said) = &claim.given else {
        return None;
    };
    let place = &claim.place;
    Some(vec![
        project.key.as_str().into(),
        item_name(item, edition.catalog).into(),
        datum(said, edition.catalog),
        counts.into(),
        unit_name(edition, Some(claim.unit)),
        json!(&*place.file),
        json!(place.sheet.as_deref()),
        json!(place.cell.map(|cell| cell.to_string())),
        json!(kept.map(|kept| kept.year)),
        json!(kept.map(|kept| kept.number)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_never_formulas() {
        assert_eq!(field(&json!("甲,乙\"丙")), "\"甲,乙\"\"丙\"");
        assert_eq!(field(&json!("=1+1")), "'=1+1");
        assert_eq!(field(&json!(-1.5)), "-1.5");
        assert_eq!(field(&Value::Null), "");
        assert_eq!(field(&json!(["a", "b"])), "a;b");
    }
}
