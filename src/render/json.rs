//! `issue.json`: the whole issue for programs (schema `jianbao.issue/1`, `docs/schema/issue.schema.json`).
//!
//! Money in 万元, dates ISO, rates as fractions of 1, units by their full names. What nobody gave is absent or null, never 0.
//! Keys may be added, never changed.

mod project;
mod table;
mod task;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::bulletin::Edition;
use crate::catalog::{Catalog, Field, Item, Step};
use crate::finding::{Finding, Place, Severity};
use crate::ledger::{ApprovalCount, Kept, Metrics, MoneyTotals};
use crate::record::{Account, Datum};
use crate::rollcall::FileState;
use crate::value::{KindId, Ratio, UnitId, Wanyuan};

/// The bytes of `issue.json`. `accounts` are the row accounts by submission, sheet and table, merged rows included.
pub fn issue_json(edition: &Edition<'_>, accounts: &[Vec<Vec<Account>>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Writing to a Vec cannot fail, and every key is a string: an error here leaves an empty file, which the schema test excludes.
    if document(edition, accounts).serialize(&mut serializer).is_err() {
        bytes.clear();
    }
    bytes.push(b'\n');
    bytes
}

/// What `issue.json` holds under `findings`.
pub fn findings(findings: &[Finding], catalog: &Catalog) -> Value {
    let list = findings
        .iter()
        .map(|finding| value(&FindingJson::of(finding, catalog)));
    Value::Array(list.collect())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    year: i32,
    number: u32,
    as_of: String,
    draft: bool,
    time_progress: Ratio,
    totals: MetricsJson,
    categories: Map<String, Value>,
    localities: Map<String, Value>,
    departments: Map<String, Value>,
    teams: Map<String, Value>,
    approvals: Map<String, Value>,
    tasks: TasksJson,
    submissions: Vec<SubmissionJson<'a>>,
    rows: Account,
    tables: Vec<table::TableJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    projects: Vec<Value>,
    uncounted: Vec<Value>,
    left: Vec<Value>,
    task_list: Vec<Value>,
    financing: Vec<task::FinancingJson<'a>>,
    inspections: Vec<task::InspectionJson<'a>>,
}

fn document<'a>(edition: &Edition<'a>, accounts: &[Vec<Vec<Account>>]) -> Document<'a> {
    let (catalog, issue, ledger) = (edition.catalog, edition.issue, edition.ledger);
    let tables = table::tables(edition, accounts);
    let money = |kind| {
        let totals = issue.money.iter().find(|(of, _)| *of == kind);
        totals.map(|(_, totals)| totals)
    };
    let metrics = |metrics: &Metrics, money: Option<&MoneyTotals>| value(&MetricsJson::of(metrics, money));
    let by_unit = |list: &[(UnitId, Metrics)]| {
        let entries = list.iter();
        entries
            .map(|(unit, of)| (catalog.unit(*unit).name.clone(), metrics(of, None)))
            .collect()
    };
    Document {
        schema: "jianbao.issue/1",
        year: edition.options.year,
        number: edition.options.number,
        as_of: edition.options.as_of.to_string(),
        draft: edition.options.is_draft,
        time_progress: issue.time_progress,
        totals: MetricsJson::of(&issue.totals, None),
        categories: (issue.kinds.iter())
            .map(|(kind, of)| (catalog.kind(*kind).id.clone(), metrics(of, money(*kind))))
            .collect(),
        localities: by_unit(&issue.localities),
        departments: by_unit(&issue.departments),
        teams: (issue.teams.iter())
            .map(|(team, of)| (catalog.team(*team).id.clone(), metrics(of, None)))
            .collect(),
        approvals: (issue.approvals.iter())
            .map(|(id, count)| (catalog.approval(*id).id.clone(), value(&ApprovalJson::of(*count))))
            .collect(),
        tasks: TasksJson {
            total: issue.tasks.total,
            closed: issue.tasks.closed,
            overdue: issue.tasks.overdue,
        },
        submissions: submissions(edition),
        rows: table::total(&tables),
        tables,
        findings: edition
            .findings
            .iter()
            .map(|finding| FindingJson::of(finding, catalog))
            .collect(),
        projects: ledger
            .projects
            .iter()
            .map(|one| project::project(one, edition))
            .collect(),
        uncounted: ledger
            .uncounted
            .iter()
            .map(|one| project::project(one, edition))
            .collect(),
        left: ledger
            .left
            .iter()
            .map(|one| project::project(one, edition))
            .collect(),
        task_list: ledger.tasks.iter().map(|one| task::task(one, edition)).collect(),
        financing: ledger
            .financing
            .iter()
            .map(|one| task::FinancingJson::of(one, edition))
            .collect(),
        inspections: ledger
            .inspections
            .iter()
            .map(|one| task::InspectionJson::of(one, edition))
            .collect(),
    }
}

