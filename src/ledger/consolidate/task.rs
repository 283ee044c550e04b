//! 任务: the rows of one task, and the last issue's, to one task through time.
//!
//! 1. A task is its number, else project, matter and responsible unit; with a number in one list and without in
//!    another, those three make it one. 2. The responsible unit's own row counts, then the others in roster order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Scope;
use super::row::Row;
use crate::catalog::{Field, Form, TaskState};
use crate::finding::Place;
use crate::ledger::{Claim, DueChange, Holding, RowAccounts, Source, Task};
use crate::record::Datum;
use crate::value::text;

/// The rows of one task, by position, and the last issue's.
#[derive(Default)]
struct Group<'p> {
    no: Option<String>,
    triple: String,
    rows: Vec<usize>,
    previous: Option<&'p Task>,
}

/// What a row's task may be known by: its number, and project, matter and responsible unit.
pub(super) fn names(row: &Row<'_>) -> Vec<String> {
    number(row)
        .map(|no| format!("#{no}"))
        .into_iter()
        .chain([triple(row, &row.name)])
        .collect()
}

fn number(row: &Row<'_>) -> Option<String> {
    Some(row.words(Field::No)).filter(|no| !no.is_empty())
}

fn triple(row: &Row<'_>, project: &str) -> String {
    format!("{project}|{}|{}", row.words(Field::Matter), responsible(row))
}

/// 责任部门 as compared: on the roster by its position, else as written.
fn responsible(row: &Row<'_>) -> String {
    match row.record.datum(Field::ResponsibleUnit) {
        Some(Datum::Unit(unit)) => unit.0.to_string(),
        Some(Datum::Text(name)) => text::fold(name),
        _ => String::new(),
    }
}

