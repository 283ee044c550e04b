//! The data the page's script explores: every counted project with its cells, as inert JSON.
//!
//! Rows are arrays under `cols`; amounts are 万元 as they stand in `issue.json`, dates are already words. The script
//! only filters, sorts and adds up; every figure of the whole is printed by the template.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::origin::Origins;
use super::words;
use crate::bulletin::{Edition, Material, department_projects};
use crate::catalog::{ApprovalState, Field, Item, Step};
use crate::finding::{Code, Finding, Severity};
use crate::ledger::{Holding, Light, Project, Task};
use crate::record::Given;
use crate::rollcall::FileState;

/// What a row holds, in its order.
const COLUMNS: [&str; 26] = [
    "code",
    "name",
    "loc",
    "kinds",
    "total",
    "plan",
    "done",
    "cum",
    "planned",
    "started",
    "completion",
    "status",
    "on",
    "light",
    "late",
    "permits",
    "money",
    "owner",
    "unit",
    "person",
    "progress",
    "problem",
    "was",
    "src",
    "aside",
    "find",
];

/// The fields of a row whose cells are named in `src`, before the approvals.
const SOURCED: [Field; 9] = [
    Field::TotalInvestment,
    Field::AnnualPlan,
    Field::AnnualDone,
    Field::CumulativeDone,
    Field::PlannedStart,
    Field::StartedOn,
    Field::PlannedCompletion,
    Field::Status,
    Field::PhysicalProgress,
];

/// The names of [`SOURCED`] in the page.
const SOURCED_NAMES: [&str; 9] = [
    "total",
    "plan",
    "done",
    "cum",
    "planned",
    "started",
    "completion",
    "status",
    "progress",
];

/// The JSON, safe inside a script element.
pub(super) fn json(edition: &Edition<'_>) -> String {
    let mut view = Data::of(edition);
    let rows: Vec<Value> = edition
        .ledger
        .projects
        .iter()
        .enumerate()
        .map(|(index, project)| view.row(index, project))
        .collect();
    let tasks: Vec<Value> = edition
        .ledger
        .tasks
        .iter()
        .filter(|task| words::is_open(task))
        .map(|task| view.task(task))
        .collect();
    let (numerator, denominator) = edition.issue.time_progress.parts();
    let mut fields: Vec<&str> = SOURCED_NAMES.to_vec();
    fields.extend(
        edition
            .catalog
            .approvals
            .iter()
            .map(|approval| approval.id.as_str()),
    );
    let data = json!({
        "issue": edition.options.number,
        "asOf": words::day(edition, edition.options.as_of),
        "region": words::whole_region(edition),
        "first": edition.previous.is_none(),
        "ranking": edition.catalog.ranking,
        "tp": [
            i64::try_from(numerator).unwrap_or(0),
            i64::try_from(denominator).unwrap_or(1),
        ],
        "limits": [edition.catalog.limits.yellow_points, edition.catalog.limits.yellow_days],
        "units": units(edition),
        "kinds": kinds(edition),
        "permits": edition.catalog.approvals.iter()
            .map(|approval| json!([approval.id, approval.name, approval.owner.0]))
            .collect::<Vec<_>>(),
        "fields": fields,
        "past": view.past(),
        "cols": COLUMNS,
        "rows": rows,
        "tasks": tasks,
        "depts": departments(edition, &view.positions),
        "files": view.origins.into_sheets(),
    });
    inert(&data.to_string())
}

/// Nothing in it can end a script element, and no engine reads a line break in it.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// 单位: full name, short name, is it a locality, did it hand in, for how many issues not, its files.
fn units(edition: &Edition<'_>) -> Vec<Value> {
    let rollcall = edition.rollcall;
    edition
        .catalog
        .unit_ids()
        .map(|id| {
            let unit = edition.catalog.unit(id);
            let files: Vec<String> = rollcall
                .lines
                .iter()
                .filter(|line| line.unit == Some(id) && line.state == FileState::Received)
                .filter_map(|line| line.file.as_deref().map(words::no_phone))
                .collect();
            let missing_for = words::missing_for(edition, id);
            json!([
                unit.name,
                unit.short,
                u8::from(unit.is_locality()),
                u8::from(!rollcall.missing.contains(&id)),
                missing_for,
                files
            ])
        })
        .collect()
}

