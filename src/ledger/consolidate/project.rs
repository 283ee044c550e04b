//! 项目: from a group of rows, and the last issue's project, to one project with every claim.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Scope;
use super::authority::{Hearing, Matter};
use super::code::past_names;
use super::group::Group;
use super::magnitude;
use super::row::Row;
use crate::catalog::{ApprovalState, Field, Form, Item, Status, Step};
use crate::finding::{Findings, Place};
use crate::ledger::{Claim, Exit, Holding, Project, Source, Standing};
use crate::record::{Datum, Entry, Given, Marks};
use crate::value::{KindId, UnitId, name};

/// The project that a group of rows stands for; its rows in `rows`, best authority first, become its sources.
pub(super) fn build(
    scope: &Scope<'_>,
    group: &Group<'_>,
    key: String,
    rows: &[Row<'_>],
    findings: &mut Findings,
) -> Project {
    let kinds_by = kinds_by(scope, group, rows);
    let kinds: Vec<KindId> = kinds_by
        .iter()
        .map(|(kind, _)| *kind)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let hearing = Hearing::new(scope.catalog, &kinds, group.locality);
    let mut values = claims(scope, group, &hearing, rows, findings);
    if let Some(previous) = group.previous {
        keep(scope, previous, &mut values);
    }
    let order = hearing.order(Matter::Name, &group.rows, rows);
    let name = shown_name(&values, group);
    let mut project = Project {
        key,
        code: group.code.clone(),
        previous_key: group.previous.map(|previous| previous.key.clone()),
        former_name: former_name(group, &values, &name),
        name,
        locality: group
            .locality
            .or(group.previous.and_then(|previous| previous.locality)),
        kinds,
        kinds_by,
        marks: marks(group, &order, rows),
        values,
        sources: order.iter().map(|&row| source(&rows[row])).collect(),
        givers: Vec::new(),
        vanished: false,
        is_new: scope.previous.is_some() && group.previous.is_none(),
        exit: None,
        part_of: None,
        standing: Standing::default(),
    };
    given(scope, group, rows, &mut project);
    project.exit = exit(&project, group, rows);
    project.standing = Standing::of(&project, &scope.catalog.limits, scope.period.as_of);
    project
}

fn source(row: &Row<'_>) -> Source {
    Source {
        unit: row.unit,
        place: row.place(Field::Name),
        row: row.record.row,
    }
}

/// The name that counts, marks left out; else the group's own.
fn shown_name(values: &BTreeMap<Item, Holding>, group: &Group<'_>) -> String {
    match values.get(&Item::Field(Field::Name)).and_then(Holding::datum) {
        Some(Datum::Text(name)) => name.clone(),
        _ => group.previous.map_or_else(
            || group.code.clone().unwrap_or_else(|| group.name.clone()),
            |previous| previous.name.clone(),
        ),
    }
}

/// The last issue's name, where the project was renamed: by the unit whose name is shown – not where another
/// ledger's name is shown because its lead sent nothing this week.
fn former_name(group: &Group<'_>, values: &BTreeMap<Item, Holding>, name: &str) -> Option<String> {
    let previous = group.previous?;
    let now = name::normalise(name);
    let unit = values.get(&Item::Field(Field::Name))?.chosen.as_ref()?.unit;
    let before: Vec<(UnitId, String)> = past_names(previous).collect();
    let own: Vec<&String> = before
        .iter()
        .filter(|(of, _)| *of == unit)
        .map(|(_, name)| name)
        .collect();
    let is_known = if own.is_empty() {
        before.iter().any(|(_, name)| *name == now)
    } else {
        own.contains(&&now)
    };
    (!is_known && name::normalise(&previous.name) != now).then(|| previous.name.clone())
}

fn marks(group: &Group<'_>, order: &[usize], rows: &[Row<'_>]) -> Marks {
    let Some(previous) = group.previous.filter(|_| order.is_empty()) else {
        let mut marks = Marks::default();
        for marked in order.iter().map(|&row| &rows[row].record.marks) {
            marks.is_bundle |= marked.is_bundle;
            let new: Vec<String> = marked
                .signs
                .iter()
                .filter(|sign| !marks.signs.contains(sign))
                .cloned()
                .collect();
            marks.signs.extend(new);
        }
        return marks;
    };
    previous.marks.clone()
}