/// METRICS of the contract, and what stands beside it. A sum of no amounts is 0; a rate of none is null.
#[derive(Serialize)]
struct MetricsJson {
    projects: usize,
    total_investment: Wanyuan,
    annual_plan: Wanyuan,
    annual_done: Wanyuan,
    completion_rate: Option<Ratio>,
    rate_projects: usize,
    started: usize,
    due_to_start: usize,
    overdue_start: usize,
    reserve: usize,
    halted: usize,
    red: usize,
    yellow: usize,
    green: usize,
    #[serde(flatten)]
    money: Option<MoneyJson>,
}

impl MetricsJson {
    fn of(metrics: &Metrics, money: Option<&MoneyTotals>) -> MetricsJson {
        MetricsJson {
            projects: metrics.projects,
            total_investment: metrics.total_investment.unwrap_or_default(),
            annual_plan: metrics.annual_plan.unwrap_or_default(),
            annual_done: metrics.annual_done.unwrap_or_default(),
            completion_rate: metrics.completion_rate(),
            rate_projects: metrics.rate_projects,
            started: metrics.started,
            due_to_start: metrics.due_to_start,
            overdue_start: metrics.overdue_start,
            reserve: metrics.reserve,
            halted: metrics.halted,
            red: metrics.red,
            yellow: metrics.yellow,
            green: metrics.green,
            money: money.map(|money| MoneyJson {
                granted: money.granted.unwrap_or_default(),
                disbursed: money.disbursed.unwrap_or_default(),
                spent: money.spent.unwrap_or_default(),
            }),
        }
    }
}

#[derive(Serialize)]
struct MoneyJson {
    granted: Wanyuan,
    disbursed: Wanyuan,
    spent: Wanyuan,
}

#[derive(Serialize)]
struct ApprovalJson {
    applicable: usize,
    granted: usize,
}

impl ApprovalJson {
    fn of(count: ApprovalCount) -> ApprovalJson {
        ApprovalJson {
            applicable: count.applicable,
            granted: count.granted,
        }
    }
}

#[derive(Serialize)]
struct TasksJson {
    total: usize,
    closed: usize,
    overdue: usize,
}

#[derive(Serialize)]
struct SubmissionJson<'a> {
    unit: Option<&'a str>,
    file: Option<&'a str>,
    state: FileState,
    dated: Option<String>,
    late: bool,
    sha256: Option<&'a str>,
    rows: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

fn submissions<'a>(edition: &Edition<'a>) -> Vec<SubmissionJson<'a>> {
    (edition.rollcall.lines.iter())
        .map(|line| SubmissionJson {
            unit: line.unit.map(|unit| edition.catalog.unit(unit).name.as_str()),
            file: line.file.as_deref(),
            state: line.state,
            dated: line.dated.map(|day| day.to_string()),
            late: line.late,
            sha256: line.sha256.as_deref(),
            rows: line.rows,
            why: line.why.as_deref(),
        })
        .collect()
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    severity: Severity,
    unit: Option<&'a str>,
    #[serde(flatten)]
    at: At<'a>,
    project: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    help: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<WaivedJson<'a>>,
}