/// 类别: id, short name, name, the words of its three money steps, its lead.
fn kinds(edition: &Edition<'_>) -> Vec<Value> {
    edition
        .catalog
        .kinds
        .iter()
        .map(|kind| json!([kind.id, kind.short, kind.name, kind.money, kind.lead.0]))
        .collect()
}

/// What the rows share while they are built.
struct Data<'a> {
    edition: &'a Edition<'a>,
    origins: Origins,
    /// Position of each project of the last issue, by key.
    before: BTreeMap<&'a str, usize>,
    /// Position of each project, by key.
    positions: BTreeMap<&'a str, usize>,
    /// Findings of each project, by its position.
    findings: BTreeMap<usize, Vec<&'a Finding>>,
}

impl<'a> Data<'a> {
    fn of(edition: &'a Edition<'a>) -> Data<'a> {
        let projects = &edition.ledger.projects;
        let before = edition.previous.map_or_else(BTreeMap::new, |previous| {
            let projects = previous.ledger.projects.iter().enumerate();
            projects
                .map(|(index, project)| (project.key.as_str(), index))
                .collect()
        });
        let positions = projects
            .iter()
            .enumerate()
            .map(|(index, project)| (project.key.as_str(), index))
            .collect();
        Data {
            edition,
            origins: Origins::new(edition.options.year),
            before,
            positions,
            findings: by_project(edition),
        }
    }

    fn row(&mut self, index: usize, project: &'a Project) -> Value {
        let edition = self.edition;
        let as_of = edition.options.as_of;
        let text = |field| project.text(field).map(words::no_phone).unwrap_or_default();
        let day = |field| project.day(field).map(|day| words::precise_day(edition, day));
        let sources = self.sources(project);
        let money = self.money(project);
        let aside = self.aside(project);
        let findings = self.findings_of(index);
        json!([
            project.code.as_deref(),
            words::no_phone(&project.name),
            project.locality.map_or(-1, |unit| i32::from(unit.0)),
            project.kinds.iter().fold(0_u32, |mask, kind| mask | 1 << kind.0),
            project.wanyuan(Field::TotalInvestment),
            project.wanyuan(Field::AnnualPlan),
            project.wanyuan(Field::AnnualDone),
            project.wanyuan(Field::CumulativeDone),
            day(Field::PlannedStart),
            day(Field::StartedOn),
            day(Field::PlannedCompletion),
            project.status().map(crate::catalog::Status::word),
            u8::from(project.standing.started),
            light(project.standing.light),
            project.standing.overdue_days,
            self.permits(project, as_of),
            money,
            text(Field::Owner),
            words::responsible(edition, project),
            text(Field::ResponsiblePerson),
            text(Field::PhysicalProgress),
            text(Field::Problem),
            project
                .previous_key
                .as_deref()
                .and_then(|key| self.before.get(key)),
            sources,
            aside,
            findings,
        ])
    }

    /// One letter an approval: granted, in hand, deferred or promised (overdue: capital), none, not applicable.
    fn permits(&self, project: &Project, as_of: NaiveDate) -> String {
        let letter = |id| {
            let view = project.approval(id, as_of);
            match view.state {
                ApprovalState::Granted => 'g',
                ApprovalState::InHand => 'h',
                ApprovalState::Deferred if view.is_promise_overdue => 'D',
                ApprovalState::Promised if view.is_promise_overdue => 'P',
                ApprovalState::Deferred => 'd',
                ApprovalState::Promised => 'p',
                ApprovalState::None => 'n',
                ApprovalState::NotApplicable => '/',
            }
        };
        self.edition.catalog.approval_ids().map(letter).collect()
    }

    fn sources(&mut self, project: &'a Project) -> Vec<String> {
        let approvals = self.edition.catalog.approval_ids().map(Field::Approval);
        SOURCED
            .into_iter()
            .chain(approvals)
            .map(|field| self.origins.of(project.values.get(&Item::Field(field))))
            .collect()
    }

    /// By kind that follows money: the three amounts and their cells.
    fn money(&mut self, project: &'a Project) -> Value {
        let mut money = serde_json::Map::new();
        for &kind in &project.kinds {
            let held = Step::ALL.map(|step| project.values.get(&Item::Money(kind, step)));
            if self.edition.catalog.kind(kind).money.is_some() && held.iter().any(Option::is_some) {
                let mut cells: Vec<Value> = Step::ALL.map(|step| json!(project.money(kind, step))).to_vec();
                cells.extend(held.map(|holding| json!(self.origins.of(holding))));
                money.insert(kind.0.to_string(), Value::Array(cells));
            }
        }
        if money.is_empty() {
            json!(0)
        } else {
            Value::Object(money)
        }
    }

    /// What other ledgers said: position in `fields` (money follows them, three a kind), the value in words, its cell.
    fn aside(&mut self, project: &'a Project) -> Value {
        let mut aside = Vec::new();
        for (item, holding) in &project.values {
            let Some(slot) = self.slot(*item) else { continue };
            for other in set_aside(holding) {
                let said = match &other.given {
                    Given::Value(datum) => words::datum(self.edition, datum),
                    Given::Nothing => "无".to_owned(),
                    Given::Unusable => continue,
                };
                aside.push(json!([
                    slot,
                    words::no_phone(&said),
                    self.origins.place(&other.place, Some(other.unit), None)
                ]));
            }
        }
        if aside.is_empty() {
            json!(0)
        } else {
            Value::Array(aside)
        }
    }

    fn slot(&self, item: Item) -> Option<usize> {
        let approvals = self.edition.catalog.approvals.len();
        match item {
            Item::Field(Field::Approval(id)) => Some(SOURCED.len() + id.index()),
            Item::Field(field) => SOURCED.iter().position(|&sourced| sourced == field),
            Item::Money(kind, step) => {
                let step = Step::ALL.iter().position(|&other| other == step)?;
                Some(SOURCED.len() + approvals + kind.index() * 3 + step)
            }
        }
    }

    /// 核查提示: code, message, cell, and why it is accepted where it is.
    fn findings_of(&mut self, index: usize) -> Value {
        let findings = self.findings.remove(&index).unwrap_or_default();
        let listed: Vec<Value> = findings
            .into_iter()
            .map(|finding| {
                let place = self.origins.place(&finding.place, finding.unit, None);
                let message = words::no_phone(&finding.message);
                match &finding.waived {
                    Some(waived) => {
                        json!([finding.code.id(), message, place, words::no_phone(&waived.reason)])
                    }
                    None => json!([finding.code.id(), message, place]),
                }
            })
            .collect();
        if listed.is_empty() {
            json!(0)
        } else {
            Value::Array(listed)
        }
    }

    /// 任务: number, project (position, else its name), matter, unit (position, else its name), people, days, cell.
    fn task(&mut self, task: &'a Task) -> Value {
        let edition = self.edition;
        let project = task.project.as_deref().and_then(|key| self.positions.get(key));
        let project = project.map_or_else(
            || json!(task.text(Field::Name).map(words::no_phone).unwrap_or_default()),
            |position| json!(position),
        );
        let unit = task
            .responsible_unit
            .map_or_else(|| json!(words::task_unit(edition, task)), |unit| json!(unit.0));
        let text = |field| task.text(field).map(words::no_phone).unwrap_or_default();
        let day = |field| {
            task.day(field)
                .map(|day| words::precise_day(edition, day))
                .unwrap_or_default()
        };
        let late = match task.overdue_days {
            Some(days) => json!(days),
            None if task.due() == Some(edition.options.as_of) => json!(0),
            None => Value::Null,
        };
        let matter = task.values.get(&Field::Matter);
        json!([
            task.no.as_deref().unwrap_or_default(),
            project,
            text(Field::Matter),
            unit,
            text(Field::ResponsiblePerson),
            text(Field::Supervisor),
            day(Field::AssignedOn),
            day(Field::Due),
            late,
            self.origins.of(matter),
            u8::from(task.vanished),
        ])
    }

    /// The last issue's projects: locality, kinds, total, plan, done, light, status – those that are gone included.
    fn past(&self) -> Vec<Value> {
        let Some(previous) = self.edition.previous else {
            return Vec::new();
        };
        previous
            .ledger
            .projects
            .iter()
            .map(|project| {
                json!([
                    project.locality.map_or(-1, |unit| i32::from(unit.0)),
                    project.kinds.iter().fold(0_u32, |mask, kind| mask | 1 << kind.0),
                    project.wanyuan(Field::TotalInvestment),
                    project.wanyuan(Field::AnnualPlan),
                    project.wanyuan(Field::AnnualDone),
                    light(project.standing.light),
                    project.status().map(crate::catalog::Status::word),
                ])
            })
            .collect()
    }
}