/// Kinds by who gave them: leads by their ledgers, anybody by 项目类型; those of units that are silent are kept.
fn kinds_by(scope: &Scope<'_>, group: &Group<'_>, rows: &[Row<'_>]) -> Vec<(KindId, UnitId)> {
    let mut kinds = BTreeSet::new();
    let mut said = BTreeSet::new();
    for row in group.rows.iter().map(|&row| &rows[row]) {
        if let Some(kind) = scope.led(row).filter(|_| row.form == Form::Project) {
            kinds.insert((kind, row.unit));
        }
        if let Some(entry) = row.record.entry(Field::Categories) {
            said.insert(row.unit);
            if let Given::Value(Datum::Kinds(named)) = &entry.given {
                kinds.extend(named.iter().map(|&kind| (kind, row.unit)));
            }
        }
    }
    let Some(previous) = group.previous else {
        return kinds.into_iter().collect();
    };
    for &(kind, unit) in &previous.kinds_by {
        let is_lead = scope.catalog.kind(kind).lead == unit;
        let listed = group.rows.iter().any(|&row| rows[row].unit == unit);
        let is_silent = if is_lead && !scope.gave_kind.contains(&kind) {
            true
        } else {
            scope.is_silent(unit) || (!is_lead && listed && !said.contains(&unit))
        };
        if is_silent || group.rows.is_empty() {
            kinds.insert((kind, unit));
        }
    }
    kinds.into_iter().collect()
}

/// This week's claims, value by value.
fn claims(
    scope: &Scope<'_>,
    group: &Group<'_>,
    hearing: &Hearing<'_>,
    rows: &[Row<'_>],
    findings: &mut Findings,
) -> BTreeMap<Item, Holding> {
    let mut orders: HashMap<u32, Vec<usize>> = HashMap::new();
    let items: BTreeSet<Item> = group
        .rows
        .iter()
        .flat_map(|&row| items(scope, &rows[row]))
        .collect();
    let mut values = BTreeMap::new();
    for item in items {
        let matter = match item {
            Item::Field(field) => Matter::of(field),
            Item::Money(..) => Matter::Total,
        };
        let order = orders
            .entry(matter.slot())
            .or_insert_with(|| hearing.order(matter, &group.rows, rows));
        let mut said: Vec<(usize, Claim)> = Vec::with_capacity(order.len());
        for &row in order.iter() {
            // A record in two versions of one table is taken from the newer, which is heard first.
            let is_older = said
                .iter()
                .any(|&(newer, _)| rows[row].is_older_version_of(&rows[newer]));
            if let (Some(claim), false) = (claim(scope, item, &rows[row]), is_older) {
                said.push((row, claim));
            }
        }
        if let Item::Field(field) = item
            && magnitude::FIGURES.contains(&field)
        {
            magnitude::outvote(field, &mut said, rows, group.previous, findings);
        }
        values.insert(
            item,
            Holding::choose(said.into_iter().map(|(_, claim)| claim).collect()),
        );
    }
    values
}

/// What a row has a say in.
fn items(scope: &Scope<'_>, row: &Row<'_>) -> Vec<Item> {
    let led = scope.money_kind(row);
    let of = |entry: &Entry| match entry.field {
        Field::Granted => led.map(|kind| Item::Money(kind, Step::Granted)),
        Field::Disbursed => led.map(|kind| Item::Money(kind, Step::Disbursed)),
        Field::Spent => led.map(|kind| Item::Money(kind, Step::Spent)),
        // A row's number, a telephone, a figure of one week and a stated rate are no values of the project.
        Field::Serial
        | Field::Phone
        | Field::WeeklyDone
        | Field::CompletionRate
        | Field::PromisedBy
        | Field::Categories => None,
        field => Some(Item::Field(field)),
    };
    row.record.entries.iter().filter_map(of).collect()
}

fn claim(scope: &Scope<'_>, item: Item, row: &Row<'_>) -> Option<Claim> {
    let entry = match item {
        Item::Field(field) => row.record.entry(field)?,
        Item::Money(kind, step) => {
            if scope.money_kind(row) != Some(kind) {
                return None;
            }
            own_fund(scope, kind, step, row)?
        }
    };
    let given = match (&entry.given, item) {
        (Given::Nothing, Item::Field(Field::Approval(_))) => Given::Value(Datum::Approval {
            state: ApprovalState::NotApplicable,
            on: None,
            document: None,
            promised_by: None,
        }),
        (given, Item::Field(Field::Approval(_))) => with_promise(given, row),
        (given, _) => given.clone(),
    };
    Some(Claim {
        unit: row.unit,
        place: Place {
            cell: Some(entry.at),
            ..row.sheet.clone()
        },
        given,
    })
}

/// Where a step is split by source, the kind's own fund counts.
fn own_fund<'r>(scope: &Scope<'_>, kind: KindId, step: Step, row: &'r Row<'_>) -> Option<&'r Entry> {
    let mut entries = row
        .record
        .entries
        .iter()
        .filter(|entry| entry.field == step.field());
    let funds = &scope.catalog.kind(kind).funds;
    let is_own = |entry: &&Entry| {
        row.heading(entry)
            .is_some_and(|heading| funds.iter().any(|fund| heading.contains(fund.as_str())))
    };
    entries.clone().find(is_own).or_else(|| entries.next())
}