/// Every task there is, in the order of numbers, then deadlines.
pub(super) fn merge(
    scope: &Scope<'_>,
    listed: &[Row<'_>],
    resolve: &impl Fn(&Row<'_>) -> Option<String>,
    accounts: &mut RowAccounts,
) -> Vec<Task> {
    let rows: Vec<&Row<'_>> = listed.iter().filter(|row| row.form == Form::Task).collect();
    let projects: Vec<Option<String>> = rows.iter().map(|row| resolve(row)).collect();
    let groups = group(scope, &rows, &projects);
    let mut tasks: Vec<Task> = Vec::with_capacity(groups.len());
    for group in groups {
        let order = hear(&group, &rows);
        for &row in order.iter().skip(1) {
            let at = rows[row].at;
            let account = &mut accounts[at.submission][at.sheet][at.table];
            account.accepted = account.accepted.saturating_sub(1);
            account.merged += 1;
        }
        tasks.extend(build(scope, &group, &order, &rows, &projects));
    }
    tasks.sort_by(|a, b| {
        (a.no.is_none(), &a.no, a.due(), &a.key).cmp(&(b.no.is_none(), &b.no, b.due(), &b.key))
    });
    tasks
}

/// Rows of one task together. A number that two units gave to different matters of different projects is two tasks.
fn group<'p>(scope: &Scope<'p>, rows: &[&Row<'_>], projects: &[Option<String>]) -> Vec<Group<'p>> {
    let mut groups: Vec<Group<'p>> = Vec::new();
    let mut by_no: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_triple: HashMap<String, usize> = HashMap::new();
    let whole = |at: usize| triple(rows[at], projects[at].as_deref().unwrap_or(&rows[at].name));
    let numbered = |at: &usize| number(rows[*at]).is_some();
    let (with, without): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(numbered);
    for at in with.into_iter().chain(without) {
        let (no, triple) = (number(rows[at]), whole(at));
        let same_no = no.as_ref().and_then(|no| by_no.get(no)).and_then(|candidates| {
            candidates
                .iter()
                .copied()
                .find(|&group| are_one(&groups[group].triple, &triple))
        });
        // Three alike join a numbered and an unnumbered row, never two different numbers.
        let same_triple = by_triple
            .get(&triple)
            .copied()
            .filter(|&group| no.is_none() || groups[group].no.is_none() || groups[group].no == no);
        let group = same_no.or(same_triple).unwrap_or_else(|| {
            groups.push(Group {
                no: no.clone(),
                triple: triple.clone(),
                ..Group::default()
            });
            groups.len() - 1
        });
        groups[group].rows.push(at);
        if let Some(no) = no {
            let known = by_no.entry(no).or_default();
            if !known.contains(&group) {
                known.push(group);
            }
        }
        by_triple.entry(triple).or_insert(group);
    }
    for task in scope.previous.into_iter().flat_map(|ledger| &ledger.tasks) {
        let triple = past_triple(task);
        let by_no = task
            .no
            .as_ref()
            .map(|no| text::fold(no))
            .and_then(|no| by_no.get(&no))
            .and_then(|candidates| {
                candidates
                    .iter()
                    .copied()
                    .find(|&group| are_one(&groups[group].triple, &triple))
            });
        let found = by_no.or_else(|| {
            by_triple
                .get(&triple)
                .copied()
                .filter(|&group| task.no.is_none() || groups[group].no.is_none())
        });
        match found.filter(|&group| groups[group].previous.is_none()) {
            Some(group) => groups[group].previous = Some(task),
            None => groups.push(Group {
                no: task.no.clone(),
                triple,
                rows: Vec::new(),
                previous: Some(task),
            }),
        }
    }
    groups
}

/// Are two rows under one number one task: the same project or the same matter?
fn are_one(a: &str, b: &str) -> bool {
    let parts = |triple: &str| triple.splitn(3, '|').map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (parts(a), parts(b));
    a.iter()
        .zip(&b)
        .take(2)
        .any(|(a, b)| a == b || a.is_empty() || b.is_empty())
}

fn past_triple(task: &Task) -> String {
    let project = task.project.clone().unwrap_or_else(|| {
        task.text(Field::Name)
            .map(crate::value::name::normalise)
            .unwrap_or_default()
    });
    let unit = match task.datum(Field::ResponsibleUnit) {
        Some(Datum::Unit(unit)) => unit.0.to_string(),
        Some(Datum::Text(name)) => text::fold(name),
        _ => String::new(),
    };
    format!(
        "{project}|{}|{unit}",
        task.text(Field::Matter).map(text::fold).unwrap_or_default()
    )
}

/// The responsible unit's own row first, then the others in roster order.
fn hear(group: &Group<'_>, rows: &[&Row<'_>]) -> Vec<usize> {
    let mut order = group.rows.clone();
    order.sort_by_cached_key(|&at| {
        let row = rows[at];
        let is_own =
            matches!(row.record.datum(Field::ResponsibleUnit), Some(Datum::Unit(unit)) if *unit == row.unit);
        (
            !is_own,
            row.unit,
            std::cmp::Reverse(row.recency),
            row.at,
            row.record.row,
        )
    });
    order
}

fn build(
    scope: &Scope<'_>,
    group: &Group<'_>,
    order: &[usize],
    rows: &[&Row<'_>],
    projects: &[Option<String>],
) -> Option<Task> {
    let is_new_year = scope.previous.is_some_and(|last| last.year != scope.period.year);
    let was = group.previous.map(|task| task.state);
    if order.is_empty() && is_new_year && was == Some(TaskState::Closed) {
        return None;
    }
    let mut values = claims(order, rows);
    if let Some(previous) = group.previous {
        keep(scope, previous, &mut values);
    }
    super::progress::put_down(&scope.progress, &mut values);
    let project = order
        .iter()
        .find_map(|&at| projects[at].clone())
        .or_else(|| group.previous.and_then(|task| task.project.clone()));
    let no = shown_no(&values).or_else(|| group.previous.and_then(|task| task.no.clone()));
    let mut task = Task {
        key: group.no.clone().unwrap_or_else(|| group.triple.clone()),
        previous_key: group.previous.map(|task| task.key.clone()),
        no,
        project,
        responsible_unit: None,
        sources: order
            .iter()
            .map(|&at| Source {
                unit: rows[at].unit,
                place: rows[at].place(Field::Matter),
                row: rows[at].record.row,
            })
            .collect(),
        givers: order
            .iter()
            .map(|&at| rows[at].unit)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        state: TaskState::Open,
        overdue_days: None,
        was_overdue: group.previous.is_some_and(|task| task.overdue_days.is_some()),
        newly_closed: false,
        is_new: scope.previous.is_some() && group.previous.is_none(),
        vanished: false,
        due_changes: group
            .previous
            .map(|task| task.due_changes.clone())
            .unwrap_or_default(),
        values,
    };
    task.responsible_unit = match task.datum(Field::ResponsibleUnit) {
        Some(Datum::Unit(unit)) => Some(*unit),
        _ => None,
    };
    derive(scope, group, order.is_empty(), &mut task);
    Some(task)
}

fn shown_no(values: &BTreeMap<Field, Holding>) -> Option<String> {
    match values.get(&Field::No)?.datum()? {
        Datum::Text(no) => Some(no.clone()),
        _ => None,
    }
}

fn claims(order: &[usize], rows: &[&Row<'_>]) -> BTreeMap<Field, Holding> {
    let mut said: BTreeMap<Field, Vec<Claim>> = BTreeMap::new();
    for row in order.iter().map(|&at| rows[at]) {
        for entry in row
            .record
            .entries
            .iter()
            .filter(|entry| !matches!(entry.field, Field::Serial | Field::Phone))
        {
            said.entry(entry.field).or_default().push(Claim {
                unit: row.unit,
                place: Place {
                    cell: Some(entry.at),
                    ..row.sheet.clone()
                },
                given: entry.given.clone(),
            });
        }
    }
    said.into_iter()
        .map(|(field, claims)| (field, Holding::choose(claims)))
        .collect()
}

/// 沿用上期
fn keep(scope: &Scope<'_>, previous: &Task, values: &mut BTreeMap<Field, Holding>) {
    let Some(last) = scope.previous else { return };
    for (&field, held) in &previous.values {
        values.entry(field).or_default().keep(held, last);
    }
}

/// Closed, overdue, vanished, deadlines changed: nobody types these.
fn derive(scope: &Scope<'_>, group: &Group<'_>, is_unlisted: bool, task: &mut Task) {
    let as_of = scope.period.as_of;
    let was_closed = group.previous.is_some_and(|task| task.state == TaskState::Closed);
    task.state = if is_unlisted && was_closed {
        TaskState::Closed
    } else {
        state(task, as_of)
    };
    let is_open = task.state == TaskState::Open;
    task.newly_closed = !is_open && !was_closed && scope.previous.is_some();
    task.overdue_days = task
        .due()
        .filter(|&due| is_open && due < as_of)
        .map(|due| (as_of - due).num_days());
    if let Some(previous) = group.previous {
        if let (Some(from), Some(to)) = (previous.day(Field::Due), task.day(Field::Due))
            && !from.agrees_with(&to)
        {
            task.due_changes.push(DueChange {
                from,
                to,
                number: scope.period.number,
            });
        }
        if is_unlisted {
            vanish(scope, group, previous, task);
        }
    }
}

/// By what is said this week, first the state, then the closing date; else by what was said before.
fn state(task: &Task, as_of: chrono::NaiveDate) -> TaskState {
    let said = |is_kept: bool| {
        let held = |field: Field| {
            task.values
                .get(&field)
                .filter(|held| held.kept.is_some() == is_kept)
        };
        match held(Field::State).and_then(Holding::datum) {
            Some(Datum::Task(state)) => Some(*state),
            _ => match held(Field::ClosedOn).and_then(Holding::datum) {
                Some(Datum::Day(day)) if day.date <= as_of => Some(TaskState::Closed),
                _ => None,
            },
        }
    };
    said(false).or_else(|| said(true)).unwrap_or(TaskState::Open)
}

/// It has vanished when all who listed it have since handed in something new without it.
fn vanish(scope: &Scope<'_>, group: &Group<'_>, previous: &Task, task: &mut Task) {
    let number = group.no.as_ref().map(|no| format!("#{}", text::fold(no)));
    let name = task
        .text(Field::Name)
        .map(crate::value::name::normalise)
        .unwrap_or_default();
    let mut parts = group.triple.splitn(3, '|').skip(1);
    let plain = format!(
        "{name}|{}|{}",
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default()
    );
    if number
        .into_iter()
        .chain([plain])
        .any(|name| scope.repeated_tasks.contains(&name))
    {
        task.givers.clone_from(&previous.givers);
        return;
    }
    task.givers = previous
        .givers
        .iter()
        .copied()
        .filter(|&unit| scope.is_silent(unit))
        .collect();
    task.vanished = task.state == TaskState::Open && (previous.vanished || task.givers.is_empty());
}

#[cfg(test)]
mod tests {
    use super::are_one;

    #[test]
    fn one_number_is_one_task_unless_project_and_matter_both_differ() {
        assert!(are_one("甲|办理环评|3", "甲|办理环评手续|3"));
        assert!(are_one("甲|办理环评|3", "乙|办理环评|3"));
        assert!(are_one("甲|办理环评|3", "|其他|3"));
        assert!(!are_one("甲|办理环评|3", "乙|征地|4"));
    }
}