/// The claims that disagree with the chosen one.
fn set_aside(holding: &Holding) -> impl Iterator<Item = &crate::ledger::Claim> {
    holding
        .set_aside
        .iter()
        .filter_map(|&position| holding.others.get(position))
}

fn light(light: Option<Light>) -> &'static str {
    match light {
        Some(Light::Red) => "r",
        Some(Light::Yellow) => "y",
        Some(Light::Green) => "g",
        None => "",
    }
}

/// For each department with projects of its own: their positions.
fn departments(edition: &Edition<'_>, positions: &BTreeMap<&str, usize>) -> BTreeMap<u16, Vec<usize>> {
    let material = Material {
        catalog: edition.catalog,
        options: edition.options,
        submissions: edition.submissions,
        rollcall: edition.rollcall,
        ledger: edition.ledger,
        previous: edition.previous,
        changes: edition.issue.changes.as_ref(),
        narratives: edition.narratives,
    };
    department_projects(&material)
        .into_iter()
        .map(|(unit, keys)| {
            (
                unit.0,
                keys.iter()
                    .filter_map(|key| positions.get(key).copied())
                    .collect::<Vec<_>>(),
            )
        })
        .filter(|(_, own)| !own.is_empty())
        .collect()
}

/// 核查提示 of each project: errors and warnings that stand on its rows, or bear its code. What values other ledgers
/// gave (X01) is shown beside the value itself, and B12 is for the unit alone.
fn by_project<'a>(edition: &Edition<'a>) -> BTreeMap<usize, Vec<&'a Finding>> {
    let mut rows = BTreeMap::new();
    let mut codes = BTreeMap::new();
    for (index, project) in edition.ledger.projects.iter().enumerate() {
        for source in &project.sources {
            rows.insert((&source.place.file, &source.place.sheet, source.row), index);
        }
        if let Some(code) = &project.code {
            codes.insert(code.as_str(), index);
        }
    }
    let mut found: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    for finding in edition.findings {
        if finding.severity == Severity::Note || matches!(finding.code, Code::B12 | Code::X01) {
            continue;
        }
        let by_code = finding.project_code.as_deref().and_then(|code| codes.get(code));
        let by_row = || {
            let row = finding.place.cell?.first.row;
            rows.get(&(&finding.place.file, &finding.place.sheet, row))
        };
        if finding.project.is_some()
            && let Some(&index) = by_code.or_else(by_row)
        {
            found.entry(index).or_default().push(finding);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_the_script_element() {
        let hostile = json!(["</script><script>alert(1)</script>", "<!--", "\u{2028}\u{2029}"]).to_string();
        let safe = inert(&hostile);
        assert!(!safe.contains('<') && !safe.contains('\u{2028}') && !safe.contains('\u{2029}'));
        assert_eq!(
            serde_json::from_str::<Value>(&safe).unwrap(),
            serde_json::from_str::<Value>(&hostile).unwrap()
        );
    }
}