#[derive(Serialize)]
struct WaivedJson<'a> {
    reason: &'a str,
    source: &'a str,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding, catalog: &'a Catalog) -> FindingJson<'a> {
        FindingJson {
            code: finding.code.id(),
            severity: finding.severity,
            unit: finding.unit.map(|unit| catalog.unit(unit).name.as_str()),
            at: At::of(&finding.place),
            project: finding.project.as_deref(),
            project_code: finding.project_code.as_deref(),
            column: finding.column.as_deref(),
            message: &finding.message,
            expected: finding.expected.as_deref(),
            help: &finding.help,
            waived: finding.waived.as_ref().map(|waived| WaivedJson {
                reason: &waived.reason,
                source: &waived.source,
            }),
        }
    }
}

/// A place: a file without a name (a unit that sent nothing) is null.
#[derive(Serialize)]
struct At<'a> {
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<String>,
}

impl<'a> At<'a> {
    fn of(place: &'a Place) -> At<'a> {
        At {
            file: Some(&*place.file).filter(|file| !file.is_empty()),
            sheet: place.sheet.as_deref(),
            cell: place.cell.map(|cell| cell.to_string()),
        }
    }
}

/// The cell a value was taken from; `issue` where it is kept from an earlier one (沿用上期).
#[derive(Serialize)]
struct Origin<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issues_ago: Option<u32>,
    #[serde(flatten)]
    at: At<'a>,
}

impl<'a> Origin<'a> {
    fn at(place: &'a Place, kept: Option<Kept>) -> Origin<'a> {
        Origin {
            issue: kept.map(|kept| kept.number),
            year: kept.map(|kept| kept.year),
            issues_ago: kept.map(|kept| kept.issues_ago),
            at: At::of(place),
        }
    }
}

/// The name of a value, as `origin` and `set_aside` write it: `total_investment`, `approvals.eia`, `money.special_bond.spent`.
pub(crate) fn item_name(item: Item, catalog: &Catalog) -> String {
    match item {
        Item::Field(field) => match field {
            Field::Approval(id) => format!("approvals.{}", catalog.approval(id).id),
            _ => field_name(field, catalog).to_owned(),
        },
        Item::Money(kind, step) => money_name(kind, step, catalog),
    }
}

/// The id of a column's field: `total_investment`, `eia`.
pub(crate) fn field_name(field: Field, catalog: &Catalog) -> &str {
    match field {
        Field::Approval(id) => &catalog.approval(id).id,
        _ => field.id().unwrap_or_default(),
    }
}

fn money_name(kind: KindId, step: Step, catalog: &Catalog) -> String {
    format!("money.{}.{}", catalog.kind(kind).id, step.id())
}

/// A value as JSON: amounts in 万元, dates ISO, states by their ids or words, units by their full names.
pub(crate) fn datum(datum: &Datum, catalog: &Catalog) -> Value {
    match datum {
        Datum::Amount(amount) => value(&amount.value),
        Datum::Day(day) => day.date.to_string().into(),
        Datum::Text(text) => text.as_str().into(),
        Datum::Code(code) => code.as_str().into(),
        Datum::Status(status) => status.word().into(),
        Datum::Approval { state, .. } => state.id().into(),
        Datum::Task(state) => value(state),
        #[expect(
            clippy::cast_precision_loss,
            reason = "millionths of a rate stay far below 2^53"
        )]
        Datum::Rate { millionths, .. } => (*millionths as f64 / 1e6).into(),
        Datum::Unit(unit) => catalog.unit(*unit).name.as_str().into(),
        Datum::Kinds(kinds) => kinds.iter().map(|kind| catalog.kind(*kind).id.as_str()).collect(),
    }
}

/// Anything of ours as a JSON value; none of our types can fail to serialise.
fn value<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}