/// 承诺时限 of the row goes with each of its approvals that are promised and do not name their own.
fn with_promise(given: &Given, row: &Row<'_>) -> Given {
    let mut given = given.clone();
    if let Given::Value(Datum::Approval {
        state: ApprovalState::Deferred | ApprovalState::Promised,
        promised_by,
        ..
    }) = &mut given
        && promised_by.is_none()
        && let Some(Datum::Day(day)) = row.record.datum(Field::PromisedBy)
    {
        *promised_by = Some(*day);
    }
    given
}

/// 沿用上期: what no ledger gives this week keeps its value, cell and age. A year's figures end with the year.
fn keep(scope: &Scope<'_>, previous: &Project, values: &mut BTreeMap<Item, Holding>) {
    let Some(last) = scope.previous else { return };
    let is_new_year = last.year != scope.period.year;
    for (&item, held) in &previous.values {
        if is_new_year && matches!(item, Item::Field(Field::AnnualPlan | Field::AnnualDone)) {
            continue;
        }
        let now = values.entry(item).or_default();
        if !now.keep(held, last) {
            keep_promise(held, now);
        }
    }
    values.retain(|_, held| held.chosen.is_some() || !held.others.is_empty());
}

/// An approval still promised, without its date this week, keeps the date it was promised for.
fn keep_promise(held: &Holding, now: &mut Holding) {
    let Some(Datum::Approval {
        state: before,
        promised_by: Some(day),
        ..
    }) = held.datum().cloned()
    else {
        return;
    };
    if let Some(Claim {
        given: Given::Value(Datum::Approval {
            state, promised_by, ..
        }),
        ..
    }) = &mut now.chosen
        && *state == before
        && promised_by.is_none()
    {
        *promised_by = Some(day);
    }
}

/// Who gives it, and whether it vanished: everyone who gave it has since handed in something new without it.
fn given(scope: &Scope<'_>, group: &Group<'_>, rows: &[Row<'_>], project: &mut Project) {
    if !group.rows.is_empty() {
        project.givers = group
            .rows
            .iter()
            .map(|&row| rows[row].unit)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        return;
    }
    let Some(previous) = group.previous else { return };
    if scope.repeated_projects.contains(&project.key) {
        project.givers.clone_from(&previous.givers);
        return;
    }
    project.givers = previous
        .givers
        .iter()
        .copied()
        .filter(|&unit| scope.is_silent(unit))
        .collect();
    project.vanished = previous.vanished || project.givers.is_empty();
}

/// Taken out, with the word of the row that said so; once out, the first word stays.
fn exit(project: &Project, group: &Group<'_>, rows: &[Row<'_>]) -> Option<Exit> {
    if project.status() != Some(Status::Withdrawn) {
        return None;
    }
    let before = group.previous.and_then(|previous| previous.exit.clone());
    let chosen = project.values.get(&Item::Field(Field::Status))?.chosen.as_ref()?;
    before.or_else(|| {
        let said = group
            .rows
            .iter()
            .map(|&row| &rows[row])
            .find(|row| row.place(Field::Status) == chosen.place)
            .and_then(|row| row.record.marks.exit.clone());
        Some(Exit {
            word: said.unwrap_or_else(|| Status::Withdrawn.word().to_owned()),
            place: chosen.place.clone(),
        })
    })
}
